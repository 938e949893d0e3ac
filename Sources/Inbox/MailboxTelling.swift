import Core
import Net
import Storage
import Web

/// Whoever is responsible for mailboxes is told by their own ways when one is not read any more, once, and when it is again (22).
enum MailboxTelling {
    /// A mailbox as a notice names it.
    static let subject = NoticeSubject("mailbox") { ids, db, _ in
        let boxes = try db.mailboxes().filter { ids.contains($0.id.number) }
        return Dictionary(
            uniqueKeysWithValues: boxes.map { box in
                (box.id.number, NoticeTopic(name: box.address, customer: nil, about: "", link: MailboxFrame.link(box, .connection)))
            })
    }

    /// A line that drops is mostly back within so long, and nobody need hear of it; the inbox shows it at once.
    static let grace: Duration = .seconds(300)

    /// For each trouble once, however often its cause changes: it is known by when it began.
    static func occasion(_ since: Instant) -> String { "since \(since.milliseconds)" }
}

extension Mailbox {
    /// Since when it has not been read, where that is worth telling by `now`. What said nothing for long has had its time already.
    fileprivate func trouble(by now: Instant) -> Instant? {
        guard isActive, problem != nil, let since = problemAt else { return nil }
        return since <= now - MailboxTelling.grace || problemDetail == MailWatchdog.silence ? since : nil
    }

    fileprivate var eventSubject: Event.Subject { Event.Subject("mailbox", id) }
}

extension Reader {
    /// Mailboxes belong to the owners: they alone can mend one.
    fileprivate func mailboxKeepers() throws -> [Staff.ID] {
        try values("SELECT id FROM staff WHERE role = 'owner' AND is_active = 1 ORDER BY id")
    }

    fileprivate func told(of trouble: Instant, _ subject: Event.Subject) throws -> [Staff.ID] {
        try values(
            """
            SELECT n.staff_id FROM notice n WHERE n.subject_kind = \(subject.kind) AND n.subject_id = \(subject.id)
                AND n.occasion = \(MailboxTelling.occasion(trouble))
            """)
    }

    /// Mailboxes whose trouble some keeper has not been told of.
    func untoldTroubles(now: Instant) throws -> [Mailbox] {
        let troubled = try troubledMailboxes().filter { $0.trouble(by: now) != nil }
        guard !troubled.isEmpty else { return [] }
        let keepers = try Set(mailboxKeepers())
        return try troubled.filter { box in
            try !keepers.subtracting(box.trouble(by: now).map { try told(of: $0, box.eventSubject) } ?? []).isEmpty
        }
    }
}

extension Tx {
    func tellOfTroubles() throws {
        silentByIntent = true
        let keepers = try db.mailboxKeepers()
        for box in try db.untoldTroubles(now: now) {
            guard let since = box.trouble(by: now) else { continue }
            try tell(keepers, Telling(.trouble, box.eventSubject, occasion: MailboxTelling.occasion(since), what: .stopped))
        }
    }

    /// It is read again, or nobody wants it read: whoever was told of the trouble hears the one, and need not hear of it for the other.
    func troubleEnded(_ mailbox: Mailbox.ID, since: Instant, isRead: Bool) throws {
        let subject = Event.Subject("mailbox", mailbox)
        let told = try db.told(of: since, subject)
        guard !told.isEmpty else { return }
        try settleNotices(about: subject, [.trouble])
        if isRead {
            try tell(told, Telling(.trouble, subject, occasion: "again \(since.milliseconds)", what: .works))
        }
    }
}
