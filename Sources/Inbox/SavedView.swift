import Core
import Language
import Storage
import Web

/// A list of the inbox with a name: for whoever made it, or for everybody.
struct SavedView: Sendable, Equatable, Codable {
    typealias ID = Storage.ID<SavedView>

    var id: ID
    var name: String
    /// A tab's name, and the filter as it stands in an address.
    var tab: String
    var query: String
    var maker: Staff.ID
    var isShared: Bool
    var removedAt: Instant?

    /// Shared ones, and those of one person.
    static let most = 12
    static let longest = 40
    /// For so many days a removed one can be had back.
    static let undoDays = UndoTime.days

    var place: InboxPlace {
        InboxPlace(InboxPages.Tab(rawValue: tab) ?? .waiting, InboxFilter(Form(urlEncoded: query)), saved: id)
    }

    func isSeen(by staff: Staff.ID) -> Bool { removedAt == nil && (isShared || maker == staff) }
    /// Whether it is there, in the same row of lists.
    func stands(beside other: SavedView) -> Bool {
        removedAt == nil && isShared == other.isShared && (isShared || maker == other.maker)
    }
    /// Who made it, and for a shared one the owner of the shop too.
    func mayChange(_ staff: Staff.ID, isOwner: Bool) -> Bool { maker == staff || isShared && isOwner }
}

extension InboxSettings {
    /// In the order in which they stand, with those removed lately. Held in memory, so that they cost the inbox no statement.
    static let views = Setting<[SavedView]>("inbox.views", [])
}

extension Shop {
    /// Everybody's first, then one's own.
    func views(of staff: Staff.ID) -> [SavedView] {
        let seen = setting(InboxSettings.views).filter { $0.isSeen(by: staff) }
        return seen.filter(\.isShared) + seen.filter { !$0.isShared }
    }
}

/// Why a view was not kept.
enum SavedViewProblem: Error, Sendable, Equatable {
    case empty
    case tooLong
    case tooMany
    case taken(String)
    /// Another's, and the owner of the shop alone may.
    case notYours

    func sentence(_ t: Words) -> String {
        switch self {
        case .empty: t("Write what this list is called.")
        case .tooLong: t("A list’s name has at most {n} letters.", ["n": t.number(SavedView.longest)])
        case .tooMany: t("There are {n} such lists already. Remove one first.", ["n": t.number(SavedView.most)])
        case .taken(let name): t("There is the list “{name}” already. Choose another name.", ["name": name])
        case .notYours: t("Who made it, or the owner of the shop, can do that.")
        }
    }
}

extension Tx {
    /// Throws ``SavedViewProblem``.
    func save(_ place: InboxPlace, named name: String, isShared: Bool) throws -> SavedView {
        guard let me = actor.staff else { throw SavedViewProblem.notYours }
        var all = try viewsKept()
        let beside = all.filter { $0.removedAt == nil && $0.isShared == isShared && (isShared || $0.maker == me) }
        let name = try checked(name, among: beside)
        guard beside.count < SavedView.most else { throw SavedViewProblem.tooMany }
        let view = SavedView(
            id: newID(), name: name, tab: place.tab.rawValue, query: String(place.filter.query.text.dropFirst()), maker: me,
            isShared: isShared)
        all.append(view)
        try set(InboxSettings.views, to: all)
        return view
    }

    /// Throws ``SavedViewProblem`` for the first name that cannot be.
    private func checked(_ name: String, among beside: [SavedView]) throws(SavedViewProblem) -> String {
        let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty else { throw .empty }
        guard name.count <= SavedView.longest else { throw .tooLong }
        let key = SearchAnalysis.fold(name)
        if let other = beside.first(where: { SearchAnalysis.fold($0.name) == key }) { throw .taken(other.name) }
        return name
    }

    /// Gives a list another name. Throws ``SavedViewProblem``. False where it is not there.
    func renameView(_ id: SavedView.ID, to name: String, isOwner: Bool) throws -> Bool {
        try changeViews(id, isOwner, isRemoved: false) { all, place in
            let view = all[place]
            all[place].name = try checked(name, among: all.filter { $0.id != id && $0.stands(beside: view) })
        }
    }

    /// Puts a list at a place among those that stand beside it, counted from 1; one that is too high is the last.
    func placeView(_ id: SavedView.ID, at wanted: Int, isOwner: Bool) throws -> Bool {
        try changeViews(id, isOwner, isRemoved: false) { all, place in
            let view = all.remove(at: place)
            let beside = all.indices.filter { all[$0].stands(beside: view) }
            let at = max(wanted, 1) - 1
            all.insert(view, at: at < beside.count ? beside[at] : beside.last.map { $0 + 1 } ?? place)
        }
    }

    /// Throws ``SavedViewProblem/notYours``. False where it is not there.
    func removeView(_ id: SavedView.ID, isOwner: Bool) throws -> Bool {
        try changeViews(id, isOwner, isRemoved: false) { all, place in all[place].removedAt = now }
    }

    /// The way back. Throws ``SavedViewProblem`` where its name was given to another since, or there are too many.
    func restoreView(_ id: SavedView.ID, isOwner: Bool) throws -> Bool {
        try changeViews(id, isOwner, isRemoved: true) { all, place in
            let view = all[place]
            all[place].removedAt = nil
            let beside = all.filter { $0.id != id && $0.stands(beside: view) }
            _ = try checked(view.name, among: beside)
            guard beside.count < SavedView.most else { throw SavedViewProblem.tooMany }
        }
    }

    /// One place up or down among those that stand beside it.
    func moveView(_ id: SavedView.ID, by step: Int, isOwner: Bool) throws -> Bool {
        try changeViews(id, isOwner, isRemoved: false) { all, place in
            let moved = all[place]
            let beside = all.indices.filter { all[$0].stands(beside: moved) }
            guard let at = beside.firstIndex(of: place), beside.indices.contains(at + step) else { return }
            all.swapAt(place, beside[at + step])
        }
    }

    private func changeViews(
        _ id: SavedView.ID, _ isOwner: Bool, isRemoved: Bool, _ change: (inout [SavedView], Int) throws -> Void
    ) throws -> Bool {
        guard let me = actor.staff else { throw SavedViewProblem.notYours }
        var all = try viewsKept()
        guard let place = all.firstIndex(where: { $0.id == id && ($0.removedAt != nil) == isRemoved }) else { return false }
        // Another's own list is not there at all for whoever asks.
        guard all[place].isShared || all[place].maker == me else { return false }
        guard all[place].mayChange(me, isOwner: isOwner) else { throw SavedViewProblem.notYours }
        try change(&all, place)
        try set(InboxSettings.views, to: all)
        return true
    }

    private func viewsKept() throws -> [SavedView] {
        let end = now - UndoTime.time
        return try setting(InboxSettings.views).filter { $0.removedAt.map { $0 > end } ?? true }
    }
}
