import Storage

extension Tx {
    /// Gives an open duty to somebody else, or to a line until one of it takes it. False where it is not open.
    @discardableResult public func handOver(_ duty: Duty.ID, to assignment: Assignment) throws -> Bool {
        guard let known = try db.duty(duty), known.state == .open else { return false }
        let (owner, line) = assignment.pair
        try db.run("UPDATE duty SET owner_id = \(owner), line_id = \(line ?? known.line) WHERE id = \(duty)")
        try record(
            "duty.handed-over", customer: known.customer, subject: Event.Subject("duty", duty), data: ["kind": .word(known.kind)])
        return true
    }

    /// Everything that a leaver owes goes to the first line they stood in, else to `successor`: nothing may be owed by nobody (R17).
    /// Returns how many duties moved.
    @discardableResult public func handOverEverything(of leaver: Staff.ID, to successor: Staff.ID) throws -> Int {
        let duties = try db.values(
            "SELECT id FROM duty WHERE owner_id = \(leaver) AND state = 'open' ORDER BY due_at, id", as: Duty.ID.self)
        guard !duties.isEmpty else { return 0 }
        let line = try db.servedLine(of: leaver)
        for duty in duties { try handOver(duty, to: line.map { .line($0) } ?? .staff(successor)) }
        return duties.count
    }
}

extension Reader {
    /// The first line with somebody active in it or behind it; of those that `staff` stands in, when given (who is not counted).
    func servedLine(of staff: Staff.ID? = nil) throws -> Line.ID? {
        let among: SQL = staff.map { "AND l.id IN (SELECT line_id FROM line_member WHERE staff_id = \($0))" } ?? ""
        return try value(
            """
            SELECT l.id FROM line l
            WHERE EXISTS (
                SELECT 1 FROM staff s
                WHERE s.is_active = 1 AND s.id <> \(staff?.number ?? 0)
                    AND (s.id = l.backup_staff_id OR s.id IN (SELECT m.staff_id FROM line_member m WHERE m.line_id = l.id)))
                \(among)
            ORDER BY l.id LIMIT 1
            """, as: Line.ID.self)
    }
}
