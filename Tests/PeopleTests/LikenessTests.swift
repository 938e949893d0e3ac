import Core
import House
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import People

/// Proposals of duplicates (expected behaviour 164): what counts, and who decides.
@Suite struct LikenessTests {
    private func card(_ name: String, _ emails: [String] = [], _ phones: [String] = []) -> Card {
        Card(name: name, pronunciation: "", language: nil, note: "", emails: emails, phones: phones)
    }

    private func words(_ one: Card, _ other: Card) -> [String] {
        let there = Likeness.reasons(one, other).map(\.word)
        #expect(there == Likeness.reasons(other, one).map(\.word))
        // What has a reason shares a key, or it would never be found.
        if !there.isEmpty { #expect(!Likeness.keys(of: one).isDisjoint(with: Likeness.keys(of: other))) }
        return there
    }

    @Test func `164: names are the same in either order, with and without accents, and across scripts`() {
        #expect(words(card("Ayşe Kaya", ["a@x.example"]), card("KAYA Ayse", ["b@x.example"])) == ["name"])
        #expect(words(card("Արամ Պետրոսյան", ["a@x.example"]), card("Aram Petrosyan", ["b@x.example"])) == ["name"])
        #expect(words(card("Marja Väänänen", ["a@x.example"]), card("Marja Vaananen", ["b@x.example"])) == ["name"])
        #expect(words(card("Ayşe Kaya", ["a@x.example"]), card("Ayşe Demir", ["b@x.example"])) == [])
        // A first name alone is many people, but for one who calls and one who writes.
        #expect(words(card("Anna", ["a@x.example"]), card("anna", ["b@x.example"])) == [])
        #expect(words(card("Anna", ["a@x.example"]), card("anna", [], ["+90 532 111 22 33"])) == ["name-other-way"])
        #expect(words(card("Ayşe Kaya", ["a@x.example"]), card("Ayşe Kaya", [], ["+90 532 111 22 33"])) == ["name-other-way"])
        #expect(words(card(""), card("")) == [])
    }

    @Test func `164: a number is the same with and without its country`() {
        #expect(words(card("Anna", [], ["+90 532 111 22 33"]), card("Bob", [], ["0532 111 22 33"])) == ["phone"])
        #expect(words(card("Anna", [], ["+90 532 111 22 33"]), card("Bob", [], ["0532 111 22 34"])) == [])
    }

    @Test func `164: a mail address may say the other's name`() {
        #expect(words(card("Ayşe Kaya", [], ["0532 111 22 33"]), card("", ["ayse.kaya83+shop@example.com"])) == ["mail"])
        #expect(words(card("Ayşe Kaya"), card("", ["kaya_ayse@example.com"])) == ["mail"])
        #expect(words(card("Արամ Պետրոսյան"), card("Bread", ["aram.petrosyan@example.am"])) == ["mail"])
        #expect(words(card("Ayşe"), card("", ["ayse@example.com"])) == [])
        #expect(words(card("Info Shop"), card("", ["info@example.com"])) == [])
    }

    private func pairs(_ test: TestShop) async throws -> [[Customer.ID]] {
        try await test.shop.read { try $0.alikePairs(limit: 100).map { [$0.one.id, $0.other.id] } }
    }

    @Test(arguments: TestShop.engines) func `164: proposals follow the cards, and what was told apart stays apart`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let owner = try await test.owner
        let a = try await test.add(card("Ayşe Kaya", [], ["+90 532 111 22 33"]))
        let b = try await test.add(card("Bora", [], ["+90 532 444 55 66"]))
        #expect(try await pairs(test) == [])
        let c = try await test.add(card("", ["ayse.kaya@example.com"]))
        #expect(try await pairs(test) == [[a, c]])
        // A change makes one and ends another.
        _ = try await test.shop.write(as: .staff(owner)) { [self] tx in try tx.change(c, to: card("Bora", ["bora.b@example.com"])) }
        #expect(try await pairs(test) == [[b, c]])
        _ = try await test.shop.write(as: .staff(owner)) { tx in try tx.tellApart(c, b) }
        #expect(try await pairs(test) == [])
        _ = try await test.shop.write(as: .staff(owner)) { [self] tx in try tx.change(c, to: card("bora", ["bora.b@example.com"])) }
        #expect(try await pairs(test) == [])
        // Nor is whoever one of them goes into.
        let d = try await test.add(card("Bora B", ["b@example.com"]))
        _ = try await test.shop.write(as: .staff(owner)) { tx in
            try tx.merge(c, into: d, as: Merge.Words(name: "Bora", pronunciation: "", language: nil, note: ""))
        }
        #expect(try await pairs(test) == [])
        try await test.shop.write(as: .staff(owner)) { tx in try tx.forgetTellingApart(b, c) }
        #expect(try await pairs(test) == [[b, d]])
    }

