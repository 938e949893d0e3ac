import Foundation
import Testing

@testable import Net

@Suite struct `Reading IMAP` {
    struct Ended: Error {}

    /// A reader that gets `bytes` in pieces of `size`.
    func reader(_ bytes: [UInt8], size: Int = .max, limits: IMAPReader.Limits = .init()) -> IMAPReader {
        var rest = bytes[...]
        return IMAPReader(limits: limits) {
            guard !rest.isEmpty else { throw Ended() }
            let piece = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            return piece
        }
    }

    func response(_ text: String, limits: IMAPReader.Limits = .init()) throws -> IMAPResponse {
        try reader(Array(text.utf8), limits: limits).next()
    }

    @Test func `a fetched message comes whole however the packets are cut`() throws {
        let body = "Subject: x\r\n\r\n) {3}\r\n\"quoted\" * OK\r\n"
        let text = "* 12 FETCH (UID 5 BODY[] {\(body.utf8.count)}\r\n\(body) FLAGS (\\Seen $Label1))\r\n* 3 EXISTS\r\n"
        let expected = IMAPResponse.data(
            number: 12, name: "FETCH",
            values: [
                .list([
                    .atom("UID"), .atom("5"), .atom("BODY[]"), .bytes(Array(body.utf8)), .atom("FLAGS"),
                    .list([.atom("\\Seen"), .atom("$Label1")]),
                ])
            ])
        for size in 1...text.utf8.count {
            let reader = reader(Array(text.utf8), size: size)
            #expect(try reader.next() == expected)
            #expect(try reader.next() == .data(number: 3, name: "EXISTS", values: []))
        }
    }

