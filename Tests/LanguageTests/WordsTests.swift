import Language
import Testing

@Suite struct WordsTests {
    static func words(_ language: Language, _ catalog: String = "") throws -> Words {
        Words(language, timeZone: .utc, catalog: Catalog(try PortableObject(parsing: catalog)))
    }

    @Test func `a translation is filled and an unknown source comes back itself`() throws {
        let t = try Self.words(.fi, "msgid \"Hello {name}\"\nmsgstr \"Hei {name}\"")
        #expect(t("Hello {name}", ["name": "Väinö"]) == "Hei Väinö")
        #expect(t("Bye {name}", ["name": "Väinö"]) == "Bye Väinö")
        #expect(t("Hello {name}") == "Hei {name}")
    }

    @Test func `braces inside a value are not read as placeholders`() throws {
        let t = try Self.words(.en)
        #expect(t("{a} {b}", ["a": "{b}", "b": "x"]) == "{b} x")
        #expect(t("{a} {open", ["a": "1"]) == "1 {open")
    }

    @Test func `one English word with two meanings is told apart by its context`() throws {
        let t = try Self.words(.fi, "msgctxt \"state\"\nmsgid \"Open\"\nmsgstr \"Avoin\"\n\nmsgid \"Open\"\nmsgstr \"Avaa\"")
        #expect(t("Open") == "Avaa")
        #expect(t("Open", context: "state") == "Avoin")
        #expect(t(Phrase("Open", context: "state")) == "Avoin")
    }

    @Test func `the plural form follows the language and the number its format`() throws {
        let two = "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n} eka\"\nmsgstr[1] \"{n} moni\""
        let one = "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n} hari\""
        let fi = try Self.words(.fi, two)
        #expect([0, 1, 2, 1234].map { fi("{n} day", "{n} days", $0) } == ["0 moni", "1 eka", "2 moni", "1\u{A0}234 moni"])
        let hy = try Self.words(.hy, two)
        #expect([0, 1, 2].map { hy("{n} day", "{n} days", $0) } == ["0 eka", "1 eka", "2 moni"])
        let id = try Self.words(.id, one)
        #expect([1, 2].map { id(Phrase("{n} day", "{n} days"), $0) } == ["1 hari", "2 hari"])
        let en = try Self.words(.en)
        #expect([0, 1, -1, 1500].map { en("{n} day", "{n} days", $0) } == ["0 days", "1 day", "-1 day", "1,500 days"])
    }

    @Test func `the pseudo language marks what passed the catalog and lengthens it by about a third`() throws {
        let t = try Self.words(.pseudo)
        let text = t("Waiting for {name} to answer", ["name": "Ayşe"])
        #expect(text.hasPrefix("⟦") && text.hasSuffix("⟧") && text.contains("Ayşe") && !text.contains("Waiting"))
        #expect(Double(t("Waiting for customer").count) >= 1.3 * Double("Waiting for customer".count))
        #expect(Pseudo.unmarked(in: text) == [])
        #expect(Pseudo.unmarked(in: "14:05 \(text) Forgotten \(t.day(0)) 3") == [" Forgotten "])
        #expect(Pseudo.unmarked(in: t("{a} and {b}", ["a": t("x"), "b": t("y")])) == [])
        for shown in [
            t.day(0), t.shortDate(0), t.dateTime(0), t.money(minor: 100, currency: "TRY"), t.month(1, year: 2025), t.list(["1", "2"]),
        ] {
            #expect(Pseudo.unmarked(in: shown) == [], "\(shown)")
        }
    }

    @Test func `the reader's language is the one the browser likes best`() {
        #expect(Language.best(for: "tr-TR,tr;q=0.9,en-US;q=0.8") == .tr)
        #expect(Language.best(for: "de, fi;q=0.5, en;q=0.7") == .en)
        #expect(Language.best(for: "in-ID") == .id)
        #expect(Language.best(for: "hy;q=0, fi;q=0.1") == .fi)
        #expect(Language.best(for: "EN-gb ; q=0.3,HY ;q=0.4") == .hy)
        for header in [nil, "", "*", "de-DE", "pseudo", ";;q=,,", "fi;q=x"] {
            #expect(Language.best(for: header) == nil, "\(header ?? "nil")")
        }
    }

    @Test func `a list is joined by the language's and`() {
        func list(_ language: Language, _ items: String...) -> String { Words(language, timeZone: .utc).list(items) }
        #expect(list(.en) == "")
        #expect(list(.en, "a") == "a")
        #expect(list(.en, "a", "b", "c") == "a, b and c")
        #expect(list(.tr, "a", "b") == "a ve b")
        #expect(list(.fi, "a", "b", "c") == "a, b ja c")
        #expect(list(.hy, "a", "b") == "a և b")
        #expect(list(.id, "a", "b", "c") == "a, b, dan c")
    }
}
