import Core
import Storage

/// What a conversation has to do with others: what went into it, what came out of it, what belongs with it.
struct Ties: Sendable {
    enum Kind: String, Sendable, CaseIterable, SQLValue {
        /// The other one was merged into this one.
        case merged
        case together
        /// The other one was split off this one, or this one off the other.
        case splitOff, splitFrom
        /// This one answers a mail of the other, whose sender had no part in it; or the other way round.
        case follows, followed
    }

    struct Tie: Sendable {
        var kind: Kind
        /// Of the merge or the link; for what follows the other conversation's.
        var id: Int64
        var other: Conversation.ID
        var customer: Customer.ID
        var subject: String
        var state: Conversation.State
        /// Messages that the other one has.
        var count: Int
        var word: String
        var at: Instant
        var staff: Staff.ID?
        /// Of a merge: whether they were two people's.
        var isOfTwo: Bool

        init(row: inout Row) throws {
            kind = try row.next()
            id = try row.next()
            other = try row.next()
            customer = try row.next()
            subject = try row.next()
            state = try row.next()
            count = try row.next()
            word = try row.next()
            at = try row.next()
            staff = try row.next()
            isOfTwo = try row.next()
        }
    }

    /// In order of time.
    var all: [Tie] = []

    var merges: [Tie] { all.filter { $0.kind == .merged } }
    /// See ``Reader/lastOfTwo(in:)``.
    var lastOfTwo: ConversationMerge.ID? {
        all.last { $0.kind == .merged && $0.isOfTwo }.map { ConversationMerge.ID(number: $0.id) }
    }
}

extension Reader {
    /// One statement, by the keys of the one conversation.
    func ties(of conversation: Conversation) throws -> Ties {
        let id = conversation.id
        let other: SQL = "c.id, c.customer_id, c.subject, c.state, c.message_count"
        let found = try all(
            """
            SELECT 'merged', g.id, \(other), '', g.at, g.staff_id, g.of_two
            FROM conversation_merge g JOIN conversation c ON c.id = g.from_id WHERE g.into_id = \(id) AND g.undone_at IS NULL
              AND (g.is_way_back = 0 OR g.of_two = 1)
            UNION ALL
            SELECT CASE WHEN l.kind = 'split' THEN 'splitOff' ELSE 'together' END, l.id, \(other), l.word, l.at, l.staff_id, 0
            FROM conversation_link l JOIN conversation c ON c.id = l.other_id WHERE l.one_id = \(id)
            UNION ALL
            SELECT CASE WHEN l.kind = 'split' THEN 'splitFrom' ELSE 'together' END, l.id, \(other), l.word, l.at, l.staff_id, 0
            FROM conversation_link l JOIN conversation c ON c.id = l.one_id WHERE l.other_id = \(id)
            UNION ALL
            SELECT 'follows', c.id, \(other), '', c.created_at, NULL, 0 FROM conversation c WHERE c.id = \(conversation.follows)
            UNION ALL
            SELECT 'followed', c.id, \(other), '', c.created_at, NULL, 0 FROM conversation c WHERE c.follows = \(id)
            ORDER BY 9, 2 LIMIT 50
            """
        ) { try Ties.Tie(row: &$0) }
        // What became one with this one belongs with itself, and of what was deleted nothing is told.
        return Ties(all: found.filter { $0.other != id && $0.state != .deleted })
    }
}
