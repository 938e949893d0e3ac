import Foundation

/// ln Γ(x) for x > 0.
func logGamma(_ x: Double) -> Double {
    // The one with a place of its own for the sign: `lgamma` writes it to a variable that all threads share.
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
}

/// ln B(a, b) for a, b > 0.
func logBeta(_ a: Double, _ b: Double) -> Double {
    logGamma(a) + logGamma(b) - logGamma(a + b)
}

/// ψ(x), the derivative of ln Γ, for x > 0.
///
/// Steps up by ψ(x) = ψ(x + 1) − 1/x until the asymptotic series holds to the last digits (Abramowitz & Stegun 6.3.5, 6.3.18).
func digamma(_ x: Double) -> Double {
    var x = x
    var steps = 0.0
    while x < 12 {
        steps -= 1 / x
        x += 1
    }
    let y = 1 / (x * x)
    let tail = y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * 691.0 / 32760)))))
    return steps + log(x) - 0.5 / x - tail
}

/// ψ′(x), the second derivative of ln Γ, for x > 0 (Abramowitz & Stegun 6.4.6, 6.4.12).
func trigamma(_ x: Double) -> Double {
    var x = x
    var steps = 0.0
    while x < 12 {
        steps += 1 / (x * x)
        x += 1
    }
    let y = 1 / (x * x)
    let series = 1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * (5.0 / 66 - y * 691.0 / 2730))))
    return steps + 1 / x + 0.5 * y + series * y / x
}

/// ln Γ(x + n) − ln Γ(x) with its first and second derivative by x, for x > 0 and whole n ≥ 0.
///
/// A sum while that is short: where x is large, the difference of two logarithms of gamma functions keeps few of their digits.
func logRising(_ x: Double, _ n: Int) -> (value: Double, slope: Double, bend: Double) {
    guard n <= 64 else {
        let far = x + Double(n)
        return (logGamma(far) - logGamma(x), digamma(far) - digamma(x), trigamma(far) - trigamma(x))
    }
    var (value, slope, bend) = (0.0, 0.0, 0.0)
    for step in 0..<n {
        let inverse = 1 / (x + Double(step))
        value += log(x + Double(step))
        slope += inverse
        bend -= inverse * inverse
    }
    return (value, slope, bend)
}
