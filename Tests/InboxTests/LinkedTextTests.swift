import Testing
import Web

@testable import Inbox

/// Addresses in letters, as links.
@Suite struct LinkedTextTests {
    private func links(_ text: String) -> [String] {
        LinkedText.pieces(text).compactMap { if case .link(let shown, _) = $0 { shown } else { nil } }
    }
    private func targets(_ text: String) -> [String] {
        LinkedText.pieces(text).compactMap { if case .link(_, let link) = $0 { link.text } else { nil } }
    }

    @Test(arguments: [
        ("See https://example.com.", "https://example.com"), ("(https://example.com/a_(b))", "https://example.com/a_(b)"),
        ("(see https://example.com/a)", "https://example.com/a"), ("HTTP://EXAMPLE.com/X?a=1&b=2#c, and", "HTTP://EXAMPLE.com/X?a=1&b=2#c"),
        ("<https://example.com/a>", "https://example.com/a"), ("«https://example.am»։", "https://example.am"),
        ("https://example.am/ա։", "https://example.am/ա"), ("www.örnek.com.tr'de", "www.örnek.com.tr"),
        ("www.example.fi!", "www.example.fi"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("a\nhttps://example.com/very/long-\nnext", "https://example.com/very/long-"),
        ("Write to anna@example.org.", "anna@example.org"), ("<anna.b+c@example.co.uk>", "anna.b+c@example.co.uk"),
        ("mailto:anna@example.org", "anna@example.org"), ("anna@example.org, ", "anna@example.org"),
        ("\"https://example.com/\"", "https://example.com/"),
        ("https://example.com/a…", "https://example.com/a"), ("[https://example.com/a[1]]", "https://example.com/a[1]"),
    ])
    func `an address in a sentence`(text: String, link: String) { #expect(links(text) == [link]) }

    @Test(arguments: [
        "no link here", "www.", "www.x", "http://", "https://localhost/x", "https://bank.example@evil.example/",
        "https://user:pw@evil.example",
        "https://evil.example\u{202E}moc.elpmaxe", "\u{202E}https://example.com", "https://exa\u{200B}mple.com",
        "javascript:alert(1)//example.com",
        "data:text/html,x", "ftp://example.com/x", "xhttps://example.com", "file:///etc/passwd", "https://exam\\ple.com", "https://.com/",
        "https://a..com", "https://-a.example",
        "@anna", "anna@", "anna@localhost", "anna@example.c", "a@b@example.com", "é@example.org", "anna@example.orgé",
        "https://a.example:x/",
        "tel:+90 532", "vbscript:https", "https://exa\u{AD}mple.com/",
    ])
    func `what only looks like one stays text`(text: String) { #expect(links(text) == [], "\(LinkedText.pieces(text))") }

    @Test func `nothing is lost, and where it leads is what it shows`() {
        let text = "One https://a.example/x, two www.b.example and c@d.example\u{2028}end & <b>"
        let all = LinkedText.pieces(text).map { piece in
            switch piece {
            case .words(let words): words
            case .link(let shown, _): shown
            }
        }
        #expect(all.joined() == text)
        #expect(targets(text) == ["https://a.example/x", "https://www.b.example", "mailto:c@d.example"])
    }

    @Test func `nothing in it becomes markup`() {
        let html = LinkedText.html("https://a.example/'onclick='x <script> https://b.example/?a=1&b=\"2\"").text
        #expect(html.contains("<a href=\"https://a.example/&#39;onclick=&#39;x\" dir=\"ltr\" rel=\"noopener noreferrer nofollow\">"))
        #expect(html.contains("&lt;script&gt;") && !html.contains("target="))
        #expect(LinkedText.html("plain & simple").text == "plain &amp; simple")
    }

    @Test func `much of it takes no long time`() {
        let text = String(repeating: "www.a.example/(((((( @ h w @@@@ https://https://http:// ", count: 4_000)
        #expect(LinkedText.pieces(text).count > 1000)
        #expect(LinkedText.pieces(String(repeating: "www.-", count: 40_000)).count == 1)
        #expect(LinkedText.pieces(String(repeating: "a@", count: 50_000)).count == 1)
    }
}
