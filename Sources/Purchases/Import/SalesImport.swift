import Core
import Foundation
import Language
import People
import Storage
import Web

/// A table of sales that somebody brought, from the upload to the way back.
///
///     draft ─check─▶ checking ─▶ checked ─start─▶ running ─▶ counting ─▶ done ─undo─▶ undoing ─▶ undone
///       ▲                           │
///       └───── read differently ────┘
///
/// While it runs, sales come in; then the rhythm of everybody who bought is counted once. The file is kept for ``kept``, for the rows that were
/// wrong.
public struct SalesImport: Sendable {
    public typealias ID = Storage.ID<SalesImport>
    public enum State: String, Sendable, CaseIterable, SQLValue { case draft, checking, checked, running, counting, done, undoing, undone }

    public var id: ID
    public var name: String
    public var staff: Staff.ID?
    public var at: Instant
    public var state: State
    var reading: SalesReading
    public var size: Int
    /// Without the heading.
    public var rows: Int
    /// The number of the last row that was taken in.
    public var place: Int
    public var counts: SalesCounts
    public var endedAt: Instant?
    var hasFile: Bool

    /// Of a file that is uploaded, and kept for the rows that were wrong.
    static let mostBytes = 20_000_000
    static let mostMegabytes = mostBytes / 1_000_000
    /// Of a file that the command reads.
    static let mostRows = 10_000_000
    static let mostColumns = 100
    static let kept = UndoTime.time
    /// Rows of one transaction. Others write between two.
    static let piece = 2_000
    /// What is not larger is done while the browser waits.
    static let small = 5_000

    static let columns: SQL = """
        i.id, i.name, i.staff_id, i.at, i.state, i.charset, i.delimiter, i.has_header, i.columns, i.decimal_mark, i.date_order,
        i.unknown_people, i.size, i.row_count, i.place, i.added, i.same, i.made, i.wrong, i.ended_at,
        CASE WHEN i.bytes IS NULL THEN 0 ELSE 1 END
        """

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        staff = try row.next()
        at = try row.next()
        state = try row.next()
        let sheet = Sheet(
            charset: SheetCharset(rawValue: try row.next()) ?? .utf8, delimiter: CSVDelimiter(name: try row.next()) ?? .comma)
        let hasHeader: Bool = try row.next()
        let columns = try row.next(String.self).split(separator: ",").map { SalesColumn(rawValue: String($0)) ?? .none }
        let mark = MoneyReading.Mark(rawValue: try row.next()) ?? .point
        let order = DateOrder(rawValue: try row.next()) ?? .dayFirst
        let makesPeople = try row.next(String.self) == "make"
        reading = SalesReading(sheet: sheet, hasHeader: hasHeader, columns: columns, mark: mark, order: order, makesPeople: makesPeople)
        size = try row.next()
        rows = try row.next()
        place = try row.next()
        counts = SalesCounts(added: try row.next(), same: try row.next(), made: try row.next(), wrong: try row.next())
        endedAt = try row.next()
        hasFile = try row.next()
    }

    public var subject: Event.Subject { Event.Subject("purchase_import", id) }
    /// In percent.
    var progress: Int { rows == 0 ? 100 : min(100, place * 100 / rows) }
    func canBeUndone(_ now: Instant) -> Bool { state == .done && now < at + Self.kept && counts.added > 0 }

    /// The rows with sales in them.
    func body(_ bytes: [UInt8]) -> SheetRows {
        var rows = SheetRows(reading.sheet, bytes)
        if reading.hasHeader { _ = rows.next(1) }
        return rows
    }
}

/// What becomes of the rows, in numbers.
public struct SalesCounts: Sendable, Equatable {
    public var added = 0
    /// Known already.
    public var same = 0
    /// People who got a card.
    public var made = 0
    public var wrong = 0
}

/// How a file is to be read where that is not left to guessing.
public struct SalesWish: Sendable {
    public var charset: SheetCharset?
    public var delimiter: CSVDelimiter?
    public var hasHeader: Bool?
    /// Names as in ``columnNames``, one a column.
    public var columns: [String]?
    /// "point" or "comma".
    public var decimalMark: String?
    /// "day", "month" or "year": which comes first.
    public var dateOrder: String?
    public var makesPeople = false
    public init() {}

    public static var columnNames: [String] { SalesColumn.allCases.map(\.rawValue) }
    public static var decimalMarks: [String] { MoneyReading.Mark.allCases.map(\.rawValue) }
    public static var dateOrders: [String] { DateOrder.allCases.map(\.rawValue) }
}

