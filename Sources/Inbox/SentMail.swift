import Core
import Mail
import Net
import Storage

/// Mail that the shop wrote in another program, found in the mailbox's folder of sent mail (69).
extension Tx {
    /// Where reading of a batch's source goes on.
    func keep(_ source: Intake.Source, of mailbox: Mailbox.ID) throws {
        switch source {
        case .news(let position): if let position { try keep(position, of: mailbox) }
        case .history(let history): try keep(history, of: mailbox)
        case .maildrop(let uids, let past): try keep(uids, past: past, of: mailbox)
        case .sent(let position, _): try keepSent(position, of: mailbox)
        }
    }

    /// A mail out of the folder of sent mail: an answer joins its conversation and ends what was owed; a letter to somebody we know opens one.
    /// What we sent ourselves is known already, and what went to strangers is nobody's business here.
    func receiveSent(
        _ mail: MailMessage, _ incoming: Intake.Incoming, mailbox: Mailbox.ID?, own: Set<String>, isHistory: Bool
    ) throws -> Intake.Outcome {
        let from = mail.from.first ?? NamedAddress(address: "unknown@invalid")
        let mark = Self.mark(mail, incoming)
        let marks = [mark, ErasedMail.mark(mark)] + (mail.messageId.map { [ErasedMail.sentMark($0)] } ?? [])
        if try db.value("SELECT 1 FROM mail_seen WHERE mark IN \(marks) LIMIT 1", as: Int.self) != nil { return .known }
        // A notice to a colleague that the provider put there, or what a colleague answered to one.
        if try receiveNoticeMail(mail, incoming, mark: mark, mailbox: mailbox, isPast: true) != nil { return .known }
        let at = incoming.receivedAt.map { min($0, now) } ?? now
        let others = (mail.to + mail.cc).filter { $0.checked != nil && !own.contains($0.address.lowercased()) }
        let isOurs = try mail.messageId.map {
            try db.value("SELECT 1 FROM message WHERE rfc_id = \($0) AND kind = 'ours' LIMIT 1", as: Int.self) != nil
        }
        // An old letter to somebody who was erased since does not bring them back (39).
        if let recipient = others.first, let erased = try erasedAt(recipient.address), at <= erased { return .known }
        // What is left alone here leaves no mark: the same mail may come into a mailbox of ours and be a customer's there (a web form's).
        guard isOurs != true, mail.automatic == nil, let recipient = others.first else { return .known }
        let match = try Threading.match(mail, sender: recipient.address, key: shop.key, db, isHistory: isHistory)
        guard let (conversation, isNew) = try self.conversation(of: mail, match, to: recipient, mailbox, isHistory: isHistory, at: at)
        else { return .known }
        // Two shop addresses may stand in From: the shared one, or a colleague's own.
        let staff = try db.staff(email: from.address)
        var new = try message(mail, from, at: at, automatic: nil, matched: match?.rule ?? "sent-folder")
        new.kind = .ours
        new.staff = staff?.id
        new.outState = .sent
        new.outAt = at
        new.isHistory = isHistory
        let id = try insert(new, into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if isHistory {
            try touched(conversation.customer, at: at)
            try remember("message.answered", id, conversation, at: at)
            return .message(conversation: conversation.id.number)
        }
        try touched(conversation.customer, at: at)
        try record(
            "message.answered", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        let newest = try db.value(
            "SELECT at FROM message WHERE conversation_id = \(conversation.id) AND kind = 'theirs' AND automatic IS NULL ORDER BY id DESC LIMIT 1",
            as: Instant.self)
        // An answer to something older leaves what came after it owed.
        if !isNew, newest.map({ at >= $0 }) ?? true {
            if let state = conversation.state.after(.reply) { try move(conversation, to: state) }
            try fulfil(ReplyDuty.kind, about: conversation.id.number, outcome: "answered")
        }
        try derive(conversation.id)
        return .message(conversation: conversation.id.number)
    }

    private func conversation(
        of mail: MailMessage, _ match: Threading.Match?, to recipient: NamedAddress, _ mailbox: Mailbox.ID?, isHistory: Bool, at: Instant
    ) throws -> (Conversation, isNew: Bool)? {
        if let match, let known = try db.conversation(match.conversation), !known.state.isGone { return (known, false) }
        let known = try db.customer(at: .email(recipient.address))
        guard isHistory || known != nil else { return nil }
        let state: Conversation.State = isHistory ? .solved : .waiting
        let made = try inert {
            let customer = try known ?? self.customer(at: .email(recipient.address), named: recipient.name, origin: .mail)
            return try openConversation(
                with: customer.id, mailbox: mailbox, channel: "email", subject: mail.subject, state: state, at: at)
        }
        return (made, true)
    }
}

extension IMAPFolder {
    /// The folder of sent mail: as the server marks it (RFC 6154), else by the names that mail programs give it.
    static func sent(among folders: [IMAPFolder]) -> IMAPFolder? {
        let possible = folders.filter(\.canBeSelected)
        if let marked = possible.first(where: { $0.use == .sent }) { return marked }
        return possible.first { folder in
            let last = folder.delimiter.flatMap { folder.name.split(separator: $0).last.map(String.init) } ?? folder.name
            return names.contains(last.lowercased())
        }
    }

    private static let names: Set<String> = [
        "sent", "sent items", "sent messages", "sent mail", "sent-mail", "gönderilmiş öğeler", "gönderilmiş", "gönderilenler",
        "lähetetyt", "lähetetyt viestit", "ուղարկված", "ուղարկվածներ", "terkirim", "item terkirim", "gesendet", "gesendete objekte",
        "gesendete elemente", "éléments envoyés", "envoyés", "enviados", "elementos enviados", "wysłane", "отправленные",
    ]
}
