import Core
import Language
import Mail
import Storage
import Web

/// The mail that says beforehand that a matter will be closed.
enum ClosingNotice {
    /// Why it is automatic, and by what name the program acts.
    static let reason = "closing"
    static let actor = Actor.program("closing")

    static func text(_ day: String, _ t: Words) -> String {
        t(
            """
            We have not heard from you since our last message and hope that all is well. If something is still open, just answer this mail: a word is enough.

            Without an answer we close the matter on {day}. You can write to us again at any time.

            This message was written by a machine.
            """, ["day": day])
    }

    static let kind = "mail.closing"
    static let job = JobKind(kind) { _, shop in try await run(shop) }

    static func run(_ shop: Shop) async throws {
        let rule = shop.setting(ClosingRule.setting)
        let now = shop.clock.now
        guard rule.isOn, shop.calendar.isOpen(at: now) else { return }
        let found = try await shop.read { db in try db.closing(rule, shop.calendar, now: now, limit: 1000) }
        var told = 0
        for (quiet, verdict) in found {
            if verdict == .tell, told >= ClosingRule.most { continue }
            let isDone = try await shop.write(as: actor) { tx in
                let isDone = try tx.act(on: quiet.conversation.id, rule)
                if !isDone { tx.silentByIntent = true }
                return isDone
            }
            if isDone, verdict == .tell { told += 1 }
        }
    }
}

extension Tx {
    /// Tells, or closes, as the rule has it in this moment. False where there is nothing to do any more.
    func act(on id: Conversation.ID, _ rule: ClosingRule) throws -> Bool {
        guard let quiet = try db.quietConversations(since: now...now, only: id, limit: 1).first else { return false }
        switch ClosingRules.verdict(quiet, rule, shop.calendar, now: now) {
        case .leave: return false
        case .tell: return try tell(quiet.conversation, rule)
        case .close:
            try solve(quiet.conversation)
            try db.run("DELETE FROM closing_notice WHERE conversation_id = \(id)")
            return true
        }
    }

    private func tell(_ conversation: Conversation, _ rule: ClosingRule) throws -> Bool {
        let last = try db.lastWord(in: conversation).message
        let known = try db.addresses(of: conversation.customer).first { $0.kind == .email }?.shown
        // Whom no mail reaches is not closed by one that nobody read.
        guard let box = try conversation.mailbox.flatMap({ try db.mailbox($0) }), box.isActive,
            let address = (last?.answerAddress ?? known).flatMap({ MailAddress($0) }), !address.isUnattended,
            try !db.ownAddresses().contains(address.text.lowercased()), try db.trouble(at: address.text) == nil,
            try shop.mayContact(conversation.customer, for: .matter, by: .email, at: now, db).isAllowed,
            let end = ClosingRules.end(of: rule.noticeDays, from: now, shop.calendar)
        else { return false }
        let language =
            try db.customer(conversation.customer)?.language.flatMap { Language(rawValue: $0) }
            ?? last.flatMap { TextLanguage.detect($0.visibleText) } ?? Language(rawValue: shop.setting(ShopSettings.language)) ?? .en
        let t = Words(language, timeZone: shop.timeZone)
        let text = ClosingNotice.text(t.day(end.milliseconds), t)
        let id = newID(Message.self)
        _ = try insert(
            NewMessage(
                id: id, kind: .ours, fromName: box.name, fromAddress: box.address, to: address.text,
                subject: Subject.reply(conversation.subject), text: text, visibleText: text,
                rfcID: Threading.messageID(conversation: conversation.id, message: id, domain: box.domain, key: shop.key),
                inReplyTo: last?.rfcID,
                references: ((last?.references.split(separator: " ").map(String.init) ?? []) + [last?.rfcID].compactMap { $0 }).joined(
                    separator: " "), automatic: ClosingNotice.reason, outState: .queued, signature: box.signature.nonEmpty),
            into: conversation.id)
        try enqueue(Outbox.kind, key: Outbox.key(id), payload: "\(id)")
        try db.run(
            """
            INSERT INTO closing_notice (conversation_id, message_id, at) VALUES (\(conversation.id), \(id), \(now))
            ON CONFLICT (conversation_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at
            """)
        try contacted(conversation.customer, for: .matter, by: .email, thing: id.number)
        try record(
            "conversation.closing-told", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["message": Event.Fact(id)])
        return true
    }
}
