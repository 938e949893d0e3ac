import Core
import House
import Storage
import TestShop
import Testing
import Web

@testable import People

/// Merging by hand and by program (R2, expected behaviour 163).
@Suite struct MergePageTests {
    private let ayse = Card(name: "Ayşe Kaya", note: "Likes rye.", addresses: [.phone("+90 532 111 22 33")])
    private let mail = Card(
        name: "A. Kaya", pronunciation: "eye-SHEH", language: "tr", note: "Allergic to nuts.", addresses: [.email("ayse@example.com")])

    @Test(arguments: TestShop.engines) func `163: merge by hand, field by field, and undo`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let this = try await test.add(ayse)
        let other = try await test.add(mail)
        var browser = try await test.browser(as: .agent)
        var page = try await browser.open("/people/\(this)")
        #expect(page.links.contains("/people/\(this)/merge"))
        // Without a script: what was typed is looked for.
        page = try await browser.open("/people/\(this)/merge?who=kaya&with=")
        #expect(page.links.contains("/people/\(this)/merge?with=\(other)") && !page.links.contains("/people/\(this)/merge?with=\(this)"))
        #expect(!(await browser.fragment("/people/find?q=kaya&but=\(this)").has("data-id=\"\(this)\"")))
        page = try await browser.open("/people/\(this)/merge?with=\(other)")
        #expect(page.shows("This card stays") && page.shows("Comes along: 1 address."))
        #expect(page.value("name") == "this" && page.value("note") == "both" && page.value("language") == nil)
        page = try await browser.submit(["name": "other"])
        #expect(browser.path == "/people/\(this)" && page.shows("The two cards are one."))
        for words in ["A. Kaya", "Likes rye.", "Allergic to nuts.", "eye-SHEH", "ayse@example.com", "+90 532 111 22 33"] {
            #expect(page.shows(words), "\(words)")
        }
        #expect(page.shows("merged the card of A. Kaya into this one"))
        // Gone from everywhere, and its address leads on.
        #expect(try await browser.open("/people").count("A. Kaya") == 1)
        #expect(try await browser.open("/people?q=kaya").links.filter { $0.hasPrefix("/people/\(other)") } == [])
        #expect(try await browser.open("/search?q=kaya").links.filter { $0 == "/people/\(other)" } == [])
        let answer = await browser.call("GET", "/people/\(other)")
        #expect(answer.status == 303 && answer.headers.contains { $0.name == "location" && $0.value == "/people/\(this)" })
        #expect(try await browser.open("/people/\(other)/edit").status == 200 && browser.path == "/people/\(this)/edit")
        let token = try await test.token()
        let moved = await test.api("GET", "/api/v1/people/\(other)", token: token)
        #expect(moved.status == 308 && moved.text.contains(#""id":"\#(this)""#))

        // From the time line.
        page = try await browser.open("/people/\(this)")
        let undo = try #require(page.forms.first { $0.action.hasPrefix("/people/merges/") })
        page = try await browser.submit(to: undo.action)
        #expect(page.shows("The two cards are as they were.") && page.shows("took this card and that of A. Kaya apart again"))
        let cards = try await test.shop.read { db in
            try [this, other].map { id in Card(try #require(try db.customer(id)), try db.addresses(of: id)) }
        }
        #expect(cards == [ayse, mail])
        #expect(!page.forms.contains { $0.action.hasPrefix("/people/merges/") })
        #expect(try await browser.open("/people/\(other)").shows("took this card and that of Ayşe Kaya apart again"))
        #expect(
            try await test.events().filter { $0.hasPrefix("customer.") }.suffix(3) == [
                "customer.merged", "customer.parted", "customer.parted",
            ])
    }

