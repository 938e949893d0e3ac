/// The rows of a table one handful after the other, so that a file of a million rows passes through little memory.
///
///     var rows = SheetRows(sheet, bytes)
///     while case let some = rows.next(2000), !some.isEmpty { … }
public struct SheetRows: Sendable {
    private let text: [UInt8]
    private var reader: CSVReader
    private var place: Int
    private var ready: [CSVRow] = []
    private var isOver = false
    /// Bytes that are read at a time.
    private static let piece = 256 << 10

    public init(_ sheet: Sheet, _ bytes: [UInt8]) {
        text = sheet.charset.utf8(bytes)
        reader = CSVReader(delimiter: sheet.delimiter)
        place = Sheet.hintLength(text)
    }

    /// At most `count` rows; fewer at the end, none behind it. Rows with nothing in them are left out.
    public mutating func next(_ count: Int) -> [CSVRow] {
        while ready.count < count, !isOver {
            var found: [CSVRow] = []
            func keep(_ row: CSVRow) -> Bool {
                if !row.isBlank || row.oddity != nil { found.append(row) }
                return true
            }
            let end = min(place + Self.piece, text.count)
            reader.read(text[place..<end], keep)
            place = end
            if place == text.count {
                reader.end(keep)
                isOver = true
            }
            ready += found
        }
        defer { ready.removeFirst(min(count, ready.count)) }
        return Array(ready.prefix(count))
    }
}
