/// Finds the source strings in Swift code, by the rules that Tools/catalogs.py follows and explains.
struct SourceScanner {
    struct Found: Hashable, Codable {
        var source: String
        var plural: String?
        var context: String?
    }

    /// A call that cannot be read, and what to write instead.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private let text: [Character]
    private let name: String
    private var at = 0
    private(set) var found: [Found] = []

    init(_ text: String, name: String) throws {
        // Swift reads CR LF as one character; the tool reads two. Both end a line.
        self.text = Array(text)
        self.name = name
        _ = try code(closer: nil)
    }

    private func mistake(_ position: Int, _ reason: String) -> Mistake {
        Mistake(description: "\(name):\(text[..<position].count { $0.isNewline } + 1): \(reason)")
    }

    private func starts(_ what: String, ahead: Int = 0) -> Bool {
        var index = at + ahead
        for character in what {
            guard index < text.count, text[index] == character else { return false }
            index += 1
        }
        return true
    }

    private mutating func skipComment() -> Bool {
        if starts("//") {
            while at < text.count, !text[at].isNewline { at += 1 }
            return true
        }
        guard starts("/*") else { return false }
        var depth = 0
        while at < text.count {
            if starts("/*") {
                depth += 1
                at += 2
            } else if starts("*/") {
                depth -= 1
                at += 2
                if depth == 0 { break }
            } else {
                at += 1
            }
        }
        return true
    }

    private mutating func skipSpace() {
        while at < text.count {
            if text[at].isWhitespace { at += 1 } else if !skipComment() { break }
        }
    }

    /// The number of # before a quotation mark that begins a literal here, or nil.
    private func literalHashes() -> Int? {
        var hashes = 0
        while starts("#", ahead: hashes) { hashes += 1 }
        return starts("\"", ahead: hashes) ? hashes : nil
    }

    private mutating func code(closer: Character?, watch: Bool = false) throws -> (context: String?, literalFirst: Bool) {
        var depth = 0
        var context: String?
        var literalFirst = false
        var isFirst = true
        while at < text.count {
            if skipComment() { continue }
            if literalHashes() != nil {
                literalFirst = literalFirst || (watch && depth == 0 && isFirst)
                _ = try literal()
                continue
            }
            let character = text[at]
            if character.isASCII && (character.isLetter || character == "_") {
                let start = at
                while at < text.count, text[at].isLetter || text[at].isNumber || text[at] == "_" { at += 1 }
                let word = String(text[start..<at])
                if word == "t" || word == "Phrase", starts("(") {
                    try call(start, word)
                } else if watch, depth == 0, word == "context", starts(":") {
                    at += 1
                    skipSpace()
                    if literalHashes() != nil { context = try plain() }
                }
                continue
            }
            at += 1
            if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                if depth == 0, character == closer { return (context, literalFirst) }
                depth -= 1
            } else if character == ",", depth == 0 {
                isFirst = false
            }
        }
        if let closer { throw mistake(text.count, "no closing \(closer)") }
        return (context, literalFirst)
    }

    private mutating func call(_ start: Int, _ word: String) throws {
        at += 1
        skipSpace()
        guard literalHashes() != nil else {
            if try code(closer: ")", watch: true).literalFirst {
                throw mistake(start, "write \(word)(…) around each literal, not around an expression that holds one")
            }
            return
        }
        let source = try joined()
        var plural: String?
        skipSpace()
        if starts(",") {
            let back = at
            at += 1
            skipSpace()
            if literalHashes() != nil {
                plural = try joined()
                skipSpace()
            } else {
                at = back
            }
        }
        guard starts(",") || starts(")") else {
            throw mistake(start, "\(word)(…) takes a literal alone; put values in as {placeholders}")
        }
        let context = try code(closer: ")", watch: true).context
        found.append(Found(source: source, plural: plural, context: context))
    }

    private mutating func joined() throws -> String {
        var text = try plain()
        while true {
            let back = at
            skipSpace()
            guard starts("+") else {
                at = back
                return text
            }
            at += 1
            skipSpace()
            guard literalHashes() != nil else { throw mistake(at, "only literals can be joined to a source string") }
            text += try plain()
        }
    }

    private mutating func plain() throws -> String {
        let start = at
        let (text, isInterpolated) = try literal()
        if isInterpolated { throw mistake(start, "no interpolation in a source string; use {placeholders} and values") }
        return text
    }

    private mutating func literal() throws -> (text: String, isInterpolated: Bool) {
        let start = at
        let hashes = String(repeating: "#", count: literalHashes() ?? 0)
        at += hashes.count
        let isLong = starts("\"\"\"")
        let quote = (isLong ? "\"\"\"" : "\"") + hashes
        at += isLong ? 3 : 1
        let escape = "\\" + hashes
        var out = ""
        var isInterpolated = false
        while !starts(quote) {
            guard at < text.count, isLong || !text[at].isNewline else { throw mistake(start, "a string without its end") }
            guard starts(escape) else {
                out.append(text[at])
                at += 1
                continue
            }
            at += escape.count
            let kind = text[at]
            at += 1
            switch kind {
            case "(":
                isInterpolated = true
                _ = try code(closer: ")")
            case "u":
                let digits = text[(at + 1)...].prefix { $0 != "}" }
                guard let value = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(value) else {
                    throw mistake(at, "not a character")
                }
                out.unicodeScalars.append(scalar)
                at += digits.count + 2
            case _ where isLong && kind.isWhitespace:
                // A backslash at the end of a line joins it with the next.
                while !text[at - 1].isNewline { at += 1 }
                out += "\0\n"
            case "n": out += "\n"
            case "t": out += "\t"
            case "r": out += "\r"
            default: out.append(kind)
            }
        }
        at += quote.count
        guard isLong else { return (out, isInterpolated) }
        let lines = out.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        let indent = lines.last?.count ?? 0
        let dedented = lines.dropLast().map { line in
            line.prefix(indent).allSatisfy(\.isWhitespace) ? line.dropFirst(indent) : line
        }
        return (dedented.joined(separator: "\n").replacing("\0\n", with: ""), isInterpolated)
    }
}
