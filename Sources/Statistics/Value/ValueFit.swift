import Foundation

/// What customers are worth, fitted from their sales: when they buy, whether they still come, what they spend, and how far all that can be trusted.
///
/// A pure function of the sales and the wishes: the same sales, in whatever order they stand in the file, give the same figures to the last bit.
public struct ValueFit: Sendable {
    public struct Wishes: Sendable {
        public var unit = TimeUnit.week
        /// How far single customers are foretold, in units; a year, or as long as is held out, when nil.
        public var horizon: Double?
        /// The last day that counts; the last one of the sales when nil.
        public var end: Day?
        /// Models are fitted on what came before this day and compared with what came from it on.
        public var holdoutFrom: Day?
        /// Which model single customers are foretold with.
        public var variant = BetaGeometric.Variant.modified
        /// Leaves outliers out of the model of spend.
        public var setsOutliersApart = false
        public init() {}
    }

    /// What makes a fit of these wishes impossible.
    public enum Refusal: Error, Equatable, Sendable {
        case noSales
        /// All sales are after the end.
        case endBeforeFirst(Day)
        /// The time held out must begin after the first sale and by the last day that counts.
        case holdoutOutside(first: Day, end: Day)
    }

    public var wishes: Wishes
    public var decimals: Int
    /// First day with sales, and the last day that the models were fitted on.
    public var days: ClosedRange<Day>
    /// The last day that counts at all.
    public var end: Day
    /// How far single customers are foretold, in units.
    public var horizon: Double
    /// In the order in which customers came in the file.
    public var tallies: [CustomerTally]
    private let names: CustomerNames
    /// Refunds that fitted no sale.
    public var problems: [SaleProblem]
    /// Rows after the last day that counts.
    public var laterRows: Int

    /// Customers with a purchase, and those with one on a further day.
    public var customers: Int
    public var repeatCustomers: Int
    public var original: Result<BetaGeometricFit, FitRefusal>
    public var modified: Result<BetaGeometricFit, FitRefusal>
    public var spend: Result<GammaGammaFit, FitRefusal>
    /// Customers behind the model of spend.
    public var spenders: Int
    public var independence: Independence?
    public var outliers: SpendOutliers?
    public var backtest: Backtest?

    /// Too few came again for a model to say more than chance does.
    public var isNoise: Bool { repeatCustomers < FitLimits.fewestToTrust }

    public init(_ book: consuming SalesBook, _ wishes: Wishes) throws(Refusal) {
        guard let known = book.days else { throw .noSales }
        let end = wishes.end ?? known.upperBound
        guard end >= known.lowerBound else { throw .endBeforeFirst(known.lowerBound) }
        if let from = wishes.holdoutFrom, from <= known.lowerBound || from > end {
            throw .holdoutOutside(first: known.lowerBound, end: end)
        }
        self.wishes = wishes
        decimals = book.decimals
        names = book.names
        days = known.lowerBound...(wishes.holdoutFrom.map { Day(number: $0.number - 1) } ?? end)
        self.end = end
        let held = wishes.holdoutFrom.map { Double(end.number - $0.number + 1) / Double(wishes.unit.days) }
        horizon = wishes.horizon ?? held ?? wishes.unit.perYear
        (tallies, problems, laterRows) = book.tallies(until: end, holdout: wishes.holdoutFrom)

        let table = HistoryTable(tallies.lazy.compactMap(\.history))
        customers = table.customers
        repeatCustomers = table.repeatCustomers
        let unit = wishes.unit
        original = Result { () throws(FitRefusal) in try BetaGeometricFit.fit(.original, to: table, unit: unit) }
        modified = Result { () throws(FitRefusal) in try BetaGeometricFit.fit(.modified, to: table, unit: unit) }

        var spends = SpendTable(tallies.lazy.compactMap(\.spend), decimals: decimals)
        independence = Independence(spends)
        outliers = SpendOutliers(spends)
        if wishes.setsOutliersApart, let outliers { spends = spends.below(outliers.above) }
        spenders = spends.customers
        let chosen = spends
        spend = Result { () throws(FitRefusal) in try GammaGammaFit.fit(to: chosen) }

        guard let from = wishes.holdoutFrom else { return }
        let fits = wishes.variant == .modified ? [modified, original] : [original, modified]
        let models = fits.compactMap { try? $0.get().model }
        backtest = Backtest(tallies, from: from, until: end, models: models, spend: try? spend.get().model, decimals: decimals)
    }

    public func name(of customer: Int) -> String { String(decoding: names.name(customer), as: UTF8.self) }

    /// Places in `tallies`, by the bytes of the customers' names: an order that the file's has no part in.
    public func inOrderOfNames() -> [Int] {
        tallies.indices.sorted { names.name($0).lexicographicallyPrecedes(names.name($1)) }
    }

    /// Nil where the model of buying was not fitted.
    public var forecast: Forecast? {
        guard let buying = try? (wishes.variant == .modified ? modified : original).get() else { return nil }
        return Forecast(buying: buying.model, spend: try? spend.get().model, horizon: horizon, decimals: decimals)
    }

    /// Mean spend of the customer's repeat purchases, in major units.
    public func ownMean(_ tally: CustomerTally) -> Double? {
        tally.spend.map { Double($0.minor) / pow(10, Double(decimals)) / Double($0.purchases) }
    }

    /// Whether the customer's mean spend is an outlier that was set apart; the model of spend says nothing of such.
    public func isApart(_ tally: CustomerTally) -> Bool {
        guard wishes.setsOutliersApart, let outliers, let mean = ownMean(tally) else { return false }
        return mean > outliers.above
    }
}
