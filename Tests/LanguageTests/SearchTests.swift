import Testing

@testable import Language

/// Search analysis where no language is involved: folding, tokens, numbers, names.
@Suite struct SearchTests {
    @Test(arguments: [
        ("İSTANBUL", "istanbul"), ("ISTANBUL", "istanbul"), ("ıstanbul", "istanbul"), ("Istanbul", "istanbul"),
        ("i\u{307}stanbul", "istanbul"),
        ("Ayşe Çağrı GÜNEŞ Öz", "ayse cagri gunes oz"), ("Väänänen Åström", "vaananen astrom"), ("STRASSE straße", "strasse strasse"),
        ("Երևան", "երեւան"), ("երեւան", "երեւան"), ("ԵՐԵՎԱՆ", "երեւան"), ("ԵՐԵՒԱՆ", "երեւան"), ("և", "եւ"), ("ճի՞շտ", "ճիշտ"),
        ("A\u{308}iti", "aiti"), ("Łódź Ærø Þór", "lodz aero thor"), ("ﬁnland ＡＢＣ", "finland abc"), ("İstanbul'da", "istanbulda"),
        ("O\u{2019}Brien", "obrien"), ("Ёлка Йога", "елка иога"), ("A-1042/b", "a-1042/b"), ("हिन्दी", "हिन्दी"), ("", ""),
    ])
    func `text is folded`(_ text: String, _ folded: String) {
        #expect(Array(SearchAnalysis.fold(text).unicodeScalars) == Array(folded.unicodeScalars))
    }