    @Test(arguments: TestShop.engines) func `164: what many share is no sign, and cards from an import are looked at by the job`(
        engine: Engine
    ) async throws {
        let test = try await TestShop.withPeople(engine)
        try await test.shop.write(as: .program("test")) { tx in
            try tx.inert {
                for number in 0..<450 {
                    // Six Johns, and each tenth person twice.
                    let name = number % 100 == 7 || number == 450 - 1 ? "John Smith" : "Person \(number / 10 * 10 + max(number % 10, 1))"
                    try tx.addCustomer(named: name, addresses: [.email("p\(number)@many.example")])
                }
            }
        }
        #expect(try await pairs(test) == [])
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        let found = try await test.shop.read { try $0.alikePairs(limit: 100) }
        #expect(found.count == 45)
        #expect(found.allSatisfy { $0.one.name == $0.other.name && $0.one.name != "John Smith" })
    }

    @Test(arguments: TestShop.engines) func `164: the page shows why, and asks no more about two people`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let a = try await test.add(card("Ayşe Kaya", [], ["+90 532 111 22 33"]))
        let b = try await test.add(card("", ["ayse.kaya@example.com"]))
        var helper = try await test.browser(as: .helper)
        #expect(!(try await helper.open("/people").links.contains("/people/alike")))
        #expect(try await helper.open("/people/alike").status == 403)
        var browser = try await test.browser(as: .agent)
        #expect(try await browser.open("/people").shows("1 pair of cards may be the same person."))
        var page = try await browser.open("/people/alike")
        #expect(page.shows("ayse.kaya@example.com is the other’s name.") && page.links.contains("/people/\(a)/merge?with=\(b)"))
        page = try await browser.submit(to: "/people/alike/different")
        #expect(page.shows("They are two people.") && page.shows("No two cards are alike"))
        #expect(!(try await browser.open("/people").shows("may be the same person")))
        try await browser.open("/people/alike")
        let token = try await test.token()
        #expect(await test.api("GET", "/api/v1/people/alike", token: token).text == #"{"items":[]}"#)
        page = try await browser.post("/people/alike/again?one=\(a)&other=\(b)", try tokens(browser))
        #expect(page.shows("You are asked about these two again.") && page.links.contains("/people/\(a)/merge?with=\(b)"))
        let list = await test.api("GET", "/api/v1/people/alike", token: token)
        #expect(list.text.contains(#""one":"\#(a)""#) && list.text.contains(#""mail""#))
        let apart = await test.api("POST", "/api/v1/people/alike/different", token: token, json: #"{"one":"\#(a)","other":"\#(b)"}"#)
        #expect(apart.status == 200)
        #expect(await test.api("GET", "/api/v1/people/alike", token: token).text == #"{"items":[]}"#)
    }

    @Test(arguments: TestShop.engines) func `a page runs as many statements among 40 pairs and merges as among one`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let owner = try await test.owner
        let stays = try await test.add(card("The One", [], ["+90 532 999 00 00"]))
        func grow(_ numbers: Range<Int>) async throws {
            for number in numbers {
                for part in 0...1 { try await test.add(card("Anna \(number)", ["\(part).\(number)@many.example"])) }
                let gone = try await test.add(card("Gone \(number)", ["gone\(number)@many.example"]))
                _ = try await test.shop.write(as: .staff(owner)) { tx in
                    try tx.merge(gone, into: stays, as: Merge.Words(name: "The One", pronunciation: "", language: nil, note: ""))
                }
            }
        }
        var browser = try await test.browser(of: TestShop.ownerEmail)
        let seen = Mutex(0)
        test.database.onStatement { _ in seen.withLock { $0 += 1 } }
        func costs() async throws -> [Int] {
            var costs: [Int] = []
            for path in ["/people", "/people/alike", "/people/\(stays)", "/people/\(stays)/merge"] {
                try await browser.open(path)
                seen.withLock { $0 = 0 }
                #expect(try await browser.open(path).status == 200)
                costs.append(seen.withLock { $0 })
            }
            return costs
        }
        try await grow(0..<1)
        let few = try await costs()
        try await grow(1..<40)
        #expect(try await costs() == few)
        #expect(try await pairs(test).count == 40)
    }

    private func tokens(_ browser: Browser) throws -> [(name: String, value: String)] {
        [try #require(browser.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })]
    }
}
