import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

@testable import Purchases

@Suite struct TillTests {
    @Test(arguments: TestShop.engines) func `amount, number, Enter: and who it was in one look`(engine: Engine) async throws {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe Kılıç", [.phone("+90 532 123 45 67")])
        try await till.buy(400, ayse, daysAgo: 18)
        try await till.buy(400, ayse, daysAgo: 9)
        try await till.write { tx in
            try tx.change(ayse, to: Card(name: "Ayşe Kılıç", usual: "flat white", addresses: [.phone("+90 532 123 45 67")]))
        }
        var browser = try await till.test.browser(as: .helper)
        let form = try await browser.open("/purchases/new")
        #expect(form.status == 200 && form.has("name=\"amount\"") && form.has(" autofocus"))
        let page = try await browser.submit(["amount": "12,50", "person": "0532 123 45 67"])
        #expect(page.status == 200 && browser.path == "/purchases/new")
        #expect(page.shows("€12.50 written down."))
        let glance = try #require(
            page.text.components(separatedBy: "aria-label=\"Who it was\"").last?.components(separatedBy: "</section>").first)
        for words in ["Ayşe Kılıç", "3 visits", "every 9 days", "since February 2026", "flat white"] { #expect(glance.contains(words)) }
        #expect(!page.shows("€20.50"), "a helper does not see what somebody is worth")
        #expect(try await till.test.events().suffix(1) == ["purchase.recorded"])
        #expect(try await till.shop.read { try $0.customer(ayse)?.lastContactAt } == till.test.clock.now)

        let card = try await browser.open("/people/\(ayse)")
        #expect(card.shows("Bought for €12.50") && card.shows("every 9 days") && !card.shows("Spent so far"))
        var manager = try await till.test.browser(as: .manager)
        #expect(try await manager.open("/people/\(ayse)").shows("Spent so far €20.50"))
        let all = try await manager.open("/people/\(ayse)/purchases")
        #expect(all.shows("€20.50 spent so far") && all.shows("March 2026") && all.shows("February 2026"))
    }

