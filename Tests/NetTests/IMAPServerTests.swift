import Foundation
import Testing

@testable import Net

/// Against a real Dovecot.
@Suite(.enabled(if: MailServers.areRunning), .timeLimit(.minutes(2)))
struct `A real IMAP server` {
    let servers: MailServers

    init() throws {
        servers = try #require(MailServers.current)
    }

    @Test(arguments: [ServerAddress.Security.tls, .starttls])
    func `signs us in over TLS and over STARTTLS`(security: ServerAddress.Security) async throws {
        let address = security == .tls ? servers.imaps : servers.imap
        let connection = try await IMAPConnection.connect(to: address, as: servers.freshUser(), trust: servers.trust)
        #expect(try await connection.capabilities().contains("IMAP4REV1"))
        let inbox = try await connection.select("INBOX")
        #expect(inbox.uidValidity > 0)
        #expect(inbox.exists == 0)
        #expect(inbox.uidNext == 1)
        #expect(!inbox.isReadOnly)
        await connection.close()
    }

    @Test func `gives back what was put in, byte for byte, without marking it as read`() async throws {
        let connection = try await servers.connect(servers.freshUser())
        let messages = [
            sampleMessage("one"), sampleMessage("two", body: "\u{0}{10}\r\n)\r\nR1 OK\r\n.\r\n"), [UInt8](repeating: 0xFF, count: 300_000),
        ]
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        var uids: [UInt32] = []
        for message in messages {
            uids.append(try #require(try await connection.append(message, to: "INBOX", flags: [], date: date)))
        }
        _ = try await connection.select("INBOX")
        #expect(try await connection.uids() == uids)
        #expect(try await connection.uids(from: uids[2] + 1) == [])
        let fetched = try await connection.fetch(uids + [4_000_000_000])
        #expect(fetched.map(\.uid) == uids)
        #expect(fetched.map(\.bytes?.count) == fetched.map(\.size))
        #expect(fetched[0].bytes == messages[0])
        #expect(fetched.allSatisfy { $0.internalDate == date && !$0.flags.contains("\\Seen") })
        #expect(try await connection.fetch(uids).allSatisfy { !$0.flags.contains("\\Seen") })
        await connection.close()
    }

    @Test func `a message over the limit comes with its header alone`() async throws {
        let connection = try await servers.connect(servers.freshUser())
        let big = sampleMessage("giant", body: String(repeating: "x", count: 200_000))
        try await connection.append(sampleMessage("small"), to: "INBOX", flags: [])
        try await connection.append(big, to: "INBOX", flags: [])
        _ = try await connection.select("INBOX")
        let fetched = try await connection.fetch([1, 2], sizeLimit: 100_000)
        #expect(fetched.first?.bytes == sampleMessage("small"))
        #expect(fetched.last?.size == big.count)
        let header = "From: Anna <anna@customer.test>\r\nTo: shop@shop.test\r\nSubject: giant\r\n\r\n"
        #expect(fetched.last?.content == .header(Array(header.utf8)))
        await connection.close()
    }

    @Test func `flags are set and taken, messages move, and other folders may have any name`() async throws {
        let connection = try await servers.connect(servers.freshUser())
        let folder = "Arşiv & \"çok\" güzel\\"
        try await connection.create(folder: folder)
        for subject in ["a", "b", "c"] { try await connection.append(sampleMessage(subject), to: "INBOX", flags: []) }
        _ = try await connection.select("INBOX")
        try await connection.store(["\\Seen", "$Regulars"], on: [1, 2])
        try await connection.store(["\\Seen"], on: [2], set: false)
        let flags = try await connection.fetch([1, 2, 3]).map(\.flags)
        #expect(flags.map { $0.contains("\\Seen") } == [true, false, false])
        #expect(flags.map { $0.contains("$Regulars") } == [true, true, false])
        try await connection.move([1, 3], to: folder)
        #expect(try await connection.uids() == [2])
        #expect(try await connection.folders().contains { $0.name == folder && $0.canBeSelected })
        let moved = try await connection.select(folder)
        #expect(moved.exists == 2)
        #expect(try await connection.fetch(try await connection.uids()).map(\.bytes) == [sampleMessage("a"), sampleMessage("c")])
        await connection.close()
    }

    @Test func `a missing folder is told as such and the connection goes on`() async throws {
        let connection = try await servers.connect(servers.freshUser())
        let problem = await explanation { _ = try await connection.select("No such folder") }
        #expect(problem?.cause == .folderMissing)
        #expect(problem?.detail.contains("No such folder") == true || problem?.detail.contains("doesn't exist") == true)
        #expect(try await connection.select("INBOX").exists == 0)
        await connection.close()
    }

    @Test func `a wrong password is told with the server's own sentence`() async throws {
        var user = servers.freshUser()
        user.password = "wrong"
        let problem = await explanation { _ = try await servers.connect(user) }
        #expect(problem?.cause == .wrongUserOrPassword)
        #expect(problem?.detail.contains("AUTHENTICATIONFAILED") == true)
    }

    @Test func `the transcript tells the dialogue without the password`() async throws {
        let lines = Lines()
        let user = servers.freshUser()
        let connection = try await servers.connect(user, transcript: lines.hook)
        try await connection.append(sampleMessage("very private words"), to: "INBOX", flags: [])
        _ = try await connection.select("INBOX")
        _ = try await connection.fetch([1])
        await connection.close()
        let secret = Data("\0\(user.user)\0\(user.password)".utf8).base64EncodedString()
        #expect(lines.text.contains("AUTHENTICATE PLAIN …"))
        #expect(lines.text.contains("SELECT \"INBOX\""))
        #expect(lines.text.contains("UIDVALIDITY"))
        for hidden in [user.password, secret, "very private words"] { #expect(!lines.text.contains(hidden)) }
    }

    @Test func `IDLE wakes up when mail comes, and the connection then fetches it`() async throws {
        let user = servers.freshUser()
        let connection = try await servers.connect(user)
        _ = try await connection.select("INBOX")
        let other = try await servers.connect(user)
        async let outcome = connection.idle(until: .now + .seconds(30))
        try await other.append(sampleMessage("news"), to: "INBOX", flags: [])
        #expect(await outcome == .changed)
        let batch = try await connection.nextBatch(after: nil)
        #expect(batch.messages.map(\.bytes) == [sampleMessage("news")])
        // Nothing more: the next wait reaches its deadline, and the connection stays good.
        #expect(await connection.idle(until: .now + .milliseconds(200)) == .timeout)
        #expect(try await connection.nextBatch(after: batch.position).messages.isEmpty)
        await other.close()
        await connection.close()
    }

    @Test func `IDLE comes back at once when it is interrupted, stopped or its task cancelled`() async throws {
        let connection = try await servers.connect(servers.freshUser())
        _ = try await connection.select("INBOX")
        let clock = ContinuousClock()
        let began = clock.now
        async let interrupted = connection.idle(until: .now + .seconds(60))
        connection.interrupt()
        #expect(await interrupted == .interrupted)
        #expect(try await connection.uids() == [])
        async let stopped = connection.idle(until: .now + .seconds(60))
        connection.stop()
        #expect(await stopped == .stopped)
        #expect(await explanation { try await connection.noop() }?.cause == .stopped)
        let second = try await servers.connect(servers.freshUser())
        _ = try await second.select("INBOX")
        let waiting = Task { await second.idle(until: .now + .seconds(60)) }
        waiting.cancel()
        #expect(await waiting.value == .stopped)
        #expect(clock.now - began < .seconds(20))
    }

    @Test func `new mail is read in batches from where we stopped, the newest last`() async throws {
        let connection = try await servers.connect(servers.freshUser())
        for number in 1...7 { try await connection.append(sampleMessage("number \(number)"), to: "INBOX", flags: []) }
        let inbox = try await connection.select("INBOX")
        let limits = BatchLimits(count: 3)
        var position: FetchPosition?
        var read: [UInt32] = []
        var more: [Bool] = []
        repeat {
            let batch = try await connection.nextBatch(after: position, limits: limits)
            #expect(!batch.isRenumbered)
            read += batch.messages.map(\.uid)
            more.append(batch.hasMore)
            position = batch.position
        } while more.last == true
        #expect(read == [1, 2, 3, 4, 5, 6, 7])
        #expect(more == [true, true, false])
        #expect(position == FetchPosition(uidValidity: inbox.uidValidity, lastUID: 7))
        // A crash between reading and storing: the same position gives the same messages again.
        let again = try await connection.nextBatch(after: FetchPosition(uidValidity: inbox.uidValidity, lastUID: 5))
        #expect(again.messages.map(\.uid) == [6, 7])
        // A folder that was numbered anew is read from its beginning.
        let renumbered = try await connection.nextBatch(after: FetchPosition(uidValidity: inbox.uidValidity &+ 1, lastUID: 500))
        #expect(renumbered.isRenumbered)
        #expect(renumbered.messages.count == 7)
        await connection.close()
    }

    @Test func `messages that vanish while we read are reported and skipped`() async throws {
        let user = servers.freshUser()
        let connection = try await servers.connect(user)
        for number in 1...4 { try await connection.append(sampleMessage("\(number)"), to: "INBOX", flags: []) }
        _ = try await connection.select("INBOX")
        let first = try await connection.nextBatch(after: nil, limits: BatchLimits(count: 1))
        let other = try await servers.connect(user)
        _ = try await other.select("INBOX")
        try await other.create(folder: "Elsewhere")
        try await other.move([3], to: "Elsewhere")
        let rest = try await connection.nextBatch(after: first.position)
        #expect(rest.messages.map(\.uid) == [2, 4])
        #expect(rest.vanished == [3])
        #expect(rest.position.lastUID == 4)
        await other.close()
        await connection.close()
    }

    @Test func `two hundred messages come in a few round trips`() async throws {
        let lines = Lines()
        let connection = try await servers.connect(servers.freshUser(), transcript: lines.hook)
        for number in 1...200 { try await connection.append(sampleMessage("\(number)"), to: "INBOX", flags: []) }
        _ = try await connection.select("INBOX")
        let before = lines.all.count { !$0.isFromServer }
        let batch = try await connection.nextBatch(after: nil, limits: BatchLimits(count: 200))
        #expect(batch.messages.count == 200)
        #expect(batch.messages.allSatisfy { $0.bytes == sampleMessage("\($0.uid)") })
        #expect(lines.all.count { !$0.isFromServer } - before <= 5)
        await connection.close()
    }

    @Test func `a connection that is let go without a goodbye is closed and does no harm`() async throws {
        let user = servers.freshUser()
        weak var last: IMAPConnection?
        for _ in 0..<5 {
            let connection = try await servers.connect(user)
            _ = try await connection.select("INBOX")
            last = connection
        }
        // Reaching this line shows that no SIGPIPE came of it either.
        #expect(last == nil)
    }
}
