import Language
import Storage

/// One kind of data that is not kept for ever, where the shop says so (171). Every capability that keeps words brings its own.
public struct RetentionKind: Sendable {
    /// Stays the same: "mail".
    public var name: String
    public var title: @Sendable (Words) -> String
    /// What goes and what stays.
    public var hint: @Sendable (Words) -> String
    /// How much is older than the moment, without what is held.
    public var count: @Sendable (Instant, Reader) throws -> Int
    /// Deletes some of it in one transaction, at most `limit` things, and says how many; 0 when nothing is left.
    public var sweep: @Sendable (Instant, Int, Tx) throws -> Int

    public init(
        _ name: String, title: @escaping @Sendable (Words) -> String, hint: @escaping @Sendable (Words) -> String,
        count: @escaping @Sendable (Instant, Reader) throws -> Int, sweep: @escaping @Sendable (Instant, Int, Tx) throws -> Int
    ) {
        self.name = name
        self.title = title
        self.hint = hint
        self.count = count
        self.sweep = sweep
    }
}

/// How long each kind is kept. Nothing goes until somebody says so: what the law wants kept differs from country to country.
public enum Retention {
    public struct Rule: Codable, Sendable, Equatable {
        public var days: Int
        /// Nothing goes before: a day after it was chosen, so that a mistake can be taken back.
        public var from: Instant
        public init(days: Int, from: Instant) {
            self.days = days
            self.from = from
        }
    }

    /// By the kind's name; what is not there is kept for ever.
    public static let rules = Setting<[String: Rule]>("retention.rules", [:])
    /// The day in which a choice can be taken back.
    public static let grace: Duration = .seconds(86_400)
    public static let shortest = 30
    public static let longest = 3650

    /// The moment before which things of this kind are too old; nil while nothing of it goes.
    public static func border(_ rule: Rule, now: Instant) -> Instant? {
        now >= rule.from ? now - .seconds(rule.days * 86_400) : nil
    }
}

/// Something that is not deleted while it lasts, whatever its age: a dispute, a claim (135).
public struct LegalHold: Sendable {
    public typealias ID = Storage.ID<LegalHold>
    public var id: ID
    public var customer: Customer.ID
    public var reason: String
    public var at: Instant
    public var staff: Staff.ID?

    init(row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        reason = try row.next()
        at = try row.next()
        staff = try row.next()
    }
}

extension SQL {
    /// Who is held, as a list for NOT IN.
    public static let heldPeople: SQL = "(SELECT h.customer_id FROM legal_hold h WHERE h.ended_at IS NULL)"
}

extension Reader {
    /// The hold on a person, where there is one.
    public func hold(on customer: Customer.ID) throws -> LegalHold? {
        try first(
            """
            SELECT id, customer_id, reason, at, staff_id FROM legal_hold WHERE customer_id = \(customer) AND ended_at IS NULL
            ORDER BY id LIMIT 1
            """
        ) { try LegalHold(row: &$0) }
    }

    public func holds() throws -> [LegalHold] {
        try all("SELECT id, customer_id, reason, at, staff_id FROM legal_hold WHERE ended_at IS NULL ORDER BY id LIMIT 500") {
            try LegalHold(row: &$0)
        }
    }
}

extension Tx {
    public func hold(_ customer: Customer.ID, reason: String) throws {
        let id = newID(LegalHold.self)
        try db.run(
            """
            INSERT INTO legal_hold (id, customer_id, reason, at, staff_id) VALUES (\(id), \(customer), \(reason), \(now), \(actor.staff))
            """)
        try record("hold.set", customer: customer, subject: Event.Subject("legal_hold", id))
    }

    @discardableResult public func endHold(on customer: Customer.ID) throws -> Bool {
        guard let hold = try db.hold(on: customer) else { return false }
        try db.run("UPDATE legal_hold SET ended_at = \(now) WHERE customer_id = \(customer) AND ended_at IS NULL")
        try record("hold.ended", customer: customer, subject: Event.Subject("legal_hold", hold.id))
        return true
    }
}

extension Shop {
    /// Deletes what is too old by the rules, some at a time, each piece in its own transaction.
    public func sweepOld() async throws {
        let rules = setting(Retention.rules)
        for kind in capabilities.flatMap(\.retention) {
            guard let rule = rules[kind.name], let border = Retention.border(rule, now: clock.now) else { continue }
            while true {
                let n = try await write(as: .program("retention")) { tx -> Int in
                    tx.silentByIntent = true
                    let n = try kind.sweep(border, 100, tx)
                    if n > 0 { try tx.record("retention.swept", data: ["kind": .word(kind.name), "count": .number(Int64(n))]) }
                    return n
                }
                if n == 0 { break }
            }
        }
    }
}

/// The table of holds, with a numbering of its own.
let retentionMigrations: [Migration] = [
    Migration("retention", 1) { db in
        try db.createTable(
            "legal_hold",
            [
                .id("id"), .id("customer_id").references("customer"), .text("reason"), .time("at"), .id("staff_id").nullable,
                .time("ended_at").nullable,
            ])
        try db.createIndex("legal_hold_open", on: "legal_hold", ["customer_id", "id"], where: "ended_at IS NULL")
    }
]
