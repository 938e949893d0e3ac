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
    static func outOccasion(_ since: Instant) -> String { "out since \(since.milliseconds)" }
}

extension Mailbox {
    /// What of it does not work, where that is worth telling by `now`. What said nothing for long has had its time already.
    fileprivate func troubles(by now: Instant) -> [(what: Notice.What, occasion: String)] {
        guard isActive else { return [] }
        var found: [(what: Notice.What, occasion: String)] = []
        let worth = now - MailboxTelling.grace
        if problem != nil, let since = problemAt, since <= worth || problemDetail == MailWatchdog.silence {
            found.append((.stopped, MailboxTelling.occasion(since)))
        }
        if let since = outProblemAt, since <= worth { found.append((.stuck, MailboxTelling.outOccasion(since))) }
        return found
    }

    fileprivate var eventSubject: Event.Subject { Event.Subject("mailbox", id) }
}

extension Reader {
    /// Mailboxes belong to the owners: they alone can mend one.
    fileprivate func mailboxKeepers() throws -> [Staff.ID] {
        try values("SELECT id FROM staff WHERE role = 'owner' AND is_active = 1 ORDER BY id")
    }

    fileprivate func told(of occasion: String, _ subject: Event.Subject) throws -> [Staff.ID] {
        try values(
            """
            SELECT n.staff_id FROM notice n WHERE n.subject_kind = \(subject.kind) AND n.subject_id = \(subject.id)
                AND n.occasion = \(occasion)
            """)
    }

    /// Mailboxes whose trouble some keeper has not been told of.
    func untoldTroubles(now: Instant) throws -> [Mailbox] {
        let troubled = try troubledMailboxes().filter { !$0.troubles(by: now).isEmpty }
        guard !troubled.isEmpty else { return [] }
        let keepers = try Set(mailboxKeepers())
        return try troubled.filter { box in
            try box.troubles(by: now).contains { try !keepers.subtracting(told(of: $0.occasion, box.eventSubject)).isEmpty }
        }
    }
}

extension Tx {
    func tellOfTroubles() throws {
        silentByIntent = true
        let keepers = try db.mailboxKeepers()
        for box in try db.untoldTroubles(now: now) {
            for trouble in box.troubles(by: now) {
                try tell(keepers, Telling(.trouble, box.eventSubject, occasion: trouble.occasion, what: trouble.what))
            }
        }
    }

    /// It is read again, or nobody wants it read: whoever was told of the trouble hears the one, and need not hear of it for the other.
    ///
    /// - Parameter again: what works, or nil where it is only wanted no more.
    func troubleEnded(_ mailbox: Mailbox.ID, _ occasion: String, again: Notice.What?, since: Instant) throws {
        let subject = Event.Subject("mailbox", mailbox)
        let told = try db.told(of: occasion, subject)
        guard !told.isEmpty else { return }
        try settleNotices(about: subject, [.trouble])
        if let again {
            try tell(told, Telling(.trouble, subject, occasion: "\(again.rawValue) again \(since.milliseconds)", what: again))
        }
    }
}
