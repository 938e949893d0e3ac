import Core
import Language
import Storage
import Web

/// The choices of the shop about its inbox.
public enum InboxSettings {}

/// What narrows a list of conversations, as it stands in the address of the page: `tag=12&owner=me&longer=24`. Everything that is named must fit.
struct InboxFilter: Sendable, Equatable {
    enum Owner: Sendable, Equatable {
        case me, nobody
        case staff(Staff.ID)

        init?(_ text: String) {
            switch text {
            case "me": self = .me
            case "nobody": self = .nobody
            default:
                guard let id = Staff.ID(text) else { return nil }
                self = .staff(id)
            }
        }
        var text: String {
            switch self {
            case .me: "me"
            case .nobody: "nobody"
            case .staff(let id): id.description
            }
        }
    }

    /// All of these.
    var tags: [Tag.ID] = []
    /// None of these.
    var without: [Tag.ID] = []
    /// Without any tag: `without=none`.
    var isUntagged = false
    var owner: Owner?
    var line: Line.ID?
    /// Of the person, as it stands on the card.
    var language: String?
    var mailbox: Mailbox.ID?
    /// "email".
    var channel: String?
    var state: OwnState.ID?
    /// Hours, by the clock on the wall: since what we owe came in, or since we wrote to who is silent.
    var longer: Int?

    /// What is offered; an address may name others, up to a year.
    static let waits = [4, 24, 48, 72, 168]
    static let longestWait = 8784
    static let mostTags = 10
    static let noTag = "none"

    init() {}

    /// What makes no sense is left out: an old bookmark shows more, never an error.
    init(_ query: Form) {
        tags = Self.tags(query.all("tag"))
        without = Self.tags(query.all("without"))
        isUntagged = query.all("without").contains(Self.noTag)
        owner = Owner(query["owner"])
        line = Line.ID(query["line"])
        mailbox = Mailbox.ID(query["mailbox"])
        state = OwnState.ID(query["state"])
        language = Self.code(query["language"])
        channel = Self.code(query["channel"])
        longer = Int(query["longer"]).flatMap { (1...Self.longestWait).contains($0) ? $0 : nil }
    }

    private static func tags(_ texts: [String]) -> [Tag.ID] {
        var seen: Set<Tag.ID> = []
        return Array(texts.compactMap { Tag.ID($0.trimmed) }.filter { seen.insert($0).inserted }.prefix(mostTags))
    }

    private static func code(_ text: String) -> String? {
        guard (1...20).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return text
    }

    var isEmpty: Bool { self == InboxFilter() }

    /// The names and values in a fixed order, so that equal filters have equal addresses.
    var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = tags.map { ("tag", $0.description) }
        func add(_ name: String, _ value: String?) { if let value { fields.append((name, value)) } }
        for tag in without { add("without", tag.description) }
        add("without", isUntagged ? Self.noTag : nil)
        add("owner", owner?.text)
        add("line", line?.description)
        add("language", language)
        add("mailbox", mailbox?.description)
        add("channel", channel)
        add("state", state?.description)
        add("longer", longer.map { String($0) })
        return fields
    }

    /// "&tag=12&owner=me", to go on behind another part of a query; empty where nothing is asked for.
    var query: Link { fields.reduce(Link("")) { sum, field in sum + Link("&\(field.name)=\(field.value)") } }
}

/// A list of the inbox as an address names it: the tab, what narrows it, and the saved view that it is.
struct InboxPlace: Sendable, Equatable {
    var tab: InboxPages.Tab
    var filter = InboxFilter()
    var saved: SavedView.ID?

    init(_ tab: InboxPages.Tab, _ filter: InboxFilter = InboxFilter(), saved: SavedView.ID? = nil) {
        self.tab = tab
        self.filter = filter
        self.saved = saved
    }

    init(_ query: Form) {
        self.init(InboxPages.Tab(rawValue: query["view"]) ?? .waiting, InboxFilter(query), saved: SavedView.ID(query["saved"]))
    }

    /// "/inbox?view=waiting&tag=12", to which "&…" may be added.
    var link: Link {
        let saved: Link = saved.map { Link("&saved=\($0)") } ?? ""
        return Link("/inbox?view=\(tab.rawValue)") + filter.query + saved
    }

    /// By which a conversation remembers the list that it was opened from: "inbox", or "view=mine&tag=12".
    var mark: String { self == InboxPlace(.waiting) ? "inbox" : String(link.text.dropFirst("/inbox?".count)) }

    /// The list that such a mark names; nil where it names none.
    static func list(_ mark: String) -> Link? {
        if mark == "inbox" { return "/inbox" }
        return mark.hasPrefix("view=") ? InboxPlace(Form(urlEncoded: mark)).link : nil
    }

    /// The list from which somebody came to the page of a conversation, as its form, its address, or the page on which a button was pressed
    /// says.
    static func list(before visit: Visit) -> Link? {
        if let list = list(visit.form["back"]) ?? list(visit.query["from"]) { return list }
        guard let page = visit.headers["referer"], let query = page.split(separator: "?", maxSplits: 1).dropFirst().first else {
            return nil
        }
        return list(Form(urlEncoded: query.prefix { $0 != "#" })["from"])
    }

    func without(_ change: (inout InboxFilter) -> Void) -> Link {
        var other = InboxPlace(tab, filter)
        change(&other.filter)
        return other.link
    }
}