/// Why a file is not taken, or read that way.
public enum SalesRefusal: Error, Sendable, Equatable {
    case noFile
    case tooLarge
    case noRows
    case noTable(SheetFile)
    case noDate
    case noAmount
    case twice(String)
    case tooManyRows(Int)
    case notNow
    case gone

    public func sentence(_ t: Words) -> String {
        switch self {
        case .noFile: t("Choose a file.")
        case .tooLarge:
            t(
                "The file is larger than {n} MB. Divide it, or bring it with the command “regulars purchases import”.",
                ["n": t.number(SalesImport.mostMegabytes)])
        case .noTable(let file): file.sentence(t)
        case .noRows: t("There are no rows in this file.")
        case .noDate: t("Say which column is the date.")
        case .noAmount: t("Say which column is the amount.")
        case .twice(let column):
            t("Two columns are “{column}”. Leave one of them out.", ["column": SalesColumn(rawValue: column)?.words(t) ?? column])
        case .tooManyRows(let n):
            t(
                "The file has {n} rows. At most {most} come in at once: divide it.",
                ["n": t.number(n), "most": t.number(SalesImport.mostRows)])
        case .notNow: t("This import is under way or over. Look at it again.")
        case .gone: t("The file is no longer kept. Upload it again.")
        }
    }
}

extension SalesReading {
    /// What the beginning of a table looks like.
    static func guess(_ bytes: [UInt8], _ wish: SalesWish, sheet given: Sheet? = nil, language: Language) -> SalesReading {
        var sheet = given ?? Sheet(guessing: bytes, charset: wish.charset)
        if let delimiter = wish.delimiter { sheet.delimiter = delimiter }
        var all = SheetRows(sheet, Array(bytes.prefix(1 << 20)))
        let rows = all.next(200)
        let look = SalesGuess.look(rows)
        let hasHeader = wish.hasHeader ?? look.hasHeader
        let columns = wish.columns.map { $0.map { SalesColumn(rawValue: $0) ?? .none } } ?? look.columns
        let body = hasHeader ? Array(rows.dropFirst()) : rows
        func cells(_ column: SalesColumn) -> [String] {
            columns.firstIndex(of: column).map { place in body.map { $0[place].trimmed }.filter { !$0.isEmpty } } ?? []
        }
        let usualMark: MoneyReading.Mark = language == .en ? .point : .comma
        let mark = wish.decimalMark.flatMap(MoneyReading.Mark.init) ?? MoneyReading.mark(of: cells(.amount)) ?? usualMark
        let order = wish.dateOrder.flatMap(DateOrder.init) ?? DateOrder.guess(cells(.date), else: .dayFirst)
        return SalesReading(
            sheet: sheet, hasHeader: hasHeader, columns: columns, mark: mark, order: order, makesPeople: wish.makesPeople)
    }

    func check() throws(SalesRefusal) {
        if !columns.contains(.date) { throw .noDate }
        if !columns.contains(.amount) { throw .noAmount }
        if let twice = columns.first(where: { column in column != .none && columns.count { $0 == column } > 1 }) {
            throw .twice(twice.rawValue)
        }
    }
}

extension Reader {
    public func salesImport(_ id: SalesImport.ID) throws -> SalesImport? {
        try first("SELECT \(SalesImport.columns) FROM purchase_import i WHERE i.id = \(id)") { try SalesImport(row: &$0) }
    }

    func salesImports(limit: Int = 30) throws -> [SalesImport] {
        try all("SELECT \(SalesImport.columns) FROM purchase_import i ORDER BY i.id DESC LIMIT \(limit)") { try SalesImport(row: &$0) }
    }

    func salesFile(_ id: SalesImport.ID) throws -> [UInt8]? {
        let packed = try value("SELECT bytes FROM purchase_import WHERE id = \(id)", as: [UInt8]?.self)
        return try packed.flatMap { $0 }.map { try Compressed.unpack($0, limit: SalesImport.mostBytes) }
    }

    func salesProblems(_ id: SalesImport.ID, limit: Int = .max) throws -> [SalesProblem] {
        try all("SELECT row_no, col_no, kind, other FROM purchase_import_problem WHERE import_id = \(id) ORDER BY row_no LIMIT \(limit)") {
            row in
            SalesProblem(
                row: try row.next(), column: try row.next(), kind: SalesProblem.Kind(rawValue: try row.next()) ?? .amount,
                other: try row.next())
        }
    }
}

