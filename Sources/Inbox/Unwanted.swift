import Core
import Language
import Mail
import People
import Storage
import Web

/// A mail that somebody does not want (R3). It goes out only with a reason, which is kept.
public struct Unwanted: Error, Sendable, Equatable {
    public var rules: [Treatment.Rule]
    /// When it could go, where it is only the time that they do not want.
    public var next: Instant?

    /// At the field for the reason.
    func sentence(_ t: Words) -> String {
        let why = TreatmentWords.sentences(rules, t)
        guard let next else { return why + " " + t("If you write all the same, say why.") }
        return why + " " + t("It could go on {time}. Choose that, or say why it has to be then.", ["time": t.dateTime(next.milliseconds)])
    }

    /// What `override` is, for programs.
    static let schema: JSON = [
        "type": "string",
        "description":
            "Why it is sent although they do not want it, in words. Asked for by the code `unwanted`, kept with the name of whoever made the token.",
    ]

    /// For programs: a code that stays the same, the names of the rules, and what to send.
    var problem: Answer {
        let names = rules.map(\.name).joined(separator: ", ")
        let when = next.map { " It could go at \(Words.iso($0.milliseconds))." } ?? ""
        return .problem(
            422, "unwanted",
            "They do not want this: \(names).\(when) Send it again with `override`, the reason in words, to do it all the same. It is kept with your name."
        )
    }
}

extension Tx {
    /// Asked by everything that writes to a customer, in the transaction that writes it, so that no way out forgets to ask. Throws ``Unwanted``
    /// where they do not want it and nobody says why it has to be.
    ///
    /// - Parameters:
    ///   - time: for a mail that goes out later; their own hours bind it then.
    ///   - thing: the message that is written.
    func ask(_ customer: Customer.ID, _ action: Treatment.Action, at time: Instant?, reason: String?, by thing: Message.ID) throws {
        // What the house does by default binds its calls, no mail.
        guard let said = try db.preferences(of: [customer])[customer] else { return }
        let own = Treatment(own: said)
        let verdict = own.check(action, at: time ?? now, shop.timeZone, isTimeChosen: time != nil)
        guard verdict.needsReason else { return }
        let against = verdict.rules.filter { if case .prefers = $0 { false } else { true } }
        guard let reason = reason?.trimmed, !reason.isEmpty else {
            let isTimeAlone = against.allSatisfy(\.isOfTime)
            throw Unwanted(rules: against, next: isTimeAlone ? own.nextTime(from: time ?? now, shop.timeZone) : nil)
        }
        try overrule(customer, action, against, reason: String(reason.prefix(TreatmentWords.longestReason)), by: thing.number)
    }

    /// Those who get a mail without having had a part in what it is about.
    func ask(_ others: [MailAddress], but customer: Customer.ID?, reason: String?, by thing: Message.ID) throws {
        guard !others.isEmpty else { return }
        let folded = others.map { Customer.Address.email($0.text).folded }
        let known = try db.values(
            """
            SELECT DISTINCT customer_id FROM customer_address
            WHERE kind = \(Customer.Address.Kind.email) AND folded IN \(folded) ORDER BY customer_id
            """, as: Customer.ID.self)
        for person in known where person != customer { try ask(person, .write, at: nil, reason: reason, by: thing) }
    }
}

extension Reader {
    /// Whether a mail in this conversation answers something: one is owed, or the last word is theirs. All else is of our own accord.
    func isAsked(_ conversation: Conversation.ID) throws -> Bool {
        if try openDuty(ReplyDuty.kind, about: conversation.number) != nil { return true }
        let last = try first(
            """
            SELECT m.kind FROM message m
            WHERE m.conversation_id = \(conversation) AND m.kind <> 'note' AND m.automatic IS NULL AND \(Message.notAside)
            ORDER BY m.id DESC LIMIT 1
            """
        ) { try $0.next(Message.Kind.self) }
        return last == .theirs
    }
}

extension ConversationPages.Shown {
    /// What speaks against writing here now; nothing where they wait for an answer. No statement.
    var unwanted: Unwanted? {
        let last = messages.last { $0.kind != .note && $0.automatic == nil && !$0.isAside }
        let own = Treatment(own: treatment.own)
        guard duty == nil, last?.kind != .theirs, own.says(.noMail) else { return nil }
        return Unwanted(rules: [.noMail])
    }
}
