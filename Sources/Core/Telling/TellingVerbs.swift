import Storage

/// The job that takes somebody's unread notices to the post.
public enum NoticePost {
    public static let job = "notices.post"
    /// What is older than this is no news any more and goes by no mail.
    public static let stale: Duration = .seconds(3 * 86_400)
}

extension Tx {
    /// Tells each of `people` once, by the ways that they have chosen. Who did it is not told; nor is who has left, or does not want it.
    ///
    /// A due time is told anew only where it is sooner than the one told before.
    public func tell(_ people: some Sequence<Staff.ID>, _ telling: Telling) throws {
        let others = Array(Set(people).subtracting([actor.staff].compactMap { $0 }))
        guard !others.isEmpty else { return }
        for (staff, choices) in try db.tellingChoices(of: others) where choices[telling.kind].page {
            if try isToldOf(telling, staff) { continue }
            try make(telling, for: staff, choices)
        }
    }

    /// Whether something weightier about the same message was told, or this very thing. What weighs less makes room.
    private func isToldOf(_ telling: Telling, _ staff: Staff.ID) throws -> Bool {
        guard let message = telling.message else { return false }
        let subject = telling.subject
        let known = try db.all(
            """
            SELECT n.id, n.kind FROM notice n
            WHERE n.subject_kind = \(subject.kind) AND n.subject_id = \(subject.id) AND n.staff_id = \(staff) AND n.message_id = \(message)
            """
        ) { row in (try row.next(Notice.ID.self), try row.next(Notice.Kind.self)) }
        if known.contains(where: { $0.1.weight >= telling.kind.weight }) { return true }
        for (id, _) in known { try db.run("DELETE FROM notice WHERE id = \(id) AND read_at IS NULL") }
        return false
    }

    private func make(_ telling: Telling, for staff: Staff.ID, _ choices: TellingChoices) throws {
        let subject = telling.subject
        let mailAt = choices.mailTime(telling.kind, now: now, shop.calendar)
        let changed = try db.run(
            """
            INSERT INTO notice (id, staff_id, kind, subject_kind, subject_id, occasion, what, actor_id, message_id, due_at, at, changed_at,
                is_settled, mail_at)
            VALUES (\(newID(Notice.self)), \(staff), \(telling.kind), \(subject.kind), \(subject.id), \(telling.occasion), \(telling.what),
                \(actor.staff), \(telling.message), \(telling.due), \(now), \(now), \(false), \(mailAt))
            ON CONFLICT (staff_id, kind, subject_kind, subject_id, occasion) DO UPDATE
            SET due_at = excluded.due_at, at = excluded.at, changed_at = excluded.changed_at, read_at = NULL, is_settled = 0,
                shown_at = NULL, mail_at = excluded.mail_at, letter_id = NULL
            WHERE excluded.due_at < notice.due_at
            """)
        if changed > 0, let mailAt { try postNotices(of: staff, at: mailAt) }
    }

    /// The post is asked for at that time. One job a minute and person, however many notices.
    public func postNotices(of staff: Staff.ID, at time: Instant) throws {
        try enqueue(NoticePost.job, key: "\(NoticePost.job):\(staff):\(time.milliseconds / 60_000)", payload: "\(staff)", at: time)
    }

    // MARK: Read, dealt with, gone

    /// Marks as read what stands up to `last`, of one subject or of all. Returns how many.
    @discardableResult public func readNotices(of staff: Staff.ID, about subject: Event.Subject? = nil, upTo last: Notice.ID? = nil) throws
        -> Int
    {
        silentByIntent = true
        let which: SQL = subject.map { "AND subject_kind = \($0.kind) AND subject_id = \($0.id)" } ?? ""
        return try db.run(
            """
            UPDATE notice SET read_at = \(now), changed_at = \(now)
            WHERE staff_id = \(staff) AND read_at IS NULL AND id <= \(last?.number ?? .max) \(which)
            """)
    }

