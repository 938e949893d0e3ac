import Foundation

/// What two fitted models expect of single customers in the time to come.
public struct Forecast: Sendable {
    public var buying: BetaGeometric
    /// Nil where none could be fitted; purchases are told then, and no money.
    public var spend: GammaGamma?
    /// How far ahead, in the unit of `buying`.
    public var horizon: Double
    /// Digits of the currency's minor unit.
    public var decimals: Int

    public init(buying: BetaGeometric, spend: GammaGamma?, horizon: Double, decimals: Int) {
        self.buying = buying
        self.spend = spend
        self.horizon = horizon
        self.decimals = decimals
    }

    /// What is to be expected of one customer.
    public struct Outlook: Sendable, Equatable {
        /// 0 to 1.
        public var probabilityAlive: Double
        /// Days with purchases within the horizon.
        public var expectedPurchases: Double
        /// The middle eight tenths of what such customers do: the chance within a life, the doubt whether they still come, and how much people differ.
        /// Not in it: that the parameters themselves are estimates, which among thousands of customers adds little.
        public var purchases: ClosedRange<Int>
        /// Mean spend of one purchase, in major units.
        public var expectedSpend: Double?
        /// Spend within the horizon, in major units: the product of the two expectations, which are independent by assumption.
        public var expectedValue: Double?
        /// The middle eight tenths of what such customers spend within the horizon, in major units.
        public var value: ClosedRange<Double>?
    }

    /// `spend` is what the customer spent on repeat purchases, nil when nothing is known of it.
    public func outlook(_ history: BuyingHistory, _ spend: RepeatSpend?) -> Outlook {
        let alive = buying.probabilityAlive(history)
        let process = buying.process(after: history)
        let purchases = alive * process.expectedPurchases(in: horizon)
        let range = buying.range(history, next: horizon)
        var outlook = Outlook(probabilityAlive: alive, expectedPurchases: purchases, purchases: range)
        guard let model = self.spend else { return outlook }
        let count = spend?.purchases ?? 0
        let total = Double(spend?.minor ?? 0) / pow(10, Double(decimals))
        guard let mean = model.expectedSpend(purchases: count, total: total) else { return outlook }
        outlook.expectedSpend = mean
        outlook.expectedValue = purchases * mean
        // Most customers of a shop are gone, and even nothing is what nine in ten of their kind will spend.
        guard range.upperBound > 0 else {
            outlook.value = 0...0
            return outlook
        }
        let chances = process.chances(in: horizon)
        func chance(ofMoreThan value: Double) -> Double {
            var sum = 0.0
            for (n, share) in chances where n > 0 {
                sum += share * (1 - model.probability(n, purchasesComeTo: value, purchases: count, total: total))
            }
            return alive * sum
        }
        let lowest = Self.level(1 - BetaGeometric.shareOutside, near: mean, chance)
        outlook.value = lowest...max(lowest, Self.level(BetaGeometric.shareOutside, near: mean, chance))
        return outlook
    }

    /// The value that is exceeded with a chance of `share`, within a ten-thousandth of that chance; 0 where even nothing is not exceeded so often.
    ///
    /// Regula falsi in the logarithm of the value, halving the weight of an end that stays (the "Illinois" way), so that few of the dear chances are asked for.
    private static func level(_ share: Double, near: Double, _ chance: (Double) -> Double) -> Double {
        guard chance(0) > share else { return 0 }
        var (low, high) = (log(near), log(near))
        var (lowGap, highGap) = (chance(near) - share, chance(near) - share)
        while highGap > 0, high < low + 30 {
            (low, lowGap) = (high, highGap)
            high += 0.7
            highGap = chance(exp(high)) - share
        }
        while lowGap <= 0, low > high - 30 {
            (high, highGap) = (low, lowGap)
            low -= 0.7
            lowGap = chance(exp(low)) - share
        }
        var wasLow: Bool?
        for _ in 0..<60 {
            guard high - low > 1e-4, highGap < lowGap else { break }
            let middle = low + (high - low) * lowGap / (lowGap - highGap)
            let gap = chance(exp(middle)) - share
            if abs(gap) < 1e-4 { return exp(middle) }
            if gap > 0 {
                (low, lowGap) = (middle, gap)
                if wasLow == true { highGap /= 2 }
                wasLow = true
            } else {
                (high, highGap) = (middle, gap)
                if wasLow == false { lowGap /= 2 }
                wasLow = false
            }
        }
        return exp((low + high) / 2)
    }
}
