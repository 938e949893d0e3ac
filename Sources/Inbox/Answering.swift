import Core
import Foundation
import Language
import Mail
import Net
import Secrets
import Storage
import Web

/// What happens to the conversation when an answer goes out.
public enum Then: String, Sendable, CaseIterable {
    /// The next word is theirs.
    case wait
    case solve
    /// Still ours: an interim answer. The clock goes on.
    case stay
}

/// Why an answer was not taken.
public enum AnswerRefusal: Error, Sendable, Equatable {
    case empty
    /// Longer than an answer can be, which is so many characters: what is so long is a file.
    case tooLong(Int)
    /// The customer wrote, or a colleague answered, while the answer was being written (65). Checked in the transaction that writes it.
    case newerMessage(Message.ID)
    case noMailbox
    case noAddress
    /// A place holder of a prepared text that nobody has filled in (66).
    case unfilled(PlaceHolder)
    /// They do not want it, or not then (R3). With a reason it goes out.
    case unwanted(Unwanted)
    /// Another has the matter, and the shop lets owners alone answer (96).
    case notYours(Staff.ID?)

    /// Bytes of an answer's text, at most: a short book. Drafts keep as much.
    static let longest = 200_000

    static func sentence(longest most: Int, _ t: Words) -> String {
        t("That is longer than {n} characters. Send so long a text as a file.", ["n": t.number(most)])
    }
}

