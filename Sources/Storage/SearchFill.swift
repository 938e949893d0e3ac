extension SearchIndex {
    /// Puts many items in at once, in a few statements instead of a few for each. None of them may be in the index yet.
    public func fill(db: Writer, kind: Int, _ items: [(item: Int64, group: Int64, terms: Set<String>)]) throws {
        let items = items.map { entry in
            (
                item: entry.item, group: entry.group,
                terms: entry.terms.filter { !$0.isEmpty && !$0.utf8.contains(0x0A) && !$0.utf8.contains(0) }
            )
        }
        let ids = try numbers(db, items.reduce(into: Set<String>()) { $0.formUnion($1.terms) })
        var postings: [(term: Int64, item: Int64)] = []
        var uses: [Int64: Int] = [:]
        for entry in items {
            for term in entry.terms {
                guard let id = ids[term] else { continue }
                postings.append((id, entry.item))
                if Self.counts(entry.item, id) { uses[id, default: 0] += Self.sample }
            }
        }
        // In the order of the key, so that neighbours go to the same page.
        postings.sort { ($0.term, $0.item) < ($1.term, $1.item) }
        for chunk in postings.chunks(of: 1000) {
            let rows = chunk.map { "(\($0.term), \(kind), \($0.item))" as SQL }
            try db.run("INSERT INTO search_posting (term, kind, item) VALUES \(SQL.joined(rows))")
        }
        for (weight, terms) in Dictionary(grouping: uses.keys, by: { uses[$0] ?? 0 }).sorted(by: { $0.key < $1.key }) {
            for chunk in terms.sorted().chunks(of: 1000) {
                try db.run("UPDATE search_term SET uses = uses + \(weight) WHERE id IN \(chunk)")
            }
        }
        for chunk in items.chunks(of: 200) {
            let rows = chunk.map { entry in
                "(\(kind), \(entry.item), \(entry.group), \("\n" + entry.terms.sorted().map { $0 + "\n" }.joined()))" as SQL
            }
            try db.run("INSERT INTO search_item (kind, item, thread, terms) VALUES \(SQL.joined(rows))")
        }
    }

    /// The numbers of these terms in the dictionary, new ones among them.
    private func numbers(_ db: Writer, _ terms: Set<String>) throws -> [String: Int64] {
        var known: [String: Int64] = [:]
        let wanted = terms.sorted()
        for chunk in wanted.chunks(of: 1000) {
            let rows = try db.all("SELECT term, id FROM search_term WHERE term IN \(chunk)") { row in
                (try row.next(String.self), try row.next(Int64.self))
            }
            for (term, id) in rows { known[term] = id }
        }
        // Writes are serial, so nobody takes the same numbers meanwhile.
        var next = try db.value("SELECT COALESCE(MAX(id), 0) FROM search_term", as: Int64.self) ?? 0
        let missing = wanted.filter { known[$0] == nil }
        for chunk in missing.chunks(of: 500) {
            let rows = chunk.map { term in
                next += 1
                known[term] = next
                return "(\(term), \(next), 1)" as SQL
            }
            try db.run("INSERT INTO search_term (term, id, uses) VALUES \(SQL.joined(rows))")
        }
        return known
    }
}
