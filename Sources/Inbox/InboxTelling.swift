import Core
import Language
import Storage
import Web

/// Who is told what of a conversation, in the transaction in which it happens (271).
enum InboxTelling {
    /// A conversation as a notice names it.
    static let subject = NoticeSubject("conversation") { ids, db, _ in
        let conversations = try db.conversations(ids)
        let names = try db.names(of: conversations.map(\.customer))
        return Dictionary(
            uniqueKeysWithValues: conversations.map { conversation in
                let topic = NoticeTopic(
                    name: names[conversation.customer] ?? "?", customer: conversation.customer, about: conversation.subject,
                    link: Link("/inbox/\(conversation.id)"), hasMessages: true)
                return (conversation.id.number, topic)
            })
    }

    static let reactions = [said, done, taken, asked, opened, Follow.onLeaving]

    /// Somebody wrote, or our mail came back.
    private static let said = Reaction(
        "inbox.tell-said",
        to: ["message.received", "message.answered", "conversation.noted", "message.failed", "message.bounced", "message.copy-refused"],
        .sameTransaction { event, tx in
            guard let conversation = try tx.conversation(of: event) else { return }
            switch event.kind {
            case "message.received": try tx.tellOf(.wrote, event, conversation)
            case "message.answered":
                // Whoever was to answer need not be told any more that somebody waits.
                try tx.settleAnswered(conversation)
                try tx.tellOf(.answered, event, conversation)
            case "conversation.noted": try tx.tellOf(.noted, event, conversation)
            default: try tx.tellOf(.failed, event, conversation)
            }
        })

    /// It is solved; what was to be told of it before is over. Or it is not solved after all.
    private static let done = Reaction(
        "inbox.tell-done", to: ["conversation.solved", "conversation.reopened"],
        .sameTransaction { event, tx in
            guard let conversation = try tx.conversation(of: event) else { return }
            if event.kind == "conversation.reopened" {
                try tx.forgetNotices(about: conversation.eventSubject, what: .solved)
            } else {
                try tx.settleNotices(about: conversation.eventSubject)
                try tx.tellOf(.solved, event, conversation)
            }
        })

    /// What was taken back was not said.
    private static let taken = Reaction(
        "inbox.tell-taken-back", to: ["message.taken-back", "note.taken-back"],
        .sameTransaction { event, tx in
            guard let subject = event.subject, let message = event.data["message"]?.number else { return }
            try tx.forgetNotices(about: subject, message: message)
        })

    /// A colleague asks for a word, or to take it over, or answers that.
    private static let asked = Reaction(
        "inbox.tell-asked",
        to: ["conversation.mentioned", "hand-over.asked", "hand-over.accepted", "hand-over.declined", "hand-over.withdrawn", "duty.done"],
        .sameTransaction { event, tx in
            if event.kind == "duty.done" { return try tx.settleMention(event) }
            guard let conversation = try tx.conversation(of: event) else { return }
            if event.kind == "conversation.mentioned" {
                try tx.tellMentioned(event, conversation)
            } else {
                try tx.tellHandOver(event, conversation)
            }
        })

    /// New mail that comes to somebody at once, or a duty that somebody opened for another.
    private static let opened = Reaction(
        "inbox.tell-opened", to: ["duty.opened"],
        when: { $0.data["kind"]?.word == ReplyDuty.kind },
        .sameTransaction { event, tx in
            guard event.data["kind"]?.word == ReplyDuty.kind, let id = event.subject?.id, let duty = try tx.db.duty(Duty.ID(number: id)),
                let owner = duty.owner, let conversation = try tx.db.conversation(Conversation.ID(number: duty.subject)),
                let last = try conversation.lastMessage.flatMap({ try tx.db.message($0) })
            else { return }
            if tx.actor.staff != nil {
                try tx.tell([owner], Telling(.given, conversation.eventSubject, occasion: "duty \(duty.id)"))
            } else if last.kind == .theirs {
                try tx.tell(
                    [owner],
                    Telling(
                        .yours, conversation.eventSubject, occasion: "message \(last.id)", what: .wrote, message: last.id.number))
            }
        })
}

