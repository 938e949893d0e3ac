import Foundation
import Synchronization
import Testing

@testable import Net

/// Maildrops of a real server.
@Suite(.enabled(if: MailServers.areRunning)) struct `Reading POP3` {
    let servers: MailServers
    let user: Credentials

    init() throws {
        servers = try #require(MailServers.current)
        user = servers.freshUser()
    }

    func put(_ messages: [UInt8]...) async throws {
        let connection = try await servers.connect(user)
        for message in messages { try await connection.append(message, to: "INBOX", flags: []) }
        await connection.close()
    }

    @Test(arguments: [\MailServers.pop3, \MailServers.pop3s]) func `what is chosen comes whole, and all of it stays there`(
        door: KeyPath<MailServers, ServerAddress?> & Sendable
    ) async throws {
        let address = try #require(servers[keyPath: door])
        // A line that is a full stop ends a message in POP3 unless it is doubled on the way.
        try await put(sampleMessage("one", body: "Hello\r\n.\r\n..two dots\r\nEnd"), sampleMessage("two"), sampleMessage("three"))
        let reader = POP3Reader(trust: servers.trust)
        let first = try await reader.look(address, as: user) { Array($0.prefix(2)) }
        #expect(first.items.count == 3 && Set(first.items.map(\.uid)).count == 3)
        #expect(first.messages.map(\.bytes) == [sampleMessage("one", body: "Hello\r\n.\r\n..two dots\r\nEnd"), sampleMessage("two")])
        let seen = Set(first.messages.map(\.uid))
        let second = try await reader.look(address, as: user) { $0.filter { !seen.contains($0.uid) } }
        #expect(second.items.map(\.uid) == first.items.map(\.uid))
        #expect(second.messages.map(\.bytes) == [sampleMessage("three")])
    }

    @Test func `an empty maildrop is empty`() async throws {
        let look = try await POP3Reader(trust: servers.trust).look(try #require(servers.pop3s), as: user) { $0 }
        #expect(look.items.isEmpty && look.messages.isEmpty)
    }

    @Test func `a batch ends where it is full, and a message beyond the limit comes with its header`() async throws {
        let large = sampleMessage("large", body: String(repeating: "0123456789\r\n", count: 2000))
        try await put(sampleMessage("one"), large, sampleMessage("three"))
        let reader = POP3Reader(trust: servers.trust)
        let address = try #require(servers.pop3s)
        let two = try await reader.look(address, as: user, batch: BatchLimits(count: 2)) { $0 }
        #expect(two.messages.count == 2 && two.messages[1].bytes == large)
        let some = try await reader.look(address, as: user, batch: BatchLimits(bytes: 1000)) { $0 }
        #expect(some.messages.count == 1)
        let heads = try await reader.look(address, as: user, batch: BatchLimits(message: 5000)) { $0 }
        #expect(heads.messages.count == 3 && heads.messages[1].bytes.count < 500 && heads.messages[1].wholeSize ?? 0 > 20_000)
        #expect(String(decoding: heads.messages[1].bytes, as: UTF8.self).contains("Subject: large"))
    }

    @Test func `a wrong password is told as one, and no password stands in the transcript`() async throws {
        let lines = Mutex<[TranscriptLine]>([])
        let wrong = Credentials(user: user.user, password: "wrong-secret")
        await #expect {
            _ = try await POP3Reader(trust: servers.trust).look(
                try #require(servers.pop3s), as: wrong, transcript: { line in lines.withLock { $0.append(line) } })
        } throws: { ($0 as? ConnectionExplanation)?.cause == .wrongUserOrPassword }
        let said = lines.withLock { $0 }
        #expect(
            !said.isEmpty
                && !said.contains { $0.text.contains("wrong-secret") || $0.text.contains(Data("wrong-secret".utf8).base64EncodedString()) })
    }

    @Test func `what is no POP3 server is told as that`() async throws {
        await #expect {
            _ = try await POP3Reader(trust: servers.trust).look(servers.imaps, as: user)
        } throws: { ($0 as? ConnectionExplanation)?.cause == .otherProtocol }
    }
}
