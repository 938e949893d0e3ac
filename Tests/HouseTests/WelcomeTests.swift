import Core
import Foundation
import House
import Language
import Storage
import TestShop
import Testing
import Web

@Suite struct WelcomeTests {
    private static let shopFields: [String: String?] = [
        "business": "Leipomo Aalto", "name": "Aino Aalto", "email": "Aino@aalto.example", "password": "rye bread every day",
        "language": "fi",
        "zone": "Europe/Helsinki",
    ]

    @Test(arguments: TestShop.engines) func `from the printed link to an open shop`(engine: Engine) async throws {
        let test = try await TestShop(engine, isOpen: false)
        var browser = test.browser(languages: "en")
        try await browser.open("/welcome?key=\(WelcomePages.key(test.shop))")
        #expect(browser.page.value("language") == "en")
        try await browser.submit(Self.shopFields)
        #expect(browser.path == "/welcome/hours")
        #expect(test.shop.setting(ShopSettings.business) == "Leipomo Aalto")
        #expect(test.shop.setting(ShopSettings.currency) == "EUR")
        #expect(test.shop.timeZone.identifier == "Europe/Helsinki")
        #expect(browser.page.value("holidays") == "FI")

        // Whoever goes elsewhere comes back to the open step.
        #expect(try await browser.open("/today").links.contains("/welcome/hours"))
        for door in ["/", "/welcome", "/sign-in?to=/"] {
            try await browser.open(door)
            #expect(browser.path == "/welcome/hours")
        }
        try await browser.submit(["open-0-0": "08:00", "close-0-0": "16:30", "holidays": "FI"])
        #expect(browser.path == "/welcome/team")
        #expect("\(test.shop.setting(ShopSettings.hours).week[.monday])" == "08:00-16:30")
        try await browser.open("/")
        #expect(browser.path == "/welcome/team")

        try await browser.submit(["team": "solo"])
        #expect(browser.path == "/welcome/ready")
        #expect(test.shop.setting(ShopSettings.isReady), "whoever leaves the last page by another door is done")
        let things = browser.page.links.filter { $0.hasPrefix("/") && !$0.hasPrefix("/welcome") && !$0.hasPrefix("/assets") }
        #expect(!things.isEmpty)
        for thing in things {
            var other = browser
            #expect(try await other.open(thing).status == 200, "\(thing)")
        }
        try await browser.submit()
        #expect(browser.path == "/today")
        #expect(test.shop.setting(ShopSettings.isReady))
        try await browser.open("/")
        #expect(browser.path == "/today" && !browser.page.links.contains { $0.hasPrefix("/welcome") })
        #expect(try await test.shop.read { try $0.staff(email: "aino@aalto.example") }?.role == .owner)
    }

    @Test func `without the key nobody can open the shop`() async throws {
        let test = try await TestShop(isOpen: false)
        var browser = test.browser(languages: "en")
        for path in ["/welcome", "/welcome?key=", "/welcome?key=guess"] {
            let page = try await browser.open(path)
            #expect(page.shows("This shop is not open yet"))
            #expect(page.value("password") == nil)
        }
        try await browser.open("/welcome?key=\(WelcomePages.key(test.shop))")
        let page = try await browser.submit(Self.shopFields.merging(["key": "guess"]) { $1 })
        #expect(page.status == 403)
        #expect(try await test.shop.read { try $0.allStaff() }.isEmpty)
    }

    @Test func `an open shop is not opened again`() async throws {
        let test = try await TestShop()
        var browser = test.browser()
        try await browser.open("/welcome?key=\(WelcomePages.key(test.shop))")
        #expect(browser.path == "/sign-in")
        #expect(
            await #expect(throws: Opening.AlreadyOpen.self) {
                try await test.shop.write(as: .program("test")) { tx in
                    try tx.open(Opening(business: "B", ownerName: "N", ownerEmail: "e@example.com", passwordHash: "", language: .en))
                }
            } != nil)
    }

    @Test func `what is wrong is said at the field and what was typed stays`() async throws {
        let test = try await TestShop(isOpen: false)
        var browser = test.browser(languages: "en")
        try await browser.open("/welcome?key=\(WelcomePages.key(test.shop))")
        let page = try await browser.submit([
            "business": " ", "name": "Aino", "email": "aino@aalto", "password": "abc123!", "zone": "Europe/Nowhere",
        ])
        #expect(page.status == 422)
        #expect(page.error("business") == "Write the name that customers know.")
        #expect(page.error("email") == "Write the whole address, as in hello@example.com.")
        #expect(page.error("password") != nil)
        #expect(page.error("zone") != nil)
        #expect(page.error("name") == nil)
        #expect(page.value("name") == "Aino")
        #expect(page.value("password") == "")
        #expect(!page.has("abc123!"))
        #expect(try await test.shop.read { try $0.allStaff() }.isEmpty)
    }

    @Test func `the browser's language chooses words, language and time zone`() async throws {
        let test = try await TestShop(isOpen: false)
        var browser = test.browser(languages: "fi-FI,fi;q=0.9,en;q=0.5")
        let page = try await browser.open("/welcome?key=\(WelcomePages.key(test.shop))")
        #expect(page.value("language") == "fi")
        #expect(page.value("zone") == "Europe/Helsinki")
        #expect(page.has("<html lang=\"fi\">"))
    }

    @Test func `a team gets a line with its back-up, and links that colleagues come in by`() async throws {
        let test = try await TestShop()
        var owner = try await test.browser(as: .owner)
        try await owner.open("/welcome/team")
        let page = try await owner.submit(["team": "team", "name-0": "Sara Kaya", "email-0": "sara@firin.example"])
        let link = try #require(page.secrets.first)
        #expect(link.hasPrefix("http://shop.test/join?token="))
        let lines = try await test.shop.read { try $0.allLines() }
        #expect(lines.map(\.name) == ["Front desk"])
        let deniz = try await test.owner
        #expect(lines.first?.backup == deniz)

        var sara = test.browser()
        let target = String(link.dropFirst("http://shop.test".count))
        try await sara.open(target)
        try await sara.submit(["password": "simit and tea at noon"])
        #expect(sara.path == "/today")
        // Once only.
        var thief = test.browser(languages: "en")
        let again = try await thief.open(target)
        #expect(again.status == 410)
        #expect(again.shows("This link no longer works"))
    }

    @Test func `an invitation ends after seven days`() async throws {
        let test = try await TestShop()
        let sara = try await test.hire(.agent)
        let now = test.clock.now
        let link = try #require(try await test.shop.read { db in try Invitation.link(for: sara.id, now: now, test.shop, db) })
        var browser = test.browser()
        #expect(try await browser.open(link.text).status == 200)
        test.clock.advance(by: .seconds(7 * 24 * 3600 - 1))
        #expect(try await browser.open(link.text).status == 200)
        test.clock.advance(by: .seconds(1))
        #expect(try await browser.open(link.text).status == 410)
    }

    @Test func `a capability's own step stands between team and ready`() async throws {
        var mail = Capability("mail")
        mail.welcomeSteps = [WelcomeStep("/welcome/mail") { _ in "Mailbox" }]
        let test = try await TestShop(.sqlite, [.house, mail])
        #expect(test.shop.welcomeLink(after: "/welcome/team") == "/welcome/mail")
        #expect(test.shop.welcomeLink(after: "/welcome/mail") == "/welcome/ready")
        #expect(test.shop.welcomeLink(after: "/welcome/ready") == "/today")
        var browser = try await test.browser(as: .owner)
        let page = try await browser.open("/welcome/team")
        #expect(page.shows("3 Team 4 Mailbox 5 Done"))
    }
}
