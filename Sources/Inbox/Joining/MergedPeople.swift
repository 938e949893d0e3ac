import Core
import Storage

/// Conversations of two people that became one, where one of the two wants a copy of their data or is erased.
extension Reader {
    /// What was said in a person's conversation, oldest first: without what came into it from other people's, and of one that went into
    /// another what it brought there.
    func letters(of conversation: Conversation, _ people: [Customer.ID]) throws -> [Message] {
        if conversation.state == .merged {
            return try all(
                """
                SELECT \(Message.columns) FROM message m
                JOIN conversation_merge_row r ON r.kind = 'message' AND r.row_id = m.id
                JOIN conversation_merge g ON g.id = r.merge_id AND g.undone_at IS NULL
                JOIN conversation c ON c.id = m.conversation_id
                WHERE g.from_id = \(conversation.id) AND c.customer_id NOT IN \(people) ORDER BY m.id
                """
            ) { try Message(row: &$0) }
        }
        let others = Set(
            try values(
                """
                SELECT r.row_id FROM conversation_merge_row r JOIN conversation_merge g ON g.id = r.merge_id
                JOIN conversation c ON c.id = g.from_id
                WHERE r.kind = 'message' AND g.into_id = \(conversation.id) AND g.undone_at IS NULL AND c.customer_id NOT IN \(people)
                """, as: Message.ID.self))
        return try messages(of: conversation.id, limit: 100_000).filter { !others.contains($0.id) }
    }
}

extension Tx {
    /// Takes apart what is half one of these people's, the last merge first, also after its time.
    public func partMerges(of people: [Customer.ID]) throws {
        let merges = try db.values(
            """
            SELECT g.id FROM conversation_merge g JOIN conversation a ON a.id = g.from_id JOIN conversation b ON b.id = g.into_id
            WHERE g.undone_at IS NULL AND (a.customer_id IN \(people) OR b.customer_id IN \(people) OR g.customer_id IN \(people))
              AND g.of_two = 1
            ORDER BY g.id DESC
            """, as: ConversationMerge.ID.self)
        for merge in merges {
            // Where that cannot be, their letters are emptied as those in other people's conversations are.
            do { try db.savepoint { _ = try undoMerge(merge, late: true) } } catch is JoinRefusal {}
        }
    }
}
