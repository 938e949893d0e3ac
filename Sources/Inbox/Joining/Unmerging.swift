import Core
import Storage

extension Tx {
    /// Each conversation has its own messages again, and what was owed in each is owed again as it was. What came after the merge stays with
    /// the one that stood; what was answered while they were one is answered in both (77).
    ///
    /// - Parameter late: also after its 30 days.
    @discardableResult func undoMerge(_ id: ConversationMerge.ID, late: Bool = false) throws -> ConversationMerge {
        guard let merge = try db.conversationMerge(id), let wayBack = try db.wayBack(id) else { throw JoinRefusal.gone }
        guard merge.undoneAt == nil else { throw JoinRefusal.undone }
        guard late || merge.canBeUndone(at: now) else { throw JoinRefusal.over }
        guard let gone = try db.conversation(merge.from), let stays = try db.conversation(merge.into) else { throw JoinRefusal.gone }
        if stays.state == .merged { throw JoinRefusal.later(try db.standing(stays.id)?.id ?? stays.id) }
        guard stays.state != .deleted, gone.state == .merged else { throw JoinRefusal.gone }
        // What was split off meanwhile is elsewhere, and stays there.
        let own = try db.values(
            """
            SELECT m.id FROM message m JOIN conversation_merge_row r ON r.merge_id = \(id) AND r.kind = 'message' AND r.row_id = m.id
            WHERE m.conversation_id = \(merge.into) ORDER BY m.id
            """, as: Message.ID.self)
        guard try !db.isOnItsWay("\(own)") else { throw JoinRefusal.onItsWay }
        try carry(own, to: merge.from)
        try giveLinksBack(of: merge)
        try giveTagsAndFollowersBack(of: id, from: merge.into)
        let customer = merge.customer ?? stays.customer
        try db.run("UPDATE conversation SET customer_id = \(customer) WHERE id = \(stays.id)")
        if !wayBack.hadMailbox { try db.run("UPDATE conversation SET mailbox_id = NULL WHERE id = \(stays.id)") }
        let news = try news(in: stays.id, since: id)
        var memory = wayBack
        // Whose they are now: cards may have been merged since.
        memory.from.clock?.customer = gone.customer
        memory.into.clock?.customer = customer
        let states = try part(memory, stays, customer: customer, news)
        try put(merge.from, in: states.from)
        try put(merge.into, in: states.into)
        try db.run("UPDATE conversation_merge SET undone_at = \(now), undone_by = \(actor.staff) WHERE id = \(id)")
        try db.run("DELETE FROM conversation_merge_row WHERE merge_id = \(id)")
        for side in [merge.from, merge.into] {
            try recount(side)
            try derive(side)
        }
        try record("conversation.parted", customer: customer, subject: stays.eventSubject, data: ["other": Event.Fact(merge.from)])
        try record("conversation.parted", customer: gone.customer, subject: gone.eventSubject, data: ["other": Event.Fact(merge.into)])
        return merge
    }

    /// What was said in the one that stood since they became one.
    private struct News {
        /// When the customer's side wrote first, and nobody has answered since.
        var waitsSince: Instant?
        var isThere: Bool
    }

    private func news(in conversation: Conversation.ID, since merge: ConversationMerge.ID) throws -> News {
        let said = try db.all(
            """
            SELECT m.kind, m.at FROM message m WHERE m.conversation_id = \(conversation) AND m.id > \(merge.number) AND m.kind <> 'note'
                AND m.automatic IS NULL
            ORDER BY m.id
            """
        ) { (try $0.next(Message.Kind.self), try $0.next(Instant.self)) }
        let answered = said.lastIndex { $0.0 == .ours }.map { $0 + 1 } ?? 0
        return News(waitsSince: said[answered...].first?.1, isThere: !said.isEmpty)
    }

    /// Both duties as they were, where the one that went on is open still. Gives the states that both come to stand in.
    private func part(
        _ wayBack: ConversationMerge.WayBack, _ stays: Conversation, customer: Customer.ID, _ news: News
    ) throws -> (from: Conversation.State, into: Conversation.State) {
        let open = try db.openDuty(ReplyDuty.kind, about: stays.id.number)
        let before = (from: wayBack.from.before, into: wayBack.into.before)
        // Nothing was owed: each stands where it stood, but for what was said since.
        guard let lasting = wayBack.lasting else { return (before.from, news.isThere ? stays.state : before.into) }
        guard let open, open.id == lasting else { return try partAnswered(wayBack, stays, news, lasting) }
        let owner = open.owner
        if let duty = wayBack.from.duty, let clock = wayBack.from.clock {
            if duty == lasting { try rewrite(duty, clock) } else if try reopen(duty) { try rewrite(duty, clock) }
        }
        if let duty = wayBack.into.duty, var clock = wayBack.into.clock {
            // Who took it while it was one has it.
            clock.owner = owner ?? clock.owner
            if duty != lasting { try reopen(duty) }
            try rewrite(duty, clock)
            return (before.from, news.isThere ? stays.state : before.into)
        }
        guard let since = news.waitsSince else { return (before.from, news.isThere ? .waiting : before.into) }
        try owe(
            Duty.Request(kind: ReplyDuty.kind, subject: stays.id.number, customer: customer, channel: stays.channel, from: since),
            owner: owner)
        return (before.from, .open)
    }

    /// An answer ended what was owed while they were one: it is owed in neither.
    private func partAnswered(_ wayBack: ConversationMerge.WayBack, _ stays: Conversation, _ news: News, _ lasting: Duty.ID) throws -> (
        from: Conversation.State, into: Conversation.State
    ) {
        let into: Conversation.State = news.isThere || stays.state == .solved ? stays.state : wayBack.into.before
        guard let duty = wayBack.from.duty, let clock = wayBack.from.clock else { return (wayBack.from.before, into) }
        if duty == lasting {
            try rewrite(duty, clock)
            if let other = wayBack.into.duty { try end(other, as: duty) }
        } else {
            try end(duty, as: lasting)
        }
        return (stays.state == .solved ? .solved : .waiting, into)
    }
}
