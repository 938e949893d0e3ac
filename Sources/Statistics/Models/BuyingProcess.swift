import Foundation

/// Purchases from now on of one who is a customer now: they would buy at a rate drawn from a gamma distribution, and after each purchase stop with a
/// chance drawn from a beta distribution.
///
/// The papers write its expectation with Gauss' hypergeometric function, as (a + b − 1)/(a − 1) · [1 − (α/(α + t))^r · ₂F₁(r, b; a + b − 1; t/(α + t))].
/// That divides nought by nought at a = 1, and takes the difference of two nearly equal numbers of great size for frequent buyers, the "#NUM!" of
/// spreadsheets. The same number is a sum of positive terms: K, how often somebody would buy who never stops, is negative binomial, and purchase j + 1
/// takes place when K > j and none of the j before it was the last. Nothing can cancel or overflow in
///
///     E = Σ_j P(K > j) · b(b+1)…(b+j−1) / (a+b)(a+b+1)…(a+b+j−1)
///
/// Where that would be thousands of terms, the integral over the chance to stop is taken instead; tests compare both with the papers' formula.
struct BuyingProcess {
    /// Shape of the gamma distribution of rates.
    var shape: Double
    /// Its rate parameter, in units of time.
    var rate: Double
    /// First parameter of the beta distribution of chances to stop after a purchase.
    var stop: Double
    /// Its second parameter.
    var stay: Double

    private static let mostTerms = 4000.0

    /// Purchases to be expected in the next `time`. Not negative, and no more than they would be if nobody ever stopped.
    func expectedPurchases(in time: Double) -> Double {
        guard time > 0 else { return 0 }
        return isShort(time) ? sum(time) : integral(time)
    }

    /// Whether counting purchase by purchase is quick: the number of purchases that could come, and what its spread adds.
    private func isShort(_ time: Double) -> Bool {
        let mean = shape * time / rate
        let spread = (mean * (1 + time / rate)).squareRoot()
        return mean + 12 * spread < Self.mostTerms && shape * log1p(time / rate) < 600
    }

    /// P(K > 0), P(K > 1), … with what is needed to go on.
    private struct Tail {
        /// P(K = k) and P(K > k).
        var mass: Double
        var above: Double
        var k = 0.0
        let shape: Double
        let ratio: Double

        init(shape: Double, rate: Double, time: Double) {
            self.shape = shape
            ratio = time / (rate + time)
            let none = -shape * log1p(time / rate)
            mass = exp(none)
            above = -expm1(none)
        }

        mutating func step() {
            mass *= (shape + k) / (k + 1) * ratio
            k += 1
            // From here on each mass is at most this share of the one before. Subtracting leaves rounding behind, which would never fall to nothing; a geometric
            // series does.
            let falling = max(ratio, (shape + k) / (k + 1) * ratio)
            let most = falling < 1 ? mass * falling / (1 - falling) : 1
            above = min(max(0, above - mass), most)
        }
    }

    func sum(_ time: Double) -> Double {
        var tail = Tail(shape: shape, rate: rate, time: time)
        var total = 0.0
        var staying = 1.0
        while true {
            let term = tail.above * staying
            total += term
            if term <= 1e-17 * total { return total }
            staying *= (stay + tail.k) / (stop + stay + tail.k)
            tail.step()
        }
    }

    /// ∫ [1 − (1 + p·time/rate)^−shape] / p over the beta distribution of p, in u = ln(p/(1 − p)) where neither end has a singularity, by the trapezoid
    /// rule with steps that grow as a hyperbolic sine from the distribution's middle.
    func integral(_ time: Double) -> Double {
        let y = time / rate
        let norm = logBeta(stop, stay)
        let middle = log(stop / stay)
        let width = (1 / stop + 1 / stay).squareRoot()
        func term(_ s: Double) -> Double {
            let u = middle + width * sinh(s)
            let p = sigmoid(u)
            let logDensity = -stop * softplus(-u) - stay * softplus(u) - norm
            let gain = p * y < 1e-12 ? shape * y : -expm1(-shape * log1p(p * y)) / p
            return exp(logDensity) * gain * width * cosh(s)
        }
        let step = 0.02
        var total = term(0)
        for direction in [-1.0, 1.0] {
            var k = 1.0
            while k < 600 {
                let next = term(direction * k * step)
                total += next
                // Terms rise to the density's peak and then fall for good.
                if next < 1e-18 * total, k * step > 1 { break }
                k += 1
            }
        }
        return total * step
    }

    /// P(more than `n` purchases in the next `time`).
    func probability(moreThan n: Int, in time: Double) -> Double {
        guard time > 0 else { return 0 }
        let k = Double(n)
        let staying = exp(logBeta(stop, stay + k) - logBeta(stop, stay))
        return staying * regularisedBeta(k + 1, shape, time / (rate + time))
    }

    /// The least n for which no more than `share` of the chance lies above it.
    func leastCount(above share: Double, in time: Double) -> Int {
        guard time > 0, share < 1 else { return 0 }
        if isShort(time) {
            var tail = Tail(shape: shape, rate: rate, time: time)
            var staying = 1.0
            while tail.above * staying > share {
                staying *= (stay + tail.k) / (stop + stay + tail.k)
                tail.step()
            }
            return Int(tail.k)
        }
        var (low, high) = (0, 1)
        while probability(moreThan: high, in: time) > share, high < 1 << 50 { (low, high) = (high, high * 2) }
        if probability(moreThan: low, in: time) <= share { return low }
        // low is too few, high is enough.
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if probability(moreThan: middle, in: time) > share { low = middle } else { high = middle }
        }
        return high
    }

    private static let mostChances = 48

    /// How many purchases come in the next `time`, with the chance of each. Where that could be many, numbers that stand for equal slices of the chance.
    func chances(in time: Double) -> [(n: Double, share: Double)] {
        guard time > 0 else { return [(0, 1)] }
        var chances: [(n: Double, share: Double)] = []
        if isShort(time) {
            var tail = Tail(shape: shape, rate: rate, time: time)
            var staying = 1.0
            var above = 1.0
            while above > 1e-4, chances.count <= Self.mostChances {
                // P(more than n) = P(K > n) · P(none of the first n was the last).
                let next = tail.above * staying
                chances.append((tail.k, above - next))
                above = next
                staying *= (stay + tail.k) / (stop + stay + tail.k)
                tail.step()
            }
            if above <= 1e-4 { return chances }
        }
        let share = 1 / Double(Self.mostChances)
        return (0..<Self.mostChances).map { (Double(leastCount(above: (Double($0) + 0.5) * share, in: time)), share) }
    }
}