    @Test(arguments: TestShop.engines) func `163: what cannot be merged gets a sentence, and nothing changes`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let this = try await test.add(ayse)
        let other = try await test.add(mail)
        let third = try await test.add(Card(name: "Third"))
        let owner = try await test.owner
        var browser = try await test.browser(as: .agent)
        #expect(try await browser.open("/people/\(this)/merge?with=\(this)").error("who") == "This is the same card. Choose another one.")
        #expect(browser.page.status == 422)
        #expect(
            try await browser.open("/people/\(this)/merge?with=77").error("who")
                == "This person’s card is not here any more. Choose again.")
        #expect(try await browser.open("/people/77/merge").status == 404)

        // Changed while somebody looked: what was chosen stays chosen.
        try await browser.open("/people/\(this)/merge?with=\(other)")
        try await test.shop.write(as: .staff(owner)) { tx in try tx.rename(other, to: "Ayşe K.") }
        let events = try await test.events().count
        var page = try await browser.submit(["name": "other"])
        #expect(page.status == 422 && page.shows("One of the cards was changed while you were looking.") && page.shows("Ayşe K."))
        #expect(page.value("name") == "other")
        #expect(try await test.events().count == events)

        // Merged by somebody else meanwhile.
        try await browser.open("/people/\(third)/merge?with=\(other)")
        let merge = try await test.shop.write(as: .staff(owner)) { tx in
            try tx.merge(other, into: this, as: Merge.Words(name: "Ayşe Kaya", pronunciation: "", language: nil, note: ""))
        }
        page = try await browser.submit()
        #expect(page.status == 422 && page.shows("This card was merged into the card of Ayşe Kaya meanwhile."))
        #expect(page.value("with") == "\(this)")
        try await browser.open("/people/\(third)/merge?with=\(other)")
        #expect(browser.page.value("with") == "\(this)")
        #expect(try await browser.open("/people/\(other)/merge?with=\(third)").status == 200)
        #expect(browser.path == "/people/\(this)/merge")

        // A form that was open keeps what was typed.
        page = try await browser.open("/people/\(this)/edit")
        let fields = [(name: "name", value: "Typed"), (name: "note", value: "Typed too")]
        let form = try #require(page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
        page = try await browser.post("/people/\(other)", fields + [form])
        #expect(page.status == 422 && page.value("note") == "Typed too" && page.shows("merged into the card of Ayşe Kaya"))

        // The last first, and only once.
        let later = try await test.shop.write(as: .staff(owner)) { tx in
            try tx.merge(third, into: this, as: Merge.Words(name: "Ayşe Kaya", pronunciation: "", language: nil, note: ""))
        }
        page = try await browser.open("/people/\(this)")
        #expect(page.forms.map(\.action).filter { $0.hasPrefix("/people/merges/") } == ["/people/merges/\(later)/undo"])
        page = try await browser.post("/people/merges/\(merge)/undo", [form])
        #expect(page.shows("Undo first what was merged later: the card of Third into the card of Ayşe Kaya."))
        page = try await browser.post("/people/merges/\(later)/undo", [form])
        page = try await browser.post("/people/merges/\(merge)/undo", [form])
        #expect(page.shows("The two cards are as they were."))
        page = try await browser.post("/people/merges/\(merge)/undo", [form])
        #expect(page.shows("This was undone before"))
    }

    @Test func `163: after thirty days merging stays`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let this = try await test.add(ayse)
        let other = try await test.add(mail)
        var browser = try await test.browser(as: .owner)
        try await browser.open("/people/\(this)/merge?with=\(other)")
        var page = try await browser.submit()
        let undo = try #require(page.forms.first { $0.action.hasPrefix("/people/merges/") })
        test.clock.advance(by: .seconds(30 * 86_400 + 1))
        browser = try await test.browser(as: .owner)
        page = try await browser.open("/people/\(this)")
        #expect(page.shows("merged the card of A. Kaya") && !page.forms.contains { $0.action == undo.action })
        let token = try #require(page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
        page = try await browser.post(undo.action, [token])
        #expect(page.shows("Merging can be undone for 30 days, and that time is over."))
    }

    @Test(arguments: TestShop.engines) func `163: a field that was changed since stays, and a taken address stays away`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let this = try await test.add(ayse)
        let other = try await test.add(mail)
        let owner = try await test.owner
        try await test.shop.write(as: .staff(owner)) { tx in
            let merge = try tx.merge(
                other, into: this, as: Merge.Words(name: "Ayşe Kaya", pronunciation: "eye-SHEH", language: "tr", note: "Both."))
            var card = Card(
                name: "Ayşe Kaya-Demir", pronunciation: "eye-SHEH", language: "tr", note: "Both.",
                addresses: try tx.db.addresses(of: this))
            // Taken off, and put on again by its undo.
            let all = card.addresses
            card.addresses.removeAll { $0.kind == .email }
            let kept = try tx.change(this, to: card)
            #expect(try tx.putBack(this, try #require(kept)))
            card.addresses = all
            try tx.change(this, to: card)
            try tx.undo(merge)
        }
        let cards = try await test.shop.read { db in
            try [this, other].map { id in Card(try #require(try db.customer(id)), try db.addresses(of: id)) }
        }
        #expect(cards[1] == mail)
        #expect(cards[0].name == "Ayşe Kaya-Demir" && cards[0].note == "Likes rye." && cards[0].addresses == ayse.addresses)
        // Undo of the edit would put the other's address on this card: it is not there to be put.
        var browser = try await test.browser(as: .owner)
        #expect(try await browser.open("/people?q=demir").shows("Ayşe Kaya-Demir"))
        #expect(try await browser.open("/people?q=ayse%40example.com").links.contains("/people/\(other)"))
    }

    @Test func `a card that another went into is not taken back`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let this = try await test.add(ayse)
        let other = try await test.add(mail)
        let owner = try await test.owner
        try await test.shop.write(as: .staff(owner)) { tx in
            try tx.merge(other, into: this, as: Merge.Words(name: "x", pronunciation: "", language: nil, note: ""))
            #expect(try !tx.takeBack(this))
        }
    }

    @Test func `163: together more addresses than a card holds, or longer notes`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        func many(_ name: String) -> Card {
            Card(
                name: name, note: String(repeating: name, count: 6000),
                addresses: (0..<Int(name == "a" ? 30 : 10)).map { .email("\(name)\($0)@example.com") })
        }
        let a = try await test.add(many("a"))
        let b = try await test.add(many("b"))
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/\(a)/merge?with=\(b)")
        #expect(try await browser.submit().shows("Together the notes are too long."))
        let c = try await test.add(Card(name: "c", addresses: (0..<21).map { .email("c\($0)@example.com") }))
        try await browser.open("/people/\(a)/merge?with=\(c)")
        #expect(try await browser.submit().shows("Together the cards have 51 addresses, more than a card can hold."))
    }

    @Test(arguments: TestShop.engines) func `163: a program merges and undoes`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let this = try await test.add(ayse)
        let other = try await test.add(mail)
        let token = try await test.token(scopes: ["people:read", "people:write"])
        for body in [#"{"from":"x"}"#, #"{"from":"\#(other)","name":"both"}"#, "[]"] {
            #expect(await test.api("POST", "/api/v1/people/\(this)/merge", token: token, json: body).status == 400)
        }
        let same = await test.api("POST", "/api/v1/people/\(this)/merge", token: token, json: #"{"from":"\#(this)"}"#)
        #expect(same.status == 422 && same.text.contains("This is the same card."))
        let body = #"{"from":"\#(other)","name":"other","note":"both"}"#
        let merged = await test.api("POST", "/api/v1/people/\(this)/merge", token: token, json: body, headers: [("idempotency-key", "m")])
        #expect(merged.status == 200 && merged.text.contains(#""id":"\#(this)""#))
        let again = await test.api("POST", "/api/v1/people/\(this)/merge", token: token, json: body, headers: [("idempotency-key", "m")])
        #expect(again.text == merged.text)
        let card = await test.api("GET", "/api/v1/people/\(this)", token: token)
        #expect(card.text.contains(#""name":"A. Kaya""#) && card.text.contains("Likes rye.\\n\\nAllergic to nuts."))
        let merge = try #require(try await test.shop.read { try $0.value("SELECT id FROM person_merge", as: Merge.ID.self) })
        #expect(await test.api("POST", "/api/v1/people/merges/\(merge)/undo", token: token, json: "{}").status == 200)
        #expect(await test.api("POST", "/api/v1/people/merges/\(merge)/undo", token: token, json: "{}").status == 409)
        #expect(await test.api("POST", "/api/v1/people/merges/77/undo", token: token, json: "{}").status == 404)
        let reads = try await test.token(scopes: ["people:read"])
        #expect(await test.api("POST", "/api/v1/people/\(this)/merge", token: reads, json: body).status == 403)
    }
}
