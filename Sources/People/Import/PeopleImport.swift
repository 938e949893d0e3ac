import Core
import Foundation
import Language
import Storage

/// A table of people that somebody brought, from the upload to the way back (165).
///
///     draft ─check─▶ checking ─▶ checked ─start─▶ running ─▶ done ─undo─▶ undoing ─▶ undone
///       ▲                           │
///       └───── read differently ────┘
///
/// The file is kept for ``kept``, for the rows that were wrong; so are the cards as they were before, for the way back.
public struct PeopleImport: Sendable {
    public typealias ID = Storage.ID<PeopleImport>
    public enum State: String, Sendable, CaseIterable, SQLValue { case draft, checking, checked, running, done, undoing, undone }

    public var id: ID
    public var name: String
    public var staff: Staff.ID?
    public var at: Instant
    public var state: State
    var sheet: Sheet
    var hasHeader: Bool
    var columns: [ImportColumn]
    public var size: Int
    /// Without the heading.
    public var rows: Int
    /// The number of the last row that was taken in; while it is undone, of people who were looked at.
    public var place: Int
    public var counts: ImportCounts
    public var endedAt: Instant?
    var hasFile: Bool
    /// People of an import that was taken back whose cards stay.
    var keptBack: Int

    static let mostBytes = 20_000_000
    static let mostMegabytes = mostBytes / 1_000_000
    static let mostRows = 100_000
    static let mostColumns = 100
    static let kept = UndoTime.time
    /// Rows of one transaction. Others write between two.
    static let piece = 500
    /// What is not larger is done while the browser waits.
    static let small = 5_000

    static let columns: SQL = """
        i.id, i.name, i.staff_id, i.at, i.state, i.charset, i.delimiter, i.has_header, i.columns, i.size, i.row_count, i.place,
        i.added, i.changed, i.same, i.wrong, i.ended_at, CASE WHEN i.bytes IS NULL THEN 0 ELSE 1 END, i.kept_back
        """

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        staff = try row.next()
        at = try row.next()
        state = try row.next()
        sheet = Sheet(
            charset: SheetCharset(rawValue: try row.next()) ?? .utf8, delimiter: CSVDelimiter(name: try row.next()) ?? .comma)
        hasHeader = try row.next()
        columns = try row.next(String.self).split(separator: ",").map { ImportColumn(rawValue: String($0)) ?? .none }
        size = try row.next()
        rows = try row.next()
        place = try row.next()
        counts = ImportCounts(added: try row.next(), changed: try row.next(), same: try row.next(), wrong: try row.next())
        endedAt = try row.next()
        hasFile = try row.next()
        keptBack = try row.next()
    }

    var subject: Event.Subject { Event.Subject("people_import", id) }
    /// In percent.
    var progress: Int { rows == 0 ? 100 : min(100, place * 100 / rows) }

    func canBeUndone(_ now: Instant) -> Bool { state == .done && now < at + Self.kept && counts.added + counts.changed > 0 }

    /// The rows with people in them.
    func body(_ bytes: [UInt8], limit: Int = .max) -> [CSVRow] {
        let rows = sheet.rows(bytes, limit: limit == .max ? .max : limit + 1)
        return hasHeader ? Array(rows.dropFirst()) : Array(rows.prefix(limit))
    }
}

/// What becomes of the rows, in numbers.
public struct ImportCounts: Sendable, Equatable {
    public var added = 0
    public var changed = 0
    public var same = 0
    public var wrong = 0

    mutating func count(_ step: ImportStep) {
        switch step {
        case .add: added += 1
        case .change: changed += 1
        case .same: same += 1
        case .wrong: wrong += 1
        }
    }
}

/// Why a file is not taken, or read that way.
public enum ImportRefusal: Error, Sendable, Equatable {
    case noFile
    case tooLarge
    case noRows
    case noTable(SheetFile)
    case tooManyRows(Int)
    case noWhom
    case twice(String)
    case notNow
    case gone

    public func sentence(_ t: Words) -> String {
        switch self {
        case .noFile: t("Choose a file.")
        case .tooLarge: t("The file is larger than {n} MB. Divide it, or leave out columns.", ["n": t.number(PeopleImport.mostMegabytes)])
        case .noTable(let file): file.sentence(t)
        case .noRows: t("There are no rows in this file.")
        case .tooManyRows(let n):
            t(
                "The file has {n} rows. At most {most} come in at once: divide it.",
                ["n": t.number(n), "most": t.number(PeopleImport.mostRows)])
        case .noWhom: t("Say which column is the name, the e-mail address or the phone number.")
        case .twice(let column):
            t("Two columns are “{column}”. Leave one of them out.", ["column": ImportColumn(rawValue: column)?.words(t) ?? column])
        case .notNow: t("This import is under way or over. Look at it again.")
        case .gone: t("The file is no longer kept. Upload it again.")
        }
    }
}

extension Reader {
    public func peopleImport(_ id: PeopleImport.ID) throws -> PeopleImport? {
        try first("SELECT \(PeopleImport.columns) FROM people_import i WHERE i.id = \(id)") { try PeopleImport(row: &$0) }
    }

    func peopleImports(limit: Int = 30) throws -> [PeopleImport] {
        try all("SELECT \(PeopleImport.columns) FROM people_import i ORDER BY i.id DESC LIMIT \(limit)") { try PeopleImport(row: &$0) }
    }

