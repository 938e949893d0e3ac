import Foundation

/// The search for the parameters of greatest likelihood, all of which are positive, in their logarithms.
struct LogSearch {
    /// Customers behind the likelihood.
    let weight: Double
    /// ln L with derivatives by the parameters themselves.
    let likelihood: ([Double]) -> Shape

    /// The mean negative log-likelihood as a function of the parameters' logarithms.
    private func function(_ logs: [Double], precision: Double) -> Shape {
        let parameters = logs.map(exp)
        let here = likelihood(parameters)
        var shape = Shape(value: -here.value / weight, gradient: logs, hessian: SymmetricMatrix(size: logs.count))
        for i in logs.indices {
            let slope = here.gradient[i] * parameters[i]
            shape.gradient[i] = (precision * logs[i] - slope) / weight
            for j in 0...i { shape.hessian[i, j] = -here.hessian[i, j] * parameters[i] * parameters[j] / weight }
            shape.hessian[i, i] += (precision - slope) / weight
            shape.value += 0.5 * precision * logs[i] * logs[i] / weight
        }
        return shape
    }

    /// The best end of several starts; the earlier one where two are equal. `precision` is that of the prior, 0 for none.
    func best(of starts: [[Double]], precision: Double) -> Minimum? {
        var best: Minimum?
        for start in starts {
            let found = Minimum.search(from: start, weight: weight) { function($0, precision: precision) }
            guard found.shape.value.isFinite else { continue }
            // A minimum counts for more than a lower point on the way to nowhere only when that is no lower than rounding.
            if let known = best, known.shape.value <= found.shape.value + 1e-12 * abs(found.shape.value) { continue }
            best = found
        }
        return best
    }

    struct Found {
        var parameters: [Double]
        var logLikelihood: Double
        /// Nil where the likelihood has no maximum, and so no curvature that would mean anything.
        var standardErrors: [Double]?
        var status: FitStatus
        var steps: Int
    }

    /// The maximum, found from `starts` (natural logarithms), first among few customers by `rough`.
    func maximum(from starts: [[Double]], rough: LogSearch?) throws(FitRefusal) -> Found {
        var starts = starts
        if let rough, let near = rough.best(of: starts, precision: 0), near.end == .converged { starts = [near.point] }
        if let free = best(of: starts, precision: 0), free.end == .converged {
            let parameters = free.point.map(exp)
            let errors = free.shape.hessian.inverse().map { covariance in
                zip(covariance.diagonal, parameters).map { ($0 / weight).squareRoot() * $1 }
            }
            return Found(
                parameters: parameters, logLikelihood: -free.shape.value * weight, standardErrors: errors, status: .converged,
                steps: free.steps)
        }
        let precision = 1 / (FitLimits.priorSpread * FitLimits.priorSpread)
        guard let held = best(of: starts, precision: precision), held.end == .converged else { throw .noMaximum }
        let parameters = held.point.map(exp)
        return Found(
            parameters: parameters, logLikelihood: likelihood(parameters).value, standardErrors: nil, status: .heldByPrior,
            steps: held.steps)
    }
}
