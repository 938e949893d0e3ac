/// Takes out of a copy of the message what GMime cannot bear. The raw message stays as it is.
enum ParserArmour {
    private static let addressHeaders: Set<String> = [
        "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-reply-to", "resent-to", "resent-cc",
        "resent-bcc", "disposition-notification-to",
    ]
    /// Groups and routes have one or two; GMime recurses once for each.
    private static let colonLimit = 50

    /// - Address headers with more colons than any real one lose the rest of them (also in attached messages).
    /// - NULs in the first header block become blanks: header values are C strings.
    /// - Empty lines before the first header go; a message whose lines end with CR alone gets LF.
    static func protect(_ bytes: [UInt8]) -> [UInt8] {
        var copy = Array(bytes[(bytes.firstIndex { $0 != 0x0D && $0 != 0x0A } ?? 0)...])
        if !copy.contains(0x0A) { copy = copy.map { $0 == 0x0D ? 0x0A : $0 } }
        var lineStart = 0
        var inHeaders = true
        var inAddresses = false
        var colons = 0
        while lineStart < copy.count {
            var end = lineStart
            while end < copy.count, copy[end] != 0x0A { end += 1 }
            let isBlank = end == lineStart || (end == lineStart + 1 && copy[lineStart] == 0x0D)
            if inHeaders, isBlank, lineStart > 0 { inHeaders = false }
            let first = lineStart < copy.count ? copy[lineStart] : 0
            let continues = first == 0x20 || first == 0x09
            if !continues {
                inAddresses = startsAddressHeader(copy, at: lineStart, end: end)
                colons = 0
            }
            if inAddresses || inHeaders {
                for i in lineStart..<end {
                    if inHeaders, copy[i] == 0 { copy[i] = 0x20 }
                    if inAddresses, copy[i] == UInt8(ascii: ":") {
                        colons += 1
                        if colons > colonLimit { copy[i] = 0x20 }
                    }
                }
            }
            lineStart = end + 1
        }
        return copy
    }

    private static func startsAddressHeader(_ bytes: [UInt8], at start: Int, end: Int) -> Bool {
        guard start < end else { return false }
        switch ASCII.lower(bytes[start]) {
        case UInt8(ascii: "f"), UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "c"), UInt8(ascii: "b"),
            UInt8(ascii: "d"):
            break
        default: return false
        }
        var i = start
        while i < end, i - start <= 30, bytes[i] != UInt8(ascii: ":") { i += 1 }
        guard i < end, bytes[i] == UInt8(ascii: ":") else { return false }
        return addressHeaders.contains(String(decoding: bytes[start..<i].map(ASCII.lower), as: UTF8.self).trimmed)
    }
}