    @Test func `status lines give their code and their text`() throws {
        #expect(
            try response("R1 OK [READ-WRITE] Select completed (0.001 + 0.000 secs).\r\n")
                == .status(tag: "R1", .ok, code: [.atom("READ-WRITE")], text: "Select completed (0.001 + 0.000 secs)."))
        #expect(
            try response("* OK [PERMANENTFLAGS (\\Answered \\*)] Flags permitted.\r\n")
                == .status(
                    tag: nil, .ok, code: [.atom("PERMANENTFLAGS"), .list([.atom("\\Answered"), .atom("\\*")])], text: "Flags permitted."))
        #expect(try response("* bye [UNAVAILABLE] later\r\n") == .status(tag: nil, .bye, code: [.atom("UNAVAILABLE")], text: "later"))
        #expect(try response("R2 NO\r\n") == .status(tag: "R2", .no, code: [], text: ""))
        #expect(try response("* OK [broken (code text\r\n") == .status(tag: nil, .ok, code: [], text: "[broken (code text"))
        #expect(try response("+ idling\r\n") == .goOn("idling"))
        #expect(try response("+\r\n") == .goOn(""))
    }

    @Test func `quoted strings, NIL, nested lists and partial bodies are understood`() throws {
        #expect(
            try response("* LIST (\\HasNoChildren) \"/\" \"a \\\"b\\\\ c\"\r\n")
                == .data(
                    number: nil, name: "LIST",
                    values: [.list([.atom("\\HasNoChildren")]), .bytes([0x2F]), .bytes(Array("a \"b\\ c".utf8))]))
        #expect(try response("* LIST () NIL INBOX\r\n") == .data(number: nil, name: "LIST", values: [.list([]), .none, .atom("INBOX")]))
        #expect(
            try response("* 1 FETCH (BODY[HEADER.FIELDS (FROM TO)]<0> {0}\r\n)\r\n")
                == .data(number: 1, name: "FETCH", values: [.list([.atom("BODY[HEADER.FIELDS (FROM TO)]<0>"), .bytes([])])]))
        #expect(
            try response("* LIST () \"/\" {4}\r\n\"x\"y\r\n")
                == .data(number: nil, name: "LIST", values: [.list([]), .bytes([0x2F]), .bytes(Array("\"x\"y".utf8))]))
    }

    @Test func `a literal that is not wanted is dropped without being kept`() throws {
        let reader = reader(Array("* 1 FETCH (UID 9 BODY[] {5000}\r\n".utf8) + [UInt8](repeating: 65, count: 5000) + Array(")\r\n".utf8))
        reader.keep = 100
        #expect(
            try reader.next()
                == .data(number: 1, name: "FETCH", values: [.list([.atom("UID"), .atom("9"), .atom("BODY[]"), .dropped(5000)])]))
    }

    @Test(arguments: ["{99999999999}", "{999999999999999999999999999999}", "{1073741825}"])
    func `a literal beyond all measure ends the connection before a byte of it is read`(size: String) {
        #expect {
            try response("* 1 FETCH (BODY[] \(size)\r\n")
        } throws: { error in
            if case .literalTooLarge = error as? IMAPMalformed { true } else { false }
        }
    }

    @Test func `lines, literals and nesting are bounded`() {
        let limits = IMAPReader.Limits(line: 1000, literal: 1000, literals: 10)
        let endless = [UInt8](repeating: 65, count: 5000)
        #expect(throws: IMAPMalformed.lineTooLong(limit: 1000)) { try reader(endless, size: 100, limits: limits).next() }
        #expect(throws: IMAPMalformed.lineTooLong(limit: 1000)) {
            try response(
                "* LIST () \"/\" " + String(repeating: "aaaaaaaaa{1}\r\nb", count: 9) + String(repeating: "c", count: 990) + "\r\n",
                limits: limits)
        }
        #expect(throws: IMAPMalformed.tooManyLiterals(limit: 10)) {
            try response("* LIST " + String(repeating: "{1}\r\nb", count: 50) + "\r\n", limits: limits)
        }
        #expect(throws: IMAPMalformed.nestedTooDeeply) { try response("* LIST " + String(repeating: "(", count: 500_000) + "\r\n") }
    }

    @Test(arguments: ["", " ", "*", "R1", "* ", "garbage from another protocol", "* 1 FETCH (UID 5", "* 1 FETCH UID 5)", "* LIST \"open"])
    func `what is not IMAP is refused`(line: String) {
        #expect {
            try response(line + "\r\n")
        } throws: { error in
            if case .notUnderstood = error as? IMAPMalformed { true } else { false }
        }
    }

    @Test func `a code that closes inside an open list is read as text`() throws {
        #expect(try response("* OK [X (a] b\r\n") == .status(tag: nil, .ok, code: [], text: "[X (a] b"))
    }

    @Test func `random bytes never crash the reader`() {
        var system = SystemRandomNumberGenerator()
        let alphabet = Array("* R1 OK NO 12 FETCH ( ) { } \" \\ [ ] 3 \r \n BODY[] NIL + ~".utf8)
        // At least 3,000 rounds; `make soak` asks for minutes.
        let clock = ContinuousClock()
        let end = clock.now + .seconds(ProcessInfo.processInfo.environment["REGULARS_TEST_FUZZ_SECONDS"].flatMap(Int.init) ?? 0)
        var round = 0
        while round < 3000 || clock.now < end {
            round += 1
            let bytes = (0..<Int.random(in: 1...80)).map { _ in alphabet.randomElement(using: &system) ?? 0 }
            let reader = reader(bytes + [13, 10], size: Int.random(in: 1...9))
            while (try? reader.next()) != nil {}
        }
    }

    @Test func `the reader goes on after an interruption between answers`() throws {
        var pieces: [[UInt8]?] = [Array("* 3 EXI".utf8), nil, Array("STS\r\n".utf8)]
        let reader = IMAPReader {
            guard let piece = pieces.removeFirst() else { throw Ended() }
            return piece
        }
        #expect(throws: Ended.self) { try reader.next() }
        #expect(!reader.isInsideAnswer)
        #expect(try reader.next() == .data(number: 3, name: "EXISTS", values: []))
    }
}
