/// Understands one answer that `IMAPReader` has cut out.
struct IMAPParser {
    enum Piece {
        case text([UInt8])
        case value(IMAPValue)
    }

    private static let deepest = 20
    private let pieces: [Piece]
    private var piece = 0
    private var offset = 0

    init(_ pieces: [Piece]) {
        self.pieces = pieces
    }

    func response() throws -> IMAPResponse {
        var parser = self
        return try parser.parseResponse()
    }

    private mutating func parseResponse() throws -> IMAPResponse {
        let first = word()
        if first == "+" { return .goOn(rest()) }
        guard !first.isEmpty else { throw notUnderstood }
        let second = word()
        let tag = first == "*" ? nil : first
        if let status = IMAPResponse.Status(rawValue: second.uppercased()) { return try parseStatus(status, tag: tag) }
        guard tag == nil, !second.isEmpty else { throw notUnderstood }
        if let number = UInt32(second) {
            let name = word().uppercased()
            return .data(number: number, name: name, values: name == "FETCH" ? try values(until: nil) : [])
        }
        let name = second.uppercased()
        // The others are of no use to us, and some servers write them in ways of their own.
        let understood: Set<String> = ["SEARCH", "ESEARCH", "LIST", "LSUB", "CAPABILITY", "ENABLED", "STATUS"]
        return .data(number: nil, name: name, values: understood.contains(name) ? try values(until: nil) : [])
    }

    private mutating func parseStatus(_ status: IMAPResponse.Status, tag: String?) throws -> IMAPResponse {
        guard peek() == UInt8(ascii: "[") else { return .status(tag: tag, status, code: [], text: rest()) }
        let before = self
        advance()
        guard let code = try? values(until: UInt8(ascii: "]")) else {
            // A code that is not written as the standard says is read as text.
            self = before
            return .status(tag: tag, status, code: [], text: rest())
        }
        if peek() == UInt8(ascii: " ") { advance() }
        return .status(tag: tag, status, code: code, text: rest())
    }

    /// Values up to `closing`, which is taken, or to the end of the answer. Lists inside lists are kept on a stack of our own.
    private mutating func values(until closing: UInt8?) throws -> [IMAPValue] {
        var open: [[IMAPValue]] = [[]]
        func add(_ value: IMAPValue) { open[open.count - 1].append(value) }
        while true {
            if case .value(let value)? = currentPiece {
                add(value)
                nextPiece()
                continue
            }
            guard let byte = peek() else {
                // The text before a literal is used up.
                if case .value? = currentPiece { continue }
                guard closing == nil, open.count == 1 else { throw notUnderstood }
                return open[0]
            }
            if byte == closing {
                guard open.count == 1 else { throw notUnderstood }
                advance()
                return open[0]
            }
            switch byte {
            case UInt8(ascii: " "): advance()
            case UInt8(ascii: "("):
                guard open.count < Self.deepest else { throw IMAPMalformed.nestedTooDeeply }
                advance()
                open.append([])
            case UInt8(ascii: ")"):
                guard open.count > 1 else { throw notUnderstood }
                advance()
                let list = open.removeLast()
                add(.list(list))
            case UInt8(ascii: "\""): add(.bytes(try quoted()))
            default: add(try atom(until: closing))
            }
        }
    }

    private mutating func quoted() throws -> [UInt8] {
        advance()
        var bytes: [UInt8] = []
        while let byte = peek() {
            advance()
            switch byte {
            case UInt8(ascii: "\""): return bytes
            case UInt8(ascii: "\\"):
                guard let escaped = peek() else { throw notUnderstood }
                bytes.append(escaped)
                advance()
            default: bytes.append(byte)
            }
        }
        throw notUnderstood
    }

    /// Brackets belong to an atom (`BODY[HEADER]<0>`), unless they close the code of a status.
    private mutating func atom(until closing: UInt8?) throws -> IMAPValue {
        var bytes: [UInt8] = []
        var isInBrackets = false
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "["): isInBrackets = true
            case UInt8(ascii: "]"):
                if closing == UInt8(ascii: "]"), !isInBrackets { return Self.value(of: bytes) }
                isInBrackets = false
            case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\""):
                if !isInBrackets { return Self.value(of: bytes) }
            default: break
            }
            bytes.append(byte)
            advance()
        }
        guard !isInBrackets else { throw notUnderstood }
        return Self.value(of: bytes)
    }

    private static func value(of atom: [UInt8]) -> IMAPValue {
        let text = String(decoding: atom, as: UTF8.self)
        return text.uppercased() == "NIL" ? .none : .atom(text)
    }

    // MARK: Walking the pieces

    private var currentPiece: Piece? { piece < pieces.count ? pieces[piece] : nil }

    private mutating func nextPiece() {
        piece += 1
        offset = 0
    }

    /// The next byte of text; nil at a literal or at the end.
    private mutating func peek() -> UInt8? {
        while case .text(let bytes)? = currentPiece {
            if offset < bytes.count { return bytes[offset] }
            guard piece + 1 < pieces.count else { return nil }
            nextPiece()
        }
        return nil
    }

    private mutating func advance() { offset += 1 }

    /// Up to the next space, which is taken too.
    private mutating func word() -> String {
        var bytes: [UInt8] = []
        while let byte = peek() {
            advance()
            if byte == UInt8(ascii: " ") { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func rest() -> String {
        guard case .text(let bytes)? = currentPiece else { return "" }
        return String(decoding: bytes.dropFirst(offset), as: UTF8.self)
    }

    private var notUnderstood: IMAPMalformed {
        guard case .text(let bytes)? = pieces.first else { return .notUnderstood("") }
        return .notUnderstood(String(decoding: bytes.prefix(200), as: UTF8.self))
    }
}
