import Foundation

/// The model of spend fitted by maximum likelihood.
public struct GammaGammaFit: Sendable, Equatable {
    public var model: GammaGamma
    /// Natural logarithm of the density of the customers' mean spends, in the currency's major unit.
    public var logLikelihood: Double
    /// Of p, q and v, from the observed information; nil where the status is not `converged`.
    public var standardErrors: [Double]?
    public var status: FitStatus
    public var steps: Int

    public static func fit(to table: SpendTable) throws(FitRefusal) -> GammaGammaFit {
        guard table.customers > 0 else { throw .nobodyReturned }
        guard table.customers >= FitLimits.fewestToFit else { throw .tooFew(repeatCustomers: table.customers) }
        var sum = 0.0
        var isVaried = false
        let first = table.totals[0] / Double(table.groups[0].purchases)
        for group in table.groups {
            for row in group.rows {
                let mean = table.totals[row] / Double(group.purchases)
                sum += mean
                if abs(mean - first) > 1e-9 * first { isVaried = true }
            }
        }
        guard isVaried else { throw .allAlike }

        let customers = Double(table.customers)
        // The mean spend as the unit of money, so that v is near 1 in any currency.
        let scale = sum / customers
        func search(_ table: SpendTable) -> LogSearch {
            let likelihood = GammaGammaLikelihood(table, scale: scale)
            return LogSearch(weight: Double(table.customers)) { likelihood.shape(p: $0[0], q: $0[1], v: $0[2]) }
        }
        let stride = table.customers / FitLimits.sample
        let rough = stride > 1 ? search(table.thinned(every: stride)) : nil
        // p·v/(q − 1) is the mean of all, 1 in this scale.
        let starts = [(4.0, 4.0), (1.0, 3.0), (20.0, 8.0)].map { p, q in [log(p), log(q), log((q - 1) / p)] }
        let found = try search(table).maximum(from: starts, rough: rough)
        let parameters = found.parameters
        return GammaGammaFit(
            model: GammaGamma(p: parameters[0], q: parameters[1], v: parameters[2] * scale),
            logLikelihood: found.logLikelihood - customers * log(scale),
            standardErrors: found.standardErrors.map { [$0[0], $0[1], $0[2] * scale] }, status: found.status, steps: found.steps)
    }
}

/// The likelihood of mean spends, with its first and second derivatives. For x purchases that came to s = x·z (Fader, Hardie 2013, equation 1a)
///
///     ln L = ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln v + px ln s − ln z − (px+q) ln(v + s)
struct GammaGammaLikelihood {
    let table: SpendTable
    /// The unit of money, in major units.
    let scale: Double
    /// Σ x ln s and Σ ln z, which no parameter changes.
    private let weightedLogs: Double
    private let meanLogs: Double

    init(_ table: SpendTable, scale: Double) {
        self.table = table
        self.scale = scale
        var (weighted, means) = (0.0, 0.0)
        for group in table.groups {
            let x = Double(group.purchases)
            var logs = 0.0
            for row in group.rows { logs += log(table.totals[row] / scale) }
            weighted += x * logs
            means += logs - Double(group.rows.count) * log(x)
        }
        weightedLogs = weighted
        meanLogs = means
    }

    /// ln L with derivatives by (p, q, v), money in scaled units.
    func shape(p: Double, q: Double, v: Double) -> Shape {
        let customers = Double(table.customers)
        let (gammaQ, digammaQ, trigammaQ) = (logGamma(q), digamma(q), trigamma(q))
        var value = customers * q * log(v) + p * weightedLogs - meanLogs
        var g = [weightedLogs, customers * log(v), customers * q / v]
        var h = SymmetricMatrix(size: 3)
        h[1, 2] = customers / v
        h[2, 2] = -customers * q / (v * v)
        for group in table.groups {
            var (logs, inverses, squares) = (0.0, 0.0, 0.0)
            for row in group.rows {
                let sum = v + table.totals[row] / scale
                let inverse = 1 / sum
                logs += log(sum)
                inverses += inverse
                squares += inverse * inverse
            }
            let n = Double(group.rows.count)
            let x = Double(group.purchases)
            let (px, far) = (p * x, p * x + q)
            value += n * (logGamma(far) - logGamma(px) - gammaQ) - far * logs
            let slope = digamma(far)
            g[0] += n * x * (slope - digamma(px)) - x * logs
            g[1] += n * (slope - digammaQ) - logs
            g[2] -= far * inverses
            let bend = trigamma(far)
            h[0, 0] += n * x * x * (bend - trigamma(px))
            h[0, 1] += n * x * bend
            h[0, 2] -= x * inverses
            h[1, 1] += n * (bend - trigammaQ)
            h[1, 2] -= inverses
            h[2, 2] += far * squares
        }
        return Shape(value: value, gradient: g, hessian: h)
    }
}
