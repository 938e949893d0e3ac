import Foundation

/// Reads a table of sales as its bytes come: columns customer, date and amount, in any order, separated by comma, semicolon, tab or bar.
///
/// A million customers are a hundred megabytes of text, so rows become numbers at once and the text is let go.
public struct SalesReader {
    /// What was understood.
    public private(set) var book: SalesBook
    /// The first of the rows left out.
    public private(set) var problems: [SaleProblem] = []
    /// How many rows were left out, by reason.
    public private(set) var problemCounts: [SaleProblem.Kind: Int] = [:]

    /// So many are kept to be told; all are counted.
    public static let mostProblems = 1000
    /// A quotation mark that is not closed within so many bytes was not meant as one.
    private static let longestRow = 1 << 14
    /// What has no line end for so long is not a table.
    private static let longestLine = 1 << 21

    private let decimals: Int
    private var columns: Columns?
    private var line = 1
    /// The beginning of a row whose end has not come yet.
    private var carried: [UInt8] = []
    /// Whether a row that goes over several lines is to be taken as broken: the file has ended.
    private var isAtEnd = false

    /// Where the three columns are, from 0, and what stands between columns.
    private struct Columns {
        var separator: UInt8
        var customer: Int
        var date: Int
        var amount: Int
    }

    /// `decimals`: digits of the currency's minor unit, 0 to 3.
    public init(decimals: Int) {
        self.decimals = decimals
        book = SalesBook(decimals: decimals)
    }

    /// The next bytes of the file.
    public mutating func read(_ bytes: UnsafeRawBufferPointer) throws(SalesRefusal) {
        var rest = bytes
        // A row that began in the bytes before: complete it first.
        while !carried.isEmpty, !rest.isEmpty {
            let end = Self.lineEnd(rest).map { $0 + 1 } ?? rest.count
            carried.append(contentsOf: rest[..<end])
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
            guard carried.last == 0x0A else {
                guard carried.count <= Self.longestLine else { throw .endlessLine(line) }
                break
            }
            let row = carried
            carried = []
            try row.withUnsafeBufferPointer { row throws(SalesRefusal) in try lines(UnsafeRawBufferPointer(row)) }
        }
        if !rest.isEmpty { try lines(rest) }
    }

    /// To be called once after the last bytes.
    public mutating func finish() throws(SalesRefusal) {
        isAtEnd = true
        let row = carried
        carried = []
        if !row.isEmpty { try row.withUnsafeBufferPointer { row throws(SalesRefusal) in try lines(UnsafeRawBufferPointer(row)) } }
        guard columns != nil else { throw .empty }
    }

    /// The book, which the reader then has no more: sales of a million customers must not stand in memory twice.
    public mutating func takeBook() -> SalesBook {
        let taken = book
        book = SalesBook(decimals: decimals)
        return taken
    }

    /// Rows from `bytes`; what is left without an end is carried over.
    private mutating func lines(_ bytes: UnsafeRawBufferPointer) throws(SalesRefusal) {
        var start = 0
        // After a row that is not closed by the end of its line, how far it was followed.
        var searched = 0
        while max(start, searched) < bytes.count {
            let from = UnsafeRawBufferPointer(rebasing: bytes[max(start, searched)...])
            let found = Self.lineEnd(from).map { $0 + max(start, searched) }
            guard found != nil || isAtEnd else { break }
            let end = found ?? bytes.count
            var row = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            if row.last == 0x0D { row = UnsafeRawBufferPointer(rebasing: row[..<(row.count - 1)]) }
            if try take(row) {
                line += Self.lineBreaks(row) + 1
                start = end + 1
                continue
            }
            searched = end + 1
            let isFileOver = isAtEnd && searched >= bytes.count
            guard isFileOver || end - start > Self.longestRow else { continue }
            // The mark was never closed: this line alone is wrong, what follows it is read again.
            report(.openQuote, "")
            let first = Self.lineEnd(UnsafeRawBufferPointer(rebasing: bytes[start...])).map { $0 + start } ?? bytes.count
            line += 1
            start = first + 1
            searched = start
        }
        guard start < bytes.count else { return }
        guard bytes.count - start <= Self.longestLine else { throw .endlessLine(line) }
        carried.append(contentsOf: bytes[start...])
    }

