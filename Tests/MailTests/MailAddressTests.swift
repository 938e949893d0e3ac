import Testing

@testable import Mail

@Suite struct MailAddressTests {
    @Test func `two spellings of one mailbox are equal and a plus part counts`() throws {
        let address = try #require(MailAddress("Anna Meier <Anna@Example.ORG>"))
        #expect(address == MailAddress("anna@example.org"))
        #expect(address.text == "Anna@example.org")
        #expect(address.key == "anna@example.org")
        #expect(MailAddress("anna+shop@example.org") != address)
        #expect(MailAddress("an.na@example.org") != address)
    }

    @Test(arguments: [
        ("x@bücher.example", "x@xn--bcher-kva.example"),
        ("x@BÜCHER.example", "x@xn--bcher-kva.example"),
        ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
        ("x@MAIL.example", "x@mail.example"),
        ("x@İstanbul.example", "x@xn--istanbul-o0e.example"),
        ("x@ısı.example", "x@xn--s-ekab.example"),
        ("x@пример.испытание", "x@xn--e1afmkfd.xn--80akhbyknj4f"),
        ("x@例え。テスト", "x@xn--r8jz45g.xn--zckzah"),
        ("x@straße.example", "x@xn--strae-oqa.example"),
        ("x@[192.0.2.1]", "x@[192.0.2.1]"),
        ("x@example.org.", "x@example.org"),
    ])
    func `domains have one form whatever the locale`(written: String, expected: String) {
        #expect(MailAddress(written)?.text == expected)
    }

    @Test func `Turkish letters before the at sign keep apart what is apart`() {
        #expect(MailAddress("IRMAK@example.org") == MailAddress("irmak@example.org"))
        #expect(MailAddress("ırmak@example.org") != MailAddress("irmak@example.org"))
    }

    @Test(arguments: [
        "", "anna", "anna@", "@example.org", "an na@example.org", "anna@exa mple.org", "anna@example..org", "anna\r\nBcc: x@example.org",
        "anna@example.org\r\nx", "a<b@example.org", "anna@-x.org", "anna@ex\u{202E}ample.org", "an\u{200B}na@example.org",
    ])
    func `what is no address is refused`(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test func `mailboxes that nobody reads are known`() throws {
        for local in ["MAILER-DAEMON", "postmaster", "no-reply", "noreply", "do_not_reply", "shop-noreply", "bounces"] {
            #expect(try #require(MailAddress(local + "@example.org")).isUnattended, "\(local)")
        }
        #expect(try #require(MailAddress("reply@example.org")).isUnattended == false)
    }
}
