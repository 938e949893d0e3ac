import Storage

extension Duty {
    /// What can be written anew when two things become one, or one becomes two again.
    public struct Clock: Codable, Sendable, Equatable {
        public var subject: Int64
        public var customer: Customer.ID?
        public var owner: Staff.ID?
        public var line: Line.ID?
        public var due: Instant
        /// When it began to run.
        public var since: Instant
        public var snoozedUntil: Instant?

        public init(
            subject: Int64, customer: Customer.ID?, owner: Staff.ID?, line: Line.ID?, due: Instant, since: Instant, snoozedUntil: Instant?
        ) {
            self.subject = subject
            self.customer = customer
            self.owner = owner
            self.line = line
            self.due = due
            self.since = since
            self.snoozedUntil = snoozedUntil
        }
    }

    public var clock: Clock {
        Clock(subject: subject, customer: customer, owner: owner, line: line, due: due, since: createdAt, snoozedUntil: snoozedUntil)
    }
}

extension Tx {
    /// Writes a duty's clock anew: what was owed about one thing is owed about another, from the time at which it began.
    public func rewrite(_ duty: Duty.ID, _ clock: Duty.Clock) throws {
        try db.run(
            """
            UPDATE duty SET subject_id = \(clock.subject), customer_id = \(clock.customer), owner_id = \(clock.owner), line_id = \(clock.line),
                due_at = \(clock.due), created_at = \(clock.since), snoozed_until = \(clock.snoozedUntil)
            WHERE id = \(duty)
            """)
        try record("duty.moved", customer: clock.customer, subject: Event.Subject("duty", duty))
    }

    /// A duty that went into another ended as that one did, at the same moment.
    public func end(_ duty: Duty.ID, as other: Duty.ID) throws {
        let end = try db.first("SELECT state, outcome, closed_at, closed_by FROM duty WHERE id = \(other)") { row in
            (try row.next(Duty.State.self), try row.next(String?.self), try row.next(Instant?.self), try row.next(Staff.ID?.self))
        }
        guard let (state, outcome, closedAt, closedBy) = end, state != .open else { return }
        try db.run(
            """
            UPDATE duty SET state = \(state), outcome = \(outcome), closed_at = \(closedAt), closed_by = \(closedBy) WHERE id = \(duty)
            """)
        try record("duty.moved", customer: try db.duty(duty)?.customer, subject: Event.Subject("duty", duty))
    }
}
