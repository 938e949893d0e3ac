import Core
import House
import Language
import Storage
import TestShop
import Testing
import Web

@Suite struct SettingsTests {
    @Test(arguments: TestShop.engines) func `the shop's choices are kept and told`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/shop")
        let page = try await browser.submit([
            "business": "Fırın & Co", "currency": "TRY", "zone": "Asia/Yerevan", "reply_hours": "2", "reply_minutes": "30", "private": "1",
        ])
        #expect(page.shows("Saved."))
        #expect(page.value("business") == "Fırın & Co")
        #expect(test.shop.setting(ShopSettings.business) == "Fırın & Co")
        #expect(test.shop.setting(ShopSettings.currency) == "TRY")
        #expect(test.shop.timeZone.identifier == "Asia/Yerevan")
        #expect(try await test.shop.read { try AssumptionStore.read($0).whole(.answerMail) } == 150)
        #expect(test.shop.setting(ShopSettings.allowsPrivateNetworks))
        #expect(try await test.events().contains("setting.changed"))
        let off = try await browser.submit(["private": nil])
        #expect(off.shows("Saved."))
        #expect(!test.shop.setting(ShopSettings.allowsPrivateNetworks))
    }

    @Test func `what cannot be kept is said at the field, and nothing changes`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/shop")
        let before = try await test.events().count
        let page = try await browser.submit([
            "business": "", "currency": "euro", "reply_hours": "0", "reply_minutes": "0", "public_url": "https://desk.example.com/path",
        ])
        #expect(page.status == 422)
        #expect(page.error("business") == "Write the name that customers know.")
        #expect(page.error("currency") != nil)
        #expect(page.error("reply_hours") == "Leave at least one minute to answer.")
        #expect(page.error("public_url") == "Write http:// or https:// and the name of the machine, without a path.")
        #expect(page.value("public_url") == "https://desk.example.com/path")
        #expect(try await test.events().count == before)
        #expect(test.shop.setting(ShopSettings.business) == "Fırın Bakery")
    }

    @Test(arguments: [
        ("https://desk.example.com/", "https://desk.example.com"), ("HTTP://Desk.Example.com:8080", "http://desk.example.com:8080"),
        ("http://[fd00::1]:8080", "http://[fd00::1]:8080"), ("http://192.168.1.5", "http://192.168.1.5"),
    ]) func `an address is kept as scheme, host and port`(typed: String, kept: String) async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/shop")
        try await browser.submit(["public_url": typed])
        #expect(test.shop.setting(ShopSettings.publicURL) == kept)
    }

    @Test(arguments: [
        "desk.example.com", "ftp://desk.example.com", "https://", "https://user@desk.example.com", "https://desk.example.com?x=1",
        "https://desk.example.com:99999", "https://desk example", "https://desk.example.com\"><script>", "javascript://x",
    ]) func `what is no address is refused`(typed: String) async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/shop")
        let page = try await browser.submit(["public_url": typed])
        #expect(page.status == 422)
        #expect(page.error("public_url") != nil)
        #expect(test.shop.setting(ShopSettings.publicURL) == nil)
    }

    @Test func `the step to https says that everybody signs in again`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/shop")
        let page = try await browser.submit(["public_url": "https://desk.example.com"])
        #expect(page.shows("Everybody signs in again at the new address."))
        #expect(page.links.contains("https://desk.example.com/sign-in"))
    }

    @Test func `the index shows what a role may reach`() async throws {
        let test = try await TestShop()
        var manager = try await test.browser(as: .manager)
        #expect(try await manager.open("/settings").links.contains("/settings/hours"))
        var viewer = try await test.browser(as: .viewer)
        let page = try await viewer.open("/settings")
        #expect(page.links.contains("/me"))
        #expect(!page.links.contains("/settings/hours"))
    }
}

