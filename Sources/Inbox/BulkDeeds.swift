import Core
import Storage
import Web

/// One verb for several conversations. What it does not fit is left alone and counted; the whole can be taken back (83).
enum BulkVerb: String, Sendable, CaseIterable, SQLValue {
    case solve, take, snooze, tag
}

/// What became of the conversations that were chosen.
struct BulkOutcome: Sendable, Equatable {
    var id: BulkDeed.ID
    var done = 0
    /// Solved already, another's, nothing owed.
    var left = 0
}

struct BulkDeed {
    typealias ID = Storage.ID<BulkDeed>
    /// What one press may touch.
    static let most = 200
    /// After which the way back is forgotten.
    static let kept = UndoTime.ofTheDay
}

/// A conversation as it was before a deed to several.
private struct BulkRow {
    var conversation: Conversation.ID
    var state: Conversation.State
    var duty: Duty.ID?
    var snoozedUntil: Instant?
    var ownState: OwnState.ID?
    /// Those that the deed put on.
    var tags: [Tag.ID]

    init(row: inout Row) throws {
        conversation = try row.next()
        state = try row.next()
        duty = try row.next()
        snoozedUntil = try row.next()
        ownState = try row.next()
        tags = (try row.next(String?.self) ?? "").split(separator: " ").compactMap { Tag.ID(String($0)) }
    }
}

extension Tx {
    /// - Parameter tags: for the verb that tags.
    func bulk(_ verb: BulkVerb, _ conversations: [Conversation.ID], until: Instant, tags: [Tag.ID] = []) throws -> BulkOutcome {
        guard let me = actor.staff else { throw Refused.notFound }
        var outcome = BulkOutcome(id: newID())
        try db.run("INSERT INTO bulk_deed (id, staff_id, verb, at) VALUES (\(outcome.id), \(me), \(verb), \(now))")
        for conversation in try db.conversations(conversations.map(\.number)) {
            let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)
            var put: [Tag.ID] = []
            let isDone: Bool
            if verb == .tag {
                put = try tagged(conversation, tags)
                isDone = !put.isEmpty
            } else {
                isDone = try act(verb, on: conversation, duty, by: me, until: until)
            }
            guard isDone else {
                outcome.left += 1
                continue
            }
            outcome.done += 1
            try db.run(
                """
                INSERT INTO bulk_row (bulk_id, conversation_id, state, duty_id, snoozed_until, own_state, tags)
                VALUES (\(outcome.id), \(conversation.id), \(conversation.state), \(duty?.id), \(duty?.snoozedUntil), \(conversation.ownState),
                    \(put.map(\.description).joined(separator: " ")))
                """)
        }
        if outcome.done == 0 { silentByIntent = true }
        return outcome
    }

    /// One that has as many tags as it can have is left as it is.
    private func tagged(_ conversation: Conversation, _ tags: [Tag.ID]) throws -> [Tag.ID] {
        do { return try tag(conversation, tags) } catch TagProblem.tooManyHere { return [] }
    }

    private func act(_ verb: BulkVerb, on conversation: Conversation, _ duty: Duty?, by me: Staff.ID, until: Instant) throws -> Bool {
        switch verb {
        case .solve:
            guard conversation.state != .solved, !conversation.state.isGone else { return false }
            try solve(conversation)
            return true
        case .take:
            guard let duty, duty.owner == nil else { return false }
            return try take(duty.id, by: me) == me
        case .snooze:
            guard let duty, duty.snoozedUntil != until else { return false }
            try snooze(duty.id, until: until)
            return true
        case .tag: return false
        }
    }

    /// Everything as it was, but for what has changed since. Returns how many came back; nil where there is nothing to take back any more.
    func undoBulk(_ id: BulkDeed.ID) throws -> BulkOutcome? {
        guard let me = actor.staff,
            let verb = try db.value("SELECT verb FROM bulk_deed WHERE id = \(id) AND staff_id = \(me)", as: BulkVerb.self)
        else { return nil }
        var outcome = BulkOutcome(id: id)
        let rows = try db.all(
            """
            SELECT conversation_id, state, duty_id, snoozed_until, own_state, tags FROM bulk_row WHERE bulk_id = \(id) ORDER BY conversation_id
            """
        ) { try BulkRow(row: &$0) }
        for row in rows {
            let isBack = try takeBack(verb, row, me)
            if isBack { outcome.done += 1 } else { outcome.left += 1 }
        }
        try db.run("DELETE FROM bulk_row WHERE bulk_id = \(id)")
        try db.run("DELETE FROM bulk_deed WHERE id = \(id)")
        if outcome.done == 0 { silentByIntent = true }
        return outcome
    }

    private func takeBack(_ verb: BulkVerb, _ row: BulkRow, _ me: Staff.ID) throws -> Bool {
        let (id, duty) = (row.conversation, row.duty)
        guard let conversation = try db.conversation(id) else { return false }
        switch verb {
        case .solve:
            guard conversation.state == .solved else { return false }
            if duty != nil {
                try reopen(conversation)
            } else {
                // Nothing was owed before, so nothing is owed again.
                try move(conversation, to: row.state)
                try record("conversation.reopened", customer: conversation.customer, subject: conversation.eventSubject)
            }
            try derive(id)
            if let own = row.ownState { try keep(ownState: own, of: id) }
            return true
        case .take:
            guard let duty, let known = try db.duty(duty), known.owner == me, known.state == .open else { return false }
            try release(duty)
            try derive(id)
            return true
        case .snooze:
            guard let duty, let known = try db.duty(duty), known.state == .open, known.snoozedUntil != nil else { return false }
            try snooze(duty, until: row.snoozedUntil)
            return true
        case .tag: return try row.tags.filter { try take(off: $0, conversation.tagged) }.isEmpty == false
        }
    }

    func sweepBulkDeeds() throws {
        let end = now - BulkDeed.kept
        try db.run("DELETE FROM bulk_row WHERE bulk_id IN (SELECT id FROM bulk_deed WHERE at < \(end))")
        try db.run("DELETE FROM bulk_deed WHERE at < \(end)")
    }
}
