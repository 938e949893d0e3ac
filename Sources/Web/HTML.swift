/// Markup that is safe to send. Literals are markup; an interpolated `String` is escaped; an interpolated `HTML` is not.
///
///     let view: HTML = "<b>\(customer.name)</b>"
///
/// There is no initialiser that takes a `String` as markup, so forgetting to escape does not compile.
/// Addresses have their own type (``Link``): a plain `String` after `href="`, `src="` or `action="` is refused.
public struct HTML: ExpressibleByStringInterpolation, Sendable, Hashable {
    /// The markup as UTF-8, ready to be sent. Bytes, since a page is put together of thousands of pieces, and nobody reads its characters.
    public private(set) var bytes: [UInt8]

    public init(stringLiteral value: StaticString) { bytes = value.withUTF8Buffer { Array($0) } }
    public init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    /// Markup that a sanitiser of ours has made from a stranger's HTML. The only way in that is not a literal; keep it rare.
    public init(sanitised: String) { bytes = Array(sanitised.utf8) }

    public static let empty: HTML = ""
    public var isEmpty: Bool { bytes.isEmpty }
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.bytes += right.bytes
        return sum
    }
    public static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    public struct Interpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        public mutating func appendLiteral(_ literal: StaticString) { literal.withUTF8Buffer { bytes.append(contentsOf: $0) } }

        /// A person's or a catalog's words: escaped.
        public mutating func appendInterpolation(_ words: String) {
            precondition(!opensAddress, "An address in markup is a Link, not a String")
            HTML.escape(words, into: &bytes)
        }
        /// Words that may be missing: nothing is written then.
        public mutating func appendInterpolation(_ words: String?) { if let words { appendInterpolation(words) } }
        public mutating func appendInterpolation(_ number: Int) { appendInterpolation(Int64(number)) }
        public mutating func appendInterpolation(_ number: Int64) {
            if 0...9 ~= number { bytes.append(UInt8(ascii: "0") + UInt8(number)) } else { bytes.append(contentsOf: String(number).utf8) }
        }
        public mutating func appendInterpolation(_ html: HTML) { bytes.append(contentsOf: html.bytes) }
        public mutating func appendInterpolation(_ html: HTML?) { if let html { bytes.append(contentsOf: html.bytes) } }
        public mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { bytes.append(contentsOf: part.bytes) } }
        public mutating func appendInterpolation(_ link: Link) { HTML.escape(link.text, into: &bytes) }
        /// An attribute that stands there or does not: `<input \(flag: "checked", isOn)>`.
        public mutating func appendInterpolation(flag name: StaticString, _ isOn: Bool) { if isOn { appendLiteral(name) } }

        private var opensAddress: Bool {
            guard bytes.last == UInt8(ascii: "\"") else { return false }
            return [Self.href, Self.src, Self.action].contains { bytes.count >= $0.count && bytes.suffix($0.count).elementsEqual($0) }
        }
        private static let href = Array("href=\"".utf8)
        private static let src = Array("src=\"".utf8)
        private static let action = Array("action=\"".utf8)
    }

    /// Appends `words` with `& < > " '` replaced, which is enough for text and for quoted attributes.
    static func escape(_ words: String, into bytes: inout [UInt8]) {
        let isDone: Void? = words.utf8.withContiguousStorageIfAvailable { escape($0, into: &bytes) }
        if isDone == nil { Array(words.utf8).withUnsafeBufferPointer { escape($0, into: &bytes) } }
    }

    private static func escape(_ words: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        var start = 0
        for index in words.indices where isSpecial(words[index]) {
            if start < index { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: words[start..<index])) }
            start = index + 1
            let replacement: StaticString =
                switch words[index] {
                case UInt8(ascii: "&"): "&amp;"
                case UInt8(ascii: "<"): "&lt;"
                case UInt8(ascii: ">"): "&gt;"
                case UInt8(ascii: "\""): "&quot;"
                default: "&#39;"
                }
            replacement.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
        if start < words.count { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: words[start...])) }
    }

    /// The five lie below 64, so that one word of bits tells them.
    private static func isSpecial(_ byte: UInt8) -> Bool { byte < 64 && (specials >> UInt64(byte)) & 1 == 1 }
    private static let specials: UInt64 = 1 << 0x26 | 1 << 0x3C | 1 << 0x3E | 1 << 0x22 | 1 << 0x27
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
