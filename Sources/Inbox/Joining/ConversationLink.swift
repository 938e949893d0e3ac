import Core
import Storage
import Web

/// Two conversations that belong together, with a word why; shown in both.
struct ConversationLink: Sendable, Equatable {
    typealias ID = Storage.ID<ConversationLink>
    enum Kind: String, Sendable, CaseIterable, SQLValue {
        /// Somebody said so.
        case together
        /// The other one came out of the first.
        case split
    }

    static let longestWord = 120
    /// In one conversation.
    static let most = 20
}

extension Reader {
    /// The ends of a link; nil where it was removed.
    func ends(of link: ConversationLink.ID) throws -> (one: Conversation.ID, other: Conversation.ID)? {
        try first("SELECT one_id, other_id FROM conversation_link WHERE id = \(link)") { row in
            (one: try row.next(Conversation.ID.self), other: try row.next(Conversation.ID.self))
        }
    }

    /// Where a link begins, and what it says; nil where it is gone.
    func linkStart(_ link: ConversationLink.ID) throws -> (Conversation.ID, ConversationLink.Kind)? {
        try first("SELECT one_id, kind FROM conversation_link WHERE id = \(link)") { row in
            (try row.next(Conversation.ID.self), try row.next(ConversationLink.Kind.self))
        }
    }

    func link(between one: Conversation.ID, and other: Conversation.ID) throws -> ConversationLink.ID? {
        try value(
            """
            SELECT id FROM conversation_link
            WHERE (one_id = \(one) AND other_id = \(other)) OR (one_id = \(other) AND other_id = \(one)) ORDER BY id LIMIT 1
            """)
    }
}

extension Tx {
    /// Says of two conversations that they belong together; said again with another word, that word stands.
    @discardableResult func link(
        _ one: Conversation, with other: Conversation, kind: ConversationLink.Kind = .together, word: String = ""
    ) throws -> ConversationLink.ID {
        guard one.id != other.id else { throw JoinRefusal.same }
        guard !one.state.isGone, !other.state.isGone else { throw JoinRefusal.gone }
        let word = String(word.trimmed.prefix(ConversationLink.longestWord))
        let known = try db.link(between: one.id, and: other.id)
        let id = known ?? newID(ConversationLink.self)
        if known != nil {
            if !word.isEmpty { try db.run("UPDATE conversation_link SET word = \(word) WHERE id = \(id)") }
        } else {
            try db.run(
                """
                INSERT INTO conversation_link (id, one_id, other_id, kind, word, at, staff_id)
                VALUES (\(id), \(one.id), \(other.id), \(kind), \(word), \(now), \(actor.staff))
                """)
        }
        for (side, far) in [(one, other), (other, one)] {
            try record("conversation.linked", customer: side.customer, subject: side.eventSubject, data: ["other": Event.Fact(far.id)])
        }
        return id
    }

    /// ``link(_:with:kind:word:)`` for the sample shop.
    public func say(_ one: Conversation.ID, belongsWith other: Conversation.ID, word: String) throws {
        guard let first = try db.conversation(one), let second = try db.conversation(other) else { return }
        try link(first, with: second, word: word)
    }

    /// False where it was removed already.
    func unlink(_ id: ConversationLink.ID) throws -> Bool {
        guard let ends = try db.ends(of: id) else { return false }
        try db.run("DELETE FROM conversation_link WHERE id = \(id)")
        for (side, far) in [(ends.one, ends.other), (ends.other, ends.one)] {
            guard let conversation = try db.conversation(side) else { continue }
            try record(
                "conversation.unlinked", customer: conversation.customer, subject: conversation.eventSubject,
                data: ["other": Event.Fact(far)])
        }
        return true
    }

    /// What belonged with the one that goes belongs with the one that stays.
    func carryLinks(of merge: ConversationMerge.ID, from: Conversation.ID, to into: Conversation.ID) throws {
        for (kind, column): (String, SQL) in [("one", "one_id"), ("other", "other_id")] {
            try db.run(
                """
                INSERT INTO conversation_merge_row (merge_id, kind, row_id)
                SELECT \(merge), \(kind), id FROM conversation_link WHERE \(column) = \(from)
                """)
            try db.run("UPDATE conversation_link SET \(column) = \(into) WHERE \(column) = \(from)")
        }
    }

    func giveLinksBack(of merge: ConversationMerge) throws {
        for (kind, column): (String, SQL) in [("one", "one_id"), ("other", "other_id")] {
            try db.run(
                """
                UPDATE conversation_link SET \(column) = \(merge.from) WHERE \(column) = \(merge.into)
                  AND id IN (SELECT row_id FROM conversation_merge_row WHERE merge_id = \(merge.id) AND kind = \(kind))
                """)
        }
    }
}
