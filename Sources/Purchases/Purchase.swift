import Core
import Storage

/// Something was bought: once, for an amount, by somebody or by nobody in particular.
public struct Purchase: Sendable, Equatable {
    public typealias ID = Storage.ID<Purchase>

    /// Where it was written down.
    public enum Source: String, Sendable, CaseIterable, SQLValue {
        case counter, api
        case imported = "import"
    }

    /// What became of it.
    ///
    ///     paid ─refund a part─▶ partly refunded ─refund the rest─▶ refunded
    ///       │ └───────────refund it whole─────────────────────────────▲
    ///       └──take back (the same day)──▶ voided
    ///
    /// A refund that is taken back (the same day) leads back: to partly refunded while others stand, else to paid.
    public enum State: String, Sendable, CaseIterable, SQLValue {
        case paid
        case partly = "partly_refunded"
        case refunded, voided

        /// The states in which something of the purchase stands.
        public static let standing: [State] = [.paid, .partly]
    }

    public enum Change: Sendable, CaseIterable { case refundPart, refundRest, void, takeRefundBack, takeLastRefundBack }

    public var id: ID
    /// Nil where nobody said who it was, or the person was erased.
    public var customer: Customer.ID?
    /// When it was bought, which may be long before it was written down here.
    public var at: Instant
    /// The day of that on the shop's clock then.
    public var day: Day
    /// What was paid, in minor units.
    public var amount: Int64
    /// What of it stands: the amount less its refunds; 0 where it was taken back.
    public var net: Int64
    /// What of the amount the shop keeps after the cost of the goods; may be negative. Nil where nobody said.
    public var margin: Int64?
    /// ISO 4217.
    public var currency: String
    public var state: State
    public var source: Source
    /// The number of the receipt or order in the till or web shop.
    public var reference: String?
    /// Who wrote it down.
    public var staff: Staff.ID?
    public var note: String
    public var createdAt: Instant

    static let columns: SQL = """
        p.id, p.customer_id, p.at, p.day, p.amount, p.net, p.margin, p.currency, p.state, p.source, p.reference, p.staff_id, p.note,
        p.created_at
        """

    init(row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        at = try row.next()
        day = Day(number: try row.next())
        amount = try row.next()
        net = try row.next()
        margin = try row.next()
        currency = try row.next()
        state = try row.next()
        source = try row.next()
        reference = try row.next()
        staff = try row.next()
        note = try row.next()
        createdAt = try row.next()
    }

    public var subject: Event.Subject { Event.Subject("purchase", id) }
    /// What was given back so far.
    public var refunded: Int64 { state == .voided ? 0 : amount - net }
}

extension Purchase.State {
    /// The state after `change`, or nil where that makes no sense.
    public func after(_ change: Purchase.Change) -> Self? {
        switch (self, change) {
        case (.paid, .refundPart), (.partly, .refundPart): .partly
        case (.paid, .refundRest), (.partly, .refundRest): .refunded
        case (.paid, .void): .voided
        case (.partly, .takeRefundBack), (.refunded, .takeRefundBack): .partly
        case (.partly, .takeLastRefundBack), (.refunded, .takeLastRefundBack): .paid
        case (.paid, .takeRefundBack), (.paid, .takeLastRefundBack): nil
        case (.partly, .void), (.refunded, .refundPart), (.refunded, .refundRest), (.refunded, .void): nil
        case (.voided, _): nil
        }
    }
}

/// One line of a receipt.
public struct PurchaseItem: Sendable, Equatable {
    public var name: String
    /// In thousandths: 1.5 kg is 1500.
    public var quantity: Int64
    /// Of the whole line, after discount, in minor units. 0 for what is free.
    public var price: Int64
    /// What the till or web shop calls the product.
    public var product: String?

    public init(name: String, quantity: Int64 = 1000, price: Int64, product: String? = nil) {
        self.name = name
        self.quantity = quantity
        self.price = price
        self.product = product
    }
}

/// Money given back for a purchase, whole or in part.
public struct Refund: Sendable, Equatable {
    public typealias ID = Storage.ID<Refund>
    public var id: ID
    public var purchase: Purchase.ID
    public var at: Instant
    public var amount: Int64
    public var reference: String?
    public var staff: Staff.ID?
    public var reason: String

    static let columns: SQL = "r.id, r.purchase_id, r.at, r.amount, r.reference, r.staff_id, r.reason"

    init(row: inout Row) throws {
        id = try row.next()
        purchase = try row.next()
        at = try row.next()
        amount = try row.next()
        reference = try row.next()
        staff = try row.next()
        reason = try row.next()
    }
}
