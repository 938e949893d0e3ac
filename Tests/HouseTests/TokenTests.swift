import Core
import Foundation
import House
import Storage
import TestShop
import Testing
import Web

@Suite struct TokenTests {
    @Test(arguments: TestShop.engines) func `a token is shown once, works, is revoked, and comes back by undo`(engine: Engine) async throws
    {
        let test = try await TestShop(engine)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/tokens")
        let made = try await browser.submit(["name": "Web shop"], many: [("scope", "me:read")])
        let token = try #require(made.secrets.first)
        #expect(token.hasPrefix("rgl_"))
        #expect(try await browser.open("/settings/tokens").has(token) == false)
        #expect(browser.page.shows("Web shop"))
        #expect(browser.page.shows("never"))

        let me = await test.api("GET", "/api/v1/me", token: token)
        #expect(me.status == 200)
        #expect(me.has("\"scopes\":[\"me:read\"]"))
        #expect(me.has("\"business\":\"Fırın Bakery\""))
        #expect(await test.api("GET", "/api/v1/events", token: token).status == 403)
        #expect(await test.api("GET", "/today", token: token).status == 403)
        #expect(await test.api("GET", "/api/v1/me", token: token + "x").status == 401)
        #expect(await test.api("GET", "/api/v1/me", token: nil).status == 401)

        let id = try #require(browser.page.forms.compactMap { form in form.action.hasSuffix("/revoke") ? form.action : nil }.first)
        try await browser.submit(to: id)
        #expect(browser.page.shows("Web shop no longer works."))
        #expect(await test.api("GET", "/api/v1/me", token: token).status == 401)
        try await browser.undo()
        #expect(await test.api("GET", "/api/v1/me", token: token).status == 200)
    }

    @Test func `the database holds no token`() async throws {
        let test = try await TestShop()
        let token = try await test.token()
        let rows = try await test.shop.read { db in try db.values("SELECT digest FROM api_token", as: String.self) }
        #expect(rows.count == 1)
        #expect(rows.allSatisfy { !$0.contains(token) && !token.contains($0) })
    }

    @Test func `a leaver's tokens stop working`() async throws {
        let test = try await TestShop()
        let sara = try await test.hire(.manager)
        let token = try await test.token(staff: sara.id)
        #expect(await test.api("GET", "/api/v1/me", token: token).status == 200)
        var owner = try await test.browser(as: .owner)
        try await owner.open("/settings/staff/\(sara.id)")
        try await owner.submit(to: "/settings/staff/\(sara.id)/leave")
        #expect(await test.api("GET", "/api/v1/me", token: token).status == 401)
    }

    @Test func `use is written down, but not at every call`() async throws {
        let test = try await TestShop()
        let token = try await test.token()
        func usedAt() async throws -> Instant? {
            try await test.shop.read { db in try db.value("SELECT used_at FROM api_token", as: Instant?.self) ?? nil }
        }
        #expect(try await usedAt() == nil)
        _ = await test.api("GET", "/api/v1/me", token: token)
        let first = try await usedAt()
        #expect(first == test.clock.now)
        test.clock.advance(by: .seconds(600))
        _ = await test.api("GET", "/api/v1/me", token: token)
        #expect(try await usedAt() == first)
        test.clock.advance(by: .seconds(1))
        _ = await test.api("GET", "/api/v1/me", token: token)
        #expect(try await usedAt() == test.clock.now)
    }

    @Test func `a manager sees own tokens only, an owner all`() async throws {
        let test = try await TestShop()
        _ = try await test.token()
        let id = try #require(try await test.shop.read { db in try db.value("SELECT id FROM api_token", as: Int64.self) })
        var manager = try await test.browser(as: .manager)
        #expect(try await manager.open("/settings/tokens").shows("None yet."))
        let token = try #require(manager.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
        #expect(try await manager.post("/settings/tokens/\(id)/revoke", [token]).status == 404)
        var owner = try await test.browser(as: .owner)
        #expect(try await owner.open("/settings/tokens").has("/settings/tokens/\(id)/revoke"))
    }

