import Foundation

/// A piece of SQL. Literals are SQL text; an interpolated value is bound, an interpolated `SQL` is spliced in, an interpolated list becomes
/// "(?, ?, …)" for IN.
///
///     "SELECT name FROM customer WHERE id = \(id) AND state IN \(states) \(order)"
///
/// There is no way to put a `String` into the text: literals are `StaticString`, known when the program is compiled.
public struct SQL: Sendable {
    /// The text as SQLite reads it, each bound value a `?`. No `?` stands for anything else, which PostgreSQL's form relies on.
    private(set) var text: String
    private(set) var values: [Value]

    /// Only for text that Storage itself has checked, such as names out of its own catalog.
    init(checked text: String, values: [Value] = []) {
        self.text = text
        self.values = values
    }

    /// Parts one after the other with `separator` between them; "" for no part.
    public static func joined(_ parts: [SQL], separator: SQL = ", ") -> SQL {
        var joined = SQL(checked: "")
        for (index, part) in parts.enumerated() {
            if index > 0 { joined.append(separator) }
            joined.append(part)
        }
        return joined
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    public static func += (left: inout SQL, right: SQL) {
        left.append(right)
    }

    /// A quoted name.
    public static func identifier(_ name: StaticString) -> SQL {
        SQL(checked: Name(name).quoted)
    }

    /// A quoted name of a column.
    public static func column(_ name: StaticString) -> SQL {
        identifier(name)
    }

    mutating func append(_ other: SQL) {
        text += other.text
        values += other.values
    }

    mutating func append(literal: StaticString) {
        literal.withUTF8Buffer { bytes in
            precondition(
                bytes.baseAddress.flatMap { memchr($0, Int32(UInt8(ascii: "?")), bytes.count) } == nil,
                "A question mark in SQL text is not portable; bind the value instead: \(literal)")
            text += String(decoding: bytes, as: UTF8.self)
        }
    }

    mutating func bind(_ value: Value) {
        text += "?"
        values.append(value)
    }

    /// "(?, ?, …)". The list is filled up to a power of two with its last value, so that few different statements arise to be prepared.
    mutating func bind(list: [Value], of type: ColumnType) {
        guard let last = list.last else {
            // A list that contains nothing, of the right type for PostgreSQL; "(NULL)" would make NOT IN false.
            text += "(SELECT ? WHERE 1 = 0)"
            values.append(.null(type))
            return
        }
        var size = 1
        while size < list.count { size *= 2 }
        text += "(?" + String(repeating: ", ?", count: size - 1) + ")"
        values += list
        values += repeatElement(last, count: size - list.count)
    }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral value: StaticString) {
        self.init(checked: "")
        append(literal: value)
    }

    public init(stringInterpolation: Interpolation) {
        self = stringInterpolation.sql
    }

    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(checked: "")

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount)
            sql.values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            sql.append(literal: literal)
        }

        public mutating func appendInterpolation(_ value: some SQLValue) {
            sql.bind(value.sqlValue)
        }

        /// Named beside the generic form, since the compiler warns of an optional that meets a parameter which is not one.
        public mutating func appendInterpolation<Wrapped: SQLValue>(_ value: Wrapped?) {
            sql.bind(value.sqlValue)
        }

        public mutating func appendInterpolation<Element: SQLValue>(_ list: [Element]) {
            sql.bind(list: list.map(\.sqlValue), of: Element.columnType)
        }

        public mutating func appendInterpolation(_ part: SQL) {
            sql.append(part)
        }
    }
}

/// A name of a table, column or index: lower-case ASCII, and at most 50 characters so that PostgreSQL (63) never cuts a name made from it.
struct Name: Hashable, Sendable, Codable, CustomStringConvertible {
    let text: String

    init(_ name: StaticString) {
        guard let name = Name(checking: name.description) else { preconditionFailure("Not a portable name: \(name)") }
        self = name
    }

    init?(checking text: String) {
        let bytes = text.utf8
        guard let first = bytes.first, first != UInt8(ascii: "_"), !(0x30...0x39).contains(first), bytes.count <= 50,
            bytes.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        self.text = text
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = Name(checking: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not a name")
        }
        self = name
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    var quoted: String { "\"\(text)\"" }
    var description: String { text }
    var sql: SQL { SQL(checked: quoted) }
}

/// Printing an `SQL` shows its text and never its values, which may be secrets; so does a crash report.
extension SQL: CustomStringConvertible, CustomReflectable {
    public var description: String { text }
    public var customMirror: Mirror { Mirror(self, children: ["text": text]) }
}
