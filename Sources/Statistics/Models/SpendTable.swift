import Foundation

/// What repeat customers spent, in a fixed order: by number of purchases and then by sum.
public struct SpendTable: Sendable {
    struct Group: Sendable {
        var purchases: Int
        var rows: Range<Int>
    }

    /// Sums in the currency's major unit.
    private(set) var totals: [Double] = []
    private(set) var groups: [Group] = []
    public var customers: Int { totals.count }

    /// `decimals`: digits of the currency's minor unit.
    public init(_ spends: some Sequence<RepeatSpend>, decimals: Int) {
        let minorUnits = pow(10, Double(decimals))
        var keys: [UInt64] = []
        keys.reserveCapacity(spends.underestimatedCount)
        var large: [RepeatSpend] = []
        for spend in spends {
            // 20 bits of purchases, 44 of money: 170 thousand millions of a currency with hundredths. What is larger is sorted by comparing.
            if spend.minor < 1 << 44, spend.purchases < 1 << 20 {
                keys.append(UInt64(spend.purchases) << 44 | UInt64(spend.minor))
            } else {
                large.append(spend)
            }
        }
        if large.isEmpty {
            keys.sortByRadix()
            totals.reserveCapacity(keys.count)
            for key in keys { append(Int(key >> 44), Double(key & (1 << 44 - 1)) / minorUnits) }
        } else {
            let all = spends.sorted { ($0.purchases, $0.minor) < ($1.purchases, $1.minor) }
            for spend in all { append(spend.purchases, Double(spend.minor) / minorUnits) }
        }
    }

    private init() {}

    private mutating func append(_ purchases: Int, _ total: Double) {
        if groups.last?.purchases == purchases {
            groups[groups.count - 1].rows = groups[groups.count - 1].rows.lowerBound..<totals.count + 1
        } else {
            groups.append(Group(purchases: purchases, rows: totals.count..<totals.count + 1))
        }
        totals.append(total)
    }

    /// Every `stride`-th customer.
    func thinned(every stride: Int) -> SpendTable {
        var table = SpendTable()
        for group in groups {
            for row in group.rows where row % stride == stride / 2 { table.append(group.purchases, totals[row]) }
        }
        return table
    }

    /// Those whose mean spend is no more than `mean`, in major units.
    func below(_ mean: Double) -> SpendTable {
        var table = SpendTable()
        for group in groups {
            for row in group.rows where totals[row] <= mean * Double(group.purchases) { table.append(group.purchases, totals[row]) }
        }
        return table
    }
}
