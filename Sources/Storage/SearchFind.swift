import Foundation

/// One word of a query: it is in an item that holds one of the exact terms, or a term that begins with one of the prefixes.
public struct SearchWord: Sendable, Hashable {
    public var exact: Set<String>
    /// Beginnings of terms; empty ones count for nothing.
    public var prefixes: Set<String>

    public init(exact: Set<String> = [], prefix: String? = nil) { self.init(exact: exact, prefixes: prefix.map { [$0] } ?? []) }

    public init(exact: Set<String> = [], prefixes: Set<String>) {
        self.exact = exact
        self.prefixes = prefixes.filter { !$0.isEmpty }
    }
}

extension SearchIndex {
    /// The newest item of each group that holds all the words, newest first, older than item `before` (nil for the first page), at most
    /// `limit`. A group that an earlier page showed, by a newer item, is not shown again. No words find nothing.
    ///
    /// The rarest word leads: its postings are walked in batches from the newest down, and each item is compared with the other words. Where
    /// even the rarest is a short prefix of thousands of common words, the items themselves are walked, since hits are dense then; where they turn
    /// out not to be, the postings of the two rarest words are crossed.
    public func find(
        db: Reader, kind: Int, all words: [SearchWord], before: Int64? = nil, limit: Int
    ) throws -> [(item: Int64, group: Int64)] {
        var plans: [WordPlan] = []
        for word in words {
            let plan = try WordPlan(db, word)
            if plan.terms.isEmpty { return [] }
            plans.append(plan)
        }
        guard let leader = plans.min(by: { $0.weight < $1.weight }), limit > 0 else { return [] }
        let filter = TermFilter(words)
        var found: [(item: Int64, group: Int64)] = []
        var groups: Set<Int64> = []
        var walk = Walk(kind: kind, leader: leader, others: plans, below: before ?? .max, limits: limits)
        while found.count < limit, let candidates = try walk.next(db) {
            let hits = candidates.filter { filter.matches($0.terms) && groups.insert($0.group).inserted }
            for some in hits.chunks(of: limit) where found.count < limit {
                let shown = try before.map { try self.shown(db, kind, some.map(\.group), from: $0, filter) } ?? []
                found += some.filter { !shown.contains($0.group) }.prefix(limit - found.count).map { ($0.item, $0.group) }
            }
        }
        return found
    }

    /// Those of the groups that have a hit among the items from `first` on, which earlier pages went through.
    private func shown(_ db: Reader, _ kind: Int, _ groups: [Int64], from first: Int64, _ filter: TermFilter) throws -> Set<Int64> {
        var shown: Set<Int64> = []
        try db.each("SELECT thread, terms FROM search_item WHERE kind = \(kind) AND thread IN \(groups) AND item >= \(first)") { row in
            let group: Int64 = try row.next()
            if !shown.contains(group), filter.matches(try row.next()) { shown.insert(group) }
            return true
        }
        return shown
    }

    /// What is wrong with the index, as sentences; empty when all is well.
    func check(_ db: Reader) throws -> [String] {
        guard try db.tableExists(Name("search_item")) else { return [] }
        let newline = "\n"
        let held = try db.value(
            "SELECT CAST(COALESCE(SUM(LENGTH(terms) - LENGTH(REPLACE(terms, \(newline), '')) - 1), 0) AS BIGINT) FROM search_item",
            as: Int64.self)
        let posted = try db.value("SELECT COUNT(*) FROM search_posting", as: Int64.self)
        let strays = try db.value(
            "SELECT COUNT(*) FROM search_posting p WHERE NOT EXISTS (SELECT 1 FROM search_term t WHERE t.id = p.term)", as: Int64.self)
        var findings: [String] = []
        if held != posted { findings.append("The search index holds \(posted ?? 0) words where its items have \(held ?? 0).") }
        if let strays, strays > 0 { findings.append("The search index holds \(strays) words that are not in its dictionary.") }
        return findings
    }
}

/// A word's terms in the dictionary, and about how many postings they have.
private struct WordPlan {
    let word: SearchWord
    /// More terms than this are not looked up one by one.
    static let mostTerms = 4_000

    private(set) var terms: [Int64] = []
    private(set) var weight = 0
    private(set) var isCut = false

