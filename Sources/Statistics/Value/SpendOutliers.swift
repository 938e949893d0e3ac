import Foundation

/// Customers who spend so much more a purchase than the others that they are of another kind: firms, one-off events (expected behaviour 229).
public struct SpendOutliers: Sendable, Equatable {
    /// A mean spend above this is an outlier, in major units.
    public var above: Double
    public var customers: Int
    /// Of all that was spent on repeat purchases, 0 to 1.
    public var shareOfSpend: Double

    /// So many spreads above the middle. Spends are nearly normal in their logarithms, where one in three millions lies farther up by chance.
    public static let spreads = 5.0

    /// The middle and the spread are medians of logarithms, which the outliers themselves cannot move.
    public init?(_ table: SpendTable) {
        guard table.customers >= FitLimits.fewestToFit else { return nil }
        var logs: [Double] = []
        logs.reserveCapacity(table.customers)
        var total = 0.0
        for group in table.groups {
            for row in group.rows {
                logs.append(log(table.totals[row] / Double(group.purchases)))
                total += table.totals[row]
            }
        }
        let middle = Self.median(logs)
        // 1.4826 times the median distance is a normal distribution's standard deviation.
        let spread = 1.4826 * Self.median(logs.map { abs($0 - middle) })
        guard spread > 0 else { return nil }
        above = exp(middle + Self.spreads * spread)
        customers = 0
        var theirs = 0.0
        for group in table.groups {
            for row in group.rows where table.totals[row] > above * Double(group.purchases) {
                customers += 1
                theirs += table.totals[row]
            }
        }
        shareOfSpend = theirs / total
    }

    private static func median(_ values: [Double]) -> Double {
        // As the bits sort: negative numbers turned round, positive ones above them.
        var keys = values.map { $0.bitPattern >> 63 == 1 ? ~$0.bitPattern : $0.bitPattern | 1 << 63 }
        keys.sortByRadix()
        func value(_ key: UInt64) -> Double { Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key) }
        let middle = keys.count / 2
        return keys.count % 2 == 1 ? value(keys[middle]) : (value(keys[middle - 1]) + value(keys[middle])) / 2
    }
}
