/// Adds the readings that Snowball's Indonesian stemmer misses: it takes pe- off pesanan (order) and leaves sanan, and turns mengirim
/// (to send) into irim although the root is kirim.
enum IndonesianStem {
    /// Both arguments are folded. The stem first, then the other readings.
    static func variants(stem: String, word: String) -> [String] {
        var variants = [stem]
        func add(_ variant: Substring) {
            if variant.utf8.count >= 4, !variants.contains(String(variant)) { variants.append(String(variant)) }
        }
        let bare = withoutEndings(word[...])
        add(bare)
        for (prefix, root) in [
            ("meng", "k"), ("peng", "k"), ("meny", "s"), ("peny", "s"), ("men", "t"), ("pen", "t"), ("mem", "p"), ("pem", "p"),
        ]
        where bare.hasPrefix(prefix) {
            // The first consonant of the root melts into the prefix before a vowel only.
            let rest = bare.dropFirst(prefix.utf8.count)
            if let first = rest.first, "aeiou".contains(first) { add(root + rest) }
        }
        // bertanya (to ask) is ber- and tanya, not berta and -nya.
        for prefix in ["ber", "ter", "di"] where word.hasPrefix(prefix) { add(word.dropFirst(prefix.utf8.count)) }
        return variants
    }

    /// Without -lah/-kah, then -nya/-ku/-mu, then -kan/-an, as long as four letters stay.
    private static func withoutEndings(_ word: Substring) -> Substring {
        var word = word
        for endings in [["lah", "kah"], ["nya", "ku", "mu"], ["kan", "an"]] {
            for ending in endings where word.hasSuffix(ending) && word.utf8.count - ending.utf8.count >= 4 {
                word = word.dropLast(ending.utf8.count)
                break
            }
        }
        return word
    }
}

private func + (root: String, rest: Substring) -> Substring { (root + String(rest))[...] }
