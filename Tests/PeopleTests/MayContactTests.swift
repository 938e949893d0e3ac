import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

/// 142, 170: one question over everything that asks or sends, on the card, for programs, and kept apart by days.
@Suite struct MayContactTests {
    @Test(arguments: TestShop.engines) func `170: the card says who may reach them how and why not, and programs ask the same`(
        engine: Engine
    )
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let id = try await test.add(Card(name: "Ayşe", addresses: [.email("ayse@ornek.com"), .phone("+90 532 123 45 67")]))
        let token = try await test.token()
        func ask(_ purpose: String, _ channel: String) async -> Seen {
            await test.api("GET", "/api/v1/people/\(id)/may-contact?purpose=\(purpose)&channel=\(channel)", token: token)
        }
        var owner = try await test.browser(as: .owner)
        #expect(try await owner.open("/people/\(id)").shows("by e-mail"))
        #expect(await ask("matter", "email").text.contains("\"allowed\":true"))
        #expect(await ask("news", "email").text.contains("never_agreed"))
        #expect(await ask("tea", "email").status == 400)
        try await test.shop.write(as: .program("test")) { tx in
            try tx.prefer(id, [.noCall: "1", .notBefore: "14:00"], source: .said)
            try tx.say(id, [Consent.Key(purpose: .news, channel: .email): true], source: .said)
        }
        // It is 12:00.
        let late = await ask("news", "email").text
        #expect(late.contains("\"allowed\":false") && late.contains("not_before") && late.contains("2026-03-03T11:00:00"))
        #expect(await ask("matter", "phone").text.contains("no_call"))
        let card = try await owner.open("/people/\(id)")
        #expect(card.shows("not by phone: They do not want to be called.") && card.shows("by e-mail: from"))
        test.clock.advance(by: .seconds(3 * 3600))
        #expect(try await owner.open("/people/\(id)").shows("by e-mail, also: News and offers"))
        #expect(await ask("news", "email").text.contains("\"allowed\":true"))
        // What was sent is written down, and the days between are kept.
        let sent = await test.api(
            "POST", "/api/v1/people/\(id)/contacts", token: token, json: "{\"purpose\":\"news\",\"channel\":\"email\"}")
        #expect(sent.status == 201)
        let soon = await ask("news", "email").text
        #expect(soon.contains("too_soon") && soon.contains("\"next\":\"2026-04-02T"))
        try await owner.open("/people/house-style")
        let wrong = try await owner.submit(["days_between": "tea"], to: "/people/house-style")
        #expect(wrong.status == 422 && wrong.error("days_between") == "Write a number of days, from 0 to 365.")
        #expect(try await owner.submit(["days_between": "0", "days_between_same": "1"], to: "/people/house-style").shows("Saved."))
        test.clock.advance(by: .seconds(86_400))
        #expect(await ask("news", "email").text.contains("\"allowed\":true"))
        // It goes along in a merge, and stands in their data.
        let other = try await test.add(Card(name: "Ayşe K"))
        _ = try await test.shop.write(as: .program("test")) { tx in
            try tx.merge(id, into: other, as: Merge.Words(name: "Ayşe K", pronunciation: "", language: nil, note: ""))
        }
        #expect(try await test.shop.read { try $0.lastContacts(of: other) }.keys.contains(.news))
        #expect(try await owner.open("/people/\(other)/data").shows("1 word of our own accord"))
        #expect(await ask("news", "email").text.contains("\"allowed\":true"))
    }

    @Test func `R3: a table brings what people want, dry, undone, and by name`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let known = try await test.add(Card(name: "Anna", addresses: [.email("anna@example.org")]))
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.prefer(known, [.tone: "warm"], source: .said) }
        let table = """
            Name;E-mail;Preferences
            Anna;anna@example.org;"no calls, brief"
            Pekka;pekka@example.fi;ei puheluita · sinutellen · aikaisintaan 10.00
            Ayşe;ayse@ornek.com;channel=email, no_mail
            Ben;ben@example.net;likes tea
            """
        var browser = try await test.browser(as: .manager)
        try await browser.open("/people/import")
        let page = try await browser.submit(
            [:], to: "/people/import", files: [Upload(name: "p.csv", type: "text/csv", data: Array(table.utf8))])
        let path = String(browser.path.split(separator: "?")[0])
        #expect(page.shows("How they want to be treated"))
        let dry = try await browser.submit(["do": "check"], to: path)
        #expect(dry.shows("“likes tea” cannot be read."))
        func said(_ mail: String) async throws -> [Treatment.Key: String] {
            try await test.shop.read { [shop = test.shop] db in
                guard let person = try db.customer(at: .email(mail))?.id else { return [:] }
                return try db.treatment(of: person, shop).own.mapValues(\.value)
            }
        }
        #expect(try await said("anna@example.org") == [.tone: "warm"])
        try await browser.submit([:], to: path + "/start")
        #expect(try await said("anna@example.org") == [.tone: "brief", .noCall: "1"])
        #expect(try await said("pekka@example.fi") == [.noCall: "1", .formality: "informal", .notBefore: "10:00"])
        #expect(try await said("ayse@ornek.com") == [.channel: "email", .noMail: "1"])
        #expect(try await said("ben@example.net") == [:])
        try await browser.open(path)
        try await browser.submit([:], to: path + "/undo")
        #expect(try await said("anna@example.org") == [.tone: "warm"])
        #expect(try await test.shop.read { try $0.customer(at: .email("pekka@example.fi")) } == nil)
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM import_wish", as: Int.self) } == 0)
    }
}
