import Web

/// The marks inside a line. Works on bytes: every mark is ASCII, and no byte of another character looks like one.
struct InlineMarks {
    /// How far the end of a mark is looked for.
    private static let window = 2_000
    private static let deepest = 5

    private let bytes: [UInt8]
    private var found: [MarkedText.Inline] = []
    private var words: [UInt8] = []
    private let depth: Int

    static func read(_ lines: [Substring]) -> [MarkedText.Inline] { read(Array(lines.joined(separator: "\n").utf8), depth: 0) }

    private static func read(_ bytes: [UInt8], depth: Int) -> [MarkedText.Inline] {
        var reader = InlineMarks(bytes: bytes, depth: depth)
        reader.readAll()
        return reader.found
    }

    private init(bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    private mutating func readAll() {
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\\") where at + 1 < bytes.count && Self.isSign(bytes[at + 1]):
                words.append(bytes[at + 1])
                at += 2
            case 0x0A:
                while words.last == 0x20 { words.removeLast() }
                put(.lineBreak)
                at += 1
            case UInt8(ascii: "*"), UInt8(ascii: "_"): at = emphasis(at)
            case UInt8(ascii: "["): at = link(at)
            case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "w"): at = address(at)
            default:
                words.append(byte)
                at += 1
            }
        }
        flush()
    }

    private mutating func put(_ inline: MarkedText.Inline) {
        flush()
        found.append(inline)
    }

    private mutating func flush() {
        if !words.isEmpty { found.append(.words(String(decoding: words, as: UTF8.self))) }
        words = []
    }

    // MARK: Bold and italic

    private mutating func emphasis(_ at: Int) -> Int {
        let sign = bytes[at]
        let isDouble = sign == UInt8(ascii: "*") && at + 1 < bytes.count && bytes[at + 1] == sign
        let length = isDouble ? 2 : 1
        let start = at + length
        // A mark that opens stands before a letter, and an underscore not within a word.
        let opens =
            depth < Self.deepest && start < bytes.count && !Self.isSpace(bytes[start]) && bytes[start] != sign
            && (sign != UInt8(ascii: "_") || at == 0 || !Self.isWord(bytes[at - 1]))
        guard opens, let end = closing(sign, length, from: start) else {
            words += bytes[at..<start]
            return start
        }
        let inside = Self.read(Array(bytes[start..<end]), depth: depth + 1)
        put(isDouble ? .bold(inside) : .italic(inside))
        return end + length
    }

    private func closing(_ sign: UInt8, _ length: Int, from start: Int) -> Int? {
        var at = start + 1
        let end = min(bytes.count, start + Self.window)
        while at < end {
            if bytes[at] == UInt8(ascii: "\\") {
                at += 2
                continue
            }
            guard bytes[at] == sign else {
                at += 1
                continue
            }
            var run = 1
            while at + run < bytes.count, bytes[at + run] == sign { run += 1 }
            let fits = length == 2 ? run >= 2 : run != 2
            let after = at + run < bytes.count ? bytes[at + run] : 0x20
            if fits, !Self.isSpace(bytes[at - 1]), sign != UInt8(ascii: "_") || !Self.isWord(after) { return at + run - length }
            at += run
        }
        return nil
    }

    // MARK: Links

    /// `[words](address)`.
    private mutating func link(_ at: Int) -> Int {
        let end = min(bytes.count, at + Self.window)
        guard let close = bytes[at..<end].firstIndex(of: UInt8(ascii: "]")), close > at + 1, close + 1 < bytes.count,
            bytes[close + 1] == UInt8(ascii: "("), let last = bytes[close..<end].firstIndex(of: UInt8(ascii: ")")),
            let target = Self.target(String(decoding: bytes[(close + 2)..<last], as: UTF8.self))
        else {
            words.append(bytes[at])
            return at + 1
        }
        put(.link(Self.read(Array(bytes[(at + 1)..<close]), depth: Self.deepest), target))
        return last + 1
    }

    /// An address that stands in the text as it is.
    private mutating func address(_ at: Int) -> Int {
        let isFirst = at == 0 || !Self.isWord(bytes[at - 1])
        guard depth < Self.deepest, isFirst, ["https://", "http://", "www."].contains(where: { bytes[at...].lowerStarts(with: $0) }) else {
            words.append(bytes[at])
            return at + 1
        }
        var end = at
        while end < bytes.count, bytes[end] > 0x20, !"<>\"`".utf8.contains(bytes[end]) { end += 1 }
        while end > at, ".,;:!?'*_)]}".utf8.contains(bytes[end - 1]) { end -= 1 }
        let text = String(decoding: bytes[at..<end], as: UTF8.self)
        guard let target = Self.target(text) else {
            words.append(bytes[at])
            return at + 1
        }
        put(.link([.words(text)], target))
        return end
    }

    /// Where a link may lead: outside, by a scheme that does nothing but lead there.
    private static func target(_ text: String) -> Link? {
        let address = text.trimmed
        if address.lowercased().hasPrefix("www."), address.utf8.count > 5 { return Link.outside("https://" + address) }
        guard !address.hasSuffix("//"), !address.contains("\n") else { return nil }
        return Link.outside(address)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A }
    /// Letters of other scripts count, byte by byte.
    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    private static func isSign(_ byte: UInt8) -> Bool {
        (0x21...0x2F).contains(byte) || (0x3A...0x40).contains(byte) || (0x5B...0x60).contains(byte) || (0x7B...0x7E).contains(byte)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func lowerStarts(with text: String) -> Bool {
        starts(with: text.utf8) { $0 | ((0x41...0x5A).contains($0) ? 0x20 : 0) == $1 }
    }
}
