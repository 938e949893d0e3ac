/// A gettext catalog file (`.po`) as a list of entries.
///
/// Understands what the format has and we use: `msgctxt`, `msgid`, `msgid_plural`, `msgstr`, `msgstr[n]`, strings over several lines, the
/// escapes of C, comments. Obsolete entries (`#~`) are skipped.
public struct PortableObject: Sendable {
    public struct Entry: Sendable, Equatable {
        public var context: String?
        public var source: String = ""
        public var plural: String?
        /// One text, or one for each plural form. Empty text means not translated yet.
        public var translations: [String] = []
        /// The extracted comments (`#.`) in order; `same` says that the translation may equal its source.
        public var notes: [String] = []
        /// Line of the entry's `msgid`, from 1.
        public var line: Int = 0

        public var maySame: Bool { notes.contains("same") }
    }

    /// The line, from 1, at which the file stops being a catalog.
    public struct SyntaxError: Error, Equatable {
        public let line: Int
        public let reason: String
    }

    /// All entries but the header, in the file's order.
    public private(set) var entries: [Entry] = []
    /// The header: the translation of the empty source.
    public private(set) var header: String = ""

    public init(parsing text: String) throws(SyntaxError) {
        var entry = Entry()
        var field = Field.none
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let line = line.trimmingSpaces()
            if line.isEmpty {
                finish(&entry, &field)
            } else if line.hasPrefix("#") {
                if field != .none && !isContext(field) { finish(&entry, &field) }
                if line.hasPrefix("#.") { entry.notes.append(String(line.dropFirst(2).trimmingSpaces())) }
            } else if line.hasPrefix("\"") {
                try append(literal(line, number), to: &entry, field, number)
            } else {
                let keyword = line.prefix { $0 != " " && $0 != "\"" && $0 != "\t" }
                if (keyword == "msgctxt" || keyword == "msgid") && field != .none && !isContext(field) { finish(&entry, &field) }
                switch keyword {
                case "msgctxt":
                    field = .context
                    entry.context = ""
                case "msgid":
                    field = .source
                    entry.line = number
                case "msgid_plural":
                    field = .plural
                    entry.plural = ""
                case "msgstr":
                    field = .translation
                    entry.translations = [""]
                default:
                    guard keyword == "msgstr[\(entry.translations.count)]" else {
                        throw SyntaxError(line: number, reason: "unexpected \(keyword)")
                    }
                    field = .translation
                    entry.translations.append("")
                }
                try append(literal(line.dropFirst(keyword.count).trimmingSpaces(), number), to: &entry, field, number)
            }
        }
        finish(&entry, &field)
    }

    private enum Field { case none, context, source, plural, translation }

    private func isContext(_ field: Field) -> Bool { field == .context }

    private mutating func finish(_ entry: inout Entry, _ field: inout Field) {
        if field == .translation {
            if entry.source.isEmpty && entry.context == nil {
                header = entry.translations.first ?? ""
            } else {
                entries.append(entry)
            }
        }
        entry = Entry()
        field = .none
    }

    private func append(_ text: String, to entry: inout Entry, _ field: Field, _ line: Int) throws(SyntaxError) {
        switch field {
        case .none: throw SyntaxError(line: line, reason: "a string that belongs to nothing")
        case .context: entry.context? += text
        case .source: entry.source += text
        case .plural: entry.plural? += text
        case .translation: entry.translations[entry.translations.count - 1] += text
        }
    }

    private func literal(_ line: Substring, _ number: Int) throws(SyntaxError) -> String {
        guard line.count >= 2, line.first == "\"", line.last == "\"" else { throw SyntaxError(line: number, reason: "not a quoted string") }
        let inner = line.dropFirst().dropLast()
        guard inner.contains("\\") || inner.contains("\"") else { return String(inner) }
        var text = ""
        var escaped = false
        for character in inner {
            guard escaped else {
                if character == "\"" { throw SyntaxError(line: number, reason: "a quotation mark without its backslash") }
                escaped = character == "\\"
                if !escaped { text.append(character) }
                continue
            }
            escaped = false
            switch character {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "\\", "\"": text.append(character)
            default: throw SyntaxError(line: number, reason: "unknown escape \\\(character)")
            }
        }
        if escaped { throw SyntaxError(line: number, reason: "a backslash at the end") }
        return text
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" { text.removeLast() }
        return text
    }
}
