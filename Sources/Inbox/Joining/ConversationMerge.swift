import Core
import Storage

/// Two conversations that became one: a line of the log, kept for good. The number of `from` leads to `into`.
///
///     merged ─undo (30 days)─▶ undone
struct ConversationMerge: Sendable, Equatable {
    typealias ID = Storage.ID<ConversationMerge>

    var id: ID
    var from: Conversation.ID
    var into: Conversation.ID
    var at: Instant
    var staff: Staff.ID?
    var undoneAt: Instant?
    /// Whose the one that stays was before; nil where that did not change.
    var customer: Customer.ID?
    /// Whether they were two people's.
    var isOfTwo: Bool

    static let undoDays = UndoTime.days
    func canBeUndone(at now: Instant) -> Bool { undoneAt == nil && now <= at + .seconds(Self.undoDays * 86_400) }

    var subject: Event.Subject { Event.Subject("conversation", into) }

    static let columns: SQL = "g.id, g.from_id, g.into_id, g.at, g.staff_id, g.undone_at, g.customer_id, g.of_two"

    init(row: inout Row) throws {
        id = try row.next()
        from = try row.next()
        into = try row.next()
        at = try row.next()
        staff = try row.next()
        undoneAt = try row.next()
        customer = try row.next()
        isOfTwo = try row.next()
    }

    /// What undoing needs beside the rows that came along. Numbers alone, never a person's words.
    struct WayBack: Codable, Sendable {
        struct Side: Codable, Sendable {
            /// A ``Conversation/State``.
            var state: String
            var duty: Duty.ID?
            var clock: Duty.Clock?

            var before: Conversation.State { Conversation.State(rawValue: state) ?? .open }
        }
        var from: Side
        var into: Side
        /// The duty that went on, one of the two.
        var lasting: Duty.ID?
        /// The mailbox of the one that stays, where it had none.
        var hadMailbox: Bool
    }
}

/// Why two conversations were not merged, or not taken apart, or one not split.
enum JoinRefusal: Error, Sendable, Equatable {
    /// A conversation with itself.
    case same
    /// One of them is not there, merged or deleted.
    case gone
    /// They are two people's: somebody has to say who stays the customer (75).
    case whoStays
    /// An answer in it has not gone out: it would leave from elsewhere.
    case onItsWay
    /// Taken apart already.
    case undone
    /// After 30 days.
    case over
    /// What they became went into another one: that has to be undone first.
    case later(Conversation.ID)
    /// Nothing chosen, or nothing of a customer's or ours.
    case nothing
    /// Nothing would be left behind.
    case everything
}

/// What follows from two that become one. No clock, no rows.
enum JoinRules {
    /// Where the one stands that both became: what waits for us waits on.
    static func state(_ one: Conversation.State, _ other: Conversation.State) -> Conversation.State {
        let both = [one, other]
        if both.contains(.open) { return .open }
        // New is what nobody has answered: beside a matter in which we have spoken it is open.
        if both == [.new, .new] { return .new }
        if both.contains(.new) { return .open }
        return both.contains(.waiting) ? .waiting : .solved
    }

    /// The older start wins, with its due time; and a target that was missed stays missed (79).
    static func clock(_ one: Duty.Clock, _ other: Duty.Clock, now: Instant) -> (since: Instant, due: Instant) {
        let older = one.since <= other.since ? one : other
        let missed = [one.due, other.due].filter { $0 < now }.min()
        return (older.since, missed.map { min($0, older.due) } ?? older.due)
    }

    /// Put off only where both were, until the first of them comes back.
    static func snooze(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let one, let other else { return nil }
        return min(one, other)
    }
}
