import Language
import Logging
import Synchronization
import Testing

@testable import Web

/// The site with a host in memory: a cookie or a token is the name of its owner's role.
@Suite struct SiteTests {
    struct Insides: Error, CustomStringConvertible { var description: String { "SELECT secret FROM insides" } }

    static let key = Array("a key that only the tests know..".utf8)
    static let assets = AssetSet()

    static func site(publicURL: String? = nil, proxies: Set<String> = []) -> Site {
        var log = Logger(label: "test")
        log.logLevel = .critical
        let routes: [Route] = [
            Route(.get, "/", .anyone) { .page(Page("Home", "<p>\($0.address)</p><i>\($0.flash?.words ?? "-")</i><u>\($0.formToken)</u>")) },
            Route(.post, "/", .anyone) { .text("posted \($0.form["x"])") },
            Route(.post, "/small", .anyone, bodyLimit: 10) { .text("\($0.body.count)") },
            .get("/look", .look) {
                .page(
                    Page(
                        "Look",
                        "<i>\($0.flash?.words ?? "-")</i>\($0.flash?.undo.map { "<a href=\"\($0)\">undo</a>" as HTML } ?? "")<u>\($0.formToken)</u>"
                    ))
            },
            .post("/flash", .look) { _ in .see("/look", flash: "Solved & <done>.", undo: "/undo/1") },
            .post("/serve", .serve) { _ in .text("served") }, .get("/serve", .serve) { _ in .text("serve") },
            .get("/tend", .tend) { _ in .text("tend") }, .get("/manage", .manage) { _ in .text("manage") },
            .get("/own", .own) { _ in .text("own") },
            .get("/broken", .look) { _ in throw Insides() },
            .get("/gone", .look) { _ in throw Refused.notFound },
            .get("/people/:id/more", .look) { .text($0.parts["id"] ?? "") },
            .get("/framed", .look) { _ in
                Answer(
                    headers: [("content-security-policy", "default-src 'none'"), ("x-frame-options", "SAMEORIGIN")], body: .text("mine"))
            },
            Route(.get, "/api/v1/things", .token(scope: "things:read", .look)) { _ in .json("[]") },
            Route(.post, "/api/v1/things", .token(scope: "things:write", .serve)) { visit in .json("{}", status: 201) },
            Route(.post, "/api/v1/bad", .token(scope: "things:write", .serve)) { visit in .json(try visit.jsonBody()["a"] ?? "null") },
            Route(.get, "/api/v1/broken", .token(scope: "things:read", .look)) { _ in throw Insides() },
            Route(.get, "/api/v1/picky", .token(scope: "things:read", .look)) { _ in throw Complaints("name", "Write a name.") },
        ]
        let host = Site.Host(
            recognise: { cookie, bearer, _ in
                let parts = (bearer ?? cookie ?? "").split(separator: " ")
                guard let role = parts.first.flatMap({ Role(rawValue: String($0)) }) else { return nil }
                return Visitor(
                    staff: 1, name: "Deniz", role: role, language: nil, session: Array("session \(cookie ?? "")".utf8),
                    scopes: bearer == nil ? nil : Set(parts.dropFirst().map(String.init)))
            },
            frame: { page, _ in "<main>\(page.title) \(page.body)</main>" },
            trouble: { status, visit in Page("Trouble \(status)", "<p>\(visit.requestID)</p>") },
            words: { _, _ in Words(.en, timeZone: ShopTimeZone("Europe/Istanbul")!) }, now: { 1_772_528_400_000 }, publicURL: { publicURL },
            entrance: { "/sign-in" })
        return Site(routes: routes, host: host, key: key, assets: assets, trustedProxies: proxies, log: log)
    }

    struct Got {
        var answer: Answer
        var status: Int { answer.status }
        var text: String {
            switch answer.body {
            case .text(let text): text
            case .markup(let html): html.text
            default: ""
            }
        }
        func header(_ name: String) -> String? { answer.headers.first { $0.name == name }?.value }
        func headers(_ name: String) -> [String] { answer.headers.filter { $0.name == name }.map(\.value) }
        /// What stands between the tags of this one-letter name.
        func inside(_ tag: String) -> String {
            guard let open = text.firstRange(of: "<\(tag)>"), let close = text.firstRange(of: "</\(tag)>") else { return "" }
            return String(text[open.upperBound..<close.lowerBound])
        }
    }

    func call(
        _ method: String, _ target: String, as role: Role? = nil, token: String? = nil, _ headers: [(String, String)] = [],
        body: String = "",
        site: Site = site(), peer: String = "192.0.2.7"
    ) async -> Got {
        var all = headers + [("Host", "shop.test")]
        if let role { all.append(("Cookie", "regulars=\(role.rawValue)")) }
        if let token { all.append(("Authorization", "Bearer \(token)")) }
        if method == "POST" && !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
            all.append(("Content-Type", "application/x-www-form-urlencoded"))
        }
        return Got(answer: await site.answer(Call(method: method, target: target, headers: all, body: Array(body.utf8), peer: peer)))
    }
    func token(of role: Role) async -> String { await call("GET", "/look", as: role).inside("u") }

    // MARK: Forms

    @Test func `a form without its token does nothing`() async {
        let token = await token(of: .owner)
        #expect(!token.isEmpty)
        #expect(await call("POST", "/serve", as: .owner).status == 409)
        #expect(await call("POST", "/serve", as: .owner, body: "_token=").status == 409)
        #expect(await call("POST", "/serve", as: .owner, body: "_token=\(token)x").status == 409)
        #expect(
            await call("POST", "/serve?_token=\(token)", as: .owner).status == 409,
            "the token is in the body, not in addresses that are logged")
        let sent = await call("POST", "/serve", as: .owner, body: "_token=\(token)")
        #expect(sent.status == 200 && sent.text == "served")
        #expect(await call("POST", "/serve", as: .owner, [("X-Token", token)]).status == 200)
        // Another session's token.
        #expect(await call("POST", "/serve", as: .manager, body: "_token=\(token)").status == 409)
    }

    @Test func `a stranger's form is bound to a cookie that comes with the page`() async throws {
        let page = await call("GET", "/")
        let cookie = try #require(page.header("set-cookie"))
        #expect(cookie.hasPrefix("regulars-visit=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
        let pair = String(cookie.prefix { $0 != ";" })
        let body = "_token=\(page.inside("u"))&x=1"
        #expect(await call("POST", "/", [("Cookie", pair)], body: body).text == "posted 1")
        #expect(await call("POST", "/", body: body).status == 409)
        #expect(await call("POST", "/", [("Cookie", "regulars-visit=another")], body: body).status == 409)
    }

    @Test(arguments: [
        ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://shop.test.evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ])
    func `a form from elsewhere is refused, token or not`(header: (String, String)) async {
        let body = "_token=\(await token(of: .owner))"
        #expect(await call("POST", "/serve", as: .owner, [header], body: body).status == 403)
    }
    @Test(arguments: [
        ("Origin", "http://shop.test"), ("Origin", "https://shop.test"), ("Origin", "https://fırın.example"),
        ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "none"),
    ])
    func `our own forms come through`(header: (String, String)) async {
        let body = "_token=\(await token(of: .owner))"
        let site = Self.site(publicURL: header.1.contains("fırın") ? "https://fırın.example" : nil)
        let cookie = header.1.contains("fırın") ? [("Cookie", "__Host-regulars=owner")] : []
        let token = cookie.isEmpty ? body : "_token=" + (await call("GET", "/look", cookie, site: site)).inside("u")
        #expect(await call("POST", "/serve", as: cookie.isEmpty ? .owner : nil, [header] + cookie, body: token, site: site).status == 200)
    }

    @Test func `a body of another kind carries no token`() async {
        let body = "_token=\(await token(of: .owner))"
        #expect(await call("POST", "/serve", as: .owner, [("Content-Type", "text/plain")], body: body).status == 409)
        #expect(await call("POST", "/api/v1/things", as: .owner, [("Content-Type", "application/json")], body: "{}").status == 409)
    }

    // MARK: Who may

    @Test func `a stranger is shown in and then led back`() async {
        let page = await call("GET", "/look")
        #expect(page.status == 303 && page.header("location") == "/sign-in?to=%2Flook")
        // To the page of the form: the form itself is not sent again behind somebody's back.
        #expect(await call("POST", "/serve").header("location") == "/sign-in?to=%2Fserve")
        #expect(await call("GET", "/look", [("X-Fragment", "1")]).status == 401)
        #expect(await call("GET", "/api/v1/things").status == 401)
    }

    @Test func `each role may what it may and no more`() async {
        let least: [(String, Role)] = [("/look", .viewer), ("/serve", .helper), ("/tend", .agent), ("/manage", .manager), ("/own", .owner)]
        for (path, role) in least {
            for other in Role.allCases {
                #expect(await call("GET", path, as: other).status == (other >= role ? 200 : 403), "\(other) at \(path)")
            }
        }
        let viewer = await token(of: .viewer)
        #expect(await call("POST", "/serve", as: .viewer, body: "_token=\(viewer)").status == 403)
    }

    @Test func `a token opens what its scopes and its maker's role allow, and no page`() async {
        #expect(await call("GET", "/api/v1/things", token: "owner things:read").status == 200)
        #expect(await call("GET", "/api/v1/things", token: "owner things:write").status == 403)
        #expect(await call("POST", "/api/v1/things", token: "owner things:read").status == 403)
        #expect(await call("POST", "/api/v1/things", token: "viewer things:write").status == 403)
        #expect(await call("POST", "/api/v1/things", token: "helper things:write").status == 201, "a program needs no form token")
        #expect(await call("GET", "/look", token: "owner things:read").status == 403)
        #expect(await call("GET", "/api/v1/things", token: "nobody").status == 401)
        // A broken token is not made good by a cookie beside it.
        #expect(await call("GET", "/api/v1/things", as: .owner, token: "nobody").status == 401)
    }

    // MARK: Answers

    @Test func `a program is told what is wrong in one shape`() async {
        let cases: [(Got, Int, String)] = [
            (await call("GET", "/api/v1/things"), 401, "sign-in-first"),
            (await call("GET", "/api/v1/nothing", token: "owner"), 404, "not-found"),
            (await call("POST", "/api/v1/bad", token: "owner things:write", body: "[1]"), 400, "bad-request"),
            (await call("GET", "/api/v1/picky", token: "owner things:read"), 422, "invalid"),
            (await call("GET", "/api/v1/broken", token: "owner things:read"), 500, "fault"),
        ]
        for (got, status, code) in cases {
            #expect(got.status == status && got.header("content-type") == "application/problem+json")
            #expect(got.text.hasPrefix("{\"status\":\(status),\"code\":\"\(code)\",\"detail\":\""), "\(got.text)")
        }
    }

    @Test func `what breaks shows the id of the request and no insides`() async throws {
        for (path, token) in [("/broken", nil), ("/api/v1/broken", "owner things:read")] {
            let got = await call("GET", path, as: token == nil ? .owner : nil, token: token)
            let id = try #require(got.header("x-request-id"))
            #expect(got.status == 500 && got.text.contains(id) && !got.text.contains("insides"))
        }
    }

    @Test func `every answer carries the headers that keep browsers safe`() async {
        let answers = [
            await call("GET", "/"), await call("GET", "/look", as: .owner), await call("GET", "/look"), await call("GET", "/nowhere"),
            await call("GET", "/broken", as: .owner), await call("POST", "/serve", as: .owner),
            await call("GET", "/api/v1/things", token: "owner things:read"),
            await call("PUT", "/look", as: .owner), await call("GET", Self.assets.base.text + "/css/nothing.css"), await call("HEAD", "/"),
            await call("BREW", "/"),
        ]
        for got in answers {
            let policy = got.header("content-security-policy") ?? ""
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
            #expect(got.header("x-content-type-options") == "nosniff" && got.header("x-frame-options") == "DENY")
            #expect(got.header("referrer-policy") == "same-origin" && got.header("cross-origin-opener-policy") == "same-origin")
            #expect(got.header("x-request-id") != nil && got.header("strict-transport-security") == nil)
        }
        // A route's own policy stands alone: two would be combined.
        let framed = await call("GET", "/framed", as: .owner)
        #expect(framed.headers("content-security-policy") == ["default-src 'none'"] && framed.headers("x-frame-options") == ["SAMEORIGIN"])
        let secure = await call("GET", "/", site: Self.site(publicURL: "https://shop.example"))
        #expect(secure.header("strict-transport-security") != nil && secure.header("set-cookie")?.hasSuffix("; Secure") == true)
        #expect(await call("GET", "/look", as: .owner).header("cache-control") == "no-store")
    }

    @Test func `another method is told which ones there are`() async {
        let got = await call("DELETE", "/serve", as: .owner)
        #expect(got.status == 405 && got.header("allow") == "GET, POST")
        #expect(await call("BREW", "/serve", as: .owner).status == 400)
    }

    @Test func `HEAD is GET without a body`() async {
        let got = await call("HEAD", "/look", as: .owner)
        #expect(got.status == 200 && got.header("content-type") == "text/html; charset=utf-8")
        if case .none = got.answer.body {} else { Issue.record("a body") }
        #expect(await call("HEAD", "/own", as: .viewer).status == 403)
    }

    @Test func `a body has the limit of its route`() async {
        let site = Self.site()
        #expect(await site.bodyLimit(method: "POST", target: "/small?x=1") == 10)
        #expect(await site.bodyLimit(method: "POST", target: "/serve") == 1 << 20)
        #expect(await site.bodyLimit(method: "POST", target: "/nowhere") == 0)
        #expect(await site.bodyLimit(method: "BREW", target: "/small") == 0)
    }

    @Test func `a body over the limit is refused even where the socket did not`() async {
        let token = await call("GET", "/").inside("u")
        let got = await call("POST", "/small", body: "_token=\(token)&x=" + String(repeating: "x", count: 100))
        #expect(got.status == 413)
    }

    @Test func `addresses behind a proxy count only from proxies that we trust`() async {
        let header = [("X-Forwarded-For", "203.0.113.9, 198.51.100.4")]
        #expect(await call("GET", "/", header).text.contains("<p>192.0.2.7</p>"))
        let site = Self.site(proxies: ["192.0.2.7"])
        #expect(await call("GET", "/", header, site: site).text.contains("<p>198.51.100.4</p>"), "the last one is the proxy's own word")
        #expect(await call("GET", "/", site: site).text.contains("<p>192.0.2.7</p>"))
    }

    // MARK: Flash

    private func flash(as role: Role = .owner) async throws -> String {
        let posted = await call("POST", "/flash", as: role, body: "_token=\(await token(of: role))")
        #expect(posted.status == 303 && posted.header("location") == "/look")
        let cookie = try #require(posted.header("set-cookie"))
        #expect(cookie.contains("Max-Age=60") && cookie.contains("HttpOnly"))
        return String(cookie.prefix { $0 != ";" })
    }

    @Test func `what was done is said once`() async throws {
        let cookie = try await flash()
        let page = await call("GET", "/look", [("Cookie", "regulars=owner; \(cookie)")])
        #expect(page.inside("i") == "Solved &amp; &lt;done&gt;." && page.text.contains("<a href=\"/undo/1\">"))
        #expect(
            page.header("set-cookie")?.hasPrefix("regulars-flash=; ") == true && page.header("set-cookie")?.contains("Max-Age=0") == true)
    }

    @Test func `a flash that we did not write for this person is not shown`() async throws {
        let cookie = try await flash()
        let other = await call("GET", "/look", [("Cookie", "regulars=manager; \(cookie)")])
        #expect(other.inside("i") == "-")
        let last = cookie.last == "A" ? "B" : "A"
        for forged in [String(cookie.dropLast(2)) + last + last, "regulars-flash=", "regulars-flash=AAAA", "regulars-flash=%%%"] {
            #expect(await call("GET", "/look", [("Cookie", "regulars=owner; \(forged)")]).inside("i") == "-")
        }
    }
}