    @Test func `folding twice changes nothing`() {
        for value in UInt32(1)..<0x3000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = SearchAnalysis.fold(String(Character(scalar)))
            #expect(SearchAnalysis.fold(once) == once, "U+\(String(value, radix: 16))")
        }
    }

    @Test(arguments: [
        ("Where is my order?", ["Where", "is", "my", "order"]),
        ("Write to ayse.k@example.com!", ["Write", "to", "ayse.k@example.com", "ayse", "k", "example", "com"]),
        ("Order #INV-2024-001.", ["Order", "INV-2024-001", "INV", "2024", "001"]),
        ("tea/coffee", ["tea", "coffee"]), ("24/7", ["24/7", "24", "7"]), ("kanta-asiakas", ["kanta-asiakas", "kanta", "asiakas"]),
        ("İstanbul'da", ["İstanbul'da", "İstanbul", "da"]), ("Ճի՞շտ է։", ["Ճի՞շտ", "է"]), ("… – ?!", []), ("a--b", ["a", "b"]),
        ("«և»", ["և"]), ("x_1", ["x_1", "x", "1"]), ("end.", ["end"]), ("-5", ["5"]), ("日本語", ["日本語"]),
    ])
    func `text is divided into words`(_ text: String, _ words: [String]) {
        #expect(SearchAnalysis.words(of: text).map(String.init) == words)
    }

    @Test func `an endless word is cut`() {
        let words = SearchAnalysis.words(of: String(repeating: "aZ9", count: 10_000) + " end")
        #expect(words.count == 2 && words[0].count == 64 && words[1] == "end")
    }

    @Test(arguments: [
        ("+90 (532) 123 45 67", "905321234567", "5321234567"), ("0532 123 45 67", "05321234567", "5321234567"),
        ("00905321234567", "905321234567", "5321234567"), ("905321234567", "905321234567", "5321234567"),
        ("5321234567", "5321234567", "5321234567"), ("+358 (0)40-123 4567", "3580401234567", "401234567"),
        ("040 1234567", "0401234567", "401234567"), ("+374 91 12\u{A0}34 56", "37491123456", "91123456"),
        ("+62 812-3456-7890", "6281234567890", "81234567890"), ("+44 20 7946 0958", "442079460958", "442079460958"),
    ])
    func `a phone number is read in any writing`(_ text: String, _ digits: String, _ national: String) {
        let found = SearchAnalysis.phoneNumbers(in: "Call \(text), please")
        #expect(found.map(\.digits) == [digits])
        #expect(found.map(\.national) == [national])
    }

    @Test func `short numbers and parts of words are no phone numbers`() {
        for text in ["123456", "12 pcs at 14:05", "abc1234567", "1234567abc", "A1-2345678", "1234567890123456"] {
            #expect(SearchAnalysis.phoneNumbers(in: text) == [], "\(text)")
        }
    }

    func finds(_ query: String, _ text: String, _ language: Language? = nil) -> Bool {
        let terms = SearchAnalysis.terms(for: text, language: language)
        let words = SearchAnalysis.queryWords(query, shopLanguages: language.map { [$0] } ?? [.en])
        return !words.isEmpty && words.allSatisfy { $0.matches(terms) }
    }

    @Test(arguments: [
        ("0532 123 45 67", "Ring +90 532 123 45 67"), ("+905321234567", "tel 0532 123 4567"), ("532123", "tel 0532 123 4567"),
        ("0532", "Ring +90 532 123 45 67"), ("ayse@example.com", "From: AYSE@Example.com"), ("example.com", "ayse@example.com"),
        ("ayse", "ayse@example.com"), ("INV-2024-001", "order inv-2024-001 is late"), ("inv2024001", "order INV-2024-001 is late"),
        ("INV-2024", "order INV-2024-001 is late"), ("1042", "order A-1042"), ("ord lat", "the order is late"),
        ("tea/coffee", "coffee or tea"),
        ("istanbul", "İSTANBUL'a gitti"), ("İstanbul'da", "ISTANBUL"), ("muller", "Müller"), ("Müller", "muller"),
    ])
    func `a query finds`(_ query: String, _ text: String) { #expect(finds(query, text)) }

    @Test(arguments: [
        ("0532 123 45 68", "Ring +90 532 123 45 67"), ("order 77", "order 78"), ("late", "lat or not"), ("?!", "anything"),
        ("tea coffee", "only tea"),
    ])
    func `a query does not find`(_ query: String, _ text: String) { #expect(!finds(query, text)) }

    @Test func `stems never collide with words or other languages`() {
        let terms = SearchAnalysis.terms(for: "Customers http://a.b:80/x c:d tr:kitap", language: .en)
        #expect(terms.contains("en:custom"))
        #expect(!terms.contains("tr:kitap") && terms.filter { $0.contains(":") }.allSatisfy { $0.hasPrefix("en:") })
    }

    func finds(person name: String, by query: String) -> Bool {
        let terms = SearchAnalysis.nameTerms(name)
        let words = SearchAnalysis.queryWords(query, shopLanguages: Language.offered)
        return !words.isEmpty && words.allSatisfy { $0.matches(terms) }
    }

    @Test(arguments: [
        ("Ayşe Kaya", "ay"), ("Işıl Şahin", "isi"), ("IŞIL ŞAHİN", "sah"), ("İbrahim Çelik", "ibr"), ("ibrahim", "İBR"),
        ("Väinö Väänänen", "vaa"), ("Aino Korhonen", "Korhosen"), ("Väinö Väänänen", "Väänäsen"),
        ("Åsa Öberg", "obe"), ("Åsa Öberg", "öbe"), ("Jyrki Hämäläinen", "ham"), ("Արամ Խաչատրյան", "ar"), ("Արամ Խաչատրյան", "Արա"),
        ("Արամ Խաչատրյան", "khach"), ("Արամ Խաչատրյան", "aram khac"), ("ԱՐԱՄ ԽԱՉԱՏՐՅԱՆ", "խաչ"), ("Գևորգ Պետրոսյան", "gev"),
        ("Գևորգ Պետրոսյան", "գև"), ("Գեւորգ Պետրոսյան", "գև"), ("ԳԵՎՈՐԳ", "գևորգ"), ("Երվանդ", "yer"), ("Երվանդ", "erv"), ("Ոսկան", "vos"),
        ("Ուրարտու", "ura"), ("Հովհաննես", "hovh"), ("Շուշան", "shu"), ("Siti Nurhaliza", "nur"), ("O'Brien", "obr"), ("Anne-Marie", "mar"),
        ("Anne-Marie", "anne-m"),
    ])
    func `a person is found without diacritics and across scripts`(_ name: String, _ query: String) {
        #expect(finds(person: name, by: query))
    }

    @Test func `a name is not found by the letters of another`() {
        for (name, query) in [("Ayşe", "ays e k"), ("Արամ", "arm"), ("Väänänen", "vaan x"), ("Ali", "li")] {
            #expect(!finds(person: name, by: query), "\(name) \(query)")
        }
    }

    @Test func `thousands of names are analysed quickly`() {
        let names = ["Ayşe Kaya", "Väinö Väänänen", "Արամ Խաչատրյան", "Siti Nurhaliza"]
        let taken = ContinuousClock().measure { for index in 0..<2000 { _ = SearchAnalysis.nameTerms(names[index % 4]) } }
        #expect(taken < .seconds(2), "1 ms a name even unoptimised; 20 µs in a release build")
    }

    @Test func `stemmers work from many threads at once`() async {
        let words = ["kitaplar", "müşteriler", "siparişler", "faturası"]
        let expected = words.map { SearchAnalysis.stems(of: $0, in: .tr) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).allSatisfy { SearchAnalysis.stems(of: words[$0 % 4], in: .tr) == expected[$0 % 4] } }
            }
            for await same in group { #expect(same) }
        }
    }
}
