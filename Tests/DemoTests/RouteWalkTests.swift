import Core
import House
import Storage
import TestShop
import Testing
import Web

@testable import Demo

/// Every address of the program, tried by everybody: who may, who may not, and what is changed by it (84, 96).
@Suite struct RouteWalkTests {
    /// The doors that stand open to the whole world.
    private static let open: Set<String> = [
        "GET /", "GET /health", "GET /welcome", "POST /welcome", "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /join",
        "POST /join",
        "GET /consent/:token", "POST /consent/:token", "GET /api/v1/openapi.json",
    ]
    /// What somebody who only looks may change: what is theirs alone.
    private static let ownBusiness = ["/me", "/notices", "/settings/notices", "/api/v1/notices"]

    /// Streams do not end, and who signs out is gone.
    private static let ending: Set<String> = ["GET /live", "POST /sign-out", "POST /me/sessions/close"]

    private static func name(_ route: Route) -> String { "\(route.method.rawValue) \(route.path)" }
    private static func isAPI(_ route: Route) -> Bool { route.path.hasPrefix("/api/v1") }
    private static func least(_ route: Route) -> Role? {
        switch route.access {
        case .anyone: nil
        case .staff(let permission), .token(_, let permission): permission.leastRole
        }
    }
    private static let form = [("content-type", "application/x-www-form-urlencoded")]

    /// What a page of ours would send, or a script of ours to the API.
    private static func headers(_ route: Route, _ token: String) -> [(String, String)] {
        isAPI(route) ? [("content-type", "application/json"), ("x-token", token)] : form + [("x-token", token)]
    }

    private static func signedIn(_ world: RouteWorld, _ role: Role) async throws -> (Browser, String) {
        var browser = try await world.test.browser(as: role)
        try await browser.open("/me")
        return (browser, try #require(browser.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" }).value)
    }

    @Test func `the walk knows all of the program, and each address says who may call it`() async throws {
        let world = try await RouteWorld()
        #expect(try RouteWorld.listed() == world.test.shop.capabilities.map(\.name))
        #expect(world.routes.count > 300)
        #expect(Set(world.routes.filter { $0.access == .anyone }.map(Self.name)) == Self.open)
        let scopes = Set(world.test.shop.capabilities.flatMap(\.scopes.keys))
        for route in world.routes {
            if case .token(let scope, _) = route.access {
                #expect(Self.isAPI(route) && scopes.contains(scope), "\(Self.name(route)): \(scope)")
                #expect(scope.hasSuffix(":read") == (route.method == .get) || scope == "inbox:delete", "\(Self.name(route)): \(scope)")
            } else {
                #expect(!Self.isAPI(route) || Self.open.contains(Self.name(route)), "\(Self.name(route)) asks for no scope")
            }
            if route.method != .get, let least = Self.least(route), least == .viewer {
                #expect(Self.ownBusiness.contains { route.path.hasPrefix($0) }, "\(Self.name(route)): who only looks changes something")
            }
        }
        await world.close()
    }

    @Test(arguments: TestShop.engines) func `a stranger gets to no page and no data, and changes nothing`(engine: Engine) async throws {
        let world = try await RouteWorld(engine)
        let before = try world.digest()
        for route in world.routes where route.access != .anyone {
            for headers in [[], [("authorization", "Bearer rgl_nobody")], [("cookie", "session=nobody")]] {
                var stranger = world.test.browser()
                let answer = await stranger.call(route.method.rawValue, world.address(of: route), headers: headers + Self.form)
                if Self.isAPI(route) {
                    #expect(answer.status == 401, "\(Self.name(route)): \(answer.status)")
                } else {
                    let location = answer.headers.first { $0.name == "location" }?.value ?? ""
                    #expect(answer.status == 303 && location.hasPrefix("/sign-in"), "\(Self.name(route)): \(answer.status) \(location)")
                }
            }
        }
        #expect(world.writes() == [])
        #expect(try world.digest() == before)
        await world.close()
    }

    @Test(arguments: TestShop.engines) func `every door opens for exactly the roles that it names, and looking changes nothing`(
        engine: Engine
    ) async throws {
        let world = try await RouteWorld(engine)
        var visitors: [(role: Role, browser: Browser, token: String)] = []
        for role in Role.allCases {
            let (browser, token) = try await Self.signedIn(world, role)
            visitors.append((role, browser, token))
        }
        _ = world.writes()
        let before = try world.digest()
        var pages = 0
        for visitor in visitors {
            var browser = visitor.browser
            for route in world.routes where !Self.ending.contains(Self.name(route)) {
                let mayPass = Self.least(route).map { visitor.role >= $0 } ?? true
                // What changes something is tried here by those alone who may not.
                guard route.method == .get || !mayPass else { continue }
                let answer = await browser.call(
                    route.method.rawValue, world.address(of: route),
                    headers: route.method == .get ? [] : Self.headers(route, visitor.token))
                #expect(
                    (answer.status != 403) == mayPass || route.path == "/welcome", "\(visitor.role) \(Self.name(route)): \(answer.status)")
                #expect(answer.status < 500, "\(visitor.role) \(Self.name(route)): \(answer.status)")
                let writes = world.writes()
                #expect(writes == [], "\(visitor.role) \(Self.name(route))")
                if answer.status == 200 { pages += 1 }
            }
        }
        #expect(try world.digest() == before)
        // The walk has seen real pages, not only "There is nothing here".
        #expect(pages > 300)
        await world.close()
    }

