import Core
import Counter
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

/// R3: how somebody wants to be treated, on the card, at the counter and in their data.
@Suite struct TreatmentTests {
    private func shop(_ engine: Engine) async throws -> (TestShop, Customer.ID) {
        let test = try await TestShop(engine, [.house, .people, .counter])
        let id = try await test.shop.write(as: .program("test")) { tx in
            try tx.add(Card(name: "Marja Väänänen", language: "fi", addresses: [.phone("+358 40 123 4567"), .email("marja@example.fi")]))
        }
        return (test, id)
    }

    @Test(arguments: TestShop.engines) func `R3: a call is not promised to who wants none without a reason, which is logged`(engine: Engine)
        async throws
    {
        let (test, id) = try await shop(engine)
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/\(id)/treatment")
        let wrong = try await browser.submit(["not_before": "10:00", "not_after": "09:00"], to: "/people/\(id)/treatment")
        #expect(wrong.status == 422 && wrong.error("not_after") == "That leaves no time at all. Choose a later one.")
        let card = try await browser.submit(
            ["channel": "email", "no_call": "1", "not_before": "", "not_after": "", "access-large-print": "1", "source": "noticed"],
            to: "/people/\(id)/treatment")
        for words in ["Saved.", "Prefers e-mail", "no calls", "Needs large print", "we noticed"] { #expect(card.shows(words), "\(words)") }
        // Their hours are shown though nobody may call: they hold for letters, too.
        try await browser.open("/people/\(id)/treatment")
        let hours = try await browser.submit(["not_before": "10:00", "not_after": "18:00"], to: "/people/\(id)/treatment")
        #expect(hours.shows("nothing before 10:00") && hours.shows("nothing after 18:00"))
        try await browser.open("/people/\(id)/treatment")
        try await browser.submit(["not_before": "", "not_after": ""], to: "/people/\(id)/treatment")

        let before = try await test.shop.read { try $0.value("SELECT count(*) FROM duty", as: Int.self) }
        try await browser.open("/counter?person=\(id)")
        let refused = try await browser.submit(["text": "Wants the price", "channel": "phone", "promise": "hour"], to: "/counter")
        #expect(refused.status == 422 && refused.error("reason")?.hasPrefix("They do not want to be called.") == true)
        #expect(refused.value("text") == "Wants the price")
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM duty", as: Int.self) } == before)
        let token = try await test.token()
        let soon = "2026-03-03T13:00:00Z"
        let api = await test.api(
            "POST", "/api/v1/notes", token: token,
            json: "{\"person\":\"\(id)\",\"text\":\"x\",\"channel\":\"phone\",\"promise\":\"\(soon)\"}")
        #expect(api.status == 422 && api.text.contains("reason"))

        let noted = try await browser.submit(["reason": "She asked for this one call"], to: "/counter")
        #expect(noted.shows("Noted for Marja Väänänen."))
        let log = try await browser.open("/people/overrides")
        #expect(log.shows("She asked for this one call") && log.shows("Marja Väänänen"))
        #expect(try await browser.open("/people/\(id)").shows("She asked for this one call"))
        // A word at the counter is no call.
        try await browser.open("/counter?person=\(id)")
        #expect(try await browser.submit(["text": "Came by", "channel": "counter", "promise": "hour"], to: "/counter").shows("Noted for"))
        #expect(try await browser.open("/people/find?q=marja").status == 200)
    }

    @Test(arguments: TestShop.engines) func `R3: preferences are undone, merged, read by programs, given out and erased`(engine: Engine)
        async throws
    {
        let (test, id) = try await shop(engine)
        var browser = try await test.browser(as: .owner)
        try await browser.open("/people/\(id)/treatment")
        try await browser.submit(["channel": "phone", "day-1": "1", "day-2": "1", "formality": "informal"], to: "/people/\(id)/treatment")
        try await browser.open("/people/\(id)/treatment")
        try await browser.submit(["channel": "email", "day-1": nil, "formality": "formal"], to: "/people/\(id)/treatment")
        #expect(try await browser.undo().shows("Prefers the phone"))
        let token = try await test.token()
        let read = await test.api("GET", "/api/v1/people/\(id)/treatment", token: token)
        #expect(read.text.contains("\"channel\":\"phone\"") && read.text.contains("\"days\":\"1,2\"") && read.text.contains("\"house\""))
        let patched = await test.api(
            "PATCH", "/api/v1/people/\(id)/treatment", token: token, json: "{\"no_mail\":\"1\",\"channel\":\"\"}")
        #expect(
            patched.text.contains("\"no_mail\":\"1\"") && !patched.text.contains("\"channel\":\"phone\"") && patched.text.contains("1,2"))
        #expect(await test.api("PATCH", "/api/v1/people/\(id)/treatment", token: token, json: "{\"tea\":\"1\"}").status == 400)
        #expect(await test.api("PATCH", "/api/v1/people/\(id)/treatment", token: token, json: "{\"not_before\":\"tea\"}").status == 422)

        let other = try await test.shop.write(as: .program("test")) { tx -> Customer.ID in
            let other = try tx.add(Card(name: "Marja V"))
            try tx.prefer(other, [.formality: "formal", .tone: "brief"], source: .said)
            return other
        }
        let merge = try await test.shop.write(as: .program("test")) { tx in
            try tx.merge(other, into: id, as: Merge.Words(name: "Marja Väänänen", pronunciation: "", language: "fi", note: ""))
        }
        func kept(_ id: Customer.ID) async throws -> [Treatment.Key: String] {
            try await test.shop.read { [shop = test.shop] db in try db.treatment(of: id, shop).own.mapValues(\.value) }
        }
        #expect(try await kept(id) == [.noMail: "1", .days: "1,2", .formality: "informal", .tone: "brief"])
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.undo(merge) }
        #expect(try await kept(id) == [.noMail: "1", .days: "1,2", .formality: "informal"])
        #expect(try await kept(other) == [.formality: "formal", .tone: "brief"])

        #expect(try await browser.open("/people/\(id)/data").shows("3 preferences"))
        try await browser.open("/people/\(id)/erase")
        try await browser.submit(["name": "Marja Väänänen"], to: "/people/\(id)/erase")
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer_pref", as: Int.self) } == 2)
    }

    @Test func `R3: the house style is the shop's own`() async throws {
        let (test, _) = try await shop(.sqlite)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/people/house-style")
        let wrong = try await browser.submit(["not_before": "20:00", "not_after": "09:00"], to: "/people/house-style")
        #expect(wrong.status == 422 && wrong.error("not_after") != nil)
        #expect(
            try await browser.submit(["formality": "informal", "not_before": "", "not_after": "19:00"], to: "/people/house-style").shows(
                "Saved."))
        #expect(test.shop.houseTreatment == [.formality: "informal", .tone: "warm", .notAfter: "19:00"])
    }
}
