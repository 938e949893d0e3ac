import Core
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

/// 161: one number, however it is typed.
@Suite struct NumberTests {
    private func marks(_ test: TestShop) async throws -> [String: String?] {
        let rows = try await test.shop.read { db in
            try db.all("SELECT shown, e164 FROM customer_address WHERE kind = 'phone'") {
                (try $0.next(String.self), try $0.next(String?.self))
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    @Test(arguments: TestShop.engines) func `161: a card is found by any form of its number and by the last digits`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Ayşe Kılıç", addresses: [.phone("0532 123 45 67")]))
        try await test.add(Card(name: "Eleanor Whitcombe", addresses: [.phone("+44 7700 900142")]))
        #expect(try await marks(test) == ["0532 123 45 67": "+905321234567", "+44 7700 900142": "+447700900142"])
        try await test.add(Card(name: "Hasan Öz", addresses: [.phone("0532 000 07 31")]))
        var browser = try await test.browser(as: .viewer)
        for (typed, name) in [
            ("4567", "Ayşe"), ("45 67", "Ayşe"), ("+90 532 123 45 67", "Ayşe"), ("00905321234567", "Ayşe"), ("0142", "Eleanor"),
            ("07700 900142", "Eleanor"), ("900142", "Eleanor"),
            // Noughts in front, and digits out of the middle.
            ("0731", "Hasan"), ("00731", "Hasan"), ("0000731", "Hasan"), ("000-07-31", "Hasan"), ("000 07 31", "Hasan"),
            ("7700 900", "Eleanor"), ("77009", "Eleanor"), ("2000 07", "Hasan"),
        ] {
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            #expect(options.shows(name), "\(typed): \(options.words)")
            #expect(try await browser.open("/search?q=\(Link("\(typed)").text)").shows(name), "\(typed)")
        }
    }

    @Test(arguments: TestShop.engines) func `161: a number that another card has in another form is not taken twice`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Eleanor Whitcombe", addresses: [.phone("+44 7700 900142")]))
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/new")
        let twice = try await browser.submit(["name": "E. W.", "phones": "0044 (0)7700 900142"])
        #expect(twice.status == 422 && twice.error("phones")?.contains("Eleanor Whitcombe") == true)
        // The same digits in another country are somebody else's.
        try await test.add(Card(name: "Somebody", addresses: [.phone("+90 532 123 45 67")]))
        try await browser.open("/people/new")
        let other = try await browser.submit(["name": "Other", "phones": "+1 532 123 4567"])
        #expect(other.status == 200 && other.shows("The card is made."))
    }

    @Test func `161: what cannot be a number is refused with what is wrong`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/new")
        let page = try await browser.submit(["name": "Ayşe", "phones": "+90 532 123"])
        #expect(page.status == 422 && page.value("name") == "Ayşe" && page.value("phones") == "+90 532 123")
        #expect(page.error("phones") == "“+90 532 123” cannot be a phone number: +90 is followed by 10 digits, and here by 6.")
    }

    @Test(arguments: TestShop.engines) func `161: numbers from before are read by a job, and again when the country changes`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Pekka", addresses: [.phone("040 123 4567"), .email("pekka@example.fi")]))
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE customer_address SET e164 = NULL, reversed = '', number_home = ''")
        }
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        #expect(try await marks(test) == ["040 123 4567": nil])
        #expect(try await test.shop.read { try $0.people(writingFrom: "example.fi", limit: 5).count } == 1)
        var browser = try await test.browser(as: .manager)
        let page = try await browser.open("/people/numbers")
        #expect(page.shows("By itself: Türkiye (+90)") && page.shows("Pekka"))
        let wrong = try await browser.submit(["country": "other", "code": "tea"], to: "/people/numbers")
        #expect(wrong.status == 422 && wrong.error("code") == "Write the calling code of the country, as in +49.")
        try await browser.submit(["country": "FI", "code": ""], to: "/people/numbers")
        try await test.shop.runJobs()
        #expect(try await marks(test) == ["040 123 4567": "+358401234567"])
        #expect(try await browser.open("/people/numbers").shows("Of every number the country is known."))
        let token = try await test.token()
        #expect(await test.api("GET", "/api/v1/people?q=pekka", token: token).text.contains("\"e164\":\"+358401234567\""))
    }
}
