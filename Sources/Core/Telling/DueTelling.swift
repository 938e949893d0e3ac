import Storage

/// Tells whose time is nearly over, and whose is (271). Looked at by the clock; what is put off is left alone.
public enum DueTelling {
    public static let job = JobKind("notices.due") { _, shop in
        let now = shop.clock.now
        // A read first: mostly everything has been told, and then nothing is written.
        guard try await shop.read({ db in try !shop.dueTellings(now: now, db).isEmpty }) else { return }
        try await shop.write(as: .program("clock")) { tx in try tx.tellOfDueTimes() }
    }
    public static let every: Duration = .seconds(120)
    /// What has been over for longer stands on *Today* long since.
    static let fresh: Duration = .seconds(86_400)
    static let longestLead: Duration = .seconds((TellingChoices.leads.max() ?? 0) * 60)
    static let kinds: [Notice.Kind] = [.dueSoon, .overdue, .unowned]
}

extension Reader {
    /// Awake open duties whose time is near, or over since a day at most.
    fileprivate func dutiesNearDue(now: Instant) throws -> [Duty] {
        try all(
            """
            SELECT \(Duty.columns) FROM duty d
            WHERE d.state = 'open' AND d.due_at > \(now - DueTelling.fresh) AND d.due_at <= \(now + DueTelling.longestLead)
                AND (d.snoozed_until IS NULL OR d.snoozed_until <= \(now))
            ORDER BY d.due_at, d.id LIMIT 500
            """
        ) { try Duty(row: &$0) }
    }

    /// Who stands in each line or behind it.
    fileprivate func lineStaff() throws -> [Line.ID: Set<Staff.ID>] {
        let rows = try all(
            """
            SELECT line_id, staff_id FROM line_member
            UNION SELECT id, backup_staff_id FROM line WHERE backup_staff_id IS NOT NULL
            """
        ) { row in (try row.next(Line.ID.self), try row.next(Staff.ID.self)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { Set($0.map(\.1)) }
    }

    /// The due times that people were told of, by person, kind and occasion.
    fileprivate func toldDueTimes(of people: Set<Staff.ID>) throws -> [[String]: Instant] {
        let rows = try all(
            """
            SELECT n.staff_id, n.kind, n.occasion, n.due_at FROM notice n
            WHERE n.staff_id IN \(people.sorted()) AND n.kind IN \(DueTelling.kinds) AND n.due_at IS NOT NULL
            """
        ) { row in
            ([try row.next(Staff.ID.self).description, try row.next(String.self), try row.next(String.self)], try row.next(Instant.self))
        }
        return Dictionary(rows) { min($0, $1) }
    }
}

extension Shop {
    /// Who is to be told of which due time and has not been. Once for each time; again only where it has become sooner.
    func dueTellings(now: Instant, _ db: Reader) throws -> [(staff: Staff.ID, telling: Telling)] {
        let duties = try db.dutiesNearDue(now: now)
        guard !duties.isEmpty else { return [] }
        let lines = duties.contains { $0.owner == nil } ? try db.lineStaff() : [:]
        let people = Set(duties.compactMap(\.owner)).union(lines.values.joined())
        let choices = Dictionary(uniqueKeysWithValues: try db.tellingChoices(of: Array(people)).map { ($0.staff, $0.choices) })
        let told = try db.toldDueTimes(of: people)
        var tellings: [(staff: Staff.ID, telling: Telling)] = []
        for duty in duties {
            guard let subject = noticeSubject(of: duty) else { continue }
            let kind: Notice.Kind = duty.owner == nil ? .unowned : duty.due <= now ? .overdue : .dueSoon
            let whose = duty.owner.map { [$0] } ?? duty.line.flatMap { lines[$0]?.sorted() } ?? []
            for staff in whose {
                guard let wish = choices[staff], wish[kind].page else { continue }
                let lead: Duration = .seconds(wish.lead * 60)
                guard duty.due <= now + lead else { continue }
                // Whoever was given it a moment ago has just been told.
                if kind == .dueSoon, duty.createdAt > now - lead { continue }
                let telling = Telling(kind, subject, occasion: "duty \(duty.id)", due: duty.due)
                if let known = told[[staff.description, kind.rawValue, telling.occasion]], known <= duty.due { continue }
                tellings.append((staff, telling))
            }
        }
        return tellings
    }
}

extension Tx {
    func tellOfDueTimes() throws {
        silentByIntent = true
        for (staff, telling) in try shop.dueTellings(now: now, db) {
            // One alarm for one thing: that it is over says all that "soon" said.
            if telling.kind == .overdue { try settleNotices(about: telling.subject, [.dueSoon], of: staff) }
            try tell([staff], telling)
        }
    }

    /// A duty is done, dropped, put off, taken or in other hands: nobody is told of its time any more.
    func settleTimes(of duty: Duty) throws {
        guard let subject = shop.noticeSubject(of: duty) else { return }
        let isAway = duty.state != .open || duty.snoozedUntil.map { $0 > now } == true
        if isAway {
            try settleNotices(about: subject, [.dueSoon, .overdue, .unowned])
            if duty.state != .open { try settleNotices(about: subject, [.given]) }
        } else {
            // Whoever has it no more need not be told what happens to it.
            try settleNotices(about: subject, [.unowned])
            try settleNotices(about: subject, [.given, .yours, .dueSoon, .overdue], but: duty.owner)
        }
    }
}

extension DueTelling {
    public static let onDuty = Reaction(
        "notices.duty", to: ["duty.done", "duty.dropped", "duty.snoozed", "duty.taken", "duty.handed-over"],
        .sameTransaction { event, tx in
            guard let id = event.subject?.id, let duty = try tx.db.duty(Duty.ID(number: id)) else { return }
            try tx.settleTimes(of: duty)
            guard event.kind == "duty.handed-over", let owner = duty.owner, let subject = tx.shop.noticeSubject(of: duty) else { return }
            try tx.tell([owner], Telling(.given, subject, occasion: "event \(event.id)"))
        })

    public static let onLeaving = Reaction(
        "notices.left", to: ["staff.left"],
        .sameTransaction { event, tx in
            if let id = event.subject?.id { try tx.forgetNotices(of: Staff.ID(number: id)) }
        })

    public static let sweep = JobKind("notices.sweep") { _, shop in
        try await shop.write(as: .program("clock")) { tx in try tx.sweepNotices() }
    }
}
