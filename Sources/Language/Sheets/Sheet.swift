/// A table in a file, and how it is to be read.
public struct Sheet: Sendable, Equatable {
    public var charset: SheetCharset
    public var delimiter: CSVDelimiter

    public init(charset: SheetCharset, delimiter: CSVDelimiter) {
        self.charset = charset
        self.delimiter = delimiter
    }

    /// What the bytes look like: the charset, and the delimiter that divides most of the first rows alike.
    public init(guessing bytes: [UInt8], charset: SheetCharset? = nil) {
        let charset = charset ?? .guess(bytes)
        self.init(charset: charset, delimiter: Sheet.delimiter(of: charset.utf8(Array(bytes.prefix(64 << 10)))))
    }

    /// - Parameter text: the beginning of the table in UTF-8.
    static func delimiter(of text: [UInt8]) -> CSVDelimiter {
        // Excel's own hint, which it neither shows nor counts.
        if let hint = Sheet.hint(text) { return hint.delimiter }
        var best = (delimiter: CSVDelimiter.comma, score: 0)
        for delimiter in CSVDelimiter.allCases {
            var widths: [Int: Int] = [:]
            var rows = 0
            var reader = CSVReader(delimiter: delimiter)
            reader.read(text) { row in
                widths[row.count, default: 0] += 1
                rows += 1
                return rows < 40
            }
            reader.end { row in
                widths[row.count, default: 0] += 1
                rows += 1
                return true
            }
            guard let (width, times) = widths.filter({ $0.key > 1 }).max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
            // How many rows agree counts more than how many columns there are.
            let score = times * 1000 / max(rows, 1) * 100 + min(width, 99)
            if score > best.score { best = (delimiter, score) }
        }
        return best.delimiter
    }

    /// The line "sep=;" that some programs write first for Excel.
    private static func hint(_ text: [UInt8]) -> (delimiter: CSVDelimiter, length: Int)? {
        guard text.count > 5, text.starts(with: "sep=".utf8), let delimiter = CSVDelimiter(rawValue: text[4]) else { return nil }
        var length = 5
        while length < text.count, length < 7, text[length] == 0x0D || text[length] == 0x0A { length += 1 }
        return length > 5 ? (delimiter, length) : nil
    }

    /// How much of the text is that line.
    static func hintLength(_ text: [UInt8]) -> Int { hint(text)?.length ?? 0 }

    /// Gives the rows to `body` until it answers false. Rows with nothing in them are left out.
    public func read(_ bytes: [UInt8], _ body: (CSVRow) throws -> Bool) rethrows {
        let text = charset.utf8(bytes)
        var reader = CSVReader(delimiter: delimiter)
        try reader.read(text[Sheet.hintLength(text)...]) { row in row.isBlank && row.oddity == nil ? true : try body(row) }
        try reader.end { row in row.isBlank && row.oddity == nil ? true : try body(row) }
    }

    /// At most `limit` rows.
    public func rows(_ bytes: [UInt8], limit: Int = .max) -> [CSVRow] {
        var rows: [CSVRow] = []
        read(bytes) { row in
            rows.append(row)
            return rows.count < limit
        }
        return rows
    }
}
