import Core
import Language
import People
import Storage
import TestShop
import Testing
import Web

@Suite struct TwoAtOneCardTests {
    private func shop(_ engine: Engine) async throws -> (TestShop, Customer.ID) {
        let test = try await TestShop.withPeople(engine)
        let id = try await test.add(
            Card(name: "Mary Elliott", note: "rye", addresses: [.phone("040 111 1111"), .email("mary@example.fi")]))
        return (test, id)
    }

    @Test(arguments: TestShop.engines) func `what two people change on one card at the same time stays, both of it`(engine: Engine)
        async throws
    {
        let (test, id) = try await shop(engine)
        var (deniz, aram) = (try await test.browser(as: .agent), try await test.browser(as: .manager))
        try await deniz.open("/people/\(id)/edit")
        try await aram.open("/people/\(id)/edit")
        try await deniz.submit(["note": "rye, and no nuts", "phones": "040 111 1111\r\n040 222 2222", "language": "fi"])
        let page = try await aram.submit(["name": "Mary Elliott-Koski", "phones": "040 333 3333\r\n040 111 1111"])
        #expect(page.shows("The card is changed. What others wrote on it meanwhile stays."))
        for words in ["Mary Elliott-Koski", "rye, and no nuts", "040 111 1111", "040 222 2222", "040 333 3333", "Suomi"] {
            #expect(page.shows(words), "\(words)")
        }
        // The way back leads to what stood before this saving, not to before the other's.
        let back = try await aram.undo()
        #expect(back.shows("rye, and no nuts") && back.shows("040 222 2222") && !back.shows("040 333 3333"))
    }

    @Test(arguments: TestShop.engines) func `the same field changed by two is refused with whose words stand there`(engine: Engine)
        async throws
    {
        let (test, id) = try await shop(engine)
        let hired = try await test.hire(.agent, name: "Deniz Yılmaz")
        var (deniz, aram) = (try await test.browser(of: hired.email), try await test.browser(as: .manager))
        try await deniz.open("/people/\(id)/edit")
        try await aram.open("/people/\(id)/edit")
        try await deniz.submit(["note": "no nuts", "usual": "flat white"])
        test.clock.advance(by: .seconds(180))
        let page = try await aram.submit(["note": "likes nuts", "name": "Mary E."])
        #expect(page.status == 422)
        #expect(page.shows("Deniz Yılmaz changed this while you had it open (3 min ago), so nothing is saved yet."))
        #expect(page.error("note")?.hasPrefix("Now it says: “no nuts”") == true)
        // What was typed is there, and what only the other changed.
        #expect(page.value("note") == "likes nuts" && page.value("name") == "Mary E." && page.value("usual") == "flat white")
        #expect(try await test.shop.read { try $0.customer(id)?.note } == "no nuts")

        // A third saving in between is not overwritten unseen either.
        try await deniz.open("/people/\(id)/edit")
        try await deniz.submit(["note": "no nuts at all"])
        #expect(try await aram.submit().error("note")?.hasPrefix("Now it says: “no nuts at all”") == true)
        #expect(try await aram.submit().shows("The card is changed."))
        #expect(try await test.shop.read { try $0.customer(id)?.note } == "likes nuts")
    }

    @Test(arguments: TestShop.engines) func `two windows of one person are two`(engine: Engine) async throws {
        let (test, id) = try await shop(engine)
        var one = try await test.browser(as: .agent)
        try await one.open("/people/\(id)/edit")
        var two = one
        try await one.submit(["phones": "040 999 9999"])
        let page = try await two.submit(["phones": "040 888 8888"])
        #expect(page.status == 422 && page.shows("You changed this in another window"))
        #expect(page.error("phones")?.hasPrefix("Now it says: “040 999 9999”") == true)
        // A wrong number meanwhile does not make it forget what it was shown with.
        #expect(try await two.submit(["phones": "12"]).status == 422)
        #expect(try await two.submit(["phones": ""]).shows("The card is changed."))
    }

    @Test func `a form refused for another reason keeps what it was shown with`() async throws {
        let (test, id) = try await shop(.sqlite)
        var (deniz, aram) = (try await test.browser(as: .agent), try await test.browser(as: .manager))
        try await aram.open("/people/\(id)/edit")
        #expect(try await aram.submit(["phones": "12"]).status == 422)
        try await deniz.open("/people/\(id)/edit")
        try await deniz.submit(["note": "no nuts"])
        #expect(try await aram.submit(["phones": ""]).shows("What others wrote on it meanwhile stays."))
        #expect(try await test.shop.read { try $0.customer(id)?.note } == "no nuts")
    }