    func importFile(_ id: PeopleImport.ID) throws -> [UInt8]? {
        let packed = try value("SELECT bytes FROM people_import WHERE id = \(id)", as: [UInt8]?.self)
        return try packed.flatMap { $0 }.map { try Compressed.unpack($0, limit: PeopleImport.mostBytes) }
    }

    func importProblems(_ id: PeopleImport.ID, limit: Int = .max) throws -> [ImportProblem] {
        try all("SELECT row_no, col_no, kind, holder_id FROM import_problem WHERE import_id = \(id) ORDER BY row_no LIMIT \(limit)") {
            row in
            ImportProblem(
                row: try row.next(), column: try row.next(), kind: ImportProblem.Kind(rawValue: try row.next()) ?? .nobody,
                holder: try row.next())
        }
    }
}

extension Tx {
    /// Keeps a file and what it looks like. Nothing becomes of it before somebody says so.
    public func bring(_ name: String, _ bytes: [UInt8], as reading: ImportReading = ImportReading()) throws -> PeopleImport.ID {
        guard !bytes.isEmpty else { throw ImportRefusal.noRows }
        guard bytes.count <= PeopleImport.mostBytes else { throw ImportRefusal.tooLarge }
        if let file = SheetFile(bytes) { throw ImportRefusal.noTable(file) }
        var sheet = Sheet(guessing: bytes, charset: reading.charset)
        if let delimiter = reading.delimiter { sheet.delimiter = delimiter }
        let rows = sheet.rows(bytes)
        let guess = ImportGuess.look(Array(rows.prefix(50)))
        let hasHeader = reading.hasHeader ?? guess.hasHeader
        let count = rows.count - (hasHeader ? 1 : 0)
        guard count > 0 else { throw ImportRefusal.noRows }
        guard count <= PeopleImport.mostRows else { throw ImportRefusal.tooManyRows(count) }
        let columns = reading.columns.map { $0.map { ImportColumn(rawValue: $0) ?? .none } } ?? guess.columns
        let id = newID(PeopleImport.self)
        try db.run(
            """
            INSERT INTO people_import (id, name, staff_id, at, state, charset, delimiter, has_header, columns, bytes, size, row_count, place,
                added, changed, same, wrong)
            VALUES (\(id), \(String(name.prefix(200))), \(actor.staff), \(now), 'draft', \(sheet.charset.rawValue), \(sheet.delimiter.name),
                    \(hasHeader), \(columns.map(\.rawValue).joined(separator: ",")), \(Compressed.pack(bytes)), \(bytes.count),
                    \(count), 0, 0, 0, 0, 0)
            """)
        silentByIntent = true
        return id
    }

    /// Reads the file in another way. What was found out before is forgotten.
    func read(_ id: PeopleImport.ID, _ sheet: Sheet, hasHeader: Bool, _ columns: [ImportColumn]?) throws {
        guard let known = try db.peopleImport(id), [.draft, .checked].contains(known.state) else { throw ImportRefusal.notNow }
        guard let bytes = try db.importFile(id) else { throw ImportRefusal.gone }
        let rows = sheet.rows(bytes)
        let count = rows.count - (hasHeader ? 1 : 0)
        let columns = columns ?? ImportGuess.look(Array(rows.prefix(50))).columns
        try db.run(
            """
            UPDATE people_import SET charset = \(sheet.charset.rawValue), delimiter = \(sheet.delimiter.name), has_header = \(hasHeader),
                columns = \(columns.map(\.rawValue).joined(separator: ",")), row_count = \(max(0, count)), state = 'draft', added = 0,
                changed = 0, same = 0, wrong = 0
            WHERE id = \(id)
            """)
        try db.run("DELETE FROM import_problem WHERE import_id = \(id)")
        silentByIntent = true
    }

    /// The file is not wanted after all, or its time is over.
    func forget(_ id: PeopleImport.ID) throws -> Bool {
        guard let known = try db.peopleImport(id), [.draft, .checked, .checking].contains(known.state) else { return false }
        try db.run("DELETE FROM import_problem WHERE import_id = \(id)")
        try db.run("DELETE FROM people_import WHERE id = \(id)")
        silentByIntent = true
        return true
    }

    /// Drops files and earlier cards whose time is over. The numbers of what came in stay.
    func sweepImports() throws {
        let border = now - PeopleImport.kept
        let over: SQL = "(SELECT id FROM people_import WHERE at < \(border))"
        try db.run("DELETE FROM import_row WHERE import_id IN \(over)")
        try db.run("DELETE FROM import_wish WHERE import_id IN \(over)")
        try db.run("DELETE FROM import_problem WHERE import_id IN \(over)")
        try db.run("UPDATE people_import SET bytes = NULL, name = '' WHERE at < \(border) AND bytes IS NOT NULL")
        try db.run("DELETE FROM people_import WHERE at < \(border) AND state IN ('draft', 'checked', 'checking')")
        silentByIntent = true
    }
}

/// How a file is to be read where that is not left to guessing.
public struct ImportReading: Sendable {
    public var charset: SheetCharset?
    public var delimiter: CSVDelimiter?
    public var hasHeader: Bool?
    /// Names as in ``ImportColumn``, one a column.
    public var columns: [String]?
    public init(charset: SheetCharset? = nil, delimiter: CSVDelimiter? = nil, hasHeader: Bool? = nil, columns: [String]? = nil) {
        self.charset = charset
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        self.columns = columns
    }

    /// What a column may be called.
    public static var columnNames: [String] { ImportColumn.allCases.map(\.rawValue) }
}
