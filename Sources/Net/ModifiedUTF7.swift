/// How folder names are written in IMAP (RFC 3501 section 5.1.3): ASCII as it is, everything else as base64 of UTF-16 between & and -.
enum ModifiedUTF7 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)

    static func encode(_ name: String) -> String {
        var text = ""
        var units: [UInt16] = []
        for scalar in name.unicodeScalars {
            if (0x20...0x7E).contains(scalar.value) {
                text += base64(units) + (scalar == "&" ? "&-" : String(scalar))
                units = []
            } else {
                units += Array(String(scalar).utf16)
            }
        }
        return text + base64(units)
    }

    /// A name that is not written by the rules is given back as it is: the server will understand it when it is sent back unchanged.
    static func decode(_ text: String) -> String {
        var name = ""
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                guard byte < 0x80 else { return text }
                name.unicodeScalars.append(Unicode.Scalar(byte))
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: "-")) else { return text }
            let part = rest[..<end]
            rest = rest[(end + 1)...]
            guard let decoded = part.isEmpty ? "&" : utf16(part) else { return text }
            name += decoded
        }
        return name
    }

    private static func base64(_ units: [UInt16]) -> String {
        guard !units.isEmpty else { return "" }
        var text: [UInt8] = [UInt8(ascii: "&")]
        var group: UInt32 = 0
        var bits = 0
        for unit in units {
            group = group << 16 | UInt32(unit)
            bits += 16
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(group >> UInt32(bits) & 63)])
            }
            group &= (1 << UInt32(bits)) - 1
        }
        if bits > 0 { text.append(digits[Int(group << UInt32(6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self) + "-"
    }

    private static func utf16(_ part: ArraySlice<UInt8>) -> String? {
        var units: [UInt16] = []
        var group: UInt32 = 0
        var bits = 0
        for digit in part {
            guard let value = digits.firstIndex(of: digit) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 16 {
                bits -= 16
                units.append(UInt16(truncatingIfNeeded: group >> UInt32(bits)))
                group &= (1 << UInt32(bits)) - 1
            }
        }
        guard bits < 6, group == 0, !units.isEmpty else { return nil }
        let text = String(decoding: units, as: UTF16.self)
        return Array(text.utf16) == units ? text : nil
    }
}
