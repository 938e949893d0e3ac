import Core
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Light marks in answers: read, shown, sent, and harmless.
@Suite struct MarkedTextTests {
    private func page(_ text: String) -> String { MarkedHTML.page.html(text).text.replacing(" dir=\"auto\"", with: "") }

    @Test(arguments: [
        ("One\ntwo", "<p>One<br>two</p>"), ("One\n\ntwo", "<p>One</p><p>two</p>"),
        ("**bold** and *leaning* and _so_", "<p><strong>bold</strong> and <em>leaning</em> and <em>so</em></p>"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"), ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"), ("\\*no\\*", "<p>*no*</p>"), ("**open", "<p>**open</p>"),
        ("- a\n- b\n  c", "<ul><li>a</li><li>b<br>c</li></ul>"), ("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>"),
        ("In\n1985. Good", "<p>In<br>1985. Good</p>"), ("-- \nDeniz", "<p>--<br>Deniz</p>"),
        ("> said\n> **so**\n\nno", "<blockquote><p>said<br><strong>so</strong></p></blockquote><p>no</p>"),
        ("Merhaba **dünya** ığüş", "<p>Merhaba <strong>dünya</strong> ığüş</p>"), ("", ""),
    ])
    func `marks read as CommonMark reads them, but that a line ends where it ends`(text: String, html: String) {
        #expect(page(text) == html)
    }

    @Test func `links lead outside or are words`() {
        #expect(page("[Menu](https://firin.example/a?b=1&c=2)").contains("href=\"https://firin.example/a?b=1&amp;c=2\""))
        #expect(
            page("See https://firin.example/x. Or www.firin.example!").contains(">https://firin.example/x</a>. Or <a href=\"https://www."))
        for bad in ["[x](javascript:alert(1))", "[x](data:text/html,y)", "[x](/inbox)", "[x]( )", "https://"] {
            #expect(!page(bad).contains("<a"), "\(bad)")
        }
    }

    @Test func `hostile text is escaped wherever it stands`() {
        let evil = "<script>alert(1)</script> \"' & <img src=x onerror=y>"
        for text in [evil, "**\(evil)**", "- \(evil)", "> \(evil)", "[\(evil)](https://a.example/\"onclick=\"x)", "1. _\(evil)_"] {
            for html in [MarkedHTML.page.html(text).text, MarkedHTML.mail.html(text).text] {
                #expect(!html.contains("<script") && !html.contains("<img") && !html.contains("\"onclick"), "\(html)")
            }
        }
        let many = String(repeating: "*a **b _c [d](", count: 4_000) + String(repeating: "> ", count: 500)
        let took = ContinuousClock().measure { _ = page(many) }
        #expect(took < .seconds(5), "\(took)")
    }

    @Test func `without HTML it reads as people write`() {
        let text = "**Yes**, see [the list](https://a.example) or https://b.example:\n- one\n- _two_\n\n> he said"
        #expect(MarkedText(text).plain == "*Yes*, see the list (https://a.example) or https://b.example:\n\n- one\n- _two_\n\n> he said")
    }

    @Test func `a paragraph from right to left says so in mail, each for itself`() {
        let html = MarkedHTML.mail.html("Hello\n\n**שלום** Anna\n\n- مرحبا").text
        #expect(html.contains("<p style=") && html.contains("<p dir=\"rtl\" style=") && html.contains("<ul dir=\"rtl\""))
    }

    @Test(arguments: TestShop.engines) func `a formatted answer goes out as text and as HTML, with signature and quotation`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in try tx.sign(owner, "Deniz <baker>") }
        let first = try await room.receive(PostRoom.letter(text: "Have you got <b>cakes</b>?\nAnna"))
        let answer = "/inbox/\(first.id)/answer"
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let look = try await browser.submit(["text": "**Yes** & no", "formatted": "1"], to: "/inbox/\(first.id)/answer", files: [])
        #expect(look.status == 200)
        let undone = try await browser.undo()
        #expect(undone.value("text") == "**Yes** & no", "what was typed comes back with its marks")
        #expect(undone.has("name=\"formatted\" value=\"1\" checked"), "whoever wrote formatted last does so again")
        try await browser.submit(["formatted": "1", "then": "stay"], to: answer, files: [])
        try await room.test.pass(.seconds(11))
        let mail = try #require(room.way.sent.first)
        #expect(mail.text.hasPrefix("*Yes* & no\n\n-- \nDeniz <baker>"))
        let html = try #require(mail.html)
        #expect(html.contains("<strong>Yes</strong> &amp; no") && html.contains("Deniz &lt;baker&gt;") && html.contains("&lt;b&gt;cakes"))
        #expect(html.contains("color-scheme") && !html.contains("http://") && !html.contains("<img"))
        let bytes = String(decoding: mail.encoded, as: UTF8.self)
        #expect(bytes.contains("multipart/alternative") && bytes.contains("text/plain") && bytes.contains("text/html"))
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.has("<strong>Yes</strong> &amp; no") && !page.shows("Show as it was sent"))
        // Plain stays byte for byte plain.
        try await browser.submit(["text": "**Plain** <i>", "formatted": nil, "then": "stay"], to: answer, files: [])
        try await room.test.pass(.seconds(11))
        let plain = try #require(room.way.sent.last)
        #expect(plain.html == nil && plain.text.hasPrefix("**Plain** <i>\n"))
        #expect(try await browser.open("/inbox/\(first.id)").has("**Plain** &lt;i&gt;"))
        #expect(try await room.findings() == [])
    }

    @Test func `the preview shows what would go out, on the page without a script and as a piece for one`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let form = try #require(browser.page.forms.first { $0.action == "/inbox/\(first.id)/answer" })
        let fields = form.fields.filter { $0.name != "text" } + [(name: "text", value: "*So* <x>"), (name: "formatted", value: "1")]
        let page = try await browser.post("/inbox/\(first.id)/preview", fields)
        #expect(page.status == 200 && page.shows("How it will look") && page.has("<em>So</em> &lt;x&gt;"))
        #expect(page.value("text") == "*So* <x>", "and nothing is lost")
        #expect(try await room.count("SELECT count(*) FROM message WHERE kind = 'ours'") == 0)
    }
}
