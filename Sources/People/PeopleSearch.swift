import Core
import Language
import Storage
import Web

/// Finding a person by a few letters of any word of the name, by address or by number.
enum PeopleSearch {
    static let source = SearchSource(title: { t in t("People") }, findsPeople: true) { ask, db, _ in
        let hits = try Search.people.find(db, ask.words, before: ask.before, limit: ask.limit).map { Customer.ID(number: $0.item) }
        return try db.personRows(hits).map { person in
            SearchHit(
                item: person.id.number, title: person.name, excerpt: person.addresses.joined(separator: " · "),
                link: Link("/people/\(person.id)"), icon: "person",
                at: person.lastContactAt)
        }
    }

    /// Those whom the typed letters fit best: the beginning of the name first, then who was here last.
    ///
    /// The index gives the newest cards; of so many the best are chosen, and more letters bring the others.
    static func best(_ query: String, _ shop: Shop, _ db: Reader, limit: Int) throws -> [PersonRow] {
        let hits = try Search.people.find(db, shop.searchWords(query), limit: 100).map { Customer.ID(number: $0.item) }
        let typed = SearchAnalysis.fold(query.trimmed)
        return Array(
            try db.personRows(hits).sorted { left, right in
                let (a, b) = (SearchAnalysis.fold(left.name).hasPrefix(typed), SearchAnalysis.fold(right.name).hasPrefix(typed))
                if a != b { return a }
                let (then, other) = (left.lastContactAt ?? Instant(milliseconds: 0), right.lastContactAt ?? Instant(milliseconds: 0))
                return then != other ? then > other : left.id > right.id
            }.prefix(limit))
    }

    /// The forms of the phone numbers in `text` by which numbers are the same: all digits, and the digits without country code and trunk 0.
    static func numbers(in text: String) -> Set<String> {
        SearchAnalysis.nameTerms(text).filter { $0.utf8.count >= 7 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// `text` with the letters that the query found marked.
    static func marked(_ text: String, query: String) -> HTML {
        let prefixes = SearchAnalysis.queryWords(query, shopLanguages: []).map(\.prefix)
        var out = HTML.empty
        var rest = text.startIndex
        for word in SearchAnalysis.words(of: text) where word.startIndex >= rest {
            let folded = SearchAnalysis.fold(word)
            guard let prefix = prefixes.filter({ folded.hasPrefix($0) }).max(by: { $0.count < $1.count }) else { continue }
            var end = word.startIndex
            while end < word.endIndex, SearchAnalysis.fold(word[..<end]).utf8.count < prefix.utf8.count { end = word.index(after: end) }
            out += "\(String(text[rest..<word.startIndex]))<mark>\(String(word[..<end]))</mark>"
            rest = end
        }
        return out + "\(String(text[rest...]))"
    }
}
