import Core
import Storage

/// `regulars check`: what was merged or deleted is empty, or owes nothing, and leads where it should.
enum JoinChecks {
    @Sendable static func run(_ db: Reader) throws -> [String] {
        let owing = try db.values(
            """
            SELECT c.id FROM conversation c JOIN duty d ON d.kind = 'reply' AND d.subject_id = c.id AND d.state = 'open'
            WHERE c.state IN \(Conversation.State.gone) ORDER BY c.id LIMIT 20
            """, as: Conversation.ID.self)
        let full = try db.values(
            """
            SELECT c.id FROM conversation c WHERE c.state = 'merged'
              AND EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id) ORDER BY c.id LIMIT 20
            """, as: Conversation.ID.self)
        let lost = try db.values(
            """
            SELECT c.id FROM conversation c WHERE c.state = 'merged'
              AND NOT EXISTS (SELECT 1 FROM conversation_merge g WHERE g.from_id = c.id AND g.undone_at IS NULL)
            UNION SELECT c.id FROM conversation c WHERE c.state = 'deleted'
              AND NOT EXISTS (SELECT 1 FROM deleted_conversation d WHERE d.conversation_id = c.id)
            """, as: Conversation.ID.self)
        let strays = try db.values(
            """
            SELECT s.item FROM message m JOIN search_item s ON s.kind = 2 AND s.item = m.id AND s.thread <> m.conversation_id LIMIT 20
            """, as: Message.ID.self)
        return owing.map { "Conversation \($0) is merged or deleted, and an answer is owed in it." }
            + full.map { "Conversation \($0) was merged into another and has messages." }
            + lost.map { "Conversation \($0) is merged or deleted, and nothing says whereto or since when." }
            + strays.map { "Search shows message \($0) in a conversation in which it does not stand." }
    }
}
