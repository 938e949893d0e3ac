/// What a file is that is plainly no table of text, by its first bytes. People upload what lies nearest: a picture of the list, the workbook
/// itself.
public enum SheetFile: Sendable, Equatable, CaseIterable {
    case picture, pdf, workbook, document, archive, page
    /// Bytes that are no text of any kind.
    case bytes

    /// Nil for what may be a table.
    public init?(_ file: [UInt8]) {
        let start = file.prefix(4096)
        func begins(_ bytes: [UInt8], at place: Int = 0) -> Bool { start.dropFirst(place).starts(with: bytes) }
        func holds(_ words: String) -> Bool { start.firstRange(of: Array(words.utf8)) != nil }
        if begins([0x89, 0x50, 0x4E, 0x47]) || begins([0xFF, 0xD8, 0xFF]) || begins(Array("GIF8".utf8)) || begins([0x49, 0x49, 0x2A, 0])
            || begins([0x4D, 0x4D, 0, 0x2A]) || (begins(Array("RIFF".utf8)) && begins(Array("WEBP".utf8), at: 8))
            || begins(Array("ftyphei".utf8), at: 4) || begins(Array("ftypmif1".utf8), at: 4) || begins(Array("ftypavif".utf8), at: 4)
            || (begins(Array("BM".utf8)) && start.dropFirst(6).prefix(4).allSatisfy { $0 == 0 } && start.count > 14)
        {
            self = .picture
        } else if begins(Array("%PDF-".utf8)) {
            self = .pdf
        } else if begins([0x50, 0x4B, 3, 4]) {
            self =
                holds("xl/") || holds("opendocument.spreadsheet") || holds("Index/Tables")
                ? .workbook : holds("word/") || holds("opendocument.text") ? .document : holds("[Content_Types].xml") ? .workbook : .archive
        } else if begins([0xD0, 0xCF, 0x11, 0xE0]) {
            // Excel before 2007, and Word of those years; a list of people is in the first.
            self = .workbook
        } else if begins([0x1F, 0x8B]) || begins(Array("Rar!".utf8)) || begins([0x37, 0x7A, 0xBC, 0xAF]) {
            self = .archive
        } else if Self.isPage(start) {
            self = .page
        } else if Self.isNoText(file, start) {
            self = .bytes
        } else {
            return nil
        }
    }

    private static func isPage(_ start: ArraySlice<UInt8>) -> Bool {
        let first = String(decoding: start.prefix(200), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        return first.hasPrefix("<!doctype html") || first.hasPrefix("<html")
    }

    /// One byte in fifty that no text has, and more than a slip or two. UTF-16 has a NUL beside each Latin letter.
    private static func isNoText(_ file: [UInt8], _ start: ArraySlice<UInt8>) -> Bool {
        guard ![.utf16LE, .utf16BE].contains(SheetCharset.guess(file)) else { return false }
        let odd = start.count { $0 < 0x20 && ![0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B].contains($0) }
        return odd > 3 && odd * 50 > start.count
    }
}
