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

@Suite struct SalesImportTests {
    private static let file = """
        Tarih;Fiş No;Telefon;Tutar;Ürün
        01.03.2026 09:15;F-1;0532 123 45 67;12,50;Simit
        02.03.2026;F-2;0532 123 45 67;1.250,00;Pasta
        02.03.2026;F-3;0533 999 88 77;4,00;Çay
        31.02.2026;F-4;;4,00;Çay
        02.03.2026;F-5;;-4,00;Çay
        05.03.2026;F-6;;4,00;Çay
        02.03.2026;F-1;;7,00;Çay
        02.03.2026;F-2;0532 123 45 67;1.250,00;Pasta
        02.03.2026;F-7;;bedava;Çay
        02.03.2026;F-8;;3,00;Çay

        """

    private func numbers(_ till: Till) async throws -> [Int] {
        try await till.shop.read { db in
            try ["purchase", "customer", "purchase_item", "customer_rhythm"].map { table in
                switch table {
                case "purchase": try db.value("SELECT count(*) FROM purchase") ?? 0
                case "customer": try db.value("SELECT count(*) FROM customer") ?? 0
                case "purchase_item": try db.value("SELECT count(*) FROM purchase_item") ?? 0
                default: try db.value("SELECT count(*) FROM customer_rhythm") ?? 0
                }
            }
        }
    }

    @Test(arguments: TestShop.engines) func `a table is read, looked at, taken in, brought again and taken back`(engine: Engine)
        async throws
    {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe", [.phone("+90 532 123 45 67")])
        var browser = try await till.test.browser(as: .manager)
        try await browser.open("/purchases/import")
        var page = try await browser.submit(
            [:], to: "/purchases/import", files: [Upload(name: "satis.csv", type: "text/csv", data: Array(Self.file.utf8))])
        #expect(page.status == 200 && page.shows("What we understood"))
        #expect(page.value("mark") == "comma" && page.value("order") == "day" && page.value("delimiter") == "semicolon")
        #expect((0..<5).map { page.value("column-\($0)") } == ["date", "reference", "phone", "amount", "item"])
        #expect(page.shows("Ayşe") && page.shows("€1,250.00") && page.shows("F-2 · Pasta"))
        let here = browser.path
        page = try await browser.submit(["do": "check", "unknown": "make"], to: here)
        #expect(page.shows("4 new purchases") && page.shows("1 new person") && page.shows("1 known already") && page.shows("5 wrong"))
        for words in [
            "“31.02.2026” is no date in the order that was chosen.", "A refund is written down on its sale",
            "05.03.2026 is in the future.", "Row 2 has the same receipt number with another amount or day.",
            "“bedava” is no amount with the decimal mark that was chosen.",
        ] { #expect(page.shows(words), "\(words)") }
        #expect(try await numbers(till) == [0, 1, 0, 0])
        let before = try await till.test.events().count
        page = try await browser.submit(to: here + "/start")
        #expect(page.shows("New purchases: 4. Known already: 1. Rows that stayed out: 5."))
        #expect(try await numbers(till) == [4, 2, 4, 2])
        #expect(try await till.rhythm(ayse)?.spend == 126_250)
        #expect(try await till.rhythm(ayse)?.visits == 2)
        #expect(try await till.findings() == [])
        // One event for all, and no reaction.
        let events = try await till.test.events().dropFirst(before)
        #expect(events == ["purchases.import-started", "purchases.imported", "purchases.import-done"])
        let errors = try await browser.open(here + "/errors.csv")
        #expect(errors.text.contains("31.02.2026;F-4;;") && errors.text.contains("future"))

        // Brought again it makes no doubles.
        let again = try await run(till, Self.file)
        #expect(again.added == 0 && again.same == 5 && again.wrong == 5)
        #expect(try await numbers(till) == [4, 2, 4, 2])

        // Taken back whole, with what was given back since, and the card that it made.
        try await till.write { tx in
            let id = try #require(try tx.db.value("SELECT id FROM purchase WHERE reference = 'F-2'", as: Purchase.ID.self))
            try tx.refund(id, 100)
        }
        try await till.buy(300, ayse)
        try await browser.open(here)
        page = try await browser.submit(to: here + "/undo")
        #expect(page.shows("The import is taken back."))
        #expect(try await numbers(till) == [1, 1, 0, 1])
        #expect(try await till.rhythm(ayse)?.spend == 300)
        #expect(try await till.findings() == [])
    }

    @discardableResult private func run(_ till: Till, _ text: String, _ wish: SalesWish = SalesWish(), isDry: Bool = false) async throws
        -> SalesCounts
    {
        try await SalesRun.run("t.csv", Array(text.utf8), wish, isDry: isDry, as: .program("test"), till.shop, tell: { _ in }).counts
    }

    @Test(arguments: TestShop.engines) func `rows without a number are counted, and known again`(engine: Engine) async throws {
        let till = try await Till(engine)
        let text = "date,amount,email\n2026-03-01,5.00,a@example.com\n2026-03-01,5.00,a@example.com\n2026-03-02,5.00,\n"
        #expect(try await run(till, text, isDry: true).added == 3)
        #expect(try await numbers(till) == [0, 0, 0, 0])
        #expect(try await run(till, text).added == 3)
        let again = try await run(till, text + "2026-03-01,5.00,a@example.com\n")
        #expect(again.added == 1 && again.same == 3)
        #expect(try await till.shop.read { try $0.value("SELECT count(*) FROM purchase WHERE customer_id IS NULL", as: Int.self) } == 4)
        // What the till has sent itself is not counted twice.
        let ben = try await till.person("Ben", [.email("ben@example.com")])
        try await till.buy(900, ben, daysAgo: 1, source: .api, reference: "W-9")
        let shop = "order number;date;total;email\nW-9;2026-03-02;9.00;ben@example.com\nW-10;2026-03-02;9.00;ben@example.com\n"
        let counts = try await run(till, shop)
        #expect(counts.added == 1 && counts.same == 1)
        #expect(try await till.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `people are found by number, address, old number and name`(engine: Engine) async throws {
        let till = try await Till(engine)
        let ayse = try await till.person("Ayşe Kılıç", [.phone("+90 532 123 45 67"), .email("ayse@ornek.com")])
        let ben = try await till.person("Ben")
        _ = try await till.person("Ali Demir")
        _ = try await till.person("Ali Demir")
        let away = try await till.person("Ayşe K.")
        try await till.write { tx in
            try tx.merge(away, into: ben, as: Merge.Words(name: "Ben", pronunciation: "", language: nil, note: ""))
        }
        let text = """
            date,amount,phone,email,name
            2026-03-01,1.00,0532 123 45 67,,
            2026-03-01,2.00,05321234567,AYSE@ornek.com,Somebody
            2026-03-01,3.00,,,ayşe kılıç
            2026-03-01,4.00,,,BEN
            2026-03-01,5.00,,,Ali Demir
            2026-03-01,6.00,0544 111 22 33,,Zeynep
            2026-03-02,7.00,+90 544 111 22 33,,
            2026-03-02,8.00,12,,
            2026-03-02,9.00,,no address,

            """
        var wish = SalesWish()
        wish.makesPeople = true
        let counts = try await run(till, text, wish)
        #expect(counts == SalesCounts(added: 6, same: 0, made: 1, wrong: 3))
        #expect(try await till.rhythm(ayse)?.spend == 600)
        #expect(try await till.rhythm(ben)?.spend == 400)
        let made = try #require(
            try await till.shop.read { try $0.value("SELECT id FROM customer WHERE name = 'Zeynep'", as: Customer.ID.self) })
        #expect(try await till.rhythm(made)?.spend == 1300)
        #expect(try await till.findings() == [])
    }

