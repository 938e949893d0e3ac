/// The fields of a posted form or of a query, in the order they came. Later values of one name are kept (check boxes).
public struct Form: Sendable, Equatable {
    public private(set) var fields: [(name: String, value: String)]

    public init(_ fields: [(String, String)] = []) { self.fields = fields.map { (name: $0.0, value: $0.1) } }

    public static func == (left: Form, right: Form) -> Bool {
        left.fields.count == right.fields.count && zip(left.fields, right.fields).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    /// `application/x-www-form-urlencoded`, as browsers send forms and queries. Never fails: broken escapes stay as they are.
    public init(urlEncoded text: some StringProtocol) {
        fields = text.split(separator: "&", omittingEmptySubsequences: true).map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: Form.decoded(halves[0]), value: halves.count > 1 ? Form.decoded(halves[1]) : "")
        }
    }

    /// The first value of `name`, trimmed of white space at both ends; empty where there is none.
    public subscript(_ name: String) -> String { fields.first { $0.name == name }?.value.trimmed ?? "" }
    /// The first value as it was typed, or nil where the form has no such field.
    public func raw(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    public func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// The one value of a field; an empty one is taken out, as browsers do with a box that is not ticked.
    mutating func set(_ name: String, _ value: String, staysEmpty: Bool = false) {
        let place = fields.firstIndex { $0.name == name }
        fields.removeAll { $0.name == name }
        guard !value.isEmpty || staysEmpty else { return }
        fields.insert((name: name, value: value), at: place.map { min($0, fields.count) } ?? fields.count)
    }

    static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(0x20)
            } else if byte == UInt8(ascii: "%"), let high = rest.first?.hexDigit, let low = rest.dropFirst().first?.hexDigit {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    public var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[start...end])
    }
}

/// What is wrong with a form, sentence by field. Shown at the field with status 422; nothing was changed.
public struct Complaints: Error, Sendable, Equatable {
    public private(set) var sentences: [String: String] = [:]
    public init() {}
    /// One complaint about one field; `""` stands for the form as a whole.
    public init(_ field: String, _ sentence: String) { sentences[field] = sentence }
    public var isEmpty: Bool { sentences.isEmpty }
    /// Says `sentence` at `field` unless something was said there before.
    public mutating func say(_ field: String, _ sentence: String) { if sentences[field] == nil { sentences[field] = sentence } }
    public subscript(_ field: String) -> String? { sentences[field] }
    /// Throws itself when there is anything to complain about.
    public func check() throws(Complaints) { if !isEmpty { throw self } }
}
