import Core
import Language
import Storage
import Web

/// A name of the shop's own for where a matter stands: "Waiting for the workshop". It belongs to a category, and rules, due times and figures
/// know the category alone (71).
///
///     used ──remove──▶ removed ──restore (30 days)──▶ used
///
/// What stood there stands at the plain state of the category meanwhile.
public struct OwnState: Sendable, Equatable, Codable {
    public typealias ID = Storage.ID<OwnState>

    /// Whose turn it is.
    public enum Category: String, Sendable, CaseIterable, Codable {
        case us = "open"
        case them = "waiting"
        case solved

        func title(_ t: Words) -> String {
            switch self {
            case .us: t("Waiting for us")
            case .them: t("Waiting for them")
            case .solved: t("Solved")
            }
        }
        var tone: Parts.Tone {
            switch self {
            case .us: .warn
            case .them: .plain
            case .solved: .good
            }
        }
        var icon: String {
            switch self {
            case .us, .them: "clock"
            case .solved: "check"
            }
        }
    }

    public var id: ID
    public var name: String
    public var category: Category
    public var removedAt: Instant?

    /// Those that can be chosen, and how long a name may be.
    static let most = 20
    static let longest = 40
    /// For so many days a removed one can be had back.
    static let undoDays = UndoTime.days
}

extension InboxSettings {
    /// In the order in which they are offered, with those removed lately.
    public static let ownStates = Setting<[OwnState]>("inbox.own_states", [])
}

extension Shop {
    /// The shop's own states that are in use. Held in memory, so it costs a page nothing.
    var ownStates: [OwnState] { setting(InboxSettings.ownStates).filter { $0.removedAt == nil } }
}

extension Conversation.State {
    var category: OwnState.Category {
        switch self {
        case .new, .open: .us
        case .waiting: .them
        case .solved, .merged, .deleted: .solved
        }
    }
}

/// Why a state was not made or renamed.
public enum OwnStateProblem: Error, Sendable, Equatable {
    case empty
    case tooLong
    case tooMany
    case taken(String)

    func sentence(_ t: Words) -> String {
        switch self {
        case .empty: t("Write what this state is called.")
        case .tooLong: t("A state’s name has at most {n} letters.", ["n": t.number(OwnState.longest)])
        case .tooMany: t("There are {n} states of your own already. Remove one first.", ["n": t.number(OwnState.most)])
        case .taken(let name): t("There is the state “{name}” already.", ["name": name])
        }
    }
}

extension Reader {
    /// How many conversations name a state of the shop's own.
    func count(standingAt state: OwnState.ID) throws -> Int {
        try value("SELECT count(*) FROM conversation WHERE own_state = \(state)", as: Int.self) ?? 0
    }
}

extension Tx {
    /// Throws ``OwnStateProblem``.
    @discardableResult public func addOwnState(_ name: String, _ category: OwnState.Category) throws -> OwnState {
        var all = try ownStatesKept()
        let name = try checked(name, among: all, but: nil)
        guard all.count(where: { $0.removedAt == nil }) < OwnState.most else { throw OwnStateProblem.tooMany }
        let made = OwnState(id: newID(), name: name, category: category)
        all.append(made)
        try set(InboxSettings.ownStates, to: all)
        return made
    }

    /// Throws ``OwnStateProblem``. False where it is not there.
    @discardableResult func renameOwnState(_ id: OwnState.ID, to name: String) throws -> Bool {
        var all = try ownStatesKept()
        guard let place = all.firstIndex(where: { $0.id == id && $0.removedAt == nil }) else { return false }
        all[place].name = try checked(name, among: all, but: id)
        try set(InboxSettings.ownStates, to: all)
        return true
    }

    /// No conversation is rewritten: one that names a state which is not there stands at the plain one.
    @discardableResult public func removeOwnState(_ id: OwnState.ID) throws -> Bool {
        var all = try ownStatesKept()
        guard let place = all.firstIndex(where: { $0.id == id && $0.removedAt == nil }) else { return false }
        all[place].removedAt = now
        try set(InboxSettings.ownStates, to: all)
        return true
    }

    /// The way back. Throws ``OwnStateProblem`` where its name was given to another since.
    @discardableResult func restoreOwnState(_ id: OwnState.ID) throws -> Bool {
        var all = try ownStatesKept()
        guard let place = all.firstIndex(where: { $0.id == id && $0.removedAt != nil }) else { return false }
        _ = try checked(all[place].name, among: all, but: id)
        guard all.count(where: { $0.removedAt == nil }) < OwnState.most else { throw OwnStateProblem.tooMany }
        all[place].removedAt = nil
        try set(InboxSettings.ownStates, to: all)
        return true
    }

    /// Without those that are gone for good.
    private func ownStatesKept() throws -> [OwnState] {
        let end = now - UndoTime.time
        return try setting(InboxSettings.ownStates).filter { $0.removedAt.map { $0 > end } ?? true }
    }

    private func checked(_ name: String, among all: [OwnState], but id: OwnState.ID?) throws(OwnStateProblem) -> String {
        let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty else { throw .empty }
        guard name.count <= OwnState.longest else { throw .tooLong }
        let key = SearchAnalysis.fold(name)
        if let other = all.first(where: { $0.id != id && $0.removedAt == nil && SearchAnalysis.fold($0.name) == key }) {
            throw .taken(other.name)
        }
        return name
    }
}