    init(_ db: Reader, _ word: SearchWord) throws {
        self.word = word
        var weights: [Int64: Int] = [:]
        let decode: (inout Row) throws -> Void = { row in
            weights[try row.next()] = max(1, try row.next())
        }
        if !word.exact.isEmpty {
            _ = try db.all("SELECT id, uses FROM search_term WHERE term IN \(word.exact.sorted())", decode)
        }
        for prefix in word.prefixes.sorted() {
            let sql: SQL = """
                SELECT id, uses FROM search_term WHERE term >= \(prefix) AND term < \(Self.end(prefix)) ORDER BY term
                LIMIT \(Self.mostTerms + 1)
                """
            if try db.all(sql, decode).count > Self.mostTerms { isCut = true }
        }
        terms = weights.keys.sorted()
        weight = weights.values.reduce(0, +)
    }

    /// U+10FFFF is the last character in binary order.
    private static func end(_ prefix: String) -> String { prefix + "\u{10FFFF}" }

    /// The items below `below` that hold the word; nil where it has more than `most` postings.
    func items(_ db: Reader, kind: Int, below: Int64, most: Int) throws -> Set<Int64>? {
        var items: Set<Int64> = []
        var left = most
        func add(_ sql: SQL) throws {
            let found = try db.values(sql + " LIMIT \(left + 1)", as: Int64.self)
            left -= found.count
            items.formUnion(found)
        }
        if !isCut {
            for chunk in terms.chunks(of: 1024) where left >= 0 {
                try add("SELECT item FROM search_posting WHERE term IN \(chunk) AND kind = \(kind) AND item < \(below)")
            }
            return left < 0 ? nil : items
        }
        // By the part of the dictionary instead of by each of its words. CROSS JOIN is the order in which SQLite reads.
        let postings: SQL =
            "SELECT p.item FROM search_term t CROSS JOIN search_posting p WHERE p.term = t.id AND p.kind = \(kind) AND p.item < \(below)"
        if !word.exact.isEmpty { try add(postings + " AND t.term IN \(word.exact.sorted())") }
        for prefix in word.prefixes.sorted() where left >= 0 {
            try add(postings + " AND t.term >= \(prefix) AND t.term < \(Self.end(prefix))")
        }
        return left < 0 ? nil : items
    }
}

/// Where one way of walking becomes slower than another. What is found does not depend on them.
struct SearchLimits: Sendable {
    /// As many terms' postings are merged in one statement.
    var mostMerged = 16
    /// As many postings are sorted at once.
    var mostSorted = 5_000
    /// As many items are walked before those that both of the rarest words are in are looked for instead: two words of thousands each may
    /// have few in common.
    var mostWalked = 4_000
    /// As many postings of a word are read for that; a word of more is in so many items that the walk meets them soon.
    var mostCrossed = 150_000
}

/// Candidates from the newest down, in batches that grow.
private struct Walk {
    struct Candidate {
        let item: Int64
        let group: Int64
        let terms: String
    }

    private enum Way {
        case merge([Int64])
        case sorted([Int64])
        case items
        /// Chosen already, newest first.
        case listed([Int64])
    }

    private let limits: SearchLimits
    /// Words of as few terms are looked up among the postings, which is quicker than reading an item's text; the others wait for the text.
    private static let mostLookedUp = 4

    private let kind: Int
    private let lookedUp: [[Int64]]
    /// The rarest first. Of a word of too many terms the weight is not known, only that it is great.
    private let rarest: [WordPlan]
    private var way: Way
    private var walked = 0
    /// That it was tried to cross the rarest words.
    private var isCrossed = false
    private var below: Int64
    private var size = 64
    private var ended = false

    init(kind: Int, leader: WordPlan, others: [WordPlan], below: Int64, limits: SearchLimits) {
        self.kind = kind
        self.limits = limits
        lookedUp = others.map(\.terms).filter { $0 != leader.terms && $0.count <= Self.mostLookedUp }
        rarest = others.sorted { ($0.isCut ? 1 : 0, $0.weight) < ($1.isCut ? 1 : 0, $1.weight) }
        self.below = below
        if leader.isCut {
            way = .items
        } else if leader.terms.count <= limits.mostMerged {
            way = .merge(leader.terms)
        } else if leader.weight <= limits.mostSorted {
            way = .sorted(leader.terms)
        } else {
            way = .items
        }
    }

