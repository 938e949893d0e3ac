import Core
import Counter
import Foundation
import House
import Mail
import Net
import People
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Inbox

/// A shop with a mailbox, letters that are read by the real parse worker, and a way out that only writes down what would be sent.
struct PostRoom {
    static let address = "shop@firin.example"

    let test: TestShop
    let way: WayOut
    let intake: Intake
    let mailbox: Inbox.Mailbox.ID

    /// The program beside the test binary, whose `parse-worker` reads the letters. One for all tests: it stays between them.
    static let workers = ParseWorkers(executable: program, wallLimit: .seconds(60))
    private static var program: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "regulars").path
    }

    init(_ engine: Engine = .sqlite, extra: [Capability] = []) async throws {
        let way = WayOut()
        self.way = way
        let capabilities: [Capability] =
            [.house, .inbox(workers: Self.workers, sending: way.sending, names: way.names), .people, .counter] + extra
        test = try await TestShop(engine, capabilities)
        intake = Intake(test.shop, workers: Self.workers)
        mailbox = try await Self.addMailbox(Self.address, to: test.shop)
    }

    var shop: Shop { test.shop }

    static func addMailbox(_ address: String, to shop: Shop) async throws -> Inbox.Mailbox.ID {
        let nowhere = ServerAddress(host: "mail.firin.example", port: 465, security: .tls)
        return try await shop.write(as: .program("test")) { tx in
            try tx.addMailbox(
                name: "Fırın Bakery", address: address, servers: Inbox.Mailbox.Servers(imap: nowhere, smtp: nowhere),
                secret: Inbox.Mailbox.Secret(imapUser: "u", imapPassword: "p", smtpUser: "u", smtpPassword: "p"))
        }
    }

    // MARK: Letters

    /// A letter as it comes from the wire. A nil id leaves the Message-ID out.
    static func letter(
        from: String = "Anna Schmidt <anna@example.org>", to: String = address, subject: String = "A cake",
        text: String = "Have you got cakes?",
        id: String? = "\(UUID().uuidString)@example.org", replyTo: String? = nil, references: [String] = [], cc: String? = nil,
        more: [String] = [], dated: Bool = true
    ) -> [UInt8] {
        var lines = ["From: \(from)", "To: \(to)", "Subject: \(subject)"]
        if dated { lines.append("Date: Tue, 03 Mar 2026 11:00:00 +0300") }
        if let cc { lines.append("Cc: \(cc)") }
        if let id { lines.append("Message-ID: <\(id)>") }
        if let replyTo { lines.append("In-Reply-To: <\(replyTo)>") }
        if !references.isEmpty { lines.append("References: " + references.map { "<\($0)>" }.joined(separator: " ")) }
        lines += more
        if !more.contains(where: { $0.hasPrefix("Content-Type") }) { lines.append("Content-Type: text/plain; charset=utf-8") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + text + "\r\n").utf8)
    }

    /// Takes one letter in by the shop's mailbox; the conversation it came to.
    @discardableResult func receive(_ letter: [UInt8] = letter(), _ mailbox: Inbox.Mailbox.ID? = nil) async throws -> Conversation {
        let outcome = try await intake.take([Intake.Incoming(letter)], mailbox: mailbox ?? self.mailbox)
        guard case .message(let number) = outcome[0] else { throw NotThere(what: "a message of the letter: \(outcome)") }
        return try await conversation(Conversation.ID(number: number))
    }

    /// What becomes of one letter.
    func take(_ letter: [UInt8]) async throws -> Intake.Outcome {
        try await intake.take([Intake.Incoming(letter)], mailbox: mailbox)[0]
    }

    /// A letter of Anna's, answered, and the answer gone: the usual beginning. Gives the conversation and the id of our answer.
    func answered(_ then: Then = .wait) async throws -> (Conversation, Message) {
        let first = try await receive()
        let id = try await answer(first, "Yes, every day.", then)
        try await test.pass(.seconds(11))
        return (try await conversation(first.id), try await message(id))
    }

    @discardableResult func answer(
        _ conversation: Conversation, _ text: String = "Yes.", _ then: Then = .wait, anyway: Bool = true, by staff: Staff.ID? = nil
    ) async throws -> Message.ID {
        let owner = try await test.owner
        let id = conversation.id
        return try await shop.write(as: .staff(staff ?? owner)) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw NotThere(what: "the conversation") }
            return try tx.answer(conversation, text: text, then: then, seen: nil, anyway: anyway)
        }
    }

    /// What the shop's own server writes over a mail that came from the shop's own domain.
    static let proven = "Authentication-Results: mx.firin.example; dmarc=pass header.from=firin.example"

    /// The mailbox knows the name of its own server.
    func knowJudge() async throws {
        try await shop.write(as: .program("test")) { tx in
            guard var box = try tx.db.mailbox(mailbox) else { throw NotThere(what: "the mailbox") }
            box.judge = "mx.firin.example"
            try tx.change(box, secret: nil)
        }
    }

    // MARK: What is there

    func conversation(_ id: Conversation.ID) async throws -> Conversation {
        guard let found = try await shop.read({ try $0.conversation(id) }) else { throw NotThere(what: "conversation \(id)") }
        return found
    }
    func message(_ id: Message.ID) async throws -> Message {
        guard let found = try await shop.read({ try $0.message(id) }) else { throw NotThere(what: "message \(id)") }
        return found
    }
    func messages(_ conversation: Conversation) async throws -> [Message] {
        try await shop.read { try $0.messages(of: conversation.id) }
    }
    func duty(_ conversation: Conversation) async throws -> Duty? {
        try await shop.read { try $0.openDuty(ReplyDuty.kind, about: conversation.id.number) }
    }
    func count(_ sql: SQL) async throws -> Int { try await shop.read { try $0.value(sql, as: Int.self) ?? 0 } }
    func conversationCount() async throws -> Int { try await count("SELECT count(*) FROM conversation") }

    /// Everything that `regulars check` looks at.
    func findings() async throws -> [String] {
        let checks = shop.capabilities.flatMap(\.checks)
        return try await shop.read { [shop] db in try checks.flatMap { try $0(db) } + shop.mergeFindings(db) } + (try test.database.check())
    }
}

