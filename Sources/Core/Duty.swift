import Storage

/// Who owes what by when: one mechanism for replies, promises, complaints, call-backs, follow-ups, reviews.
///
///     open ─close(outcome)─▶ done
///       └────drop(reason)──▶ dropped
///
/// A duty has an owner, or a line with a back-up, and always a due time. *Today* is the list of them. Owner, due and snooze are stored
/// here and nowhere else.
public struct Duty: Sendable, Equatable {
    public typealias ID = Storage.ID<Duty>
    public enum State: String, Sendable, CaseIterable, SQLValue { case open, done, dropped }

    public var id: ID
    /// "reply", "promise": declared by a capability as a ``DutyKind``.
    public var kind: String
    /// The thing it is about; what kind of thing follows from the duty's kind.
    public var subject: Int64
    public var customer: Customer.ID?
    public var owner: Staff.ID?
    public var line: Line.ID?
    public var due: Instant
    public var snoozedUntil: Instant?
    public var state: State
    public var createdAt: Instant
    /// Which rule set the due time, as a kind: "opening minutes".
    public var why: String

    static let columns: SQL =
        "d.id, d.kind, d.subject_id, d.customer_id, d.owner_id, d.line_id, d.due_at, d.snoozed_until, d.state, d.created_at, d.why"

    init(row: inout Row) throws {
        id = try row.next()
        kind = try row.next()
        subject = try row.next()
        customer = try row.next()
        owner = try row.next()
        line = try row.next()
        due = try row.next()
        snoozedUntil = try row.next()
        state = try row.next()
        createdAt = try row.next()
        why = try row.next()
    }

    /// What a policy is asked for before a duty opens.
    public struct Request: Sendable {
        public var kind: String
        public var subject: Int64
        public var customer: Customer.ID?
        /// "email", "phone", "counter".
        public var channel: String
        public var from: Instant
        public init(kind: String, subject: Int64, customer: Customer.ID?, channel: String, from: Instant) {
            self.kind = kind
            self.subject = subject
            self.customer = customer
            self.channel = channel
            self.from = from
        }
    }
}

extension Reader {
    public func duty(_ id: Duty.ID) throws -> Duty? {
        try first("SELECT \(Duty.columns) FROM duty d WHERE d.id = \(id)") { try Duty(row: &$0) }
    }
    /// The one open duty of this kind about this thing.
    public func openDuty(_ kind: String, about subject: Int64) throws -> Duty? {
        // The cast keeps SQLite from looking at the value while it plans: there is an index of one kind alone, and it would plan anew at every
        // call to see whether that one fits.
        try first(
            """
            SELECT \(Duty.columns) FROM duty d WHERE d.kind = CAST(\(kind) AS TEXT) AND d.subject_id = \(subject) AND d.state = 'open'
            """
        ) { try Duty(row: &$0) }
    }
    /// Everything owed to one person, soonest first.
    public func openDuties(to customer: Customer.ID) throws -> [Duty] {
        try all(
            """
            SELECT \(Duty.columns) FROM duty d WHERE d.customer_id = \(customer) AND d.state = 'open' ORDER BY d.due_at, d.id LIMIT 50
            """
        ) { try Duty(row: &$0) }
    }

    /// Today's list: mine, and my lines' that nobody owns, awake, in order of due time. `after` continues behind a row.
    public func today(of staff: Staff.ID, lines: [Line.ID], now: Instant, after: (due: Instant, id: Duty.ID)? = nil, limit: Int = 100)
        throws -> [Duty]
    {
        let from = after ?? (due: Instant(milliseconds: 0), id: Duty.ID(number: 0))
        let all = Self.each(of: staff, lines) { whose in
            """
            SELECT id FROM (
              SELECT d.id FROM duty d WHERE d.state = 'open' AND \(whose)
                AND (d.snoozed_until IS NULL OR d.snoozed_until <= \(now)) AND (d.due_at, d.id) > (\(from.due), \(from.id))
              ORDER BY d.due_at, d.id LIMIT \(limit)) AS few
            """
        }
        return try self.all("SELECT \(Duty.columns) FROM duty d WHERE d.id IN (\(all)) ORDER BY d.due_at, d.id LIMIT \(limit)") {
            try Duty(row: &$0)
        }
    }

