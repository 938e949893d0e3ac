import Testing

@testable import Mail

@Suite struct MailComposerTests {
    private let shop = Mailbox(name: "Anna from Shop", address: MailAddress("shop@example.com")!)
    private let customer = Mailbox(name: "Jürgen \"J\" Müller, Dr.", address: MailAddress("juergen@bücher.example")!)

    private func mail(subject: String = "Hello", text: String = "Hi\n", html: String? = nil) -> OutgoingMail {
        OutgoingMail(
            from: shop, to: [customer], subject: subject, text: text, html: html, messageID: "m.1@example.com", date: 1_777_887_005_000)
    }

    private func lines(_ mail: OutgoingMail) -> [String] {
        String(decoding: mail.encoded, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(arguments: [
        "Hello", "Re: Sipariş #12 · iğne ısı İstanbul", "Բարև ձեզ, ձեր պատվերը պատրաստ է և սպասում է ձեզ խանութում",
        "=?utf-8?Q?looks_encoded?=",
        String(repeating: "word ", count: 60).trimmed, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 family", String(repeating: "x", count: 300),
        "tab\tand  blanks",
    ])
    func `a subject comes back as it was`(subject: String) throws {
        let bytes = mail(subject: subject).encoded
        let read = try Reading.message(bytes)
        #expect(read.subject == HeaderText.singleLine(subject))
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\r\n") { #expect(line.utf8.count <= 310, "\(line)") }
        #expect(bytes.allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: [
        "Hi\n", "Grüße\n\nzeile mit blank am ende \nFrom here\n.\n-- \nAnna\n", "Ձեր պատվերը\n", "--=_alt-x\n", "a\r\nb\rc",
        String(repeating: "long ", count: 400),
        "😀\n", "=3D = equals\n",
    ])
    func `text comes back as it was`(text: String) throws {
        for html in [nil, "<p>Hi " + text.trimmed + "</p>"] {
            let bytes = mail(text: text, html: html).encoded
            let read = try Reading.message(bytes)
            var expected = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            while expected.hasSuffix("\n") { expected.removeLast() }
            var got = read.text
            while got.hasSuffix("\n") { got.removeLast() }
            #expect(got == expected)
            #expect((read.html != nil) == (html != nil))
            #expect(read.charsetProblems.isEmpty)
            #expect(bytes.split(separator: 0x0A).allSatisfy { $0.count <= 78 })
        }
    }

    @Test func `names, dates and ids come back and blind copies stay unseen`() throws {
        var out = mail()
        out.cc = [Mailbox(address: MailAddress("cc@example.org")!)]
        out.bcc = [Mailbox(name: "Secret", address: MailAddress("blind@example.org")!)]
        out.replyTo = Mailbox(address: MailAddress("reply+k@example.com")!)
        out.inReplyTo = "c@x"
        out.references = ["a@x", "c@x"]
        let bytes = out.encoded
        let read = try Reading.message(bytes)
        #expect(read.from == [NamedAddress(name: "Anna from Shop", address: "shop@example.com")])
        #expect(read.to == [NamedAddress(name: "Jürgen \"J\" Müller, Dr.", address: "juergen@xn--bcher-kva.example")])
        #expect(read.cc.map(\.address) == ["cc@example.org"])
        #expect(read.replyTo.map(\.address) == ["reply+k@example.com"])
        #expect(read.date == "2026-05-04T09:30:05Z")
        #expect(read.messageId == "m.1@example.com")
        #expect(read.inReplyTo == "c@x")
        #expect(read.references == ["a@x", "c@x"])
        #expect(!String(decoding: bytes, as: UTF8.self).contains("blind"))
        #expect(out.recipients.map(\.text) == ["juergen@xn--bcher-kva.example", "cc@example.org", "blind@example.org"])
        #expect(lines(out).contains("Date: Mon, 04 May 2026 09:30:05 +0000"))
    }

    @Test func `the same mail is the same bytes`() {
        var out = mail(text: "ü", html: "<p>ü</p>")
        out.attachments = [OutgoingMail.Attachment(name: "ş.pdf", type: "application/pdf", data: [1, 2, 3])]
        #expect(out.encoded == out.encoded)
        var other = out
        other.messageID = "m.2@example.com"
        #expect(out.encoded != other.encoded)
    }

    @Test func `nothing that is put in can begin a new header`() throws {
        let evil = "x\r\nBcc: victim@example.org\r\n\r\nbody"
        let out = OutgoingMail(
            from: Mailbox(name: evil, address: shop.address), to: [Mailbox(name: evil + "ü", address: customer.address)], subject: evil,
            text: "hello", attachments: [OutgoingMail.Attachment(name: evil, type: evil, data: [65])], messageID: evil, inReplyTo: evil,
            references: [evil], date: 0,
            extraHeaders: [(name: "X-A\r\nBcc", value: evil), (name: "Bcc", value: "v@example.org"), (name: "X-B", value: evil)],
            automatic: true, loopMark: evil)
        let read = try Reading.message(out.encoded)
        #expect(!lines(out).contains { $0.asciiLowercased.hasPrefix("bcc") })
        #expect(read.text.trimmed == "hello")
        #expect(read.attachments.count == 1)
        #expect(lines(out).contains { $0.hasPrefix("X-B: x Bcc: victim") })
    }

    @Test func `mail to many can be ended by one press`() throws {
        var out = mail()
        #expect(!lines(out).contains { $0.hasPrefix("List-Unsubscribe") })
        out.unsubscribe = .init(page: "https://shop.example/u/abc123", address: MailAddress("shop+u-abc123@shop.example"))
        let text = String(decoding: out.encoded, as: UTF8.self)
        #expect(
            text.contains(
                "List-Unsubscribe: <https://shop.example/u/abc123>,\r\n <mailto:shop+u-abc123@shop.example?subject=unsubscribe>\r\n"))
        #expect(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
        for page in ["http://shop.example/u", "https://", "https://a/\r\nBcc: x", "https://a/>b", "https://a/,b", "mailto:x@y.example"] {
            #expect(OutgoingMail.Unsubscribe(page: page) == nil, "\(page)")
        }
    }

