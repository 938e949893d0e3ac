/// RFC 4648 section 4: with `+`, `/` and padding.
public enum Base64 {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Alphabet.standard.encode(Array(bytes), padded: true)
    }

    /// Nil unless `text` is exactly what `encode` gives for some bytes: no line breaks, no missing padding.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        return Alphabet.standard.decode(digits.dropLast(padding))
    }
}

/// RFC 4648 section 5 without padding: stands in URLs, cookies, headers and file names as it is.
public enum Base64URL {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Alphabet.url.encode(Array(bytes), padded: false)
    }

    /// Nil unless `text` is exactly what `encode` gives for some bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Alphabet.url.decode(Array(text.utf8)[...])
    }
}

private struct Alphabet {
    static let standard = Alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    static let url = Alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    let digits: [UInt8]
    /// The value of every byte as a digit, or 255.
    let values: [UInt8]

    init(_ text: String) {
        digits = Array(text.utf8)
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let present = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < present ? UInt32(bytes[start + offset]) : 0) }
            for place in 0..<4 {
                if place <= present {
                    text.append(digits[Int(group >> UInt32(18 - 6 * place) & 63)])
                } else if padded {
                    text.append(UInt8(ascii: "="))
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var group: UInt32 = 0
        var bits = 0
        for digit in text {
            let value = values[Int(digit)]
            guard value != 255 else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
                group &= (1 << UInt32(bits)) - 1
            }
        }
        // Left-over bits must be zero, else two texts would stand for the same bytes.
        return group == 0 ? bytes : nil
    }
}
