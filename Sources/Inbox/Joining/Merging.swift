import Core
import Foundation
import Storage

extension Tx {
    /// `from` goes into `into`: all messages in order of time, with notes, files, hand-overs and what was asked in notes; its number leads
    /// there from then on. Nobody is told by mail.
    ///
    /// - Parameter customer: who stays the customer, one of the two; nil where they are one person's.
    @discardableResult func merge(_ from: Conversation.ID, into: Conversation.ID, customer: Customer.ID? = nil) throws
        -> ConversationMerge.ID
    {
        guard from != into else { throw JoinRefusal.same }
        guard let gone = try db.conversation(from), let stays = try db.conversation(into), !gone.state.isGone, !stays.state.isGone else {
            throw JoinRefusal.gone
        }
        let person = customer ?? (gone.customer == stays.customer ? stays.customer : nil)
        guard let person, person == gone.customer || person == stays.customer else { throw JoinRefusal.whoStays }
        guard try !db.isOnItsWay("(SELECT id FROM message WHERE conversation_id = \(from))") else { throw JoinRefusal.onItsWay }
        let id = newID(ConversationMerge.self)
        let duties = (from: try db.openDuty(ReplyDuty.kind, about: from.number), into: try db.openDuty(ReplyDuty.kind, about: into.number))
        let lasting = try join(duties.from, duties.into, in: stays, customer: person)
        try keep(
            id, gone, into: stays, customer: person == stays.customer ? nil : stays.customer,
            ConversationMerge.WayBack(
                from: .init(state: gone.state.rawValue, duty: duties.from?.id, clock: duties.from?.clock),
                into: .init(state: stays.state.rawValue, duty: duties.into?.id, clock: duties.into?.clock), lasting: lasting,
                hadMailbox: stays.mailbox != nil))
        // One question to a colleague at a time.
        if let asked = try db.handOvers(of: from).first(where: { $0.state == .asked }),
            try db.handOvers(of: into).contains(where: { $0.state == .asked })
        {
            try withdrawHandOver(asked.id)
        }
        try db.run(
            """
            INSERT INTO conversation_merge_row (merge_id, kind, row_id)
            SELECT \(id), 'message', id FROM message WHERE conversation_id = \(from)
            """)
        try carry(try db.values("SELECT id FROM message WHERE conversation_id = \(from) ORDER BY id"), to: into)
        try carryDrafts(from: from, to: into)
        try carryNoteDrafts(from: from, to: into)
        try carryForwardDrafts(from: from, to: into)
        try carryLinks(of: id, from: from, to: into)
        try carryTagsAndFollowers(of: id, from: from, to: into)
        try db.run("DELETE FROM closing_notice WHERE conversation_id IN \([from, into])")
        try db.run(
            "UPDATE conversation SET customer_id = \(person), mailbox_id = \(stays.mailbox ?? gone.mailbox) WHERE id = \(into)")
        try put(into, in: JoinRules.state(gone.state, stays.state))
        try put(from, in: .merged)
        try recount(into)
        try derive(from)
        try derive(into)
        try record(
            "conversation.merged", customer: person, subject: stays.eventSubject, data: ["from": Event.Fact(from), "merge": Event.Fact(id)])
        // Whoever has the other one open, and whose it was, hears of it too.
        try record(
            "conversation.left", customer: gone.customer, subject: gone.eventSubject,
            data: ["into": Event.Fact(into), "merge": Event.Fact(id)])
        return id
    }

    /// One duty of two: the older start wins, the other ends as merged. Gives the one that goes on.
    private func join(_ one: Duty?, _ other: Duty?, in stays: Conversation, customer: Customer.ID) throws -> Duty.ID? {
        guard let first = one ?? other else { return nil }
        var clock = first.clock
        var lasting = first
        if let one, let other {
            lasting = one.createdAt < other.createdAt ? one : other
            let ends = lasting.id == one.id ? other : one
            try drop(ReplyDuty.kind, about: ends.subject, reason: "merged")
            clock = lasting.clock
            (clock.since, clock.due) = JoinRules.clock(one.clock, other.clock, now: now)
            clock.snoozedUntil = JoinRules.snooze(one.snoozedUntil, other.snoozedUntil)
            // Who has the one that stays has both.
            clock.owner = other.owner ?? one.owner
            clock.line = other.line ?? one.line
        } else if one != nil {
            clock.owner = clock.owner ?? stays.owner
        }
        clock.subject = stays.id.number
        clock.customer = customer
        if clock != lasting.clock { try rewrite(lasting.id, clock) }
        return lasting.id
    }
}
