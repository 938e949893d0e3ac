/// Histories with how many customers have each, in a fixed order.
///
/// Customers with equal histories are one row, since a likelihood needs each different history once. The order depends on the histories alone, not on the
/// order in which they came, and sums run along it: the same customers give the same figures to the last bit.
public struct HistoryTable: Sendable {
    /// Days that a history may span: 2,800 years. Three figures of a history fit into one number by it.
    static let longest = 1 << 20

    /// Rows of one frequency stand together, frequencies rise.
    struct Group: Sendable {
        var frequency: Int
        var rows: Range<Int>
        /// Customers in these rows.
        var customers: Int
    }

    private(set) var recencyDays: [Int32] = []
    private(set) var ageDays: [Int32] = []
    private(set) var counts: [Int32] = []
    private(set) var groups: [Group] = []
    /// Customers in all rows.
    public private(set) var customers = 0
    /// Those of them who bought again.
    public private(set) var repeatCustomers = 0
    /// Days with purchases after the first, of all customers.
    public private(set) var repeatPurchases = 0
    /// Sum of all ages, in days.
    private(set) var ageSum = 0
    private(set) var longestAge = 0

    public init(_ histories: some Sequence<BuyingHistory>) {
        var keys: [UInt64] = []
        keys.reserveCapacity(histories.underestimatedCount)
        for history in histories { keys.append(Self.key(history)) }
        self.init(keys: keys)
    }

    private init(keys: [UInt64]) {
        var keys = keys
        keys.sortByRadix()
        var last: UInt64?
        for key in keys {
            if key == last {
                counts[counts.count - 1] += 1
                continue
            }
            last = key
            append(key, count: 1)
        }
        finish()
    }

    /// Every `stride`-th customer of the table's order: a sample that has nothing to do with chance.
    func thinned(every stride: Int) -> HistoryTable {
        var keys: [UInt64] = []
        var passed = stride / 2
        for group in groups {
            for row in group.rows {
                passed += Int(counts[row])
                while passed >= stride {
                    passed -= stride
                    keys.append(Self.key(group.frequency, Int(recencyDays[row]), Int(ageDays[row])))
                }
            }
        }
        return HistoryTable(keys: keys)
    }

    private static func key(_ history: BuyingHistory) -> UInt64 { key(history.frequency, history.recencyDays, history.ageDays) }

    private static func key(_ frequency: Int, _ recency: Int, _ age: Int) -> UInt64 {
        // A day has one purchase at most, so a frequency has no more bits than an age.
        UInt64(frequency) << 40 | UInt64(recency) << 20 | UInt64(age)
    }

    private mutating func append(_ key: UInt64, count: Int32) {
        let frequency = Int(key >> 40)
        let row = counts.count
        recencyDays.append(Int32(key >> 20 & 0xF_FFFF))
        ageDays.append(Int32(key & 0xF_FFFF))
        counts.append(count)
        if groups.last?.frequency == frequency {
            groups[groups.count - 1].rows = groups[groups.count - 1].rows.lowerBound..<row + 1
        } else {
            groups.append(Group(frequency: frequency, rows: row..<row + 1, customers: 0))
        }
    }

    private mutating func finish() {
        for index in groups.indices {
            for row in groups[index].rows {
                let count = Int(counts[row])
                let age = Int(ageDays[row])
                groups[index].customers += count
                ageSum += age * count
                longestAge = max(longestAge, age)
            }
            let group = groups[index]
            customers += group.customers
            repeatPurchases += group.frequency * group.customers
            if group.frequency > 0 { repeatCustomers += group.customers }
        }
    }
}