    @Test func `a token needs a name and a scope`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/tokens")
        let page = try await browser.submit(["name": ""], many: [("scope", "everything")])
        #expect(page.status == 422)
        #expect(page.error("name") != nil)
        #expect(page.error("scope") == "Choose at least one thing that it may do.")
        #expect(try await test.shop.read { db in try db.value("SELECT count(*) FROM api_token", as: Int.self) } == 0)
    }
}

@Suite struct EventAPITests {
    private struct Page: Decodable {
        struct Event: Decodable {
            var id: String
            var kind: String
            var at: String
            var data: [String: Fact]
        }
        enum Fact: Decodable, Equatable {
            case text(String), number(Int64)
            init(from decoder: any Decoder) throws {
                let box = try decoder.singleValueContainer()
                if let number = try? box.decode(Int64.self) { self = .number(number) } else { self = .text(try box.decode(String.self)) }
            }
        }
        var events: [Event]
        var next: String?
    }

    @Test(arguments: TestShop.engines) func `walking by pages meets every event once, in order`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        try await test.shop.write(as: .program("test")) { tx in
            for number in 1...7 {
                try tx.record("bread.baked", data: ["number": .number(Int64(number)), "loaf": Event.Fact(ID<Int>(number: 1 << 60))])
            }
        }
        let token = try await test.token(scopes: ["events:read"])
        var seen: [Page.Event] = []
        var after: String?
        repeat {
            let answer = await test.api("GET", "/api/v1/events?limit=3" + (after.map { "&after=\($0)" } ?? ""), token: token)
            #expect(answer.status == 200)
            let page = try JSONDecoder().decode(Page.self, from: Data(answer.text.utf8))
            #expect(page.events.count <= 3)
            seen += page.events
            after = page.next
        } while after != nil
        #expect(seen.map(\.kind) == (try await test.events()))
        #expect(Set(seen.map(\.id)).count == seen.count)
        let baked = seen.filter { $0.kind == "bread.baked" }
        #expect(baked.map { $0.data["number"] } == (1...7).map { .number($0) })
        #expect(baked.first?.data["loaf"] == .text("1152921504606846976"))
        #expect(baked.first?.at == "2026-03-03T09:00:00.000Z")
    }

    @Test(arguments: [
        "/api/v1/events?after=x", "/api/v1/events?limit=0", "/api/v1/events?limit=501", "/api/v1/events?limit=many",
        "/api/v1/events?after=-1",
    ])
    func `nonsense is a 400 with a sentence`(path: String) async throws {
        let test = try await TestShop()
        let answer = await test.api("GET", path, token: try await test.token())
        #expect(answer.status == 400)
        #expect(answer.header("content-type") == "application/problem+json")
    }
}

@Suite struct IdempotencyTests {
    /// A capability whose one operation bakes as many loaves as it is told.
    private static var bakery: Capability {
        var bakery = Capability("bakery")
        bakery.api = { shop in
            [
                APIOperation(.post, "/loaves", scope: "loaves:write", .serve, "Bakes.", request: OpenAPI.number, response: OpenAPI.text) {
                    visit in
                    let body = String(decoding: visit.body, as: UTF8.self)
                    return try await Idempotency.answer(visit, shop) { tx in
                        guard let count = Int64(body) else { throw Complaints("count", "Write a number.") }
                        let event = try tx.record("bread.baked", data: ["count": .number(count)])
                        return .json("\"\(event.id)\"", status: 201)
                    }
                }
            ]
        }
        return bakery
    }

    private func baked(_ test: TestShop) async throws -> Int { try await test.events().count { $0 == "bread.baked" } }

