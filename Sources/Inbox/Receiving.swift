import Core
import Foundation
import Mail
import Secrets
import Storage
import Web

/// What becomes of one mail: a message in a conversation, and whatever follows from it.
extension Tx {
    /// One mail becomes one message, in the conversation it belongs to or in a new one.
    ///
    /// - Parameters:
    ///   - isHistory: it lay in the folder when the mailbox was connected: it is kept and shown, and nothing follows from it.
    ///   - isReleased: somebody has looked at it and lets it in.
    func receive(
        _ mail: MailMessage, _ incoming: Intake.Incoming, mailbox: Mailbox.ID?, own: Set<String>, isHistory: Bool = false,
        isReleased: Bool = false
    ) throws -> Intake.Outcome {
        let from = mail.from.first ?? NamedAddress(address: "unknown@invalid")
        let mark = Self.mark(mail, incoming)
        // The same mail to two of our addresses is one message (7); each mailbox remembers that it has seen it (6).
        let erased = ErasedMail.mark(mark)
        if let known = try db.first(
            "SELECT message_id, mark FROM mail_seen WHERE mark IN \([mark, erased]) LIMIT 1",
            { row in (message: try row.next(Message.ID?.self), mark: try row.next(String.self)) })
        {
            try see(known.mark, mailbox, known.message)
            return .known
        }
        if let outcome = try receiveNoticeMail(mail, incoming, mark: mark, mailbox: mailbox, isPast: isHistory) { return outcome }
        if try isTestMail(mail, mailbox: mailbox) {
            try see(mark, mailbox, nil)
            return .known
        }
        let box = try mailbox ?? db.mailbox(for: mail)
        // A web form sends from our own address and names the visitor in Reply-To.
        let isOwn = own.contains(from.address.lowercased())
        let rules = try db.rules(of: box)
        let writer = isOwn || rules.takesReplyTo ? mail.replyTo.first ?? from : from
        let isLoop = isOwn && mail.replyTo.isEmpty
        let automatic = mail.automatic ?? (isLoop ? "own address" : nil) ?? (mail.bounce == nil ? nil : "bounce")
        var match = try Threading.match(mail, sender: writer.address, key: shop.key, db, isHistory: isHistory)
        if !isHistory { match = try apply(rules, to: match, mail, from: writer.address, box, isAutomatic: automatic != nil) }
        let at = incoming.receivedAt.map { min($0, now) } ?? now
        let erasedAt = try self.erasedAt(writer.address)
        if try isEcho(mail, of: erasedAt, at: incoming.receivedAt.map { _ in at }, automatic: automatic) {
            try see(erased, mailbox, nil)
            return .known
        }
        if isHistory {
            return try receivePast(mail, writer, at: at, automatic: automatic, match: match, box: box, incoming, mark, mailbox)
        }

        if let bounce = mail.bounce, let conversation = try tie(bounce) {
            let message = try insert(message(mail, from, at: at, automatic: automatic, matched: "bounce"), into: conversation)
            try finish(message, incoming, mark, mailbox)
            return .message(conversation: conversation.number)
        }

        if !isReleased,
            let reason = try reasonToHold(
                mail, from: writer.address, automatic: automatic, isAnswer: match?.isAllowed == true,
                isLate: wasWritten(mail, before: erasedAt, at: incoming.receivedAt))
        {
            return try hold(mail, from: writer, incoming, mark: mark, mailbox: mailbox, box: box, reason)
        }
        if automatic == nil {
            try worksAgain(writer.address)
            // Somebody we wrote to first tells their name by answering.
            if match != nil, !writer.name.isEmpty, let known = try db.customer(at: .email(writer.address)), known.name.isEmpty {
                try rename(known.id, to: writer.name)
            }
        }
        if let match, match.isAllowed, automatic == nil, let conversation = try db.conversation(match.conversation),
            try db.isOutsider(writer.address, in: conversation)
        {
            return try receiveAside(mail, writer, at, conversation, incoming, mark, mailbox)
        }
        if let match, match.isAllowed, let conversation = try db.conversation(match.conversation) {
            var rule = match.rule
            if let staff = try db.staff(email: writer.address), staff.isActive, automatic == nil {
                // Whoever knows an id can write a colleague's address into From: only what our own mail server vouches for ends a duty (3).
                if try proof(of: mail, box) == .proven {
                    return try receiveOwnAnswer(mail, from, staff, at, conversation, match, incoming, mark, mailbox)
                }
                rule += ", colleague not proven"
            }
            let id = try insert(
                message(mail, writer, at: at, automatic: automatic, matched: rule, incoming: incoming), into: conversation.id)
            try finish(id, incoming, mark, mailbox)
            if automatic == nil {
                try wake(conversation, message: id, at: at)
                try answerLarge(incoming, mail, from: writer, in: conversation, own: own)
            } else {
                try record(
                    heard(automatic), customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)]
                )
            }
            return .message(conversation: conversation.id.number)
        }

        if match == nil, automatic == nil, let forwarded = mail.forwarded,
            let outcome = try receiveForwarded(forwarded, mail, from, at, box, own, incoming, mark, mailbox)
        {
            return outcome
        }

        let customer = try self.customer(at: .email(writer.address), named: writer.name, origin: .mail)
        // What a machine says again and again about one matter stands together.
        let machines = try automatic == nil ? nil : match.flatMap { try db.machinesTalk(of: customer.id, about: $0.conversation) }
        let conversation =
            try machines
            ?? openConversation(
                with: customer.id, mailbox: box, channel: "email", subject: mail.subject, state: automatic == nil ? .new : .solved,
                follows: match?.conversation, at: at)
        let id = try insert(
            message(
                mail, writer, at: at, automatic: automatic,
                matched: match.map { Threading.isNewOne($0.rule) ? $0.rule : "\($0.rule), sender has no part in it" },
                incoming: incoming),
            into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        try record(heard(automatic), customer: customer.id, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        if automatic == nil {
            try touched(customer.id)
            try owe(Duty.Request(kind: ReplyDuty.kind, subject: conversation.id.number, customer: customer.id, channel: "email", from: at))
            try derive(conversation.id)
            try answerLarge(incoming, mail, from: writer, in: conversation, own: own)
        }
        return .message(conversation: conversation.id.number)
    }

    /// What the mailbox's rules make of a match: one that is long over begins anew, and a subject can do where no id does.
    private func apply(
        _ rules: MailRules, to match: Threading.Match?, _ mail: MailMessage, from address: String, _ box: Mailbox.ID?, isAutomatic: Bool
    ) throws -> Threading.Match? {
        if isAutomatic { return match }
        if var match, match.isAllowed, let days = rules.newAfterDays, let known = try db.conversation(match.conversation),
            known.state == .solved, known.changedAt < now - .seconds(days * 86_400), try db.staff(email: address)?.isActive != true
        {
            match.isAllowed = false
            match.rule = Threading.longSolved
            return match
        }
        if match == nil, let days = rules.sameSubjectDays,
            let known = try db.sameSubject(mail.subject, from: address, mailbox: box, since: now - .seconds(days * 86_400))
        {
            return Threading.Match(conversation: known.id, rule: Threading.sameSubject, isAllowed: true)
        }
        return match
    }

    /// What tells the same mail again, wherever it comes from.
    static func mark(_ mail: MailMessage, _ incoming: Intake.Incoming) -> String {
        let from = mail.from.first?.address ?? "unknown@invalid"
        return mail.messageId.map { "id:\($0) \(from)" } ?? "sha:" + Hex.encode(Digest.sha256(incoming.bytes))
    }

    /// A letter of the past: kept, found and shown. Nobody owes anything for it, and nobody is told.
    private func receivePast(
        _ mail: MailMessage, _ writer: NamedAddress, at: Instant, automatic: String?, match: Threading.Match?, box: Mailbox.ID?,
        _ incoming: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?
    ) throws -> Intake.Outcome {
        // A machine's mail of long ago belongs nowhere but to what it reports on.
        if automatic != nil, match?.isAllowed != true { return .known }
        let known = try match.flatMap { $0.isAllowed ? try db.conversation($0.conversation) : nil }
        let conversation =
            try known
            ?? inert {
                let customer = try self.customer(at: .email(writer.address), named: writer.name, origin: .mail)
                return try openConversation(
                    with: customer.id, mailbox: box, channel: "email", subject: mail.subject, state: .solved, follows: match?.conversation,
                    at: at)
            }
        var new = try message(mail, writer, at: at, automatic: automatic, matched: match?.rule, incoming: incoming)
        new.isHistory = true
        let id = try insert(new, into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if automatic == nil {
            try touched(conversation.customer, at: at)
            try remember("message.received", id, conversation, at: at)
        }
        return .message(conversation: conversation.id.number)
    }

    func remember(_ kind: Event.Kind, _ message: Message.ID, _ conversation: Conversation, at: Instant) throws {
        try remember(
            PastEvent(
                kind, at: at, actor: actor, customer: conversation.customer, subject: conversation.eventSubject,
                data: ["message": Event.Fact(message)]))
    }

    /// The customer wrote: the conversation is open again, and its owner owes an answer.
    private func wake(_ conversation: Conversation, message: Message.ID, at: Instant) throws {
        try stopPlannedAnswers(in: conversation.id)
        let conversation = try db.conversation(conversation.id) ?? conversation
        if let state = conversation.state.after(.message) { try move(conversation, to: state) }
        try touched(conversation.customer)
        try record(
            "message.received", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(message)])
        try oweAnswer(in: conversation, from: at)
    }

    /// Whoever has the conversation owes an answer from `at` on, or its line where nobody has it. What is put off wakes (72).
    func oweAnswer(in conversation: Conversation, from at: Instant) throws {
        let last = try conversation.owner.flatMap { try db.staff($0) }
        let owner = last?.isActive == true ? last?.id : nil
        let duty = try owe(
            Duty.Request(
                kind: ReplyDuty.kind, subject: conversation.id.number, customer: conversation.customer, channel: "email", from: at),
            owner: owner, line: owner == nil ? conversation.line : nil)
        if duty.snoozedUntil != nil { try snooze(duty.id, until: nil) }
        try derive(conversation.id)
    }

    /// A colleague answered from a mail program of their own (69): it counts as our answer and is not sent again.
    private func receiveOwnAnswer(
        _ mail: MailMessage, _ from: NamedAddress, _ staff: Staff, _ at: Instant, _ conversation: Conversation, _ match: Threading.Match,
        _ incoming: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?
    ) throws -> Intake.Outcome {
        var new = try message(mail, from, at: at, automatic: nil, matched: match.rule)
        new.kind = .ours
        new.staff = staff.id
        let id = try insert(new, into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if let state = conversation.state.after(.reply) { try move(conversation, to: state) }
        try record(
            "message.answered", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        try fulfil(ReplyDuty.kind, about: conversation.id.number, outcome: "answered")
        try derive(conversation.id)
        return .message(conversation: conversation.id.number)
    }

    /// A bounce belongs to the mail that bounced: that message turns red and its owner sees it (32).
    private func tie(_ bounce: Bounce) throws -> Conversation.ID? {
        guard let original = bounce.originalMessageId, bounce.action != "delivered", bounce.action != "relayed",
            let message = try db.first(
                "SELECT \(Message.columns) FROM message m WHERE m.rfc_id = \(original) AND m.kind = 'ours'", { try Message(row: &$0) })
        else { return nil }
        let reason = [bounce.diagnostic, bounce.status].compactMap { $0 }.first ?? ""
        try cameBack(bounce.recipient ?? message.to, bounce.isPermanent ? .hard : .soft, reason: reason)
        if let recipient = bounce.recipient, message.isCopy(to: recipient) {
            // Whoever it is for has it.
            if bounce.isPermanent, message.outState == .sent { try copyRefused(message.id, recipient, reason, hard: false) }
            return message.conversation
        }
        if bounce.isPermanent {
            try db.run("UPDATE message SET out_state = \(Message.OutState.failed), out_error = \(reason) WHERE id = \(message.id)")
            // What did not arrive is owed again, as when our own mail server refuses it.
            if message.automatic == nil, let conversation = try db.conversation(message.conversation) {
                try oweAgain(conversation, author: message.staff)
            }
        }
        try record(
            "message.bounced", customer: try db.conversation(message.conversation)?.customer,
            subject: Event.Subject("conversation", message.conversation), data: ["message": Event.Fact(message.id)])
        return message.conversation
    }

    private func heard(_ automatic: String?) -> Event.Kind { automatic == nil ? "message.received" : "message.noticed" }

    /// - Parameter incoming: what was made of the mail before, which counts where `from` is who its header names.
    func message(
        _ mail: MailMessage, _ from: NamedAddress, at: Instant, automatic: String?, matched: String?, incoming: Intake.Incoming? = nil
    ) throws -> NewMessage {
        NewMessage(
            terms: from == mail.from.first ? incoming?.terms : nil, kind: .theirs, fromName: from.name, fromAddress: from.address,
            to: mail.to.map(\.address).joined(separator: ", "),
            cc: mail.cc.map(\.address).joined(separator: ", "), subject: mail.subject, text: mail.text, visibleText: mail.visibleText,
            html: mail.html?.markup, attachments: Attachments.text(mail.attachments), at: at, rfcID: mail.messageId,
            inReplyTo: mail.inReplyTo,
            references: mail.references.joined(separator: " "), automatic: automatic, matched: matched,
            proof: mail.authenticationResults.isEmpty ? nil : mail.authenticationResults.prefix(8).joined(separator: "\n"),
            threadIndex: mail.threadIndex, replyTo: try replyTo(of: mail, from: from))
    }

    /// The one address to which a letter wants its answer, where that is neither its writer's nor ours and a person may read it there.
    private func replyTo(of mail: MailMessage, from: NamedAddress) throws -> String? {
        guard mail.replyTo.count == 1, let wanted = MailAddress(mail.replyTo[0].address), wanted.hasDottedDomain, !wanted.isUnattended,
            wanted.key != MailAddress(from.address)?.key, try !db.ownAddresses().contains(wanted.key)
        else { return nil }
        return wanted.text
    }

    func finish(_ id: Message.ID, _ mail: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?) throws {
        try db.run("INSERT INTO raw_message (message_id, bytes, size) VALUES (\(id), \(mail.kept), \(mail.bytes.count))")
        if let size = mail.wholeSize { try db.run("UPDATE message SET whole_size = \(size) WHERE id = \(id)") }
        try see(mark, mailbox, id)
    }

    func see(_ mark: String, _ mailbox: Mailbox.ID?, _ message: Message.ID?) throws {
        silentByIntent = true
        try db.run(
            """
            INSERT INTO mail_seen (mailbox_id, mark, message_id, at) VALUES (\(mailbox?.number ?? 0), \(mark), \(message), \(now))
            ON CONFLICT (mailbox_id, mark) DO NOTHING
            """)
    }
}

extension Reader {
    /// Where a machine's earlier words about a conversation stand, which it has no part in: nobody has said anything there.
    fileprivate func machinesTalk(of customer: Customer.ID, about conversation: Conversation.ID) throws -> Conversation? {
        try first(
            """
            SELECT \(Conversation.columns) FROM conversation c WHERE c.follows = \(conversation) AND c.customer_id = \(customer) AND c.state = 'solved'
              AND NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND m.automatic IS NULL)
            ORDER BY c.id DESC LIMIT 1
            """
        ) { try Conversation(row: &$0) }
    }

    /// The mailbox that a mail from a pipe is for: by where it was delivered, then by whom it names, else the first.
    func mailbox(for mail: MailMessage) throws -> Mailbox.ID? {
        for address in mail.deliveredTo + (mail.to + mail.cc).map(\.address) {
            if let box = try mailbox(address: address) { return box.id }
        }
        return try value("SELECT id FROM mailbox ORDER BY id LIMIT 1", as: Mailbox.ID.self)
    }
}
