import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing

@testable import Purchases

/// Whatever happens in whatever order, every sum is what its parts give.
@Suite struct RhythmPropertyTests {
    @Test(arguments: TestShop.engines) func `random sequences of sales, refunds, imports, merges and their way back keep every sum`(
        engine: Engine
    )
        async throws
    {
        let seed = UInt64(ProcessInfo.processInfo.environment["REGULARS_TEST_SEED"] ?? "") ?? UInt64.random(in: 1...UInt64.max)
        print("seed \(seed)")
        var dice = SeededNumbers(state: seed)
        let till = try await Till(engine)
        var people: [Customer.ID] = []
        for n in 0..<6 { people.append(try await till.person("Person \(n)", [.phone("0532 000 00 0\(n)")])) }
        var merges: [Merge.ID] = []
        for step in 0..<150 {
            let person = people.randomElement(using: &dice)
            let id = try await till.shop.read { try $0.values("SELECT id FROM purchase ORDER BY id DESC LIMIT 40", as: Purchase.ID.self) }
                .randomElement(using: &dice)
            let amount = Int64.random(in: 1...5_000, using: &dice)
            let deed = Int.random(in: 0..<20, using: &dice)
            do {
                switch deed {
                case 0..<9:
                    let standing = try await till.shop.read { db in try person.flatMap { try db.survivor(of: $0) } }
                    try await till.buy(amount, deed == 0 ? nil : standing, daysAgo: Int.random(in: 0..<40, using: &dice))
                case 9..<11: if let id { try await till.write { tx in try tx.refund(id, min(amount, 900)) } }
                case 11:
                    let refunds = try await till.shop.read {
                        try $0.values("SELECT id FROM purchase_refund ORDER BY id DESC LIMIT 5", as: Refund.ID.self)
                    }
                    if let refund = refunds.randomElement(using: &dice) { try await till.write { tx in try tx.takeBack(refund) } }
                case 12: if let id { try await till.write { tx in try tx.refund(id) } }
                case 13, 14: if let id { try await till.write { tx in try tx.void(id) } }
                case 15:
                    let rows = (0..<5).map { _ in
                        "2026-02-\(Int.random(in: 10...28, using: &dice)),\(Int.random(in: 1...99, using: &dice)).50,0532 000 00 0\(Int.random(in: 0...7, using: &dice))"
                    }
                    var wish = SalesWish()
                    wish.makesPeople = Bool.random(using: &dice)
                    let text = "date,amount,phone\n" + rows.joined(separator: "\n") + "\n"
                    _ = try await SalesRun.run(
                        "t.csv", Array(text.utf8), wish, isDry: false, as: .program("test"), till.shop, tell: { _ in })
                case 16:
                    let done = try await till.shop.read { try $0.salesImports().first { $0.state == .done } }
                    if let done { try await SalesRun.undo(done.id, as: .program("test"), till.shop) }
                case 17, 18:
                    if let other = people.randomElement(using: &dice), let person {
                        merges.append(
                            try await till.write { tx in
                                try tx.merge(other, into: person, as: Merge.Words(name: "P", pronunciation: "", language: nil, note: ""))
                            })
                    }
                default: if let last = merges.popLast() { try await till.write { tx in try tx.undo(last) } }
                }
            } catch is PurchaseRefusal {
            } catch is MergeRefusal {
            } catch is SalesRefusal {}
            if step % 15 == 0 { try await till.test.pass(.seconds(Int.random(in: 0...90_000, using: &dice))) }
            #expect(try await till.findings() == [], "seed \(seed), step \(step), deed \(deed)")
        }
        let rows: Int = try await till.shop.read { try $0.value("SELECT count(*) FROM purchase") ?? 0 }
        #expect(rows > 30)
    }
}
