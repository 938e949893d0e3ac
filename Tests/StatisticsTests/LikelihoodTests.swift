import Foundation
import Testing

@testable import Statistics

/// The likelihoods against their definitions, and their derivatives against differences.
@Suite struct LikelihoodTests {
    private static func histories(_ count: Int, seed: UInt64) -> [BuyingHistory] {
        var draw = Draw(seed: seed)
        return (0..<count).compactMap { _ in
            let age = Int(draw.uniform() * 700)
            let recency = draw.uniform() < 0.4 ? 0 : Int(draw.uniform() * Double(age))
            let frequency = recency == 0 ? 0 : 1 + Int(draw.uniform() * Double(min(recency - 1, 30)))
            return BuyingHistory(frequency: frequency, recencyDays: recency, ageDays: age)
        }
    }

    /// ln L of one history as the papers print it, with beta and gamma functions and without any rearranging.
    private static func printed(
        _ variant: BetaGeometric.Variant, _ h: BuyingHistory, _ r: Double, _ alpha: Double, _ a: Double, _ b: Double
    ) -> Double {
        let (x, t, T) = (Double(h.frequency), Double(h.recencyDays), Double(h.ageDays))
        let rate = logGamma(r + x) - logGamma(r) + r * log(alpha)
        let alive: Double
        let gone: Double
        switch variant {
        case .original:
            alive = logBeta(a, b + x) - logBeta(a, b) - (r + x) * log(alpha + T)
            gone = x > 0 ? logBeta(a + 1, b + x - 1) - logBeta(a, b) - (r + x) * log(alpha + t) : -.infinity
        case .modified:
            alive = logBeta(a, b + x + 1) - logBeta(a, b) - (r + x) * log(alpha + T)
            gone = logBeta(a + 1, b + x) - logBeta(a, b) - (r + x) * log(alpha + t)
        }
        return rate + logSum(alive, gone)
    }

    @Test(arguments: BetaGeometric.Variant.allCases)
    func `the likelihood of buying is the papers'`(variant: BetaGeometric.Variant) {
        let histories = Self.histories(200, seed: 3)
        let likelihood = BetaGeometricLikelihood(variant, HistoryTable(histories), scale: 1)
        for (r, alpha, a, b) in [(0.5, 40.0, 0.9, 2.5), (3.0, 5.0, 0.01, 0.2), (0.01, 900.0, 20.0, 1.0)] {
            let whole = histories.reduce(0.0) { $0 + Self.printed(variant, $1, r, alpha, a, b) }
            #expect(isClose(likelihood.shape(r: r, alpha: alpha, a: a, b: b).value, whole, 1e-11))
        }
    }

    @Test(arguments: BetaGeometric.Variant.allCases)
    func `its derivatives agree with differences`(variant: BetaGeometric.Variant) {
        let likelihood = BetaGeometricLikelihood(variant, HistoryTable(Self.histories(300, seed: 5)), scale: 50)
        Self.compare([0.6, 0.8, 0.9, 2.5]) { likelihood.shape(r: $0[0], alpha: $0[1], a: $0[2], b: $0[3]) }
        Self.compare([2.5, 3.0, 0.2, 0.7]) { likelihood.shape(r: $0[0], alpha: $0[1], a: $0[2], b: $0[3]) }
    }

    @Test func `the likelihood of spend is the paper's, and its derivatives agree with differences`() {
        var draw = Draw(seed: 9)
        let spends = (0..<150).compactMap { _ in
            RepeatSpend(purchases: 1 + Int(draw.uniform() * 8), minor: 1 + Int64(draw.uniform() * 90_000))
        }
        let likelihood = GammaGammaLikelihood(SpendTable(spends, decimals: 2), scale: 1)
        let (p, q, v) = (6.25, 3.74, 15.44)
        let whole = spends.reduce(0.0) { sum, spend in
            let x = Double(spend.purchases)
            let z = Double(spend.minor) / 100 / x
            let terms = [
                logGamma(p * x + q) - logGamma(p * x) - logGamma(q), q * log(v), (p * x - 1) * log(z), p * x * log(x),
                -(p * x + q) * log(v + x * z),
            ]
            return sum + terms.reduce(0, +)
        }
        #expect(isClose(likelihood.shape(p: p, q: q, v: v).value, whole, 1e-12))
        let scaled = GammaGammaLikelihood(SpendTable(spends, decimals: 2), scale: 90)
        Self.compare([p, q, 0.3]) { scaled.shape(p: $0[0], q: $0[1], v: $0[2]) }
        Self.compare([0.7, 9, 4]) { scaled.shape(p: $0[0], q: $0[1], v: $0[2]) }
    }

    /// Gradients against differences of values, second derivatives against differences of gradients.
    private static func compare(_ point: [Double], _ shape: ([Double]) -> Shape) {
        let here = shape(point)
        for i in point.indices {
            let step = 1e-5 * point[i]
            var (left, right) = (point, point)
            left[i] -= step
            right[i] += step
            let (below, above) = (shape(left), shape(right))
            let slope = (above.value - below.value) / (2 * step)
            #expect(isClose(here.gradient[i], slope, 1e-6), "by parameter \(i)")
            for j in point.indices {
                let bend = (above.gradient[j] - below.gradient[j]) / (2 * step)
                #expect(isClose(here.hessian[i, j], bend, 1e-6), "by parameters \(i) and \(j)")
            }
        }
    }
}
