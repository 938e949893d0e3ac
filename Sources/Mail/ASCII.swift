/// Small tools for protocol text, which is ASCII whatever the locale: `I` becomes `i` also in Turkey.
enum ASCII {
    static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
    static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    static let hexDigits = Array("0123456789ABCDEF".utf8)
}

extension String {
    /// A to Z in lower case, every other character as it is.
    var asciiLowercased: String {
        guard utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return self }
        return String(decoding: utf8.map(ASCII.lower), as: UTF8.self)
    }

    /// Without white space (ASCII) at both ends.
    var trimmed: String {
        let bytes = utf8
        guard let start = bytes.firstIndex(where: { !ASCII.isWhitespace($0) }) else { return "" }
        let end = bytes.lastIndex(where: { !ASCII.isWhitespace($0) })!
        return String(self[start...end])
    }

    func hasASCIIPrefix(_ prefix: String) -> Bool {
        var mine = utf8.makeIterator()
        for wanted in prefix.utf8 {
            guard let byte = mine.next(), ASCII.lower(byte) == ASCII.lower(wanted) else { return false }
        }
        return true
    }
}

/// Comparing byte for byte, which is all that marks and protocol words need. The standard `hasPrefix` and `contains` compare canonically
/// equivalent characters and cost ten times as much.
extension StringProtocol {
    func begins(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    func ends(with suffix: String) -> Bool {
        let mine = utf8
        guard mine.count >= suffix.utf8.count else { return false }
        return mine.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}

extension String {
    func holds(_ part: String) -> Bool {
        var text = self
        var part = part
        return text.withUTF8 { mine in
            part.withUTF8 { wanted in
                guard let first = wanted.first else { return true }
                guard mine.count >= wanted.count else { return false }
                for start in 0...(mine.count - wanted.count) where mine[start] == first {
                    var length = 1
                    while length < wanted.count, mine[start + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return true }
                }
                return false
            }
        }
    }
}
