import Language
import Storage

/// What a person has agreed to, per purpose and way of reaching them (expected behaviour 170). Answers to what they asked need none.
///
/// A line is never changed: the last one of a purpose and channel counts.
public struct Consent: Sendable, Equatable {
    public typealias ID = Storage.ID<Consent>
    public typealias Channel = Treatment.Channel
    public typealias Source = Origin

    public enum Purpose: String, Sendable, CaseIterable, SQLValue {
        /// Offers and news.
        case news
        /// Asking how it went.
        case survey
        case birthday
    }

    /// The ways that are asked about; a word at the counter needs no consent.
    public static let channels: [Channel] = [.email, .phone, .message]
    /// How a member of staff may know of it.
    public static let byHand: [Source] = [.said, .form, .letter]

    /// One box that is ticked or not.
    public struct Key: Sendable, Hashable {
        public var purpose: Purpose
        public var channel: Channel
        public init(purpose: Purpose, channel: Channel) {
            self.purpose = purpose
            self.channel = channel
        }
        /// The field's name: "news.email".
        public var name: String { "\(purpose.rawValue).\(channel.rawValue)" }
        public static let all: [Key] = Purpose.allCases.flatMap { purpose in channels.map { Key(purpose: purpose, channel: $0) } }
    }

    public var id: ID
    public var key: Key
    public var isGiven: Bool
    public var at: Instant
    /// Which wording they were shown; 0 where none was kept.
    public var version: Int
    public var source: Source
    public var staff: Staff.ID?

    static let columns: SQL = "c.id, c.purpose, c.channel, c.is_given, c.at, c.version, c.source, c.staff_id"

    init(row: inout Row) throws {
        id = try row.next()
        key = Key(purpose: try row.next(), channel: try row.next())
        isGiven = try row.next()
        at = try row.next()
        version = try row.next()
        source = try row.next()
        staff = try row.next()
    }

    /// A page of choices can be taken back for so long.
    public static let undoSeconds = 86_400
}

extension Reader {
    /// Every line of one person, the oldest first.
    public func consentLines(of customer: Customer.ID) throws -> [Consent] {
        try all("SELECT \(Consent.columns) FROM consent c WHERE c.customer_id = \(customer) ORDER BY c.id") { try Consent(row: &$0) }
    }

    /// What stands now, by purpose and channel; nothing where nothing was ever said.
    public func consents(of customer: Customer.ID) throws -> [Consent.Key: Consent] {
        Dictionary(try consentLines(of: customer).map { ($0.key, $0) }) { $1 }
    }

    /// The newest wording of each purpose, with its number.
    public func consentWordings() throws -> [Consent.Purpose: (version: Int, text: String)] {
        let rows = try all("SELECT purpose, version, text FROM consent_wording ORDER BY version") { row in
            (try row.next(Consent.Purpose.self), (version: try row.next(Int.self), text: try row.next(String.self)))
        }
        return Dictionary(rows) { $1 }
    }
}

extension Tx {
    /// Writes down what differs from what stands. Gives what "Undo" asks for, nil where nothing differs.
    @discardableResult public func say(
        _ customer: Customer.ID, _ wanted: [Consent.Key: Bool], source: Consent.Source
    ) throws -> Int64? {
        let standing = try db.consents(of: customer)
        let wordings = try db.consentWordings()
        let batch = newID(Consent.self).number
        var count = 0
        for key in Consent.Key.all {
            guard let isGiven = wanted[key], isGiven != (standing[key]?.isGiven ?? false) else { continue }
            try db.run(
                """
                INSERT INTO consent (id, customer_id, purpose, channel, is_given, at, version, source, staff_id, batch)
                VALUES (\(newID(Consent.self)), \(customer), \(key.purpose), \(key.channel), \(isGiven), \(now),
                        \(wordings[key.purpose]?.version ?? 0), \(source), \(actor.staff), \(batch))
                """)
            count += 1
            try record(
                isGiven ? "consent.given" : "consent.withdrawn", customer: customer, subject: Event.Subject("customer", customer),
                data: [
                    "purpose": .word(key.purpose.rawValue), "channel": .word(key.channel.rawValue), "source": .word(source.rawValue),
                ])
        }
        return count == 0 ? nil : batch
    }

    /// Takes a page of choices back, as if it had not been saved. False when its day is over.
    public func takeBack(consents batch: Int64, of customer: Customer.ID) throws -> Bool {
        let since = now - .seconds(Consent.undoSeconds)
        let n = try db.run("DELETE FROM consent WHERE batch = \(batch) AND customer_id = \(customer) AND at >= \(since)")
        guard n > 0 else { return false }
        try record("consent.undone", customer: customer, subject: Event.Subject("customer", customer))
        return true
    }

    /// A new version where the words differ; who agreed before keeps the number of what they were shown.
    public func word(_ purpose: Consent.Purpose, _ text: String) throws {
        let last = try db.consentWordings()[purpose]
        guard last?.text != text else { return }
        try db.run(
            """
            INSERT INTO consent_wording (id, purpose, version, text, at, staff_id)
            VALUES (\(newID(Consent.self)), \(purpose), \((last?.version ?? 0) + 1), \(text), \(now), \(actor.staff))
            """)
        try record("consent.worded", data: ["purpose": .word(purpose.rawValue), "version": .number(Int64((last?.version ?? 0) + 1))])
    }
}

/// The tables of consent, with a numbering of their own.
let consentMigrations: [Migration] = [
    Migration("consent", 1) { db in
        try db.createTable(
            "consent",
            [
                .id("id"), .id("customer_id").references("customer"), .text("purpose"), .text("channel"), .bool("is_given"), .time("at"),
                .int("version"), .text("source"), .id("staff_id").nullable, .id("batch"),
            ])
        try db.createIndex("consent_by_customer", on: "consent", ["customer_id", "id"])
        try db.createTable(
            "consent_wording",
            [.id("id"), .text("purpose"), .int("version"), .text("text"), .time("at"), .id("staff_id").nullable],
            unique: [["purpose", "version"]])
    }
]
