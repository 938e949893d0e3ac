/// Markup that is safe to send. Literals are markup; an interpolated `String` is escaped; an interpolated `HTML` is not.
///
///     let view: HTML = "<b>\(customer.name)</b>"
///
/// There is no initialiser that takes a `String` as markup, so forgetting to escape does not compile.
/// Addresses have their own type (``Link``): a plain `String` after `href="`, `src="` or `action="` is refused.
public struct HTML: ExpressibleByStringInterpolation, Sendable, Hashable {
    /// The markup, ready to be written.
    public private(set) var text: String

    public init(stringLiteral value: String) { text = value }
    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    /// Markup that a sanitiser of ours has made from a stranger's HTML. The only way in that is not a literal; keep it rare.
    public init(sanitised: String) { text = sanitised }

    public static let empty: HTML = ""
    public var isEmpty: Bool { text.isEmpty }

    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.text += right.text
        return sum
    }
    public static func += (left: inout HTML, right: HTML) { left.text += right.text }

    public struct Interpolation: StringInterpolationProtocol {
        var text: String

        public init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// A person's or a catalog's words: escaped.
        public mutating func appendInterpolation(_ words: String) {
            precondition(!opensAddress, "An address in markup is a Link, not a String")
            HTML.escape(words, into: &text)
        }
        /// Words that may be missing: nothing is written then.
        public mutating func appendInterpolation(_ words: String?) { if let words { appendInterpolation(words) } }
        public mutating func appendInterpolation(_ number: Int) { text += String(number) }
        public mutating func appendInterpolation(_ number: Int64) { text += String(number) }
        public mutating func appendInterpolation(_ html: HTML) { text += html.text }
        public mutating func appendInterpolation(_ html: HTML?) { if let html { text += html.text } }
        public mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { text += part.text } }
        public mutating func appendInterpolation(_ link: Link) { HTML.escape(link.text, into: &text) }
        /// An attribute that stands there or does not: `<input \(flag: "checked", isOn)>`.
        public mutating func appendInterpolation(flag name: StaticString, _ isOn: Bool) { if isOn { text += "\(name)" } }

        private var opensAddress: Bool {
            text.utf8.last == UInt8(ascii: "\"") && (text.hasSuffix("href=\"") || text.hasSuffix("src=\"") || text.hasSuffix("action=\""))
        }
    }

    /// Appends `words` with `& < > " '` replaced, which is enough for text and for quoted attributes.
    static func escape(_ words: String, into text: inout String) {
        var words = words
        let isPlain = words.withUTF8 { bytes in
            !bytes.contains { byte in byte <= 0x3E && (byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x27) }
        }
        if isPlain { return text += words }
        words.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices {
                let replacement: String
                switch bytes[index] {
                case UInt8(ascii: "&"): replacement = "&amp;"
                case UInt8(ascii: "<"): replacement = "&lt;"
                case UInt8(ascii: ">"): replacement = "&gt;"
                case UInt8(ascii: "\""): replacement = "&quot;"
                case UInt8(ascii: "'"): replacement = "&#39;"
                default: continue
                }
                if start < index { text += String(decoding: bytes[start..<index], as: UTF8.self) }
                text += replacement
                start = index + 1
            }
            if start < bytes.count { text += String(decoding: bytes[start...], as: UTF8.self) }
        }
    }
}

extension Array where Element == HTML {
    /// The parts one after another with `separator` between them.
    public func joined(separator: HTML = "") -> HTML {
        var sum = HTML.empty
        for (index, part) in enumerated() {
            if index > 0 { sum += separator }
            sum += part
        }
        return sum
    }
}
