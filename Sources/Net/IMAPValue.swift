/// A piece of what an IMAP server answers (RFC 3501 section 4).
enum IMAPValue: Equatable {
    case atom(String)
    /// A quoted string or a literal.
    case bytes([UInt8])
    /// A literal that was larger than asked for: its size; its bytes were read and dropped.
    case dropped(Int)
    case list([IMAPValue])
    case none

    /// The text of an atom or a string, in whatever encoding it came, read as UTF-8.
    var text: String? {
        switch self {
        case .atom(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .dropped, .list, .none: nil
        }
    }

    var number: UInt64? { text.flatMap { UInt64($0) } }

    var list: [IMAPValue]? {
        if case .list(let values) = self { values } else { nil }
    }
}

/// One answer of the server.
enum IMAPResponse: Equatable {
    /// `+ …`: go on.
    case goOn(String)
    /// `OK`, `NO`, `BAD`, `BYE`, `PREAUTH`; `tag` is nil for an untagged one. `code` is what stands in brackets before the text.
    case status(tag: String?, Status, code: [IMAPValue], text: String)
    /// `* 12 EXISTS`, `* SEARCH 1 2`, `* 3 FETCH (…)`.
    case data(number: UInt32?, name: String, values: [IMAPValue])

    enum Status: String {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
        case bye = "BYE"
        case preauth = "PREAUTH"
    }
}

/// What the server sent is not IMAP, or too much of it.
enum IMAPMalformed: Error, Equatable {
    case lineTooLong(limit: Int)
    case literalTooLarge(Int)
    case tooManyLiterals(limit: Int)
    case nestedTooDeeply
    /// With the start of the line.
    case notUnderstood(String)

    /// What the server said, or which bound it broke.
    var line: String {
        if case .notUnderstood(let line) = self { line } else { "\(self)" }
    }
}
