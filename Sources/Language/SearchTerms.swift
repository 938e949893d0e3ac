/// One word of a query. A text is found by it when one of the text's terms is in `exact` or begins with `prefix`.
public struct QueryWord: Sendable, Equatable {
    /// Folded surface forms, and stems in the shop's languages with their prefix ("tr:kitap").
    public let exact: [String]
    /// The beginning of a folded surface word: what has been typed so far. Never empty.
    public let prefix: String

    /// Whether a text with these terms is found, as the index decides it.
    public func matches(_ terms: Set<String>) -> Bool {
        exact.contains { terms.contains($0) } || terms.contains { $0.hasPrefix(prefix) }
    }
}

extension SearchAnalysis {
    /// What a text is indexed under: its folded surface words, their stems in `language` ("fi:asiak"), and its phone numbers as plain digits.
    ///
    /// A surface word never contains a colon, so stems collide neither with it nor with another language's. With nil for the language (see
    /// ``TextLanguage``) there are no stems; a shop does better by falling back to its own language.
    public static func terms(for text: String, language: Language?) -> Set<String> {
        var terms: Set<String> = []
        var stemmed: Set<String> = []
        forEachRun(of: text) { run in
            if run.parts.count > 1, run.isWorthWhole {
                let whole = fold(run.whole)
                terms.insert(whole)
                terms.insert(squeezed(whole))
                // The domain of an address is looked for as one: everybody at example.com.
                if let at = whole.lastIndex(of: "@") { terms.insert(String(whole[whole.index(after: at)...])) }
            }
            for part in run.parts {
                let surface = fold(part)
                guard !surface.isEmpty, stemmed.insert(surface).inserted else { continue }
                terms.insert(surface)
                if let language { insertStems(of: part, surface, language, into: &terms) }
            }
        }
        for phone in phoneNumbers(in: text) {
            terms.insert(phone.digits)
            terms.insert(phone.national)
        }
        return terms
    }

    /// What a person is found by: the folded words of the name, and for Armenian script its Latin spellings, so that "ar" finds Արամ.
    public static func nameTerms(_ name: String) -> Set<String> {
        var terms = terms(for: name, language: nil)
        for word in words(of: name) {
            terms.formUnion(latinSpellings(word))
            // A Finnish name in -nen is asked for in its cases: Korhosen, Korhoselta.
            if let stem = FinnishStem.obliqueStem(of: fold(word)) { terms.insert("\(Language.fi.rawValue):\(stem)") }
        }
        return terms
    }

    /// Stands before a term that is the end of a longer word. No folded word begins so.
    public static let insideMark = "~"
    /// Letters of a query from which on it is looked for inside words.
    public static let shortestInside = 3
    /// Letters of a word beyond which nobody looks inside; longer ones are keys, not names.
    private static let longestInside = 32

    /// The ends of a name's words from their second letter on, marked: by their beginnings a word is found from anywhere inside
    /// ("~honen" finds Korhonen by "hon"). Names have few different words, so this adds little to the index.
    public static func insideTerms(ofName name: String) -> Set<String> {
        var ends: Set<String> = []
        for word in words(of: name) {
            for spelling in latinSpellings(word) + [fold(word)] {
                let letters = spelling.unicodeScalars.prefix(longestInside)
                guard letters.count > shortestInside else { continue }
                for skipped in 1...(letters.count - shortestInside) { ends.insert(insideMark + String(letters.dropFirst(skipped))) }
            }
        }
        return ends
    }

    /// Digits of a number from which on it is looked for inside others.
    private static let shortestInsideNumber = 5

    /// The ends of a phone number from its second digit on, marked as those of names are. At most a dozen.
    public static func insideTerms(ofNumber number: String) -> Set<String> {
        let digits = number.filter { $0.isASCII && $0.isNumber }.prefix(15)
        guard digits.count > shortestInsideNumber else { return [] }
        return Set((1...(digits.count - shortestInsideNumber)).map { insideMark + digits.dropFirst($0) })
    }

    /// What ``insideTerms(ofName:)`` holds of people whom the beginning of a word, as typed, finds further in. Nil for what is too short.
    public static func insidePrefix(of typed: String) -> String? {
        typed.unicodeScalars.count >= shortestInside ? insideMark + typed : nil
    }

    /// The words of a query; a text must match all of them. Empty for a query without letters and digits.
    ///
    /// `shopLanguages` are those in which stems are looked up: the shop's own and those its customers write in.
    public static func queryWords(_ query: String, shopLanguages: [Language]) -> [QueryWord] {
        let phones = phoneNumbers(in: query)
        var words = phones.map { QueryWord(exact: unique([$0.national, $0.digits]), prefix: $0.national) }
        for run in runs(of: query) where !phones.contains(where: { $0.range.overlaps(run.whole.startIndex..<run.whole.endIndex) }) {
            let prefix = fold(run.parts.count > 1 && !run.isWorthWhole ? run.parts[0] : run.whole)
            guard !prefix.isEmpty else { continue }
            var exact = [prefix]
            if run.parts.count > 1, run.isWorthWhole { exact.append(squeezed(prefix)) }
            if prefix.utf8.first == UInt8(ascii: "0"), prefix.utf8.count >= 4, prefix.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                // The beginning of a phone number, which may be stored with its country code instead of the 0.
                exact.append(String(prefix.dropFirst()))
            }
            // İstanbul'da: what stands before a Turkish apostrophe is the word. Buku-buku: the Indonesian plural says the word twice.
            let isDoubled = run.parts.count == 2 && fold(run.parts[0]) == fold(run.parts[1])
            let hasApostrophe = run.whole.contains { $0 == "'" || $0 == "\u{2019}" }
            let word = isDoubled || hasApostrophe ? run.parts[0] : run.whole
            let surface = fold(word)
            if surface != prefix { exact.append(surface) }
            for language in shopLanguages {
                var stems: Set<String> = []
                insertStems(of: word, surface, language, into: &stems)
                exact += stems.sorted()
            }
            words.append(QueryWord(exact: unique(exact), prefix: prefix))
            if run.parts.count > 1, !run.isWorthWhole {
                words += queryWords(run.parts.dropFirst().joined(separator: " "), shopLanguages: shopLanguages)
            }
        }
        return words
    }

    private static func insertStems(of word: Substring, _ surface: String, _ language: Language, into terms: inout Set<String>) {
        guard surface.utf8.count >= 2, !surface.utf8.contains(where: { $0 < 0x61 }) else { return }
        for stem in stems(of: word, in: language) where !stem.isEmpty { terms.insert("\(language.rawValue):\(stem)") }
    }

    /// A compound without what connects it, so that INV2024001 finds INV-2024-001.
    private static func squeezed(_ whole: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in whole.unicodeScalars where isWord(scalar) { out.append(scalar) }
        return String(out)
    }

    private static func unique(_ items: [String]) -> [String] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }
    }
}
