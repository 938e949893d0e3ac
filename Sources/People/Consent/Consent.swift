import Core
import Language
import Storage

/// What a person has agreed to, per purpose and way of reaching them (expected behaviour 170). Answers to what they asked need none.
///
/// A line is never changed: the last one of a purpose and channel counts.
struct Consent: Sendable, Equatable {
    typealias ID = Storage.ID<Consent>

    enum Purpose: String, Sendable, CaseIterable, SQLValue {
        /// Offers and news.
        case news
        /// Asking how it went.
        case survey
        case birthday
    }
    enum Channel: String, Sendable, CaseIterable, SQLValue { case email, phone, message }
    enum Source: String, Sendable, CaseIterable, SQLValue {
        /// In words, to one of us; on paper; in a letter of theirs.
        case said, form, letter
        /// By the link that only they have.
        case link
        case imported, api
        /// The stricter of two cards that became one.
        case merge

        /// What a member of staff may choose.
        static let byHand: [Source] = [.said, .form, .letter]
    }

    /// One box that is ticked or not.
    struct Key: Sendable, Hashable {
        var purpose: Purpose
        var channel: Channel
        /// The field's name: "news.email".
        var name: String { "\(purpose.rawValue).\(channel.rawValue)" }
        static let all: [Key] = Purpose.allCases.flatMap { purpose in Channel.allCases.map { Key(purpose: purpose, channel: $0) } }
    }

    var id: ID
    var key: Key
    var isGiven: Bool
    var at: Instant
    /// Which wording they were shown; 0 where none was kept.
    var version: Int
    var source: Source
    var staff: Staff.ID?

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
    static let undoSeconds = 86_400
}

extension Reader {
    /// Every line of one person, the oldest first.
    func consentLines(of customer: Customer.ID) throws -> [Consent] {
        try all("SELECT \(Consent.columns) FROM consent c WHERE c.customer_id = \(customer) ORDER BY c.id") { try Consent(row: &$0) }
    }

    /// What stands now, by purpose and channel; nothing where nothing was ever said.
    func consents(of customer: Customer.ID) throws -> [Consent.Key: Consent] {
        Dictionary(try consentLines(of: customer).map { ($0.key, $0) }) { $1 }
    }

    /// Whether the shop may write or call for this purpose of its own accord: only where the person has said yes, and not no since.
    func hasConsent(_ customer: Customer.ID, _ key: Consent.Key) throws -> Bool { try consents(of: customer)[key]?.isGiven == true }

    /// The newest wording of each purpose, with its number.
    func consentWordings() throws -> [Consent.Purpose: (version: Int, text: String)] {
        let rows = try all("SELECT purpose, version, text FROM consent_wording ORDER BY version") { row in
            (try row.next(Consent.Purpose.self), (version: try row.next(Int.self), text: try row.next(String.self)))
        }
        return Dictionary(rows) { $1 }
    }
}

extension Tx {
    /// Writes down what differs from what stands. Gives what "Undo" asks for, nil where nothing differs.
    @discardableResult func say(
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
    func takeBack(consents batch: Int64, of customer: Customer.ID) throws -> Bool {
        let since = now - .seconds(Consent.undoSeconds)
        let n = try db.run("DELETE FROM consent WHERE batch = \(batch) AND customer_id = \(customer) AND at >= \(since)")
        guard n > 0 else { return false }
        try record("consent.undone", customer: customer, subject: Event.Subject("customer", customer))
        return true
    }

    /// A new version where the words differ; who agreed before keeps the number of what they were shown.
    func word(_ purpose: Consent.Purpose, _ text: String) throws {
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
