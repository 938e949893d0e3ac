/// A portable inverted index: which items hold which words, newest first.
///
/// The terms are folded words and stems that the caller made; the index compares them byte for byte. An item has a number that grows with time
/// (an `ID`), a kind (messages, customers, …) and a group, such as the conversation of a message, of which a search shows only the newest hit.
/// Both engines find the same.
public struct SearchIndex: Sendable {
    let limits: SearchLimits

    public init() { self.init(limits: SearchLimits()) }
    init(limits: SearchLimits) { self.limits = limits }

    /// The tables, for the list of migrations.
    public static let migrations = [
        Migration("search", 1) { tx in
            // The distinct terms, in their order, for prefixes. `uses` is about the number of postings: see `weight`.
            try tx.createTable(
                "search_term", [.text("term"), .id("id"), .int("uses")], primaryKey: ["term"], unique: [["id"]], withoutRowID: true)
            // Which item holds which term. The narrow key is all there is: at 300,000 messages these are some ten million rows.
            try tx.createTable(
                "search_posting", [.id("term"), .int("kind"), .id("item")], primaryKey: ["term", "kind", "item"], withoutRowID: true)
            // All terms of an item as "\nterm\nterm\n", against which every further word of a query is compared.
            try tx.createTable(
                "search_item", [.int("kind"), .id("item"), .id("thread"), .text("terms")], primaryKey: ["kind", "item"], withoutRowID: true)
            try tx.createIndex("search_item_thread", on: "search_item", ["kind", "thread", "item"])
        }
    ]

    /// Puts an item in, or replaces its terms and group.
    ///
    /// - Parameter isNew: the item has just been made, so there is nothing of it to look for.
    public func put(db: Writer, kind: Int, item: Int64, group: Int64, terms: Set<String>, isNew: Bool = false) throws {
        let terms = terms.filter { !$0.isEmpty && !$0.utf8.contains(0x0A) && !$0.utf8.contains(0) }
        let old = isNew ? [] : try stored(db, kind, item)
        for chunk in terms.subtracting(old).sorted().chunks(of: Self.chunk) { try add(db, kind, item, chunk) }
        for chunk in old.subtracting(terms).sorted().chunks(of: Self.chunk) { try drop(db, kind, item, chunk) }
        let text = "\n" + terms.sorted().map { $0 + "\n" }.joined()
        try db.run(
            """
            INSERT INTO search_item (kind, item, thread, terms) VALUES (\(kind), \(item), \(group), \(text))
            ON CONFLICT (kind, item) DO UPDATE SET thread = excluded.thread, terms = excluded.terms
            """)
    }

    /// Takes an item out, and out of the dictionary every word that no other item holds: an erased person's name is gone.
    public func remove(db: Writer, kind: Int, item: Int64) throws {
        for chunk in try stored(db, kind, item).sorted().chunks(of: Self.chunk) { try drop(db, kind, item, chunk) }
        try db.run("DELETE FROM search_item WHERE kind = \(kind) AND item = \(item)")
    }

    /// Puts items into another group, with their terms as they are. One statement a thousand items.
    public func regroup(db: Writer, kind: Int, items: [Int64], as group: Int64) throws {
        for chunk in items.chunks(of: Self.chunk) {
            try db.run("UPDATE search_item SET thread = \(group) WHERE kind = \(kind) AND item IN \(chunk)")
        }
    }

    /// The items that hold any of `terms`, in no order. One statement a thousand terms.
    public func items(db: Reader, kind: Int, holding terms: Set<String>) throws -> [Int64] {
        try terms.sorted().chunks(of: Self.chunk).flatMap { chunk in
            try db.values(
                """
                SELECT DISTINCT p.item FROM search_term t JOIN search_posting p ON p.term = t.id AND p.kind = \(kind)
                WHERE t.term IN \(chunk)
                """, as: Int64.self)
        }
    }

    /// Terms that one statement handles.
    private static let chunk = 1024

    private func stored(_ db: Reader, _ kind: Int, _ item: Int64) throws -> Set<String> {
        let text = try db.value("SELECT terms FROM search_item WHERE kind = \(kind) AND item = \(item)", as: String.self) ?? ""
        return Set(text.split(separator: "\n").map(String.init))
    }

    private func add(_ db: Writer, _ kind: Int, _ item: Int64, _ terms: [String]) throws {
        var known = try ids(db, terms)
        let missing = terms.filter { known[$0] == nil }
        if !missing.isEmpty {
            // Writes are serial, so nobody takes the same number meanwhile.
            var next = try db.value("SELECT COALESCE(MAX(id), 0) FROM search_term", as: Int64.self) ?? 0
            for term in missing {
                next += 1
                try db.run("INSERT INTO search_term (term, id, uses) VALUES (\(term), \(next), 1)")
                known[term] = next
            }
        }
        // In the order of the key, so that neighbours go to the same page; by their numbers, which are known by now.
        for chunk in known.values.sorted().chunks(of: 64) {
            let rows = chunk.map { "(\($0), \(kind), \(item))" as SQL }
            try db.run("INSERT INTO search_posting (term, kind, item) VALUES \(SQL.joined(rows))")
        }
        try weigh(db, item, known.values, by: Self.sample)
    }

    private func drop(_ db: Writer, _ kind: Int, _ item: Int64, _ terms: [String]) throws {
        let known = try ids(db, terms)
        let numbers = known.values.sorted()
        try db.run("DELETE FROM search_posting WHERE term IN \(numbers) AND kind = \(kind) AND item = \(item)")
        try weigh(db, item, known.values, by: -Self.sample)
        try db.run(
            """
            DELETE FROM search_term WHERE term IN \(terms)
            AND NOT EXISTS (SELECT 1 FROM search_posting WHERE search_posting.term = search_term.id)
            """)
    }

    private func ids(_ db: Reader, _ terms: [String]) throws -> [String: Int64] {
        let rows = try db.all("SELECT term, id FROM search_term WHERE term IN \(terms)") { row in
            (try row.next(String.self), try row.next(Int64.self))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Counts one posting in sixteen, but sixteenfold: the counts choose a plan, and exact ones would rewrite every word's row per message.
    static let sample = 16

    /// Which postings count is decided by their numbers alone, so that taking a posting out finds the same answer.
    private func weigh(_ db: Writer, _ item: Int64, _ terms: some Sequence<Int64>, by weight: Int) throws {
        let counted = terms.filter { Self.counts(item, $0) }
        guard !counted.isEmpty else { return }
        try db.run("UPDATE search_term SET uses = uses + \(weight) WHERE id IN \(counted.sorted())")
    }

    /// Whether this posting is one of the sixteenth that counts.
    static func counts(_ item: Int64, _ term: Int64) -> Bool {
        let mixed = UInt64(bitPattern: item ^ term &* 0x1_0000_0001) &* 0x9E37_79B9_7F4A_7C15
        return mixed >> 60 == 0
    }
}

extension Array {
    func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
