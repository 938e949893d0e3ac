import Core
import Storage

extension Reader {
    public func purchase(_ id: Purchase.ID) throws -> Purchase? {
        try first("SELECT \(Purchase.columns) FROM purchase p WHERE p.id = \(id)") { try Purchase(row: &$0) }
    }

    public func purchases(_ ids: some Sequence<Purchase.ID>) throws -> [Purchase.ID: Purchase] {
        let found = try all("SELECT \(Purchase.columns) FROM purchase p WHERE p.id IN \(Array(Set(ids)))") { try Purchase(row: &$0) }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    func purchase(key: String) throws -> Purchase? {
        try first("SELECT \(Purchase.columns) FROM purchase p WHERE p.business_key = \(key)") { try Purchase(row: &$0) }
    }

    /// The newest first by when they were bought, of one person or of everybody.
    public func purchases(_ ask: PurchaseList.Ask, before: PurchaseList.Key? = nil, limit: Int) throws -> [Purchase] {
        var conditions: [SQL] = ["1 = 1"]
        if let customer = ask.customer { conditions.append("p.customer_id = \(customer)") }
        if let source = ask.source { conditions.append("p.source = \(source)") }
        if let from = ask.from { conditions.append("p.at >= \(from)") }
        if let until = ask.until { conditions.append("p.at < \(until)") }
        if let before { conditions.append("(p.at, p.id) < \(before.values)") }
        return try all(
            """
            SELECT \(Purchase.columns) FROM purchase p WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY p.at DESC, p.id DESC LIMIT \(limit)
            """
        ) { try Purchase(row: &$0) }
    }

    public func items(of purchases: some Sequence<Purchase.ID>) throws -> [Purchase.ID: [PurchaseItem]] {
        let rows = try all(
            """
            SELECT i.purchase_id, i.name, i.quantity, i.price, i.product FROM purchase_item i WHERE i.purchase_id IN \(Array(Set(purchases)))
            ORDER BY i.purchase_id, i.place
            """
        ) { row in
            let purchase: Purchase.ID = try row.next()
            let (name, quantity, price): (String, Int64, Int64) = (try row.next(), try row.next(), try row.next())
            return (purchase, PurchaseItem(name: name, quantity: quantity, price: price, product: try row.next()))
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Oldest first.
    public func refunds(of purchases: some Sequence<Purchase.ID>) throws -> [Purchase.ID: [Refund]] {
        let rows = try all(
            "SELECT \(Refund.columns) FROM purchase_refund r WHERE r.purchase_id IN \(Array(Set(purchases))) ORDER BY r.id"
        ) { try Refund(row: &$0) }
        return Dictionary(grouping: rows, by: \.purchase)
    }

    func refund(_ id: Refund.ID) throws -> (refund: Refund, writtenAt: Instant)? {
        try first("SELECT \(Refund.columns), r.created_at FROM purchase_refund r WHERE r.id = \(id)") { row in
            (refund: try Refund(row: &row), writtenAt: try row.next())
        }
    }

    /// What was before the sale came.
    func beforePurchase(_ id: Purchase.ID) throws -> (contact: Instant?, madePerson: Bool)? {
        try first("SELECT contact_before, made_person FROM purchase WHERE id = \(id)") { row in
            (contact: try row.next(), madePerson: try row.next())
        }
    }
}

/// What a list of purchases shows.
public enum PurchaseList {
    public typealias Key = Cursor<Instant, Purchase.ID>
    static let size = 50

    public struct Ask: Sendable {
        public var customer: Customer.ID?
        public var source: Purchase.Source?
        public var from: Instant?
        public var until: Instant?
        public init(customer: Customer.ID? = nil, source: Purchase.Source? = nil, from: Instant? = nil, until: Instant? = nil) {
            self.customer = customer
            self.source = source
            self.from = from
            self.until = until
        }
    }
}

extension Purchase {
    var listKey: PurchaseList.Key { PurchaseList.Key(after: at, id) }
}

extension Reader {
    /// By the number of the receipt: the one that is called exactly so, else those that begin so; the newest written down first.
    func purchases(reference: String, before: Purchase.ID?, limit: Int) throws -> [Purchase] {
        guard !reference.isEmpty, reference.count <= PurchaseSlip.longestReference else { return [] }
        let end = before?.number ?? Int64.max
        let exact = try all(
            """
            SELECT \(Purchase.columns) FROM purchase p WHERE p.reference = \(reference) AND p.id < \(end) ORDER BY p.id DESC LIMIT \(limit)
            """
        ) { try Purchase(row: &$0) }
        guard exact.isEmpty, before == nil, reference.count >= 3 else { return exact }
        return try all(
            """
            SELECT \(Purchase.columns) FROM purchase p
            WHERE p.reference >= \(reference) AND p.reference < \(reference + "\u{10FFFF}") ORDER BY p.reference, p.id LIMIT \(limit)
            """
        ) { try Purchase(row: &$0) }
    }

    /// Days with something on them and what stands of it, in one statement.
    func totals(days: [Day]) throws -> [Day: (count: Int, net: Int64)] {
        guard let first = days.min(), let last = days.max() else { return [:] }
        let rows = try all(
            """
            SELECT p.day, count(*), CAST(sum(p.net) AS BIGINT) FROM purchase p
            WHERE p.at >= \(dayStart(first)) AND p.at < \(dayStart(last + 2)) AND p.day IN \(days.map(\.number)) AND p.state <> 'voided'
            GROUP BY p.day ORDER BY p.day
            """
        ) { row in (Day(number: try row.next()), (count: try row.next(Int.self), net: try row.next(Int64.self))) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// A moment before any clock of the world begins the day, for the index by time; `day` itself decides.
    private func dayStart(_ day: Day) -> Instant { Instant(milliseconds: Int64(day.number - 1) * 86_400_000) }
}
