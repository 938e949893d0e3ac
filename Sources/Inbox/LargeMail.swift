import Core
import Language
import Mail
import Storage

/// Mail beyond what is taken in (50): its header is here, the whole of it stays in the mailbox, and whoever wrote it is asked for another way.
enum LargeMail {
    /// Why our answer is automatic.
    static let reason = "too large"
    /// For so long nobody gets a second automatic answer (28): two machines that answer each other fall silent. It guards others from us, so
    /// it is no choice of the shop; RFC 3834, section 2, asks for a limit like this one.
    static let pause: Duration = .seconds(86_400)

    static func answer(size: Int, limit: Int, _ t: Words) -> String {
        t(
            """
            Your mail of {size} did not reach us whole: we take up to {limit}. Please send it again with smaller files, or put the files where we can fetch them and send us the link.

            We see that you wrote, and answer you all the same. This message was written by a machine.
            """,
            ["size": t.bytes(size), "limit": t.bytes(limit)])
    }
}

extension Tx {
    /// Asks the writer of a large mail for another way, once a day, where a person is likely to read it: no machine, no list, nobody whose
    /// address is forged (27-29).
    func answerLarge(
        _ incoming: Intake.Incoming, _ mail: MailMessage, from writer: NamedAddress, in conversation: Conversation, own: Set<String>
    ) throws {
        guard let size = incoming.wholeSize, let box = try conversation.mailbox.flatMap({ try db.mailbox($0) }), box.isActive,
            let address = MailAddress(writer.address), !address.isUnattended, !own.contains(writer.address.lowercased()),
            mail.automatic == nil, mail.listId == nil, !mail.suppressesAutoReply, try proof(of: mail, box.id) != .unproven,
            try mayAnswerByMachine(address.key)
        else { return }
        let language =
            try db.customer(conversation.customer)?.language.flatMap { Language(rawValue: $0) } ?? TextLanguage.detect(mail.subject)
            ?? shop.language
        let text = LargeMail.answer(
            size: size, limit: Intake.mostBytes, Words(language, timeZone: shop.timeZone))
        let id = newID(Message.self)
        _ = try insert(
            NewMessage(
                id: id, kind: .ours, fromName: box.name, fromAddress: box.address, to: address.text, subject: Subject.reply(mail.subject),
                text: text, visibleText: text,
                rfcID: Threading.messageID(conversation: conversation.id, message: id, domain: box.domain, key: shop.key),
                inReplyTo: mail.messageId, references: (mail.references + [mail.messageId].compactMap { $0 }).joined(separator: " "),
                automatic: LargeMail.reason, outState: .queued, signature: box.signature.nonEmpty),
            into: conversation.id)
        try enqueue(Outbox.kind, key: Outbox.key(id), payload: "\(id)")
        try record(
            "message.noticed", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
    }

    /// Counts an automatic answer to an address; false when it had one lately.
    private func mayAnswerByMachine(_ address: String) throws -> Bool {
        let last = try db.value("SELECT at FROM automatic_answer WHERE address = \(address)", as: Instant.self)
        if let last, now - last < LargeMail.pause { return false }
        try db.run(
            """
            INSERT INTO automatic_answer (address, at) VALUES (\(address), \(now)) ON CONFLICT (address) DO UPDATE SET at = excluded.at
            """)
        return true
    }
}
