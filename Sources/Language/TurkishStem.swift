/// Evens out Snowball's Turkish stems, which keep or lose a last vowel by chance (müşteri gives müşter, müşteriler gives müşteri) and take
/// the end of a bare noun for an ending (hediye gives hedi, hediyeler gives hediye): the word itself is one more reading.
enum TurkishStem {
    /// Both arguments are folded.
    static func merge(stem: String, word: String) -> [String] {
        var stems = [trimmed(stem)]
        // faturası (his invoice) stems to faturas, since the s looks like a part of the word. It is one in servisi (the service), and only a
        // dictionary would know, so both readings count.
        if stem.utf8.count >= 6, stem.hasSuffix("s"), word.hasSuffix("si") || word.hasSuffix("su") {
            let shorter = String(stem.dropLast())
            if let last = shorter.last, isVowel(last) { stems.append(trimmed(shorter)) }
        }
        let bare = trimmed(word)
        if !stems.contains(bare) { stems.append(bare) }
        return stems
    }

    private static func trimmed(_ stem: String) -> String {
        guard stem.utf8.count >= 4, let last = stem.last, isVowel(last) else { return stem }
        return String(stem.dropLast())
    }

    private static func isVowel(_ character: Character) -> Bool { "aeiou".contains(character) }
}
