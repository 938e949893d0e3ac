import Foundation
import Testing

@testable import Mail

@Suite struct SanitiserTests {
    private func clean(_ html: String) -> String { Sanitiser.sanitise(html, attachments: 5).html.markup }

    /// The markup inside the one element that the sanitiser puts around everything.
    private func inside(_ html: String) -> String {
        let markup = clean(html)
        guard markup.hasPrefix("<div dir=\"auto\">"), markup.hasSuffix("</div>") else { return markup }
        return String(markup.dropFirst(16).dropLast(6))
    }

    static let attacks: [String] = [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>", "<img src=\"javascript:alert(1)\">", "<img/src/onerror=alert(1)//>",
        "<img src=`javascript:alert(1)`>",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"JaVaScRiPt:alert(1)\">x</a>", "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\"java&#10;script:alert(1)\">x</a>", "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=\"java&Tab;script:alert(1)\">x</a>", "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>", "<a href=//evil.example>x</a>", "<a href=\"/settings/delete\">x</a>",
        "<a href=\"file:///etc\">x</a>",
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg/onload=alert(1)//",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
        "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<iframe src=\"https://evil.example\"></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">", "<object data=\"evil.swf\"></object>", "<embed src=\"evil.swf\">",
        "<applet code=x>",
        "<form action=\"https://evil.example\"><input name=password><button formaction=javascript:alert(1)>go</button></form>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example\">", "<base href=\"https://evil.example/\">",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>body{display:none}</style>", "<style>@import 'https://evil.example/x.css';</style>",
        "<div style=\"background:url(https://evil.example/p.gif)\">x</div>",
        "<div style=\"background-image:url('https://evil.example')\">x</div>", "<div style=\"width:expression(alert(1))\">x</div>",
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999\">x</div>",
        "<div style=\"behavior:url(x.htc)\">x</div>",
        "<div style=\"-moz-binding:url(x)\">x</div>", "<div style=\"color:\\75rl(https://evil.example)\">x</div>",
        "<div style=\"margin-top:-500px\">x</div>",
        "<div style=\"color:red;/*x*/background:u/**/rl(x)\">x</div>", "<body onload=alert(1)>",
        "<body background=\"https://evil.example/p.gif\">",
        "<table background=\"javascript:alert(1)\"><tr><td background=\"https://evil.example/p.gif\">x</table>", "<bgsound src=x>",
        "<video src=x onerror=alert(1)>",
        "<video><source onerror=alert(1)></video>", "<audio autoplay src=https://evil.example/a.mp3>", "<input onfocus=alert(1) autofocus>",
        "<select onfocus=alert(1)><option>x</select>",
        "<textarea><img src=x onerror=alert(1)></textarea>", "<title><img src=x onerror=alert(1)></title>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>", "<xmp><img src=x onerror=alert(1)></xmp>",
        "<plaintext><img src=x onerror=alert(1)>",
        "<template><script>alert(1)</script></template>", "<!--><img src=x onerror=alert(1)>-->",
        "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
        "<!-- --!><img src=x onerror=alert(1)>", "<![CDATA[<img src=x onerror=alert(1)>]]>", "<?xml <img src=x onerror=alert(1)> ?>",
        "</p title=\"><img src=x onerror=alert(1)>\">",
        "<p title='\"><img src=x onerror=alert(1)>'>x", "<a title=\"a`b\" href='https://ok.example/\"onmouseover=alert(1)'>x</a>",
        "<div id=login class=modal>x</div>",
        "<img srcset=\"https://evil.example/x.png 1x\">",
        "<picture><source srcset=https://evil.example/x.png><img src=https://evil.example/y.png></picture>",
        "<details open ontoggle=alert(1)>x</details>", "<marquee onstart=alert(1)>x</marquee>", "<x onclick=alert(1)>x</x>",
        "<isindex type=image src=1 onerror=alert(1)>",
        "<a href=https://ok.example target=_top rel=opener ping=https://evil.example>x</a>", "<p\0 onclick=alert(1)>x",
        "<im\0g src=x onerror=alert(1)>",
        "<a href=\"https://ok.example/\u{202E}gpj.exe\">x</a>", "<div dir=\"evil\" lang='\"><script>'>x</div>",
        "<font color='red\" onclick=\"x' face=\"a;b\">x</font>",
        "<a><table><a href=https://a.example>1</a></table><a href=https://b.example>2</a>", "<table><p>foster</p><tr><td><b>x</table></b>y",
        "<p><b><p>x</b>y<div></p>z",
        "<ul><li>a<li>b<table><li>c</table>", "<pre>\n\n x</pre>", "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">",
        "<img src=\"data:image/png;base64,iVBORw0KGgo=\">",
        "<img src=\"cid:none\">", "<img src=\"attachment:3\"><img src=\"attachment:99\"><img src=\"attachment:-1\">",
        "<h1><a href=mailto:a@example.org?subject=x>m</a> <a href=tel:+123>t</a></h1>",
    ]

