/// Reads tables in text as RFC 4180 describes them and as programs write them: cells with line breaks in quotes, doubled quotes, CRLF, LF or
/// CR alone, rows of any length. Takes the text in pieces of UTF-8, so that a file of any size passes through little memory.
///
///     var reader = CSVReader(delimiter: .semicolon)
///     try reader.read(piece) { row in …; return true }
///     try reader.end { row in …; return true }
///
/// Never fails: what is odd about a row stands in it. A quotation mark inside a cell that did not begin with one is a letter like others, and
/// what follows a closing quotation mark belongs to the cell.
public struct CSVReader: Sendable {
    public let delimiter: CSVDelimiter
    /// Bytes of one cell that are kept; what is longer is cut and said.
    public let longestCell: Int
    /// Cells of one row that are kept.
    public let mostCells: Int

    private enum State { case start, plain, quoted, quote }
    private var state = State.start
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var cellStart = 0
    private var oddity: CSVRow.Oddity?
    private var number = 0
    private var wasReturn = false
    /// Whether the row has a quotation mark or a delimiter: an empty line has neither.
    private var hasMarks = false
    private var isOver = false

    public init(delimiter: CSVDelimiter = .comma, longestCell: Int = 64 << 10, mostCells: Int = 500) {
        self.delimiter = delimiter
        self.longestCell = longestCell
        self.mostCells = mostCells
    }

    /// Gives each row that ends in `piece` to `body`, until it answers false; then nothing more is read.
    public mutating func read(_ piece: some Sequence<UInt8>, _ body: (CSVRow) throws -> Bool) rethrows {
        let done: Void? = try piece.withContiguousStorageIfAvailable { try scan($0, body) }
        if done == nil { try Array(piece).withUnsafeBufferPointer { try scan($0, body) } }
    }

    /// The text is over: gives the last row where it had no line end.
    public mutating func end(_ body: (CSVRow) throws -> Bool) rethrows {
        guard !isOver else { return }
        isOver = true
        if state == .quoted { oddity = .openQuote }
        if state != .start || hasMarks || !bytes.isEmpty || !ends.isEmpty { _ = try endRow(body) }
    }

    private mutating func scan(_ piece: UnsafeBufferPointer<UInt8>, _ body: (CSVRow) throws -> Bool) rethrows {
        var place = 0
        let separator = delimiter.rawValue
        while place < piece.count, !isOver {
            let byte = piece[place]
            if wasReturn {
                wasReturn = false
                if byte == 0x0A {
                    place += 1
                    continue
                }
            }
            switch state {
            case .quoted:
                // Up to the next quotation mark everything is the cell's.
                var end = place
                while end < piece.count, piece[end] != 0x22 { end += 1 }
                keep(piece, place..<end)
                place = end
                if place < piece.count {
                    state = .quote
                    place += 1
                }
                continue
            case .quote where byte == 0x22:
                keep(byte)
                state = .quoted
            case .start where byte == 0x22:
                state = .quoted
                hasMarks = true
            case .start, .plain, .quote:
                if byte == separator {
                    hasMarks = true
                    endCell()
                } else if byte == 0x0A || byte == 0x0D {
                    wasReturn = byte == 0x0D
                    if try !endRow(body) {
                        isOver = true
                        return
                    }
                } else {
                    var end = place + 1
                    while end < piece.count, piece[end] != separator, piece[end] != 0x0A, piece[end] != 0x0D { end += 1 }
                    keep(piece, place..<end)
                    state = .plain
                    place = end
                    continue
                }
            }
            place += 1
        }
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count - cellStart < longestCell { bytes.append(byte) } else { oddity = oddity ?? .longCell(column: ends.count) }
    }

    private mutating func keep(_ piece: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let room = longestCell - (bytes.count - cellStart)
        if range.count > room { oddity = oddity ?? .longCell(column: ends.count) }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: piece[range.lowerBound..<(range.lowerBound + min(room, range.count))]))
    }

    private mutating func endCell() {
        state = .start
        guard ends.count < mostCells else {
            oddity = .manyCells
            bytes.removeSubrange(cellStart...)
            return
        }
        if bytes[cellStart...].contains(0) { oddity = oddity ?? .nul(column: ends.count) }
        ends.append(bytes.count)
        cellStart = bytes.count
    }

    private mutating func endRow(_ body: (CSVRow) throws -> Bool) rethrows -> Bool {
        number += 1
        let isEmpty = bytes.isEmpty && ends.isEmpty && !hasMarks
        if !isEmpty { endCell() }
        let row = CSVRow(number: number, bytes: bytes, ends: ends, oddity: oddity)
        state = .start
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        cellStart = 0
        oddity = nil
        hasMarks = false
        return isEmpty ? true : try body(row)
    }
}

/// What stands between two cells.
public enum CSVDelimiter: UInt8, Sendable, CaseIterable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09
    case bar = 0x7C

    /// "comma", as forms and the API name it.
    public var name: String {
        switch self {
        case .comma: "comma"
        case .semicolon: "semicolon"
        case .tab: "tab"
        case .bar: "bar"
        }
    }

    public init?(name: String) {
        guard let found = CSVDelimiter.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
