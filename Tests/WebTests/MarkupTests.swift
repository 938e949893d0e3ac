import Testing

@testable import Web

@Suite struct MarkupTests {
    @Test(arguments: [
        ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"), ("&amp;", "&amp;amp;"),
        ("<b>'x'</b>", "&lt;b&gt;&#39;x&#39;&lt;/b&gt;"),
        ("Ayşe & Ömer", "Ayşe &amp; Ömer"), ("", ""), ("plain", "plain"), ("a<", "a&lt;"), ("<a", "&lt;a"), ("👩‍🍳<", "👩‍🍳&lt;"),
    ])
    func `words in markup are escaped`(words: String, markup: String) {
        #expect(("<p>\(words)</p>" as HTML).text == "<p>\(markup)</p>")
        #expect(("<p title=\"\(words)\">" as HTML).text == "<p title=\"\(markup)\">")
        let maybe: String? = words
        #expect(("<p>\(maybe)</p>" as HTML).text == "<p>\(markup)</p>")
    }

    @Test func `markup in markup stays, and what is missing writes nothing`() {
        let inner: HTML = "<b>\("<")</b>"
        let none: String? = nil
        let empty: HTML? = nil
        #expect(("<p>\(inner)\([inner, inner])\(none)\(empty)\(7)</p>" as HTML).text == "<p><b>&lt;</b><b>&lt;</b><b>&lt;</b>7</p>")
        #expect(("<input\(flag: " checked", true)\(flag: " disabled", false)>" as HTML).text == "<input checked>")
        #expect([inner, "x"].joined(separator: ", ").text == "<b>&lt;</b>, x")
    }

    @Test func `a link in markup is escaped too`() {
        #expect(("<a href=\"\(Link("/a?b=1&c=\("\"><script>")"))\">" as HTML).text == "<a href=\"/a?b=1&amp;c=%22%3E%3Cscript%3E\">")
    }

    @Test func `a string where an address belongs ends the program`() async {
        await #expect(processExitsWith: .failure) { _ = "<a href=\"\(String("javascript:alert(1)"))\">" as HTML }
        await #expect(processExitsWith: .failure) { _ = "<img src=\"\(String("x"))\">" as HTML }
        await #expect(processExitsWith: .failure) { _ = "<form action=\"\(String("x"))\">" as HTML }
        await #expect(processExitsWith: .success) { _ = "<p title=\"\(String("javascript:"))\">" as HTML }
    }

    @Test func `JSON may stand inside HTML and keeps every character`() {
        let json: JSON = ["a": .text("</script>\"\\\n\u{1}\u{2028}ş"), "b": [1, true, .null], "c": .decimal(.nan)]
        #expect(json.text == "{\"a\":\"\\u003c/script>\\\"\\\\\\n\\u0001\\u2028ş\",\"b\":[1,true,null],\"c\":null}")
    }
}

@Suite struct LinkTests {
    @Test(arguments: [
        ("a b", "a%20b"), ("/", "%2F"), ("..", ".."), ("?x=1&y#z", "%3Fx%3D1%26y%23z"), ("ş", "%C5%9F"), ("%2F", "%252F"),
        ("\r\nSet-Cookie: x", "%0D%0ASet-Cookie%3A%20x"),
        ("a-b.c_d~e", "a-b.c_d~e"), ("+", "%2B"), ("\0", "%00"),
    ])
    func `a person's words cannot change where a link leads`(words: String, part: String) {
        #expect(Link("/people/\(words)").text == "/people/\(part)")
        #expect(Form.decoded(part) == words, "and they come back whole")
    }

    @Test(arguments: [
        "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "evil", "", "/a\r\nb", "/a b", "/\t/evil.example",
        "/a\\b", "javascript:alert(1)", " /a", "/\u{0}",
    ])
    func `a hostile way inside is refused`(path: String) {
        #expect(Link.inside(path) == nil)
    }
    @Test func `a way inside is one`() {
        #expect(Link.inside("/inbox?view=mine#m-1")?.text == "/inbox?view=mine#m-1")
        #expect(Link.inside(nil) == nil)
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:x", "data:text/html,x", "vbscript:x", " https://x", "http://a b",
        "/inbox", "//x.example",
        "file:///etc/passwd", "https://x\r\ny", "",
    ])
    func `a hostile address outside is refused`(address: String) {
        #expect(Link.outside(address) == nil)
    }
    @Test(arguments: ["https://example.org/a?b", "HTTP://EXAMPLE.ORG", "mailto:a@example.org", "tel:+358401234567"])
    func `plain addresses outside are links`(address: String) {
        #expect(Link.outside(address)?.text == address)
    }
}

