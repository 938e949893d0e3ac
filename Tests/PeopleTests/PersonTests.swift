import Core
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

@Suite struct PersonTests {
    @Test(arguments: TestShop.engines) func `a card is made, shown and taken back`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        var browser = try await test.browser(as: .helper)
        try await browser.open("/people/new")
        let page = try await browser.submit([
            "name": "Ayşe Kılıç", "pronunciation": "eye-SHEH", "phones": "0532 123 45 67\r\n",
            "emails": "ayse@ornek.com\r\nkilic@ornek.com",
            "language": "tr", "note": "Flat white, no sugar",
        ])
        #expect(browser.path.hasPrefix("/people/") && page.status == 200)
        for words in [
            "The card is made.", "Ayşe Kılıç", "eye-SHEH", "0532 123 45 67", "ayse@ornek.com", "kilic@ornek.com", "Türkçe",
            "Flat white, no sugar",
            "Customer since March 2026", "made this card",
        ] { #expect(page.shows(words), "\(words)") }
        #expect(page.links.contains("tel:+905321234567"))
        #expect(try await test.events().suffix(1) == ["customer.added"])

        let list = try await browser.undo()
        #expect(browser.path == "/people" && list.shows("The card is taken back.") && list.shows("Nobody here yet"))
        #expect(try await test.events().suffix(2) == ["customer.added", "customer.removed"])
        #expect(await browser.fragment("/people/find?q=ayse").text == "")
    }

