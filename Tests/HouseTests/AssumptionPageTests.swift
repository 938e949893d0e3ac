import Core
import House
import Storage
import TestShop
import Testing
import Web

@Suite struct AssumptionPageTests {
    private let silent = AssumptionKey.silentPerComplaint

    private func value(_ key: AssumptionKey, _ test: TestShop) async throws -> String {
        try await test.shop.read { db in try AssumptionStore.read(db)[key].description }
    }

    @Test func `every claim has its card and its anchor`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        let page = try await browser.open("/settings/assumptions")
        for number in 1...45 { #expect(page.has("id=\"A\(number)\""), "A\(number)") }
        #expect(page.shows("our choice"))
        #expect(page.shows("White House Office of Consumer Affairs"))
    }

    @Test(arguments: TestShop.engines) func `a change is kept with its reason, undone, and put back`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/assumptions")
        let old = try await value(silent, test)
        let place = "/settings/assumptions/\(silent.rawValue)"
        let page = try await browser.submit(["value": "17,5", "reason": "our own <till>"], to: place)
        #expect(try await value(silent, test) == "17.5")
        #expect(page.shows("Deniz Yılmaz changed \(old) to 17.5: “our own <till>”"))
        #expect(page.shows("edited by you"))
        #expect(try await test.events().contains("assumption.changed"))
        try await browser.undo()
        #expect(try await value(silent, test) == old)
        try await browser.submit(["value": "12"], to: place)
        try await browser.submit(to: place + "/reset")
        #expect(try await value(silent, test) == old)
        #expect(browser.page.element("A20")?.contains("Deniz Yılmaz put 12 back to \(old)") == true)
    }

    @Test func `what is no number is refused at the field and changes nothing`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/assumptions")
        let old = try await value(silent, test)
        let page = try await browser.submit(["value": "many"], to: "/settings/assumptions/\(silent.rawValue)")
        #expect(page.status == 422)
        #expect(page.error(silent.rawValue) == "“many” is not a number. Write it in digits, like 12 or 2.5.")
        #expect(page.has("value=\"many\""))
        #expect(try await value(silent, test) == old)
    }

    @Test func `a range takes two numbers, and a printed value one press`() async throws {
        let test = try await TestShop()
        let key = AssumptionKey.acquisitionRange
        var browser = try await test.browser(as: .manager)
        try await browser.open("/settings/assumptions")
        let place = "/settings/assumptions/\(key.rawValue)"
        let wrong = try await browser.submit(["value": "9", "high": "3"], to: place)
        #expect(wrong.error(key.rawValue) == "The first number may not be larger than the second.")
        try await browser.submit(["value": "3", "high": "9"], to: place)
        #expect(try await value(key, test) == "3-9")
        let preset = try #require(browser.page.forms.first { $0.action.hasPrefix(place + "?preset=6") })
        try await browser.post(preset.action, preset.fields)
        #expect(try await value(key, test) == "6-7")
    }

    @Test func `who only looks sees values and no buttons`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .agent)
        let page = try await browser.open("/settings/assumptions")
        #expect(page.status == 200)
        #expect(page.forms.allSatisfy { !$0.action.hasPrefix("/settings/assumptions/") })
        let refused = try await browser.post("/settings/assumptions/\(silent.rawValue)", [(name: "value", value: "3")])
        #expect(refused.status == 403 || refused.status == 409)
    }

    @Test func `the register leaves as CSV and as JSON`() async throws {
        let test = try await TestShop()
        var browser = try await test.browser(as: .viewer)
        let csv = try await browser.open("/settings/assumptions.csv")
        #expect(csv.header("content-type") == "text/csv; charset=utf-8")
        #expect(csv.text.hasPrefix("register,key,claim"))
        #expect(csv.has("A45"))
        let json = try await browser.open("/settings/assumptions.json")
        #expect(json.header("content-type")?.hasPrefix("application/json") == true)
        #expect(json.text.hasPrefix("["))
    }
}
