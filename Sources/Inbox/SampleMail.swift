import Core
import Mail
import Net
import Storage

/// Mail of the sample shop. Its mailbox has no servers and its people live under .example, so nothing that is written there reaches anybody.
enum SampleMail {
    /// RFC 2606: no domain under .example exists or ever will.
    static func isReserved(_ address: String) -> Bool { address.lowercased().hasSuffix(".example") }

    /// What becomes of a mail from a mailbox that has no server to send by: among the people of the sample it counts as taken, else it is
    /// refused with a sentence, so that nobody believes that a real person was written to.
    static func result(_ mail: OutgoingMail, _ box: Mailbox) -> SMTPResult {
        guard isReserved(box.address) else {
            return refused("This mailbox has no server to send by. Give it one under Settings, Mailboxes.")
        }
        guard mail.recipients.allSatisfy({ isReserved($0.domain) }) else {
            return refused("This is the mailbox of the sample shop, which sends nothing. Write from a mailbox of your own.")
        }
        return .accepted(response: "sample shop", refused: [])
    }

    private static func refused(_ sentence: String) -> SMTPResult { .rejectedForGood(code: 550, text: sentence, refused: []) }
}

extension Tx {
    /// The mailbox of the sample shop, without servers. Paused where the shop has mailboxes of its own, so that a new letter never goes out
    /// by it.
    @discardableResult public func addSampleMailbox(name: String, address: String) throws -> Mailbox.ID {
        let nowhere = ServerAddress(host: "", port: 0, security: .tls)
        let id = try addMailbox(
            name: name, address: address, servers: Mailbox.Servers(imap: nowhere, smtp: nowhere),
            secret: Mailbox.Secret(imapUser: "", imapPassword: "", smtpUser: "", smtpPassword: ""), isActive: db.mailboxes().isEmpty)
        try sign(id, "\(name)\n\(address)")
        return id
    }

    /// Marks an answer as gone that is written into the past: nothing is queued for it any more.
    public func countAsSent(_ message: Message.ID) throws {
        guard let known = try db.message(message), let conversation = try db.conversation(known.conversation),
            try cancelJob(key: Outbox.key(message))
        else { return }
        try db.run("UPDATE message SET out_state = \(Message.OutState.sent), out_at = \(now) WHERE id = \(message)")
        try record(
            "message.sent", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(message)])
    }
}
