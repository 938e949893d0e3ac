/// Writes tables as RFC 4180 describes them, with CRLF at the end of each row.
public struct CSVWriter: Sendable {
    public private(set) var text: String
    private let delimiter: Character
    private let guardsFormulas: Bool

    /// - Parameters:
    ///   - hasMark: begins with a byte order mark, without which Excel takes UTF-8 for the language's old charset.
    ///   - guardsFormulas: puts an apostrophe before what a spreadsheet would run (OWASP, CSV injection). ``unguarded(_:)`` takes it off.
    public init(delimiter: CSVDelimiter = .comma, hasMark: Bool = false, guardsFormulas: Bool = false) {
        self.delimiter = Character(Unicode.Scalar(delimiter.rawValue))
        self.guardsFormulas = guardsFormulas
        text = hasMark ? "\u{FEFF}" : ""
    }

    public mutating func add(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { text.append(delimiter) }
            let cell = guardsFormulas ? Self.guarded(cell) : cell
            // A row of one empty cell would be an empty line, which is no row.
            if needsQuotes(cell) || (cells.count == 1 && cell.isEmpty) {
                text += "\"" + cell.replacing("\"", with: "\"\"") + "\""
            } else {
                text += cell
            }
        }
        text += "\r\n"
    }

    private func needsQuotes(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first, let last = cell.unicodeScalars.last else { return false }
        // A byte order mark at the beginning of the file is no part of a cell, so one that is stands in quotes.
        if first == " " || last == " " || first == "\u{FEFF}" { return true }
        let separator = delimiter.unicodeScalars.first
        return cell.unicodeScalars.contains { $0 == separator || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    }

    /// What a spreadsheet takes for a formula when it stands first.
    private static func isFormula(_ text: Substring) -> Bool {
        text.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
    }

    static func guarded(_ cell: String) -> String { isFormula(cell[...]) ? "'" + cell : cell }

    /// `cell` without the apostrophe that ``init(delimiter:hasMark:guardsFormulas:)`` put there.
    public static func unguarded(_ cell: String) -> String {
        cell.unicodeScalars.first == "'" && isFormula(Substring(cell.unicodeScalars.dropFirst()))
            ? String(cell.unicodeScalars.dropFirst()) : cell
    }
}
