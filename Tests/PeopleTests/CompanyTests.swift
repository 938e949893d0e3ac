import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

/// Companies: their people, their domain, merged and removed with a way back.
@Suite struct CompanyTests {
    private func company(_ browser: inout Browser, _ name: String, domain: String = "") async throws -> String {
        try await browser.open("/people/companies/new")
        let page = try await browser.submit(["name": name, "domain": domain, "note": "Back door"])
        #expect(page.shows("The company is made."))
        return String(browser.path.dropFirst("/people/companies/".count))
    }

    @Test(arguments: TestShop.engines) func `164: a domain proposes who belongs to a company, and opens nothing`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let chef = try await test.add(Card(name: "Cem Aydoğan", addresses: [.email("cem@OtelLiman.example")]))
        let books = try await test.add(Card(name: "Muhasebe", addresses: [.email("muhasebe@otelliman.example")]))
        try await test.add(Card(name: "Somebody", addresses: [.email("x@notelliman.example"), .email("y@otelliman.example.org")]))
        var browser = try await test.browser(as: .agent)
        let id = try await company(&browser, "Otel Liman", domain: "@OtelLiman.example")
        let page = try await browser.open("/people/companies/\(id)")
        #expect(page.shows("Perhaps from here") && page.shows("Cem Aydoğan") && page.shows("Muhasebe") && !page.shows("Somebody"))
        #expect(page.shows("Nobody belongs to it yet."))
        let card = try await browser.open("/people/\(chef)")
        #expect(card.shows("Perhaps from") && card.shows("Otel Liman"))

        try await browser.open("/people/companies/\(id)")
        let added = try await browser.submit(["person": "Cem", "person_id": "", "role": "Head chef"], to: "/people/companies/\(id)/people")
        #expect(added.shows("Belongs to the company now.") && added.shows("Head chef"))
        #expect(try await browser.open("/people/\(chef)").shows("Head chef"))
        #expect(try await !browser.open("/people/\(chef)").shows("Perhaps from"))
        let nobody = try await browser.open("/people/companies/\(id)")
        #expect(nobody.status == 200)
        let wrong = try await browser.submit(["person": "zzz", "person_id": ""], to: "/people/companies/\(id)/people")
        #expect(wrong.status == 422 && wrong.error("person") != nil && wrong.value("person") == "zzz")
        // Taken off, and back.
        let member = try await test.shop.read { try $0.value("SELECT id FROM company_member", as: Int64.self) ?? 0 }
        try await browser.open("/people/companies/\(id)")
        let off = try await browser.submit(to: "/people/companies/members/\(member)/leave")
        #expect(off.shows("Taken off the company.") && !off.shows("Head chef"))
        #expect(try await browser.undo().shows("Head chef"))
        #expect(try await browser.open("/search?q=liman").shows("Otel Liman"))
        #expect(try await browser.open("/people/companies").shows("1 person"))
        #expect(try await test.events().suffix(3) == ["company.joined", "company.left", "company.joined"])
        _ = books
    }

    @Test(arguments: TestShop.engines) func `two companies are merged and apart again, and one is removed and back`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let (a, b) = (try await test.add(Card(name: "Ayşe")), try await test.add(Card(name: "Bora")))
        var browser = try await test.browser(as: .agent)
        let one = try await company(&browser, "Liman")
        let other = try await company(&browser, "Otel Liman")
        for (person, name) in [(a, "Liman"), (b, "otel  LIMAN")] {
            try await browser.open("/people/\(person)")
            #expect(
                try await browser.submit(["company": name, "role": "Chef"], to: "/people/\(person)/companies").shows(
                    "Belongs to the company now."))
        }
        #expect(try await browser.open("/people/companies").forms.count > 0)
        try await browser.open("/people/companies/\(one)")
        let merged = try await browser.submit(["with": other], to: "/people/companies/\(one)/merge")
        #expect(merged.shows("The two companies are one.") && merged.shows("Ayşe") && merged.shows("Bora"))
        try await browser.open("/people/companies/\(other)")
        #expect(browser.path == "/people/companies/\(one)")
        #expect(try await !browser.open("/search?q=otel").shows("Otel Liman"))
        try await browser.open("/people/companies/\(one)")
        let back = try await test.shop.read { try $0.value("SELECT id FROM company_merge", as: Int64.self) ?? 0 }
        let token = browser.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" }
        let apart = try await browser.post("/people/companies/merges/\(back)/undo", token.map { [$0] } ?? [])
        #expect(browser.path == "/people/companies/\(other)" && apart.shows("Bora") && !apart.shows("Ayşe"))
        let gone = try await browser.submit(to: "/people/companies/\(other)/remove")
        #expect(browser.path == "/people/companies" && gone.shows("The company is removed."))
        #expect(try await browser.undo().shows("Otel Liman"))
    }

    @Test func `what is wrong with a company is said at its field`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/companies/new")
        let none = try await browser.submit(["name": "", "domain": "gmail.com"])
        #expect(none.status == 422 && none.error("name") == "Write the name of the company.")
        #expect(none.error("domain") == "Anybody may have an address at gmail.com, so it says nothing about a company.")
        let viewer = try await test.browser(as: .viewer)
        var looking = viewer
        #expect(try await looking.open("/people/companies").shows("No companies yet"))
    }

    @Test(arguments: TestShop.engines) func `programs make companies, and an import fills them and takes itself back`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let token = try await test.token()
        let made = await test.api(
            "POST", "/api/v1/companies", token: token, json: "{\"name\":\"Öztürk Denizcilik\",\"domain\":\"ozturk.example\"}")
        #expect(made.status == 201 && made.text.contains("\"domain\":\"ozturk.example\""))
        let file =
            "name,email,company,job title,usual\nMehmet,mehmet@ozturk.example,öztürk denizcilik,Owner,çay\nCan,can@x.example,New One,,\n"
        let owner = try await test.owner
        let id = try await test.shop.write(as: .staff(owner)) { tx in try tx.bring("people.csv", Array(file.utf8)) }
        try await ImportRun.finish(id, as: .staff(owner), isDry: false, test.shop)
        let list = await test.api("GET", "/api/v1/companies", token: token)
        #expect(list.text.contains("Öztürk Denizcilik") && list.text.contains("New One"))
        var browser = try await test.browser(as: .owner)
        let card = try await browser.open("/people?q=mehmet")
        #expect(card.shows("Mehmet"))
        let person = try #require(try await test.shop.read { try $0.customer(at: .email("mehmet@ozturk.example")) })
        #expect(person.usual == "çay")
        let shown = try await browser.open("/people/\(person.id)")
        #expect(shown.shows("Öztürk Denizcilik") && shown.shows("Owner") && shown.shows("çay"))
        try await browser.open("/people/import/\(id)")
        try await browser.submit(to: "/people/import/\(id)/undo")
        try await test.shop.runJobs()
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM company_member", as: Int.self) } == 0)
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 0)
    }
}
