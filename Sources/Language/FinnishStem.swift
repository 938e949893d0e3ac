/// Brings together what Snowball's Finnish stems leave apart, mostly consonant gradation: asiakas/asiakkaan, kauppa/kaupan, tilaus/tilauksen,
/// katu/kadun, kenkä/kengän, vesi/veden, nainen/naisen.
///
/// The price is that a few unrelated words share a stem (kuva, picture, and kuppi, cup); a search then finds some more, never less.
enum FinnishStem {
    /// `stem` is folded, so ä is a and ö is o here.
    static func merge(_ stem: String) -> String {
        var s = Array(stem.utf8)
        guard s.count >= 3, s.allSatisfy({ (0x61...0x7A).contains($0) }) else { return stem }

        // nainen: naine, naise → nai; tyytyväinen: tyytyväin, tyytyväis → tyytyväi. puhelin: puhel, puhelim → puhel.
        if s.count >= 5, ends(s, "ine") || ends(s, "ise") {
            s.removeLast(2)
            return text(s)
        }
        if s.count >= 6, ends(s, "in") || ends(s, "is"), isVowel(s[s.count - 3]) {
            s.removeLast()
            return text(s)
        }
        if s.count >= 6, ends(s, "im") {
            s.removeLast(2)
            return text(s)
        }
        // tilaus, tilauks, tilau → tilau.
        if s.count >= 5, ends(s, "uks") || ends(s, "yks") {
            s.removeLast(2)
            return text(s)
        }
        if s.count >= 5, ends(s, "us") || ends(s, "ys") {
            s.removeLast()
            return text(s)
        }
        // asiakas, asukas → asiak, asuk.
        if s.count >= 5, ends(s, "as") { s.removeLast(2) }

        // vesi, vede → vet: the one place where s and t change.
        if s.count <= 5, ends(s, "si") { s.replaceSubrange((s.count - 2)..., with: Array("t".utf8)) }

        // kaupa, kaup; vede, vet; tuote, tuot. Rounded vowels stay: katu and kato are different words.
        if s.count > 3, let last = s.last, "aei".utf8.contains(last) { s.removeLast() }

        // The consonants before a last o, u, y change as well: katu, kadu.
        var tail: [UInt8] = []
        if let last = s.last, "ouy".utf8.contains(last) { tail.append(s.removeLast()) }
        weaken(&s)
        return text(s + tail)
    }

    /// The stem, and a second reading for a noun in -sti (sähköposti), whose end Snowball takes for that of an adverb (nopeasti).
    static func readings(stem: String, word: String) -> [String] {
        let merged = merge(stem)
        if let oblique = obliqueStem(of: word) { return [merged, oblique] }
        return word.hasSuffix("sti") ? [merged, merge(word)] : [merged]
    }

    /// What the cases of a word in -nen grow from: Korhonen, Korhosen, Korhoselle. Most Finnish family names end so.
    ///
    /// `word` is folded. Words in -inen are left to ``merge(_:)``.
    static func obliqueStem(of word: String) -> String? {
        guard word.utf8.count >= 6, word.hasSuffix("nen"), !word.hasSuffix("inen") else { return nil }
        return merge(String(word.dropLast(3)) + "s")
    }

    private static func isVowel(_ letter: UInt8) -> Bool { "aeiouy".utf8.contains(letter) }

    /// Maps the strong and the weak grade of a final cluster to one.
    private static func weaken(_ s: inout [UInt8]) {
        for (from, to) in [
            ("kk", "k"), ("pp", "p"), ("tt", "t"), ("mp", "m"), ("mm", "m"), ("ng", "nk"), ("nn", "n"), ("nt", "n"), ("ll", "l"),
            ("lt", "l"), ("rr", "r"), ("rt", "r"), ("d", "t"), ("v", "p"),
        ] where ends(s, from) {
            s.replaceSubrange((s.count - from.utf8.count)..., with: Array(to.utf8))
            return
        }
    }

    private static func ends(_ s: [UInt8], _ suffix: String) -> Bool {
        s.count > suffix.utf8.count && s.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
    private static func text(_ s: [UInt8]) -> String { String(decoding: s, as: UTF8.self) }
}