    /// How many duties wait for this person, up to 100: what the rail shows.
    public func todayCount(of staff: Staff.ID, lines: [Line.ID], now: Instant) throws -> Int {
        let all = Self.each(of: staff, lines) { whose in
            """
            SELECT id FROM (
              SELECT d.id FROM duty d WHERE d.state = 'open' AND \(whose) AND (d.snoozed_until IS NULL OR d.snoozed_until <= \(now))
              LIMIT 100) AS few
            """
        }
        return min(100, try value("SELECT count(*) FROM (\(all)) AS them") ?? 0)
    }

    /// The same for whoever stands in lines, in one statement: it stands on every page.
    public func todayCount(of staff: Staff.ID, now: Instant) throws -> Int {
        let awake: SQL = "(d.snoozed_until IS NULL OR d.snoozed_until <= \(now))"
        let lines: SQL = """
            SELECT line_id FROM line_member WHERE staff_id = \(staff) UNION SELECT id FROM line WHERE backup_staff_id = \(staff)
            """
        return try value(
            """
            SELECT count(*) FROM (
              SELECT d.id FROM duty d WHERE d.state = 'open' AND d.owner_id = \(staff) AND \(awake)
              UNION ALL SELECT d.id FROM duty d WHERE d.state = 'open' AND d.owner_id IS NULL AND d.line_id IN (\(lines)) AND \(awake)
              LIMIT 100) AS them
            """) ?? 0
    }

    /// What `few` asks of the person's own duties and of each of their lines', together: every part reads its own index from the beginning,
    /// while one condition with OR would walk through everything that is owed.
    private static func each(of staff: Staff.ID, _ lines: [Line.ID], _ few: (SQL) -> SQL) -> SQL {
        SQL.joined(
            [few("d.owner_id = \(staff)")] + lines.map { few("d.owner_id IS NULL AND d.line_id = \($0)") }, separator: " UNION ALL ")
    }
}

extension Tx {
    /// Opens a duty, or finds the open one of this kind about this thing. Owner and due time come from the policies unless given.
    @discardableResult public func owe(
        _ request: Duty.Request, owner: Staff.ID? = nil, line: Line.ID? = nil, due: Instant? = nil
    ) throws -> Duty {
        if let open = try db.openDuty(request.kind, about: request.subject) { return open }
        let decision = try due.map { Decision($0, why: "agreed") } ?? shop.decideDue(request, db)
        var owner = owner
        var line = line
        // Who has left takes nothing any more, not even what their old customers ask next.
        if let given = owner, try db.staff(given)?.isActive != true { owner = nil }
        if owner == nil, line == nil { (owner, line) = try shop.decideRoute(request, db).value.pair }
        let id = newID(Duty.self)
        try db.run(
            """
            INSERT INTO duty (id, kind, subject_id, customer_id, owner_id, line_id, due_at, state, created_at, why)
            VALUES (\(id), \(request.kind), \(request.subject), \(request.customer), \(owner), \(line), \(decision.value),
                    \(Duty.State.open), \(now), \(decision.why))
            """)
        try record("duty.opened", customer: request.customer, subject: Event.Subject("duty", id), data: ["kind": .word(request.kind)])
        guard let duty = try db.duty(id) else { throw RowVanished() }
        return duty
    }

    /// Done, with how it ended: "answered", "kept", "called". Returns false where nothing was open.
    @discardableResult public func fulfil(_ kind: String, about subject: Int64, outcome: String) throws -> Bool {
        try end(kind, about: subject, state: .done, outcome: outcome)
    }
    /// No longer owed: "solved without an answer", "merged".
    @discardableResult public func drop(_ kind: String, about subject: Int64, reason: String) throws -> Bool {
        try end(kind, about: subject, state: .dropped, outcome: reason)
    }

