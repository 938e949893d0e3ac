import Storage

/// Something that a member of staff is told: one thing, once. What is to be done stands on *Today*; this only says that something happened.
///
///     made ──seen, read──▶ read ──30 days──▶ gone
///       └──dealt with────▶ read, as dealt with
///
/// It holds ids and kinds, never a person's words: how it reads is made from the rows it points at.
public struct Notice: Sendable, Equatable {
    public typealias ID = Storage.ID<Notice>

    /// Why somebody is told. The order is that of the settings page.
    public enum Kind: String, Sendable, CaseIterable, Codable, SQLValue {
        /// It is yours from now on.
        case given
        /// A colleague asks you to take it over, or answers what you asked.
        case asked
        /// A colleague asks you for a word.
        case mentioned
        /// Something happened in what is yours.
        case yours
        /// Something happened in what you follow.
        case followed
        case dueSoon = "due-soon"
        case overdue
        /// Nearly due, and nobody of your line has taken it.
        case unowned
        /// Something that the shop stands on is out of order, or works again: a mailbox. For those who can mend it.
        case trouble

        /// Of two about one message the weightier is told, never both.
        var weight: Int {
            switch self {
            case .followed: 0
            case .yours: 1
            case .given: 2
            case .mentioned: 3
            case .asked: 4
            case .unowned, .dueSoon: 5
            case .overdue, .trouble: 6
            }
        }

        /// Whether it may say so in the corner of the page: somebody waits for this very person.
        public var isUrgent: Bool {
            switch self {
            case .given, .asked, .mentioned, .dueSoon, .overdue, .trouble: true
            case .yours, .followed, .unowned: false
            }
        }
    }

    /// What happened, where the kind alone does not say it.
    public enum What: String, Sendable, CaseIterable, SQLValue {
        case none = ""
        /// The customer wrote.
        case wrote
        /// A colleague answered, left a note, solved it.
        case answered, noted, solved
        /// Our mail did not arrive.
        case failed
        /// What became of asking somebody to take it over.
        case accepted, declined
        /// It does not work any more; it works again.
        case stopped, works
        /// Nothing leaves any more; it does again.
        case stuck, leaves
    }

    public var id: ID
    public var staff: Staff.ID
    public var kind: Kind
    /// ("conversation", 12), or ("duty", 4) for what has no page of its own.
    public var subject: Event.Subject
    public var what: What
    /// Who did it, where it was somebody here.
    public var actor: Staff.ID?
    /// The message it is about.
    public var message: Int64?
    /// The due time that it was told of.
    public var due: Instant?
    public var at: Instant
    public var readAt: Instant?
    /// It was dealt with before anybody read it.
    public var isSettled: Bool

    static let columns: SQL =
        "n.id, n.staff_id, n.kind, n.subject_kind, n.subject_id, n.what, n.actor_id, n.message_id, n.due_at, n.at, n.read_at, n.is_settled"

    init(row: inout Row) throws {
        id = try row.next()
        staff = try row.next()
        kind = try row.next()
        subject = Event.Subject(try row.next(), try row.next(Int64.self))
        what = try row.next()
        actor = try row.next()
        message = try row.next()
        due = try row.next()
        at = try row.next()
        readAt = try row.next()
        isSettled = try row.next()
    }
}

/// What is to be told, before it is known to whom.
public struct Telling: Sendable {
    public var kind: Notice.Kind
    public var subject: Event.Subject
    /// Told once for each: the id of the message, of the duty, of the event.
    public var occasion: String
    public var what: Notice.What
    public var message: Int64?
    public var due: Instant?

    public init(
        _ kind: Notice.Kind, _ subject: Event.Subject, occasion: String, what: Notice.What = .none, message: Int64? = nil,
        due: Instant? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.occasion = occasion
        self.what = what
        self.message = message
        self.due = due
    }
}
