import Core
import Net
import Storage

/// A mailbox that says nothing at all (22): its connection may hang without an error. Looked at every five minutes; IDLE is renewed after
/// nine, so one that is well has been heard of within ``MailChoices/silentMinutes``. Then whoever keeps the mailboxes is told.
enum MailWatchdog {
    static let every: Duration = .seconds(300)
    /// What stands beside the cause of a trouble that no server has told.
    static let silence = "silent"

    static let kind = "mail.watchdog"

    static let job = JobKind(kind) { _, shop in
        let now = shop.clock.now
        // A read first: mostly all is well, and then nothing is written.
        let isWell = try await shop.read { db in
            try db.silentMailboxes(now - shop.mailChoices.patience).isEmpty && db.untoldTroubles(now: now).isEmpty
        }
        guard !isWell else { return }
        try await shop.write(as: .program("mail in")) { tx in
            try tx.reportSilentMailboxes()
            try tx.tellOfTroubles()
        }
    }
}

extension Reader {
    /// Those that nothing was heard of since, and whose trouble is not known yet.
    fileprivate func silentMailboxes(_ since: Instant) throws -> [Mailbox] {
        try mailboxes().filter {
            $0.isActive && $0.problem == nil && !$0.servers.imap.host.isEmpty && ($0.fetchedAt ?? $0.createdAt) < since
        }
    }
}

extension Tx {
    func reportSilentMailboxes() throws {
        silentByIntent = true
        for box in try db.silentMailboxes(now - shop.mailChoices.patience) {
            try report(ConnectionExplanation(.timedOut, detail: MailWatchdog.silence), of: box.id)
        }
    }
}
