import Foundation
import Testing

@testable import Net

/// Against servers that misbehave on purpose.
@Suite(.timeLimit(.minutes(2)))
struct `An IMAP server of another kind` {
    let quick = TimeLimits(connect: .seconds(20), silence: .milliseconds(300), command: .seconds(20))

    @Test func `a literal cut into single bytes arrives whole`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 11 FLAGS () INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")")
            let (tag, _) = try client.command()
            client.sendSlowly("* 1 FETCH (UID 1 BODY[] {11}\r\nhello\r\n)\r\nx)\r\n\(tag) OK done\r\n")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        let fetched = try await connection.fetch([1])
        #expect(fetched.map(\.bytes) == [Array("hello\r\n)\r\nx".utf8)])
        await connection.close()
    }

    @Test func `a connection that ends inside a literal is told as closed, and every later call says the same`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 11)")
            _ = try client.command()
            client.send("* 1 FETCH (UID 1 BODY[] {11}\r\nhel")
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        #expect(await explanation { _ = try await connection.fetch([1]) }?.cause == .closedByServer)
        #expect(await explanation { try await connection.noop() }?.cause == .closedByServer)
        await connection.close()
    }

    @Test(arguments: ["{99999999999999}", "{1073741825}"])
    func `a literal of absurd size ends the connection and not our memory`(size: String) async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 11)")
            _ = try client.command()
            client.send("* 1 FETCH (UID 1 BODY[] \(size)\r\n")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        #expect(await explanation { _ = try await connection.fetch([1]) }?.cause == .malformedAnswer)
        await connection.close()
    }

    @Test func `a message larger than its server said is dropped while reading, and its header fetched`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 10)")
            try client.answer("* 1 FETCH (UID 1 BODY[] {200000}\r\n" + String(repeating: "x", count: 200_000) + ")")
            try client.answer("* 1 FETCH (UID 1 BODY[HEADER]<0> {14}\r\nSubject: x\r\n\r\n)")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        let fetched = try await connection.fetch([1], sizeLimit: 1000)
        #expect(fetched.map(\.content) == [.header(Array("Subject: x\r\n\r\n".utf8))])
        await connection.close()
    }

    @Test func `one message that the server cannot give does not hide the others`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 2)", "* 2 FETCH (UID 2 RFC822.SIZE 2)", "* 3 FETCH (UID 3 RFC822.SIZE 2)")
            try client.answer("* 1 FETCH (UID 1 BODY[] {2}\r\nab)", verdict: "NO Some of the requested messages no longer exist.")
            try client.answer(verdict: "NO The message could not be converted.")
            try client.answer("* 3 FETCH (UID 3 BODY[] {2}\r\nef)")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        let fetched = try await connection.fetch([1, 2, 3])
        #expect(fetched.map(\.content) == [.whole([97, 98]), .refused("The message could not be converted."), .whole([101, 102])])
        await connection.close()
    }

    @Test func `a listed message about which the server says nothing is not skipped in silence`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* SEARCH 1 2 3")
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 2)", "* 2 FETCH (UID 2 RFC822.SIZE 2)")
            try client.answer("* 1 FETCH (UID 1 BODY[] {2}\r\nab)")
            try client.answer("* SEARCH 2")
            try client.answer("* SEARCH")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        let batch = try await connection.nextBatch(after: nil)
        #expect(batch.messages.map(\.content) == [.whole([97, 98]), .refused("no answer")])
        #expect(batch.vanished == [3])
        #expect(batch.position.lastUID == 3)
        await connection.close()
    }

    @Test func `BAD and NO leave the connection usable and carry the server's sentence`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answer(verdict: "BAD Error in IMAP command")
            try client.answer(verdict: "NO [UNAVAILABLE] Backend is down, try again later")
            try client.answer()
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        #expect(await explanation { try await connection.noop() } == ConnectionExplanation(.refused, detail: "Error in IMAP command"))
        let busy = await explanation { try await connection.noop() }
        #expect(busy == ConnectionExplanation(.serverBusy, detail: "[UNAVAILABLE] Backend is down, try again later"))
        try await connection.noop()
        await connection.close()
    }

    @Test func `a server that falls silent is given up after the time that was set`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            client.waitForEnd()
        }
        let connection = try await connect(to: server, limits: quick)
        #expect(await explanation { try await connection.noop() }?.cause == .timedOut)
        await connection.close()
    }

    @Test func `a server that drips for ever is given up too`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            _ = try client.command()
            // Until the client closes: send then fails and the bound on lines is far away.
            for _ in 0..<2_000_000 { client.send("* OK still working\r\n") }
        }
        let limits = TimeLimits(connect: .seconds(20), silence: .seconds(20), command: .milliseconds(300))
        let connection = try await connect(to: server, limits: limits)
        #expect(await explanation { try await connection.noop() }?.cause == .timedOut)
        await connection.close()
    }

    @Test func `a server that never greets is a time-out`() async {
        let server = FakeServer { $0.waitForEnd() }
        let limits = TimeLimits(connect: .milliseconds(300))
        #expect(await explanation { _ = try await connect(to: server, limits: limits) }?.cause == .timedOut)
    }

    @Test func `BYE ends the connection with the server's reason`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            _ = try client.command()
            client.send("* BYE Server is going down\r\n")
        }
        let connection = try await connect(to: server)
        #expect(await explanation { try await connection.noop() } == .init(.closedByServer, detail: "Server is going down"))
        await connection.close()
    }

    @Test func `a folder that is numbered anew is noticed at the next look`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect(uidValidity: 7)
            try client.answer("* SEARCH 5")
            try client.answer("* 1 FETCH (UID 5 RFC822.SIZE 2)")
            try client.answer("* 1 FETCH (UID 5 BODY[] {2}\r\nab)")
            try client.answerSelect(uidValidity: 8)
            try client.answer("* SEARCH 1")
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 2)")
            try client.answer("* 1 FETCH (UID 1 BODY[] {2}\r\nab)")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        #expect(try await connection.select("INBOX").uidValidity == 7)
        let first = try await connection.nextBatch(after: FetchPosition(uidValidity: 7, lastUID: 4))
        #expect(!first.isRenumbered)
        #expect(first.position == FetchPosition(uidValidity: 7, lastUID: 5))
        #expect(try await connection.select("INBOX").uidValidity == 8)
        let second = try await connection.nextBatch(after: first.position)
        #expect(second.isRenumbered)
        #expect(second.position == FetchPosition(uidValidity: 8, lastUID: 1))
        #expect(server.lines.contains { $0.hasSuffix("UID SEARCH UID 5:*") })
        #expect(server.lines.contains { $0.hasSuffix("UID SEARCH UID 1:*") })
        await connection.close()
    }

    @Test func `a range's last message, which servers always find, is not new mail`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* SEARCH 3")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        let batch = try await connection.nextBatch(after: FetchPosition(uidValidity: 7, lastUID: 3))
        #expect(batch.messages.isEmpty)
        #expect(batch.position.lastUID == 3)
        await connection.close()
    }

    @Test func `a server without MOVE gets COPY and an EXPUNGE of these messages alone`() async throws {
        let server = FakeServer { client in
            try client.signIn(capabilities: "IMAP4rev1 AUTH=PLAIN UIDPLUS")
            try client.answerSelect()
            for _ in 0..<3 { try client.answer() }
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        try await connection.move([4, 5], to: "Done")
        await connection.close()
        let commands = server.lines.map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
        #expect(
            Array(commands.suffix(4).prefix(3)) == ["UID COPY 4:5 \"Done\"", "UID STORE 4:5 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 4:5"])
    }

    @Test func `a server without UIDPLUS is never told to expunge what others have marked`() async throws {
        let server = FakeServer { client in
            try client.signIn(capabilities: "IMAP4rev1 AUTH=PLAIN")
            try client.answerSelect()
            for _ in 0..<2 { try client.answer() }
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        try await connection.move([4], to: "Done")
        await connection.close()
        #expect(server.lines.contains { $0.contains("UID COPY") })
        #expect(!server.lines.contains { $0.contains("EXPUNGE") })
    }

    @Test func `a server that knows only the LOGIN command signs us in as well`() async throws {
        let script: @Sendable (FakeServer.Client) throws -> Void = { client in
            try client.signIn(capabilities: "IMAP4rev1 AUTH=GSSAPI AUTH=NTLM")
            client.waitForEnd()
        }
        let server = FakeServer(script, script)
        let connection = try await connect(to: server)
        #expect(server.lines.contains { $0.hasSuffix("LOGIN \"shop\" \"secret\"") })
        await connection.close()
    }

    @Test func `a server that takes no passwords on a plain connection says so`() async {
        let script: @Sendable (FakeServer.Client) throws -> Void = { client in
            try client.signIn(capabilities: "IMAP4rev1 LOGINDISABLED")
        }
        let server = FakeServer(script, script)
        #expect(await explanation { _ = try await connect(to: server) }?.cause == .passwordNeedsTLS)
    }

    @Test(arguments: ["220 mail.example.com ESMTP Postfix", "HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH_9.2", "+OK POP3 ready"])
    func `another kind of server is recognised`(greeting: String) async {
        let server = FakeServer { client in
            client.send(greeting + "\r\n")
            client.waitForEnd()
        }
        #expect(await explanation { _ = try await connect(to: server) }?.cause == .otherProtocol)
    }

    @Test func `news that comes before IDLE begins is not slept over`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 4 EXISTS")
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        try await connection.noop()
        #expect(await connection.idle(until: .now + .seconds(60)) == .changed)
        #expect(!server.lines.contains { $0.hasSuffix("IDLE") })
        await connection.close()
    }

    @Test func `IDLE reports a connection that the server ends`() async throws {
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            _ = try client.command()
            client.send("+ idling\r\n* OK Still here\r\n")
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        #expect(await connection.idle(until: .now + .seconds(60)) == .disconnected(ConnectionExplanation(.closedByServer)))
        await connection.close()
    }

    @Test func `stopping ends a fetch in the middle of a message at once`() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = FakeServer { client in
            try client.signIn()
            try client.answerSelect()
            try client.answer("* 1 FETCH (UID 1 RFC822.SIZE 1000)")
            _ = try client.command()
            client.send("* 1 FETCH (UID 1 BODY[] {1000}\r\nhalf")
            continuation.finish()
            client.waitForEnd()
        }
        let connection = try await connect(to: server)
        _ = try await connection.select("INBOX")
        async let problem = explanation { _ = try await connection.fetch([1]) }
        for await _ in started {}
        connection.stop()
        #expect(await problem?.cause == .stopped)
    }

    @Test func `waiting connections do not hold up the rest of the program`() async throws {
        let script: @Sendable (FakeServer.Client) throws -> Void = { client in
            try client.signIn()
            try client.answerSelect()
            _ = try client.command()
            client.send("+ idling\r\n")
            client.waitForEnd()
        }
        let servers = (0..<16).map { _ in FakeServer(script) }
        var connections: [IMAPConnection] = []
        for server in servers {
            let connection = try await connect(to: server)
            _ = try await connection.select("INBOX")
            connections.append(connection)
        }
        // More waits than the cooperative pool has threads; were they held, the tasks below would never run.
        let waits = connections.map { connection in Task { await connection.idle(until: .now + .seconds(60)) } }
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 0..<100 { group.addTask { number } }
            return await group.reduce(0, +)
        }
        #expect(sum == 4950)
        connections.forEach { $0.stop() }
        for wait in waits { #expect(await wait.value == .stopped) }
    }
}
