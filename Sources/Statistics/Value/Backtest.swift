import Foundation

/// How well the models, fitted on the first part of the time, told what came in the rest of it (expected behaviour 226).
public struct Backtest: Sendable, Equatable {
    /// What one way of telling the future came to.
    public struct Guess: Sendable, Equatable {
        /// Sum over all customers.
        public var purchases = 0.0
        /// Mean distance between the expected and the actual purchases of a customer.
        public var meanAbsoluteError = 0.0
        /// Root of the mean squared distance.
        public var rootMeanSquareError = 0.0

        fileprivate mutating func add(_ expected: Double, _ actual: Double) {
            purchases += expected
            meanAbsoluteError += abs(expected - actual)
            rootMeanSquareError += (expected - actual) * (expected - actual)
        }

        fileprivate mutating func finish(_ customers: Int) {
            guard customers > 0 else { return }
            meanAbsoluteError /= Double(customers)
            rootMeanSquareError = (rootMeanSquareError / Double(customers)).squareRoot()
        }
    }

    /// Customers with the same number of repeat purchases in the first part; the last row is "so many or more".
    public struct Row: Sendable, Equatable {
        public var frequency: Int
        public var customers = 0
        /// Purchases in the time held out: what happened, and what each model had expected.
        public var actual = 0
        public var expected: [Double]
    }

    public var from: Day
    public var until: Day
    /// Customers of the first part. Who came later could not be foretold.
    public var customers = 0
    public var purchases = 0
    /// The models that were tried, and what each came to.
    public var models: [BetaGeometric.Variant]
    public var guesses: [Guess]
    /// Share of the customers, 0 to 1, whose purchases fell into the range that the first model had given; eight of ten are promised.
    public var withinRange = 0.0
    /// The guess without a model: everybody goes on at their own rate so far.
    public var sameRate = Guess()
    public var byFrequency: [Row]
    /// Spent in the time held out, in major units: what happened, and what the first model with the model of spend had expected.
    public var spend = 0.0
    public var expectedSpend: Double?

    private static let lastFrequency = 7

    /// `models` as fitted on the time before `from`.
    init(_ tallies: [CustomerTally], from: Day, until: Day, models: [BetaGeometric], spend model: GammaGamma?, decimals: Int) {
        self.from = from
        self.until = until
        self.models = models.map(\.variant)
        guesses = models.map { _ in Guess() }
        byFrequency = (0...Self.lastFrequency).map { Row(frequency: $0, expected: models.map { _ in 0 }) }
        let days = Double(until.number - from.number + 1)
        // In an order of its own, so that the sums do not depend on the order of the file; customers with equal pasts stand together and are foretold once.
        let known = tallies.filter { $0.repeats >= 0 }.sorted(by: Self.precedes)
        var last: BuyingHistory?
        var expected = models.map { _ in 0.0 }
        var range = 0...0
        var within = 0
        var (spent, foretold) = (0 as Int64, 0.0)
        let minorUnits = pow(10, Double(decimals))
        for tally in known {
            guard let history = tally.history else { continue }
            if history != last {
                expected = models.map { $0.expectedPurchases(history, next: days / Double($0.unit.days)) }
                range = models.first.map { $0.range(history, next: days / Double($0.unit.days)) } ?? 0...0
                last = history
            }
            let actual = Double(tally.laterPurchases)
            customers += 1
            purchases += Int(tally.laterPurchases)
            if range.contains(Int(tally.laterPurchases)) { within += 1 }
            let row = min(history.frequency, Self.lastFrequency)
            byFrequency[row].customers += 1
            byFrequency[row].actual += Int(tally.laterPurchases)
            for index in expected.indices {
                guesses[index].add(expected[index], actual)
                byFrequency[row].expected[index] += expected[index]
            }
            sameRate.add(history.ageDays > 0 ? Double(history.frequency) / Double(history.ageDays) * days : 0, actual)
            spent += tally.laterMinor
            if let model, let first = expected.first {
                let own = tally.spend
                let mean = model.expectedSpend(purchases: own?.purchases ?? 0, total: Double(own?.minor ?? 0) / minorUnits) ?? 0
                foretold += first * mean
            }
        }
        for index in guesses.indices { guesses[index].finish(customers) }
        sameRate.finish(customers)
        if customers > 0 { withinRange = Double(within) / Double(customers) }
        spend = Double(spent) / minorUnits
        if model != nil, !models.isEmpty { expectedSpend = foretold }
    }

    private static func precedes(_ left: CustomerTally, _ right: CustomerTally) -> Bool {
        if left.repeats != right.repeats { return left.repeats < right.repeats }
        if left.recencyDays != right.recencyDays { return left.recencyDays < right.recencyDays }
        if left.ageDays != right.ageDays { return left.ageDays < right.ageDays }
        if left.laterPurchases != right.laterPurchases { return left.laterPurchases < right.laterPurchases }
        return left.repeatMinor < right.repeatMinor
    }
}
