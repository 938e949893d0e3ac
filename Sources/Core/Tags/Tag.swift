import Language
import Storage
import Web

/// A word of the shop's own that stands on conversations and on people: one vocabulary for both (R1).
///
///     used ──merge──▶ merged into another ─┐
///       └──remove──▶ removed ──────────────┴─restore (30 days)─▶ used
public struct Tag: Sendable, Equatable {
    public typealias ID = Storage.ID<Tag>

    public var id: ID
    public var name: String
    /// One of ``tones``: 0 is plain, the others are the tones of faces, whose letters stand out on them by day and by night.
    public var tone: Int
    /// When it was taken out of the vocabulary; nil while it is used.
    public var removedAt: Instant?
    /// The tag that took its place; its name leads there from then on.
    public var mergedInto: ID?

    /// The fixed palette.
    public static let tones = 0...6
    /// For so many days a tag that was removed or merged can be had back.
    public static let undoDays = UndoTime.days

    static let columns: SQL = "t.id, t.name, t.tone, t.removed_at, t.merged_into"

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        tone = try row.next()
        removedAt = try row.next()
        mergedInto = try row.next()
    }

    public var subject: Event.Subject { Event.Subject("tag", id) }
}

/// A thing that can have tags. Its kind is that of events about it: "conversation", "customer".
public struct TaggedItem: Sendable, Hashable {
    public var kind: String
    public var id: Int64
    /// Whom events about it name.
    public var customer: Customer.ID?

    public init(_ kind: String, _ id: Int64, customer: Customer.ID?) {
        self.kind = kind
        self.id = id
        self.customer = customer
    }

    public static func person(_ id: Customer.ID) -> TaggedItem { TaggedItem(personKind, id.number, customer: id) }
    public static let personKind = "customer"
}

/// How a capability's tagged things are called and where they are listed.
public struct TaggedKind: Sendable {
    public var name: String
    /// "3 conversations".
    public var words: @Sendable (Int, Words) -> String
    /// Everything of this kind that has the tag.
    public var list: @Sendable (Tag.ID) -> Link

    public init(_ name: String, words: @escaping @Sendable (Int, Words) -> String, list: @escaping @Sendable (Tag.ID) -> Link) {
        self.name = name
        self.words = words
        self.list = list
    }
}

/// Why a tag was not put on, made or renamed. Each is something that its writer can mend.
public enum TagProblem: Error, Sendable, Equatable {
    case empty
    case tooLong(String, most: Int)
    /// The vocabulary is full.
    case tooMany(Int)
    /// The conversation or the person has as many as one can have.
    case tooManyHere(Int)
    /// Another tag means the same; its name as it stands there.
    case taken(String)
    /// A tag cannot be merged into itself, nor into one that is gone.
    case nowhere
    /// A new name that looks like that of a tag that is there; asked once.
    case near(String, known: String)

    public func sentence(_ t: Words) -> String {
        switch self {
        case .empty: t("Write a tag: a word or two.")
        case .tooLong(let name, let most):
            t("“{name}” is too long: a tag has at most {n} letters.", ["name": name, "n": t.number(most)])
        case .tooMany(let most):
            t(
                "There are {n} tags already, and more would help nobody. Use one of them, or have the owner remove some.",
                ["n": t.number(most)])
        case .tooManyHere(let most): t("At most {n} tags stand on one card or conversation. Take one off first.", ["n": t.number(most)])
        case .taken(let name): t("There is the tag “{name}” already. Merge the two, or choose another name.", ["name": name])
        case .near(let name, let known): t("There is no tag “{name}”. Did you mean “{known}”?", ["name": name, "known": known])
        case .nowhere: t("Choose another tag to merge it into.")
        }
    }

    /// The API's name for it.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "too-long"
        case .tooMany, .tooManyHere: "too-many"
        case .taken: "taken"
        case .nowhere: "nowhere"
        case .near: "near"
        }
    }
}
