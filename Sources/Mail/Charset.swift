import CGMime
import Glibc

/// Bytes of some charset as text, without ever failing.
enum Charset {
    struct Decoded {
        var text: String
        /// What was not as declared, as the end of a sentence; nil when all was well.
        var problem: String?
    }

    /// Text of `bytes` that were declared as `declared` (nil: nobody said).
    static func decode(_ bytes: [UInt8], declared: String?) -> Decoded {
        let name = declared.map(canonicalName) ?? ""
        if bytes.allSatisfy({ $0 < 0x80 }), !needsDecoderForASCII(name) {
            return Decoded(text: String(decoding: bytes, as: UTF8.self))
        }
        switch name {
        case "", "us-ascii":
            return guess(bytes, because: name.isEmpty ? "no charset declared for 8-bit text" : "8-bit text declared as us-ascii")
        case "utf-8":
            if let text = utf8(bytes) { return Decoded(text: text) }
            return repair(bytes)
        case "iso-2022-jp":
            if let text = japanese(bytes) { return Decoded(text: text) }
            return Decoded(text: String(decoding: bytes, as: UTF8.self), problem: "text declared as iso-2022-jp is not")
        default: break
        }
        switch convert(bytes, from: name) {
        case .some(let result) where result.illegal == 0:
            return Decoded(text: result.text)
        case .some(let result):
            // Mislabelled UTF-8 is by far the most common lie, and hardly anything else is valid UTF-8 by accident.
            if let text = utf8(bytes) { return Decoded(text: text, problem: "declared as \(name), read as utf-8") }
            return Decoded(text: result.text, problem: "\(result.illegal) bytes are not \(name) and were replaced")
        case nil:
            return guess(bytes, because: "unknown charset \(printable(declared ?? ""))")
        }
    }

    /// The decoder to use for a declared name: the variant that Windows means where it is a superset, as browsers do.
    static func canonicalName(_ declared: String) -> String {
        let name = declared.trimmed.asciiLowercased.filter { $0 != "\"" && $0 != "'" }
        switch name {
        case "utf8", "utf-8", "unicode-1-1-utf-8", "x-unicode-2-0-utf-8", "utf-8-mac", "utf8mb4": return "utf-8"
        case "ascii", "us-ascii", "ansi_x3.4-1968", "iso646-us", "7bit", "default_charset", "unknown-8bit", "x-unknown", "unknown":
            return "us-ascii"
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "cp1252", "windows-1252", "ansi", "8bit":
            return "windows-1252"
        case "iso-8859-9", "iso8859-9", "iso_8859-9", "latin5", "latin-5", "l5", "cp1254", "windows-1254", "turkish": return "windows-1254"
        case "iso-8859-11", "tis-620", "windows-874", "cp874": return "cp874"
        case "iso-2022-jp", "iso-2022-jp-ms", "csiso2022jp", "cp50220", "cp50221", "cp50222", "iso-2022-jp-1": return "iso-2022-jp"
        case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932": return "cp932"
        case "euc-jp", "x-euc-jp", "eucjp", "cp51932", "euc-jp-ms", "eucjp-ms": return "euc-jp-ms"
        case "gb2312", "gb_2312-80", "gbk", "cp936", "x-gbk", "gb18030", "euc-cn", "windows-936", "csgb2312": return "gb18030"
        case "big5", "big5-eten", "cn-big5", "x-x-big5", "cp950", "windows-950": return "big5-hkscs"
        case "ks_c_5601-1987", "ks_c_5601", "ks_c_5601-1989", "ksc5601", "ksc_5601", "korean", "euc-kr", "cp949", "windows-949", "uhc",
            "x-windows-949":
            return "cp949"
        case "koi8-r", "koi8": return "koi8-r"
        case "armscii-8", "armscii8": return "armscii-8"
        default: break
        }
        if name.hasPrefix("windows-") || name.hasPrefix("cp") || name.hasPrefix("iso-8859-") { return name }
        if name.hasPrefix("x-mac-") { return "mac" + name.dropFirst(6) }
        return name
    }

    /// Text of undeclared 8-bit bytes: UTF-8 if it is, else Turkish or Western Windows by the letters that are there.
    static func guess(_ bytes: [UInt8], because reason: String) -> Decoded {
        if let text = utf8(bytes) { return Decoded(text: text, problem: "\(reason), read as utf-8") }
        let name = looksTurkish(bytes) ? "windows-1254" : "windows-1252"
        let text = convert(bytes, from: name)?.text ?? String(decoding: bytes, as: UTF8.self)
        return Decoded(text: text, problem: "\(reason), read as \(name)")
    }

    /// Invalid UTF-8: a few bad bytes are replaced, mostly bad ones mean that it is an 8-bit charset.
    private static func repair(_ bytes: [UInt8]) -> Decoded {
        let text = String(decoding: bytes, as: UTF8.self)
        let bad = text.unicodeScalars.count { $0 == "\u{FFFD}" }
        let good = text.unicodeScalars.count { $0.value >= 0x80 && $0 != "\u{FFFD}" }
        if good >= bad { return Decoded(text: text, problem: "\(bad) bytes are not utf-8 and were replaced") }
        return guess(bytes, because: "declared as utf-8 but is not")
    }

