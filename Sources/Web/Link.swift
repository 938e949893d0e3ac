/// An address that may stand in `href`, `src` or `action`. Interpolated values become percent-encoded path or query parts, so a person's
/// words cannot change where it leads.
///
///     Link("/inbox/\(conversation.id)?after=\(cursor)")
public struct Link: ExpressibleByStringInterpolation, Sendable, Hashable {
    public private(set) var text: String

    public init(stringLiteral value: String) { text = value }
    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }
    private init(checked text: String) { self.text = text }

    /// A stranger's address, or nil where it is not plainly http, https, mailto or tel.
    public static func outside(_ address: String) -> Link? {
        let lower = address.lowercased()
        let isSafe = ["http://", "https://", "mailto:", "tel:"].contains { lower.hasPrefix($0) }
        guard isSafe, !address.utf8.contains(where: { $0 <= 0x20 }) else { return nil }
        return Link(checked: address)
    }

    /// A path inside this program that came back to us in a form or a query ("go on to …"), or nil where it would lead elsewhere.
    public static func inside(_ path: String?) -> Link? {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.hasPrefix("/\\"),
            !path.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\\") })
        else { return nil }
        return Link(checked: path)
    }

    public static func + (left: Link, right: Link) -> Link { Link(checked: left.text + right.text) }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""
        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + interpolationCount * 20) }
        public mutating func appendLiteral(_ literal: String) { text += literal }
        @inlinable public mutating func appendInterpolation(_ value: some LosslessStringConvertible) { append(value.description) }
        @usableFromInline mutating func append(_ value: String) { text += Link.encoded(value) }
        public mutating func appendInterpolation(_ link: Link) { text += link.text }
    }

    /// Everything but RFC 3986's unreserved characters is percent-encoded.
    static func encoded(_ value: String) -> String {
        if value.utf8.allSatisfy(isUnreserved) { return value }
        var out = ""
        for byte in value.utf8 {
            if isUnreserved(byte) {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