    @Test func `automatic mail says so`() throws {
        var out = mail()
        #expect(try Reading.message(out.encoded).automatic == nil)
        out.automatic = true
        out.loopMark = "shop-1"
        let read = try Reading.message(out.encoded)
        #expect(read.automatic == "auto-submitted: auto-generated")
        #expect(read.suppressesAutoReply)
        #expect(read.loopMarks == ["shop-1"])
        #expect(lines(out).contains("Precedence: bulk"))
        out.inReplyTo = "c@x"
        #expect(lines(out).contains("Auto-Submitted: auto-replied"))
    }

    @Test func `long references keep the first and the last`() {
        let ids = (0..<200).map { "message.number.\($0)@mail.example.org" }
        let cut = MailComposer.cut(ids)
        #expect(cut.first == ids.first)
        #expect(cut.suffix(10) == ids.suffix(10))
        #expect(cut.reduce(0) { $0 + $1.utf8.count + 3 } <= 1500)
        #expect(MailComposer.cut(Array(ids.prefix(5))) == Array(ids.prefix(5)))
    }

    @Test(arguments: ["plain.pdf", "ısı \"ölçer\".pdf", String(repeating: "ж", count: 60) + ".txt"])
    func `attachments come back with their names`(name: String) throws {
        var out = mail()
        out.attachments = [OutgoingMail.Attachment(name: name, type: "application/pdf", data: Array(0...255))]
        let bytes = out.encoded
        let read = try Reading.message(bytes)
        #expect(read.attachments.map(\.name) == [name.replacing("\"", with: "")])
        #expect(try MailParser.part(bytes, 0).data == Array(0...255))
        #expect(read.text.trimmed == "Hi")
    }
}
