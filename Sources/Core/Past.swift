import Storage

/// A duty of the past: opened, and closed or not, before anybody writes it down here.
public struct PastDuty: Sendable {
    public var request: Duty.Request
    public var owner: Staff.ID?
    public var line: Line.ID?
    public var due: Instant
    /// When it was done and by whom; nil is open still.
    public var done: (at: Instant, outcome: String)?

    public init(_ request: Duty.Request, owner: Staff.ID?, line: Line.ID?, due: Instant, done: (at: Instant, outcome: String)? = nil) {
        self.request = request
        self.owner = owner
        self.line = line
        self.due = due
        self.done = done
    }
}

/// Something that happened before anybody writes it down here.
public struct PastEvent: Sendable {
    public var kind: Event.Kind
    public var at: Instant
    public var actor: Actor
    public var customer: Customer.ID?
    public var subject: Event.Subject?
    public var data: Event.Facts

    public init(_ kind: Event.Kind, at: Instant, actor: Actor, customer: Customer.ID?, subject: Event.Subject?, data: Event.Facts = [:]) {
        self.kind = kind
        self.at = at
        self.actor = actor
        self.customer = customer
        self.subject = subject
        self.data = data
    }
}

/// Many rows a statement, for histories that are written as a whole. No reaction runs: nobody is told of what is long past.
extension Tx {
    /// One thing that happened long ago, at its place in time among what is known already. Nobody is told.
    public func remember(_ past: PastEvent) throws {
        let id: Event.ID = try newID(at: past.at) { try db.event($0) != nil }
        let event = Event(
            id: id, at: past.at, kind: past.kind, actor: past.actor, customer: past.customer, subject: past.subject, data: past.data)
        try event.insert(db)
        silentByIntent = true
    }

    public func record(past events: [PastEvent]) throws {
        for start in stride(from: 0, to: events.count, by: 200) {
            let rows = events[start..<min(start + 200, events.count)].map { past -> SQL in
                let event = Event(
                    id: newID(), at: past.at, kind: past.kind, actor: past.actor, customer: past.customer, subject: past.subject,
                    data: past.data)
                return """
                    (\(event.id), \(event.at), \(event.kind.name), \(event.actor.kind), \(event.actor.number), \(event.actor.name),
                     \(event.customer), \(event.subject?.kind), \(event.subject?.id), \(event.dataText))
                    """
            }
            try db.run(
                """
                INSERT INTO event (id, at, kind, actor_kind, actor_id, actor_name, customer_id, subject_kind, subject_id, data)
                VALUES \(SQL.joined(rows))
                """)
        }
    }

    /// With the events of their opening and closing. There must be no open duty of the same kind about the same thing.
    public func owe(past duties: [PastDuty]) throws {
        var events: [PastEvent] = []
        for start in stride(from: 0, to: duties.count, by: 200) {
            let rows = duties[start..<min(start + 200, duties.count)].map { past -> SQL in
                let id = newID(Duty.self)
                let (request, subject) = (past.request, Event.Subject("duty", id))
                let state: Duty.State = past.done == nil ? .open : .done
                events.append(
                    PastEvent(
                        "duty.opened", at: request.from, actor: actor, customer: request.customer, subject: subject,
                        data: ["kind": .word(request.kind)]))
                if let done = past.done {
                    events.append(
                        PastEvent(
                            "duty.done", at: done.at, actor: past.owner.map { .staff($0) } ?? actor, customer: request.customer,
                            subject: subject,
                            data: [
                                "kind": .word(request.kind), "outcome": .word(done.outcome),
                                "late_ms": .number(max(0, done.at.milliseconds(since: past.due))),
                            ]))
                }
                return """
                    (\(id), \(request.kind), \(request.subject), \(request.customer), \(past.owner), \(past.line), \(past.due), \(state),
                     \(past.done?.outcome), \(request.from), \(past.done?.at), \(past.done == nil ? nil : past.owner), 'opening minutes')
                    """
            }
            try db.run(
                """
                INSERT INTO duty (id, kind, subject_id, customer_id, owner_id, line_id, due_at, state, outcome, created_at, closed_at,
                    closed_by, why)
                VALUES \(SQL.joined(rows))
                """)
        }
        try record(past: events)
    }
}

extension SearchKind {
    /// Many new things at once; none of them may be in the index yet.
    public func fill(_ db: Writer, _ things: [(item: Int64, group: Int64, terms: Set<String>)]) throws {
        try SearchIndex().fill(db: db, kind: number, things)
    }
}
