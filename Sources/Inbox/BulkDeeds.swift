import Core
import Storage
import Web

/// One verb for several conversations. What it does not fit is left alone and counted; the whole can be taken back (83).
enum BulkVerb: String, Sendable, CaseIterable, SQLValue {
    case solve, take, snooze
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
    static let kept: Duration = .seconds(86_400)
}

extension Tx {
    func bulk(_ verb: BulkVerb, _ conversations: [Conversation.ID], until: Instant) throws -> BulkOutcome {
        guard let me = actor.staff else { throw Refused.notFound }
        var outcome = BulkOutcome(id: newID())
        try db.run("INSERT INTO bulk_deed (id, staff_id, verb, at) VALUES (\(outcome.id), \(me), \(verb), \(now))")
        for conversation in try db.conversations(conversations.map(\.number)) {
            let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)
            guard try act(verb, on: conversation, duty, by: me, until: until) else {
                outcome.left += 1
                continue
            }
            outcome.done += 1
            try db.run(
                """
                INSERT INTO bulk_row (bulk_id, conversation_id, state, duty_id, snoozed_until)
                VALUES (\(outcome.id), \(conversation.id), \(conversation.state), \(duty?.id), \(duty?.snoozedUntil))
                """)
        }
        if outcome.done == 0 { silentByIntent = true }
        return outcome
    }

    private func act(_ verb: BulkVerb, on conversation: Conversation, _ duty: Duty?, by me: Staff.ID, until: Instant) throws -> Bool {
        switch verb {
        case .solve:
            guard conversation.state != .solved else { return false }
            try solve(conversation)
            return true
        case .take:
            guard let duty, duty.owner == nil else { return false }
            return try take(duty.id, by: me) == me
        case .snooze:
            guard let duty, duty.snoozedUntil != until else { return false }
            try snooze(duty.id, until: until)
            return true
        }
    }

    /// Everything as it was, but for what has changed since. Returns how many came back; nil where there is nothing to take back any more.
    func undoBulk(_ id: BulkDeed.ID) throws -> BulkOutcome? {
        guard let me = actor.staff,
            let verb = try db.value("SELECT verb FROM bulk_deed WHERE id = \(id) AND staff_id = \(me)", as: BulkVerb.self)
        else { return nil }
        var outcome = BulkOutcome(id: id)
        let rows = try db.all(
            "SELECT conversation_id, state, duty_id, snoozed_until FROM bulk_row WHERE bulk_id = \(id) ORDER BY conversation_id"
        ) {
            row in
            (
                try row.next(Conversation.ID.self), try row.next(Conversation.State.self), try row.next(Duty.ID?.self),
                try row.next(Instant?.self)
            )
        }
        for (conversation, state, duty, snoozed) in rows {
            let isBack = try takeBack(verb, conversation, state, duty, snoozed, me)
            if isBack { outcome.done += 1 } else { outcome.left += 1 }
        }
        try db.run("DELETE FROM bulk_row WHERE bulk_id = \(id)")
        try db.run("DELETE FROM bulk_deed WHERE id = \(id)")
        if outcome.done == 0 { silentByIntent = true }
        return outcome
    }

    private func takeBack(
        _ verb: BulkVerb, _ id: Conversation.ID, _ before: Conversation.State, _ duty: Duty.ID?, _ snoozed: Instant?, _ me: Staff.ID
    ) throws -> Bool {
        guard let conversation = try db.conversation(id) else { return false }
        switch verb {
        case .solve:
            guard conversation.state == .solved else { return false }
            if duty != nil {
                try reopen(conversation)
            } else {
                // Nothing was owed before, so nothing is owed again.
                try move(conversation, to: before)
                try record("conversation.reopened", customer: conversation.customer, subject: conversation.eventSubject)
            }
            try derive(id)
            return true
        case .take:
            guard let duty, let known = try db.duty(duty), known.owner == me, known.state == .open else { return false }
            try release(duty)
            try derive(id)
            return true
        case .snooze:
            guard let duty, let known = try db.duty(duty), known.state == .open, known.snoozedUntil != nil else { return false }
            try snooze(duty, until: snoozed)
            return true
        }
    }

    func sweepBulkDeeds() throws {
        let end = now - BulkDeed.kept
        try db.run("DELETE FROM bulk_row WHERE bulk_id IN (SELECT id FROM bulk_deed WHERE at < \(end))")
        try db.run("DELETE FROM bulk_deed WHERE at < \(end)")
    }
}
