/// What one customer's sales come to: the history for the models of buying, the spend for the model of spend, the rhythm for the simple rule.
public struct CustomerTally: Sendable, Equatable {
    /// Days with purchases after the first; -1 for somebody with none at all, because all was given back or came later.
    private(set) var repeats: Int32 = -1
    private(set) var recencyDays: Int32 = 0
    private(set) var ageDays: Int32 = 0
    /// Twice the median of the days between purchases, so that it is whole; 0 where there is no gap.
    private(set) var doubleMedianGap: Int32 = 0
    /// Days with purchases in the time held out.
    public private(set) var laterPurchases: Int32 = 0
    /// Spent on the repeat purchases, in minor units.
    public private(set) var repeatMinor: Int64 = 0
    /// Spent in the time held out, in minor units.
    public private(set) var laterMinor: Int64 = 0

    init(_ days: PurchaseDays, until end: Day) {
        guard let first = days.purchases.first, let last = days.purchases.last else { return }
        repeats = Int32(days.purchases.count - 1)
        recencyDays = last.day - first.day
        ageDays = end.number - first.day
        // The first purchase is left out of the spend: it is often unlike the others, and customers are here because of it (expected behaviour 218).
        for purchase in days.purchases.dropFirst() { repeatMinor += purchase.minor }
        doubleMedianGap = Self.doubleMedian(zip(days.purchases.dropFirst(), days.purchases).map { $0.day - $1.day })
    }

    mutating func addHoldout(_ days: PurchaseDays, from first: Day) {
        guard repeats >= 0 else { return }
        for purchase in days.purchases where purchase.day >= first.number {
            laterPurchases += 1
            laterMinor += purchase.minor
        }
    }

    /// Nil for somebody without purchases.
    public var history: BuyingHistory? {
        BuyingHistory(frequency: Int(repeats), recencyDays: Int(recencyDays), ageDays: Int(ageDays))
    }

    /// Nil without a repeat purchase, or where these came to nothing.
    public var spend: RepeatSpend? { RepeatSpend(purchases: Int(repeats), minor: repeatMinor) }

    /// Nil below two gaps: one says nothing of a rhythm.
    public var rhythm: Rhythm? {
        repeats >= 2 ? Rhythm(medianGapDays: Double(doubleMedianGap) / 2, silentDays: Int(ageDays - recencyDays)) : nil
    }

    private static func doubleMedian(_ gaps: [Int32]) -> Int32 {
        guard !gaps.isEmpty else { return 0 }
        let sorted = gaps.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? 2 * sorted[middle] : sorted[middle - 1] + sorted[middle]
    }
}

/// A customer's own rhythm, and the simple rule that needs no model: silent for three times as long as usual.
public struct Rhythm: Sendable, Equatable {
    /// Median of the days between purchases. Once a week and once a year are both rhythms.
    public var medianGapDays: Double
    /// Days since the last purchase.
    public var silentDays: Int
    /// How many gaps make a silence (expected behaviour 221).
    public static let silentAfter = 3.0

    public var isSilent: Bool { Double(silentDays) > Self.silentAfter * medianGapDays }
}