extension Tx {
    /// Writes the answer, its mail to be sent, and what follows from it, at once or not at all.
    ///
    /// - Parameters:
    ///   - seen: the last message its writer had before their eyes.
    ///   - copies: who else gets it, at most ``Copies/most``.
    ///   - withFiles: whether the files of the writer's draft go with it.
    ///   - isFormatted: whether light marks in the text become HTML beside the plain text.
    ///   - at: when it is to go out, for an answer that is planned; what it ends ends then.
    ///   - reason: why it is written against what they want; nil asks for one.
    ///   - wait: how long it waits before it goes out, so that it can be taken back (56); nil for what the shop has chosen.
    public func answer(
        _ conversation: Conversation, text: String, then: Then, seen: Message.ID?, anyway: Bool = false, to recipient: String? = nil,
        copies: [MailAddress] = [], withFiles: Bool = false, isFormatted: Bool = false, at time: Instant? = nil,
        reason: String? = nil, wait: Duration? = nil
    ) throws -> Message.ID {
        let text = text.trimmed(ofLines: true)
        guard !text.isEmpty else { throw AnswerRefusal.empty }
        guard text.utf8.count <= AnswerRefusal.longest else { throw AnswerRefusal.tooLong(AnswerRefusal.longest) }
        try checkSender(of: conversation)
        if let holder = HoledText(text).unfilled { throw AnswerRefusal.unfilled(holder) }
        // An answer of a colleague counts as well: two people shall not tell a customer two things.
        if !anyway,
            let newest = try db.value(
                """
                SELECT id FROM message WHERE conversation_id = \(conversation.id) AND kind <> 'note' AND automatic IS NULL
                ORDER BY id DESC LIMIT 1
                """, as: Message.ID.self), newest > seen ?? Message.ID(number: 0)
        {
            throw AnswerRefusal.newerMessage(newest)
        }
        guard let box = try conversation.mailbox.flatMap({ try db.mailbox($0) }) ?? db.mailboxes().first(where: \.isActive) else {
            throw AnswerRefusal.noMailbox
        }
        // A machine's word is nothing to answer: a bounce has no reader.
        let (last, isOfTwo) = try db.lastWord(in: conversation)
        let known = try db.addresses(of: conversation.customer).first { $0.kind == .email }?.shown
        guard let address = recipient ?? last?.answerAddress.nonEmpty ?? known else { throw AnswerRefusal.noAddress }
        let thread = try db.all(
            "SELECT m.rfc_id FROM message m WHERE m.conversation_id = \(conversation.id) AND m.rfc_id IS NOT NULL AND \(Message.notAside) ORDER BY m.id LIMIT 200"
        ) { try $0.next(String.self) }
        let id = newID(Message.self)
        do {
            try ask(
                conversation.customer, try db.isAsked(conversation.id) ? .answer : .write, at: time, reason: reason, by: id)
            if !copies.isEmpty {
                let beside = Set(try last.map { try db.copies(of: $0, to: address) }?.map(\.key) ?? [])
                try ask(copies.filter { !beside.contains($0.key) }, but: conversation.customer, reason: reason, by: id)
            }
        } catch let unwanted as Unwanted { throw AnswerRefusal.unwanted(unwanted) }
        let rfcID = Threading.messageID(conversation: conversation.id, message: id, domain: box.domain, key: shop.key)
        // Beside somebody else's words the letters of the one who is answered are enough.
        let references = unique(
            (last.map { $0.references.split(separator: " ").map(String.init) } ?? []) + (isOfTwo ? [last?.rfcID].compactMap { $0 } : thread)
        )
        let staff = try actor.staff.flatMap { try db.staff($0) }
        let files = withFiles ? try staff.map { try sendFiles(with: id, in: conversation.id, of: $0.id) } ?? "[]" : "[]"
        _ = try insert(
            NewMessage(
                id: id, kind: .ours, staff: staff?.id, fromName: staff?.name ?? box.name, fromAddress: box.address, to: address,
                cc: copies.prefix(Copies.most).map(\.text).joined(separator: ", "),
                subject: thread.isEmpty && last == nil ? conversation.subject : Subject.reply(conversation.subject), text: text,
                visibleText: isFormatted ? MarkedText(text).plain : text, html: isFormatted ? MarkedHTML.mail.html(text).text : nil,
                attachments: files, rfcID: rfcID,
                inReplyTo: last?.rfcID,
                references: references.joined(separator: " "), outState: .queued, outAt: time,
                signature: try db.signature(of: staff?.id, box)),
            into: conversation.id)
        try enqueue(Outbox.kind, key: Outbox.key(id), payload: "\(id)", at: time ?? now + (wait ?? shop.mailChoices.undoTime))
        if let time {
            if conversation.state == .new { try move(conversation, to: .open) }
            if conversation.mailbox == nil { try db.run("UPDATE conversation SET mailbox_id = \(box.id) WHERE id = \(conversation.id)") }
            if let staff { try keepDraft("", in: conversation.id, of: staff.id) }
            if let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number) {
                if duty.owner == nil, let staff { _ = try take(duty.id, by: staff.id) }
                try planned(duty, until: time)
            }
            try record(
                "message.planned", customer: conversation.customer, subject: conversation.eventSubject,
                data: ["message": Event.Fact(id), "at": .number(time.milliseconds)])
            try derive(conversation.id)
            return id
        }
        switch then {
        case .wait: if let state = conversation.state.after(.reply) { try move(conversation, to: state) }
        case .solve: if let state = conversation.state.after(.solve) { try move(conversation, to: state) }
        case .stay: if conversation.state == .new || conversation.state == .solved { try move(conversation, to: .open) }
        }
        if conversation.mailbox == nil { try db.run("UPDATE conversation SET mailbox_id = \(box.id) WHERE id = \(conversation.id)") }
        let contact = try db.customer(conversation.customer)?.lastContactAt
        try touched(conversation.customer)
        let owed = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)
        var facts: Event.Facts = ["message": Event.Fact(id), "then": .word(then.rawValue), "before": .word(conversation.state.rawValue)]
        // What was owed before, for the way back: a second answer ends no duty, and its undo opens none.
        if let owed { facts["duty"] = Event.Fact(owed.id) }
        if let contact { facts["contact"] = .number(contact.milliseconds) }
        if owed != nil, owed?.owner == nil { facts["took"] = 1 }
        if let own = conversation.ownState { facts["own"] = Event.Fact(own) }
        try record("message.answered", customer: conversation.customer, subject: conversation.eventSubject, data: facts)
        // Whoever answers a line's conversation has it from then on: one named owner (R17).
        if let duty = owed {
            if duty.owner == nil, let staff { _ = try take(duty.id, by: staff.id) }
            if then != .stay { try fulfil(ReplyDuty.kind, about: conversation.id.number, outcome: "answered") }
        } else if then == .stay {
            try owe(
                Duty.Request(
                    kind: ReplyDuty.kind, subject: conversation.id.number, customer: conversation.customer, channel: "email", from: now),
                owner: staff?.id)
        }
        if let staff { try keepDraft("", in: conversation.id, of: staff.id) }
        try derive(conversation.id)
        return id
    }

    /// Nothing is owed any more, with or without an answer.
    public func solve(_ conversation: Conversation) throws {
        guard let state = conversation.state.after(.solve) else { return }
        try move(conversation, to: state)
        try record(
            "conversation.solved", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["before": .word(conversation.state.rawValue)])
        try drop(ReplyDuty.kind, about: conversation.id.number, reason: "solved")
        try derive(conversation.id)
    }

    /// Open again, and owed again when it was owed before: the way back for *Undo*, and a verb of its own.
    func reopen(_ conversation: Conversation) throws {
        guard let state = conversation.state.after(.reopen) else { return }
        try move(conversation, to: state)
        try record("conversation.reopened", customer: conversation.customer, subject: conversation.eventSubject)
        let dropped = try db.value(
            """
            SELECT id FROM duty WHERE kind = \(ReplyDuty.kind) AND subject_id = \(conversation.id) AND state = 'dropped' ORDER BY id DESC LIMIT 1
            """, as: Duty.ID.self)
        if let dropped {
            try reopen(dropped)
        } else {
            try owe(
                Duty.Request(
                    kind: ReplyDuty.kind, subject: conversation.id.number, customer: conversation.customer, channel: conversation.channel,
                    from: now),
                owner: conversation.owner ?? actor.staff)
        }
        try derive(conversation.id)
    }

    private func unique(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }
}

extension String {
    /// Nil when empty.
    var nonEmpty: String? { isEmpty ? nil : self }

    /// Line ends as \n, and no white space around the whole.
    func trimmed(ofLines: Bool) -> String {
        let lines = utf8.contains(0x0D) ? replacing("\r\n", with: "\n").replacing("\r", with: "\n") : self
        return lines.trimmed
    }
}
