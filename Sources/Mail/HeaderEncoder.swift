/// Writes header fields: folded, other scripts as encoded words (RFC 2047, 2231), and without a way to begin a new field.
enum HeaderEncoder {
    /// `Name: value` with CRLF, for text that people read.
    static func text(_ name: String, _ value: String) -> String {
        let value = HeaderText.singleLine(value)
        let words = isPlain(value) ? value.split(separator: " ", omittingEmptySubsequences: true).map(String.init) : encodedWords(value)
        return fold(name, words)
    }

    /// `Name: <a> <b>` with CRLF, from ids without brackets.
    static func ids(_ name: String, _ ids: [String]) -> String {
        fold(name, ids.map(id).filter { !$0.isEmpty }.map { "<" + $0 + ">" })
    }

    /// `Name: Anna <anna@example.org>, …` with CRLF.
    static func mailboxes(_ name: String, _ mailboxes: [Mailbox]) -> String {
        var words: [String] = []
        for (place, mailbox) in mailboxes.enumerated() {
            var address = mailbox.address.text
            let phrase = phrase(HeaderText.singleLine(mailbox.name))
            if !phrase.isEmpty { address = "<" + address + ">" }
            words += phrase
            words.append(address + (place == mailboxes.count - 1 ? "" : ","))
        }
        return fold(name, words)
    }

    /// Message ids hold no white space, brackets or control characters.
    static func id(_ id: String) -> String {
        String(decoding: id.utf8.filter { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }, as: UTF8.self)
    }

    /// A parameter of Content-Type or Content-Disposition: `name=value` in whichever form it needs, several where it is long.
    static func parameter(_ name: String, _ value: String) -> [String] {
        let value = HeaderText.singleLine(value)
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), value.utf8.count <= 60 {
            let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return ["\(name)=\"\(quoted)\""]
        }
        var pieces: [String] = [""]
        for scalar in value.unicodeScalars {
            var encoded = ""
            for byte in UTF8.encode(scalar)! {
                if ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~".utf8.contains(byte) {
                    encoded.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    encoded += "%" + String(decoding: [ASCII.hexDigits[Int(byte >> 4)], ASCII.hexDigits[Int(byte & 15)]], as: UTF8.self)
                }
            }
            if pieces[pieces.count - 1].utf8.count + encoded.utf8.count > 50 { pieces.append("") }
            pieces[pieces.count - 1] += encoded
        }
        if pieces.count == 1 { return ["\(name)*=utf-8''\(pieces[0])"] }
        return pieces.enumerated().map { place, piece in "\(name)*\(place)*=" + (place == 0 ? "utf-8''" : "") + piece }
    }

    /// Words joined by blanks, with a line end before a word that would pass column 76.
    static func fold(_ name: String, _ words: [String]) -> String {
        var result = name + ":"
        var column = result.utf8.count
        for word in words {
            if column + 1 + word.utf8.count > 76, column > name.utf8.count + 1 {
                result += "\r\n"
                column = 0
            }
            result += " " + word
            column += 1 + word.utf8.count
        }
        return result + "\r\n"
    }

    /// ASCII that can stand as it is: no encoded-word look-alike, no word that would make a line too long.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
            && text.split(separator: " ").allSatisfy { $0.utf8.count <= 200 }
    }

    /// A display name: bare atoms, a quoted string, or encoded words.
    private static func phrase(_ name: String) -> [String] {
        if name.isEmpty { return [] }
        guard isPlain(name) else { return encodedWords(name) }
        let isAtoms = name.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || " !#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        if isAtoms { return name.split(separator: " ").map(String.init) }
        return ["\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""]
    }

    /// Encoded words of at most 75 characters; characters are never cut in two.
    private static func encodedWords(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        let wide = bytes.count { $0 >= 0x80 }
        let useBase64 = wide * 3 > bytes.count
        // "=?utf-8?B?" and "?=" take 12 of 75.
        var words: [String] = []
        var piece: [UInt8] = []
        var length = 0
        func finish() {
            guard !piece.isEmpty else { return }
            let content = useBase64 ? TransferEncoding.base64(piece) : String(decoding: piece.flatMap(quoted), as: UTF8.self)
            words.append("=?utf-8?\(useBase64 ? "B" : "Q")?\(content)?=")
            piece = []
            length = 0
        }
        for character in text {
            let encoded = Array(character.utf8)
            let cost = useBase64 ? encoded.count : encoded.reduce(0) { $0 + quoted($1).count }
            let limit = useBase64 ? 45 : 63
            // A character of many marks can be longer than a word; then it is split at its scalars.
            if cost > limit {
                for scalar in character.unicodeScalars {
                    let part = Array(UTF8.encode(scalar)!)
                    let partCost = useBase64 ? part.count : part.reduce(0) { $0 + quoted($1).count }
                    if length + partCost > limit { finish() }
                    piece += part
                    length += partCost
                }
                continue
            }
            if length + cost > limit { finish() }
            piece += encoded
            length += cost
        }
        finish()
        return words
    }

    private static func quoted(_ byte: UInt8) -> [UInt8] {
        if byte == 0x20 { return [UInt8(ascii: "_")] }
        if ASCII.isLetter(byte) || ASCII.isDigit(byte) || "!*+-/".utf8.contains(byte) { return [byte] }
        return [UInt8(ascii: "="), ASCII.hexDigits[Int(byte >> 4)], ASCII.hexDigits[Int(byte & 15)]]
    }
}
