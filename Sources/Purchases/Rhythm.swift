import Core
import Storage

/// How somebody comes: a row a person, kept up to date with every purchase at constant cost. What the radar of silent regulars (R53) and the value of a
/// person (R5) read.
///
/// It knows visits, not receipts: several purchases on one day of the shop's clock are one (217). A purchase that was given back whole, or taken
/// back, is none. Money is in minor units of the shop's currency, refunds taken off.
public struct Rhythm: Sendable, Equatable {
    public var customer: Customer.ID
    public var firstAt: Instant
    public var lastAt: Instant
    public var firstDay: Day
    public var lastDay: Day
    /// Distinct days.
    public var visits: Int
    public var purchases: Int
    public var spend: Int64
    /// What was spent on the first day, which models of spending leave out (218).
    public var firstSpend: Int64
    /// The sum of the squares of all gaps between visits, in days: with `lastDay - firstDay` and `visits` it gives their spread.
    public var gapSquares: Int64
    /// The median of the last ``Rhythm/gapsThatCount`` gaps, in whole days, the lower one of two; nil before the second visit.
    public var usualGap: Int?
    /// The widest of these gaps.
    public var widestGap: Int?

    /// Habits change: older gaps say nothing of today.
    public static let gapsThatCount = 12

    /// The mean gap in days times 10, rounded; nil before the second visit.
    public var meanGapTenths: Int? { visits < 2 ? nil : ((lastDay - firstDay) * 10 + (visits - 1) / 2) / (visits - 1) }
}

extension Rhythm {
    /// A day on which somebody bought something that stands.
    struct Visit: Sendable, Equatable {
        var day: Day
        var purchases: Int
        var spend: Int64
        var firstAt: Instant
        var lastAt: Instant
    }

    /// The whole rhythm from all visits, in the order of days; nil for none. What is kept step by step has to agree with this.
    init?(_ customer: Customer.ID, _ visits: [Visit]) {
        guard let first = visits.first, let last = visits.last else { return nil }
        self.customer = customer
        firstAt = first.firstAt
        lastAt = last.lastAt
        firstDay = first.day
        lastDay = last.day
        self.visits = visits.count
        purchases = visits.reduce(0) { $0 + $1.purchases }
        spend = visits.reduce(0) { $0 + $1.spend }
        firstSpend = first.spend
        gapSquares = zip(visits, visits.dropFirst()).reduce(0) { $0 + Rhythm.square(from: $1.0.day, to: $1.1.day) }
        (usualGap, widestGap) = Rhythm.gaps(visits.suffix(Rhythm.gapsThatCount + 1).reversed().map(\.day))
    }

    static func square(from: Day, to: Day) -> Int64 {
        let gap = Int64(to - from)
        return gap * gap
    }

    /// - Parameter days: the last visits, the newest first.
    static func gaps(_ days: [Day]) -> (usual: Int?, widest: Int?) {
        let gaps = zip(days, days.dropFirst()).map { $0 - $1 }.sorted()
        return gaps.isEmpty ? (nil, nil) : (gaps[(gaps.count - 1) / 2], gaps.last)
    }
}