extension Tx {
    /// Keeps a file and what it looks like. Nothing becomes of it before somebody says so.
    /// - Parameter keepsFile: false for a command, which reads the file itself and may bring one of any size.
    func bringSales(_ name: String, _ bytes: [UInt8], _ wish: SalesWish = SalesWish(), keepsFile: Bool = true) throws -> SalesImport.ID {
        guard !bytes.isEmpty else { throw SalesRefusal.noRows }
        if keepsFile, bytes.count > SalesImport.mostBytes { throw SalesRefusal.tooLarge }
        if let file = SheetFile(bytes) { throw SalesRefusal.noTable(file) }
        let reading = SalesReading.guess(bytes, wish, language: shop.language)
        let count = try count(bytes, reading)
        let id = newID(SalesImport.self)
        let packed: [UInt8]? = keepsFile ? Compressed.pack(bytes) : nil
        try db.run(
            """
            INSERT INTO purchase_import (id, name, staff_id, at, state, charset, delimiter, has_header, columns, decimal_mark, date_order,
                unknown_people, bytes, size, row_count, place, added, same, made, wrong)
            VALUES (\(id), \(String(name.prefix(200))), \(actor.staff), \(now), 'draft', \(reading.sheet.charset.rawValue),
                    \(reading.sheet.delimiter.name), \(reading.hasHeader), \(reading.columns.map(\.rawValue).joined(separator: ",")),
                    \(reading.mark.rawValue), \(reading.order.rawValue), \(reading.makesPeople ? "make" : "leave"), \(packed),
                    \(bytes.count), \(count), 0, 0, 0, 0, 0)
            """)
        silentByIntent = true
        return id
    }

    private func count(_ bytes: [UInt8], _ reading: SalesReading) throws -> Int {
        var rows = SheetRows(reading.sheet, bytes)
        var count = reading.hasHeader ? -1 : 0
        while case let some = rows.next(10_000), !some.isEmpty { count += some.count }
        guard count > 0 else { throw SalesRefusal.noRows }
        guard count <= SalesImport.mostRows else { throw SalesRefusal.tooManyRows(count) }
        return count
    }

    /// Reads the file in another way. What was found out before is forgotten.
    func readSales(_ id: SalesImport.ID, _ reading: SalesReading) throws {
        guard let known = try db.salesImport(id), [.draft, .checked].contains(known.state) else { throw SalesRefusal.notNow }
        guard let bytes = try db.salesFile(id) else { throw SalesRefusal.gone }
        var reading = reading
        if reading.sheet != known.reading.sheet {
            // Other columns come out; what they mean is guessed anew.
            let makes = reading.makesPeople
            reading = SalesReading.guess(bytes, SalesWish(), sheet: reading.sheet, language: shop.language)
            reading.makesPeople = makes
        }
        let count = try count(bytes, reading)
        try db.run(
            """
            UPDATE purchase_import SET charset = \(reading.sheet.charset.rawValue), delimiter = \(reading.sheet.delimiter.name),
                has_header = \(reading.hasHeader), columns = \(reading.columns.map(\.rawValue).joined(separator: ",")),
                decimal_mark = \(reading.mark.rawValue), date_order = \(reading.order.rawValue),
                unknown_people = \(reading.makesPeople ? "make" : "leave"), row_count = \(count), state = 'draft', added = 0, same = 0,
                made = 0, wrong = 0
            WHERE id = \(id)
            """)
        try db.run("DELETE FROM purchase_import_problem WHERE import_id = \(id)")
        silentByIntent = true
    }

    /// The file is not wanted after all, or its time is over.
    func forgetSales(_ id: SalesImport.ID) throws -> Bool {
        guard let known = try db.salesImport(id), [.draft, .checked, .checking].contains(known.state) else { return false }
        try db.run("DELETE FROM purchase_import_problem WHERE import_id = \(id)")
        try db.run("DELETE FROM purchase_import WHERE id = \(id)")
        silentByIntent = true
        return true
    }

    /// Drops files whose time is over. The numbers of what came in stay.
    func sweepSalesImports() throws {
        let border = now - SalesImport.kept
        let over: SQL = "(SELECT id FROM purchase_import WHERE at < \(border))"
        try db.run("DELETE FROM purchase_import_problem WHERE import_id IN \(over)")
        try db.run("UPDATE purchase_import SET bytes = NULL, name = '' WHERE at < \(border) AND (bytes IS NOT NULL OR name <> '')")
        try db.run("DELETE FROM purchase_import WHERE at < \(border) AND state IN ('draft', 'checked', 'checking')")
        silentByIntent = true
    }
}
