import Core
import Foundation
import House
import Language
import People
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Purchases

/// What pages cost, and what becomes of purchases when somebody goes.
@Suite struct CostAndPrivacyTests {
    @Test(arguments: TestShop.engines) func `pages and sales run as many statements among 400 purchases as among 4`(engine: Engine)
        async throws
    {
        var counts: [[Int]] = []
        for size in [4, 400] {
            let till = try await Till(engine)
            let ayse = try await till.person("Ayşe")
            for n in 0..<size { try await till.buy(100, n % 2 == 0 ? ayse : nil, daysAgo: n % 300, source: .counter) }
            let seen = Mutex(0)
            till.test.database.onStatement { _ in seen.withLock { $0 += 1 } }
            var found: [Int] = []
            var browser = try await till.test.browser(as: .owner)
            for path in ["/purchases", "/purchases/new", "/people/\(ayse)", "/people/\(ayse)/purchases", "/search?q=A-1"] {
                seen.withLock { $0 = 0 }
                #expect(try await browser.open(path).status == 200)
                found.append(seen.withLock { $0 })
            }
            // On a day without a visit, between two others: everything has to be looked up.
            seen.withLock { $0 = 0 }
            try await till.buy(100, ayse, daysAgo: 1)
            found.append(seen.withLock { $0 })
            counts.append(found)
        }
        print("\(engine) purchases: \(counts)")
        #expect(counts[0] == counts[1])
        // With session, rail and bell.
        #expect(zip(counts[0], [8, 8, 18, 12, 15, 17]).allSatisfy { $0 <= $1 }, "\(counts[0])")
    }

    @Test(arguments: TestShop.engines) func `erasing keeps the sale for the books, without the person and without words`(engine: Engine)
        async throws
    {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe Kılıç", [.email("ayse@ornek.com")])
        let ben = try await till.person("Ben")
        let id = try await till.write { tx in
            try tx.recordPurchase(
                PurchaseSlip(700, ayse, source: .counter, note: "for Ayşe’s mother", items: [PurchaseItem(name: "Gata", price: 700)])
            ).id
        }
        try await till.write { tx in try tx.refund(id, 100, reason: "Ayşe did not like it") }
        let text = "date,amount,email\n2026-03-01,5.00,ayse@ornek.com\n2026-03-01,7.00,\n"
        let bring = try await till.write { tx in try tx.bringSales("ayse.csv", Array(text.utf8)) }
        try await SalesRun.check(bring, as: .program("test"), till.shop)
        try await SalesRun.start(bring, as: .program("test"), till.shop)
        try await till.buy(300, ben)
        #expect(try await till.rhythm(ayse)?.spend == 1100)
        let person = try #require(try await till.shop.read { try $0.personalData(of: ayse) })
        #expect(try await till.shop.read { try PurchaseData.data.count(person, $0) } == ["purchase": 2])
        let zone = till.shop.timeZone
        let file = try await till.shop.read { db in
            var file = PersonalFile()
            try PurchaseData.data.export(person, db, Words(.en, timeZone: zone), &file)
            return file
        }
        #expect(file.data.first?.0 == "purchases" && file.data.first?.1.text.contains("\"amount\":700") == true)
        #expect(file.data.first?.1.text.contains("margin") == false && file.pages.first?.text.contains("Gata") == true)

        let t = Words(.en, timeZone: zone)
        try await till.write { tx in try tx.erase(ayse, t) }
        let left = try await till.purchase(id)
        #expect(left.customer == nil && left.note == "" && left.net == 600)
        #expect(try await till.shop.read { try $0.refunds(of: [id])[id]?.first?.reason } == "")
        #expect(try await till.shop.read { try $0.salesFile(bring) } == nil)
        #expect(try await till.rhythm(ayse) == nil)
        #expect(try await till.rhythm(ben)?.spend == 300)
        #expect(try await till.shop.read { try $0.value("SELECT CAST(sum(net) AS BIGINT) FROM purchase", as: Int.self) } == 2100)
        #expect(try await till.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `what is old loses its buyer, not what a held person bought`(engine: Engine) async throws {
        let till = try await Till(engine)
        let (ayse, ben) = (try await till.person("Ayşe"), try await till.person("Ben"))
        for who in [ayse, ben] { for days in [400, 10] { try await till.buy(500, who, daysAgo: days) } }
        try await till.write { tx in try tx.hold(ben, reason: "A dispute") }
        let border = till.test.clock.now - .seconds(365 * 86_400)
        #expect(try await till.shop.read { try PurchaseData.retention.count(border, $0) } == 1)
        let swept = try await till.write { tx in
            tx.silentByIntent = true
            return try PurchaseData.retention.sweep(border, 100, tx)
        }
        #expect(swept == 1)
        #expect(try await till.rhythm(ayse)?.visits == 1)
        #expect(try await till.rhythm(ben)?.visits == 2)
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM purchase WHERE customer_id IS NULL", as: Int.self) } == 1)
        #expect(try await till.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `two cards that become one have one rhythm, and two again`(engine: Engine) async throws {
        let till = try await Till(engine)
        let (one, two) = (try await till.person("Ayşe"), try await till.person("Ayşe K."))
        for days in [20, 10] { try await till.buy(500, one, daysAgo: days) }
        for days in [15, 10, 5] { try await till.buy(300, two, daysAgo: days) }
        let before = (try await till.rhythm(one), try await till.rhythm(two))
        let merge = try await till.write { tx in
            try tx.merge(two, into: one, as: Merge.Words(name: "Ayşe", pronunciation: "", language: nil, note: ""))
        }
        let both = try #require(try await till.rhythm(one))
        #expect(both.visits == 4 && both.purchases == 5 && both.spend == 1900 && both.usualGap == 5)
        #expect(try await till.rhythm(two) == nil)
        var browser = try await till.test.browser(as: .owner)
        #expect(try await browser.open("/people/\(two)/purchases").shows("4 visits"))
        try await till.write { tx in try tx.undo(merge) }
        #expect(try await till.rhythm(one) == before.0)
        #expect(try await till.rhythm(two) == before.1)
        #expect(try await till.findings() == [])
    }

    @Test func `the check finds what does not add up`() async throws {
        let till = try await Till()
        let ayse = try await till.person("Ayşe")
        let id = try await till.write { tx in
            try tx.recordPurchase(PurchaseSlip(nil, ayse, source: .api, items: [PurchaseItem(name: "Gata", price: 700)])).id
        }
        #expect(try await till.findings() == [])
        let slips: [(SQL, String)] = [
            ("UPDATE purchase SET net = 600 WHERE id = \(id)", "another amount"), ("UPDATE purchase_item SET price = 1", "add up"),
            ("UPDATE customer_rhythm SET spend = 5", "rhythm"), ("UPDATE purchase SET currency = 'USD'", "currency"),
            ("DELETE FROM customer_rhythm", "rhythm"),
        ]
        for (slip, word) in slips {
            let findings = try till.broken(slip)
            #expect(findings.contains { $0.contains(word) }, "\(word): \(findings)")
        }
    }
}

extension Till {
    /// What the check says after a change that is not kept.
    fileprivate func broken(_ slip: SQL) throws -> [String] {
        struct Back: Error { var findings: [String] }
        do {
            try shop.blockingWrite(as: .program("test")) { tx in
                try tx.db.run(slip)
                throw Back(findings: try tx.db.purchaseFindings())
            }
        } catch let back as Back { return back.findings }
        return []
    }
}
