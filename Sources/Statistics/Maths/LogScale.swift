import Foundation

/// ln(1 + eˣ) without overflow: what is left of a log-sum-exp of two terms when the first is taken out.
func softplus(_ x: Double) -> Double {
    x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
}

/// 1 / (1 + e⁻ˣ) without overflow, and exact at both ends.
func sigmoid(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
}

/// ln(eˣ + eʸ) without overflow.
func logSum(_ x: Double, _ y: Double) -> Double {
    if x == -.infinity { return y }
    if y == -.infinity { return x }
    return max(x, y) + log1p(exp(-abs(x - y)))
}
