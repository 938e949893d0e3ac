/// One row of a table in text: its cells, and what was odd about it.
public struct CSVRow: Sendable {
    /// What a reader of the table should be told; the row is there all the same.
    public enum Oddity: Sendable, Equatable {
        /// A quotation mark was opened and never closed: the rest of the file stands in this row's last cell.
        case openQuote
        /// A cell was longer than the reader keeps, and was cut. Columns count from 0.
        case longCell(column: Int)
        /// A cell holds a NUL, which no text has: the file is damaged, or no text.
        case nul(column: Int)
        /// There were more cells than the reader keeps.
        case manyCells
    }

    /// As a spreadsheet counts it: the first row is 1, empty lines count, a cell of several lines does not.
    public var number: Int
    public var oddity: Oddity?
    private var bytes: [UInt8]
    /// Behind the last byte of each cell.
    private var ends: [Int]

    init(number: Int, bytes: [UInt8], ends: [Int], oddity: Oddity?) {
        self.number = number
        self.bytes = bytes
        self.ends = ends
        self.oddity = oddity
    }

    public init(number: Int, _ cells: [String]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for cell in cells {
            bytes += Array(cell.utf8)
            ends.append(bytes.count)
        }
        self.init(number: number, bytes: bytes, ends: ends, oddity: nil)
    }

    public var count: Int { ends.count }

    /// The text of a cell; "" where the row is shorter than that. Bytes that are no UTF-8 become U+FFFD.
    public subscript(column: Int) -> String {
        guard ends.indices.contains(column) else { return "" }
        let start = column == 0 ? 0 : ends[column - 1]
        return String(decoding: bytes[start..<ends[column]], as: UTF8.self)
    }

    public var cells: [String] { ends.indices.map { self[$0] } }
    /// Whether there is nothing but blanks in it.
    public var isBlank: Bool { bytes.allSatisfy { $0 <= 0x20 } }
}