@Suite struct FormTests {
    @Test func `a form is read as browsers send it`() {
        let form = Form(urlEncoded: "name=Ay%C5%9Fe+K%C4%B1l%C4%B1%C3%A7&tag=a&tag=b&empty=&alone&x=1%2B1%3D2&=nobody")
        #expect(form["name"] == "Ayşe Kılıç" && form.all("tag") == ["a", "b"] && form["empty"] == "" && form.has("alone"))
        #expect(form["x"] == "1+1=2" && form.raw("missing") == nil && form["missing"] == "" && !form.has("missing"))
        #expect(Form(urlEncoded: "a=1=2")["a"] == "1=2")
        #expect(Form(urlEncoded: "a=%20x%0A").raw("a") == " x\n" && Form(urlEncoded: "a=%20x%0A")["a"] == "x")
    }
    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%41%", "A%"), ("%e2%82", "\u{FFFD}"), ("%00", "\0")])
    func `broken escapes stay as they are`(sent: String, read: String) {
        #expect(Form.decoded(sent) == read)
    }
    @Test func `the first complaint about a field is the one that is shown`() throws {
        var complaints = Complaints()
        try complaints.check()
        complaints.say("a", "first")
        complaints.say("a", "second")
        #expect(complaints["a"] == "first" && complaints["b"] == nil)
        #expect(throws: Complaints.self) { try complaints.check() }
    }
}

@Suite struct RouteTests {
    private static let table = RouteTable(
        ["/", "/inbox", "/inbox/new", "/inbox/:id", "/inbox/:id/answer", "/inbox/messages/:id/body", "/a/:x/c", "/a/b/d"].map { path in
            Route(.get, path, .anyone) { _ in Answer() }
        } + [Route(.post, "/inbox/:id/answer", .anyone) { _ in Answer() }])

    private func find(_ path: String, _ method: Visit.Method = .get) -> (String, [String: String])? {
        guard case .route(let route, let parts) = Self.table.match(method, path) else { return nil }
        return (route.path, parts)
    }

    @Test func `a literal part wins over a named one`() {
        #expect(find("/inbox/new")?.0 == "/inbox/new")
        #expect(find("/inbox/news")?.0 == "/inbox/:id" && find("/inbox/news")?.1 == ["id": "news"])
        #expect(find("/inbox/messages/answer/body")?.0 == "/inbox/messages/:id/body")
        // A literal that leads nowhere gives way to the named part.
        #expect(find("/inbox/messages/answer")?.0 == "/inbox/:id/answer")
        #expect(find("/a/b/c")?.0 == "/a/:x/c" && find("/a/b/d")?.0 == "/a/b/d")
    }
    @Test func `what is no route is none`() {
        #expect(find("/inbox/1/2") == nil && find("/Inbox") == nil && find("/a") == nil && find("/a/b") == nil)
    }
    @Test func `a stroke at the end and encoded parts change nothing`() {
        #expect(find("/inbox/")?.0 == "/inbox" && find("")?.0 == "/" && find("/")?.0 == "/")
        #expect(find("/inbox/a%2Fb")?.1 == ["id": "a/b"] && find("/inbox/a+b")?.1 == ["id": "a+b"])
        #expect(find("/%69nbox")?.0 == "/inbox")
    }
    @Test func `another method tells which ones there are`() {
        guard case .otherMethod(let allowed) = Self.table.match(.delete, "/inbox/1/answer") else {
            Issue.record("no other method")
            return
        }
        #expect(Set(allowed) == [.get, .post])
    }
    @Test func `two routes for one address end the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = RouteTable(["/a/:x", "/a/:y"].map { Route(.get, $0, .anyone) { _ in Answer() } })
        }
    }
}

@Suite struct LiveTests {
    @Test func `every listener hears what changed, until the end`() async {
        let live = Live()
        let one = live.listen()
        let two = live.listen()
        #expect(live.listenerCount == 2)
        live.publish(["b", "a", "b"])
        live.beat()
        live.close()
        for stream in [one, two] {
            var heard: [String] = []
            for await text in stream { heard.append(text) }
            #expect(heard == ["retry: 2000\n\n", "event: change\ndata: {\"topics\":[\"a\",\"b\"]}\n\n", ":\n\n"])
        }
        #expect(live.listenerCount == 0)
        for await _ in live.listen() { Issue.record("a closed house says nothing") }
    }
    @Test func `a listener that falls behind loses the old, not the new`() async {
        let live = Live()
        let slow = live.listen()
        for number in 0..<100 { live.publish(["t\(number)"]) }
        live.close()
        var heard: [String] = []
        for await text in slow { heard.append(text) }
        #expect(heard.count == 16 && heard.last?.contains("t99") == true)
    }

    @Test(arguments: [
        ("Deniz Yılmaz", "DY"), ("sara korhonen", "SK"), ("Anna-Liisa von Aalto", "AA"), ("anna@firin.example", "AE"), ("Çiğdem", "Ç"),
        ("Արամ Պետրոսյան", "ԱՊ"), ("(Bob) Smith", "S"), ("4711", "4"), ("", "?"), ("x", "X"),
    ]) func `a face shows the first letters of the first and the last word`(name: String, letters: String) {
        let face = Parts("/assets").face(name, id: 1).text
        #expect(face.contains(">\(letters)</span>"), "\(face)")
    }
}
