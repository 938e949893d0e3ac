import CZlib
import Foundation

/// Where a list goes on: the key of the last row that was shown. Lists page by key, never by OFFSET.
///
///     let cursor = Cursor<Instant, ID<Duty>>(query["after"] ?? "")
///     let sql: SQL = "SELECT … WHERE owner = \(owner) AND (due, id) > \(cursor.values) ORDER BY due, id LIMIT 50"
///
/// The key's columns are those of the ORDER BY, all in one direction, the last one unique, none of them nullable.
public struct Cursor<each Key: SQLValue>: Sendable {
    public let key: (repeat each Key)

    public init(after key: repeat each Key) {
        self.key = (repeat each key)
    }

    /// "(?, ?)", to be compared with the same columns: `(due, id) > \(cursor.values)`.
    public var values: SQL {
        var parts: [SQL] = []
        for part in repeat each key { parts.append("\(part)") }
        return "(" + SQL.joined(parts) + ")"
    }
}

/// In a URL a cursor is one opaque word of letters, digits, "-" and "_".
extension Cursor: LosslessStringConvertible {
    public var description: String {
        var bytes: [UInt8] = []
        for part in repeat each key { part.sqlValue.append(to: &bytes) }
        withUnsafeBytes(of: Self.checksum(bytes).bigEndian) { bytes += $0 }
        return Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    /// Nil where the text is not the description of such a cursor, as after a careless copy.
    public init?(_ description: String) {
        let padding = String(repeating: "=", count: (4 - description.utf8.count % 4) % 4)
        let text = description.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/") + padding
        guard let bytes = Data(base64Encoded: text).map([UInt8].init), bytes.count > 4 else { return nil }
        let content = Array(bytes.dropLast(4))
        let sum = bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard sum == Self.checksum(content) else { return nil }
        guard let key = try? Self.key(in: content) else { return nil }
        self.key = key
    }

    private static func key(in content: [UInt8]) throws -> (repeat each Key) {
        var rest = content[...]
        let key = (repeat try (each Key)(sqlValue: Value(readingFrom: &rest)))
        guard rest.isEmpty else { throw StorageError.decoding("The page is too long") }
        return key
    }

    /// It guards against accidents, not against forgers: a key is no secret, and every list checks its reader's rights anyway.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32(0, bytes, uInt(bytes.count)))
    }
}

extension Value {
    fileprivate func append(to bytes: inout [UInt8]) {
        switch self {
        case .null:
            bytes.append(UInt8(ascii: "n"))
        case .int(let number):
            bytes.append(UInt8(ascii: "i"))
            Swift.withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
        case .text(let text):
            Self.append(UInt8(ascii: "t"), Array(text.utf8), to: &bytes)
        case .blob(let blob):
            Self.append(UInt8(ascii: "b"), blob, to: &bytes)
        }
    }

    private static func append(_ kind: UInt8, _ content: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(kind)
        Swift.withUnsafeBytes(of: UInt32(content.count).bigEndian) { bytes += $0 }
        bytes += content
    }

    fileprivate init(readingFrom bytes: inout ArraySlice<UInt8>) throws {
        func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard bytes.count >= count else { throw StorageError.decoding("The page is cut off") }
            defer { bytes.removeFirst(count) }
            return bytes.prefix(count)
        }
        func content() throws -> [UInt8] {
            Array(try take(Int(try take(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })))
        }
        switch try take(1).first {
        case UInt8(ascii: "n"): self = .null(.int)
        case UInt8(ascii: "i"): self = .int(Int64(bitPattern: try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
        case UInt8(ascii: "t"): self = .text(String(decoding: try content(), as: UTF8.self))
        case UInt8(ascii: "b"): self = .blob(try content())
        default: throw StorageError.decoding("The page is damaged")
        }
    }
}
