import Core
import House
import Storage
import TestShop
import Testing
import Web

@Suite struct RouteWalkTests {
    /// Every route of the house with every role and with a stranger: who may not is told so, who may gets something else. Ids are made up,
    /// so a page about a thing answers 404; what counts is that the door was open.
    @Test func `every route keeps out exactly who may not`() async throws {
        let test = try await TestShop()
        let routes = test.shop.routes
        #expect(routes.count > 60)
        for role in Role.allCases {
            var browser = try await test.browser(as: role)
            try await browser.open("/me")
            let token = try #require(browser.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
            for route in routes where !isLast(route) {
                let path = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "/1" : "/\($0)" }.joined()
                let target = path.isEmpty ? "/" : path
                let answer =
                    route.method == .get
                    ? await browser.call("GET", target)
                    : await browser.call(
                        route.method.rawValue, target, headers: [("content-type", "application/x-www-form-urlencoded")],
                        body: Array("_token=\(token.value)".utf8))
                let least: Role? =
                    switch route.access {
                    case .anyone: nil
                    case .staff(let permission), .token(_, let permission): permission.leastRole
                    }
                let mayPass = least.map { role >= $0 } ?? true
                #expect(
                    (answer.status == 403) != mayPass || route.path == "/welcome",
                    "\(role) \(route.method.rawValue) \(route.path): \(answer.status)")
                #expect(answer.status < 500, "\(role) \(route.method.rawValue) \(route.path): \(answer.status)")
            }
        }
    }

    /// Streams do not end, and who signs out is gone.
    private func isLast(_ route: Route) -> Bool { ["/live", "/sign-out", "/me/sessions/close"].contains(route.path) }

    @Test func `a stranger gets to no page and no data`() async throws {
        let test = try await TestShop()
        var closed = 0
        for route in test.shop.routes where route.access != .anyone {
            var browser = test.browser()
            let path = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "/1" : "/\($0)" }.joined()
            let answer = await browser.call(route.method.rawValue, path)
            if path.hasPrefix("/api/v1") {
                #expect(answer.status == 401, "\(path)")
            } else {
                #expect(
                    answer.status == 303 && answer.headers.contains { $0.name == "location" && $0.value.hasPrefix("/sign-in") }, "\(path)")
            }
            closed += 1
        }
        #expect(closed > 50)
    }

    @Test func `no form passes without the token of its session`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .owner)
        let before = try await test.events().count
        for route in test.shop.routes where route.method != .get && !route.path.hasPrefix("/api/") {
            let path = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "/1" : "/\($0)" }.joined()
            let answer = await browser.call(
                route.method.rawValue, path, headers: [("content-type", "application/x-www-form-urlencoded")],
                body: Array("_token=guess&name=x".utf8))
            #expect(answer.status == 409, "\(path)")
        }
        #expect(try await test.events().count == before)
    }
}
