import Foundation

/// A function's value at a point, with its first and second derivatives.
struct Shape {
    var value: Double
    var gradient: [Double]
    var hessian: SymmetricMatrix
}

/// Where a search for the least value of a function ended.
struct Minimum {
    enum End: Equatable {
        /// The gradient is nought within rounding and the function curves upwards on every side.
        case converged
        /// It went on falling beyond every sensible value of a parameter: there is no minimum in reach.
        case ranAway
        /// Still moving after the permitted number of steps.
        case outOfSteps
        /// No step lowered it any further, yet it is not flat: values that are not numbers, or rounding.
        case stuck
    }

    var point: [Double]
    var shape: Shape
    var end: End
    /// Steps taken.
    var steps: Int

    /// A parameter's logarithm beyond this, in scaled units, is nowhere near any data: e¹⁴ is a million.
    static let farthest = 14.0
    private static let longestStep = 1.5
    /// Where rounding lets nothing better be found, this much of the log-likelihood may be left: a two thousandth of a standard error.
    private static let closeEnough = 1e-7

    /// Newton's method with Levenberg's and Marquardt's damping, from `start`. No randomness, no clock, at most `limit` steps.
    ///
    /// `weight` is by how much the function was divided (customers, for a mean log-likelihood): the search ends when what is left to win is under a
    /// billionth of one unit of the whole, far below what a standard error could tell apart.
    static func search(from start: [Double], weight: Double, limit: Int = 100, _ function: ([Double]) -> Shape) -> Minimum {
        var point = start
        var shape = function(point)
        guard shape.value.isFinite else { return Minimum(point: point, shape: shape, end: .stuck, steps: 0) }
        var damping = 0.0
        var left = Double.infinity
        for step in 0..<limit {
            // What an undamped step would win, if the function were the parabola that touches it here.
            left = shape.hessian.solved(for: shape.gradient).map { 0.5 * dot($0, shape.gradient) * weight } ?? .infinity
            if left < 1e-11 { return Minimum(point: point, shape: shape, end: .converged, steps: step) }
            var next: (point: [Double], shape: Shape)?
            let largest = max(shape.hessian.diagonal.map(abs).max() ?? 0, 1e-12)
            for _ in 0..<60 {
                var damped = shape.hessian
                for i in point.indices { damped[i, i] += damping }
                if let direction = damped.solved(for: shape.gradient) {
                    let length = direction.map(abs).max() ?? 0
                    let scale = length > longestStep ? longestStep / length : 1
                    let candidate = zip(point, direction).map { $0 - scale * $1 }
                    let there = function(candidate)
                    let promised = scale * dot(direction, shape.gradient)
                    // Within rounding of the value a tiny step cannot be seen to win; its gradient decides then.
                    let rounding = 1e-13 * max(1, abs(shape.value))
                    if there.value.isFinite, there.value <= shape.value - 1e-4 * promised + rounding {
                        next = (candidate, there)
                        break
                    }
                }
                damping = max(damping * 4, 1e-4 * largest)
            }
            guard let (candidate, there) = next else {
                return Minimum(point: point, shape: shape, end: left < closeEnough ? .converged : .stuck, steps: step)
            }
            point = candidate
            shape = there
            damping = damping < 1e-6 * largest ? 0 : damping / 6
            if point.contains(where: { abs($0) > farthest }) { return Minimum(point: point, shape: shape, end: .ranAway, steps: step + 1) }
        }
        return Minimum(point: point, shape: shape, end: left < closeEnough ? .converged : .outOfSteps, steps: limit)
    }

    private static func dot(_ x: [Double], _ y: [Double]) -> Double {
        var sum = 0.0
        for i in x.indices { sum += x[i] * y[i] }
        return sum
    }
}