    @Test(arguments: TestShop.engines) func `the same request twice is done once`(engine: Engine) async throws {
        let test = try await TestShop(engine, [.house, Self.bakery])
        let token = try await test.token()
        let key = [("Idempotency-Key", "order 1")]
        let first = await test.api("POST", "/api/v1/loaves", token: token, json: "3", headers: key)
        let second = await test.api("POST", "/api/v1/loaves", token: token, json: "3", headers: key)
        #expect(first.status == 201 && second.status == 201)
        #expect(first.text == second.text)
        #expect(first.header("idempotent-replayed") == nil)
        #expect(second.header("idempotent-replayed") == "true")
        #expect(try await baked(test) == 1)

        let other = await test.api("POST", "/api/v1/loaves", token: token, json: "4", headers: key)
        #expect(other.status == 409)
        #expect(try await baked(test) == 1)
        let without = await test.api("POST", "/api/v1/loaves", token: token, json: "3")
        #expect(without.status == 201 && without.text != first.text)
        #expect(try await baked(test) == 2)
    }

    @Test func `a refusal is judged anew, and two people's keys are two keys`() async throws {
        let test = try await TestShop(.sqlite, [.house, Self.bakery])
        let token = try await test.token()
        let key = [("Idempotency-Key", "k")]
        #expect(await test.api("POST", "/api/v1/loaves", token: token, json: "x", headers: key).status == 422)
        #expect(await test.api("POST", "/api/v1/loaves", token: token, json: "2", headers: key).status == 201)
        let sara = try await test.hire(.agent)
        let hers = try await test.token(staff: sara.id)
        #expect(await test.api("POST", "/api/v1/loaves", token: hers, json: "9", headers: key).status == 201)
        #expect(try await baked(test) == 2)
        #expect(
            await test.api(
                "POST", "/api/v1/loaves", token: token, json: "2", headers: [("Idempotency-Key", String(repeating: "k", count: 256))]
            ).status == 400)
    }

    @Test func `many at once with one key are done once`() async throws {
        let test = try await TestShop(.sqlite, [.house, Self.bakery])
        let token = try await test.token()
        let answers = await withTaskGroup(of: Seen.self) { group in
            for _ in 0..<8 {
                group.addTask { await test.api("POST", "/api/v1/loaves", token: token, json: "5", headers: [("Idempotency-Key", "same")]) }
            }
            return await group.reduce(into: [Seen]()) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 201 })
        #expect(Set(answers.map(\.text)).count == 1)
        #expect(try await baked(test) == 1)
    }

    @Test func `after a day the answer is forgotten`() async throws {
        let test = try await TestShop(.sqlite, [.house, Self.bakery])
        let token = try await test.token()
        let key = [("Idempotency-Key", "k")]
        _ = await test.api("POST", "/api/v1/loaves", token: token, json: "2", headers: key)
        test.clock.advance(by: .seconds(24 * 3600))
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        #expect(await test.api("POST", "/api/v1/loaves", token: token, json: "7", headers: key).status == 201)
    }
}

@Suite struct OpenAPITests {
    @Test func `the document describes every operation of the API`() async throws {
        let test = try await TestShop()
        var browser = test.browser()
        let answer = try await browser.open("/api/v1/openapi.json")
        #expect(answer.status == 200)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        let declared = test.shop.capabilities.flatMap { $0.api(test.shop) }
        #expect(declared.count >= 2)
        var names: Set<String> = []
        for operation in declared {
            let path = operation.route.path.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
            let described = try #require(paths[path]?[operation.route.method.rawValue.lowercased()], "\(path)")
            #expect(described["summary"] as? String == operation.summary)
            let name = try #require(described["operationId"] as? String)
            #expect(names.insert(name).inserted, "\(name) twice")
            let responses = try #require(described["responses"] as? [String: Any])
            #expect(responses.keys.sorted() == ["2XX", "4XX"])
        }
        #expect(paths.values.map(\.count).reduce(0, +) == declared.count)
    }

    @Test func `people find every operation with a call to copy`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .agent)
        let page = try await browser.open("/api")
        #expect(page.shows("GET /api/v1/events"))
        #expect(page.shows("curl -H 'Authorization: Bearer …' 'http://shop.test/api/v1/me'"))
    }
}