    /// Takes one row in. False when a quotation mark is open at its end.
    private mutating func take(_ row: UnsafeRawBufferPointer) throws(SalesRefusal) -> Bool {
        guard let columns else {
            self.columns = try Self.columns(row)
            return true
        }
        if row.isEmpty { return true }
        var fields = RowFields()
        guard fields.split(row, columns.separator, columns.customer, columns.date, columns.amount) else { return false }
        take(row, fields)
        return true
    }

    private mutating func take(_ row: UnsafeRawBufferPointer, _ fields: RowFields) {
        guard let customer = fields.customer else { return report(.missingField, "customer") }
        guard let date = fields.date else { return report(.missingField, "date") }
        guard let amount = fields.amount else { return report(.missingField, "amount") }
        guard !customer.isEmpty else { return report(.noCustomer, "") }
        let dateBytes = UnsafeRawBufferPointer(rebasing: row[date])
        guard let day = Day(bytes: dateBytes) else { return report(.wrongDate, Self.shortened(dateBytes)) }
        let amountBytes = UnsafeRawBufferPointer(rebasing: row[amount])
        guard let minor = MinorAmount.parse(amountBytes, decimals: decimals) else {
            return report(.wrongAmount, Self.shortened(amountBytes))
        }
        let name = UnsafeRawBufferPointer(rebasing: row[customer])
        if fields.isCustomerDoubled || name.contains(where: { $0 >= 0x80 }) {
            var text = Array(name)
            if fields.isCustomerDoubled { text = Self.undoubled(text) }
            guard String(validating: text, as: UTF8.self) != nil else { return report(.notUTF8, "") }
            text.withUnsafeBytes { book.add($0, day, minor, line: line) }
        } else {
            book.add(name, day, minor, line: line)
        }
    }

    private mutating func report(_ kind: SaleProblem.Kind, _ found: String) {
        problemCounts[kind, default: 0] += 1
        if problems.count < Self.mostProblems { problems.append(SaleProblem(kind: kind, line: line, found: found)) }
    }

    private static func columns(_ row: UnsafeRawBufferPointer) throws(SalesRefusal) -> Columns {
        var bytes = Array(row)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0) { throw .notUTF8 }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let wanted = ["customer", "date", "amount"]
        var best: (names: [String], separator: UInt8) = ([], UInt8(ascii: ","))
        for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")] {
            let names = bytes.split(separator: separator, omittingEmptySubsequences: false).map { name(of: $0) }
            if best.names.isEmpty || names.filter(wanted.contains).count > best.names.filter(wanted.contains).count {
                best = (names, separator)
            }
        }
        let missing = wanted.filter { !best.names.contains($0) }
        guard missing.isEmpty else { throw .noColumns(missing: missing, found: best.names.filter { !$0.isEmpty }) }
        for name in wanted where best.names.filter({ $0 == name }).count > 1 { throw .twice(name) }
        func place(_ name: String) -> Int { best.names.firstIndex(of: name) ?? 0 }
        return Columns(separator: best.separator, customer: place("customer"), date: place("date"), amount: place("amount"))
    }

    /// A column's name without quotation marks, spaces and capitals.
    private static func name(of bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        let isSpace = { (c: Character) in c.isWhitespace || c == "\"" }
        let start = text.firstIndex { !isSpace($0) } ?? text.endIndex
        let end = text.lastIndex { !isSpace($0) }.map { text.index(after: $0) } ?? start
        return start < end ? String(text[start..<end].prefix(40)) : ""
    }

    private static func lineEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let found = memchr(base, 0x0A, bytes.count) else { return nil }
        return base.distance(to: UnsafeRawPointer(found))
    }

    private static func lineBreaks(_ row: UnsafeRawBufferPointer) -> Int {
        lineEnd(row) == nil ? 0 : row.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    }

    /// Quotation marks that were written twice, once.
    private static func undoubled(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            result.append(text[index])
            index += text[index] == RowFields.quote && index + 1 < text.count && text[index + 1] == RowFields.quote ? 2 : 1
        }
        return result
    }

    /// For a sentence: at most forty letters, on one line.
    private static func shortened(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        let plain = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return plain.count > 40 ? plain.prefix(39) + "…" : plain
    }
}
