import Core
import Language
import People
import Storage
import Web

/// A purchase as somebody wants it written down.
public struct PurchaseSlip: Sendable, Equatable {
    /// Nil for a sale to nobody in particular: it counts for the till, for no person.
    public var customer: Customer.ID?
    /// Nil for now.
    public var at: Instant?
    /// In minor units. Nil for the sum of the items.
    public var amount: Int64?
    /// ISO 4217; nil for the shop's.
    public var currency: String?
    public var margin: Int64?
    public var source: Purchase.Source
    public var reference: String?
    public var note: String
    public var items: [PurchaseItem]
    /// Whether the card was made for this sale, and goes with it when it is taken back.
    public var madePerson: Bool

    public init(
        _ amount: Int64?, _ customer: Customer.ID? = nil, source: Purchase.Source, at: Instant? = nil, currency: String? = nil,
        margin: Int64? = nil, reference: String? = nil, note: String = "", items: [PurchaseItem] = [], madePerson: Bool = false
    ) {
        self.customer = customer
        self.at = at
        self.amount = amount
        self.currency = currency
        self.margin = margin
        self.source = source
        self.reference = reference
        self.note = note
        self.items = items
        self.madePerson = madePerson
    }

    static let longestNote = 2_000
    static let longestName = 200
    static let longestReference = 100
    static let mostItems = 500
    /// Of a line, in thousandths.
    static let mostQuantity: Int64 = 1_000_000_000
    /// Clocks of tills run ahead of ours by up to so much.
    static let clockDifference: Duration = .seconds(300)
    /// 1 January 1990: what is older is a slip in the year.
    static let earliest = Instant(milliseconds: 631_152_000_000)

    /// By what the same receipt is known again.
    static func key(_ source: Purchase.Source, _ reference: String) -> String { "\(source.rawValue):\(reference)" }

    /// The slip with its amount filled in, or why it is not taken. No database, no clock.
    func checked(currency shops: String, now: Instant) throws(PurchaseRefusal) -> PurchaseSlip {
        var slip = self
        slip.note = note.trimmed
        slip.reference = reference.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        if let given = currency, given.uppercased() != shops { throw .otherCurrency(given, shops: shops) }
        if slip.note.count > Self.longestNote { throw .tooLong(field: "note", most: Self.longestNote) }
        if let reference = slip.reference, reference.count > Self.longestReference {
            throw .tooLong(field: "reference", most: Self.longestReference)
        }
        if let at, at > now + Self.clockDifference { throw .inFuture(at) }
        if let at, at < Self.earliest { throw .tooLongAgo }
        if items.count > Self.mostItems { throw .tooManyItems }
        var sum: Int64 = 0
        for (index, item) in items.enumerated() {
            slip.items[index].name = item.name.trimmed
            if slip.items[index].name.isEmpty { throw .itemWithoutName(index + 1) }
            if item.name.count > Self.longestName || (item.product?.count ?? 0) > Self.longestName {
                throw .tooLong(field: "items", most: Self.longestName)
            }
            if item.quantity <= 0 || item.quantity > Self.mostQuantity { throw .itemQuantity(index + 1) }
            if item.price < 0 || item.price > MoneyReading.most { throw .itemPrice(index + 1) }
            sum += item.price
        }
        guard let amount = amount ?? (items.isEmpty ? nil : sum) else { throw .noAmount("") }
        if amount <= 0 { throw .notPositive }
        if amount > MoneyReading.most { throw .tooMuch }
        if !items.isEmpty, sum != amount { throw .itemsDiffer(sum: sum, amount: amount, currency: shops) }
        if let margin, margin > amount { throw .marginAbove(amount, currency: shops) }
        if let margin, margin < -MoneyReading.most { throw .tooMuch }
        slip.amount = amount
        return slip
    }
}

