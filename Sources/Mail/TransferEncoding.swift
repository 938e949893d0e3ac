/// Content-Transfer-Encodings (RFC 2045) as we write them.
enum TransferEncoding {
    static func base64(_ bytes: some Collection<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 4 / 3 + 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(3))
            rest = rest.dropFirst(3)
            let value = group.reduce(0) { $0 << 8 | Int($1) } << ((3 - group.count) * 8)
            output.append(alphabet[value >> 18 & 63])
            output.append(alphabet[value >> 12 & 63])
            output.append(group.count > 1 ? alphabet[value >> 6 & 63] : UInt8(ascii: "="))
            output.append(group.count > 2 ? alphabet[value & 63] : UInt8(ascii: "="))
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Base64 in lines of 76 characters.
    static func base64Lines(_ bytes: [UInt8]) -> String {
        var result = ""
        var start = 0
        while start < bytes.count {
            let end = min(start + 57, bytes.count)
            result += base64(bytes[start..<end]) + "\r\n"
            start = end
        }
        return result
    }

    /// Quoted-printable of text whose lines end with `\n`.
    static func quotedPrintable(_ text: String) -> String {
        var output: [UInt8] = []
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var column = 0
            for (place, byte) in zip(line.indices, line) {
                let isLast = line.index(after: place) == line.endIndex
                let literal = byte >= 0x21 && byte < 0x7F && byte != UInt8(ascii: "=") || ((byte == 0x20 || byte == 0x09) && !isLast)
                // A dot alone on its line is safe with SMTP, but not "From " with mbox files.
                let cost = literal ? 1 : 3
                if column + cost > 75 {
                    output += [UInt8(ascii: "="), 0x0D, 0x0A]
                    column = 0
                }
                if literal {
                    output.append(byte)
                } else {
                    output += [UInt8(ascii: "="), ASCII.hexDigits[Int(byte >> 4)], ASCII.hexDigits[Int(byte & 15)]]
                }
                column += cost
            }
            output += [0x0D, 0x0A]
        }
        // The text's last line end is the one that split added.
        if text.utf8.last == 0x0A { output.removeLast(2) }
        return String(decoding: output, as: UTF8.self)
    }
}