extension Tx {
    fileprivate func conversation(of event: Event) throws -> Conversation? {
        guard let subject = event.subject, subject.kind == "conversation" else { return nil }
        return try db.conversation(Conversation.ID(number: subject.id))
    }

    /// Tells who has the conversation, and who follows it.
    fileprivate func tellOf(_ what: Notice.What, _ event: Event, _ conversation: Conversation) throws {
        let message = event.data["message"]?.number
        let occasion = message.map { "\(what.rawValue) \($0)" } ?? "event \(event.id)"
        let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)
        var owner = duty == nil ? conversation.owner : duty?.owner
        // Whose mail did not arrive wants to know, where nobody has the matter.
        if owner == nil, what == .failed { owner = try message.flatMap { try db.message(Message.ID(number: $0))?.staff } }
        if let owner {
            try tell(
                [owner],
                Telling(
                    .yours, conversation.eventSubject, occasion: what == .wrote ? "message \(message ?? 0)" : occasion, what: what,
                    message: message))
        }
        let followers = try db.followers(of: conversation.id).filter { $0 != owner }
        if !followers.isEmpty {
            try tell(followers, Telling(.followed, conversation.eventSubject, occasion: occasion, what: what, message: message))
        }
    }

    /// It is answered: nobody has to hear that the customer wrote, or that a mail did not arrive.
    fileprivate func settleAnswered(_ conversation: Conversation) throws {
        try settleNotices(about: conversation.eventSubject, [.yours])
    }

    fileprivate func tellMentioned(_ event: Event, _ conversation: Conversation) throws {
        guard let number = event.data["staff"]?.number else { return }
        let staff = Staff.ID(number: number)
        let message = event.data["message"]?.number
        try tell([staff], Telling(.mentioned, conversation.eventSubject, occasion: "message \(message ?? 0)", message: message))
        if try db.tellingChoices(of: staff).followsMentions { try follow(conversation, by: staff) }
    }

    /// "Done" on Today, or a word said: the question is answered.
    fileprivate func settleMention(_ event: Event) throws {
        guard event.data["kind"]?.word == Mention.dutyKind, let id = event.subject?.id, let duty = try db.duty(Duty.ID(number: id)) else {
            return
        }
        let mention = try db.first(
            "SELECT conversation_id, staff_id FROM mention WHERE id = \(duty.subject)"
        ) { row in (try row.next(Conversation.ID.self), try row.next(Staff.ID.self)) }
        guard let (conversation, staff) = mention else { return }
        try settleNotices(about: Event.Subject("conversation", conversation), [.mentioned], of: staff)
    }

    fileprivate func tellHandOver(_ event: Event, _ conversation: Conversation) throws {
        let subject = conversation.eventSubject
        let last = try db.handOvers(of: conversation.id).last
        guard event.kind == "hand-over.asked" else {
            // Answered, or asked no more: nobody need be told of the question.
            try settleNotices(about: subject, [.asked])
            guard let last, event.kind != "hand-over.withdrawn" else { return }
            let isTaken = event.kind == "hand-over.accepted"
            // Who took it by their own will tells whoever had it.
            let isOwnWill = last.askedBy == last.to
            try tell(
                isOwnWill ? [last.from].compactMap { $0 } : [last.askedBy],
                Telling(.asked, subject, occasion: "hand-over \(last.id) answered", what: isTaken ? .accepted : .declined))
            if isTaken, try db.tellingChoices(of: last.askedBy).followsPassedOn { try follow(conversation, by: last.askedBy) }
            return
        }
        guard let last, last.state == .asked, last.to != actor.staff else { return }
        try tell([last.to], Telling(.asked, subject, occasion: "hand-over \(last.id)", message: last.note.number))
    }
}