    @Test func `a card to which something has happened is not taken back`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/new")
        try await browser.submit(["name": "Aino"])
        let id = try #require(Customer.ID(browser.path.dropFirst(8).description))
        try await test.shop.write(as: .program("mail in")) { tx in
            _ = try tx.record("message.received", customer: id, subject: Event.Subject("conversation", 1))
        }
        #expect(try await browser.undo().shows("so the card stays."))
        #expect(try await test.shop.read { try $0.customer(id) } != nil)
    }

    @Test(arguments: TestShop.engines) func `a change can be undone, all of it`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let before = Card(
            name: "Marja Väänänen", pronunciation: "MAR-ya", language: "fi", note: "rye",
            addresses: [.email("marja@example.fi"), .phone("040 123 4567")])
        let id = try await test.add(before)
        var browser = try await test.browser(as: .agent)
        let form = try await browser.open("/people/\(id)/edit")
        #expect(form.value("name") == "Marja Väänänen" && form.value("phones") == "040 123 4567" && form.value("language") == "fi")
        let page = try await browser.submit(["name": "Marja Koski", "phones": "", "emails": "koski@example.fi", "language": "", "note": ""])
        #expect(page.shows("The card is changed.") && page.shows("Marja Koski") && page.shows("koski@example.fi"))
        #expect(!page.shows("marja@example.fi") && !page.shows("040 123 4567"))
        #expect(await !browser.fragment("/people/find?q=koski").text.isEmpty)
        #expect(await browser.fragment("/people/find?q=vaan").text.isEmpty)

        let back = try await browser.undo()
        #expect(back.shows("The card is as it was."))
        for words in ["Marja Väänänen", "MAR-ya", "marja@example.fi", "040 123 4567", "Suomi", "rye"] {
            #expect(back.shows(words), "\(words)")
        }
        #expect(await browser.fragment("/people/find?q=koski").text.isEmpty)
        #expect(await !browser.fragment("/people/find?q=vaan").text.isEmpty)
        #expect(try await test.shop.read { try $0.customer(at: .email("koski@example.fi")) } == nil)
    }

    @Test func `an undo that comes after another change leaves the card alone`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Aino"))
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/\(id)/edit")
        try await browser.submit(["name": "Aino A"])
        let owner = try await test.owner
        try await test.shop.write(as: .staff(owner)) { tx in _ = try tx.change(id, to: Card(name: "Aino B")) }
        #expect(try await browser.undo().shows("The card has been changed again since, so it stays."))
        #expect(try await test.shop.read { try $0.customer(id)?.name } == "Aino B")
    }

    @Test func `saving without a change writes nothing`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Aino", addresses: [.phone("040 123 4567")]))
        let before = try await test.events()
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/\(id)/edit")
        #expect(try await browser.submit().status == 200)
        #expect(try await test.events().filter { $0 == "customer.changed" } == [])
        #expect(before.contains("customer.added"))
    }

    @Test func `wrong input gets a sentence at its field, what was typed stays, and nothing changes`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let aino = try await test.add(Card(name: "Aino Aalto", addresses: [.email("aino@example.fi"), .phone("+358 40 123 4567")]))
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/new")
        var page = try await browser.submit(["name": " ", "note": "the tall one"])
        #expect(page.status == 422)
        #expect(page.error("name") == "Write a name, or at least one e-mail address or phone number.")
        #expect(page.value("note") == "the tall one")

        page = try await browser.submit(["name": "Bo", "emails": "bo@\naino@example.fi", "phones": "call me"])
        #expect(page.error("emails") == "“bo@” is not an e-mail address. Write the whole address, as in hello@example.com.")
        #expect(page.error("phones") == "“call me” is not a phone number. Write it with its digits, as in +358 40 123 4567.")
        #expect(page.value("emails") == "bo@\naino@example.fi")

        // Whose the address is, with the way there; the number is the same without its country code.
        page = try await browser.submit(["name": "Bo", "emails": "AINO@example.fi", "phones": "040 123 4567"])
        #expect(page.error("emails") == "AINO@example.fi stands on the card of Aino Aalto.")
        #expect(page.error("phones") == "040 123 4567 stands on the card of Aino Aalto.")
        #expect(page.links.filter { $0 == "/people/\(aino)" }.count == 2)

        page = try await browser.submit(["name": String(repeating: "x", count: 201), "emails": "", "phones": ""])
        #expect(page.error("name") == "This is too long: at most 200 characters.")
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 1)
    }

    @Test func `a person's words cannot become markup`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(
            Card(
                name: "<script>alert(1)</script>", pronunciation: "\"><img src=x>", note: "<b>bold</b>", addresses: [.phone("040 123 4567")]
            ))
        var browser = try await test.browser(as: .agent)
        for path in ["/people", "/people/\(id)", "/people/\(id)/edit", "/people?q=script", "/people/find?q=script"] {
            let page = try await browser.open(path)
            #expect(page.status == 200)
            for markup in ["<script>alert", "<img src=x", "<b>bold"] { #expect(!page.has(markup), "\(path): \(markup)") }
        }
    }

    @Test func `a person without a name goes by the address`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(addresses: [.email("stranger@example.com")]))
        var browser = try await test.browser(as: .viewer)
        #expect(try await browser.open("/people/\(id)").shows("stranger@example.com"))
        #expect(try await browser.open("/people").shows("stranger@example.com"))
    }

    @Test(arguments: TestShop.engines) func `a merged card leads to the one that stays`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let stays = try await test.add(Card(name: "Aino Aalto"))
        let gone = try await test.add(Card(name: "A. Aalto"))
        let older = try await test.add(Card(name: "Aalto"))
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE customer SET merged_into = \(stays) WHERE id = \(gone)")
            try tx.db.run("UPDATE customer SET merged_into = \(gone) WHERE id = \(older)")
        }
        var browser = try await test.browser(as: .viewer)
        #expect(try await browser.open("/people/\(older)").shows("Aino Aalto"))
        #expect(browser.path == "/people/\(stays)")
        let list = try await browser.open("/people")
        #expect(list.shows("Aino Aalto") && !list.shows("A. Aalto"))
        let token = try await test.token()
        #expect(await test.api("GET", "/api/v1/people/\(gone)", token: token).status == 308)
    }

    @Test(arguments: ["0", "abc", "9999999", "-1", "12345678901234567890"]) func `nobody at this address`(id: String) async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .agent)
        #expect(try await browser.open("/people/\(id)").status == 404)
        #expect(try await browser.open("/people/\(id)/edit").status == 404)
    }

    @Test func `the time line goes on to older pages`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let owner = try await test.owner
        let id = try await test.add(Card(name: "Aino 0"))
        for number in 1...120 { try await test.shop.write(as: .staff(owner)) { tx in try tx.rename(id, to: "Aino \(number)") } }
        var browser = try await test.browser(as: .viewer)
        let first = try await browser.open("/people/\(id)")
        #expect(first.count("Deniz Yılmaz changed the card") == 100 && !first.shows("made this card"))
        let older = try await browser.open(try #require(first.links.first { $0.contains("before=") }))
        #expect(older.count("Deniz Yılmaz changed the card") == 20 && older.shows("Deniz Yılmaz made this card"))
        #expect(!older.links.contains { $0.contains("before=") })
        let fragment = await browser.fragment("/people/\(id)")
        #expect(fragment.count("changed the card") == 100 && !fragment.has("<html"))
    }

    @Test func `looking is for everybody on the staff, writing for those who serve`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Aino"))
        var stranger = test.browser()
        try await stranger.open("/people/\(id)")
        #expect(stranger.path == "/sign-in")
        var viewer = try await test.browser(as: .viewer)
        let page = try await viewer.open("/people/\(id)")
        #expect(page.status == 200 && !page.links.contains("/people/\(id)/edit"))
        #expect(try await viewer.open("/people/\(id)/edit").status == 403)
        #expect(try await viewer.open("/people/new").status == 403)
        var helper = try await test.browser(as: .helper)
        #expect(try await helper.open("/people/\(id)").links.contains("/people/\(id)/edit"))
        #expect(try await helper.open("/people/\(id)/edit").status == 200)
    }

    @Test func `no page lets text go past the catalog`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(
            Card(
                name: "Marja", pronunciation: "MAR-ya", language: "fi", note: "rye",
                addresses: [.email("marja@example.fi"), .phone("040 123 4567")]))
        let other = try await test.add(Card(name: "marja", language: "tr", note: "white", addresses: [.phone("+358 40 123")]))
        let staff = try await test.hire(.manager, language: .pseudo)
        var browser = try await test.browser(of: staff.email)
        for path in [
            "/people", "/people?q=marja", "/people?q=nobody", "/people/quiet", "/people/quiet?days=x", "/people/new", "/people/\(id)",
            "/people/\(id)/edit",
            "/people/find?q=mar", "/people/alike", "/people/\(id)/merge", "/people/\(id)/merge?who=mar",
            "/people/\(id)/merge?with=\(other)",
        ] {
            let page = try await browser.open(path)
            let main =
                page.text.components(separatedBy: "<main id=\"main\"").last.map { "<main" + $0 }?.components(separatedBy: "</main>").first
                ?? page.text
            #expect(unmarked(in: main) == [], "\(path)")
        }
    }

    /// Text outside the marks of the pseudo language, but for what is not to be translated.
    private func unmarked(in markup: String) -> [String] {
        var text = markup
        for pattern in [
            "<(\\w+)[^>]*translate=\"no\"[^>]*>[\\s\\S]*?</\\1>", "<(svg|option|textarea)[\\s\\S]*?</\\1>",
            "<span class=\"face[\\s\\S]*?</span>",
        ] {
            text = text.replacingOccurrences(of: pattern, with: " ", options: .regularExpression)
        }
        text = text.replacingOccurrences(of: "<[^>]*>", with: "\n", options: .regularExpression)
        return text.components(separatedBy: "\n").flatMap(Pseudo.unmarked(in:)).map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