    /// The way back from reading at one moment. Returns how many wait again.
    @discardableResult public func unreadNotices(of staff: Staff.ID, readAt: Instant) throws -> Int {
        silentByIntent = true
        return try db.run(
            """
            UPDATE notice SET read_at = NULL, changed_at = \(now) WHERE staff_id = \(staff) AND read_at = \(readAt) AND is_settled = 0
            """)
    }

    /// What nobody has to be told any more: it counts as read, and goes out by no slower way.
    /// - Parameters:
    ///   - kinds: of these alone; nil for all.
    ///   - staff: whose; nil for everybody's.
    ///   - but: who keeps theirs.
    public func settleNotices(
        about subject: Event.Subject, _ kinds: [Notice.Kind]? = nil, of staff: Staff.ID? = nil, but keeper: Staff.ID? = nil
    ) throws {
        let which: SQL = kinds.map { "AND kind IN \($0)" } ?? ""
        let whose: SQL = staff.map { "AND staff_id = \($0)" } ?? keeper.map { "AND staff_id <> \($0)" } ?? ""
        try db.run(
            """
            UPDATE notice SET read_at = \(now), changed_at = \(now), is_settled = 1
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id) AND read_at IS NULL \(which) \(whose)
            """)
    }

    /// What was taken back was never said: whoever has not read of it never does.
    public func forgetNotices(about subject: Event.Subject, message: Int64? = nil, what: Notice.What? = nil) throws {
        let which: SQL = message.map { "AND message_id = \($0)" } ?? what.map { "AND what = \($0)" } ?? ""
        let open: SQL = "subject_kind = \(subject.kind) AND subject_id = \(subject.id) AND read_at IS NULL \(which)"
        // Whoever looks at the bell sees that it is gone.
        try db.run("UPDATE notice SET read_at = \(now), changed_at = \(now), is_settled = 1, subject_kind = 'gone' WHERE \(open)")
    }

    public func keep(_ choices: TellingChoices, of staff: Staff.ID) throws {
        try db.run(
            """
            INSERT INTO notice_choice (staff_id, choices) VALUES (\(staff), \(choices.text))
            ON CONFLICT (staff_id) DO UPDATE SET choices = excluded.choices
            """)
        // What waits for the post goes by the new choices.
        let waiting = try db.all(
            """
            SELECT n.id, n.kind, n.at FROM notice n WHERE n.staff_id = \(staff) AND n.read_at IS NULL AND n.letter_id IS NULL
                AND n.at > \(now - NoticePost.stale)
            """
        ) { row in (try row.next(Notice.ID.self), try row.next(Notice.Kind.self), try row.next(Instant.self)) }
        for (id, kind, at) in waiting {
            let time = choices.mailTime(kind, now: choices[kind].mail == .soon ? at : now, shop.calendar).map { max($0, now) }
            try db.run("UPDATE notice SET mail_at = \(time) WHERE id = \(id)")
            if let time { try postNotices(of: staff, at: time) }
        }
        try record("staff.notices-chosen", subject: Event.Subject("staff", staff))
    }

    /// Somebody has left: nothing reaches them any more.
    public func forgetNotices(of staff: Staff.ID) throws {
        try db.run("UPDATE notice SET read_at = \(now), changed_at = \(now), is_settled = 1 WHERE staff_id = \(staff) AND read_at IS NULL")
        try db.run("DELETE FROM notice_letter WHERE staff_id = \(staff) AND sent_at IS NULL")
    }

    /// Read ones go after thirty days, unread ones after half a year; letters with the first.
    public func sweepNotices() throws {
        silentByIntent = true
        let (month, half) = (now - .seconds(30 * 86_400), now - .seconds(182 * 86_400))
        try db.run("DELETE FROM notice WHERE (read_at IS NOT NULL AND read_at < \(month)) OR at < \(half)")
        try db.run("DELETE FROM notice_letter WHERE made_at < \(month)")
    }
}
