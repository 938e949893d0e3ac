import Core
import Counter
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

/// What stands on pages when something was noted: the proof that a capability reaches all places from its own folder.
@Suite struct NoteTests {
    private func shop(_ engine: Engine = .sqlite) async throws -> TestShop { try await TestShop(engine, [.house, .people, .counter]) }

    private func person(_ test: TestShop, _ name: String, _ addresses: [Customer.Address] = []) async throws -> Customer.ID {
        let owner = try await test.owner
        return try await test.shop.write(as: .staff(owner)) { tx in try tx.add(Card(name: name, addresses: addresses)) }
    }

    @Test(arguments: TestShop.engines) func `a note reaches the card, the time line, Today, the search and the API`(engine: Engine)
        async throws
    {
        let test = try await shop(engine)
        let ayse = try await person(test, "Ayşe Kılıç")
        var browser = try await test.browser(as: .owner)
        try await browser.open("/counter")
        let page = try await browser.submit(
            [
                "person": "Ayşe Kılıç", "person_id": "\(ayse)", "channel": "phone", "text": "Wants a wedding cake in June\nFor 80 people",
                "promise": "hour",
            ])
        #expect(page.status == 200 && browser.path == "/counter")
        #expect(page.shows("Noted for Ayşe Kılıç.") && page.shows("Wants a wedding cake in June") && page.shows("Promised: in 1 h"))
        #expect(page.value("text") == "" && page.value("person") == "")
        #expect(try await test.events().suffix(2) == ["counter.noted", "duty.opened"])

        let card = try await browser.open("/people/\(ayse)")
        #expect(card.shows("For 80 people"))
        #expect(card.shows("What we promised") && card.shows("Promised: in 1 h"))
        #expect(card.shows("We owe 1 thing"))
        #expect(card.has("<article class=\"said note\""))

        let today = try await browser.open("/today")
        #expect(today.shows("Ayşe Kılıç was promised something") && today.shows("Wants a wedding cake in June"))

        // The stem is found too: cakes for cake.
        let search = try await browser.open("/search?q=cakes+wedd")
        #expect(search.shows("Calls and visits") && search.links.contains { $0.hasPrefix("/people/\(ayse)#note-") })

        let token = try await test.token()
        let notes = await test.api("GET", "/api/v1/notes?person=\(ayse)", token: token)
        #expect(notes.status == 200 && notes.text.contains("\"promise\":\"2026-03-03T10:00:00Z\",\"promiseState\":\"open\""))

        let quiet = try await browser.open("/people?q=ays")
        #expect(quiet.shows("Last contact: just now"))
    }

    @Test(arguments: TestShop.engines) func `undo takes note, duty, new card and last contact back`(engine: Engine) async throws {
        let test = try await shop(engine)
        let ayse = try await person(test, "Ayşe Kılıç")
        var browser = try await test.browser(as: .helper)
        try await browser.open("/counter")
        try await browser.submit(["person": "Ayşe Kılıç", "text": "First", "promise": ""])
        let met = try await test.shop.read { try $0.customer(ayse)?.lastContactAt }
        #expect(met == test.clock.now)
        try await test.pass(.seconds(600))
        try await browser.submit(["person": "Ayşe Kılıç", "text": "Second", "promise": "hour"])
        #expect(try await test.shop.read { try $0.openDuties(to: ayse) }.count == 1)
        let back = try await browser.undo()
        #expect(back.shows("The note is taken back.") && back.shows("First") && !back.shows("Second"))
        #expect(try await test.shop.read { try $0.openDuties(to: ayse) } == [])
        #expect(try await test.shop.read { try $0.customer(ayse)?.lastContactAt } == met)
        #expect(try await test.events().contains("counter.taken-back"))
        let card = try await browser.open("/people/\(ayse)")
        #expect(card.shows("First") && !card.shows("Second"))
        #expect(try await !browser.open("/search?q=second").shows("Calls and visits"))

        // A card that the note made goes with it.
        try await browser.open("/counter")
        try await browser.submit(["person": "Somebody New", "text": "Third", "promise": "hour"])
        #expect(try await browser.open("/people?q=somebody").shows("Somebody New"))
        try await browser.open("/counter")
        try await browser.submit(["person": "Somebody Newer", "text": "Fourth", "promise": "hour"])
        try await browser.undo()
        let people = try await browser.open("/people")
        #expect(people.shows("Somebody New") && !people.shows("Somebody Newer"))
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM counter_note", as: Int.self) } == 2)
    }

