import Core
import Foundation
import House
import Inbox
import Mail
import People
import Storage
import TestShop
import Testing
import Web

@testable import Demo

@Suite struct SamplePageTests {
    private func shop(_ engine: Engine = .sqlite) async throws -> (TestShop, ParseWorkers) {
        let workers = WorldTests.workers()
        return (try await TestShop(engine, WorldTests.capabilities(workers)), workers)
    }

    @Test(arguments: TestShop.engines) func `the first run fills the shop, and the settings take the sample out again`(engine: Engine)
        async throws
    {
        let (test, workers) = try await shop(engine)
        var browser = try await test.browser(as: .owner)
        // Somebody real, with a letter, before and after.
        let intake = Intake(test.shop, workers: workers)
        let letter = Array(
            "From: Real Person <real@customer.test>\r\nTo: shop@shop.test\r\nSubject: Real\r\nMessage-ID: <real@customer.test>\r\n\r\nHello\r\n"
                .utf8)
        try await intake.take([Intake.Incoming(letter)], mailbox: nil)
        let before = try await WorldTests.counts(test.shop)

        try await browser.open("/welcome/sample")
        #expect(browser.page.shows("Sample data or an empty shop?"))
        try await browser.submit(["start": "sample"])
        #expect(browser.path == "/welcome/ready")
        let filled = try await WorldTests.counts(test.shop)
        #expect(try #require(filled["conversation"]) > 25)
        // The staff play all parts: nobody was added.
        #expect(filled["staff"] == before["staff"])
        #expect(!test.shop.setting(ShopSettings.isTeam))

        try await browser.open("/settings/sample")
        #expect(browser.page.shows("29 conversations"))
        #expect(!browser.page.shows("colleague"))
        try await browser.submit(to: "/settings/sample")
        #expect(browser.page.shows("The sample is gone."))
        #expect(browser.page.shows("No sample data here"))
        let after = try await WorldTests.counts(test.shop)
        for kind in ["customer", "conversation", "message", "duty", "note", "staff"] { #expect(after[kind] == before[kind], "\(kind)") }
        #expect(try await WorldTests.findings(test.shop) == [])
        let found = try await test.shop.read { db in try Search.people.find(db, test.shop.searchWords("Whitcombe"), limit: 5) }
        #expect(found.isEmpty)
        await workers.close()
    }

    @Test(arguments: TestShop.engines) func `colleagues go with the sample unless the shop's own rows name them`(engine: Engine)
        async throws
    {
        let (test, workers) = try await shop(engine)
        try await World(test.shop, workers: workers).build()
        let real = try await test.shop.write(as: .program("test")) { tx in try tx.addCustomer(named: "Real Person") }
        let sara = try #require(try await test.shop.read { try $0.staff(email: "sara@firin.example") })
        try await test.shop.write(as: .staff(sara.id)) { tx in
            _ = try tx.owe(Duty.Request(kind: "promise", subject: 1, customer: real, channel: "phone", from: tx.now), owner: sara.id)
        }
        try await test.shop.write(as: .staff(test.owner)) { tx in try tx.takeSampleOut() }
        let staff = try await test.shop.read { try $0.allStaff() }
        #expect(staff.map(\.email).contains("sara@firin.example"))
        #expect(staff.first { $0.id == sara.id }?.isActive == false)
        #expect(!test.shop.setting(ShopSettings.isTeam))
        #expect(!staff.map(\.email).contains("aram@firin.example"))
        #expect(try await test.shop.read { try $0.customer(real) } != nil)
        await workers.close()
    }

    @Test func `whoever was merged with somebody of the sample has their own again when it is taken out`() async throws {
        let (test, workers) = try await shop()
        try await World(test.shop, workers: workers).build()
        let people = try await test.shop.read { try $0.sampleRows("customer").map { Customer.ID(number: $0) } }
        let (mine, late) = try await test.shop.write(as: .staff(test.owner)) { tx in
            let mine = try tx.addCustomer(named: "Real Person", addresses: [.email("real@person.example")])
            let late = try tx.addCustomer(named: "Late Person", addresses: [.email("late@person.example")])
            let words = Merge.Words(name: "Both", pronunciation: "", language: nil, note: "")
            try tx.merge(late, into: people[1], as: words)
            return (mine, late)
        }
        // Of the first merge nothing is left to be undone by; the second is fresh.
        test.clock.advance(by: .seconds(31 * 86_400))
        try await test.shop.write(as: .program("test")) { tx in try tx.forgetMerges() }
        _ = try await test.shop.write(as: .staff(test.owner)) { tx in
            try tx.merge(mine, into: people[0], as: Merge.Words(name: "Both", pronunciation: "", language: nil, note: ""))
        }
        try await test.shop.write(as: .staff(test.owner)) { tx in try tx.takeSampleOut() }
        let left = try await test.shop.read { db in
            (
                try db.customer(at: .email("real@person.example")), try db.customer(at: .email("late@person.example")),
                try db.survivor(of: late)
            )
        }
        #expect(left.0?.id == mine && left.0?.name == "Real Person")
        #expect(left.1?.id == people[1] && left.2 == people[1])
        #expect(try await WorldTests.findings(test.shop) == [])
        await workers.close()
    }

    @Test func `no row of any table names a person of the sample afterwards`() async throws {
        let (test, workers) = try await shop()
        try await World(test.shop, workers: workers).build()
        let people = try await test.shop.read { try $0.sampleRows("customer") }
        #expect(people.count > 20)
        try await test.shop.write(as: .staff(test.owner)) { tx in try tx.takeSampleOut() }
        // Every table that has a column customer_id, also those of capabilities to come.
        let tables = try await test.shop.read { db in
            try db.values(
                "SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND m.sql LIKE '%\"customer_id\"%' ORDER BY m.name",
                as: String.self)
        }
        #expect(Set(tables).isSuperset(of: ["conversation", "counter_note", "customer_address", "duty", "event"]))
        let known: Set<String> = [
            "company_member", "consent", "contact_log", "conversation", "conversation_merge", "counter_note", "customer_address",
            "customer_before",
            "customer_key", "customer_pref", "customer_rhythm", "purchase", "override_log", "legal_hold", "duty", "event", "event_stray",
            "import_row", "import_wish",
            "person_key",
            "person_photo",
        ]
        #expect(Set(tables) == known, "A new table names customers: takeSampleOut has to know it.")
        let left = try await test.shop.read { db in
            try db.value(
                """
                SELECT (SELECT count(*) FROM conversation WHERE customer_id IN \(people)) + (SELECT count(*) FROM counter_note WHERE customer_id IN \(people))
                    + (SELECT count(*) FROM customer_address WHERE customer_id IN \(people)) + (SELECT count(*) FROM duty WHERE customer_id IN \(people))
                    + (SELECT count(*) FROM event_stray WHERE customer_id IN \(people)) + (SELECT count(*) FROM person_key WHERE customer_id IN \(people))
                    + (SELECT count(*) FROM person_alike WHERE one_id IN \(people) OR other_id IN \(people))
                    + (SELECT count(*) FROM person_merge WHERE from_id IN \(people) OR into_id IN \(people))
                    + (SELECT count(*) FROM event WHERE customer_id IN \(people)) + (SELECT count(*) FROM search_item WHERE kind = 1 AND item IN \(people))
                """, as: Int.self)
        }
        #expect(left == 0)
        await workers.close()
    }

    @Test func `an empty shop stays empty, no choice is a complaint, and a shop that never opens gets no sample`() async throws {
        let (test, workers) = try await shop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/welcome/sample")
        let page = try await browser.submit(["start": nil])
        #expect(page.status == 422)
        #expect(page.error("start") == "Choose one of the two.")
        let closed = OpeningHours(week: try WeekHours([:]))
        try await test.shop.write(as: .staff(test.owner)) { tx in try tx.set(ShopSettings.hours, to: closed) }
        try await browser.open("/welcome/sample")
        #expect(try await browser.submit(["start": "sample"]).status == 422)
        try await browser.open("/welcome/sample")
        try await browser.submit(["start": "empty"])
        #expect(browser.path == "/welcome/ready")
        #expect(try await WorldTests.counts(test.shop)["customer"] == 0)
        await workers.close()
    }

    @Test func `only the owner decides about the sample`() async throws {
        let (test, workers) = try await shop()
        var browser = try await test.browser(as: .manager)
        #expect(try await browser.open("/settings/sample").status == 403)
        await workers.close()
    }

    /// Nothing is said to be sent that a real person would wait for.
    @Test func `the sample's mailbox reaches nobody, and says so to who writes to a real address`() async throws {
        let (test, workers) = try await shop()
        try await World(test.shop, workers: workers).build()
        let states = try await test.shop.read { db in
            (try db.value("SELECT id FROM conversation ORDER BY id LIMIT 1", as: Conversation.ID.self), try db.allStaff().first)
        }
        let id = try #require(states.0)
        let staff = try #require(states.1)
        var sent: [String: Message.ID] = [:]
        for address in ["ayse.demir@posta.example", "real@customer.test"] {
            sent[address] = try await test.shop.write(as: .staff(staff.id)) { tx in
                let conversation = try #require(try tx.db.conversation(id))
                return try tx.answer(conversation, text: "Hello", then: .wait, seen: nil, anyway: true, to: address, wait: .zero)
            }
        }
        try await test.shop.runJobs(asOf: test.clock.now)
        let (sample, real) = try await test.shop.read { [sent] db in
            (
                try sent["ayse.demir@posta.example"].flatMap { try db.message($0) },
                try sent["real@customer.test"].flatMap { try db.message($0) }
            )
        }
        #expect(sample?.outState == .sent)
        #expect(real?.outState == .failed)
        #expect(real?.outError?.contains("sends nothing") == true)
        await workers.close()
    }
}
