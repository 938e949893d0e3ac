import Core
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

@testable import Purchases

@Suite struct PurchaseTests {
    @Test func `the life of a purchase, drawn whole`() {
        var table: [String] = []
        for state in Purchase.State.allCases {
            for change in Purchase.Change.allCases { table.append("\(state) \(change) → \(state.after(change).map { "\($0)" } ?? "–")") }
        }
        #expect(
            table == [
                "paid refundPart → partly", "paid refundRest → refunded", "paid void → voided", "paid takeRefundBack → –",
                "paid takeLastRefundBack → –", "partly refundPart → partly", "partly refundRest → refunded", "partly void → –",
                "partly takeRefundBack → partly", "partly takeLastRefundBack → paid", "refunded refundPart → –", "refunded refundRest → –",
                "refunded void → –", "refunded takeRefundBack → partly", "refunded takeLastRefundBack → paid", "voided refundPart → –",
                "voided refundRest → –", "voided void → –", "voided takeRefundBack → –", "voided takeLastRefundBack → –",
            ])
    }

    @Test(arguments: TestShop.engines) func `a purchase is written down, given back in parts and never beyond what was paid`(engine: Engine)
        async throws
    {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe")
        let id = try await till.buy(1250, ayse)
        try await till.write { tx in try tx.refund(id, 250) }
        #expect(try await till.purchase(id).net == 1000)
        #expect(try await till.purchase(id).state == .partly)
        await #expect(throws: PurchaseRefusal.moreThanPaid(left: 1000, currency: "EUR")) {
            try await till.write { tx in try tx.refund(id, 1001) }
        }
        await #expect(throws: PurchaseRefusal.hasRefunds) { try await till.write { tx in try tx.void(id) } }
        #expect(try await till.rhythm(ayse)?.spend == 1000)
        try await till.write { tx in try tx.refund(id) }
        #expect(try await till.purchase(id).state == .refunded)
        #expect(try await till.rhythm(ayse) == nil)
        await #expect(throws: PurchaseRefusal.refunded) { try await till.write { tx in try tx.refund(id, 1) } }
        #expect(try await till.test.events().suffix(3) == ["purchase.recorded", "purchase.refunded", "purchase.refunded"])
        #expect(try await till.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a slip is taken back on its day, and later refunded instead`(engine: Engine) async throws {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe")
        let first = try await till.buy(500, ayse, reference: "A-1")
        try await till.write { tx in try tx.void(first) }
        #expect(try await till.purchase(first).state == .voided)
        #expect(try await till.rhythm(ayse) == nil)
        await #expect(throws: PurchaseRefusal.voided) { try await till.write { tx in try tx.void(first) } }
        await #expect(throws: PurchaseRefusal.voided) { try await till.write { tx in try tx.refund(first) } }
        // Typed again with the right amount, under the same number.
        let second = try await till.buy(50, ayse, reference: "A-1")
        #expect(second != first)
        try await till.test.pass(.seconds(86_400))
        await #expect(throws: PurchaseRefusal.dayIsOver) { try await till.write { tx in try tx.void(second) } }
        try await till.write { tx in try tx.refund(second, reason: "Too salty") }
        #expect(try await till.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `the same receipt counts once, with other content not at all`(engine: Engine) async throws {
        let till = try await Till(engine)
        let (ayse, ben) = (try await till.person("Ayşe"), try await till.person("Ben"))
        let slip = PurchaseSlip(900, ayse, source: .api, reference: "W-7", items: [PurchaseItem(name: "Gata", price: 900)])
        let first = try await till.write { tx in try tx.recordPurchase(slip) }
        let again = try await till.write { tx in try tx.recordPurchase(slip) }
        #expect(first.isNew && !again.isNew && first.id == again.id)
        for wrong in [
            PurchaseSlip(901, ayse, source: .api, reference: "W-7"), PurchaseSlip(900, ben, source: .api, reference: "W-7"),
            PurchaseSlip(900, ayse, source: .api, reference: "W-7", items: [PurchaseItem(name: "Bread", price: 900)]),
            PurchaseSlip(900, ayse, source: .api, at: till.test.clock.now - .seconds(60), reference: "W-7"),
        ] {
            await #expect(throws: PurchaseRefusal.otherContent(reference: "W-7", known: first.id)) {
                try await till.write { tx in try tx.recordPurchase(wrong) }
            }
        }
        // A till whose clock runs two minutes ahead says so again ten minutes later.
        let ahead = PurchaseSlip(100, source: .api, at: till.test.clock.now + .seconds(120), reference: "W-8")
        let early = try await till.write { tx in try tx.recordPurchase(ahead) }
        #expect(try await till.purchase(early.id).at == till.test.clock.now)
        try await till.test.pass(.seconds(600))
        #expect(try await till.write { tx in try tx.recordPurchase(ahead) }.id == early.id)
        // The counter counts its own receipts.
        let counter = try await till.buy(900, ayse, reference: "W-7")
        #expect(counter != first.id)
        #expect(try await till.rhythm(ayse)?.purchases == 2)
        #expect(try await till.rhythm(ayse)?.visits == 1)
        // What another program has sent and taken back stays known: its message sent again brings nothing back.
        try await till.write { tx in try tx.void(first.id) }
        #expect(try await till.write { tx in try tx.recordPurchase(slip) }.id == first.id)
        #expect(try await till.purchase(first.id).state == .voided)
        // A refund sent twice is one.
        let one = try await till.write { tx in try tx.refund(counter, 100, reference: "R-1") }
        let two = try await till.write { tx in try tx.refund(counter, 100, reference: "R-1") }
        #expect(one.isNew && !two.isNew && one.id == two.id)
        #expect(try await till.findings() == [])
    }

    @Test func `what cannot be right is refused with its sentence, and nothing is written`() async throws {
        let till = try await Till()
        let ayse = try await till.person("Ayşe")
        let now = till.test.clock.now
        let t = Words(.en, timeZone: till.shop.timeZone)
        let bread = PurchaseItem(name: "Bread", price: 300)
        let wrong: [(PurchaseSlip, String, String)] = [
            (PurchaseSlip(nil, source: .api), "amount", "Write what was paid."),
            (PurchaseSlip(0, source: .api), "amount", "An amount is more than zero. What was given back is a refund of its sale."),
            (PurchaseSlip(-5, source: .api), "amount", "An amount is more than zero. What was given back is a refund of its sale."),
            (PurchaseSlip(1_000_000_000_001, source: .api), "amount", "This amount is too large."),
            (
                PurchaseSlip(5, source: .api, at: now + .seconds(3600)), "at",
                "3 Mar 2026, 13:00 is in the future. Write down what has been bought."
            ),
            (
                PurchaseSlip(5, source: .api, at: Instant(milliseconds: 0)), "at", "This date is too long ago. Look at the year."
            ),
            (
                PurchaseSlip(5, source: .api, currency: "USD"), "currency",
                "The shop’s currency is EUR, not USD. Convert the amount first."
            ),
            (PurchaseSlip(500, source: .api, margin: 501), "margin", "The margin is more than was paid (€5.00)."),
            (
                PurchaseSlip(500, source: .api, items: [bread]), "items",
                "The lines add up to €3.00, the amount is €5.00. Both have to agree: a discount goes into the lines, delivery is a line."
            ),
            (PurchaseSlip(nil, source: .api, items: [PurchaseItem(name: " ", price: 1)]), "items", "Line 1 has no name."),
            (
                PurchaseSlip(nil, source: .api, items: [bread, PurchaseItem(name: "x", quantity: 0, price: 1)]), "items",
                "The quantity in line 2 is not more than zero."
            ),
            (
                PurchaseSlip(nil, source: .api, items: [bread, PurchaseItem(name: "x", price: -1)]), "items",
                "The price in line 2 is less than zero or too large. A line that was given back is a refund."
            ),
            (PurchaseSlip(5, Customer.ID(number: 77), source: .api), "person", "This person’s card is not here any more. Choose again."),
        ]
        for (slip, field, sentence) in wrong {
            let refusal = await #expect(throws: PurchaseRefusal.self) { try await till.write { tx in try tx.recordPurchase(slip) } }
            #expect(refusal?.field == field)
            #expect(refusal?.sentence(t) == sentence)
        }
        await #expect(throws: PurchaseRefusal.noSale) { try await till.write { tx in try tx.refund(Purchase.ID(number: 5), 1) } }
        let id = try await till.buy(500, ayse, daysAgo: 1)
        await #expect(throws: PurchaseRefusal.beforeSale) {
            try await till.write { tx in try tx.refund(id, 1, at: now - .seconds(2 * 86_400)) }
        }
        await #expect(throws: PurchaseRefusal.notPositive) { try await till.write { tx in try tx.refund(id, 0) } }
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM purchase", as: Int.self) } == 1)
    }

    @Test(arguments: TestShop.engines) func `a rhythm counts days, not receipts, in whatever order they come`(engine: Engine) async throws {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe")
        for days in [30, 0, 21, 12, 12, 3] { try await till.buy(100 + Int64(days), ayse, daysAgo: days) }
        let rhythm = try #require(try await till.rhythm(ayse))
        let today = till.shop.timeZone.day(at: till.test.clock.now)
        #expect(rhythm.visits == 5 && rhythm.purchases == 6 && rhythm.spend == 678)
        #expect(rhythm.firstDay == today - 30 && rhythm.lastDay == today && rhythm.firstSpend == 130)
        // 9, 9, 9, 3
        #expect(rhythm.gapSquares == 81 * 3 + 9 && rhythm.usualGap == 9 && rhythm.widestGap == 9 && rhythm.meanGapTenths == 75)
        #expect(try await till.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a refund is taken back on its day`(engine: Engine) async throws {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe")
        let id = try await till.buy(1000, ayse)
        let part = try await till.write { tx in try tx.refund(id, 300).id }
        let rest = try await till.write { tx in try tx.refund(id).id }
        #expect(try await till.rhythm(ayse) == nil)
        try await till.write { tx in try tx.takeBack(part) }
        #expect(try await till.purchase(id).state == .partly)
        #expect(try await till.rhythm(ayse)?.spend == 300)
        try await till.write { tx in try tx.takeBack(rest) }
        #expect(try await till.purchase(id).state == .paid)
        #expect(try await till.purchase(id).net == 1000)
        #expect(try await till.findings() == [])
        // On the page it is the undo of the bar; the time line does not tell of it.
        var browser = try await till.test.browser(as: .agent)
        try await browser.open("/purchases/\(id)")
        try await browser.submit(["amount": "2"], to: "/purchases/\(id)/refund")
        #expect(try await browser.undo().shows("The refund is taken back."))
        #expect(try await !browser.open("/people/\(ayse)").shows("back"))
        let late = try await till.write { tx in try tx.refund(id, 100).id }
        try await till.test.pass(.seconds(86_400))
        await #expect(throws: PurchaseRefusal.refundDayIsOver) { try await till.write { tx in try tx.takeBack(late) } }
        #expect(try await till.findings() == [])
    }
}
