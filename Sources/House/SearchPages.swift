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
        // "More of these" shows one kind alone, from where the page before it ended.
        let kind = Int(visit.query["kind"])
        let before = Int64(visit.query["before"])
        let sources = shop.capabilities.flatMap(\.searchSources).enumerated().filter { kind == nil || $0.offset == kind }
        // One more than is shown tells whether there are more.
        let ask = SearchAsk(words: words, text: query, before: kind == nil ? nil : before, limit: limit + 1)
        let found: [[SearchHit]] =
            query.isEmpty ? [] : try await shop.read { db in try sources.map { source in try source.element.find(ask, db, view) } }
        let marks = SearchMarks(query)
        let filled = zip(sources, found).filter { !$0.1.isEmpty }
        let people = filled.filter { $0.0.element.findsPeople }
        let groups: [HTML] = (people + filled.filter { !$0.0.element.findsPeople }).map { source, hits in
            let shown = hits.prefix(limit)
            let more: HTML =
                hits.count <= limit
                ? ""
                : """
                <p><a class="button quiet" href="\(Link("/search?q=\(query)&kind=\(source.offset)&before=\(shown.last?.item ?? 0)"))">\(t("Show more"))</a></p>
                """
            return """
                <section class="stack"><h2>\(source.element.title(t))</h2><ol class="list hits">\(shown.map { item($0, marks, visit) })</ol>\(more)</section>
                """
        }
        let all: HTML =
            kind == nil
            ? "" : "<p><a class=\"link\" href=\"\(Link("/search?q=\(query)"))\">\(t("All that was found"))</a></p>"
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
                "\(all)\(groups)"
            }
        return .page(
            Page(
                query.isEmpty ? t("Search") : t("Search: {words}", ["words": query]), section: "search",
                """
                \(visit.ui.head(t("Search"), lead: groups.isEmpty || kind != nil ? nil : countWords(count, isMore: found.contains { $0.count > limit }, t)))
                <form class="inline-form" role="search" action="/search"><label class="hidden" for="q">\(t("Search everything"))</label>\
                <input id="q" type="search" name="q" value="\(query)" autocomplete="off"\(flag: " autofocus", query.isEmpty)>\
                <button class="button primary">\(visit.ui.icon("search"))\(t("Search"))</button></form>
                \(body)
                """))
    }

    private static func countWords(_ count: Int, isMore: Bool, _ t: Words) -> String {
        isMore ? t("The newest {n} of each kind. More words find fewer.", ["n": t.number(limit)]) : t("{n} result", "{n} results", count)
    }

    private static func item(_ hit: SearchHit, _ marks: SearchMarks, _ visit: Visit) -> HTML {
        let at: HTML =
            hit.at.map { at in
                let time = at.milliseconds
                return "<time class=\"at\" datetime=\"\(Words.iso(time))\">\(visit.t.dateTime(time))</time>"
            } ?? ""
        let files: [HTML] = hit.files.filter { marks.hasMatch($0) }.prefix(3).map { name in
            "<span class=\"sub\" dir=\"auto\" translate=\"no\">\(visit.ui.icon("attach"))\(marks.mark(name))</span>"
        }
        let notes: HTML =
            hit.notes.isEmpty ? "" : "<span class=\"sub\" dir=\"auto\" translate=\"no\">\(hit.notes.joined(separator: " · "))</span>"
        return """
            <li class="item hit"><div class="what"><a class="item-link" href="\(hit.link)"><b dir="auto" translate="no">\(marks.mark(hit.title))</b></a>\
            <span class="sub" dir="auto" translate="no">\(visit.ui.icon(hit.icon))\(marks.excerpt(of: hit.excerpt))</span>\(files)\(notes)</div>\(at)</li>
            """
    }
}

/// Shows where a text matches a query, by the same analysis that finds it: kakun is marked for kakku.
struct SearchMarks {
    private let words: [QueryWord]
    /// What the words and their stems begin with.
    private let firsts: Set<Unicode.Scalar>
    /// Words that were compared already: hits of one query have many in common.
    private let known = Known()

