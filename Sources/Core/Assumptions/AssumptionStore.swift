import Storage

/// What the owner made of the register, and when. All SQL of the assumptions.
///
/// Nothing here writes an event; pages and commands use the verbs on `Tx`, which do.
public enum AssumptionStore {
    /// One change in the history of an assumption.
    public struct Change: Sendable, Identifiable, Hashable {
        public let id: Int64

        /// As stored; may name an assumption that this version no longer has.
        public let key: AssumptionKey
        public let old: AssumptionValue
        public let new: AssumptionValue
        public let at: Instant

        /// Nil when a command changed it.
        public let staff: Int64?

        /// The person's own words; may be empty.
        public let reason: String

        /// True when the register's value was put back.
        public let isReset: Bool
    }

    /// For Core's list of migrations.
    public static let migration = Migration("assumptions", 1) { db in try createTables(db) }

    static func createTables(_ db: Writer) throws {
        try db.createTable(
            "assumption_value",
            [.text("key"), .text("value_low"), .text("value_high").nullable, .id("edited_by").nullable, .time("edited_at")],
            primaryKey: ["key"])
        try db.createTable(
            "assumption_history",
            [
                .id("id"), .text("key"), .text("old_value"), .text("new_value"), .bool("is_reset"), .time("at"), .id("staff_id").nullable,
                .text("reason"),
            ])
        try db.createIndex("assumption_history_by_key", on: "assumption_history", ["key", "id"])
    }

    /// All present values, in one statement.
    public static func read(_ db: Reader) throws -> Assumptions {
        var edits: [AssumptionKey: Assumptions.Edit] = [:]
        try db.each("SELECT key, value_low, value_high, edited_by, edited_at FROM assumption_value") { row in
            let key = AssumptionKey(rawValue: try row.next())
            let low = try Figure(row.next(String.self))
            let high = try row.next(String?.self).flatMap { Figure($0) }
            let staff = try row.next(Int64?.self)
            let at = try row.next(Instant.self)
            if let low { edits[key] = Assumptions.Edit(value: high.map { .range(low, $0) } ?? .one(low), staff: staff, at: at) }
            return true
        }
        return Assumptions(edits: edits)
    }

    /// Checks and keeps a new value with its history row. Setting the value in force changes nothing and returns nil.
    ///
    /// An assumption that mirrors another changes that other one; the returned change names it. `id` is that of the history row.
    @discardableResult
    public static func set(
        _ key: AssumptionKey, to value: AssumptionValue, reason: String, by staff: Int64?, asOf: Instant, id: Int64, in db: Writer
    ) throws -> Change? {
        guard let assumption = AssumptionRegister.assumption(key) else { throw AssumptionRefusal.unknownKey(key.rawValue) }
        try assumption.check(value)
        if let mirror = assumption.mirrors {
            return try set(mirror.original, to: mirror.original(for: value), reason: reason, by: staff, asOf: asOf, id: id, in: db)
        }
        let present = try read(db)
        let old = present.value(of: assumption)
        guard value != old else { return nil }
        try AssumptionOrder.check(key, value, in: present)
        let high: String? = assumption.shape.isRange ? value.high.description : nil
        try db.run(
            """
            INSERT INTO assumption_value (key, value_low, value_high, edited_by, edited_at)
            VALUES (\(key.rawValue), \(value.low.description), \(high), \(staff), \(asOf))
            ON CONFLICT (key) DO UPDATE SET value_low = excluded.value_low, value_high = excluded.value_high,
                edited_by = excluded.edited_by, edited_at = excluded.edited_at
            """)
        let change = Change(id: id, key: key, old: old, new: value, at: asOf, staff: staff, reason: reason, isReset: false)
        try insert(change, db)
        return change
    }

    /// Puts the register's value back. Nil when it was in force already.
    @discardableResult
    public static func reset(
        _ key: AssumptionKey, reason: String, by staff: Int64?, asOf: Instant, id: Int64, in db: Writer
    ) throws -> Change? {
        guard let assumption = AssumptionRegister.assumption(key) else { throw AssumptionRefusal.unknownKey(key.rawValue) }
        if let mirror = assumption.mirrors { return try reset(mirror.original, reason: reason, by: staff, asOf: asOf, id: id, in: db) }
        let present = try read(db)
        guard present.edit(of: assumption) != nil else { return nil }
        try AssumptionOrder.check(key, assumption.standard, in: present)
        let old = present.value(of: assumption)
        try db.run("DELETE FROM assumption_value WHERE key = \(key.rawValue)")
        let change = Change(
            id: id, key: key, old: old, new: assumption.standard, at: asOf, staff: staff, reason: reason, isReset: true)
        try insert(change, db)
        return change
    }

    /// Changes newest first: of one assumption (for a mirror those of what it mirrors) or of all; those before `before` when given.
    public static func history(
        _ key: AssumptionKey? = nil, before: Int64? = nil, limit: Int = 50, in db: Reader
    ) throws -> [Change] {
        let wanted = key.map { AssumptionRegister.assumption($0)?.mirrors?.original ?? $0 }
        let ofKey: SQL = wanted.map { "AND key = \($0.rawValue)" } ?? ""
        return try db.all(
            """
            SELECT id, key, old_value, new_value, is_reset, at, staff_id, reason FROM assumption_history
            WHERE id < \(before ?? Int64.max) \(ofKey) ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            let id = try row.next(Int64.self)
            let key = AssumptionKey(rawValue: try row.next())
            let old = try value(row.next())
            let new = try value(row.next())
            let isReset = try row.next(Bool.self)
            return Change(
                id: id, key: key, old: old, new: new, at: try row.next(), staff: try row.next(), reason: try row.next(), isReset: isReset)
        }
    }

    private static func value(_ text: String) throws -> AssumptionValue {
        guard let value = AssumptionValue(text: text) else { throw StorageError.decoding("\"\(text)\" is no value of an assumption") }
        return value
    }

    private static func insert(_ change: Change, _ db: Writer) throws {
        try db.run(
            """
            INSERT INTO assumption_history (id, key, old_value, new_value, is_reset, at, staff_id, reason)
            VALUES (\(change.id), \(change.key.rawValue), \(change.old.description), \(change.new.description), \(change.isReset),
                \(change.at), \(change.staff), \(change.reason))
            """)
    }
}
