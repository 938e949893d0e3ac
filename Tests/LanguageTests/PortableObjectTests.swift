import Language
import Testing

@Suite struct PortableObjectTests {
    @Test func `a catalog with every construct is read`() throws {
        let file = try PortableObject(
            parsing: #"""
                # A comment for translators.
                msgid ""
                msgstr ""
                "Language: fi\n"

                #. same
                #: Some.swift:12
                msgid "OK"
                msgstr "OK"

                msgctxt "state"
                msgid "Open"
                msgstr "Avoin"
                msgid "{n} customer"
                msgid_plural "{n} customers"
                msgstr[0] "{n} asiakas"
                msgstr[1] ""
                "{n} asia"
                "kasta"
                #~ msgid "gone"
                #~ msgstr "poissa"

                msgid "Say \"hi\"\n\tthere \\ {x}"
                msgstr "Sano \"hei\"\n\tsiellä \\ {x}"
                """#)
        #expect(file.header == "Language: fi\n")
        #expect(file.entries.map(\.source) == ["OK", "Open", "{n} customer", "Say \"hi\"\n\tthere \\ {x}"])
        #expect(file.entries[0].maySame && !file.entries[1].maySame)
        #expect(file.entries[1].context == "state" && file.entries[2].context == nil)
        #expect(file.entries[2].plural == "{n} customers")
        #expect(file.entries[2].translations == ["{n} asiakas", "{n} asiakasta"])
        #expect(file.entries[3].translations == ["Sano \"hei\"\n\tsiellä \\ {x}"])
        #expect(file.entries[1].line == 12)
    }

    @Test(arguments: [
        (#"msgid "a"#, 1), (#"msgid "a\q""#, 1), ("msgid \"a\"\nmsgstr[1] \"b\"", 2), ("\"lost\"", 1), ("msgid \"a\"\nwhat \"b\"", 2),
        (#"msgid "a"b""#, 1),
    ])
    func `a broken catalog says in which line`(_ text: String, _ line: Int) {
        let error = #expect(throws: PortableObject.SyntaxError.self) { try PortableObject(parsing: text) }
        #expect(error?.line == line)
    }
}
