/// The charsets in which spreadsheets of our countries write tables.
public enum SheetCharset: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LE = "utf-16le"
    case utf16BE = "utf-16be"
    /// Turkish; ISO-8859-9 is a part of it.
    case windows1254 = "windows-1254"
    /// Western European; ISO-8859-1 is a part of it.
    case windows1252 = "windows-1252"

    /// By any name that it goes under.
    public init?(name: String) {
        switch name.lowercased() {
        case "utf8", "utf-8", "utf-8-sig": self = .utf8
        case "utf16", "utf-16", "utf-16le": self = .utf16LE
        case "utf-16be": self = .utf16BE
        case "windows-1254", "cp1254", "iso-8859-9", "latin5": self = .windows1254
        case "windows-1252", "cp1252", "iso-8859-1", "latin1": self = .windows1252
        default: return nil
        }
    }

    /// By byte order mark; by NULs, which every second byte of UTF-16 is where the letters are Latin; UTF-8 where it is; else by the six letters
    /// in which Turkish differs from Western European: Ğ ğ İ ı Ş ş stand where only Icelandic has letters.
    public static func guess(_ bytes: [UInt8]) -> SheetCharset {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LE }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BE }
        let sample = bytes.prefix(4096)
        var nuls = (even: 0, odd: 0)
        for (place, byte) in sample.enumerated() where byte == 0 {
            if place.isMultiple(of: 2) { nuls.even += 1 } else { nuls.odd += 1 }
        }
        if nuls.odd > sample.count / 8, nuls.even * 10 < nuls.odd { return .utf16LE }
        if nuls.even > sample.count / 8, nuls.odd * 10 < nuls.even { return .utf16BE }
        if String(validating: bytes, as: UTF8.self) != nil { return .utf8 }
        return looksTurkish(bytes) ? .windows1254 : .windows1252
    }

    private static func looksTurkish(_ bytes: [UInt8]) -> Bool {
        var turkish = 0
        var others = 0
        for byte in bytes {
            switch byte {
            case 0xD0, 0xF0, 0xDD, 0xFD, 0xDE, 0xFE: turkish += 1
            case 0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xE6: others += 1
            default: break
            }
        }
        return turkish > others
    }

    /// The text as UTF-8, without a byte order mark. What does not fit becomes U+FFFD.
    public func utf8(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .utf8: return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        case .utf16LE, .utf16BE:
            var units: [UInt16] = []
            units.reserveCapacity(bytes.count / 2)
            for place in stride(from: 0, to: bytes.count - 1, by: 2) {
                let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
                units.append(self == .utf16LE ? second << 8 | first : first << 8 | second)
            }
            if units.first == 0xFEFF { units.removeFirst() }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        case .windows1252, .windows1254:
            let table = SheetCharset.upperHalf(isTurkish: self == .windows1254)
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count + bytes.count / 8)
            for byte in bytes { if byte < 0x80 { text.append(byte) } else { text += table[Int(byte) - 0x80] } }
            return text
        }
    }

    /// The bytes from 0x80 on in UTF-8. From 0xA0 on they are Latin-1; Microsoft put punctuation below (its table of Windows-1252).
    private static func upperHalf(isTurkish: Bool) -> [[UInt8]] {
        var letters: [UInt32] = [
            0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
            0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
        ]
        letters += Array(0xA0...0xFF)
        if isTurkish {
            for (byte, letter) in [
                (0xD0, 0x011E), (0xDD, 0x0130), (0xDE, 0x015E), (0xF0, 0x011F), (0xFD, 0x0131), (0xFE, 0x015F), (0x8E, 0xFFFD),
                (0x9E, 0xFFFD),
            ] as [(Int, UInt32)] { letters[byte - 0x80] = letter }
        }
        return letters.map { Array(String(Character(Unicode.Scalar($0) ?? "\u{FFFD}")).utf8) }
    }
}