    @Test func `a card stays when something else has happened to the person`() async throws {
        let test = try await shop()
        var browser = try await test.browser(as: .agent)
        try await browser.open("/counter")
        try await browser.submit(["person": "New Nora", "text": "First"])
        let undo = try #require(browser.page.forms.first { $0.action.hasSuffix("/undo") })
        try await browser.submit(["person": "New Nora", "text": "Second"])
        try await browser.post(undo.action, undo.fields)
        let people = try await browser.open("/people")
        #expect(people.shows("New Nora"))
        let id = try #require(people.links.first { $0.hasPrefix("/people/") && Customer.ID(String($0.dropFirst(8))) != nil })
        let card = try await browser.open(id)
        #expect(card.shows("Second") && !card.shows("First"))
    }

    @Test(arguments: TestShop.engines) func `who is meant: an address decides, then a name that one person has`(engine: Engine) async throws
    {
        let test = try await shop(engine)
        let ayse = try await person(test, "Ayşe Kılıç", [.phone("+90 532 123 45 67"), .email("ayse@ornek.com")])
        let one = try await person(test, "Ali Demir", [.phone("0212 555 11 11")])
        let two = try await person(test, "Ali Demir", [.phone("0212 555 22 22")])
        var browser = try await test.browser(as: .agent)
        func notes(of id: Customer.ID) async throws -> Int {
            try await test.shop.read { try $0.value("SELECT count(*) FROM counter_note WHERE customer_id = \(id)", as: Int.self) } ?? 0
        }
        for typed in ["ayse kilic", "0532 123 45 67", "AYSE@ornek.com", "Ayşe K 05321234567"] {
            try await browser.open("/counter")
            #expect(try await browser.submit(["person": typed, "text": "x"]).shows("Noted for Ayşe Kılıç."), "\(typed)")
        }
        #expect(try await notes(of: ayse) == 4)

        // Two of one name: a person has to say which, by buttons that need no script.
        try await browser.open("/counter")
        var page = try await browser.submit(["person": "Ali Demir", "text": "About the order", "promise": "today"])
        #expect(page.status == 422 && page.error("person") == "Who is meant? Choose below, or make a new card.")
        #expect(page.shows("0212 555 11 11") && page.shows("0212 555 22 22") && page.shows("Somebody new"))
        #expect(page.value("text") == "About the order" && page.value("promise") == "today")
        page = try await browser.submit(["person_id": "\(two)"])
        #expect(page.status == 200 && page.shows("Noted for Ali Demir."))
        #expect(try await notes(of: one) == 0)
        #expect(try await notes(of: two) == 1)

        // A known name with a number that nobody knows is asked about, too.
        page = try await browser.submit(["person": "Ayşe Kılıç 0533 999 88 77", "text": "x", "person_id": ""])
        #expect(page.status == 422 && page.shows("Who is meant?"))
        page = try await browser.submit(["person_id": "new"])
        #expect(page.shows("Noted for Ayşe Kılıç."))
        #expect(try await notes(of: ayse) == 4)

        // A part of one known name is most likely that person.
        for typed in ["Kılıç", "ayse", "Kilic Ayş"] {
            page = try await browser.submit(["person": typed, "text": "x", "person_id": ""])
            #expect(page.status == 422 && page.shows("Who is meant?") && page.shows("ayse@ornek.com"), "\(typed)")
        }
        page = try await browser.submit(["person_id": "\(ayse)"])
        #expect(try await notes(of: ayse) == 5)

        // An unknown name, and an unknown number, make cards.
        for (typed, name) in [
            ("Zeynep 0544 111 22 33", "Zeynep"), ("0544 444 55 66", "0544 444 55 66"), ("new@ornek.com", "new@ornek.com"),
        ] {
            try await browser.open("/counter")
            #expect(try await browser.submit(["person": typed, "text": "x"]).shows("Noted for \(name)."), "\(typed)")
        }
        #expect(try await browser.open("/people?q=05441112233").shows("Zeynep"))
    }

