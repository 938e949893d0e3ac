import Language
import Storage
import Web

/// The indexes that capabilities put their things into, one number a kind.
public enum Search {
    public static let people = SearchKind(1)
    public static let messages = SearchKind(2)
    public static let notes = SearchKind(3)
}

/// One kind of thing in the shop's search index.
public struct SearchKind: Sendable {
    let number: Int
    public init(_ number: Int) { self.number = number }

    /// - Parameter group: what hits are shown by: a message's conversation.
    /// - Parameter isNew: the item has just been made.
    public func put(_ db: Writer, item: Int64, group: Int64, terms: Set<String>, isNew: Bool = false) throws {
        try SearchIndex().put(db: db, kind: number, item: item, group: group, terms: terms, isNew: isNew)
    }
    public func remove(_ db: Writer, item: Int64) throws { try SearchIndex().remove(db: db, kind: number, item: item) }
    /// Things that hits are shown by another group of from now on.
    public func regroup(_ db: Writer, items: [Int64], as group: Int64) throws {
        try SearchIndex().regroup(db: db, kind: number, items: items, as: group)
    }

    /// The items that hold any of `terms` exactly, in no order.
    public func items(_ db: Reader, holding terms: Set<String>) throws -> [Int64] {
        try SearchIndex().items(db: db, kind: number, holding: terms)
    }

    /// Newest first, one hit a group.
    public func find(_ db: Reader, _ words: [SearchWord], before: Int64? = nil, limit: Int) throws -> [(item: Int64, group: Int64)] {
        try SearchIndex().find(db: db, kind: number, all: words, before: before, limit: limit).map { (item: $0.item, group: $0.group) }
    }
}

/// What /search shows of a capability.
public struct SearchSource: Sendable {
    public var title: @Sendable (Words) -> String
    /// Whether it finds people, who stand before what they said.
    public var findsPeople: Bool
    /// Newest first.
    public var find: @Sendable (SearchAsk, Reader, View) throws -> [SearchHit]
    public init(
        title: @escaping @Sendable (Words) -> String, findsPeople: Bool = false,
        find: @escaping @Sendable (SearchAsk, Reader, View) throws -> [SearchHit]
    ) {
        self.title = title
        self.findsPeople = findsPeople
        self.find = find
    }
}

/// What is looked for, and which part of what is found is wanted.
public struct SearchAsk: Sendable {
    public var words: [SearchWord]
    /// As it was typed.
    public var text: String
    /// Hits older than the one with this item, for the next page.
    public var before: Int64?
    public var limit: Int

    public init(words: [SearchWord], text: String = "", before: Int64? = nil, limit: Int) {
        self.words = words
        self.text = text
        self.before = before
        self.limit = limit
    }
}

public struct SearchHit: Sendable {
    /// The number under which the index knows it.
    public var item: Int64
    public var title: String
    public var excerpt: String
    public var link: Link
    public var icon: String
    public var at: Instant?
    /// Where it stands and who has it, in small.
    public var notes: [String]
    /// Names of its files: those that match are shown.
    public var files: [String]
    public init(
        item: Int64, title: String, excerpt: String, link: Link, icon: String, at: Instant? = nil, notes: [String] = [],
        files: [String] = []
    ) {
        self.item = item
        self.title = title
        self.excerpt = excerpt
        self.link = link
        self.icon = icon
        self.at = at
        self.notes = notes
        self.files = files
    }
}

extension Shop {
    /// The words of a question as the index knows them: surface words by prefix, and stems in the shop's languages.
    public func searchWords(_ query: String) -> [SearchWord] {
        SearchAnalysis.queryWords(query, shopLanguages: Language.offered).map { SearchWord(exact: Set($0.exact), prefix: $0.prefix) }
    }
}

extension SearchWord {
    /// The word also where it stands in the middle of another, from three letters on; kept of people's names alone, see ``Customer``'s terms.
    public var inside: SearchWord { SearchWord(exact: exact, prefixes: prefixes.union(prefixes.compactMap(SearchAnalysis.insidePrefix))) }

    /// A word with digits in it as it was typed, and no longer one that begins so: an order's number, a phone number. Others as they are.
    public var exactNumber: SearchWord {
        prefixes.contains { $0.utf8.contains { (0x30...0x39).contains($0) } } ? SearchWord(exact: exact) : self
    }
}
