import Foundation
import Testing

@testable import Statistics

/// From a table of sales to what each customer's come to.
@Suite struct SalesTests {
    /// Reads `csv` in pieces of so many bytes.
    private static func read(_ csv: String, piece: Int = 1 << 20, decimals: Int = 2) throws(SalesRefusal) -> SalesReader {
        try read(Array(csv.utf8), piece: piece, decimals: decimals)
    }

    private static func read(_ bytes: [UInt8], piece: Int, decimals: Int = 2) throws(SalesRefusal) -> SalesReader {
        var reader = SalesReader(decimals: decimals)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + piece)
            try bytes[start..<end].withUnsafeBufferPointer { piece throws(SalesRefusal) in try reader.read(UnsafeRawBufferPointer(piece)) }
            start = end
        }
        try reader.finish()
        return reader
    }

    /// What one customer's sales come to; `end` is the last day that counts.
    private static func tally(_ sales: [(String, String)], until end: String, holdout: String? = nil) throws -> (
        CustomerTally, [SaleProblem]
    ) {
        let csv = "customer,date,amount\n" + sales.map { "anna,\($0),\($1)\n" }.joined()
        var reader = try read(csv)
        #expect(reader.problems.isEmpty)
        let (tallies, problems, _) = reader.takeBook().tallies(until: try #require(Day(end)), holdout: holdout.flatMap { Day($0) })
        return (try #require(tallies.first), problems)
    }

    // ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────

    @Test func `columns stand in any order, between others, with any separator, after a byte order mark`() throws {
        let tables = [
            "customer,date,amount\nanna,2026-01-02,12.50\nbo,2026-01-03,7\n",
            "\u{FEFF}Amount;Shop; Date ;CUSTOMER\n12,50;Oulu;02.01.2026;anna\n7,00;Oulu;3.1.2026;bo\n",
            "date\tcustomer\tamount\r\n20260102\tanna\t+12.5\r\n2026-01-03 18:30:11\tbo\t7.000\r\n",
            "\"note\",\"customer\",\"amount\",\"date\"\n\"two\nlines, \"\"quoted\"\"\",\"anna\",\"12.50\",\"2026-01-02T10:00:00Z\"\n,bo,7,2026-01-03",
            "date|amount|customer\n2026-01-02|12.50|anna\n\n2026-01-03|7|bo",
        ]
        for table in tables {
            for piece in [1, 2, 3, 7, 1 << 20] {
                var reader = try Self.read(table, piece: piece)
                #expect(reader.problems.isEmpty, "\(reader.problems) in \(table)")
                let book = reader.takeBook()
                #expect(book.rows == 2 && book.customers == 2)
                #expect(book.days?.lowerBound.text == "2026-01-02" && book.days?.upperBound.text == "2026-01-03")
                #expect((0..<2).map { String(decoding: book.names.name($0), as: UTF8.self) } == ["anna", "bo"])
            }
        }
    }

    @Test func `a wrong row is told by its line, and the others count`() throws {
        let table = """
            customer,date,amount
            anna,2026-02-30,5
            anna,01/02/2026,5
            anna,2026-01-02,1.234,50
            anna,2026-01-02,5 €
            ,2026-01-02,5
            anna,2026-01-02
            "bo
            anna,2026-01-03,5
            """
        var expected: [(Int, SaleProblem.Kind)] = [
            (2, .wrongDate), (3, .wrongDate), (4, .wrongAmount), (5, .wrongAmount), (6, .noCustomer), (7, .missingField),
        ]
        expected.append((8, .openQuote))
        for piece in [1, 5, 1 << 20] {
            let reader = try Self.read(table, piece: piece)
            #expect(reader.problems.map(\.line) == expected.map(\.0), "\(reader.problems)")
            #expect(reader.problems.map(\.kind) == expected.map(\.1))
            #expect(reader.book.rows == 1)
            #expect(reader.problems.allSatisfy { $0.sentence.hasPrefix("Line \($0.line): ") })
            #expect(reader.problemCounts[.wrongDate] == 2)
        }
    }

    @Test func `bytes that are not UTF-8 are refused, row by row or as a whole`() throws {
        var bytes = Array("customer,date,amount\nbo,2026-01-02,5\n".utf8)
        bytes += [0x4D, 0xE4, 0x6B, 0x69] + Array(",2026-01-02,5\n".utf8)
        let reader = try Self.read(bytes, piece: 1 << 20)
        #expect(reader.problems == [SaleProblem(kind: .notUTF8, line: 3, found: "")] && reader.book.rows == 1)
        let wide = "customer,date,amount\nbo,2026-01-02,5\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(throws: SalesRefusal.notUTF8) { try Self.read([0xFF, 0xFE] + wide, piece: 1 << 20) }
        #expect(throws: SalesRefusal.notUTF8) { try Self.read(wide, piece: 1 << 20) }
    }

    @Test func `a file that is no table of sales is refused`() {
        #expect(throws: SalesRefusal.empty) { try Self.read("") }
        #expect(throws: SalesRefusal.noColumns(missing: ["amount"], found: ["customer", "date", "sum"])) {
            try Self.read("customer,date,sum\n")
        }
        #expect(throws: SalesRefusal.noColumns(missing: ["customer", "date", "amount"], found: [])) { try Self.read("\n\n") }
        #expect(throws: SalesRefusal.twice("date")) { try Self.read("customer,date,amount,Date\n") }
        #expect(throws: SalesRefusal.endlessLine(1)) { try Self.read(String(repeating: "x", count: 3 << 20)) }
        #expect(throws: SalesRefusal.endlessLine(2)) {
            try Self.read("customer,date,amount\n" + String(repeating: "x", count: 3 << 20), piece: 1 << 16)
        }
    }

    @Test func `bytes at random never end the program`() throws {
        var draw = Draw(seed: 77)
        let alphabet = Array("\",;\n\r-.0129 ab\u{2212}é".utf8) + [0xFF]
        for _ in 0..<300 {
            let rows = (0..<Int(draw.uniform() * 300)).map { _ in alphabet[Int(draw.uniform() * Double(alphabet.count))] }
            let csv = Array("date,amount,customer\n".utf8) + rows
            let whole = try Self.read(csv, piece: 1 << 20)
            let pieces = try Self.read(csv, piece: 1 + Int(draw.uniform() * 9))
            #expect(whole.problems == pieces.problems && whole.book.rows == pieces.book.rows, "\(String(decoding: csv, as: UTF8.self))")
        }
    }

    @Test func `amounts are read digit by digit and never through a floating number`() {
        func minor(_ text: String, _ decimals: Int = 2) -> Int64? {
            Array(text.utf8).withUnsafeBytes { MinorAmount.parse($0, decimals: decimals) }
        }
        #expect(minor("0.29") == 29 && minor("1.15") == 115 && minor("4.35") == 435 && minor("70368744177.66") == 7_036_874_417_766)
        #expect(minor("-12,5") == -1250 && minor("\u{2212}3") == -300 && minor("+0") == 0 && minor(".5") == 50 && minor("5.") == 500)
        #expect(minor("1.000") == 100 && minor("1.001") == nil && minor("1.001", 3) == 1001 && minor("7", 0) == 7 && minor("7.5", 0) == nil)
        for wrong in ["", "-", ".", "1,234.50", "1 234", "12e3", "NaN", "12-", "0x10", "99999999999999999999"] {
            #expect(minor(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `days are the calendar's`() {
        #expect(Day("1970-01-01")?.number == 0 && Day("2000-03-01")?.number == 11_017 && Day("1969-12-31")?.number == -1)
        for wrong in [
            "2025-02-29", "1900-02-29", "2026-13-01", "2026-04-31", "26-01-01", "2026-1-1", "2026-01-01x", "1.1.26", "1899-12-31",
        ] {
            #expect(Day(wrong) == nil, "\(wrong)")
        }
        for number in stride(from: Int32(-25_000), to: 60_000, by: 17) {
            let day = Day(number: number)
            #expect(Day(day.text) == day)
        }
    }

    // ── Purchases ─────────────────────────────────────────────────────────────────────────────────────────────────

    @Test func `several receipts of one day are one purchase`() throws {
        let (tally, _) = try Self.tally(
            [("2026-01-05", "10"), ("2026-01-05", "2.50"), ("2026-01-12", "4"), ("2026-01-12", "6"), ("2026-01-26", "8")],
            until: "2026-01-31")
        #expect(tally.history == BuyingHistory(frequency: 2, recencyDays: 21, ageDays: 26))
        #expect(tally.spend == RepeatSpend(purchases: 2, minor: 1800), "the first day is left out")
        #expect(tally.rhythm == Rhythm(medianGapDays: 10.5, silentDays: 5))
    }

    @Test func `what is given back comes off the purchase, and a purchase wholly given back was none`() throws {
        // The refund of the 20th takes the 4 of the 12th, and 3 of the 10 of the 5th.
        let (partly, none) = try Self.tally(
            [("2026-01-20", "-7"), ("2026-01-05", "10"), ("2026-01-12", "4"), ("2026-01-26", "8")], until: "2026-01-31")
        #expect(partly.history == BuyingHistory(frequency: 1, recencyDays: 21, ageDays: 26) && none.isEmpty)
        #expect(partly.spend == RepeatSpend(purchases: 1, minor: 800))
        let (wholly, _) = try Self.tally([("2026-01-05", "10"), ("2026-01-06", "-10")], until: "2026-01-31")
        #expect(wholly.history == nil && wholly.spend == nil)
        let (sameDay, _) = try Self.tally([("2026-01-05", "1"), ("2026-01-12", "-3"), ("2026-01-12", "9")], until: "2026-01-31")
        #expect(sameDay.spend == RepeatSpend(purchases: 1, minor: 600))
        // Something free is a visit, and no spend.
        let (free, _) = try Self.tally([("2026-01-05", "1"), ("2026-01-12", "0")], until: "2026-01-31")
        #expect(free.history?.frequency == 1 && free.spend == nil)
    }

    @Test func `more given back than bought is told by line`() throws {
        let (tally, problems) = try Self.tally([("2026-01-05", "10"), ("2026-01-04", "-3"), ("2026-01-06", "-12.5")], until: "2026-01-31")
        #expect(tally.history == nil)
        #expect(problems.map(\.line) == [3, 4] && problems.map(\.found) == ["3.00", "2.50"])
    }

    @Test func `the time held out is not looked at, also not for what was given back in it`() throws {
        let sales = [("2026-01-05", "10"), ("2026-01-12", "4"), ("2026-02-02", "-4"), ("2026-02-09", "6"), ("2026-03-20", "9")]
        let (tally, _) = try Self.tally(sales, until: "2026-02-28", holdout: "2026-02-01")
        #expect(tally.history == BuyingHistory(frequency: 1, recencyDays: 7, ageDays: 26))
        #expect(tally.spend == RepeatSpend(purchases: 1, minor: 400))
        #expect(tally.laterPurchases == 1 && tally.laterMinor == 600)
        let (later, _) = try Self.tally([("2026-02-05", "10")], until: "2026-02-28", holdout: "2026-02-01")
        #expect(later.history == nil && later.laterPurchases == 0)
    }

    @Test func `a rhythm is everybody's own`() throws {
        let (weekly, _) = try Self.tally(
            (0..<6).map { (Day(number: 20_000 + 7 * $0).text, "3") }, until: Day(number: 20_000 + 35 + 22).text)
        #expect(weekly.rhythm?.isSilent == true)
        let (yearly, _) = try Self.tally((0..<3).map { (Day(number: 20_000 + 365 * $0).text, "90") }, until: Day(number: 20_730 + 300).text)
        #expect(yearly.rhythm?.isSilent == false)
        let (twice, _) = try Self.tally([("2026-01-05", "10"), ("2026-01-12", "4")], until: "2026-12-31")
        #expect(twice.rhythm == nil, "one gap is no rhythm")
    }

    @Test func `few customers are noise, and wishes that cannot be are refused`() throws {
        var csv = "customer,date,amount\n"
        var draw = Draw(seed: 91)
        for customer in 0..<80 {
            for _ in 0...Int(draw.uniform() * 5) {
                csv += "\(customer),\(Day(number: 20_000 + Int32(draw.uniform() * 300)).text),\(1 + Int(draw.uniform() * 90))\n"
            }
        }
        let fit = try ValueFit(.read(Array(csv.utf8)), ValueFit.Wishes())
        #expect(fit.isNoise && fit.repeatCustomers > 30)
        var wishes = ValueFit.Wishes()
        wishes.end = Day(number: 10_000)
        #expect(throws: ValueFit.Refusal.self) { try ValueFit(.read(Array(csv.utf8)), wishes) }
        wishes.end = nil
        wishes.holdoutFrom = Day(number: 30_000)
        #expect(throws: ValueFit.Refusal.self) { try ValueFit(.read(Array(csv.utf8)), wishes) }
        #expect(throws: ValueFit.Refusal.noSales) { try ValueFit(.read(Array("customer,date,amount\n".utf8)), ValueFit.Wishes()) }
    }

    @Test func `sales that come from elsewhere make the same book`() throws {
        var book = SalesBook(decimals: 2)
        for (customer, day, minor) in [
            ("anna", "2026-01-05", 1000 as Int64), ("Գևորգ", "2026-01-06", 500), ("anna", "2026-01-12", 400), ("anna", "2026-01-12", -100),
        ] {
            book.add(customer: customer, try #require(Day(day)), minor: minor)
        }
        let csv = "customer,date,amount\nanna,2026-01-05,10\nԳևորգ,2026-01-06,5\nanna,2026-01-12,4\nanna,2026-01-12,-1\n"
        let end = try #require(Day("2026-01-31"))
        let read = SalesBook.read(Array(csv.utf8)).tallies(until: end)
        #expect(book.tallies(until: end).tallies == read.tallies && read.tallies[0].spend == RepeatSpend(purchases: 1, minor: 300))
    }

    @Test func `a firm among customers is seen, and set apart where that is wished`() throws {
        var csv = "customer,date,amount\n"
        var draw = Draw(seed: 93)
        for customer in 0..<300 {
            let mean = 6 / draw.gamma(shape: 6, rate: 15)
            for visit in 0..<4 {
                csv += "\(customer),\(Day(number: 20_000 + Int32(visit * 20) + Int32(draw.uniform() * 15)).text),\(Int(1 + mean))\n"
            }
        }
        for visit in 0..<4 { csv += "Firm,\(Day(number: 20_000 + Int32(visit * 30)).text),90000\n" }
        let plain = try ValueFit(.read(Array(csv.utf8)), ValueFit.Wishes())
        #expect(plain.outliers?.customers == 1 && (plain.outliers?.shareOfSpend ?? 0) > 0.5 && plain.spenders == 301)
        var wishes = ValueFit.Wishes()
        wishes.setsOutliersApart = true
        let apart = try ValueFit(.read(Array(csv.utf8)), wishes)
        #expect(apart.spenders == 300)
        let firm = try #require(apart.tallies.indices.first { apart.name(of: $0) == "Firm" })
        #expect(apart.isApart(apart.tallies[firm]) && !plain.isApart(plain.tallies[firm]) && !apart.isApart(apart.tallies[0]))
    }
}