    @Test(arguments: attacks)
    func `an attack leaves nothing that acts, and cleaning again changes nothing`(attack: String) throws {
        let markup = clean("before " + attack + " after")
        #expect(clean(markup) == markup)
        #expect(markup.contains("before"))
        try Self.expectHarmless(markup)
    }

    /// Reads the markup with a parser of its own: every tag and attribute has to be on a short list.
    static func expectHarmless(_ markup: String) throws {
        let allowedTags: Set<String> = HTMLAllowList.elements
        let attributes: Set<String> = [
            "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "data-fold", "data-remote-src", "dir",
            "face", "height", "href",
            "lang", "nowrap", "rel", "reversed", "rowspan", "size", "span", "src", "start", "style", "target", "title", "type", "valign",
            "value", "width",
        ]
        let tag = /<\/?([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)>/
        var rest = markup
        for match in markup.matches(of: tag) {
            #expect(allowedTags.contains(String(match.1)), "\(markup)")
            for attribute in match.2.matches(of: /\ ([a-z-]+)="([^"]*)"/) {
                #expect(attributes.contains(String(attribute.1)), "\(markup)")
                let value = attribute.2
                switch attribute.1 {
                case "href": #expect(value.firstMatch(of: /^(https?:\/\/|mailto:|tel:)/.ignoresCase()) != nil, "\(markup)")
                case "src":
                    #expect(
                        value.firstMatch(of: /^(attachment:[0-4]$|data:image\/(png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+\/=]*$)/) != nil,
                        "\(markup)")
                case "data-remote-src": #expect(value.hasPrefix("http"), "\(markup)")
                case "style":
                    #expect(value.firstMatch(of: /url|expression|position|behavior|binding|\\|@|:-|[{}]/.ignoresCase()) == nil, "\(markup)")
                default: break
                }
            }
        }
        rest = markup.replacing(tag, with: "")
        #expect(!rest.contains("<") && !rest.contains(">"), "\(markup)")
    }

    @Test func `random pieces put together are harmless and stay as they are`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(state: seed)
        let pieces =
            Self.attacks + [
                "<table>", "<tr>", "<td>", "</td>", "</table>", "<p>", "</p>", "<b>", "</b>", "<a href=https://x.example>", "</a>", "<div>",
                "</div>",
                "<ul>", "<li>", "</ul>", "<font size=2>", "</font>", "text", " ", "&lt;", "&", "<", ">", "\"", "'", "<!--", "-->",
                "<pre>\n", "</pre>",
                "<blockquote type=cite>", "</blockquote>", "<h2>", "</h2>", "<br>", "<hr>", "<dl><dt>", "<dd>", "<span style=color:red>",
                "</span>", "<caption>", "<tbody>", "<col>",
            ]
        // At least 250 rounds; `make soak` asks for minutes.
        let clock = ContinuousClock()
        let end = clock.now + .seconds(ProcessInfo.processInfo.environment["REGULARS_TEST_FUZZ_SECONDS"].flatMap(Int.init) ?? 0)
        var round = -1
        while round < 250 || clock.now < end {
            round += 1
            let html = (0..<Int.random(in: 1...25, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
            let markup = clean(html)
            #expect(clean(markup) == markup, "seed \(seed), round \(round): \(html)")
            try Self.expectHarmless(markup)
        }
    }

    @Test func `what may stay stays`() {
        #expect(inside("<p style=\"Color: RED; margin:0 4px\">a <b>b</b></p>") == "<p style=\"color:RED;margin:0 4px\">a <b>b</b></p>")
        #expect(
            inside("<a href=\"https://x.example/?a=1&amp;b=2\">x</a>")
                == "<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener nofollow noreferrer\" target=\"_blank\">x</a>")
        #expect(
            inside("<img src=https://x.example/a.png alt=A width=10>")
                == "<img data-remote-src=\"https://x.example/a.png\" alt=\"A\" width=\"10\">")
        #expect(
            inside("<table border=0 cellpadding=2><tr><td colspan=2 bgcolor=#fff>x</table>")
                == "<table border=\"0\" cellpadding=\"2\"><tbody><tr><td colspan=\"2\" bgcolor=\"#fff\">x</td></tr></tbody></table>")
        #expect(inside("<p>one<p>two<li>x") == "<p>one</p><p>two</p><li>x</li>")
        #expect(
            inside("<p><font color=red>one<p>two</font>") == "<p><font color=\"red\">one</font></p><p><font color=\"red\">two</font></p>")
        #expect(inside("a &lt;b&gt; &amp; 5 < 6") == "a &lt;b&gt; &amp; 5 &lt; 6")
    }

    @Test func `three hundred unclosed paragraphs stay paragraphs`() {
        let markup = clean((0..<300).map { "<p>n\($0)" }.joined())
        #expect(markup.contains("<p>n299</p>"))
    }

    @Test func `the direction is found by the browser and one that is told stays`() {
        #expect(clean("שלום").hasPrefix("<div dir=\"auto\">"))
        #expect(clean("<div dir=rtl>שלום</div>") == "<div dir=\"rtl\">שלום</div>")
        #expect(clean("") == "")
    }

    @Test(arguments: [
        "<p>new</p><div class=\"gmail_quote\"><div class=gmail_attr>On 4 May Anna:</div><blockquote>old</blockquote></div>",
        "<p>new</p><blockquote type=\"cite\">old</blockquote>",
        "<div><p>new</p><div id=divRplyFwdMsg><b>From:</b> x</div><div>old</div></div>old <p>old</p>",
        "<p>new</p><div><div style='border-top:solid #E1 1pt'><p>Von: A<br>Gesendet: x<br>An: y<br>Betreff: z</p></div></div><p>old</p>",
        "<p>new</p><div class=yahoo_quoted id=yq>old</div>",
        "<p>new</p><div class=\"moz-cite-prefix\">Am 4.5. schrieb A:</div><blockquote type=cite>old</blockquote>",
        "<p>new</p><div class=\"protonmail_quote\">old</div>", "<p>new</p><div class=gmail_signature>Anna</div>",
    ])
    func `quotes of the usual programs are marked for folding`(html: String) throws {
        let result = Sanitiser.sanitise(html)
        #expect(result.visibleText == "new")
        #expect(result.html.markup.contains("data-fold="))
        #expect(result.text.contains(html.contains("signature") ? "Anna" : "old"))
        #expect(Sanitiser.sanitise(result.html.markup).html == result.html)
    }

    @Test func `a forwarded mail is not folded`() {
        let html =
            "<p>see</p><div class=\"gmail_quote\"><div class=gmail_attr>------ Forwarded message -----<br>From: x</div>content</div>"
        #expect(Sanitiser.sanitise(html).visibleText.contains("content"))
        #expect(
            Sanitiser.sanitise("<p>see</p><div id=divRplyFwdMsg>From: x</div><p>content", isForward: true).visibleText.contains("content"))
    }

    @Test func `plain text becomes paragraphs with links and nothing else`() throws {
        let markup = TextHTML.render("Hi <b>&\nsee https://x.example/a?b=1&c=(2), www.y.example.\n> old\n> older\nbye javascript:alert(1)")
            .markup
        #expect(markup.contains("Hi &lt;b&gt;&amp;<br>see "))
        #expect(markup.contains("href=\"https://x.example/a?b=1&amp;c=(2)\""))
        #expect(markup.contains("href=\"https://www.y.example\""))
        #expect(markup.contains("<blockquote data-fold=\"quote\">&gt; old<br>&gt; older</blockquote>bye javascript:alert(1)"))
        #expect(clean(markup) == markup)
        try Self.expectHarmless(markup)
    }

    @Test(arguments: [
        ("https://www.bank.example/login", "http://evil.example/x", "evil.example"),
        ("bank.example", "https://evil.example", "evil.example"),
        ("www.bank.example", "https://bank.example.evil.example/", "bank.example.evil.example"),
        ("http://bank.example", "https://bank.example@evil.example/", "evil.example"),
    ]) func `a link that reads as one place and leads to another says where it leads`(words: String, target: String, host: String) {
        let html = Sanitiser.sanitise("<p><a href=\"\(target)\"><b>\(words)</b></a></p>").html.markup
        #expect(html.contains("data-leads-to=\"\(host)\""), "\(html)")
        #expect(Sanitiser.sanitise(html).html.markup == html)
    }

    @Test(arguments: [
        ("Click here", "https://evil.example"), ("www.bank.example", "https://bank.example/a?b"),
        ("bank.example/a", "https://login.bank.example"),
        ("Have a look at bank.example please", "https://evil.example"), ("anna@bank.example", "mailto:anna@evil.example"),
        ("1.5", "https://evil.example"),
    ]) func `a link in ordinary words, or to the place that it names, says nothing`(words: String, target: String) {
        #expect(!Sanitiser.sanitise("<a href=\"\(target)\">\(words)</a>").html.markup.contains("leads-to"))
    }
}
