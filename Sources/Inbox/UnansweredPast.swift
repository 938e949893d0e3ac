import Core
import Storage

/// Letters that lay in a mailbox when it was connected, and that nobody seems to have answered.
///
/// The past comes in inert. But the letters of the last days are often still open, and a shop that begins with us on a Tuesday still
/// owes what came on Monday: they are named once, and come onto Today with one press, or stay where they are.
struct UnansweredPast: Sendable, Equatable {
    /// How far back a letter counts as open still.
    static let days = 3
    /// How long after connecting it is asked.
    static let asked: Duration = .seconds(7 * 86_400)
    /// What one press may wake.
    static let most = 200
    /// Why a duty ended that was opened by one press and taken back.
    static let takenBack = "taken back"
    /// Mailboxes that were connected before this moment (in milliseconds) are not asked about any more.
    static let left = Setting<Int64>("inbox.past_left", 0)
    /// Until when anything can be asked at all (in milliseconds): pages that everybody opens look no further after it.
    static let until = Setting<Int64>("inbox.past_until", 0)

    var conversation: Conversation.ID
    var mailbox: Mailbox.ID
    var name: String
    var subject: String
    var at: Instant
}

extension Reader {
    /// The last word is theirs, is no machine's, came within ``UnansweredPast/days`` before the mailbox was connected, and nothing was ever
    /// owed for it here. Newest first. Nothing while old mail is still coming in: the answer may be among what comes.
    func unansweredPast(_ boxes: [Mailbox], asOf now: Instant, left: Instant) throws -> [UnansweredPast] {
        var found: [UnansweredPast] = []
        for box in boxes {
            let isAsked = box.createdAt > left && now < box.createdAt + UnansweredPast.asked
            guard isAsked, box.history?.isDone != false, box.isActive else { continue }
            let since = box.createdAt - .seconds(UnansweredPast.days * 86_400)
            found += try all(
                """
                SELECT c.id, p.name, c.subject, m.at FROM conversation c
                JOIN message m ON m.id = c.last_message_id
                JOIN customer p ON p.id = c.customer_id
                WHERE c.state = 'solved' AND c.mailbox_id = \(box.id) AND m.id >= \(Message.ID.first(at: since)) AND m.at >= \(since)
                  AND m.at <= \(box.createdAt) AND m.kind = 'theirs' AND m.automatic IS NULL AND \(Message.notAside)
                  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.kind = \(ReplyDuty.kind) AND d.subject_id = c.id
                    AND (d.outcome IS NULL OR d.outcome <> \(UnansweredPast.takenBack)))
                ORDER BY m.id DESC LIMIT \(UnansweredPast.most)
                """
            ) { row in
                UnansweredPast(
                    conversation: try row.next(), mailbox: box.id, name: try row.next(), subject: try row.next(), at: try row.next())
            }
        }
        return found
    }
}

extension Tx {
    /// Opens them again; what is owed is due as from now, since nobody promised anything before.
    func wake(_ letters: [UnansweredPast]) throws -> Int {
        var woken = 0
        for conversation in try db.conversations(letters.map(\.conversation.number)) {
            guard conversation.state == .solved, let state = conversation.state.after(.reopen) else { continue }
            try move(conversation, to: state)
            try record("conversation.reopened", customer: conversation.customer, subject: conversation.eventSubject)
            try owe(
                Duty.Request(
                    kind: ReplyDuty.kind, subject: conversation.id.number, customer: conversation.customer, channel: conversation.channel,
                    from: now), owner: conversation.owner)
            try derive(conversation.id)
            woken += 1
        }
        if woken == 0 { silentByIntent = true }
        return woken
    }

    /// Lays those to rest again that were woken at `moment` and are still as they were then.
    func layBack(wokenAt moment: Instant, of mailbox: Mailbox.ID) throws -> Int {
        let woken = try db.values(
            """
            SELECT d.subject_id FROM duty d JOIN conversation c ON c.id = d.subject_id
            JOIN message m ON m.id = c.last_message_id
            WHERE d.kind = \(ReplyDuty.kind) AND d.state = 'open' AND d.created_at = \(moment) AND c.mailbox_id = \(mailbox)
              AND c.state = 'open' AND m.kind = 'theirs' AND m.at < \(moment)
            ORDER BY d.subject_id LIMIT \(UnansweredPast.most)
            """, as: Int64.self)
        for conversation in try db.conversations(woken) {
            try drop(ReplyDuty.kind, about: conversation.id.number, reason: UnansweredPast.takenBack)
            try solve(conversation)
        }
        if woken.isEmpty { silentByIntent = true }
        return woken.count
    }
}
