import Core
import Storage
import Web

extension Reader {
    func handOver(_ id: HandOver.ID) throws -> HandOver? {
        try first("SELECT \(HandOver.columns) FROM hand_over h WHERE h.id = \(id)") { try HandOver(row: &$0) }
    }

    /// Oldest first.
    func handOvers(of conversation: Conversation.ID) throws -> [HandOver] {
        try all("SELECT \(HandOver.columns) FROM hand_over h WHERE h.conversation_id = \(conversation) ORDER BY h.id LIMIT 50") {
            try HandOver(row: &$0)
        }
    }

    /// Those that somebody accepted, newest first.
    func acceptedHandOvers(since: Instant, limit: Int) throws -> [HandOver] {
        try all(
            """
            SELECT \(HandOver.columns) FROM hand_over h WHERE h.state = \(HandOver.State.accepted) AND h.answered_at >= \(since)
            ORDER BY h.answered_at DESC, h.id DESC LIMIT \(limit)
            """
        ) { try HandOver(row: &$0) }
    }

    func handOverFigures(since: Instant) throws -> HandOverFigures {
        let passed: SQL = """
            SELECT h.conversation_id FROM hand_over h WHERE h.state = \(HandOver.State.accepted) AND h.answered_at >= \(since)
            """
        return HandOverFigures(
            matters: try value(
                "SELECT count(*) FROM conversation WHERE changed_at >= \(since) AND state NOT IN \(Conversation.State.gone)", as: Int.self)
                ?? 0,
            passedOn: try value("SELECT count(*) FROM conversation WHERE id IN (\(passed))", as: Int.self) ?? 0,
            withoutSolution: try value(
                "SELECT count(*) FROM conversation WHERE id IN (\(passed)) AND state <> \(Conversation.State.solved)", as: Int.self) ?? 0)
    }

    /// Who could take a matter: everybody who serves, but for who has it.
    func colleagues(but owner: Staff.ID?) throws -> [Staff] {
        try allStaff().filter { $0.servesCustomers && $0.id != owner }
    }
}

extension Conversation {
    /// Who has the matter: whoever owes the answer, nobody where that is nobody's yet; else who had it last.
    /// - Parameter duty: the open one to answer.
    func holder(_ duty: Duty?) -> Staff.ID? { duty.map(\.owner) ?? owner }
}

extension Staff {
    /// Whether they work here and with customers.
    var servesCustomers: Bool { isActive && role >= Permission.serve.leastRole }
}

extension Tx {
    /// The duty of who was asked: to say yes or no.
    static let handOverDuty = "hand-over"
    /// The duty of the shop's owner to look at a matter that went from hand to hand.
    static let passedOnDuty = "passed-on"

