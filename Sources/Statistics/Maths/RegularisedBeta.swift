import Foundation

/// I_x(a, b), the share of a beta distribution below `x`: 0 to 1, for a, b > 0.
///
/// Lentz' way with the continued fraction (Abramowitz & Stegun 26.5.8), on the side of the mean where it converges quickly.
func regularisedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - regularisedBeta(b, a, 1 - x) }
    let front = exp(a * log(x) + b * log1p(-x) - logBeta(a, b)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var fraction = d
    // The number of rounds grows as the root of the larger parameter.
    for round in 1..<100_000 {
        let m = Double(round)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 + even * d
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        c = 1 + even / c
        if abs(c) < tiny { c = tiny }
        fraction *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 + odd * d
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        c = 1 + odd / c
        if abs(c) < tiny { c = tiny }
        let factor = d * c
        fraction *= factor
        if abs(factor - 1) < 1e-15 { break }
    }
    return min(1, front * fraction)
}
