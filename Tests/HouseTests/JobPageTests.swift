import Core
import House
import Storage
import TestShop
import Testing
import Web

@Suite struct JobPageTests {
    /// A capability whose job fails while the kettle is cold.
    private static func kitchen(_ kettle: TestClock) -> Capability {
        var kitchen = Capability("kitchen")
        kitchen.jobs = [
            JobKind("kitchen.tea", maxAttempts: 1) { job, _ in
                guard kettle.now.milliseconds > 0 else { throw Job.GiveUp("The kettle <is> cold") }
            }
        ]
        return kitchen
    }

    private func died(_ engine: Engine, _ kettle: TestClock) async throws -> TestShop {
        let test = try await TestShop(engine, [.house, Self.kitchen(kettle)])
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.enqueue("kitchen.tea", key: "tea & sugar", payload: "2 cups")
        }
        try await test.shop.runJobs()
        return test
    }

    @Test(arguments: TestShop.engines) func `what could not be done is shown with its reason and tried again`(engine: Engine) async throws {
        let kettle = TestClock(Instant(milliseconds: 0))
        let test = try await died(engine, kettle)
        var browser = try await test.browser(as: .manager)
        let page = try await browser.open("/settings/jobs")
        #expect(page.shows("kitchen.tea The kettle <is> cold"))
        kettle.advance(by: .seconds(1))
        let job = try #require(try await test.shop.read { try $0.deadJobs() }.first)
        try await browser.submit(to: "/settings/jobs/\(job.id)/retry")
        #expect(browser.page.shows("It will be tried again now."))
        try await test.shop.runJobs()
        #expect(try await browser.open("/settings/jobs").shows("Nothing. All work so far was done."))
    }

    @Test(arguments: TestShop.engines) func `discarding can be undone`(engine: Engine) async throws {
        let test = try await died(engine, TestClock(Instant(milliseconds: 0)))
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/jobs")
        let job = try #require(try await test.shop.read { try $0.deadJobs() }.first)
        try await browser.submit(to: "/settings/jobs/\(job.id)/discard")
        #expect(browser.page.shows("Discarded."))
        #expect(try await test.shop.read { try $0.deadJobs() }.isEmpty)
        try await browser.undo()
        let back = try #require(try await test.shop.read { try $0.waitingJobs() }.first)
        #expect(back.kind == "kitchen.tea" && back.key == "tea & sugar" && back.payload == "2 cups")
    }

    @Test func `nobody queues work of their own making`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/jobs")
        let token = try #require(
            browser.page.forms.first?.fields.first { $0.name == "_token" }
                ?? browser.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
        let page = try await browser.post("/settings/jobs/restore?kind=session.sweep&key=x&payload=&seal=AAAA", [token])
        #expect(page.status == 404)
        #expect(try await test.shop.read { try $0.waitingJobs() }.isEmpty)
    }
}