    private func end(_ kind: String, about subject: Int64, state: Duty.State, outcome: String) throws -> Bool {
        guard let duty = try db.openDuty(kind, about: subject) else { return false }
        try db.run(
            "UPDATE duty SET state = \(state), outcome = \(outcome), closed_at = \(now), closed_by = \(actor.staff) WHERE id = \(duty.id)")
        try record(
            Event.Kind(name: "duty.\(state.rawValue)"), customer: duty.customer, subject: Event.Subject("duty", duty.id),
            data: ["kind": .word(kind), "outcome": .word(outcome), "late_ms": .number(max(0, now.milliseconds - duty.due.milliseconds))])
        return true
    }

    /// Opens an ended duty again: the way back for *Undo*. Its due time stays what it was.
    @discardableResult public func reopen(_ duty: Duty.ID) throws -> Bool {
        guard let known = try db.duty(duty), known.state != .open, try db.openDuty(known.kind, about: known.subject) == nil else {
            return false
        }
        try db.run("UPDATE duty SET state = \(Duty.State.open), outcome = NULL, closed_at = NULL, closed_by = NULL WHERE id = \(duty)")
        try record("duty.reopened", customer: known.customer, subject: Event.Subject("duty", duty), data: ["kind": .word(known.kind)])
        return true
    }

    /// Takes a line's duty, or one that nobody owns. Two at once: the database lets one win; returns who has it now.
    public func take(_ duty: Duty.ID, by staff: Staff.ID) throws -> Staff.ID? {
        let won = try db.run("UPDATE duty SET owner_id = \(staff) WHERE id = \(duty) AND owner_id IS NULL AND state = 'open'")
        guard won == 1, let known = try db.duty(duty) else { return try db.duty(duty)?.owner }
        try record("duty.taken", customer: known.customer, subject: Event.Subject("duty", duty), data: ["owner": Event.Fact(staff)])
        return staff
    }

    /// Nobody's again, for the way back from having taken it.
    public func release(_ duty: Duty.ID) throws {
        guard let known = try db.duty(duty), known.owner != nil else { return }
        try db.run("UPDATE duty SET owner_id = NULL WHERE id = \(duty)")
        try record("duty.released", customer: known.customer, subject: Event.Subject("duty", duty))
    }

    public func snooze(_ duty: Duty.ID, until: Instant?) throws {
        guard let known = try db.duty(duty), known.state == .open else { return }
        try db.run("UPDATE duty SET snoozed_until = \(until) WHERE id = \(duty)")
        try record("duty.snoozed", customer: known.customer, subject: Event.Subject("duty", duty))
    }
}

/// A kind of duty that a capability brings: its sentence and its first action on *Today*.
public struct DutyKind: Sendable {
    public var name: String
    /// How each of `duties` (all of this kind) reads, in a fixed number of statements. Customers' names are given.
    public var show: @Sendable (_ duties: [Duty], _ names: [Customer.ID: String], Reader, View) throws -> [Duty.ID: DutyView]
    /// What its owner is told of when it falls due; nil for what is told in another way already.
    public var noticeSubject: @Sendable (Duty) -> Event.Subject? = { Event.Subject("duty", $0.id) }

    public init(
        _ name: String, show: @escaping @Sendable ([Duty], [Customer.ID: String], Reader, View) throws -> [Duty.ID: DutyView]
    ) {
        self.name = name
        self.show = show
    }

    /// The same kind, whose times are told of another thing than the duty itself.
    public func telling(of subject: @escaping @Sendable (Duty) -> Event.Subject?) -> DutyKind {
        var kind = self
        kind.noticeSubject = subject
        return kind
    }
}
