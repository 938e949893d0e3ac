/// The identity of a `Thing`: positive, sorted by the time it was made, and no secret. In JSON and URLs it is text, since JavaScript's
/// numbers end at 53 bits.
public struct ID<Thing>: Hashable, Comparable, Sendable {
    public let number: Int64

    @inlinable public init(number: Int64) {
        self.number = number
    }

    public static func < (left: ID, right: ID) -> Bool {
        left.number < right.number
    }
}

extension ID: LosslessStringConvertible {
    public var description: String { String(number) }

    /// Digits only, no sign, no leading zero, at most 63 bits; so each identity has one spelling.
    public init?(_ description: String) {
        let digits = description.utf8
        guard let first = digits.first, first != UInt8(ascii: "0"), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(description)
        else { return nil }
        self.number = number
    }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "An identity is a string of digits")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ID: SQLValue {
    @inlinable public static var columnType: ColumnType { .id }
    @inlinable public var sqlValue: Value { .int(number) }
    @inlinable public init(sqlValue: Value) throws {
        guard case .int(let number) = sqlValue else { throw sqlValue.misfit(Self.self) }
        self.number = number
    }
}
