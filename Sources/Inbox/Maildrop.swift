import Core
import Foundation
import Mail
import Net
import Storage

/// Reading a mailbox by POP3, for providers without IMAP.
///
/// A maildrop has neither positions nor dates, so the server's id of each letter is kept while it lies there, with whether it is still to be
/// taken in as one of the past. The past comes newest first: when a whole batch is further back than was asked for, so is what lies behind it.
enum Maildrop {
    /// Between two looks. Providers ask for a minute at least.
    static let pause: Duration = .seconds(60)
    private static let batch = BatchLimits(count: 50)
    /// One letter with a wrong date ends nothing: so many in a row do.
    static let fewest = 20

    /// Looks once: what is new comes in, or else a piece of the past. True when there may be more at once.
    static func look(_ box: Mailbox, _ shop: Shop, _ intake: Intake) async throws -> Bool {
        let secret = try box.open(shop.key)
        let (known, history) = try await shop.read { db in (try db.maildrop(box.id), try db.mailbox(box.id)?.history) }
        let look = try await POP3Reader(trust: MailTrust.now(box.servers)).look(
            box.servers.imap, as: Credentials(user: secret.imapUser, password: secret.imapPassword), batch: batch
        ) { items in
            let news = items.filter { known[$0.uid] == nil }
            return news.isEmpty ? items.filter { known[$0.uid] == true }.reversed() : news
        }
        let uids = look.messages.map(\.uid)
        let isPast = uids.first.map { known[$0] == true } ?? false
        var isBehind = false
        if !uids.isEmpty {
            var past: MailHistory?
            if isPast, var history {
                history.done += uids.count
                history.next = UInt32(clamping: history.done + 1)
                past = history
            }
            let outcomes = try await intake.take(
                look.messages.map { Intake.Incoming($0.bytes, wholeSize: $0.wholeSize) }, mailbox: box.id, from: .maildrop(uids, past: past)
            )
            isBehind = isPast && outcomes.count >= fewest && outcomes.allSatisfy { $0 == .older }
        }
        // What was taken away there by somebody else need not be remembered.
        let there = Set(look.items.map(\.uid))
        let gone = known.keys.filter { !there.contains($0) }
        let isDone = (isBehind || !look.items.contains { known[$0.uid] == true }) && history?.isDone == false
        let leavesRest = isBehind
        try await shop.write(as: .program("mail in")) { tx in
            try tx.looked(into: box.id, gone: gone)
            if leavesRest { try tx.leavePast(of: box.id) }
            if isDone, let history { try tx.keep(history.ended(), of: box.id) }
        }
        return !uids.isEmpty
    }
}

extension Reader {
    /// Ids that are known of a maildrop, true for what is still to be taken in as one of the past.
    func maildrop(_ mailbox: Mailbox.ID) throws -> [String: Bool] {
        let rows = try all("SELECT uid, is_past FROM pop3_mail WHERE mailbox_id = \(mailbox)") { row in
            (try row.next(String.self), try row.next(Bool.self))
        }
        return Dictionary(rows) { first, _ in first }
    }
}

extension Tx {
    /// A look went well; `gone` are the ids that lie there no more.
    func looked(into mailbox: Mailbox.ID, gone: [String]) throws {
        silentByIntent = true
        try recovered(mailbox)
        try db.run("UPDATE mailbox SET fetched_at = \(now) WHERE id = \(mailbox)")
        for uid in gone { try db.run("DELETE FROM pop3_mail WHERE mailbox_id = \(mailbox) AND uid = \(uid)") }
    }

    /// What is left of the past is not wanted.
    func leavePast(of mailbox: Mailbox.ID) throws {
        try db.run("UPDATE pop3_mail SET is_past = 0 WHERE mailbox_id = \(mailbox) AND is_past = 1")
    }

    /// What lies in a maildrop that is read from now on: of the past, or not wanted.
    func begin(_ uids: [String], arePast: Bool, of mailbox: Mailbox.ID) throws {
        try db.run("DELETE FROM pop3_mail WHERE mailbox_id = \(mailbox)")
        for uid in Set(uids) {
            try db.run("INSERT INTO pop3_mail (mailbox_id, uid, is_past) VALUES (\(mailbox), \(uid), \(arePast))")
        }
    }

    /// From one way of reading to the other: what lies there is no news, and only one of them has a folder of sent mail.
    func changeReading(of mailbox: Mailbox.ID, toPOP3 isPOP3: Bool, position: FetchPosition?) throws {
        if let position { try keep(position, of: mailbox) }
        try db.run(
            "UPDATE mailbox SET history = NULL, sent_folder = \(isPOP3 ? "" : nil as String?), sent_uid_validity = NULL WHERE id = \(mailbox)"
        )
        if !isPOP3 { try db.run("DELETE FROM pop3_mail WHERE mailbox_id = \(mailbox)") }
    }

    func keep(_ uids: [String], past: MailHistory?, of mailbox: Mailbox.ID) throws {
        silentByIntent = true
        for uid in Set(uids) {
            try db.run(
                """
                INSERT INTO pop3_mail (mailbox_id, uid, is_past) VALUES (\(mailbox), \(uid), \(false))
                ON CONFLICT (mailbox_id, uid) DO UPDATE SET is_past = excluded.is_past
                """)
        }
        if let past { try keep(past, of: mailbox) }
    }

    /// A letter of the past, unless it is older than was asked for. When it came is not told: what it says itself counts.
    func receivePast(
        _ mail: MailMessage, _ incoming: Intake.Incoming, of past: MailHistory, mailbox: Mailbox.ID?, own: Set<String>
    ) throws -> Intake.Outcome {
        let at = mail.date.flatMap { Instant(iso: $0) } ?? now
        if let days = past.days, at < now - .seconds(Int64(days) * 86_400) { return .older }
        var incoming = incoming
        incoming.receivedAt = at
        return try receive(mail, incoming, mailbox: mailbox, own: own, isHistory: true)
    }
}