extension Tx {
    /// Writes a purchase down. The same receipt (source and reference) sent again is the one that is known, and nothing is done twice; with
    /// other content it is refused. Throws ``PurchaseRefusal``.
    @discardableResult public func recordPurchase(_ given: PurchaseSlip) throws -> (id: Purchase.ID, isNew: Bool) {
        let currency = try setting(ShopSettings.currency)
        let slip = try given.checked(currency: currency, now: now)
        let customer = try slip.customer.map { id in
            guard let standing = try db.survivor(of: id), try db.customer(standing) != nil else { throw PurchaseRefusal.personGone }
            return standing
        }
        if let reference = slip.reference, let known = try db.purchase(key: PurchaseSlip.key(slip.source, reference)) {
            silentByIntent = true
            guard try isSame(known, slip, customer) else { throw PurchaseRefusal.otherContent(reference: reference, known: known.id) }
            return (known.id, false)
        }
        let at = min(slip.at ?? now, now)
        let id = newID(Purchase.self)
        let amount = slip.amount ?? 0
        let day = shop.timeZone.day(at: at)
        let before = try customer.flatMap { try db.customer($0)?.lastContactAt }
        try counting(customer, day) {
            try db.run(
                """
                INSERT INTO purchase (id, customer_id, at, day, amount, net, margin, currency, state, source, reference, business_key, staff_id,
                    note, created_at, voided_at, import_id, contact_before, made_person)
                VALUES (\(id), \(customer), \(at), \(day.number), \(amount), \(amount), \(slip.margin), \(currency),
                        \(Purchase.State.paid), \(slip.source), \(slip.reference),
                        \(slip.reference.map { PurchaseSlip.key(slip.source, $0) }), \(actor.staff), \(slip.note), \(now), NULL, NULL,
                        \(before), \(slip.madePerson))
                """)
        }
        try insert(slip.items, of: id)
        // Who buys at the counter was there; who orders in the web shop was not spoken to.
        if slip.source == .counter, let customer { try touched(customer, at: at) }
        try record(
            "purchase.recorded", customer: customer, subject: Event.Subject("purchase", id),
            data: [
                "amount": .number(amount), "currency": .word(currency), "at": .number(at.milliseconds),
                "source": .word(slip.source.rawValue),
            ])
        return (id, true)
    }

    /// Purchases of long ago, by the hundred and without an event each: for the sample and for measuring. Whoever calls this records one event for
    /// all. Slips name their amount or items, and no reference.
    @discardableResult public func recordPast(_ slips: [PurchaseSlip]) throws -> [Purchase.ID] {
        let currency = try setting(ShopSettings.currency)
        let checked = try slips.map { try $0.checked(currency: currency, now: now) }
        let ids = checked.map { _ in newID(Purchase.self) }
        let (paid, zone) = (Purchase.State.paid, shop.timeZone)
        for start in stride(from: 0, to: ids.count, by: 250) {
            let rows = (start..<min(start + 250, ids.count)).map { index -> SQL in
                let slip = checked[index]
                let at = min(slip.at ?? now, now)
                let (amount, day) = (slip.amount ?? 0, zone.day(at: at).number)
                return """
                    (\(ids[index]), \(slip.customer), \(at), \(day), \(amount), \(amount), \(slip.margin), \(currency), \(paid), \(slip.source),
                     NULL, NULL, \(actor.staff), \(slip.note), \(now), NULL, NULL, NULL, 0)
                    """
            }
            try db.run(
                """
                INSERT INTO purchase (id, customer_id, at, day, amount, net, margin, currency, state, source, reference, business_key, staff_id,
                    note, created_at, voided_at, import_id, contact_before, made_person)
                VALUES \(SQL.joined(rows))
                """)
        }
        for (id, slip) in zip(ids, checked) { try insert(slip.items, of: id) }
        try countAnew(Array(Set(checked.compactMap(\.customer))).sorted())
        return ids
    }

    /// What a second message of the same receipt says beside its reference has to be what is known. What it leaves out is no contradiction.
    private func isSame(_ known: Purchase, _ slip: PurchaseSlip, _ customer: Customer.ID?) throws -> Bool {
        if known.amount != slip.amount { return false }
        if let at = slip.at, at != known.at {
            // A clock that runs ahead was taken for now, and says the same time again.
            let wasAhead = known.at == known.createdAt && at > known.at && at <= known.at + PurchaseSlip.clockDifference
            guard wasAhead else { return false }
        }
        if let customer, let theirs = known.customer, try db.survivor(of: theirs) != customer { return false }
        return slip.items.isEmpty ? true : try db.items(of: [known.id])[known.id, default: []] == slip.items
    }

    func insert(_ items: [PurchaseItem], of id: Purchase.ID) throws {
        guard !items.isEmpty else { return }
        let rows = items.enumerated().map { place, item -> SQL in
            """
            (\(newID(PurchaseItem.self)), \(id), \(place), \(item.name), \(item.product), \(item.quantity), \(item.price))
            """
        }
        try db.run(
            "INSERT INTO purchase_item (id, purchase_id, place, name, product, quantity, price) VALUES \(SQL.joined(rows))")
    }
}
