import Core
import Foundation
import Storage

extension Reader {
    func conversationMerge(_ id: ConversationMerge.ID) throws -> ConversationMerge? {
        try first("SELECT \(ConversationMerge.columns) FROM conversation_merge g WHERE g.id = \(id)") { try ConversationMerge(row: &$0) }
    }

    /// Where a number leads: the conversation itself, or the one that it went into, however many merges on. Nil where there is none.
    func standing(_ id: Conversation.ID) throws -> Conversation? {
        var next = id
        // Nothing leads in a circle; a damaged file must not hold up a reader either.
        for _ in 0..<50 {
            guard let found = try conversation(next) else { return nil }
            guard found.state == .merged else { return found }
            guard
                let into = try value(
                    "SELECT into_id FROM conversation_merge WHERE from_id = \(next) AND undone_at IS NULL", as: Conversation.ID.self)
            else { return nil }
            next = into
        }
        return nil
    }

    /// The last merge into a conversation of somebody else's, after which their words stand beside the customer's.
    func lastOfTwo(in conversation: Conversation.ID) throws -> ConversationMerge.ID? {
        try value(
            """
            SELECT id FROM conversation_merge WHERE into_id = \(conversation) AND undone_at IS NULL AND of_two = 1 ORDER BY id DESC LIMIT 1
            """)
    }

    func wayBack(_ id: ConversationMerge.ID) throws -> ConversationMerge.WayBack? {
        guard let text = try value("SELECT way_back FROM conversation_merge WHERE id = \(id)", as: String.self) else { return nil }
        return try JSONDecoder().decode(ConversationMerge.WayBack.self, from: Data(text.utf8))
    }

    /// Whether an answer of ours among `messages` waits to go out.
    func isOnItsWay(_ messages: SQL) throws -> Bool {
        try value(
            "SELECT 1 FROM message WHERE id IN \(messages) AND kind = 'ours' AND out_state = \(Message.OutState.queued) LIMIT 1",
            as: Int.self)
            != nil
    }
}

extension Tx {
    func keep(
        _ id: ConversationMerge.ID, _ from: Conversation, into: Conversation, customer: Customer.ID?, _ wayBack: ConversationMerge.WayBack
    ) throws {
        let text = String(decoding: try JSONEncoder().encode(wayBack), as: UTF8.self)
        try db.run(
            """
            INSERT INTO conversation_merge (id, from_id, into_id, at, staff_id, customer_id, of_two, way_back)
            VALUES (\(id), \(from.id), \(into.id), \(now), \(actor.staff), \(customer), \(from.customer != into.customer), \(text))
            """)
    }

    /// Puts messages, with everything that hangs on each, into another conversation. Their ids sort by time, so they stand in order there.
    func carry(_ messages: [Message.ID], to conversation: Conversation.ID) throws {
        guard !messages.isEmpty else { return }
        try db.run("UPDATE message SET conversation_id = \(conversation) WHERE id IN \(messages)")
        try db.run("UPDATE answer_file SET conversation_id = \(conversation) WHERE message_id IN \(messages)")
        try db.run("UPDATE mention SET conversation_id = \(conversation) WHERE note_id IN \(messages)")
        try db.run("UPDATE hand_over SET conversation_id = \(conversation) WHERE note_id IN \(messages)")
        try Search.messages.regroup(db, items: messages.map(\.number), as: conversation.number)
    }

    /// What the lists say of a conversation, from its messages. Where none is left, what they said last.
    func recount(_ conversation: Conversation.ID) throws {
        let last = try db.first(
            """
            SELECT m.id, m.visible_text, m.at FROM message m WHERE m.conversation_id = \(conversation) AND m.kind <> 'note'
            ORDER BY m.id DESC LIMIT 1
            """
        ) { (try $0.next(Message.ID.self), try $0.next(String.self), try $0.next(Instant.self)) }
        guard let (id, text, at) = last else { return }
        try db.run(
            """
            UPDATE conversation SET last_message_id = \(id), snippet = \(Snippet.make(text)), changed_at = \(at),
                message_count = (SELECT count(*) FROM message m WHERE m.conversation_id = \(conversation) AND m.kind <> 'note')
            WHERE id = \(conversation)
            """)
    }

    /// The state with its counters, and no trace in the order of the lists: nobody said anything.
    func put(_ conversation: Conversation.ID, in state: Conversation.State) throws {
        guard let before = try db.conversation(conversation)?.state, before != state else { return }
        try db.run("UPDATE conversation SET state = \(state) WHERE id = \(conversation)")
        try db.run("UPDATE conversation_count SET n = n - 1 WHERE state = \(before)")
        try db.run("UPDATE conversation_count SET n = n + 1 WHERE state = \(state)")
    }

    /// What people have begun to write here goes below what they have begun there; files go along.
    func carryDrafts(from: Conversation.ID, to into: Conversation.ID) throws {
        let drafts = try db.all("SELECT staff_id, text FROM draft WHERE conversation_id = \(from) ORDER BY staff_id") {
            (try $0.next(Staff.ID.self), try $0.next(String.self))
        }
        for (staff, text) in drafts {
            let begun = try db.draft(into, of: staff)?.nonEmpty
            try keepDraft([begun, text].compactMap { $0 }.joined(separator: "\n\n"), in: into, of: staff)
        }
        try db.run("DELETE FROM draft WHERE conversation_id = \(from)")
        try db.run("UPDATE answer_file SET conversation_id = \(into) WHERE conversation_id = \(from) AND message_id IS NULL")
    }
}
