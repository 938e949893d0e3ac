import Core
import Language
import Storage
import Web

/// Finding a person by a few letters of any word of the name, by address or by number.
enum PeopleSearch {
    static let source = SearchSource(title: { t in t("People") }, findsPeople: true) { ask, db, _ in
        let hits = try Search.people.find(db, ask.words, before: ask.before, limit: ask.limit).map { Customer.ID(number: $0.item) }
        // Digits may be the end of a number, too; these stand on the first page, before what the index of words knows.
        let byDigits = ask.before == nil ? try db.people(byDigits: ask.text) : []
        var found = byDigits + hits.filter { !byDigits.contains($0) }
        if found.count < ask.limit, ask.before == nil {
            found += try inside(ask.words, but: Set(found), db, limit: ask.limit - found.count)
        }
        return try db.personRows(Array(found.prefix(ask.limit))).map { person in
            SearchHit(
                item: person.id.number, title: person.name, excerpt: person.addresses.joined(separator: " · "),
                link: Link("/people/\(person.id)"), icon: "person",
                at: person.lastContactAt)
        }
    }

    /// Cards of before version 5 were not found by what stands inside a word.
    static let refresh = SearchRefresh.job(
        refreshName, next: cards,
        put: { tx, number in try tx.indexPerson(Customer.ID(number: number)) })
    static let refreshName = "people.refresh-search"

    /// Cards of before version 7 were not found by digits out of the middle of a number.
    static let refreshNumbers = SearchRefresh.job(
        refreshNumbersName, next: cards, put: { tx, number in try tx.indexPerson(Customer.ID(number: number)) })
    static let refreshNumbersName = "people.refresh-numbers"

    private static let cards: @Sendable (Reader, Int64, Int) throws -> [Int64] = { db, after, limit in
        try db.values("SELECT id FROM customer WHERE id > \(after) AND merged_into IS NULL ORDER BY id LIMIT \(limit)", as: Int64.self)
    }

    /// Those whom the typed letters fit best: the beginning of the name first, then who was here last.
    ///
    /// The index gives the newest cards; of so many the best are chosen, and more letters bring the others.
    static func best(_ query: String, _ shop: Shop, _ db: Reader, limit: Int) throws -> [PersonRow] {
        let words = shop.searchWords(query)
        var found = try Search.people.find(db, words, limit: 100).map { Customer.ID(number: $0.item) }
        let beginning = Set(found)
        found += try db.people(byDigits: query).filter { !beginning.contains($0) }
        if found.count < limit { found += try inside(words, but: Set(found), db, limit: 100) }
        let fit = Fit(query)
        return Array(
            try db.personRows(found).map { (row: $0, place: fit.place(of: $0, isBeginning: beginning.contains($0.id))) }
                .sorted { left, right in
                    if left.place != right.place { return left.place < right.place }
                    let never = Instant(milliseconds: 0)
                    let (then, other) = (left.row.lastContactAt ?? never, right.row.lastContactAt ?? never)
                    return then != other ? then > other : left.row.id > right.row.id
                }.prefix(limit).map(\.row))
    }

    /// Those in whose words the letters stand further in.
    private static func inside(_ words: [SearchWord], but known: Set<Customer.ID>, _ db: Reader, limit: Int) throws -> [Customer.ID] {
        let inside = words.map(\.inside)
        guard inside != words else { return [] }
        let found = try Search.people.find(db, inside, limit: limit + known.count).map { Customer.ID(number: $0.item) }
        return Array(found.filter { !known.contains($0) }.prefix(limit))
    }

    /// How well somebody fits what was typed.
    private struct Fit {
        private let typed: String
        private let numbers: Set<String>
        private let digits: [String]

        init(_ query: String) {
            digits = NumberLookUp.digits(in: query)
            typed = SearchAnalysis.fold(query.trimmed)
            numbers = PeopleSearch.numbers(in: query)
        }

        /// 0 for exactly this address, number or name; 1 where the name begins
        /// so or a number ends so, 2 where a word does, 3 where it stands inside one.
        func place(of person: PersonRow, isBeginning: Bool) -> Int {
            let name = SearchAnalysis.fold(person.name)
            let isExact =
                name == typed || person.addresses.contains { SearchAnalysis.fold($0) == typed }
                || (!numbers.isEmpty && person.addresses.contains { !PeopleSearch.numbers(in: $0).isDisjoint(with: numbers) })
            if isExact { return 0 }
            let isEnd = digits.contains { end in person.addresses.contains { $0.filter(\.isNumber).hasSuffix(end) } }
            return isEnd || name.hasPrefix(typed) ? 1 : isBeginning ? 2 : 3
        }
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
            guard let (start, prefix) = place(of: prefixes, in: word, folded) else { continue }
            var end = start
            while end < word.endIndex, SearchAnalysis.fold(word[start..<end]).utf8.count < prefix.utf8.count {
                end = word.index(after: end)
            }
            out += "\(String(text[rest..<start]))<mark>\(String(word[start..<end]))</mark>"
            rest = end
        }
        return out + "\(String(text[rest...]))"
    }

    /// Where one of the prefixes begins in a word: the longest at its beginning, or else from three letters on the first inside.
    private static func place(of prefixes: [String], in word: Substring, _ folded: String) -> (start: String.Index, prefix: String)? {
        if let prefix = prefixes.filter({ folded.hasPrefix($0) }).max(by: { $0.count < $1.count }) { return (word.startIndex, prefix) }
        for prefix in prefixes where prefix.unicodeScalars.count >= SearchAnalysis.shortestInside && folded.contains(prefix) {
            if let start = word.indices.first(where: { SearchAnalysis.fold(word[$0...]).hasPrefix(prefix) }) { return (start, prefix) }
        }
        return nil
    }
}
