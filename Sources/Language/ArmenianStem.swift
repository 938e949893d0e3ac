/// A light stemmer for modern Eastern Armenian: article, case and plural of nouns, the commonest endings of verbs, and the vowels that
/// vanish when an ending is added (գիրք, book, and գրքեր, books; տուն, house, and տներ, houses).
enum ArmenianStem {
    /// `word` is folded: lower case, without intonation marks, և as եւ. A word in another script comes back as it is.
    static func stem(_ word: String) -> String {
        var letters = Array(word.unicodeScalars)
        guard letters.count >= 3, letters.allSatisfy({ (0x561...0x586).contains($0.value) }) else { return word }
        for ending in endings where letters.count - ending.count >= 2 && letters.suffix(ending.count).elementsEqual(ending) {
            letters.removeLast(ending.count)
            break
        }
        return text(withoutWeakVowel(letters))
    }

    /// Longest first. A noun's ending is plural, case and article in one.
    private static let endings: [[Unicode.Scalar]] = {
        let plurals = ["", "եր", "ներ"]
        let cases = ["", "ի", "ին", "ից", "ով", "ում", "ը", "ն", "իս", "իդ", "ս", "դ"]
        let verbs = [
            "ել", "ալ", "եցի", "եց", "եցինք", "եցիք", "եցին", "ացի", "աց", "ած", "ելու", "ալու", "ելը", "եմ", "ես", "ենք", "եք", "են", "ան",
        ]
        var all: Set<String> = Set(verbs)
        for plural in plurals { for ending in cases where !(plural + ending).isEmpty { all.insert(plural + ending) } }
        // One letter that is more often a part of the word than an ending.
        all.subtract(["ս", "դ", "ն"])
        return all.map { Array($0.unicodeScalars) }.sorted { ($0.count, text($0)) > ($1.count, text($1)) }
    }()

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
