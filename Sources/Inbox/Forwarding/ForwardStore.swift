import Core
import Language
import Mail
import Secrets
import Storage
import Web

/// Something to be passed on to somebody outside.
struct ForwardWish: Sendable {
    var to: MailAddress
    var copies: [MailAddress] = []
    var word: String
    /// Oldest first; none for words alone.
    var messages: [Message.ID]
    var files: [OutgoingMail.Attachment] = []
    /// The letter from outside that this answers.
    var answering: Message.ID?
    /// Why it goes to somebody who does not want it.
    var reason: String?
    /// Prepared texts that were inserted: "id.version".
    var prepared: [String] = []
}

/// Why nothing was passed on.
enum ForwardRefusal: Error, Sendable, Equatable {
    case empty
    case noMailbox
    /// They are the customer: an answer is what they get.
    case toCustomer
    /// A place holder stands in the words.
    case unfilled(PlaceHolder)
    /// Somebody who gets it does not want mail from us first.
    case unwanted(Unwanted)
}

extension Reader {
    /// The messages of a conversation that can be passed on: what people wrote to each other, no notes.
    func forwardable(_ conversation: Conversation.ID) throws -> [Message] {
        try messages(of: conversation, limit: 500).filter { $0.kind != .note && $0.automatic == nil }
    }
}

extension Tx {
    /// Writes the mail and its job. State and duties stay as they are: the customer is owed what they were owed.
    func forward(_ wish: ForwardWish, from conversation: Conversation, wait: Duration? = nil) throws -> Message.ID {
        let word = wish.word.trimmed(ofLines: true)
        if let holder = HoledText(word).unfilled { throw ForwardRefusal.unfilled(holder) }
        let known = try db.forwardable(conversation.id)
        let messages = known.filter { wish.messages.contains($0.id) }
        guard !word.isEmpty || !messages.isEmpty else { throw ForwardRefusal.empty }
        let customer = try db.addresses(of: conversation.customer).filter { $0.kind == .email }.map(\.folded)
        guard !customer.contains(Customer.Address.email(wish.to.text).folded) else { throw ForwardRefusal.toCustomer }
        guard let box = try conversation.mailbox.flatMap({ try db.mailbox($0) }) ?? db.mailboxes().first(where: \.isActive) else {
            throw ForwardRefusal.noMailbox
        }
        let staff = try actor.staff.flatMap { try db.staff($0) }
        let t = Words(shop.language, timeZone: shop.timeZone)
        let answered = wish.answering.flatMap { id in known.first { $0.id == id && $0.isAside } }
        let topic = Subject.topic(conversation.subject)
        let id = newID(Message.self)
        do {
            // Whoever wrote from outside is answered; who else gets it has not asked for it.
            try ask((answered == nil ? [wish.to] : []) + wish.copies, but: nil, reason: wish.reason, by: id)
        } catch let unwanted as Unwanted { throw ForwardRefusal.unwanted(unwanted) }
        let text = ForwardText.make(word: word, signature: try db.signature(of: staff?.id, box), messages, t)
        _ = try insert(
            NewMessage(
                id: id, kind: .ours, staff: staff?.id, fromName: staff?.name ?? box.name, fromAddress: box.address, to: wish.to.text,
                cc: wish.copies.prefix(Copies.most).map(\.text).joined(separator: ", "),
                subject: answered.map { Subject.reply($0.subject) } ?? "Fwd: \(topic)", text: text, visibleText: word,
                attachments: try keepForwardFiles(wish.files, with: id, in: conversation.id, of: staff?.id),
                rfcID: Threading.messageID(conversation: conversation.id, message: id, domain: box.domain, key: shop.key),
                inReplyTo: answered?.rfcID, references: answered.map { "\($0.references) \($0.rfcID ?? "")".trimmed } ?? "",
                matched: Threading.passedOn, outState: .queued),
            into: conversation.id)
        // The lists go on showing the customer's last word.
        try db.run(
            """
            UPDATE conversation SET snippet = \(conversation.snippet), last_message_id = \(conversation.lastMessage)
            WHERE id = \(conversation.id)
            """)
        if conversation.mailbox == nil { try db.run("UPDATE conversation SET mailbox_id = \(box.id) WHERE id = \(conversation.id)") }
        try usePrepared(wish.prepared, in: id, isAnswer: false)
        try enqueue(Outbox.kind, key: Outbox.key(id), payload: "\(id)", at: now + (wait ?? shop.mailChoices.undoTime))
        try record(
            "message.forwarded", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        return id
    }

    private func keepForwardFiles(
        _ files: [OutgoingMail.Attachment], with message: Message.ID, in conversation: Conversation.ID, of staff: Staff.ID?
    ) throws -> String {
        guard let owner = try staff ?? db.shopOwner(), !files.isEmpty else { return "[]" }
        var list: [MailAttachment] = []
        for (number, file) in files.enumerated() {
            let name = AttachmentName.safe(file.name)
            try db.run(
                """
                INSERT INTO answer_file (id, conversation_id, staff_id, message_id, name, type, size, bytes, at)
                VALUES (\(newID(AnswerFile.self)), \(conversation), \(owner), \(message), \(name), \(file.type), \(file.data.count),
                        \(Compressed.pack(file.data)), \(now))
                """)
            list.append(
                MailAttachment(index: number, name: name, type: file.type, bytes: file.data.count, inline: false, contentId: nil))
        }
        return Attachments.text(list)
    }

    /// Takes a forwarded message back before it went. Its words are a draft where it was written, not of the answer: they are
    /// not for the customer.
    func takeForwardBack(_ message: Message) throws -> Bool {
        guard message.outState == .queued, try cancelJob(key: Outbox.key(message.id)),
            let conversation = try db.conversation(message.conversation)
        else { return false }
        try unusePrepared(of: message.id)
        try bringForwardBack(message)
        try db.run("DELETE FROM answer_file WHERE message_id = \(message.id)")
        try db.run("DELETE FROM message WHERE id = \(message.id)")
        try forgetOverride(by: message.id.number)
        try Search.messages.remove(db, item: message.id.number)
        try db.run("UPDATE conversation SET message_count = message_count - 1 WHERE id = \(conversation.id)")
        try record("message.taken-back", customer: conversation.customer, subject: conversation.eventSubject)
        return true
    }

    /// Tries one that failed once more, as it was.
    func retryForward(_ message: Message) throws {
        try db.run("UPDATE message SET out_state = \(Message.OutState.queued), out_error = NULL WHERE id = \(message.id)")
        try enqueue(Outbox.kind, key: Outbox.key(message.id), payload: "\(message.id)")
        let conversation = try db.conversation(message.conversation)
        try record("message.retried", customer: conversation?.customer, subject: conversation?.eventSubject)
    }
}
