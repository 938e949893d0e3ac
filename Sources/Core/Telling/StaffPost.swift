import Storage

/// A plain mail to a member of staff, before it has a sender.
public struct StaffLetter: Sendable {
    /// The same at every try, and with it the mail's id.
    public var id: Int64
    public var name: String
    public var address: String
    public var subject: String
    public var text: String
    public var at: Instant

    public init(id: Int64, name: String, address: String, subject: String, text: String, at: Instant) {
        self.id = id
        self.name = name
        self.address = address
        self.subject = subject
        self.text = text
        self.at = at
    }
}

/// The way out for mail to staff. A capability that has mailboxes brings it.
public struct StaffPost: Sendable {
    public enum Outcome: Sendable, Equatable {
        case sent
        /// It may work later; why not now.
        case later(String)
        /// The address is refused for good; what was said.
        case refused(String)
    }
    /// Why nothing can be sent to somebody now.
    public enum Obstacle: String, Sendable, Equatable {
        case noMailbox
        /// Their address is a mailbox of the shop: it would read its own mail.
        case ownMailbox
    }

    public var send: @Sendable (StaffLetter, Shop) async -> Outcome
    public var obstacle: @Sendable (_ address: String, Reader) throws -> Obstacle?

    public init(
        send: @escaping @Sendable (StaffLetter, Shop) async -> Outcome,
        obstacle: @escaping @Sendable (_ address: String, Reader) throws -> Obstacle?
    ) {
        self.send = send
        self.obstacle = obstacle
    }
}

extension Shop {
    public var staffPost: StaffPost? { capabilities.lazy.compactMap(\.staffPost).first }

    /// Why nothing can be sent to this address now; nil where it can.
    public func postObstacle(_ address: String, _ db: Reader) throws -> StaffPost.Obstacle? {
        guard let staffPost else { return .noMailbox }
        return try staffPost.obstacle(address, db)
    }
}

/// One try to carry somebody's notices, in the database.
public struct NoticeLetter: Sendable {
    public typealias ID = Storage.ID<NoticeLetter>
    public var id: ID
    public var madeAt: Instant
    public var notices: [Notice]
    /// No second try before this one has ended, or its process has died.
    public static let lease: Duration = .seconds(180)
}

extension Tx {
    /// The letter that is to go to somebody now, with all of theirs that is unread and due by mail; nil where there is nothing to carry. A
    /// letter that could not be sent before takes what came since along.
    public func openNoticeLetter(to staff: Staff.ID, with choices: TellingChoices) throws -> NoticeLetter? {
        silentByIntent = true
        let open = try db.first(
            "SELECT id, made_at, trying_until FROM notice_letter WHERE staff_id = \(staff) AND sent_at IS NULL"
        ) { row in (id: try row.next(NoticeLetter.ID.self), madeAt: try row.next(Instant.self), until: try row.next(Instant?.self)) }
        if let until = open?.until, until > now { throw Job.TryAt(until, "Another try is under way") }
        let id = open?.id ?? newID(NoticeLetter.self)
        // What would go in a moment goes along, so that one mail does for it.
        let soon = now + .seconds(choices.mailAfter * 60)
        try db.run(
            """
            UPDATE notice SET letter_id = \(id)
            WHERE staff_id = \(staff) AND read_at IS NULL AND letter_id IS NULL AND mail_at <= \(soon) AND at > \(now - NoticePost.stale)
            """)
        let notices = try db.all(
            """
            SELECT \(Notice.columns) FROM notice n WHERE n.letter_id = \(id) AND n.read_at IS NULL AND n.at > \(now - NoticePost.stale)
            ORDER BY n.at, n.id LIMIT 200
            """
        ) { try Notice(row: &$0) }
        guard !notices.isEmpty else {
            try db.run("DELETE FROM notice_letter WHERE id = \(id)")
            return nil
        }
        let until = now + NoticeLetter.lease
        if open == nil {
            try db.run(
                "INSERT INTO notice_letter (id, staff_id, made_at, trying_until) VALUES (\(id), \(staff), \(now), \(until))")
        } else {
            try db.run("UPDATE notice_letter SET trying_until = \(until) WHERE id = \(id)")
        }
        return NoticeLetter(id: id, madeAt: open?.madeAt ?? now, notices: notices)
    }

    /// How a try ended.
    public func close(_ letter: NoticeLetter, _ outcome: StaffPost.Outcome) throws {
        silentByIntent = true
        switch outcome {
        case .sent:
            try db.run("UPDATE notice_letter SET sent_at = \(now), trying_until = NULL, trouble = NULL WHERE id = \(letter.id)")
        case .refused(let why):
            try db.run(
                "UPDATE notice_letter SET sent_at = \(now), trying_until = NULL, trouble = \(String(why.prefix(500))) WHERE id = \(letter.id)"
            )
        case .later(let why):
            try db.run("UPDATE notice_letter SET trying_until = NULL, trouble = \(String(why.prefix(500))) WHERE id = \(letter.id)")
        }
    }

    /// A mail to staff came back, days later even.
    public func noticeLetterCameBack(_ letter: Int64, _ why: String) throws {
        silentByIntent = true
        try db.run("UPDATE notice_letter SET trouble = \(String(why.prefix(500))) WHERE id = \(letter)")
    }
}

extension Reader {
    /// What was said when the last mail to somebody was refused; nil where it went out.
    public func noticeLetterTrouble(of staff: Staff.ID) throws -> String? {
        try value("SELECT trouble FROM notice_letter WHERE staff_id = \(staff) ORDER BY id DESC LIMIT 1", as: String?.self) ?? nil
    }
}
