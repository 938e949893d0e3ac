import GRDB
import GRDBSQLite
import Glibc

/// Statements on one of GRDB's connections. GRDB opens, pools, prepares and keeps statements; binding and reading go straight to SQLite, which
/// is several times faster than by way of GRDB's rows.
final class SQLiteConnection: Connection {
    private let database: GRDB.Database
    private let handle: OpaquePointer
    /// The cached statements that are being stepped through; a nested use of the same text needs a statement of its own.
    private var stepping: [OpaquePointer] = []
    var failed = false

    init(_ database: GRDB.Database) {
        self.database = database
        guard let handle = database.sqliteConnection else { preconditionFailure("The connection is closed") }
        self.handle = handle
    }

    var engine: Engine { .sqlite }

    @discardableResult
    func query(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws -> Int {
        let before = sqlite3_total_changes64(handle)
        try step(sql, cached: true, body)
        // sqlite3_changes64 keeps the number of the last INSERT, UPDATE or DELETE when a statement is something else.
        return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
    }

    func stream(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        try step(sql, cached: true, body)
    }

    func define(_ sql: SQL) throws {
        // Transaction control comes again and again, a definition once.
        let isControl = sql.text.hasPrefix("SAVEPOINT") || sql.text.hasPrefix("RELEASE")
        try step(sql, cached: isControl) { _ in true }
    }

    private func step(_ sql: SQL, cached: Bool, _ body: (inout Row) throws -> Bool) throws {
        guard !failed else { throw StorageError.aborted }
        let statement = try prepare(sql.text, cached: cached)
        try withExtendedLifetime(statement) {
            let pointer = statement.sqliteStatement
            stepping.append(pointer)
            defer {
                sqlite3_reset(pointer)
                sqlite3_clear_bindings(pointer)
                stepping.removeLast()
            }
            try bind(sql, to: pointer)
            while true {
                switch sqlite3_step(pointer) {
                case SQLITE_ROW:
                    var row = Row(.sqlite(pointer))
                    guard try body(&row) else { return }
                case SQLITE_DONE:
                    return
                case let code:
                    throw failure(code, sql.text)
                }
            }
        }
    }

    private func prepare(_ text: String, cached: Bool) throws -> GRDB.Statement {
        do {
            guard cached else { return try database.makeStatement(sql: text) }
            let statement = try database.cachedStatement(sql: text)
            return stepping.contains(statement.sqliteStatement) ? try database.makeStatement(sql: text) : statement
        } catch let error as DatabaseError {
            failed = true
            throw StorageError(error, sql: text)
        }
    }

    private func bind(_ sql: SQL, to statement: OpaquePointer) throws {
        guard sqlite3_bind_parameter_count(statement) == sql.values.count else {
            throw failure(SQLITE_MISUSE, sql.text)
        }
        for (index, value) in sql.values.enumerated() {
            let position = Int32(index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(statement, position)
                case .int(let number): sqlite3_bind_int64(statement, position, number)
                case .text(let text): bind(text.withoutNULs, to: statement, at: position)
                case .blob(let bytes): bind(bytes, to: statement, at: position)
                }
            guard code == SQLITE_OK else { throw failure(code, sql.text) }
        }
    }

    private func bind(_ text: String, to statement: OpaquePointer, at position: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, position, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { start in
                sqlite3_bind_text64(statement, position, start, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    private func bind(_ bytes: [UInt8], to statement: OpaquePointer, at position: Int32) -> Int32 {
        // No bytes must not become NULL, which is what SQLite makes of a null pointer.
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, position, 0) }
        return bytes.withUnsafeBytes { sqlite3_bind_blob64(statement, position, $0.baseAddress, UInt64($0.count), copied) }
    }

    private func failure(_ code: Int32, _ text: String) -> StorageError {
        failed = true
        let extended = sqlite3_extended_errcode(handle)
        let message = String(cString: sqlite3_errmsg(handle))
        return StorageError(sqliteCode: extended & 0xFF == code & 0xFF ? extended : code, message: message, sql: text)
    }
}

/// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

extension StorageError {
    init(_ error: DatabaseError, sql: String) {
        self.init(
            sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "SQLite error \(error.resultCode.rawValue)", sql: sql)
    }

    init(sqliteCode code: Int32, message: String, sql: String) {
        let code = ResultCode(rawValue: code)
        switch code {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            // "UNIQUE constraint failed: duty.kind, duty.subject"
            self = .unique(message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message)
            return
        case .SQLITE_CONSTRAINT_FOREIGNKEY, .SQLITE_CONSTRAINT_TRIGGER:
            self = .foreignKey(message)
            return
        default:
            break
        }
        switch code.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .busy
        case .SQLITE_NOTADB:
            self = .refused("The file is not a database.")
        case .SQLITE_CORRUPT:
            self = .refused("The database file is damaged (\(message)); restore the newest good backup.")
        case .SQLITE_FULL:
            self = .refused("The disk is full; nothing was changed.")
        case .SQLITE_CANTOPEN:
            self = .refused("The database file cannot be opened or made; check that its folder exists and may be written.")
        case .SQLITE_READONLY:
            self = .failed("Only a write may change rows (\(message))", sql)
        default:
            self = .failed(message, sql)
        }
    }
}

extension String {
    /// PostgreSQL cannot hold NUL in text; both engines get U+FFFD in its place.
    var withoutNULs: String {
        var text = self
        // Every text that is bound comes by here: memchr is many times faster than looking at one byte after the other.
        guard text.withUTF8({ bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }
}
