/// The addresses of a header (RFC 5322 section 3.4), read leniently and without recursion.
///
/// GMime would do it too, but recurses once for each `:` of a group (`To: g:g:g:…` overflows its stack) and decodes names with its own
/// idea of charsets.
enum AddressList {
    static func parse(_ raw: [UInt8], limit: Int, problems: inout [String], place: String) -> [NamedAddress] {
        var found: [NamedAddress] = []
        // What has been read of the current mailbox.
        var phrase: [UInt8] = []
        var angle: [UInt8]?
        var comment: [UInt8] = []

        func finish() {
            defer {
                phrase = []
                angle = nil
                comment = []
            }
            guard found.count < limit else { return }
            if let angle {
                let address = clean(angle, problems: &problems, place: place)
                let nameBytes = trim(phrase).isEmpty ? comment : phrase
                let name = tidy(EncodedWord.decode(Array(trim(nameBytes)), problems: &problems, place: place))
                if !address.isEmpty || !name.isEmpty { found.append(NamedAddress(name: name == address ? "" : name, address: address)) }
            } else {
                let bare = trim(phrase)
                guard !bare.isEmpty else { return }
                let address = clean(Array(bare), problems: &problems, place: place)
                let name = tidy(EncodedWord.decode(Array(trim(comment)), problems: &problems, place: place))
                // A quotation mark that was never closed swallows the bracket: "Anna <anna"@example.org.
                let inner = address.filter { $0 != "\"" }.split(separator: "<").last.map { normal(String($0)) } ?? ""
                if address.contains("<"), address.contains(" ") || MailAddress(address) == nil, MailAddress(inner) != nil {
                    found.append(NamedAddress(name: name, address: inner))
                } else if address.contains("@"), !address.contains(" ") {
                    found.append(NamedAddress(name: name, address: address))
                } else {
                    // A name without an address, as in "undisclosed-recipients" or a mailer's mistake.
                    let words = tidy(EncodedWord.decode(Array(bare), problems: &problems, place: place))
                    // `name user@host` without brackets.
                    if let last = words.split(separator: " ").last, last.contains("@"), MailAddress(String(last)) != nil {
                        let rest = String(words.dropLast(last.count)).trimmed
                        found.append(NamedAddress(name: rest, address: normal(String(last))))
                    } else {
                        found.append(NamedAddress(name: words, address: ""))
                    }
                }
            }
        }

        var i = 0
        while i < raw.count {
            let byte = raw[i]
            switch byte {
            case UInt8(ascii: "\""):
                let (content, end) = quoted(raw, from: i + 1)
                // In an address without brackets the quotes belong to it: "john doe"@example.org.
                if end < raw.count, raw[end] == UInt8(ascii: "@") {
                    phrase.append(byte)
                    phrase += content
                    phrase.append(byte)
                } else {
                    phrase += content
                }
                i = end
                continue
            case UInt8(ascii: "("):
                let (content, end) = parenthesis(raw, from: i + 1)
                comment = content
                i = end
                continue
            case UInt8(ascii: "<"):
                let end = raw[(i + 1)...].firstIndex(of: UInt8(ascii: ">")) ?? raw.count
                // A second pair of brackets: mailers that put the address into the name as well. The last one counts.
                angle = Array(raw[(i + 1)..<end])
                i = end + 1
                continue
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                finish()
            case UInt8(ascii: ":"):
                // A group's name ends here; its members follow. (Not in `<route:address>`, which was handled above.)
                phrase = []
                comment = []
            default:
                if angle == nil || !ASCII.isWhitespace(byte) {
                    if angle != nil, byte > 0x20 {
                        // A new mailbox without a comma in between.
                        finish()
                    }
                    phrase.append(byte)
                }
            }
            i += 1
        }
        finish()
        return found.filter { !($0.address.isEmpty && $0.name.asciiLowercased.hasPrefix("undisclosed")) }
    }

    private static func quoted(_ raw: [UInt8], from start: Int) -> (content: [UInt8], end: Int) {
        var content: [UInt8] = []
        var i = start
        while i < raw.count, raw[i] != UInt8(ascii: "\"") {
            if raw[i] == UInt8(ascii: "\\"), i + 1 < raw.count { i += 1 }
            content.append(raw[i])
            i += 1
        }
        return (content, min(i + 1, raw.count))
    }

    private static func parenthesis(_ raw: [UInt8], from start: Int) -> (content: [UInt8], end: Int) {
        var content: [UInt8] = []
        var depth = 1
        var i = start
        while i < raw.count {
            switch raw[i] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\") where i + 1 < raw.count: i += 1
            default: break
            }
            if depth == 0 { return (content, i + 1) }
            content.append(raw[i])
            i += 1
        }
        return (content, i)
    }

    private static func clean(_ raw: [UInt8], problems: inout [String], place: String) -> String {
        var bytes = Array(trim(raw))
        // A source route: <@a,@b:user@host>.
        if bytes.first == UInt8(ascii: "@"), let colon = bytes.lastIndex(of: UInt8(ascii: ":")) { bytes = Array(bytes[(colon + 1)...]) }
        return normal(tidy(EncodedWord.decode(bytes, problems: &problems, place: place)))
    }

    private static func normal(_ address: String) -> String {
        MailAddress(address)?.text ?? address
    }

    private static func trim(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let start = bytes.firstIndex(where: { !ASCII.isWhitespace($0) }) else { return [] }
        return bytes[start...bytes.lastIndex(where: { !ASCII.isWhitespace($0) })!]
    }

    /// One line, single blanks, no control or direction characters, no quotes around the whole.
    private static func tidy(_ name: String) -> String {
        var text = HeaderText.singleLine(name)
        if text.utf8.count >= 2, let first = text.utf8.first, first == text.utf8.last, first == 0x22 || first == 0x27 {
            text = String(text.dropFirst().dropLast()).trimmed
        }
        return text
    }
}
