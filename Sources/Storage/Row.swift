import CPQ
import GRDBSQLite

/// One row, read left to right in the order the SELECT spells its columns. It is valid only inside the closure that receives it.
public struct Row {
    private let source: Source
    private var column: Int32 = 0

    enum Source {
        case sqlite(OpaquePointer)
        case postgres(PostgresRow)
    }

    init(_ source: Source) {
        self.source = source
    }

    /// The next column. Throws `StorageError.decoding` where it holds something else than a `T`, or where there is no further column.
    ///
    /// Inlinable, as what it calls: a list of fifty rows asks a thousand times, and an unspecialised generic costs more than SQLite.
    @inlinable
    public mutating func next<T: SQLValue>(_ type: T.Type = T.self) throws -> T {
        let value = try take(T.columnType)
        do {
            return try T(sqlValue: value)
        } catch {
            throw located(error)
        }
    }

    @usableFromInline
    mutating func take(_ type: ColumnType) throws -> Value {
        let value =
            switch source {
            case .sqlite(let statement): try Self.read(statement, column, type)
            case .postgres(let row): try row.value(column, type)
            }
        column += 1
        return value
    }

    @usableFromInline
    func located(_ error: any Error) -> any Error {
        guard case StorageError.decoding(let message) = error else { return error }
        return StorageError.decoding("\(message) in column \(column)")
    }

    /// All columns as they are, for copying tables whose types are known from the catalog.
    mutating func values(_ types: [ColumnType]) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(types.count)
        for type in types {
            switch source {
            case .sqlite(let statement): values.append(try Self.read(statement, column, type))
            case .postgres(let row): values.append(try row.value(column, type))
            }
            column += 1
        }
        return values
    }

    @inline(__always)
    private static func read(_ statement: OpaquePointer, _ column: Int32, _ type: ColumnType) throws -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER:
            return .int(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            guard let bytes = sqlite3_column_text(statement, column) else { return .text("") }
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let bytes = sqlite3_column_blob(statement, column) else { return .blob([]) }
            return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column)))))
        case SQLITE_NULL:
            // SQLite answers NULL for a column past the end as well.
            guard column < sqlite3_column_count(statement) else { throw StorageError.decoding("There is no column \(column + 1)") }
            return .null(type)
        default:
            throw StorageError.decoding("Column \(column + 1) is a floating-point number; cast it in the SQL")
        }
    }
}
