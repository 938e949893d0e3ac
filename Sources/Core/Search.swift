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
    public func put(_ db: Writer, item: Int64, group: Int64, terms: Set<String>) throws {
        try SearchIndex().put(db: db, kind: number, item: item, group: group, terms: terms)
    }
    public func remove(_ db: Writer, item: Int64) throws { try SearchIndex().remove(db: db, kind: number, item: item) }

    /// Newest first, one hit a group.
    public func find(_ db: Reader, _ words: [SearchWord], before: Int64? = nil, limit: Int) throws -> [(item: Int64, group: Int64)] {
        try SearchIndex().find(db: db, kind: number, all: words, before: before, limit: limit).map { (item: $0.item, group: $0.group) }
    }
}

/// What /search shows of a capability.
public struct SearchSource: Sendable {
    public var title: @Sendable (Words) -> String
    public var find: @Sendable (_ words: [SearchWord], _ query: String, Reader, View, _ limit: Int) throws -> [SearchHit]
    public init(
        title: @escaping @Sendable (Words) -> String,
        find: @escaping @Sendable ([SearchWord], String, Reader, View, Int) throws -> [SearchHit]
    ) {
        self.title = title
        self.find = find
    }
}

public struct SearchHit: Sendable {
    public var title: String
    public var excerpt: String
    public var link: Link
    public var icon: String
    public var at: Instant?
    public init(title: String, excerpt: String, link: Link, icon: String, at: Instant? = nil) {
        self.title = title
        self.excerpt = excerpt
        self.link = link
        self.icon = icon
        self.at = at
    }
}

extension Shop {
    /// The words of a question as the index knows them: surface words by prefix, and stems in the shop's languages.
    public func searchWords(_ query: String) -> [SearchWord] {
        SearchAnalysis.queryWords(query, shopLanguages: Language.offered).map { SearchWord(exact: Set($0.exact), prefix: $0.prefix) }
    }
}
