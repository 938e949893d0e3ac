import Foundation

/// A model of buying fitted to a table of histories by maximum likelihood.
public struct BetaGeometricFit: Sendable, Equatable {
    public var model: BetaGeometric
    /// Natural logarithm, with time in the model's unit.
    public var logLikelihood: Double
    /// Of r, alpha, a and b, from the observed information; nil where the status is not `converged`.
    public var standardErrors: [Double]?
    public var status: FitStatus
    /// Newton steps of the last search.
    public var steps: Int

    /// The same table gives the same fit to the last bit: fixed starts, fixed order, no chance, and a bounded number of steps.
    public static func fit(_ variant: BetaGeometric.Variant, to table: HistoryTable, unit: TimeUnit) throws(FitRefusal) -> BetaGeometricFit
    {
        guard table.customers > 0 else { throw .noCustomers }
        guard table.repeatCustomers > 0 else { throw .nobodyReturned }
        guard table.repeatCustomers >= FitLimits.fewestToFit else { throw .tooFew(repeatCustomers: table.repeatCustomers) }
        guard table.counts.count > 1 else { throw .allAlike }

        let customers = Double(table.customers)
        // The mean age as the unit of time: all parameters are then of one size, whether customers come daily or once in ten years.
        let scale = max(1, Double(table.ageSum) / customers)
        func search(_ table: HistoryTable) -> LogSearch {
            let likelihood = BetaGeometricLikelihood(variant, table, scale: scale)
            return LogSearch(weight: Double(table.customers)) { likelihood.shape(r: $0[0], alpha: $0[1], a: $0[2], b: $0[3]) }
        }
        let stride = table.customers / FitLimits.sample
        let rough = stride > 1 ? search(table.thinned(every: stride)) : nil

        // Three shops: most people come once, all are much alike, and many leave early. Rates are set so that each explains the mean number of purchases.
        let perScale = max(Double(table.repeatPurchases) / customers, 1e-3)
        let starts = [(0.3, 0.8, 2.5), (2.0, 0.3, 3.0), (1.0, 1.0, 1.0)].map { r, a, b in
            [log(r), log(r / (1.5 * perScale)), log(a), log(b)]
        }
        let found = try search(table).maximum(from: starts, rough: rough)

        let toUnits = scale / Double(unit.days)
        let p = found.parameters
        return BetaGeometricFit(
            model: BetaGeometric(variant, unit: unit, r: p[0], alpha: p[1] * toUnits, a: p[2], b: p[3]),
            logLikelihood: found.logLikelihood - Double(table.repeatPurchases) * log(toUnits),
            standardErrors: found.standardErrors.map { [$0[0], $0[1] * toUnits, $0[2], $0[3]] }, status: found.status, steps: found.steps)
    }
}
