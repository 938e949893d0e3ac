/// Cuts the server's bytes into answers, literals included, in bounded memory whatever the server sends.
///
/// A line ends with CR LF; where it ends with `{n}`, n bytes follow as they are and the line goes on after them (RFC 3501 section 4.3).
final class IMAPReader {
    struct Limits {
        /// Text of one answer without its literals. A search in a mailbox with a million messages takes 8 MB.
        var line = 16 << 20
        /// A literal beyond this is a lie or an attack; the connection ends. Below it, bytes that are not wanted are read and dropped.
        var literal = 1 << 30
        /// Literals in one answer.
        var literals = 1000
    }

    /// A literal of more bytes than this is dropped and reported as `.dropped`.
    var keep = 1 << 20

    private let limits: Limits
    private let more: () throws -> [UInt8]
    private var buffer: [UInt8] = []
    private var start = 0
    /// Whether `next` has read a part of an answer that it would lose by an error from `more`. A line that is not complete is not lost.
    private(set) var isInsideAnswer = false

    /// `more` waits for bytes and gives at least one of them, or throws.
    init(limits: Limits = Limits(), more: @escaping () throws -> [UInt8]) {
        self.limits = limits
        self.more = more
    }

    /// The next answer; waits for it. After an error the reader is no longer in step with the server.
    func next() throws -> IMAPResponse {
        var pieces: [IMAPParser.Piece] = []
        var room = limits.line
        defer { isInsideAnswer = false }
        while true {
            var line = try readLine(limit: room)
            room -= line.count
            guard let literal = Self.literalSize(endOf: &line) else {
                pieces.append(.text(line))
                return try IMAPParser(pieces).response()
            }
            isInsideAnswer = true
            pieces.append(.text(line))
            guard pieces.count / 2 < limits.literals else { throw IMAPMalformed.tooManyLiterals(limit: limits.literals) }
            guard let literal, literal <= limits.literal else { throw IMAPMalformed.literalTooLarge(literal ?? .max) }
            pieces.append(.value(try readLiteral(literal)))
        }
    }

    private func readLine(limit: Int) throws -> [UInt8] {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                guard end - start <= limit else { throw IMAPMalformed.lineTooLong(limit: limits.line) }
                let hasReturn = end > start && buffer[end - 1] == UInt8(ascii: "\r")
                let line = Array(buffer[start..<(hasReturn ? end - 1 : end)])
                start = end + 1
                return line
            }
            guard buffer.count - start <= limit else { throw IMAPMalformed.lineTooLong(limit: limits.line) }
            let unread = buffer.count - start
            try fill()
            searched = start + unread
        }
    }

    private func readLiteral(_ count: Int) throws -> IMAPValue {
        var bytes: [UInt8] = []
        let isKept = count <= keep
        // A server that only claims a large literal must not make us reserve it.
        if isKept { bytes.reserveCapacity(min(count, 1 << 20)) }
        var left = count
        while left > 0 {
            if start == buffer.count { try fill() }
            let end = min(buffer.count, start + left)
            if isKept { bytes.append(contentsOf: buffer[start..<end]) }
            left -= end - start
            start = end
        }
        return isKept ? .bytes(bytes) : .dropped(count)
    }

    private func fill() throws {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: try more())
    }

    /// Takes `{n}`, `{n+}` or `~{n}` from the end of `line`. The outer nil: there is none; the inner one: more digits than a size can have.
    static func literalSize(endOf line: inout [UInt8]) -> Int?? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else { return .none }
        var digits = line[(open + 1)..<(line.count - 1)]
        if digits.last == UInt8(ascii: "+") { digits.removeLast() }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return .none }
        let size = digits.count > 18 ? nil : Int(String(decoding: digits, as: UTF8.self))
        line.removeSubrange(open...)
        if line.last == UInt8(ascii: "~") { line.removeLast() }
        return .some(size)
    }
}
