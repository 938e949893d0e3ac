import Core
import Language
import Storage

/// Solved conversations that are old enough lose their words, files and letters (171). That they were, when, and how many letters stays, so
/// that figures stay true; marks of mails that were seen stay, so that they do not come in again.
enum MailRetention {
    static let kind = RetentionKind(
        "mail", title: { t in t("Solved conversations") },
        hint: { t in t("Words, files and letters go. That there was a conversation, and when, stays.") },
        count: { before, db in try db.value("SELECT count(*) FROM conversation c WHERE \(old(before))") ?? 0 },
        sweep: { before, limit, tx in
            let ids = try tx.db.values(
                "SELECT c.id FROM conversation c WHERE \(old(before)) ORDER BY c.id LIMIT \(min(limit, 50))", as: Conversation.ID.self)
            guard !ids.isEmpty else { return 0 }
            try tx.emptyConversations(ids)
            return ids.count
        })

    private static func old(_ before: Instant) -> SQL {
        """
        c.state = 'solved' AND c.changed_at < \(before) AND NOT c.customer_id IN \(SQL.heldPeople)
          AND EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND (m.text <> '' OR m.subject <> '' OR m.from_address <> ''))
        """
    }
}

extension Tx {
    fileprivate func emptyConversations(_ ids: [Conversation.ID]) throws {
        let messages = try db.values("SELECT id FROM message WHERE conversation_id IN \(ids)", as: Message.ID.self)
        for id in messages { try Search.messages.remove(db, item: id.number) }
        try db.run("DELETE FROM raw_message WHERE message_id IN \(messages)")
        for table: SQL in ["draft", "note_draft", "forward_draft", "forward_file", "answer_file", "hand_over", "mention"] {
            try db.run("DELETE FROM \(table) WHERE conversation_id IN \(ids)")
        }
        // What was learnt from their words.
        try db.run("DELETE FROM prepared_use WHERE message_id IN \(messages) OR answered_id IN \(messages)")
        try stampShelf()
        try db.run(
            """
            UPDATE message SET from_name = '', from_address = '', to_list = '', cc_list = '', subject = '', text = '', visible_text = '',
                html = NULL, attachments = '[]', proof = NULL, reply_to = NULL
            WHERE conversation_id IN \(ids)
            """)
        try db.run("UPDATE conversation SET subject = '', snippet = '' WHERE id IN \(ids)")
    }
}