    @Test(arguments: TestShop.engines) func `no change passes without the token of its session, or from another place`(engine: Engine)
        async throws
    {
        let world = try await RouteWorld(engine)
        let (start, token) = try await Self.signedIn(world, .owner)
        let (_, foreign) = try await Self.signedIn(world, .owner)
        var browser = start
        _ = world.writes()
        let before = try world.digest()
        for route in world.routes where route.method != .get {
            let cases: [(what: String, headers: [(String, String)], status: Int)] = [
                ("no token", [], 409), ("a guessed one", [("x-token", "guess")], 409), ("another session's", [("x-token", foreign)], 409),
                ("a foreign page", [("x-token", token), ("origin", "https://evil.example")], 403),
                ("a foreign frame", [("x-token", token), ("sec-fetch-site", "cross-site")], 403),
                ("a neighbour", [("x-token", token), ("sec-fetch-site", "same-site")], 403),
                ("a page without an origin", [("x-token", token), ("origin", "null")], 403),
            ]
            for one in cases {
                let answer = await browser.call(
                    route.method.rawValue, world.address(of: route), headers: Self.form + one.headers, body: Array("name=x&text=x".utf8))
                #expect(answer.status == one.status, "\(Self.name(route)), \(one.what): \(answer.status)")
            }
        }
        #expect(world.writes() == [])
        #expect(try world.digest() == before)
        await world.close()
    }

    @Test(arguments: TestShop.engines) func `a program gets through with the scope and the role that are asked for, and no further`(
        engine: Engine
    ) async throws {
        let world = try await RouteWorld(engine)
        let all = Set(APIToken.scopes(world.test.shop))
        var tokens: [(role: Role, token: String)] = []
        for role in Role.allCases {
            let staff = try await world.test.hire(role)
            tokens.append((role, try await world.test.token(scopes: all, staff: staff.id)))
        }
        var without: [String: String] = [:]
        for scope in all { without[scope] = try await world.test.token(scopes: all.subtracting([scope])) }
        _ = world.writes()
        let before = try world.digest()
        func status(_ route: Route, _ token: String, _ target: String) async -> Int {
            await world.test.api(route.method.rawValue, target, token: token, json: route.method == .get ? nil : "{}").status
        }
        for route in world.routes {
            guard case .token(let scope, let permission) = route.access else {
                guard route.access != .anyone else { continue }
                // A key of a program opens no page, however much it may.
                let owners = try #require(tokens.last)
                #expect(await status(route, owners.token, world.address(of: route)) == 403, "\(Self.name(route))")
                continue
            }
            let lacking = await status(route, try #require(without[scope]), world.address(of: route))
            #expect(lacking == 403, "\(Self.name(route)) without \(scope): \(lacking)")
            for (role, token) in tokens where role < permission.leastRole {
                let found = await status(route, token, world.address(of: route))
                #expect(found == 403, "\(role) \(Self.name(route)): \(found)")
            }
        }
        #expect(world.writes() == [])
        #expect(try world.digest() == before)
        for route in world.routes where Self.isAPI(route) && route.access != .anyone {
            for (role, token) in tokens where role >= Self.least(route) ?? .viewer {
                _ = world.writes()
                let found = await status(route, token, RouteWorld.nowhere(route))
                #expect(found != 401 && found != 403 && found < 500, "\(role) \(Self.name(route)): \(found)")
                if route.method == .get { #expect(world.writes() == [], "\(Self.name(route))") }
            }
        }
        await world.close()
    }

    /// Empty forms, and nonsense in every field: at something real, and at nothing. Whatever it does, it is never a fault of the program, and
    /// the data stay whole.
    @Test(arguments: TestShop.engines) func `nonsense gets a sentence, never a fault`(engine: Engine) async throws {
        let world = try await RouteWorld(engine)
        let fields = [
            "name", "text", "to", "cc", "subject", "id", "q", "tag", "known", "verb", "until", "day", "time", "from", "into", "with",
            "what",
            "owner", "line", "view", "saved", "after", "before", "limit", "at", "key", "reason", "note", "email", "role", "then", "seen",
            "file",
            "begun", "choice", "order", "kind", "purpose", "channel", "message", "category", "other", "word", "part", "insert", "back",
            "state",
        ]
        let values = ["", "1", "-1", "99999999999999999999", "\u{0}\u{202E}<b>'\";--{name}", "[]"]
        let (start, token) = try await Self.signedIn(world, .owner)
        var browser = start
        // What takes away comes last, so that the others meet something.
        func isLate(_ route: Route) -> Bool {
            route.method == .delete || ["erase", "delete", "remove", "forget", "leave", "sample"].contains { route.path.hasSuffix($0) }
        }
        let others = world.routes.filter { !Self.ending.contains(Self.name($0)) && $0.path != "/me/password" }
        for route in others.filter({ !isLate($0) }) + others.filter(isLate) {
            for value in values {
                let all = fields.map { "\($0)=\(Link("\(value)").text)" }.joined(separator: "&")
                for target in [world.address(of: route), RouteWorld.nowhere(route)] {
                    let answer: Answer
                    if route.method == .get {
                        answer = await browser.call("GET", "\(target)?\(all)")
                    } else if Self.isAPI(route) {
                        let json = "{" + fields.map { "\"\($0)\":\(JSON.quoted(value))" }.joined(separator: ",") + "}"
                        answer = await browser.call(
                            route.method.rawValue, target, headers: Self.headers(route, token),
                            body: Array((value == "[]" ? "[]" : json).utf8))
                    } else {
                        answer = await browser.call(
                            route.method.rawValue, target, headers: Self.headers(route, token), body: Array(all.utf8))
                    }
                    #expect(answer.status < 500, "\(Self.name(route)) \(target) with \(value.debugDescription): \(answer.status)")
                }
            }
        }
        #expect(try await WorldTests.findings(world.test.shop) == [])
        await world.close()
    }
}
