/// What a column holds. Storage turns it into the engine's type: INTEGER, TEXT, BLOB (STRICT) on SQLite; BIGINT, TEXT COLLATE "C", BYTEA on
/// PostgreSQL.
public enum ColumnType: String, Sendable, Codable {
    case id, int, text, bool, blob, time
}

/// A value on its way into or out of a statement.
///
/// Booleans are the integers 0 and 1 on both engines, so that `x = 1` is the same question everywhere. A null carries its type because
/// PostgreSQL wants to know the type of every parameter.
public enum Value: Hashable, Sendable {
    case null(ColumnType)
    case int(Int64)
    case text(String)
    case blob([UInt8])
}

/// A Swift type that fits into one column.
public protocol SQLValue: Sendable {
    static var columnType: ColumnType { get }
    var sqlValue: Value { get }
    /// Throws `StorageError.decoding` where the column holds something else.
    init(sqlValue: Value) throws
}

extension Value {
    /// The sentence for a value that does not fit. It never tells the value itself, which may be a secret.
    @usableFromInline
    func misfit(_ wanted: Any.Type) -> StorageError {
        let found =
            switch self {
            case .null: "NULL"
            case .int: "an integer"
            case .text: "text"
            case .blob: "bytes"
            }
        return .decoding("Expected \(wanted), found \(found)")
    }
}

extension Int64: SQLValue {
    @inlinable public static var columnType: ColumnType { .int }
    @inlinable public var sqlValue: Value { .int(self) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = number
    }
}

extension Int: SQLValue {
    @inlinable public static var columnType: ColumnType { .int }
    @inlinable public var sqlValue: Value { .int(Int64(self)) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = Int(number)
    }
}

extension Bool: SQLValue {
    @inlinable public static var columnType: ColumnType { .bool }
    @inlinable public var sqlValue: Value { .int(self ? 1 : 0) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue, number == 0 || number == 1 else { throw sqlValue.misfit(Self.self) }
        self = number == 1
    }
}

/// NUL characters cannot be stored on PostgreSQL; on both engines they become U+FFFD on the way in.
extension String: SQLValue {
    @inlinable public static var columnType: ColumnType { .text }
    @inlinable public var sqlValue: Value { .text(self) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .text(let text) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = text
    }
}

extension [UInt8]: SQLValue {
    @inlinable public static var columnType: ColumnType { .blob }
    @inlinable public var sqlValue: Value { .blob(self) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .blob(let bytes) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = bytes
    }
}

extension Instant: SQLValue {
    @inlinable public static var columnType: ColumnType { .time }
    @inlinable public var sqlValue: Value { .int(milliseconds) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self.init(milliseconds: number)
    }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    @inlinable public static var columnType: ColumnType { Wrapped.columnType }
    @inlinable public var sqlValue: Value { self?.sqlValue ?? .null(Wrapped.columnType) }
    @inlinable public init(sqlValue: Value) throws {
        if case .null = sqlValue { self = nil } else { self = try Wrapped(sqlValue: sqlValue) }
    }
}

/// An enum with a raw value is stored as that raw value; an unknown raw value in the column is a decoding error.
extension SQLValue where Self: RawRepresentable, RawValue: SQLValue {
    @inlinable public static var columnType: ColumnType { RawValue.columnType }
    @inlinable public var sqlValue: Value { rawValue.sqlValue }
    @inlinable public init(sqlValue: Value) throws {
        guard let known = Self(rawValue: try RawValue(sqlValue: sqlValue)) else {
            throw StorageError.decoding("The column holds no known \(Self.self)")
        }
        self = known
    }
}
