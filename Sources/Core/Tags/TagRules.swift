import Language
import Web

/// What a tag may be called, and when two names mean the same.
public enum TagRules {
    /// Letters of a name.
    public static let longest = 40
    /// Tags in the vocabulary: more than anybody can know.
    public static let most = 500
    /// Tags on one conversation or person.
    public static let mostHere = 50

    /// The names in a line that somebody typed, with commas between them, each once: "#vegan, Large order" is two.
    public static func names(in text: String) -> [String] {
        var seen: Set<String> = []
        return text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline || $0 == "،" || $0 == "、" }).map { tidy(String($0)) }
            .filter { !$0.isEmpty && seen.insert(key($0)).inserted }
    }

    /// Without the number sign in front that people know from elsewhere, and with one blank between words.
    public static func tidy(_ name: String) -> String {
        let words = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let bare = words.drop { $0 == "#" }
        return String(bare.isEmpty ? words[...] : bare).trimmed
    }

    /// What two names have in common that mean the same: no case, no accents, no difference between blanks and hyphens.
    public static func key(_ name: String) -> String {
        let folded = SearchAnalysis.fold(tidy(name))
        let words = folded.split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        // A tag of signs alone, such as a heart, is what it is.
        return words.isEmpty ? folded : words
    }

    /// Whether somebody who types `name` may have meant the tag `known`, both by ``key(_:)``: it is the beginning of it, or one letter is too
    /// much, missing or another.
    public static func isNear(_ name: String, _ known: String) -> Bool {
        guard name != known, name.count >= 3 else { return false }
        // "table 1" is no beginning of "table 12".
        if known.hasPrefix(name) { return known.dropFirst(name.count).first?.isNumber != true }
        // In short words one letter makes another word: "new" and "few".
        guard name.count >= 4, known.count >= 4, abs(name.count - known.count) <= 1 else { return false }
        let (left, right) = (Array(name), Array(known))
        let same = zip(left, right).prefix { $0 == $1 }.count
        let rest = (left.dropFirst(same), right.dropFirst(same))
        // Numbers that count differ by one figure on purpose: "table 11" and "table 12".
        if let letter = rest.0.first ?? rest.1.first, letter.isNumber { return false }
        return rest.0.dropFirst() == rest.1.dropFirst() || rest.0 == rest.1.dropFirst() || rest.0.dropFirst() == rest.1
    }

    /// A name that may stand, tidied.
    public static func checked(_ name: String) throws(TagProblem) -> String {
        let name = tidy(name)
        guard !name.isEmpty else { throw .empty }
        guard name.count <= longest else { throw .tooLong(name, most: longest) }
        return name
    }
}
