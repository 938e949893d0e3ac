import Core
import Mail
import Storage

/// A conversation that waits to be gone for good (81).
///
///     in its list ──delete──▶ deleted ──restore──▶ as it was
///                               └──── 30 days ───▶ gone, with files, search words and the mail as it came
struct DeletedConversation: Sendable {
    var conversation: Conversation
    var at: Instant
    var staff: Staff.ID?

    static let days = UndoTime.days
    /// Rows of a page of the list.
    static let pageSize = 50

    /// Where a page of the list ends.
    typealias Position = Cursor<Instant, Conversation.ID>
    var position: Position { Position(after: at, conversation.id) }
    /// When it goes for good.
    var end: Instant { at + UndoTime.time }
}

extension Reader {
    /// Newest first, from behind `after`.
    func deletedConversations(after: DeletedConversation.Position? = nil, limit: Int) throws -> [DeletedConversation] {
        guard let edge = after?.values else { return try deleted("", limit: limit) }
        return try deleted("AND (d.at, d.conversation_id) < \(edge)", limit: limit)
    }

    func deletedConversation(_ id: Conversation.ID) throws -> DeletedConversation? {
        try deleted("AND c.id = \(id)", limit: 1).first
    }

    private func deleted(_ which: SQL, limit: Int) throws -> [DeletedConversation] {
        try all(
            """
            SELECT d.at, d.staff_id, \(Conversation.columns) FROM deleted_conversation d JOIN conversation c ON c.id = d.conversation_id
            WHERE c.state = 'deleted' \(which) ORDER BY d.at DESC, d.conversation_id DESC LIMIT \(limit)
            """
        ) { row in
            let (at, staff) = (try row.next(Instant.self), try row.next(Staff.ID?.self))
            return DeletedConversation(conversation: try Conversation(row: &row), at: at, staff: staff)
        }
    }
}

extension Tx {
    /// Out of all lists, of search and of what is owed, to be brought back within 30 days.
    func delete(_ id: Conversation.ID) throws {
        guard let conversation = try db.conversation(id), !conversation.state.isGone else { throw JoinRefusal.gone }
        let messages: SQL = "(SELECT id FROM message WHERE conversation_id = \(id))"
        guard try !db.isOnItsWay(messages) else { throw JoinRefusal.onItsWay }
        let duty = try db.openDuty(ReplyDuty.kind, about: id.number)
        try db.run(
            """
            INSERT INTO deleted_conversation (conversation_id, at, staff_id, state, duty_id)
            VALUES (\(id), \(now), \(actor.staff), \(conversation.state), \(duty?.id))
            """)
        try drop(ReplyDuty.kind, about: id.number, reason: "deleted")
        for asked in try db.handOvers(of: id) where asked.state == .asked { try withdrawHandOver(asked.id) }
        for mention in try db.values("SELECT id FROM mention WHERE conversation_id = \(id) ORDER BY id", as: Mention.ID.self) {
            try drop(Mention.dutyKind, about: mention.number, reason: "deleted")
        }
        try drop(Tx.passedOnDuty, about: id.number, reason: "deleted")
        try db.run("DELETE FROM closing_notice WHERE conversation_id = \(id)")
        try ConversationRows.forget(try db.values("SELECT id FROM message WHERE conversation_id = \(id)"), self)
        try put(id, in: .deleted)
        try derive(id)
        try record("conversation.deleted", customer: conversation.customer, subject: conversation.eventSubject)
    }

    /// As it was, with what was owed. What was asked of colleagues is asked again, but for a hand-over.
    func restore(_ id: Conversation.ID) throws {
        guard let conversation = try db.conversation(id), conversation.state == .deleted,
            let (before, duty) = try db.first(
                "SELECT state, duty_id FROM deleted_conversation WHERE conversation_id = \(id)",
                { (try $0.next(Conversation.State.self), try $0.next(Duty.ID?.self)) })
        else { throw JoinRefusal.gone }
        try db.run("DELETE FROM deleted_conversation WHERE conversation_id = \(id)")
        try put(id, in: before)
        if let duty { try reopen(duty) }
        let mentions = try db.values(
            """
            SELECT d.id FROM duty d JOIN mention m ON m.id = d.subject_id
            WHERE m.conversation_id = \(id) AND d.kind = \(Mention.dutyKind) AND d.state = 'dropped' AND d.outcome = 'deleted' ORDER BY d.id
            """, as: Duty.ID.self)
        for mention in mentions { try reopen(mention) }
        for message in try db.messages(of: id, limit: 10_000) { try index(message) }
        try derive(id)
        try record("conversation.restored", customer: conversation.customer, subject: conversation.eventSubject)
    }

    /// For good: messages, files, the mail as it came, search words. What is left tells the same mail again, so that it is not taken in a
    /// second time (82), and says that something happened.
    func purge(_ id: Conversation.ID) throws {
        guard let conversation = try db.conversation(id), conversation.state == .deleted else { return }
        let messages = try db.values("SELECT id FROM message WHERE conversation_id = \(id)", as: Int64.self)
        for sent in try db.values(
            "SELECT rfc_id FROM message WHERE conversation_id = \(id) AND kind = 'ours' AND rfc_id IS NOT NULL", as: String.self)
        {
            try keep(ErasedMail.sentMark(sent), 0, now)
        }
        try forgetMarks(of: Set(messages))
        try ConversationRows.forget(messages, self)
        try ConversationRows.remove("\([id])", self)
        try db.run("UPDATE conversation_count SET n = n - 1 WHERE state = 'deleted'")
        try record(
            "conversation.erased", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["messages": .number(Int64(messages.count))])
    }

    /// Makes digests of the marks by which these letters are known.
    private func forgetMarks(of messages: Set<Int64>) throws {
        var known: [(box: Int64, mark: String, at: Instant)] = []
        try db.each("SELECT mailbox_id, mark, message_id, at FROM mail_seen WHERE message_id IS NOT NULL") { row in
            let (box, mark, message, at) = (
                try row.next(Int64.self), try row.next(String.self), try row.next(Int64?.self), try row.next(Instant.self)
            )
            if let message, messages.contains(message) { known.append((box, mark, at)) }
            return true
        }
        for (box, mark, at) in known {
            try db.run("DELETE FROM mail_seen WHERE mailbox_id = \(box) AND mark = \(mark)")
            try keep(mark.hasPrefix("erased:") ? mark : ErasedMail.mark(mark), box, at)
        }
    }
}

/// What was deleted long enough goes for good, one conversation a transaction, so that nobody waits for a long one.
enum DeletionSweep {
    static let kind = "mail.sweep-deleted"
    static let job = JobKind(kind) { _, shop in try await run(shop) }

    static func run(_ shop: Shop) async throws {
        let end = shop.clock.now - UndoTime.time
        let due = try await shop.read { db in
            try db.values(
                """
                SELECT d.conversation_id FROM deleted_conversation d JOIN conversation c ON c.id = d.conversation_id
                WHERE d.at <= \(end) AND NOT c.customer_id IN \(SQL.heldPeople) ORDER BY d.at, d.conversation_id LIMIT 1000
                """, as: Conversation.ID.self)
        }
        for id in due {
            try await shop.write(as: .program("deleted conversations")) { tx in
                // Somebody may have brought it back in this very moment.
                guard let known = try tx.db.deletedConversation(id), known.end <= tx.now,
                    // Of who is held nothing goes, whatever its age (135).
                    let conversation = try tx.db.conversation(id), try tx.db.hold(on: conversation.customer) == nil
                else { return tx.silentByIntent = true }
                try tx.purge(id)
            }
        }
    }
}