    @Test func `wrong input gets a sentence at its field, what was typed stays, and nothing changes`() async throws {
        let test = try await shop()
        var browser = try await test.browser(as: .agent)
        let before = try await test.events().count
        let wrong: [([String: String?], String, String)] = [
            (["person": "", "text": "x"], "person", "Write who it was: a name, a number or an e-mail address."),
            (["person": "Bo", "text": "  "], "text", "Write what it was about."),
            (["person": "Bo", "text": String(repeating: "x", count: 10_001)], "text", "This is too long: at most 10,000 characters."),
            (
                ["person": "Bo", "text": "x", "promise_at": "2026-03-03T11:59"], "promise_at",
                "This time has passed. Promise something that can still be kept."
            ),
            (["person": "Bo", "text": "x", "promise_at": "noon"], "promise_at", "“noon” is not a day and time."),
            (
                ["person": "Bo", "text": "x", "promise": "hour", "promise_at": "2026-03-04T11:59"], "promise_at",
                "Choose a time above or write one here, not both."
            ),
            (["person": "Bo", "text": "x", "person_id": "77"], "person", "This person’s card is not here any more. Choose again."),
            (["person": "Bo", "text": "x", "promise": "some day"], "promise", "The shop does not open then. Choose another time."),
        ]
        for (fields, field, sentence) in wrong {
            try await browser.open("/counter")
            let page = try await browser.submit(fields)
            #expect(page.status == 422)
            #expect(page.error(field) == sentence)
            #expect(page.value("person") == fields["person"] ?? nil)
            #expect(page.value("promise_at") == (fields["promise_at"] ?? nil) ?? "")
        }
        #expect(try await test.events().count == before)
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 0)
    }

    @Test func `the form is a keyboard's: focus on the person, real controls in order, one button`() async throws {
        let test = try await shop()
        var browser = try await test.browser(as: .helper)
        let page = try await browser.open("/counter")
        let form = try #require(page.text.components(separatedBy: "action=\"/counter\"").last?.components(separatedBy: "</form>").first)
        let order = ["name=\"person\"", "name=\"channel\"", "name=\"text\"", "name=\"promise\"", "name=\"promise_at\"", "data-send"]
            .compactMap { form.range(of: $0)?.lowerBound }
        #expect(order.count == 6 && order == order.sorted())
        #expect(form.contains(" autofocus") && !form.contains("tabindex") && !form.contains("onclick"))
        #expect(form.components(separatedBy: "<button").count == 2)
        // Three answers are enough: who, what, Enter. The rest stands chosen.
        #expect(page.value("channel") == "phone" && page.value("promise") == "")
        #expect(try await browser.submit(["person": "Bo", "text": "Asked for rye"]).shows("Noted for Bo."))
        // The next note begins as the last was, with the focus where it begins.
        try await browser.submit(["person": "Bo", "text": "Came by", "channel": "counter"])
        #expect(browser.page.value("channel") == "counter" && browser.page.has(" autofocus"))
    }

    @Test(arguments: TestShop.engines) func `a promise is kept on Today or on the card, and a late one is broken`(engine: Engine)
        async throws
    {
        let test = try await shop(engine)
        let bo = try await person(test, "Bo")
        var browser = try await test.browser(as: .agent)
        for text in ["Call back", "Send the price list"] {
            try await browser.open("/counter?person=\(bo)")
            #expect(browser.page.value("person") == "Bo" && browser.page.value("person_id") == "\(bo)")
            try await browser.submit(["text": text, "promise": "hour"])
        }
        // The promise is whose who made it.
        var other = try await test.browser(as: .agent)
        #expect(try await !other.open("/today").shows("Bo was promised something"))
        let today = try await browser.open("/today")
        #expect(today.forms.filter { $0.action.hasSuffix("/done") }.count == 2, "each promise can be kept, not the first alone")
        let done = try #require(today.forms.first { $0.action.hasSuffix("/done") })
        #expect(try await browser.post(done.action, done.fields).shows("Done."))
        var card = try await browser.open("/people/\(bo)")
        #expect(card.shows("Promise kept") && card.shows("kept a promise"))
        try await test.pass(.seconds(2 * 3600))
        card = try await browser.open("/people/\(bo)")
        #expect(card.shows("Promised: 1 h over") && card.has("chip bad"))
        let kept = try #require(card.forms.first { $0.action.hasSuffix("/kept") })
        let after = try await browser.post(kept.action, kept.fields)
        #expect(browser.path == "/people/\(bo)" && after.shows("Promise broken") && after.shows("kept a promise 1 h too late"))
        #expect(try await test.shop.read { try $0.value("SELECT outcome FROM duty WHERE outcome = 'broken'", as: String.self) } == "broken")
        #expect(try await browser.undo().status == 200)
        #expect(try await browser.open("/people/\(bo)").shows("Promised: 1 h over"))
    }

    @Test func `everybody sees the day's notes, a fragment brings new ones, yesterday's are gone`() async throws {
        let test = try await shop()
        var one = try await test.browser(as: .agent)
        var two = try await test.browser(as: .helper)
        try await one.open("/counter")
        try await one.submit(["person": "Bo", "text": "Asked for rye"])
        let fragment = await two.fragment("/counter")
        #expect(fragment.shows("Asked for rye") && !fragment.has("<form"))
        try await test.pass(.seconds(86_400))
        #expect(try await two.open("/counter").shows("Nothing was noted today yet."))
    }

    @Test func `noting is for those who serve, and a helper takes back only their own`() async throws {
        let test = try await shop()
        var viewer = try await test.browser(as: .viewer)
        #expect(try await viewer.open("/counter").status == 403)
        #expect(try await !viewer.open("/people").links.contains("/counter"))
        var agent = try await test.browser(as: .agent)
        try await agent.open("/counter")
        try await agent.submit(["person": "Bo", "text": "Asked for rye"])
        let undo = try #require(agent.page.forms.first { $0.action.hasSuffix("/undo") })
        var helper = try await test.browser(as: .helper)
        let page = try await helper.open("/counter")
        let token = page.forms.flatMap(\.fields).filter { $0.name == "_token" }.prefix(1)
        #expect(try await helper.post(undo.action, Array(token)).status == 403)
        #expect(try await agent.open("/counter").shows("Asked for rye"))
        var manager = try await test.browser(as: .manager)
        let own = try await manager.open("/counter").forms.flatMap(\.fields).filter { $0.name == "_token" }.prefix(1)
        #expect(try await manager.post(undo.action, Array(own)).shows("The note is taken back."))
        #expect(try await manager.post(undo.action, Array(own)).shows("This note had been taken back before."))
    }

    @Test(arguments: TestShop.engines) func `programs note too, once for one key`(engine: Engine) async throws {
        let test = try await shop(engine)
        let token = try await test.token()
        let body = #"{"who":"+358 40 123 4567","channel":"phone","text":"Missed call","promise":"2026-03-04T12:00:00Z"}"#
        let one = await test.api("POST", "/api/v1/notes", token: token, json: body, headers: [("idempotency-key", "a")])
        let two = await test.api("POST", "/api/v1/notes", token: token, json: body, headers: [("idempotency-key", "a")])
        #expect(one.status == 201 && two.text == one.text && one.text.contains("\"promise\":\"2026-03-04T12:00:00Z\""))
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM counter_note", as: Int.self) } == 1)
        let again = await test.api("POST", "/api/v1/notes", token: token, json: #"{"who":"040 123 4567","text":"Called again"}"#)
        #expect(again.status == 201)
        let list = await test.api("GET", "/api/v1/notes?limit=1", token: token)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(list.text.utf8)) as? [String: Any])
        let items = try #require(object["items"] as? [[String: Any]])
        #expect(items.count == 1 && items[0]["text"] as? String == "Called again")
        let next = try #require(object["next"] as? String)
        #expect(await test.api("GET", "/api/v1/notes?limit=1&before=\(next)", token: token).text.contains("Missed call"))
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 1)

        #expect(await test.api("POST", "/api/v1/notes", token: token, json: #"{"who":"Bo","text":" "}"#).status == 422)
        #expect(await test.api("POST", "/api/v1/notes", token: token, json: #"{"text":"x"}"#).status == 422)
        #expect(await test.api("POST", "/api/v1/notes", token: token, json: #"{"who":"Bo","text":"x","promise":"soon"}"#).status == 422)
        #expect(await test.api("POST", "/api/v1/notes", token: token, json: #"{"who":"Bo","text":"x","channel":"pigeon"}"#).status == 400)
        #expect(await test.api("POST", "/api/v1/notes", token: token, json: #"{"person":"12","text":"x"}"#).status == 422)
        let reader = try await test.token(scopes: ["counter:read"])
        #expect(await test.api("POST", "/api/v1/notes", token: reader, json: body).status == 403)
        #expect(await test.api("GET", "/api/v1/notes", token: reader).status == 200)
    }

    @Test func `a person's words cannot become markup`() async throws {
        let test = try await shop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/counter")
        try await browser.submit(["person": "<i>Bo</i>", "text": "<script>alert(1)</script>", "promise": "hour"])
        let id = try #require(browser.page.links.first { $0.contains("#note-") })
        for path in ["/counter", String(id.prefix { $0 != "#" }), "/today", "/search?q=alert"] {
            let page = try await browser.open(path)
            #expect(page.status == 200 && page.shows("alert(1)"), "\(path)")
            #expect(!page.has("<script>alert") && !page.has("<i>Bo"), "\(path)")
        }
    }

    @Test func `a promise whose duty is lost is found by the check`() async throws {
        let test = try await shop()
        var browser = try await test.browser(as: .agent)
        try await browser.open("/counter")
        try await browser.submit(["person": "Bo", "text": "x", "promise": "hour"])
        func findings() async throws -> [String] {
            let checks = test.shop.capabilities.flatMap(\.checks)
            return try await test.shop.read { db in try checks.flatMap { try $0(db) } }
        }
        #expect(try await findings() == [])
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("DELETE FROM duty")
        }
        #expect(try await findings() == ["1 promises noted at the counter have no duty."])
    }

    @Test func `no page lets text go past the catalog`() async throws {
        let test = try await shop()
        let staff = try await test.hire(.owner, name: "Marja", language: .pseudo)
        var browser = try await test.browser(of: staff.email)
        try await browser.open("/counter")
        try await browser.submit(["person": "Bo", "text": "rye", "promise": "hour"])
        let id = try #require(browser.page.links.first { $0.contains("#note-") })
        try await browser.open("/counter")
        for path in ["/counter", "/counter?person=\(id.dropFirst(8).prefix { $0 != "#" })", String(id.prefix { $0 != "#" })] {
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
