import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

/// 170: consent per purpose and channel, with time, wording and source; withdrawing is as easy as giving.
@Suite struct ConsentTests {
    private func link(_ browser: inout Browser, _ id: Customer.ID) async throws -> String {
        let page = try await browser.open("/people/\(id)/consent")
        let start = try #require(page.text.range(of: "/consent/\(id)-"))
        return String(page.text[start.lowerBound...].prefix { $0 != "<" })
    }

    @Test(arguments: TestShop.engines) func `170: consent is given and withdrawn by the same press, with when, how and in which words`(
        engine: Engine
    )
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let id = try await test.add(Card(name: "Ayşe Kılıç"))
        var owner = try await test.browser(as: .owner)
        #expect(try await owner.open("/people/\(id)").shows("Agreed to nothing but answers."))
        try await owner.open("/people/consent-wording")
        let empty = try await owner.submit(["news": ""])
        #expect(empty.status == 422 && empty.error("news") == "Write what they are asked.")
        try await owner.submit(["news": "May we write to you about new bread?"])
        try await owner.open("/people/\(id)/consent")
        let saved = try await owner.submit(["news.email": "1", "source": "form"], to: "/people/\(id)/consent")
        #expect(saved.shows("Saved.") && saved.shows("May we write to you about new bread?"))
        #expect(saved.shows("on a form") && saved.shows("wording 1") && saved.shows("Given"))
        #expect(try await owner.open("/people/\(id)").shows("by e-mail"))
        try await owner.open("/people/\(id)/consent")
        let gone = try await owner.submit(["news.email": nil], to: "/people/\(id)/consent")
        #expect(gone.shows("Withdrawn"))
        #expect(try await owner.open("/people/\(id)").shows("Agreed to nothing but answers."))
        #expect(try await test.events().suffix(2) == ["consent.given", "consent.withdrawn"])
        try await owner.open("/people/\(id)/consent")
        try await owner.submit(["survey.phone": "1"], to: "/people/\(id)/consent")
        #expect(try await owner.undo().shows("It is as it was."))
        #expect(try await owner.open("/people/\(id)").shows("Agreed to nothing but answers."))
    }

    @Test(arguments: TestShop.engines) func `170: a customer changes it by a signed link; looking changes nothing`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let id = try await test.add(Card(name: "Ayşe Kılıç", note: "secret", addresses: [.email("ayse@ornek.com")]))
        var staff = try await test.browser(as: .helper)
        let address = try await link(&staff, id)
        let before = try await test.events().count
        var customer = test.browser()
        let page = try await customer.open(address)
        #expect(page.status == 200 && page.shows("What you agreed to") && page.shows("Fırın Bakery"))
        #expect(!page.text.contains("secret") && !page.text.contains("ayse@") && !page.text.contains("Kılıç"))
        #expect(try await test.events().count == before)
        let saved = try await customer.submit(["news.email": "1"])
        #expect(saved.shows("Saved. It counts from now on."))
        #expect(try await staff.open("/people/\(id)/consent").shows("by their link"))
        try await customer.submit(["news.email": nil])
        #expect(try await test.events().suffix(2) == ["consent.given", "consent.withdrawn"])
        // Changed, of somebody else, or over: there is nothing.
        for wrong in [address + "x", "/consent/1-9999999999-AAAA", "/consent/tea"] {
            #expect(await customer.call("GET", wrong).status == 404, "\(wrong)")
        }
        test.clock.advance(by: .seconds(181 * 86_400))
        #expect(await customer.call("GET", address).status == 404)
    }

    @Test(arguments: TestShop.engines) func `163: of two cards the stricter consent stands, and undo parts them`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let (one, other) = (try await test.add(Card(name: "Ayşe")), try await test.add(Card(name: "Ayşe K")))
        let token = try await test.token()
        func say(_ id: Customer.ID, _ purpose: String, _ isGiven: Bool) async -> Seen {
            await test.api(
                "POST", "/api/v1/people/\(id)/consents", token: token,
                json: "{\"purpose\":\"\(purpose)\",\"channel\":\"email\",\"given\":\(isGiven)}")
        }
        #expect(await say(one, "news", true).status == 200)
        _ = await say(other, "news", true)
        _ = await say(one, "news", false)
        _ = await say(other, "survey", true)
        #expect(await test.api("POST", "/api/v1/people/\(one)/consents", token: token, json: "{\"purpose\":\"tea\"}").status == 400)
        test.clock.advance(by: .seconds(60))
        // The yes is younger than the no.
        _ = await say(other, "birthday", true)
        _ = await say(other, "birthday", false)
        _ = await say(one, "birthday", true)
        let merge = try await test.shop.write(as: .program("test")) { tx in
            try tx.merge(other, into: one, as: Merge.Words(name: "Ayşe", pronunciation: "", language: nil, note: ""))
        }
        let after = await test.api("GET", "/api/v1/people/\(one)/consents", token: token).text
        func stands(_ purpose: String, _ isGiven: Bool, _ text: String) -> Bool {
            text.contains("{\"purpose\":\"\(purpose)\",\"channel\":\"email\",\"given\":\(isGiven)")
        }
        #expect(stands("news", false, after) && stands("survey", true, after) && stands("birthday", false, after))
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.undo(merge) }
        let theirs = await test.api("GET", "/api/v1/people/\(other)/consents", token: token).text
        #expect(stands("news", true, theirs) && stands("survey", true, theirs))
        #expect(stands("birthday", true, await test.api("GET", "/api/v1/people/\(one)/consents", token: token).text))
    }

    @Test func `a customer whose link is over is not led to the staff's door`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var stranger = test.browser()
        let page = try await stranger.open("/consent/nobody")
        #expect(page.status == 404 && page.shows("Ask whoever sent it for a new one."))
        #expect(!page.links.contains("/today") && !page.shows("Today"))
        var owner = try await test.browser(as: .owner)
        #expect(try await owner.open("/nowhere").links.contains("/today"))
    }

    @Test func `their own page is in the language of their card, whatever the browser asks for`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Marja", language: "fi"))
        var staff = try await test.browser(as: .helper)
        let address = try await link(&staff, id)
        var customer = test.browser(languages: "en-GB")
        let page = try await customer.open(address)
        #expect(page.text.contains("<html lang=\"fi\">") && page.shows("Tallenna") && !page.shows("What you agreed to"))
    }
}
