import Core
import Storage

/// A matter that somebody wants to pass on. It stays with who has it until the other accepts (R17).
///
///     asked ──accept───▶ accepted
///       ├────decline───▶ declined
///       └────withdraw──▶ withdrawn
///
/// What must be known is a note in the conversation, so that the customer never has to tell it again.
public struct HandOver: Sendable, Equatable {
    public typealias ID = Storage.ID<HandOver>
    public enum State: String, Sendable, CaseIterable, SQLValue { case asked, accepted, declined, withdrawn }

    /// Why the one who has it cannot go on.
    public enum Reason: String, Sendable, CaseIterable, SQLValue {
        /// Somebody else knows the thing better.
        case knowledge
        /// Leave, illness, the end of a shift (86).
        case away
        case language
        /// They know the customer.
        case acquaintance
        /// The customer asked for them.
        case wish
        case other
    }

    public var id: ID
    public var conversation: Conversation.ID
    /// What the next one must know.
    public var note: Message.ID
    /// Who had it; nil where nobody did.
    public var from: Staff.ID?
    public var to: Staff.ID
    public var reason: Reason
    public var state: State
    public var askedBy: Staff.ID
    public var askedAt: Instant
    public var answeredAt: Instant?

    static let columns: SQL =
        "h.id, h.conversation_id, h.note_id, h.from_staff, h.to_staff, h.reason, h.state, h.asked_by, h.asked_at, h.answered_at"

    init(row: inout Row) throws {
        id = try row.next()
        conversation = try row.next()
        note = try row.next()
        from = try row.next()
        to = try row.next()
        reason = try row.next()
        state = try row.next()
        askedBy = try row.next()
        askedAt = try row.next()
        answeredAt = try row.next()
    }
}

/// Why a matter was not passed on.
public enum HandOverRefusal: Error, Sendable, Equatable {
    /// Without a note the customer would have to tell everything again.
    case noNote
    /// Nobody was chosen, or somebody who does not serve here.
    case nobody
    /// They have it already.
    case theirsAlready
    /// Somebody else was asked and has not answered.
    case asked(Staff.ID)
    /// It was accepted, declined or withdrawn meanwhile.
    case over(HandOver.State)
    /// Only who was asked may accept or decline.
    case notAsked
}

/// How often matters were passed on, since a moment: beside A37.
struct HandOverFigures: Sendable, Equatable {
    /// Conversations in which something was said.
    var matters = 0
    /// Those of them that were passed on at least once.
    var passedOn = 0
    /// Those passed on that are not solved.
    var withoutSolution = 0
}

extension HandOver {
    /// A matter that is solved waits for nobody's yes.
    static let onSolved = Reaction(
        "inbox.withdraw-hand-over", to: ["conversation.solved"],
        .sameTransaction { event, tx in
            guard let number = event.subject?.id else { return }
            for open in try tx.db.handOvers(of: Conversation.ID(number: number)) where open.state == .asked {
                try tx.withdrawHandOver(open.id)
            }
        })
}
