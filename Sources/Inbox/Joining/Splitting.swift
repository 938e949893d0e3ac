import Core
import Storage
import Web

extension Tx {
    /// Messages become a conversation of their own, with their files and what was asked in their notes. Both say so of each other. The clock
    /// of what nobody has answered began when it was written (78).
    ///
    /// - Parameters:
    ///   - customer: whose it is; nil is the same person's.
    ///   - subject: nil or empty is that of its first message.
    func split(_ messages: [Message.ID], off id: Conversation.ID, customer: Customer.ID? = nil, subject: String? = nil) throws
        -> Conversation.ID
    {
        guard let old = try db.conversation(id), !old.state.isGone else { throw JoinRefusal.gone }
        let said = try db.messages(of: id, limit: 10_000)
        let chosen = Set(messages)
        let going = said.filter { chosen.contains($0.id) }
        guard let first = going.first(where: { $0.kind != .note && $0.automatic == nil }) else { throw JoinRefusal.nothing }
        let staying = said.filter { !chosen.contains($0.id) }
        guard staying.contains(where: { $0.kind != .note }) else { throw JoinRefusal.everything }
        guard !going.contains(where: { $0.outState == .queued }) else { throw JoinRefusal.onItsWay }
        let duty = try db.openDuty(ReplyDuty.kind, about: id.number)
        let waits = SplitRules.waitsSince(going)
        let topic = subject?.trimmed.nonEmpty ?? Subject.topic(first.subject).nonEmpty ?? old.subject
        let state = SplitRules.state(going, before: old.state)
        let new = try openConversation(
            with: customer ?? old.customer, mailbox: old.mailbox, channel: old.channel, subject: topic, state: state, owner: old.owner,
            at: first.at)
        try carry(going.map(\.id), to: new.id)
        // A question to a colleague goes with its note.
        if let waits, state == .new || state == .open {
            let owed = try owe(
                Duty.Request(kind: ReplyDuty.kind, subject: new.id.number, customer: new.customer, channel: new.channel, from: waits),
                owner: duty?.owner, line: duty?.owner == nil ? duty?.line : nil)
            var clock = owed.clock
            clock.since = waits
            try rewrite(owed.id, clock)
        }
        if duty != nil, waits != nil, SplitRules.waitsSince(staying) == nil {
            try drop(ReplyDuty.kind, about: id.number, reason: "split")
            try put(id, in: SplitRules.state(staying, before: .waiting))
        }
        try db.run("DELETE FROM closing_notice WHERE conversation_id = \(id)")
        for side in [id, new.id] {
            try recount(side)
            try derive(side)
        }
        try link(old, with: new, kind: .split)
        try record(
            "conversation.split", customer: old.customer, subject: old.eventSubject,
            data: ["into": Event.Fact(new.id), "messages": .number(Int64(going.count))])
        return new.id
    }

    /// What was split off goes back, with whatever came since. Gives where it went.
    func putBack(_ link: ConversationLink.ID) throws -> Conversation.ID {
        guard let ends = try db.ends(of: link), let old = try db.standing(ends.one), let new = try db.standing(ends.other) else {
            throw JoinRefusal.gone
        }
        try db.run("DELETE FROM conversation_link WHERE id = \(link)")
        let back = try merge(new.id, into: old.id, customer: old.customer)
        try db.run("UPDATE conversation_merge SET is_way_back = 1 WHERE id = \(back)")
        return old.id
    }
}

/// Where two parts of what was said stand. No clock, no rows.
enum SplitRules {
    /// When the oldest word was said that we have not answered; nil where there is none.
    static func waitsSince(_ messages: [Message]) -> Instant? {
        let answered = messages.lastIndex { $0.kind == .ours && $0.automatic == nil }.map { $0 + 1 } ?? 0
        return messages[answered...].first { $0.kind == .theirs && $0.automatic == nil }?.at
    }

    /// - Parameter before: where all of it stood: what was solved stays so.
    static func state(_ messages: [Message], before: Conversation.State) -> Conversation.State {
        if before == .solved { return .solved }
        let isAnswered = messages.contains { $0.kind == .ours && $0.automatic == nil }
        guard waitsSince(messages) != nil else { return isAnswered ? .waiting : .solved }
        return isAnswered ? .open : .new
    }
}