    @Test(arguments: TestShop.engines) func `a company is changed by two in the same way`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        var (deniz, aram) = (try await test.browser(as: .agent), try await test.browser(as: .manager))
        try await deniz.open("/people/companies/new")
        try await deniz.submit(["name": "Otel Liman", "note": "by the harbour"])
        let place = deniz.path
        try await deniz.open(place + "/edit")
        try await aram.open(place + "/edit")
        try await deniz.submit(["note": "pays monthly"])
        #expect(try await aram.submit(["name": "Hotel Liman"]).shows("pays monthly"))
        try await deniz.open(place + "/edit")
        try await aram.open(place + "/edit")
        try await deniz.submit(["note": "pays weekly"])
        let page = try await aram.submit(["note": "pays daily"])
        #expect(page.status == 422 && page.error("note")?.hasPrefix("Now it says: “pays weekly”") == true)
        #expect(page.value("note") == "pays daily")
        #expect(try await aram.submit().shows("pays daily"))
    }

    @Test(arguments: TestShop.engines) func `how somebody wants to be treated is written down by two, and nothing of it is lost`(
        engine: Engine
    ) async throws {
        let (test, id) = try await shop(engine)
        let place = "/people/\(id)/treatment"
        var (deniz, aram) = (try await test.browser(as: .agent), try await test.browser(as: .manager))
        try await deniz.open(place)
        try await aram.open(place)
        try await deniz.submit(["access_note": "wheelchair ramp", "day-1": "1"], to: place)
        #expect(try await aram.submit(["no_call": "1", "not_before": "10:00"], to: place).shows("Saved."))
        let form = try await deniz.open(place)
        #expect(form.value("access_note") == "wheelchair ramp" && form.value("not_before") == "10:00")
        #expect(form.value("no_call") == "1" && form.value("day-1") == "1" && form.value("no_mail") == nil)
        // A tick that one takes away stays away, though the other's form still has it.
        try await aram.open(place)
        try await deniz.submit(["day-1": nil, "access_note": "ramp at the back"], to: place)
        let clash = try await aram.submit(["access_note": "ramp in front"], to: place)
        #expect(clash.status == 422 && clash.error("access_note")?.hasPrefix("Now it says: “ramp at the back”") == true)
        #expect(clash.value("access_note") == "ramp in front" && clash.value("day-1") == nil)
        #expect(try await aram.submit([:], to: place).shows("Saved."))
        let end = try await deniz.open(place)
        #expect(end.value("access_note") == "ramp in front" && end.value("day-1") == nil && end.value("no_call") == "1")
    }

    @Test(arguments: TestShop.engines) func `the words of consent and the shop's settings are not overwritten unseen`(engine: Engine)
        async throws
    {
        let (test, _) = try await shop(engine)
        var one = try await test.browser(as: .owner)
        try await one.open("/people/consent-wording")
        var two = one
        try await one.submit(["news": "May we write to you about new bread?"])
        let clash = try await two.submit(["news": "May we write to you about cake?"])
        #expect(clash.status == 422 && clash.shows("This was changed while you had it open, so nothing is saved yet."))
        #expect(clash.error("news")?.hasPrefix("Now it says: “May we write to you about new bread?”") == true)
        #expect(clash.value("news") == "May we write to you about cake?")
        try await two.submit()
        #expect(try await one.open("/people/consent-wording").value("news") == "May we write to you about cake?")

        try await one.open("/people/house-style")
        two = one
        try await one.submit(["tone": "plain", "not_before": "09:00"], to: "/people/house-style")
        #expect(try await two.submit(["not_after": "20:00"], to: "/people/house-style").shows("Saved."))
        #expect(two.page.value("not_before") == "09:00" && two.page.value("not_after") == "20:00")
        try await one.open("/people/house-style")
        try await two.submit(["not_before": "08:00"], to: "/people/house-style")
        let late = try await one.submit(["not_before": "10:00"], to: "/people/house-style")
        #expect(late.status == 422 && late.error("not_before")?.hasPrefix("Now it says: “08:00”") == true)

        try await one.open("/settings/shop")
        two = one
        try await one.submit(["business": "Fırın on the Hill"], to: "/settings/shop")
        let other = try await two.submit(["reply_hours": "5", "reply_minutes": "0"], to: "/settings/shop")
        #expect(other.value("business") == "Fırın on the Hill" && other.value("reply_hours") == "5")
    }
}