    private final class Known {
        var verdicts: [Substring: Bool] = [:]
    }

    init(_ query: String) {
        words = SearchAnalysis.queryWords(query, shopLanguages: Language.offered)
        // A stem is written with its language: "fi:asiak".
        firsts = Set(
            words.flatMap { [$0.prefix] + $0.exact }.compactMap { ($0.split(separator: ":").last ?? "").unicodeScalars.first })
    }

    func mark(_ text: String) -> HTML { mark(text[...]) }

    func hasMatch(_ text: String) -> Bool { SearchMarks.parts(of: text[...]).contains { matches(text[$0]) } }

    /// The words around the first match, or the first words where none is found, with what matches marked.
    func excerpt(of text: String) -> HTML {
        let text = text.prefix(SearchMarks.longest)
        var start = text.startIndex
        if let first = SearchMarks.parts(of: text).first(where: { matches(text[$0]) }),
            let lead = text.index(first.lowerBound, offsetBy: -SearchMarks.lead, limitedBy: text.startIndex)
        {
            start = text[lead..<first.lowerBound].firstIndex(where: \.isWhitespace).map { text.index(after: $0) } ?? first.lowerBound
        }
        let end = text.index(start, offsetBy: SearchMarks.length, limitedBy: text.endIndex) ?? text.endIndex
        return (start == text.startIndex ? "" : "… ") + mark(text[start..<end]) + (end == text.endIndex ? "" : "…")
    }

    /// Characters of a text that are searched for the first match; shown in front of it; shown in all.
    private static let (longest, lead, length) = (20_000, 60, 240)

    private func mark(_ text: Substring) -> HTML {
        guard !words.isEmpty else { return "\(String(text))" }
        var out: HTML = ""
        var at = text.startIndex
        for part in SearchMarks.parts(of: text) {
            guard matches(text[part]) else { continue }
            out += "\(String(text[at..<part.lowerBound]))<mark>\(String(text[part]))</mark>"
            at = part.upperBound
        }
        return out + "\(String(text[at...]))"
    }

    /// The words of a text, one after another as they are asked for.
    private static func parts(of text: Substring) -> some Sequence<Range<Substring.Index>> {
        // By scalars: looking for the borders of graphemes took half the time of the page.
        let scalars = text.unicodeScalars
        return sequence(state: text.startIndex) { at in
            guard let start = scalars[at...].firstIndex(where: isPart) else { return nil }
            var end = scalars[start...].firstIndex { !isPart($0) } ?? text.endIndex
            at = end
            // A full stop behind a word ends the sentence; inside, it is part of an address.
            while case let last = scalars.index(before: end), last > start, !isWord(scalars[last]) { end = last }
            return start..<end
        }
    }

    private func matches(_ word: Substring) -> Bool {
        // Surface and stem begin with the same letter, so most words need no analysis in five languages.
        if let byte = word.utf8.first, byte < 0x80, !firsts.contains(Unicode.Scalar((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)) {
            return false
        }
        if let verdict = known.verdicts[word] { return verdict }
        let verdict = compare(String(word))
        known.verdicts[word] = verdict
        return verdict
    }

    private func compare(_ word: String) -> Bool {
        guard let first = SearchAnalysis.fold(word).unicodeScalars.first, firsts.contains(first) else { return false }
        let terms = Language.offered.reduce(into: SearchAnalysis.terms(for: word, language: nil)) { terms, language in
            terms.formUnion(SearchAnalysis.terms(for: word, language: language))
        }
        return words.contains { $0.matches(terms) }
    }

    /// What a word or an address is made of, so that kukka@example.fi is marked as one piece.
    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        if isWord(scalar) { return true }
        switch scalar {
        case "@", ".", "-", "'", "’", "+", "_": return true
        default: return false
        }
    }

    /// A letter, a digit, or a mark upon one.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
        case ..<0x80: return false
        default:
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
                .otherNumber,
                .nonspacingMark, .spacingMark:
                return true
            default: return false
            }
        }
    }
}