@Suite struct HoursPageTests {
    @Test(arguments: TestShop.engines) func `a break is added without saving, then saved`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/hours")
        let before = test.shop.setting(ShopSettings.hours)
        #expect("\(before.week[.monday])" == "09:00-18:00")
        let wider = try await browser.submit(["add": "0"])
        #expect(["close-0-0", "open-0-1", "close-0-1"].map { wider.value($0) } == ["13:30", "14:30", "18:00"])
        #expect(test.shop.setting(ShopSettings.hours) == before)
        let narrower = try await browser.submit(["remove": "0-1"])
        #expect(["close-0-0", "open-0-1"].map { narrower.value($0) } == ["18:00", nil], "without its break the day is as long as before")
        try await browser.submit(["add": "0"])
        try await browser.submit(["close-0-0": "12:00", "open-0-1": "13:00", "close-0-1": "18:00"])
        #expect("\(test.shop.setting(ShopSettings.hours).week[.monday])" == "09:00-12:00, 13:00-18:00")
        #expect("\(test.shop.setting(ShopSettings.hours).week[.tuesday])" == "\(before.week[.tuesday])")
    }

    @Test func `an address that is there for a form alone leads to the form's page`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        #expect(try await browser.open("/settings/hours/days").status == 200)
        #expect(browser.path == "/settings/hours")
    }

    @Test func `midnight closes the day, and two empty times are a closed day`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/hours")
        try await browser.submit([
            "open-0-0": "00:00", "close-0-0": "00:00", "open-1-0": "", "close-1-0": "", "open-4-0": "18:00", "close-4-0": "02:00",
        ])
        let week = test.shop.setting(ShopSettings.hours).week
        #expect("\(week[.monday])" == "00:00-24:00")
        #expect(week[.tuesday].isClosed)
        #expect("\(week[.friday])" == "18:00-02:00")
        #expect(browser.page.value("open-0-0") == "00:00")
        #expect(browser.page.value("close-0-0") == "00:00")
    }

    @Test func `times that make no sense are refused at their day`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/hours")
        let before = test.shop.setting(ShopSettings.hours)
        let page = try await browser.submit(["open-0-0": "09:00", "close-0-0": "", "open-2-0": "10:00", "close-2-0": "10:00"])
        #expect(page.status == 422)
        #expect(page.error("day-0") == "Monday: Write both times, as in 09:00 and 18:00, or leave both empty.")
        #expect(page.error("day-2") == "Wednesday: Opening and closing are both 10:00. For the whole day write 00:00 and 00:00.")
        #expect(page.value("open-2-0") == "10:00")
        #expect(test.shop.setting(ShopSettings.hours) == before)
        try await browser.open("/settings/hours")
        let overlap = try await browser.submit(["open-0-0": "20:00", "close-0-0": "09:30"])
        #expect(overlap.error("day-0") == "Monday: 20:00–09:30 and 09:00–18:00 overlap.")
    }

    @Test(arguments: TestShop.engines) func `own days are added, removed, and brought back by undo`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/hours")
        try await browser.submit(["name": "Bayram & \"friends\"", "first": "2026-03-20", "last": "2026-03-22"], to: "/settings/hours/days")
        try await browser.submit(["name": "", "first": "2026-03-28", "opens": "09:00", "closes": "00:00"], to: "/settings/hours/days")
        let kept = test.shop.setting(ShopSettings.hours).exceptions
        #expect(kept.count == 2)
        #expect(kept.first?.name == "Bayram & \"friends\"")
        #expect(browser.page.shows("Bayram & \"friends\""))
        try await browser.submit(to: "/settings/hours/days/remove")
        #expect(test.shop.setting(ShopSettings.hours).exceptions.count == 1)
        #expect(browser.page.shows("Removed."))
        try await browser.undo()
        #expect(Set(test.shop.setting(ShopSettings.hours).exceptions) == Set(kept))
        let wrong = try await browser.submit(["first": "2026-03-20", "last": "2026-03-01"], to: "/settings/hours/days")
        #expect(wrong.status == 422)
        #expect(wrong.error("last") == "The last day is before the first.")
    }

    @Test func `a shop may be open on a public holiday`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        let page = try await browser.open("/settings/hours")
        #expect(page.shows("Republic Day"))
        try await browser.submit(to: "/settings/hours/open-on", many: [("open", "republic"), ("open", "no such day")])
        #expect(test.shop.setting(ShopSettings.hours).openOn == ["republic"])
        // Another country: the choice belonged to the old one.
        try await browser.submit(["holidays": "FI"])
        #expect(test.shop.setting(ShopSettings.hours).openOn == [])
        #expect(test.shop.setting(ShopSettings.hours).holidays == .finland)
    }

    @Test func `every public holiday has a name`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        for country in HolidayCountry.allCases {
            try await browser.open("/settings/hours")
            let page = try await browser.submit(["holidays": country.rawValue])
            let keys = Set(country.holidays(in: 2026).map(\.holiday.key))
            #expect(keys.count > 5)
            for key in keys { #expect(page.has("value=\"\(key)\"") && !page.shows(key), "\(country) \(key)") }
        }
    }
}
