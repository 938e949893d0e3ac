import Language
import Testing

@Suite struct CollationTests {
    static func sorted(_ names: [String], _ language: Language) -> [String] {
        names.sorted {
            Array(Collation.key($0, language: language).utf8).lexicographicallyPrecedes(Array(Collation.key($1, language: language).utf8))
        }
    }

    static let orders: [(Language, [String])] = [
        (
            .tr,
            [
                "Can", "Cüneyt", "Çağla", "Deniz", "Gül", "Güven", "Ğ", "Hasan", "Irmak", "Işıl", "İbrahim", "İpek", "Jale", "Okan", "Ömer",
                "Pınar",
                "Selin", "Şahin", "Tan", "Ulaş", "Ümit", "Vural", "Zeynep",
            ]
        ),
        (.tr, ["ılık", "ılıman", "ilik", "ilke"]),
        (.fi, ["Aalto", "Virtanen", "von Wright", "Wahlroos", "Yli-Hanko", "Ylönen", "Zitting", "Åberg", "Ängeslevä", "Ääri", "Öhman"]),
        (.hy, ["Աբգար", "Արամ", "Գևորգ", "Երվանդ", "Զարա", "Հայկ", "Ուրար", "Քրիստ", "Օհան", "Ֆելիքս", "Anna", "Zara"]),
        (.hy, ["քոլ", "և", "օդ"]),
        (.id, ["Adi", "Agus", "Budi", "Éka", "Eko", "Siti", "Zaki"]),
        (.en, ["Abe", "abel", "Ábel", "Åsa", "Bob", "de Witt", "De Witte", "Dean", "O'Brien", "Obrist", "Zoë", "Արամ"]),
        (.en, ["1 shop", "2nd Hand", "Anne-Maria Z", "Anne Marie", "Annemarie"]),
    ]

    @Test(arguments: orders) func `names come in the order of the alphabet`(_ language: Language, _ names: [String]) {
        #expect(Self.sorted(names.reversed(), language) == names)
    }

    @Test func `names that differ in accents or case alone stand together but never tie`() {
        for language in Language.offered {
            #expect(Collation.key("Ana", language: language) != Collation.key("Aná", language: language))
            #expect(Self.sorted(["Anb", "Aná", "ana", "Ana"], language).last == "Anb")
        }
    }

    @Test func `both writings of the Armenian ligature sort alike`() {
        for writing in ["Գևորգ", "Գեւորգ", "ԳԵՎՈՐԳ", "ԳԵՒՈՐԳ"] {
            let primary = Collation.key(writing, language: .hy).prefix { $0 != "\t" }
            #expect(primary == Collation.key("Գևորգ", language: .hy).prefix { $0 != "\t" }, "\(writing)")
        }
    }
}
