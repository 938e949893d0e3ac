/// Header text with encoded words (RFC 2047): `=?utf-8?Q?caf=C3=A9?=`.
enum EncodedWord {
    /// The text of an unfolded raw header value.
    ///
    /// Lenient where mailers are wrong: words inside quotes, white space inside words, characters cut in two between neighbours.
    static func decode(_ raw: [UInt8], problems: inout [String], place: String) -> String {
        var result = ""
        var plain: [UInt8] = []
        var pending: (charset: String, bytes: [UInt8])?
        var i = 0

        func report(_ problem: String?) {
            guard let problem else { return }
            let sentence = "\(place): \(problem)"
            if !problems.contains(sentence), problems.count < 50 { problems.append(sentence) }
        }
        func flushWord() {
            guard let word = pending else { return }
            pending = nil
            let decoded = Charset.decode(word.bytes, declared: word.charset)
            report(decoded.problem)
            result += decoded.text
        }
        func flushPlain() {
            guard !plain.isEmpty else { return }
            let decoded = Charset.decode(plain, declared: nil)
            // Raw UTF-8 in headers is how RFC 6532 mail looks; only other bytes are a problem.
            if let problem = decoded.problem, !problem.hasSuffix("utf-8") { report(problem) }
            result += decoded.text
            plain = []
        }

        while i < raw.count {
            if raw[i] == UInt8(ascii: "="), i + 1 < raw.count, raw[i + 1] == UInt8(ascii: "?"), let word = word(in: raw, at: i) {
                // White space between two encoded words is not there.
                if pending != nil, plain.allSatisfy(ASCII.isWhitespace) {
                    plain = []
                } else {
                    flushWord()
                    flushPlain()
                }
                if var before = pending, before.charset == word.charset {
                    before.bytes += word.bytes
                    pending = before
                } else {
                    flushWord()
                    pending = (word.charset, word.bytes)
                }
                i = word.end
            } else {
                if pending != nil, !ASCII.isWhitespace(raw[i]) {
                    flushWord()
                }
                plain.append(raw[i])
                i += 1
                if pending == nil, plain.count > 4096 { flushPlainKeepingTail() }
            }
        }
        flushWord()
        flushPlain()
        return result

        func flushPlainKeepingTail() {
            // Long plain text is flushed at a blank, so that no character is cut in two.
            guard let blank = plain.lastIndex(where: ASCII.isWhitespace), blank > 0 else { return }
            let tail = Array(plain[blank...])
            plain.removeSubrange(blank...)
            flushPlain()
            plain = tail
        }
    }

    private struct Word {
        var charset: String
        var bytes: [UInt8]
        var end: Int
    }

    /// The encoded word that begins at `start`, or nil when it is none.
    private static func word(in raw: [UInt8], at start: Int) -> Word? {
        let question = UInt8(ascii: "?")
        guard let afterCharset = find(question, in: raw, from: start + 2, within: 60), afterCharset + 2 < raw.count,
            raw[afterCharset + 2] == question
        else { return nil }
        var charset = String(decoding: raw[(start + 2)..<afterCharset], as: UTF8.self).asciiLowercased
        // RFC 2231: a language may follow a star.
        if let star = charset.firstIndex(of: "*") { charset = String(charset[..<star]) }
        guard !charset.isEmpty else { return nil }
        var end = afterCharset + 3
        while end + 1 < raw.count, !(raw[end] == question && raw[end + 1] == UInt8(ascii: "=")) { end += 1 }
        // In Q encoding `?=` may also begin inside: `?==` is the end followed by something else, which decodes the same.
        guard end + 1 < raw.count else { return nil }
        let content = raw[(afterCharset + 3)..<end]
        switch raw[afterCharset + 1] {
        case UInt8(ascii: "Q"), UInt8(ascii: "q"): return Word(charset: charset, bytes: quoted(content), end: end + 2)
        case UInt8(ascii: "B"), UInt8(ascii: "b"): return Word(charset: charset, bytes: base64(content), end: end + 2)
        default: return nil
        }
    }

    private static func find(_ byte: UInt8, in raw: [UInt8], from: Int, within length: Int) -> Int? {
        var i = from
        while i < raw.count, i < from + length {
            if raw[i] == byte { return i }
            i += 1
        }
        return nil
    }

    private static func quoted(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var i = content.startIndex
        while i < content.endIndex {
            let byte = content[i]
            if byte == UInt8(ascii: "_") {
                bytes.append(0x20)
            } else if byte == UInt8(ascii: "="), i + 2 < content.endIndex, let high = ASCII.hexValue(content[i + 1]),
                let low = ASCII.hexValue(content[i + 2])
            {
                bytes.append(high << 4 | low)
                i += 2
            } else {
                bytes.append(byte)
            }
            i += 1
        }
        return bytes
    }

    /// Base64 that skips what is not of its alphabet and does not insist on padding.
    static func base64(_ content: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in content {
            let value: UInt32
            switch byte {
            case 0x41...0x5A: value = UInt32(byte) - 0x41
            case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
            case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            default: continue
            }
            bits = bits << 6 | value
            count += 1
            if count == 4 {
                bytes += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
                bits = 0
                count = 0
            }
        }
        switch count {
        case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3: bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: break
        }
        return bytes
    }
}
