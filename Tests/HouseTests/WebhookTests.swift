import Core
import Foundation
import Secrets
import Storage
import TestShop
import Testing
import Web

@testable import House

@Suite struct WebhookTests {
    @Test func `signatures are those of the published example`() throws {
        // The test vector of the Standard Webhooks specification.
        let secret = try #require(WebhookSignature.read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let body = Array("{\"test\": 2432232314}".utf8)
        let signature = WebhookSignature.sign(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: body, secret: secret)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(WebhookSignature.shown(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    }

    /// A capability that tells of bread.
    private static var bakery: Capability {
        var bakery = Capability("bakery")
        bakery.webhookEvents = [("bread.baked", "A loaf is ready."), ("bread.sold", "A loaf is gone.")]
        return bakery
    }

    private func bake(_ test: TestShop, _ kind: Event.Kind = "bread.baked") async throws {
        _ = try await test.shop.write(as: .program("oven")) { tx in try tx.record(kind, data: ["loaves": 3]) }
    }

    /// Adds a webhook by its page; returns the secret.
    private func add(_ url: String, _ test: TestShop, _ browser: inout Browser, kinds: [String] = ["bread.baked"]) async throws -> String {
        try await browser.open("/settings/webhooks/new")
        let page = try await browser.submit(["url": url], many: kinds.map { ("kind", $0) })
        return try #require(page.secrets.first, "\(page)")
    }

    private func open(_ engine: Engine, privateNetworks: Bool = true) async throws -> TestShop {
        let test = try await TestShop(engine, [.house, Self.bakery])
        try await test.shop.write(as: .program("test")) { tx in try tx.set(ShopSettings.allowsPrivateNetworks, to: privateNetworks) }
        return test
    }

    @Test(arguments: TestShop.engines) func `an event arrives signed, once, and is in the log`(engine: Engine) async throws {
        let test = try await open(engine)
        let receiver = Receiver(answering: 204)
        var browser = try await test.browser(as: .manager)
        let secret = try await add(receiver.url, test, &browser)
        try await bake(test)
        try await bake(test, "bread.sold")
        try await test.shop.runJobs()
        try await test.shop.runJobs()
        #expect(receiver.requests.count == 1)
        let request = try #require(receiver.requests.first)
        #expect(request.line == "POST /hook HTTP/1.1")
        let id = try #require(request.headers["webhook-id"])
        let seconds = try #require(request.headers["webhook-timestamp"].flatMap(Int64.init))
        #expect(seconds == test.clock.now.milliseconds / 1000)
        let key = try #require(WebhookSignature.read(secret))
        #expect(request.headers["webhook-signature"] == WebhookSignature.sign(id: id, seconds: seconds, body: request.body, secret: key))
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.hasPrefix("{\"type\":\"bread.baked\",\"timestamp\":\"2026-03-03T09:00:00.000Z\",\"data\":{\"id\":"))
        #expect(body.contains("\"data\":{\"loaves\":3}"))

        try await browser.open("/settings/webhooks")
        let link = try #require(browser.page.links.first { $0.hasPrefix("/settings/webhooks/") && $0 != "/settings/webhooks/new" })
        let page = try await browser.open(link)
        #expect(page.shows("bread.baked arrived 1 204"))
        #expect(!page.has(secret))
    }

    @Test func `an event that nobody wants makes no job and no row`() async throws {
        let test = try await open(.sqlite)
        for _ in 0..<50 { try await bake(test) }
        #expect(try await test.shop.read { try $0.waitingJobs() }.isEmpty)
        #expect(try await test.shop.read { db in try db.value("SELECT count(*) FROM webhook_delivery", as: Int.self) } == 0)
    }

    @Test(arguments: TestShop.engines) func `what fails is tried again later under the same id`(engine: Engine) async throws {
        let test = try await open(engine)
        let receiver = Receiver(answering: 500, 503, 200)
        var browser = try await test.browser(as: .manager)
        _ = try await add(receiver.url, test, &browser)
        try await bake(test)
        try await test.shop.runJobs()
        #expect(receiver.requests.count == 1)
        try await test.pass(.seconds(29))
        #expect(receiver.requests.count == 1)
        try await test.pass(.seconds(1))
        #expect(receiver.requests.count == 2)
        try await test.pass(.seconds(60))
        try await test.pass(.seconds(3600))
        #expect(receiver.requests.count == 3)
        #expect(Set(receiver.requests.map { $0.headers["webhook-id"] }).count == 1)
        #expect(Set(receiver.requests.map(\.body)).count == 1)
        let state = try await test.shop.read { db in try db.value("SELECT state FROM webhook_delivery", as: String.self) }
        #expect(state == "sent")
    }

    @Test func `after the last try it is given up, and a press sends it again`() async throws {
        let test = try await open(.sqlite)
        let receiver = Receiver(answering: 500)
        var browser = try await test.browser(as: .manager)
        _ = try await add(receiver.url, test, &browser)
        try await bake(test)
        for _ in 0..<Webhook.maxAttempts { try await test.pass(.seconds(6 * 3600)) }
        #expect(receiver.requests.count == Webhook.maxAttempts)
        #expect(try await test.shop.read { try $0.deadJobs() }.count == 1)
        let webhook = try #require(try await test.shop.read { try $0.allWebhooks() }.first)
        let page = try await browser.open("/settings/webhooks/\(webhook.id)")
        #expect(page.shows("given up 12 500 heard"))
        let retry = try #require(page.forms.first { $0.action.hasSuffix("/retry") })
        try await browser.post(retry.action, retry.fields)
        try await test.shop.runJobs()
        #expect(receiver.requests.count == Webhook.maxAttempts + 1)
    }

    @Test func `private networks are refused unless the shop allows them`() async throws {
        let test = try await open(.sqlite, privateNetworks: false)
        let receiver = Receiver(answering: 200)
        var browser = try await test.browser(as: .manager)
        _ = try await add(receiver.url, test, &browser)
        try await bake(test)
        try await test.shop.runJobs()
        #expect(receiver.requests.isEmpty)
        let webhook = try #require(try await test.shop.read { try $0.allWebhooks() }.first)
        let page = try await browser.open("/settings/webhooks/\(webhook.id)")
        #expect(page.shows("The address is in a private network, which the settings of the shop do not allow."))
    }

    @Test func `the test button sends to this webhook alone`() async throws {
        let test = try await open(.sqlite)
        let (one, other) = (Receiver(answering: 200), Receiver(answering: 200))
        var browser = try await test.browser(as: .manager)
        _ = try await add(one.url, test, &browser)
        _ = try await add(other.url, test, &browser)
        let webhook = try #require(try await test.shop.read { try $0.allWebhooks() }.first)
        try await browser.open("/settings/webhooks/\(webhook.id)")
        try await browser.submit(to: "/settings/webhooks/\(webhook.id)/test")
        try await test.shop.runJobs()
        #expect(one.requests.count == 1)
        #expect(other.requests.isEmpty)
        #expect(one.requests.first.map { String(decoding: $0.body, as: UTF8.self) }?.contains("webhook.tested") == true)
    }

    @Test func `turned off it is told nothing, and undo turns it on`() async throws {
        let test = try await open(.sqlite)
        let receiver = Receiver(answering: 200)
        var browser = try await test.browser(as: .manager)
        _ = try await add(receiver.url, test, &browser)
        let webhook = try #require(try await test.shop.read { try $0.allWebhooks() }.first)
        try await bake(test)
        try await browser.open("/settings/webhooks/\(webhook.id)")
        try await browser.submit(to: "/settings/webhooks/\(webhook.id)/off")
        try await bake(test)
        try await test.shop.runJobs()
        #expect(receiver.requests.isEmpty)
        try await browser.undo()
        try await bake(test)
        try await test.shop.runJobs()
        #expect(receiver.requests.count == 1)
    }

    @Test(arguments: ["example.com/hook", "ftp://example.com", "https://", "https://user:pw@example.com/", "javascript:alert(1)"])
    func `what is no address is refused`(url: String) async throws {
        let test = try await open(.sqlite)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/webhooks/new")
        let page = try await browser.submit(["url": url])
        #expect(page.status == 422)
        #expect(page.error("url") == "Write the whole address, as in https://example.com/hook.")
        #expect(page.error("kind") == "Choose at least one kind of event.")
        #expect(try await test.shop.read { try $0.allWebhooks() }.isEmpty)
    }

    @Test func `the secret is sealed in the database`() async throws {
        let test = try await open(.sqlite)
        var browser = try await test.browser(as: .manager)
        let secret = try await add("https://example.com/hook", test, &browser)
        let key = try #require(WebhookSignature.read(secret))
        let webhook = try #require(try await test.shop.read { try $0.allWebhooks() }.first)
        #expect(webhook.sealedSecret.count > key.count)
        #expect(!webhook.sealedSecret.indices.contains { webhook.sealedSecret[$0...].starts(with: key) })
        #expect(try SecretBox(key: test.shop.key).open(webhook.sealedSecret, context: Webhook.context(webhook.id)) == key)
    }
}
