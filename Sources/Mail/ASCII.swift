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
