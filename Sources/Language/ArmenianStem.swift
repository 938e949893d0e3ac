/// A light stemmer for modern Eastern Armenian: article, case and plural of nouns, the commonest endings of verbs, and the vowels that
/// vanish when an ending is added (գիրք, book, and գրքեր, books; տուն, house, and տներ, houses).
enum ArmenianStem {
    /// `word` is folded: lower case, without intonation marks, և as եւ. A word in another script comes back as it is. Two stems where an
    /// ending may as well belong to the word: պատվեր (order) ends like a plural, Երևան like a word with its article.
    static func stems(_ word: String) -> [String] {
        let letters = Array(word.unicodeScalars)
        guard letters.count >= 3, letters.allSatisfy({ (0x561...0x586).contains($0.value) }) else { return [word] }
        func without(_ ending: [Unicode.Scalar]) -> [Unicode.Scalar]? {
            guard letters.count - ending.count >= 2, letters.suffix(ending.count).elementsEqual(ending) else { return nil }
            return Array(letters.dropLast(ending.count))
        }
        func finished(_ readings: [Unicode.Scalar]...) -> [String] {
            var stems: [String] = []
            for reading in readings {
                let stem = text(withoutWeakVowel(abstract(reading)))
                if !stems.contains(stem) { stems.append(stem) }
            }
            return stems
        }
        for ending in sureEndings {
            if let rest = without(ending) { return finished(rest) }
        }
        for ending in shortPlurals {
            if let rest = without(ending) { return finished(rest, rest + Array("եր".unicodeScalars)) }
        }
        for ending in cases {
            if let rest = without(ending) { return finished(rest) }
        }
        if letters.last == "ն", letters[letters.count - 2] != "ւ", isVowel(letters[letters.count - 2]) {
            return finished(Array(letters.dropLast()), letters)
        }
        return finished(letters)
    }

    private static let caseEndings = ["", "ի", "ին", "ից", "ով", "ում", "ը", "ն", "իս", "իդ", "ս", "դ"]
    /// Plural with case and article, and the endings of verbs.
    private static let sureEndings = longestFirst(
        caseEndings.map { "ներ" + $0 } + [
            "ել", "ալ", "ելու", "ալու", "ելը", "եցի", "եց", "եցինք", "եցիք", "եցին", "ացի", "աց", "ած",
        ])
    /// The plural of words of one syllable, which many longer words happen to end in.
    private static let shortPlurals = longestFirst(caseEndings.map { "եր" + $0 })
    /// Case and article. A single ն, ս or դ is more often a part of the word.
    private static let cases = longestFirst(caseEndings.filter { !["", "ն", "ս", "դ"].contains($0) })

    private static func longestFirst(_ endings: [String]) -> [[Unicode.Scalar]] {
        endings.map { Array($0.unicodeScalars) }.sorted { $0.count > $1.count }
    }

    /// Nouns in -ություն (-tion) have the genitive -ության.
    private static func abstract(_ letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let genitive = Array("ության".unicodeScalars)
        guard letters.suffix(genitive.count).elementsEqual(genitive) else { return letters }
        return letters.dropLast(2) + Array("ուն".unicodeScalars)
    }

    /// Without the ի or ու of the last syllable, when a consonant follows it.
    private static func withoutWeakVowel(_ letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard let last = letters.lastIndex(where: { isVowel($0) }), last > 0, last < letters.count - 1 else { return letters }
        var letters = letters
        if letters[last] == "ի" {
            letters.remove(at: last)
        } else if letters[last] == "ւ", letters[last - 1] == "ո" {
            letters.removeSubrange((last - 1)...last)
        }
        return letters
    }

    private static func isVowel(_ letter: Unicode.Scalar) -> Bool { "աեէըիոօւ".unicodeScalars.contains(letter) }

    private static func text(_ letters: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: letters)
        return String(view)
    }
}