    /// Asks `colleague` to take the matter. Nothing changes hands before they accept.
    @discardableResult public func askHandOver(
        _ conversation: Conversation, to colleague: Staff.ID, reason: HandOver.Reason, note text: String
    ) throws -> HandOver.ID {
        guard let me = actor.staff else { throw HandOverRefusal.nobody }
        if let open = try db.handOvers(of: conversation.id).first(where: { $0.state == .asked }) { throw HandOverRefusal.asked(open.to) }
        let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)
        let owner = conversation.holder(duty)
        guard owner != colleague else { throw HandOverRefusal.theirsAlready }
        guard try db.colleagues(but: owner).contains(where: { $0.id == colleague }) else { throw HandOverRefusal.nobody }
        let message: Message.ID
        do { message = try note(text, in: conversation) } catch AnswerRefusal.empty { throw HandOverRefusal.noNote }
        let id = newID(HandOver.self)
        try db.run(
            """
            INSERT INTO hand_over (id, conversation_id, note_id, from_staff, to_staff, reason, state, asked_by, asked_at)
            VALUES (\(id), \(conversation.id), \(message), \(owner), \(colleague), \(reason), \(HandOver.State.asked), \(me), \(now))
            """)
        try record(
            "hand-over.asked", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["to": Event.Fact(colleague), "reason": .word(reason.rawValue)])
        if colleague == me {
            // Who asks for it oneself has said yes.
            try acceptHandOver(id)
        } else {
            try owe(
                Duty.Request(
                    kind: Tx.handOverDuty, subject: id.number, customer: conversation.customer, channel: conversation.channel, from: now),
                owner: colleague, due: duty?.due)
        }
        return id
    }

    /// The matter is theirs from now on, with its clock as it runs.
    func acceptHandOver(_ id: HandOver.ID) throws {
        let (handOver, conversation) = try asked(id)
        let me = try whoAnswers(handOver)
        try end(handOver, .accepted, by: me)
        if let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number) {
            try self.handOver(duty.id, to: .staff(me))
        } else {
            // Nothing is owed now; the next word of the customer's comes to whoever had the matter last.
            try db.run(
                """
                UPDATE duty SET owner_id = \(me) WHERE id = (
                    SELECT max(id) FROM duty WHERE kind = \(ReplyDuty.kind) AND subject_id = \(conversation.id))
                """)
            try db.run("UPDATE conversation SET owner_id = \(me) WHERE id = \(conversation.id)")
        }
        try derive(conversation.id)
        try record(
            "hand-over.accepted", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["from": handOver.from.map { Event.Fact($0) } ?? 0, "to": Event.Fact(me), "message": Event.Fact(handOver.note)])
        try tellOfPassing(conversation)
    }

    /// To whoever is there of a line: nobody has to say yes, and the clock runs on. The note says what must be known.
    func passOn(_ conversation: Conversation, to line: Line.ID, note text: String) throws {
        if let open = try db.handOvers(of: conversation.id).first(where: { $0.state == .asked }) { try withdrawHandOver(open.id) }
        try note(text, in: conversation)
        guard let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number) else { return }
        try handOver(duty.id, to: .line(line))
        try derive(conversation.id)
    }

    /// It stays where it was, with a word why.
    func declineHandOver(_ id: HandOver.ID, word: String) throws {
        let (handOver, conversation) = try asked(id)
        let me = try whoAnswers(handOver)
        if !word.trimmed(ofLines: true).isEmpty { try note(word, in: conversation) }
        try end(handOver, .declined, by: me)
        try record(
            "hand-over.declined", customer: conversation.customer, subject: conversation.eventSubject, data: ["to": Event.Fact(handOver.to)]
        )
    }

    func withdrawHandOver(_ id: HandOver.ID) throws {
        let (handOver, conversation) = try asked(id)
        try end(handOver, .withdrawn, by: actor.staff)
        try record(
            "hand-over.withdrawn", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["to": Event.Fact(handOver.to)])
    }

    /// Who was asked, or who has their duties since they left.
    private func whoAnswers(_ handOver: HandOver) throws -> Staff.ID {
        guard let me = actor.staff, try me == handOver.to || db.openDuty(Tx.handOverDuty, about: handOver.id.number)?.owner == me else {
            throw HandOverRefusal.notAsked
        }
        return me
    }

    private func asked(_ id: HandOver.ID) throws -> (HandOver, Conversation) {
        guard let handOver = try db.handOver(id), let conversation = try db.conversation(handOver.conversation) else {
            throw Refused.notFound
        }
        guard handOver.state == .asked else { throw HandOverRefusal.over(handOver.state) }
        return (handOver, conversation)
    }

    private func end(_ handOver: HandOver, _ state: HandOver.State, by staff: Staff.ID?) throws {
        let changed = try db.run(
            """
            UPDATE hand_over SET state = \(state), answered_at = \(now), answered_by = \(staff)
            WHERE id = \(handOver.id) AND state = \(HandOver.State.asked)
            """)
        guard changed == 1 else { throw HandOverRefusal.over(try db.handOver(handOver.id)?.state ?? .withdrawn) }
        try fulfil(Tx.handOverDuty, about: handOver.id.number, outcome: state.rawValue)
    }

    /// A matter that is passed on a second time is looked at by the shop's owner (R17).
    private func tellOfPassing(_ conversation: Conversation) throws {
        let times = try db.handOvers(of: conversation.id).filter { $0.state == .accepted && $0.from != nil }.count
        guard times >= 2, let owner = try db.shopOwner() else { return }
        try owe(
            Duty.Request(
                kind: Tx.passedOnDuty, subject: conversation.id.number, customer: conversation.customer, channel: conversation.channel,
                from: now),
            owner: owner)
    }
}
