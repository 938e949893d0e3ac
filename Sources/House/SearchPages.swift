import Core
import Language
import Storage
import Web

/// One box for everything: asks every capability and shows what each found.
enum SearchPages {
    private static let limit = 20

    static func results(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let query = String(visit.query["q"].prefix(200))
        let view = View(visit)
        let words = shop.searchWords(query)
        let sources = shop.capabilities.flatMap(\.searchSources)
        let found: [[SearchHit]] =
            query.isEmpty
            ? [] : try await shop.read { db in try sources.map { source in try source.find(words, query, db, view, limit) } }
        let marks = SearchMarks(query)
        let groups: [HTML] = zip(sources, found).filter { !$0.1.isEmpty }.map { source, hits in
            "<section class=\"stack\"><h2>\(source.title(t))</h2><ol class=\"list hits\">\(hits.map { item($0, marks, visit) })</ol></section>"
        }
        let count = found.map(\.count).reduce(0, +)
        let body: HTML =
            if query.isEmpty {
                visit.ui.empty(
                    "search", t("What are you looking for?"), t("A name, a phone number, an e-mail address, or words from a message."))
            } else if groups.isEmpty {
                visit.ui.empty(
                    "search", t("Nothing found"),
                    t("Try fewer words, or only the beginning of one. Phone numbers are found by their last digits too."))
            } else {
                "\(groups)"
            }
        return .page(
            Page(
                query.isEmpty ? t("Search") : t("Search: {words}", ["words": query]), section: "search",
                """
                \(visit.ui.head(t("Search"), lead: groups.isEmpty ? nil : t("{n} result", "{n} results", count)))
                <form class="inline-form" role="search" action="/search"><label class="hidden" for="q">\(t("Search everything"))</label>\
                <input id="q" type="search" name="q" value="\(query)" autocomplete="off"\(flag: " autofocus", query.isEmpty)>\
                <button class="button primary">\(visit.ui.icon("search"))\(t("Search"))</button></form>
                \(body)
                """))
    }

    private static func item(_ hit: SearchHit, _ marks: SearchMarks, _ visit: Visit) -> HTML {
        let at: HTML =
            hit.at.map { at in
                let time = at.milliseconds
                return "<time class=\"at\" datetime=\"\(Words.iso(time))\">\(visit.t.dateTime(time))</time>"
            } ?? ""
        return """
            <li class="item hit"><div class="what"><a class="item-link" href="\(hit.link)"><b dir="auto">\(marks.mark(hit.title))</b></a>\
            <span class="sub" dir="auto">\(visit.ui.icon(hit.icon))\(marks.mark(hit.excerpt))</span></div>\(at)</li>
            """
    }
}

/// Shows where a text matches a query, by the same analysis that finds it: kakun is marked for kakku.
struct SearchMarks {
    private let words: [QueryWord]

    init(_ query: String) { words = SearchAnalysis.queryWords(query, shopLanguages: Language.offered) }

    func mark(_ text: String) -> HTML {
        guard !words.isEmpty else { return "\(text)" }
        var out: HTML = ""
        var rest = text[...]
        while let start = rest.firstIndex(where: SearchMarks.isPart) {
            var end = rest[start...].firstIndex { !SearchMarks.isPart($0) } ?? rest.endIndex
            // A full stop behind a word ends the sentence; inside, it is part of an address.
            while end > rest.index(after: start), !(rest[rest.index(before: end)].isLetter || rest[rest.index(before: end)].isNumber) {
                end = rest.index(before: end)
            }
            let word = String(rest[start..<end])
            out += "\(String(rest[..<start]))"
            out += matches(word) ? "<mark>\(word)</mark>" : "\(word)"
            rest = rest[end...]
        }
        return out + "\(String(rest))"
    }

    private func matches(_ word: String) -> Bool {
        let terms = Language.offered.reduce(into: SearchAnalysis.terms(for: word, language: nil)) { terms, language in
            terms.formUnion(SearchAnalysis.terms(for: word, language: language))
        }
        return words.contains { $0.matches(terms) }
    }

    /// What a word or an address is made of, so that kukka@example.fi is marked as one piece.
    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "@" || character == "." || character == "-" || character == "'"
            || character == "’"
            || character == "+" || character == "_"
    }
}