    @Test(arguments: TestShop.engines) func `undo takes the sale, the new card and the last contact back`(engine: Engine) async throws {
        let till = try await Till(engine)
        var browser = try await till.test.browser(as: .helper)
        try await browser.open("/purchases/new")
        try await browser.submit(["amount": "3", "person": "Somebody New 0544 111 22 33"])
        #expect(browser.page.shows("Somebody New") && browser.page.shows("1 visit"))
        let undone = try await browser.undo()
        #expect(undone.shows("The purchase is taken back.") && undone.shows("taken back"))
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 0)
        // A sale to nobody in particular counts for the till alone.
        try await browser.open("/purchases/new")
        try await browser.submit(["amount": "4.20", "person": ""])
        #expect(browser.page.shows("€4.20 written down.") && browser.page.shows("Nobody in particular"))
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM customer_rhythm", as: Int.self) } == 0)
        // After ten minutes a helper asks somebody who may.
        let undo = try #require(browser.page.forms.first { $0.action.hasSuffix("/void") })
        try await till.test.pass(.seconds(601))
        #expect(try await browser.post(undo.action, undo.fields).status == 403)
        #expect(try await !browser.open("/purchases/new").forms.contains { $0.action.hasSuffix("/void") })
        var agent = try await till.test.browser(as: .agent)
        try await agent.open(String(undo.action.dropLast(5)))
        try await agent.submit(to: undo.action)
        #expect(agent.page.shows("The purchase is taken back."))
        #expect(try await till.findings() == [])
    }

    @Test func `wrong input gets its sentence at the field, and what was typed stays`() async throws {
        let till = try await Till()
        _ = try await till.person("Ali Demir")
        let two = try await till.person("Ali Demir")
        var browser = try await till.test.browser(as: .helper)
        for (typed, sentence) in [
            ("", "Write what was paid."), ("ten", "“ten” is not an amount. Write it with digits, as in 12.50."),
            ("0", "An amount is more than zero. What was given back is a refund of its sale."),
            ("-5", "An amount is more than zero. What was given back is a refund of its sale."),
        ] {
            try await browser.open("/purchases/new")
            let page = try await browser.submit(["amount": typed, "person": "Somebody"])
            #expect(page.status == 422 && page.error("amount") == sentence)
            #expect(page.value("amount") == typed && page.value("person") == "Somebody")
        }
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 2)
        try await browser.open("/purchases/new")
        var page = try await browser.submit(["amount": "7", "person": "Ali Demir"])
        #expect(page.status == 422 && page.shows("Who is meant?") && page.value("amount") == "7")
        page = try await browser.submit(["person_id": "\(two)"])
        #expect(page.shows("€7.00 written down."))
        // The same receipt twice counts once, with another amount not at all.
        for _ in 0..<2 {
            try await browser.open("/purchases/new")
            page = try await browser.submit(["amount": "8", "reference": "B-1"])
        }
        #expect(page.shows("€8.00 had been written down before; it counts once."))
        try await browser.open("/purchases/new")
        page = try await browser.submit(["amount": "9", "reference": "B-1"])
        #expect(page.status == 422 && page.error("reference")?.hasPrefix("Receipt B-1 was written down before") == true)
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM purchase", as: Int.self) } == 2)
    }

    @Test(arguments: TestShop.engines) func `the list goes by day, with totals for those who may, and further by key`(engine: Engine)
        async throws
    {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe")
        for n in 0..<60 { try await till.buy(100, n % 2 == 0 ? ayse : nil, daysAgo: n / 30) }
        let old = try await till.buy(700, daysAgo: 3, source: .api, reference: "W-1")
        try await till.write { tx in try tx.refund(old, 200) }
        var browser = try await till.test.browser(as: .manager)
        let page = try await browser.open("/purchases")
        #expect(page.shows("Today €30.00 30 sales") && page.shows("€30.00 30 sales"))
        let next = try #require(page.links.first { $0.hasPrefix("/purchases?before=") })
        let second = try await browser.open(next)
        #expect(second.shows("€5.00 1 sale") && second.shows("partly refunded"))
        let shop = try await browser.open("/purchases?source=api")
        #expect(shop.shows("W-1") && shop.count("partly refunded") == 1 && !shop.shows("1 sale"))
        var helper = try await till.test.browser(as: .helper)
        #expect(try await !helper.open("/purchases").shows("30 sales"))
        var viewer = try await till.test.browser(as: .viewer)
        #expect(try await !viewer.open("/purchases").shows("€1.00"), "who only looks sees no amounts")
        #expect(try await browser.open("/search?q=W-1").links.contains("/purchases/\(old)"))
    }

    @Test(arguments: TestShop.engines) func `money is given back on the page of its purchase`(engine: Engine) async throws {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe")
        let id = try await till.buy(1000, ayse)
        var browser = try await till.test.browser(as: .agent)
        try await browser.open("/purchases/\(id)")
        var page = try await browser.submit(["amount": "11"], to: "/purchases/\(id)/refund")
        #expect(page.status == 422 && page.error("amount") == "At most €10.00 can be given back for this purchase.")
        page = try await browser.submit(["amount": "2,5", "reason": "Too salty"], to: "/purchases/\(id)/refund")
        #expect(
            page.shows("The refund is written down.") && page.shows("Too salty") && page.shows("-€2.50") && page.shows("What stands €7.50"))
        page = try await browser.submit(["amount": "", "reason": ""], to: "/purchases/\(id)/refund")
        #expect(page.shows("refunded") && !page.forms.contains { $0.action.hasSuffix("/refund") })
        #expect(try await browser.open("/people/\(ayse)").shows("Got €7.50 back"))
        var helper = try await till.test.browser(as: .helper)
        try await helper.open("/purchases/\(id)")
        #expect(try await helper.post("/purchases/\(id)/refund", [("_token", "x")]).status == 403)
    }

    @Test func `the shop’s currency stays once something was bought in it`() async throws {
        let till = try await Till()
        var browser = try await till.test.browser(as: .owner)
        try await browser.open("/settings/shop")
        #expect(try await browser.submit(["currency": "TRY"], to: "/settings/shop").shows("Saved."))
        try await till.buy(500)
        try await browser.open("/settings/shop")
        let page = try await browser.submit(["currency": "USD"], to: "/settings/shop")
        #expect(page.status == 422 && page.error("currency") == "Amounts are written down in TRY already, so it stays.")
        try await browser.open("/settings/shop")
        #expect(try await browser.submit(["business": "Another name"], to: "/settings/shop").shows("Saved."))
    }
}
