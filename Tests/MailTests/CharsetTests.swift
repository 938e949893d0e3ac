import Testing

@testable import Mail

@Suite struct CharsetTests {
    @Test(
        arguments: [
            ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x2D, 0x21, 0x1B, 0x28, 0x42, 0x41], "①A"),
            ("gb2312", [0x81, 0x30, 0x81, 0x30, 0xC4, 0xE3], "\u{80}你"),
            ("ks_c_5601-1987", [0x81, 0x41, 0xB0, 0xA1], "갂가"),
            ("iso-8859-9", [0xDD, 0x73, 0xFE, 0x80], "İsş€"),
            ("iso-8859-1", [0x80, 0xE9], "€é"),
            ("windows-1251", [0xCF, 0xF0], "Пр"),
            ("koi8-r", [0xF0, 0xD2], "Пр"),
            ("shift_jis", [0x87, 0x40], "①"),
            ("utf-16", [0xFF, 0xFE, 0x41, 0x00, 0x3C, 0x04], "Aм"),
            ("utf-8", [0xD5, 0xA2], "բ"),
        ] as [(String, [UInt8], String)])
    func `a declared charset is read the way Windows means it`(name: String, bytes: [UInt8], expected: String) {
        let decoded = Charset.decode(bytes, declared: name)
        #expect(decoded.text == expected)
        #expect(decoded.problem == nil)
    }

    @Test func `undeclared bytes are UTF-8, Turkish or Western, and it is said which`() {
        let utf8 = Charset.decode(Array("é".utf8), declared: nil)
        #expect(utf8.text == "é")
        #expect(utf8.problem == "no charset declared for 8-bit text, read as utf-8")
        let turkish = Charset.decode([0x69, 0xFE, 0x20, 0xFD, 0xF0], declared: nil)
        #expect(turkish.text == "iş ığ")
        #expect(turkish.problem?.hasSuffix("read as windows-1254") == true)
        let western = Charset.decode([0x63, 0x61, 0x66, 0xE9], declared: "us-ascii")
        #expect(western.text == "café")
        #expect(western.problem == "8-bit text declared as us-ascii, read as windows-1252")
    }

    @Test func `a wrong or unknown charset is reported and nothing is lost that can be read`() {
        let mislabelled = Charset.decode(Array("Привет".utf8), declared: "iso-2022-kr")
        #expect(mislabelled.text == "Привет")
        #expect(mislabelled.problem == "declared as iso-2022-kr, read as utf-8")
        let unknown = Charset.decode([0x41, 0xE9], declared: "x-none\u{1}")
        #expect(unknown.text == "Aé")
        #expect(unknown.problem == "unknown charset x-none, read as windows-1252")
        let broken = Charset.decode(Array("ééé".utf8) + [0xFF], declared: "utf-8")
        #expect(broken.text == "ééé\u{FFFD}")
        #expect(broken.problem == "1 bytes are not utf-8 and were replaced")
        let notUTF8 = Charset.decode([0x63, 0x61, 0x66, 0xE9, 0x20, 0xE9], declared: "utf-8")
        #expect(notUTF8.text == "café é")
    }

    @Test(arguments: [
        ("=?utf-8?Q?caf=C3=A9_x?=", "café x"),
        ("=?UTF-8?B?w6k=?= =?utf-8?b?w6k=?=", "éé"),
        ("=?utf-8?B?ww==?= =?utf-8?B?qQ==?=", "é"),
        ("a =?iso-8859-9?Q?=FE?= b", "a ş b"),
        ("=?utf-8?Q?a?=b", "ab"),
        ("=?utf-8*tr?Q?=C5=9F?=", "ş"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?Q?open", "=?utf-8?Q?open"),
        ("plain ü", "plain ü"),
    ])
    func `encoded words are decoded`(raw: String, expected: String) {
        var problems: [String] = []
        #expect(EncodedWord.decode(Array(raw.utf8), problems: &problems, place: "subject") == expected)
        #expect(problems.isEmpty)
    }

    @Test func `a header of raw bytes is guessed and reported`() throws {
        let mail = try Reading.message(Array("From: a@example.org\r\nSubject: Sipari".utf8) + [0xFE] + Array("\r\n\r\nx".utf8))
        #expect(mail.subject == "Sipariş")
        #expect(mail.charsetProblems == ["subject: no charset declared for 8-bit text, read as windows-1254"])
    }

    @Test func `HTML may declare its charset itself`() throws {
        let mail = try Reading.message(
            Array(
                "From: a@example.org\r\nContent-Type: text/html\r\n\r\n<meta http-equiv=x content=\"text/html; charset=windows-1251\"><p>"
                    .utf8)
                + [0xCF, 0xF0])
        #expect(mail.text == "Пр")
        #expect(mail.charsetProblems.isEmpty)
    }
}