    @Test func `dates and times in three orders`() {
        #expect(DateOrder.dayFirst.day("3.12.2025")?.description == "2025-12-03")
        #expect(DateOrder.dayFirst.day("3/12/25 14:05")?.description == "2025-12-03")
        #expect(DateOrder.monthFirst.day("12/31/2025")?.description == "2025-12-31")
        #expect(DateOrder.yearFirst.day("2025-12-31T10:00:00Z")?.description == "2025-12-31")
        #expect(DateOrder.dayFirst.day("2025-12-31") == nil && DateOrder.yearFirst.day("31.12.2025") == nil)
        #expect(DateOrder.dayFirst.day("31.02.2025") == nil && DateOrder.dayFirst.day("tomorrow") == nil)
        #expect(DateOrder.guess(["1/2/2025", "12/31/2025"], else: .dayFirst) == .monthFirst)
        #expect(DateOrder.guess(["1/2/2025"], else: .dayFirst) == .dayFirst)
        #expect(DateOrder.guess(["2025-01-02"], else: .dayFirst) == .yearFirst)
        #expect(DateOrder.time("14:05")?.minutes == 845 && DateOrder.time("2:05 pm")?.minutes == 845)
        #expect(DateOrder.time("T14:05:09.123Z")?.offset == 0 && DateOrder.time("14:05+03:00")?.offset == 180)
        #expect(DateOrder.time("25:00") == nil && DateOrder.time("noon") == nil && DateOrder.time("12:60") == nil)
    }

    @Test func `a file that is no table, or has no date or amount, is said so`() async throws {
        let till = try await Till()
        var browser = try await till.test.browser(as: .manager)
        func bring(_ data: [UInt8]) async throws -> Seen {
            try await browser.open("/purchases/import")
            return try await browser.submit([:], to: "/purchases/import", files: [Upload(name: "x.csv", type: "text/csv", data: data)])
        }
        #expect(
            try await bring(Array("%PDF-1.7".utf8)).error("file")
                == "This is a PDF, no table. Open the list in the program it is from and save it as CSV.")
        #expect(try await bring([]).status == 422)
        #expect(try await bring(Array("name,city\nBen,Oslo\n".utf8)).status == 200)
        let page = try await browser.submit(["do": "check"], to: browser.path)
        #expect(page.status == 422 && page.shows("Say which column is the date."))
        #expect(try await browser.submit(to: browser.path + "/forget").shows("The file is gone."))
    }
}