    /// In Windows-1254 these six differ from Windows-1252: Ğ ğ İ ı Ş ş (there Ð ð Ý ý Þ þ, which only Icelandic and old texts have).
    private static func looksTurkish(_ bytes: [UInt8]) -> Bool {
        var turkish = 0
        var icelandicHints = 0
        for byte in bytes {
            switch byte {
            case 0xD0, 0xF0, 0xDD, 0xFD, 0xDE, 0xFE: turkish += 1
            // á é í ó ú æ: frequent in Icelandic and Faroese, absent in Turkish.
            case 0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xE6: icelandicHints += 1
            default: break
            }
        }
        return turkish > icelandicHints
    }

    private static func utf8(_ bytes: [UInt8]) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    /// Charsets whose bytes below 128 are not ASCII.
    private static func needsDecoderForASCII(_ name: String) -> Bool {
        name.hasPrefix("iso-2022") || name.hasPrefix("utf-16") || name.hasPrefix("utf-32") || name.hasPrefix("ucs-")
            || name.hasPrefix("utf-7") || name.hasPrefix("hz") || name.hasPrefix("ebcdic") || name.hasPrefix("unicode")
    }

    /// iso-2022-jp the way Microsoft's software writes it: the vendor's characters (①, ㈱) are in the double-byte table, and half-width
    /// katakana have an escape of their own. The C library knows those only in EUC form, so the escapes become high bits first.
    private static func japanese(_ bytes: [UInt8]) -> String? {
        enum Mode { case ascii, double, katakana }
        var mode = Mode.ascii
        var euc: [UInt8] = []
        euc.reserveCapacity(bytes.count)
        var i = 0
        while i < bytes.count {
            if bytes[i] == 0x1B, i + 2 < bytes.count {
                switch (bytes[i + 1], bytes[i + 2]) {
                case (0x24, 0x42), (0x24, 0x40): mode = .double
                case (0x28, 0x42), (0x28, 0x4A): mode = .ascii
                case (0x28, 0x49): mode = .katakana
                default: return nil
                }
                i += 3
                continue
            }
            let byte = bytes[i]
            if byte == 0x0A || byte == 0x0D { mode = .ascii }
            switch mode {
            case .double where (0x21...0x7E).contains(byte): euc.append(byte | 0x80)
            case .katakana where (0x21...0x5F).contains(byte): euc += [0x8E, byte | 0x80]
            default: euc.append(byte)
            }
            i += 1
        }
        return convert(euc, from: "euc-jp-ms")?.text
    }

    private struct Converted {
        var text: String
        var illegal: Int
    }

    /// Through iconv; bytes that do not fit become U+FFFD. Nil when iconv does not know the charset.
    private static func convert(_ bytes: [UInt8], from name: String) -> Converted? {
        // iconv loads a table by this name: letters, digits and a few signs only, and no suffix such as //IGNORE.
        guard (1...40).contains(name.utf8.count),
            name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "-_.:".utf8.contains($0) }),
            let converter = g_iconv_open("UTF-8", name), Int(bitPattern: converter) != -1
        else { return nil }
        defer { g_iconv_close(converter) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 2)
        var illegal = 0
        var source = bytes
        var chunk = [UInt8](repeating: 0, count: 16384)
        source.withUnsafeMutableBytes { sourceBuffer in
            chunk.withUnsafeMutableBytes { chunkBuffer in
                var input = sourceBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left: gsize = gsize(sourceBuffer.count)
                while left > 0 {
                    var room: gsize = gsize(chunkBuffer.count)
                    var target = chunkBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                    let before = left
                    let answer = g_iconv(converter, &input, &left, &target, &room)
                    output += chunkBuffer[..<(chunkBuffer.count - Int(room))]
                    guard answer == gsize.max else { continue }
                    // E2BIG: there is more, go on. Anything else is an illegal or cut-off sequence, and one byte of it is given up.
                    if errno == E2BIG, left < before { continue }
                    illegal += 1
                    output += [0xEF, 0xBF, 0xBD]
                    input = input.map { $0 + 1 }
                    left -= 1
                }
                // The state at the end may hold a character back.
                var room: gsize = gsize(chunkBuffer.count)
                var target = chunkBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                g_iconv(converter, nil, nil, &target, &room)
                output += chunkBuffer[..<(chunkBuffer.count - Int(room))]
            }
        }
        return Converted(text: String(decoding: output, as: UTF8.self), illegal: illegal)
    }

    private static func printable(_ name: String) -> String {
        String(decoding: name.utf8.filter { $0 > 0x20 && $0 < 0x7F }.prefix(40), as: UTF8.self)
    }
}
