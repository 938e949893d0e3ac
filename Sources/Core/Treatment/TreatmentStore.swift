import Language
import Storage

/// What the house does for somebody who has said nothing.
public enum TreatmentSettings {
    /// "formal" or "informal"; and "brief", "warm" or "plain".
    public static let formality = Setting("treatment.formality", "formal")
    public static let tone = Setting("treatment.tone", "warm")
    /// Calls of the shop's own accord: not before and not after, "" for any time. Our own choice: decent hours.
    public static let notBefore = Setting("treatment.not_before", "09:00")
    public static let notAfter = Setting("treatment.not_after", "20:00")
}

extension Shop {
    public var houseTreatment: [Treatment.Key: String] {
        var house: [Treatment.Key: String] = [
            .formality: setting(TreatmentSettings.formality), .tone: setting(TreatmentSettings.tone),
        ]
        let (before, after) = (setting(TreatmentSettings.notBefore), setting(TreatmentSettings.notAfter))
        if !before.isEmpty { house[.notBefore] = before }
        if !after.isEmpty { house[.notAfter] = after }
        return house
    }
}

extension Reader {
    /// One statement.
    public func treatment(of customer: Customer.ID, _ shop: Shop) throws -> Treatment {
        Treatment(own: try preferences(of: [customer])[customer] ?? [:], house: shop.houseTreatment)
    }

    /// What several people have said themselves; nobody who has said nothing. One statement.
    public func preferences(of customers: [Customer.ID]) throws -> [Customer.ID: [Treatment.Key: Treatment.Preference]] {
        guard !customers.isEmpty else { return [:] }
        let rows = try all(
            "SELECT customer_id, pref_key, value, source, since FROM customer_pref WHERE customer_id IN \(customers) ORDER BY customer_id, pref_key"
        ) { row in
            (
                try row.next(Customer.ID.self), try row.next(Treatment.Key.self),
                Treatment.Preference(value: try row.next(), source: try row.next(), since: try row.next())
            )
        }
        return rows.reduce(into: [:]) { known, row in known[row.0, default: [:]][row.1] = row.2 }
    }
}

extension Tx {
    /// Writes what differs; an empty value forgets. False where nothing differs.
    @discardableResult public func prefer(
        _ customer: Customer.ID, _ wanted: [Treatment.Key: String], source: Treatment.Source, tells: Bool = true
    ) throws -> Bool {
        let known = try db.treatment(of: customer, shop).own
        var changed = false
        for (key, value) in wanted where (known[key]?.value ?? "") != value {
            changed = true
            try db.run("DELETE FROM customer_pref WHERE customer_id = \(customer) AND pref_key = \(key)")
            guard !value.isEmpty else { continue }
            try db.run(
                """
                INSERT INTO customer_pref (customer_id, pref_key, value, source, since, staff_id)
                VALUES (\(customer), \(key), \(value), \(source), \(now), \(actor.staff))
                """)
        }
        if changed, tells { try record("treatment.changed", customer: customer, subject: Event.Subject("customer", customer)) }
        return changed
    }

    /// What somebody wants was passed over, for this reason. It is listed with the rules, and stands on the time line.
    /// - Parameter thing: the id of the message or note that did it, by which it is forgotten when that is taken back.
    public func overrule(
        _ customer: Customer.ID, _ action: Treatment.Action, _ rules: [Treatment.Rule], reason: String, by thing: Int64? = nil
    ) throws {
        let id: ID<Override> = newID()
        try db.run(
            """
            INSERT INTO override_log (id, customer_id, action, rules, reason, at, staff_id, thing_id)
            VALUES (\(id), \(customer), \("\(action)"), \(rules.map(\.stored).joined(separator: ",")), \(reason), \(now), \(actor.staff), \(thing))
            """)
        try record(
            "treatment.overruled", customer: customer, subject: Event.Subject("override_log", id), data: ["action": .word("\(action)")])
    }

    /// What passed a preference over was taken back before it reached anybody, so nothing was done otherwise.
    public func forgetOverride(by thing: Int64) throws { try db.run("DELETE FROM override_log WHERE thing_id = \(thing)") }
}

/// One time that a preference was passed over.
public struct Override: Sendable {
    public var id: ID<Override>
    public var customer: Customer.ID
    public var action: String
    /// As they were kept; what was kept without its value is left out.
    public var rules: [Treatment.Rule]
    public var reason: String
    public var at: Instant
    public var staff: Staff.ID?

    init(row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        action = try row.next()
        rules = try row.next(String.self).split(separator: ",").compactMap { Treatment.Rule(stored: $0) }
        reason = try row.next()
        at = try row.next()
        staff = try row.next()
    }
}

extension Reader {
    /// The newest first, older than `before`; of one person or of all.
    public func overrides(of customer: Customer.ID? = nil, before: ID<Override>? = nil, limit: Int) throws -> [Override] {
        let one: SQL = customer.map { "customer_id = \($0) AND " } ?? ""
        return try all(
            """
            SELECT id, customer_id, action, rules, reason, at, staff_id FROM override_log
            WHERE \(one)id < \(before?.number ?? .max) ORDER BY id DESC LIMIT \(limit)
            """
        ) { try Override(row: &$0) }
    }

    public func overrides(_ ids: [ID<Override>]) throws -> [Override] {
        guard !ids.isEmpty else { return [] }
        return try all("SELECT id, customer_id, action, rules, reason, at, staff_id FROM override_log WHERE id IN \(ids)") {
            try Override(row: &$0)
        }
    }
}

/// The tables of treatment, with a numbering of their own.
let treatmentMigrations: [Migration] = [
    Migration("treatment", 1) { db in
        try db.createTable(
            "customer_pref",
            [
                .id("customer_id").references("customer"), .text("pref_key"), .text("value"), .text("source"), .time("since"),
                .id("staff_id").nullable,
            ], primaryKey: ["customer_id", "pref_key"])
        try db.createTable(
            "override_log",
            [
                .id("id"), .id("customer_id").references("customer"), .text("action"), .text("rules"), .text("reason"), .time("at"),
                .id("staff_id").nullable,
            ])
        try db.createIndex("override_by_customer", on: "override_log", ["customer_id", "id"])
    },
    Migration("treatment", 2) { db in
        // The message or note by which it was done.
        try db.addColumn(.id("thing_id").nullable, to: "override_log")
        try db.createIndex("override_by_thing", on: "override_log", ["thing_id"], where: "thing_id IS NOT NULL")
    },
]
