/// One customer's days with purchases, after what was given back has been taken off. Used for one customer after another, so that its arrays are made once.
struct PurchaseDays {
    struct Purchase: Equatable {
        var day: Int32
        /// Bought that day.
        var bought: Int64
        /// Of it, given back.
        var returned: Int64

        /// What was bought and wholly given back was no purchase. What was given away for nothing was a visit.
        var counts: Bool { returned == 0 || returned < bought }
        var minor: Int64 { bought - returned }
    }

    private var sales: [(day: Int32, minor: Int64)] = []
    private(set) var purchases: [Purchase] = []
    /// Given back beyond all that had been bought by then.
    private(set) var excesses: [(day: Int32, minor: Int64)] = []

    /// Rows until the end.
    var rows: Int { sales.count }

    mutating func load(_ days: ArraySlice<Int32>, _ minors: ArraySlice<Int64>, until end: Int32) {
        sales.removeAll(keepingCapacity: true)
        for index in days.indices where days[index] <= end { sales.append((days[index], minors[index])) }
        // Mostly they come in order; within a day the order does not matter.
        var isSorted = true
        for index in sales.indices.dropFirst() where sales[index].day < sales[index - 1].day { isSorted = false }
        if !isSorted { sales.sort { $0.day < $1.day } }
    }

    /// Purchases up to the end of day `end`, as they stood then: what was given back later was bought still.
    ///
    /// A refund is taken off the purchases of its own day, what is left off the latest before it that have something left.
    mutating func net(until end: Int32) {
        purchases.removeAll(keepingCapacity: true)
        excesses.removeAll(keepingCapacity: true)
        var index = 0
        while index < sales.count, sales[index].day <= end {
            let day = sales[index].day
            var (bought, returned): (Int64, Int64) = (0, 0)
            var isSale = false
            while index < sales.count, sales[index].day == day {
                let minor = sales[index].minor
                if minor < 0 {
                    returned = Self.sum(returned, -minor)
                } else {
                    bought = Self.sum(bought, minor)
                    isSale = true
                }
                index += 1
            }
            if isSale { purchases.append(Purchase(day: day, bought: bought, returned: 0)) }
            var earlier = purchases.count - 1
            while returned > 0, earlier >= 0 {
                let taken = min(returned, purchases[earlier].minor)
                purchases[earlier].returned += taken
                returned -= taken
                earlier -= 1
            }
            if returned > 0 { excesses.append((day, returned)) }
        }
        purchases.removeAll { !$0.counts }
    }

    /// Without a trap: nobody's sales come near it, and a wrong file must not end the program.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
