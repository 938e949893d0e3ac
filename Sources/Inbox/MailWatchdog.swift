import Core
import Net
import Storage

/// A mailbox that says nothing at all (22): its connection may hang without an error. Looked at every ten minutes.
enum MailWatchdog {
    /// IDLE is renewed after nine minutes, so a mailbox that is well has been heard of within this time.
    static let patience: Duration = .seconds(25 * 60)

    static let job = JobKind("mail.watchdog") { _, shop in
        try await shop.write(as: .program("mail in")) { tx in try tx.reportSilentMailboxes() }
    }
}

extension Tx {
    func reportSilentMailboxes() throws {
        silentByIntent = true
        for box in try db.mailboxes() where box.isActive && box.problem == nil && !box.servers.imap.host.isEmpty {
            guard (box.fetchedAt ?? box.createdAt) < now - MailWatchdog.patience else { continue }
            try report(ConnectionExplanation(.timedOut, detail: "silent"), of: box.id)
        }
    }
}
