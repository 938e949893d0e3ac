/// Why a model was not fitted. Each is a matter of the data, not of the arithmetic.
public enum FitRefusal: Error, Equatable, Sendable {
    case noCustomers
    /// Nobody bought on a second day: there is nothing to learn a rhythm from.
    case nobodyReturned
    /// Customers who bought again are fewer than a model of several parameters can be drawn through.
    case tooFew(repeatCustomers: Int)
    /// All histories, or all sums, are the same: any spread would be made up.
    case allAlike
    /// The search ended without a maximum even with a prior to hold it. Should not happen; said rather than printing what it had.
    case noMaximum
}

/// How far a fit can be trusted as arithmetic. Whether there were enough customers is another question.
public enum FitStatus: String, Equatable, Sendable {
    /// The likelihood's maximum.
    case converged
    /// The likelihood rises for ever in some direction, so a weak prior holds the parameters near the data. Predictions are usable, single parameters and
    /// their errors are not.
    case heldByPrior
}

/// Bounds of what a fit is made from.
public enum FitLimits {
    /// With fewer customers who bought again, no model is fitted at all.
    public static let fewestToFit = 10
    /// With fewer, a fit is noise, and three times a customer's own median gap says as much (expected behaviour 221).
    public static let fewestToTrust = 100
    /// Customers of the sample in which the search begins where there are more.
    static let sample = 20_000
    /// Standard deviation of the prior on the logarithm of each parameter, in scaled units: a parameter may be twenty times larger or smaller than its
    /// scale before the prior weighs as much as one customer.
    static let priorSpread = 3.0
}