/// A way out that says what a test wants, one answer a mail and at last always the same, and keeps what was sent.
final class WayOut: Sendable {
    private struct State {
        var answers: [SMTPResult] = []
        var sent: [OutgoingMail] = []
        var during: (@Sendable () async -> Void)?
        var texts: [String: [String]]? = [:]
    }
    private let state = Mutex(State())

    static let accepted = SMTPResult.accepted(response: "250 taken", refused: [])
    static let busy = SMTPResult.tryLater(ConnectionExplanation(.serverBusy, detail: "come back later"), code: 451)

    func says(_ answers: SMTPResult...) { state.withLock { $0.answers = answers } }
    /// What happens elsewhere while a mail is on its way.
    func during(_ body: @escaping @Sendable () async -> Void) { state.withLock { $0.during = body } }
    /// What domains say of themselves; nil for a net in which nobody answers.
    func knows(_ texts: [String: [String]]?) { state.withLock { $0.texts = texts } }
    var names: NameRecords {
        NameRecords(
            texts: { [self] name in
                guard let texts = state.withLock({ $0.texts }) else { throw NameRecords.NoAnswer() }
                return texts[name] ?? []
            }, mailServers: { _ in [] })
    }
    var sent: [OutgoingMail] { state.withLock { $0.sent } }

    var sending: Sending {
        Sending { [self] mail, _, _ in
            let (answer, during) = state.withLock { state in
                state.sent.append(mail)
                let during = state.during
                state.during = nil
                return (state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? Self.accepted, during)
            }
            await during?()
            return answer
        }
    }
}

extension NameRecords {
    /// A net that knows nothing of anybody.
    static let silent = NameRecords(texts: { _ in [] }, mailServers: { _ in [] })
}

struct NotThere: Error { var what: String }
