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
    public static var columnType: ColumnType { .int }
    public var sqlValue: Value { .int(self) }
    public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = number
    }
}

extension Int: SQLValue {
    public static var columnType: ColumnType { .int }
    public var sqlValue: Value { .int(Int64(self)) }
    public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = Int(number)
    }
}

extension Bool: SQLValue {
    public static var columnType: ColumnType { .bool }
    public var sqlValue: Value { .int(self ? 1 : 0) }
    public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue, number == 0 || number == 1 else { throw sqlValue.misfit(Self.self) }
        self = number == 1
    }
}

/// NUL characters cannot be stored on PostgreSQL; on both engines they become U+FFFD on the way in.
extension String: SQLValue {
    public static var columnType: ColumnType { .text }
    public var sqlValue: Value { .text(self) }
    public init(sqlValue: Value) throws {
        guard case .text(let text) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = text
    }
}

extension [UInt8]: SQLValue {
    public static var columnType: ColumnType { .blob }
    public var sqlValue: Value { .blob(self) }
    public init(sqlValue: Value) throws {
        guard case .blob(let bytes) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self = bytes
    }
}

extension Instant: SQLValue {
    public static var columnType: ColumnType { .time }
    public var sqlValue: Value { .int(milliseconds) }
    public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self.init(milliseconds: number)
    }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    public static var columnType: ColumnType { Wrapped.columnType }
    public var sqlValue: Value { self?.sqlValue ?? .null(Wrapped.columnType) }
    public init(sqlValue: Value) throws {
        if case .null = sqlValue { self = nil } else { self = try Wrapped(sqlValue: sqlValue) }
    }
}

/// An enum with a raw value is stored as that raw value; an unknown raw value in the column is a decoding error.
extension SQLValue where Self: RawRepresentable, RawValue: SQLValue {
    public static var columnType: ColumnType { RawValue.columnType }
    public var sqlValue: Value { rawValue.sqlValue }
    public init(sqlValue: Value) throws {
        guard let known = Self(rawValue: try RawValue(sqlValue: sqlValue)) else {
            throw StorageError.decoding("The column holds no known \(Self.self)")
        }
        self = known
    }
}
