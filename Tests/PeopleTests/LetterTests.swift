import Language
import Testing

@testable import People

@Suite struct LetterTests {
    private func stop(_ name: String, _ language: Language) -> String? {
        let key = Collation.key(name, language: language)
        return Letters.stops(for: language).first {
            Array($0.from.utf8).lexicographicallyPrecedes(Array((key + "\u{0}").utf8))
                && Array(key.utf8).lexicographicallyPrecedes(Array($0.until.utf8))
        }?
        .label
    }

    @Test(arguments: Language.offered) func `stops follow each other without a gap`(language: Language) {
        let stops = Letters.stops(for: language)
        #expect(stops.first?.from == "")
        for (one, next) in zip(stops, stops.dropFirst()) {
            #expect(one.until == next.from, "\(one.label) and \(next.label)")
            #expect(Array(one.from.utf8).lexicographicallyPrecedes(Array(next.from.utf8)), "\(one.label) before \(next.label)")
        }
    }

    @Test(arguments: [
        ("Çağla", Language.tr, "Ç"), ("Cem", .tr, "C"), ("Işık", .tr, "I"), ("İpek", .tr, "İ"), ("Şule", .tr, "Ş"), ("William", .tr, "V"),
        ("Արամ", .tr, "Ա–Ֆ"), ("Äijälä", .fi, "Ä"), ("Åberg", .fi, "Å"), ("Zacharias", .fi, "Z"), ("Çağla", .fi, "C"), ("Արամ", .hy, "Ա"),
        ("Ֆրունզիկ", .hy, "Ֆ"), ("Marja", .hy, "A–Z"), ("Иван", .hy, "А–Я"), ("Νίκος", .en, "Α–Ω"), ("", .en, "#"),
        ("3 Brothers", .en, "#"),
        ("王", .en, "…"),
    ]) func `each name stands at its letter`(name: String, language: Language, letter: String) {
        #expect(stop(name, language) == letter)
    }
}