    /// The next batch, newest first; nil when there are no more.
    mutating func next(_ db: Reader) throws -> [Candidate]? {
        if ended { return nil }
        defer { size = min(size * 2, 1024) }
        switch way {
        case .items:
            let batch = try candidates(
                db, "SELECT item, thread, terms FROM search_item WHERE kind = \(kind) AND item < \(below) ORDER BY item DESC LIMIT \(size)")
            ended = batch.count < size
            if let last = batch.last { below = last.item }
            walked += batch.count
            if !ended, !isCrossed, walked >= limits.mostWalked, let items = try cross(db) { way = .listed(items) }
            return batch
        case .merge(let terms):
            let items = try db.values(merged(terms), as: Int64.self)
            ended = items.count < size
            if let last = items.last { below = last }
            return try candidates(db, items)
        case .sorted(let terms):
            ended = true
            var items: Set<Int64> = []
            for chunk in terms.chunks(of: 1024) {
                let sql: SQL = "SELECT item FROM search_posting WHERE term IN \(chunk) AND kind = \(kind) AND item < \(below)"
                items.formUnion(try db.values(sql, as: Int64.self))
            }
            return try candidates(db, items.sorted(by: >))
        case .listed(let items):
            way = .listed(Array(items.dropFirst(size)))
            ended = items.count <= size
            return try candidates(db, Array(items.prefix(size)))
        }
    }

    /// What the two rarest words have in common further down, newest first; nil where all words are too common for that.
    private mutating func cross(_ db: Reader) throws -> [Int64]? {
        isCrossed = true
        var found: Set<Int64>?
        var count = 0
        for plan in rarest.prefix(3) where count < 2 {
            guard let items = try plan.items(db, kind: kind, below: below, most: limits.mostCrossed) else { continue }
            found = found?.intersection(items) ?? items
            count += 1
        }
        return found?.sorted(by: >)
    }

    /// The newest `size` items of all terms together: each term's newest, cut to `size`, united.
    private func merged(_ terms: [Int64]) -> SQL {
        let lookUps = lookedUp.map { others -> SQL in
            " AND EXISTS (SELECT 1 FROM search_posting q WHERE q.term IN \(others) AND q.kind = \(kind) AND q.item = p.item)"
        }
        let filter = SQL.joined(lookUps, separator: "")
        let arms = terms.map { term -> SQL in
            """
            SELECT p.item FROM search_posting p WHERE p.term = \(term) AND p.kind = \(kind) AND p.item < \(below)\(filter)
            ORDER BY p.item DESC LIMIT \(size)
            """
        }
        if arms.count == 1 { return arms[0] }
        let boxed = arms.map { "SELECT item FROM (" + $0 + ") AS arm" }
        return SQL.joined(boxed, separator: " UNION ") + " ORDER BY item DESC LIMIT \(size)"
    }

    private func candidates(_ db: Reader, _ items: [Int64]) throws -> [Candidate] {
        var all: [Candidate] = []
        for chunk in items.chunks(of: 1024) {
            all += try candidates(
                db, "SELECT item, thread, terms FROM search_item WHERE kind = \(kind) AND item IN \(chunk) ORDER BY item DESC")
        }
        return all
    }

    private func candidates(_ db: Reader, _ sql: SQL) throws -> [Candidate] {
        try db.all(sql) { row in Candidate(item: try row.next(), group: try row.next(), terms: try row.next()) }
    }
}

/// Compares an item's text of terms with all words of the query.
private struct TermFilter {
    private struct Needle {
        let bytes: [UInt8]
        let isPrefix: Bool
    }

    /// For each word the terms of which one must occur.
    private let words: [[Needle]]

    init(_ words: [SearchWord]) {
        self.words = words.map { word in
            var needles = word.exact.sorted().map { Needle(bytes: Array($0.utf8), isPrefix: false) }
            needles += word.prefixes.sorted().map { Needle(bytes: Array($0.utf8), isPrefix: true) }
            return needles
        }
    }

    func matches(_ terms: String) -> Bool {
        var terms = terms
        return terms.withUTF8 { text in words.allSatisfy { word in Self.holds(text, anyOf: word) } }
    }

    /// `text` is "\nterm\nterm\n".
    private static func holds(_ text: UnsafeBufferPointer<UInt8>, anyOf needles: [Needle]) -> Bool {
        guard let base = text.baseAddress, text.count > 1 else { return false }
        var start = 1
        while start < text.count {
            guard let end = memchr(base + start, 0x0A, text.count - start) else { return false }
            let length = base.distance(to: end.assumingMemoryBound(to: UInt8.self)) - start
            for needle in needles where needle.isPrefix ? needle.bytes.count <= length : needle.bytes.count == length {
                if memcmp(base + start, needle.bytes, needle.bytes.count) == 0 { return true }
            }
            start += length + 1
        }
        return false
    }
}
