import Foundation

/// How far the spend of a purchase has to do with how often somebody buys. The models take it that it has nothing to do with it (expected behaviour 227).
public struct Independence: Sendable, Equatable {
    /// Pearson's correlation of the number of repeat purchases with their mean spend, -1 to 1.
    public var correlation: Double
    /// Spearman's, of the ranks, which one great customer cannot make or hide.
    public var rankCorrelation: Double

    public enum Verdict: String, Sendable {
        /// Below 0.1 on both: as assumed.
        case holds
        /// Below 0.3: totals stand, single customers who buy often may be told too little or too much.
        case roughly
        /// Values of customers who buy often are wrong in a known direction.
        case fails
    }

    public var verdict: Verdict {
        let larger = max(abs(correlation), abs(rankCorrelation))
        return larger < 0.1 ? .holds : larger < 0.3 ? .roughly : .fails
    }

    /// Nil where one of the two is the same for everybody.
    public init?(_ table: SpendTable) {
        var counts: [Double] = []
        var means: [Double] = []
        counts.reserveCapacity(table.customers)
        means.reserveCapacity(table.customers)
        for group in table.groups {
            for row in group.rows {
                counts.append(Double(group.purchases))
                means.append(table.totals[row] / Double(group.purchases))
            }
        }
        guard let plain = Self.pearson(counts, means), let ranked = Self.pearson(Self.ranks(counts), Self.ranks(means)) else { return nil }
        correlation = plain
        rankCorrelation = ranked
    }

    private static func pearson(_ xs: [Double], _ ys: [Double]) -> Double? {
        guard xs.count > 1 else { return nil }
        let n = Double(xs.count)
        let (xMean, yMean) = (xs.reduce(0, +) / n, ys.reduce(0, +) / n)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for index in xs.indices {
            let (dx, dy) = (xs[index] - xMean, ys[index] - yMean)
            xx += dx * dx
            yy += dy * dy
            xy += dx * dy
        }
        guard xx > 0, yy > 1e-18 * n * yMean * yMean else { return nil }
        return xy / (xx * yy).squareRoot()
    }

    /// Ranks from 1; equal values share the mean of theirs.
    private static func ranks(_ values: [Double]) -> [Double] {
        // Positive numbers sort by their bits: the upper 40 tell them apart to one in a hundred million, the lower 24 say where they stood.
        guard values.count < 1 << 24 else { return values }
        var keys = values.indices.map { values[$0].bitPattern & ~0xFF_FFFF | UInt64($0) }
        keys.sortByRadix()
        var ranks = values
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] >> 24 == keys[start] >> 24 { end += 1 }
            let rank = Double(start + end + 1) / 2
            for index in start..<end { ranks[Int(keys[index] & 0xFF_FFFF)] = rank }
            start = end
        }
        return ranks
    }
}
