import Foundation

/// JSON that is put together from values, never from strings: what is interpolated is encoded.
///
///     let body: JSON = ["id": .text(id), "subject": .text(subject), "due": .optional(due) { .number($0) }]
public indirect enum JSON: Sendable, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    case null
    case bool(Bool)
    case number(Int64)
    case decimal(Double)
    case text(String)
    case list([JSON])
    /// In the order given, so that the same value is always the same bytes (webhook signatures).
    case object([(String, JSON)])

    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }
    public init(arrayLiteral elements: JSON...) { self = .list(elements) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .number(value) }

    public static func optional<Value>(_ value: Value?, _ make: (Value) -> JSON) -> JSON { value.map(make) ?? .null }

    public var text: String {
        var out = ""
        write(into: &out)
        return out
    }

    private func write(into out: inout String) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .number(let value): out += String(value)
        case .decimal(let value): out += value.isFinite ? "\(value)" : "null"
        case .text(let value): out += JSON.quoted(value)
        case .list(let values):
            out += "["
            for (index, value) in values.enumerated() {
                if index > 0 { out += "," }
                value.write(into: &out)
            }
            out += "]"
        case .object(let pairs):
            out += "{"
            for (index, pair) in pairs.enumerated() {
                if index > 0 { out += "," }
                out += JSON.quoted(pair.0) + ":"
                pair.1.write(into: &out)
            }
            out += "}"
        }
    }

    /// `words` as a JSON string with its quotes. `<` is written as an escape, so that JSON may stand inside HTML.
    public static func quoted(_ words: String) -> String {
        var out = "\""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "<": out += "\\u003c"
            case "\u{2028}": out += "\\u2028"
            case "\u{2029}": out += "\\u2029"
            case _ where scalar.value < 0x20:
                out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension Visit {
    /// The posted JSON object's text fields; numbers and booleans as text. Throws ``Refused/badRequest(_:)`` for what is no object.
    public func jsonBody() throws(Refused) -> [String: String] {
        guard let value = try? JSONSerialization.jsonObject(with: Data(body)), let object = value as? [String: Any] else {
            throw .badRequest("The body must be a JSON object.")
        }
        return object.compactMapValues { value in
            switch value {
            case let text as String: text
            case let number as NSNumber: number.stringValue
            default: nil
            }
        }
    }

    /// The texts of a list in the posted JSON object, numbers as text; empty where it is missing. Throws ``Refused/badRequest(_:)`` for what is
    /// no list of them.
    public func jsonList(_ name: String) throws(Refused) -> [String] {
        let object = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
        guard let value = object?[name], !(value is NSNull) else { return [] }
        let items = (value as? [Any])?.map { ($0 as? String) ?? ($0 as? NSNumber)?.stringValue }
        guard let items, !items.contains(nil) else { throw .badRequest("`\(name)` must be a list of texts.") }
        return items.compactMap(\.self)
    }
}
