/// Sales by customer, as they were read. Money is in whole minor units throughout.
public struct SalesBook: Sendable {
    /// Digits of the currency's minor unit.
    public let decimals: Int
    var names = CustomerNames()
    private var full: [[Sale]] = []
    private var latest: [Sale] = []
    /// Lines of what was given back, so that one that fits nowhere can be named.
    private var refundLines: [(sale: Sale, line: Int)] = []
    /// First and last day of all sales.
    public private(set) var days: ClosedRange<Day>?
    public private(set) var rows = 0

    /// A sale, or with a negative amount something given back.
    private struct Sale: Sendable {
        var customer: UInt32
        var day: Int32
        var minor: Int64
    }

    /// So many sales in one piece: growing one array for all would hold two of them for a moment.
    private static let piece = 1 << 16

    public init(decimals: Int) { self.decimals = decimals }

    public var customers: Int { names.count }

    /// One sale that comes from elsewhere than a file; a negative amount was given back.
    public mutating func add(customer: String, _ day: Day, minor: Int64) {
        var name = customer
        name.withUTF8 { add(UnsafeRawBufferPointer($0), day, minor, line: 0) }
    }

    mutating func add(_ customer: UnsafeRawBufferPointer, _ day: Day, _ minor: Int64, line: Int) {
        if latest.count == Self.piece {
            full.append(latest)
            latest = []
        }
        if latest.isEmpty { latest.reserveCapacity(Self.piece) }
        let sale = Sale(customer: names.number(of: customer), day: day.number, minor: minor)
        latest.append(sale)
        if minor < 0 { refundLines.append((sale, line)) }
        if let known = days {
            if day < known.lowerBound { days = day...known.upperBound } else if day > known.upperBound { days = known.lowerBound...day }
        } else {
            days = day...day
        }
        rows += 1
    }

    /// What became of each customer, in the order in which they came, with the refunds that fitted no sale.
    ///
    /// Seen from the end of `end`; what came later does not exist. With `holdout`, only what came before that day makes the history, and what came from it on
    /// until `end` is counted apart. Takes the sales with it.
    public consuming func tallies(until end: Day, holdout: Day? = nil) -> (tallies: [CustomerTally], problems: [SaleProblem], later: Int) {
        var starts = [Int](repeating: 0, count: customers + 1)
        full.append(latest)
        latest = []
        for piece in full { for sale in piece { starts[Int(sale.customer) + 1] += 1 } }
        for customer in 0..<customers { starts[customer + 1] += starts[customer] }
        // Customer by customer: the days in one array and the amounts in another, twelve bytes a sale instead of sixteen.
        var dayOf = [Int32](repeating: 0, count: rows)
        var minorOf = [Int64](repeating: 0, count: rows)
        var next = starts
        for index in full.indices {
            for sale in full[index] {
                let place = next[Int(sale.customer)]
                next[Int(sale.customer)] = place + 1
                dayOf[place] = sale.day
                minorOf[place] = sale.minor
            }
            full[index] = []
        }
        next = []

        var tallies: [CustomerTally] = []
        tallies.reserveCapacity(customers)
        var excesses: [Excess] = []
        var later = 0
        var days = PurchaseDays()
        for customer in 0..<customers {
            let range = starts[customer]..<starts[customer + 1]
            days.load(dayOf[range], minorOf[range], until: end.number)
            later += range.count - days.rows
            let last = holdout.map { Day(number: $0.number - 1) } ?? end
            days.net(until: last.number)
            var tally = CustomerTally(days, until: last)
            if let holdout {
                days.net(until: end.number)
                tally.addHoldout(days, from: holdout)
            }
            for excess in days.excesses { excesses.append(Excess(customer: UInt32(customer), day: excess.day, minor: excess.minor)) }
            tallies.append(tally)
        }
        return (tallies, problems(excesses), later)
    }

    private struct Excess {
        var customer: UInt32
        var day: Int32
        var minor: Int64
    }

    private func problems(_ excesses: [Excess]) -> [SaleProblem] {
        guard !excesses.isEmpty else { return [] }
        var lines: [UInt64: Int] = [:]
        for (sale, line) in refundLines { lines[UInt64(sale.customer) << 32 | UInt64(UInt32(bitPattern: sale.day))] = line }
        let all = excesses.map { excess in
            let line = lines[UInt64(excess.customer) << 32 | UInt64(UInt32(bitPattern: excess.day))] ?? 0
            return SaleProblem(kind: .refundWithoutSale, line: line, found: MinorAmount.text(excess.minor, decimals: decimals))
        }
        return all.sorted { $0.line < $1.line }
    }
}
