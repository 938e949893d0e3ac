import Core
import Storage

/// What hangs on conversations in other tables, in one place: whoever adds a table that names one adds it here.
public enum ConversationRows {
    /// Tables with a `conversation_id`, but for messages and what hangs on those.
    private static let tables: [SQL] = [
        "hand_over", "mention", "bulk_row", "draft", "note_draft", "forward_draft", "forward_file", "answer_file", "conversation_follow",
        "closing_notice",
        "deleted_conversation",
    ]

    /// Removes `conversations`, a list or a query of their ids, with their messages and everything that hangs on either. The counters by state
    /// are left to the caller, as are search words and jobs (``forget(_:_:)``).
    public static func remove(_ conversations: SQL, _ tx: Tx) throws {
        let db = tx.db
        let letters: SQL = "(SELECT id FROM message WHERE conversation_id IN \(conversations))"
        for table in tables { try db.run("DELETE FROM \(table) WHERE conversation_id IN \(conversations)") }
        // A number that led to one of these leads nowhere: nothing stands behind it.
        let merges: SQL = "(SELECT id FROM conversation_merge WHERE from_id IN \(conversations) OR into_id IN \(conversations))"
        let shells = try db.values(
            "SELECT from_id FROM conversation_merge WHERE into_id IN \(conversations) AND undone_at IS NULL", as: Conversation.ID.self)
        try db.run("DELETE FROM conversation_merge_row WHERE merge_id IN \(merges)")
        try db.run("DELETE FROM conversation_merge WHERE from_id IN \(conversations) OR into_id IN \(conversations)")
        try db.run("DELETE FROM conversation_link WHERE one_id IN \(conversations) OR other_id IN \(conversations)")
        try db.run("UPDATE conversation SET follows = NULL WHERE follows IN \(conversations)")
        try db.run("DELETE FROM notice WHERE subject_kind = 'conversation' AND subject_id IN \(conversations)")
        try db.run("DELETE FROM tag_link WHERE kind = \(Conversation.kind) AND item_id IN \(conversations)")
        try db.run("DELETE FROM prepared_use WHERE message_id IN \(letters) OR answered_id IN \(letters)")
        try db.run("DELETE FROM relay_id WHERE message_id IN \(letters)")
        try db.run("DELETE FROM raw_message WHERE message_id IN \(letters)")
        try db.run("DELETE FROM message WHERE conversation_id IN \(conversations)")
        try db.run("DELETE FROM conversation WHERE id IN \(conversations)")
        let empty = try db.values(
            """
            SELECT c.id FROM conversation c WHERE c.id IN \(shells) AND c.state = 'merged'
              AND NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id)
            """, as: Conversation.ID.self)
        guard !empty.isEmpty else { return }
        try db.run("UPDATE conversation_count SET n = n - \(empty.count) WHERE state = 'merged'")
        try remove("\(empty)", tx)
    }

    /// Takes messages out of the search index, and what waits to be done with them off the list of work.
    public static func forget(_ messages: [Int64], _ tx: Tx) throws {
        for id in messages {
            try Search.messages.remove(tx.db, item: id)
            for kind in [Outbox.kind, Outbox.filing] {
                try tx.db.run("DELETE FROM job WHERE key = \("\(kind):\(id)") AND state <> 'running'")
            }
        }
    }
}
