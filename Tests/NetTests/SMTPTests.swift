import Foundation
import Testing

@testable import Net

/// Against a real Postfix, with Dovecot's mailboxes behind it.
@Suite(.enabled(if: MailServers.areRunning), .timeLimit(.minutes(2)))
struct `A real SMTP server` {
    let servers: MailServers
    let sender: SMTPSender

    init() throws {
        servers = try #require(MailServers.current)
        sender = SMTPSender(trust: servers.trust)
    }

    func send(_ bytes: [UInt8], from user: Credentials, to recipients: [String], transcript: Lines? = nil) async -> SMTPResult {
        await sender.send(
            from: user.user, recipients: recipients, bytes: bytes, via: servers.smtp, credentials: user, ehloName: "shop.test",
            transcript: transcript?.hook)
    }

    @Test func `takes a message, and it arrives byte for byte, dots and all`() async throws {
        let from = servers.freshUser()
        let to = servers.freshUser("customer.test")
        let inbox = try await servers.connect(to)
        _ = try await inbox.select("INBOX")
        async let outcome = inbox.idle(until: .now + .seconds(60))
        let text = "Subject: dots\nFrom: <\(from.user)>\n\n.\n..\n.dot\nQUIT\nRSET\n.\nlast line without end"
        let lines = Lines()
        let result = await send(Array(text.utf8), from: from, to: [to.user], transcript: lines)
        guard case .accepted(let response, let refused) = result else {
            Issue.record("\(result)\n\(lines.text)")
            return
        }
        #expect(response.contains("queued as"))
        #expect(refused.isEmpty)
        #expect(!lines.text.contains(from.password))
        #expect(lines.text.contains("C: AUTH PLAIN …"))
        #expect(await outcome == .changed)
        let received = try #require(try await inbox.nextBatch(after: nil).messages.first?.bytes)
        let arrived = String(decoding: received, as: UTF8.self)
        #expect(arrived.contains("\r\n\r\n.\r\n..\r\n.dot\r\nQUIT\r\nRSET\r\n.\r\nlast line without end\r\n"))
        #expect(arrived.contains("Return-Path: <\(from.user)>"))
        await inbox.close()
    }

    @Test func `refuses an unknown recipient for good, and takes the others`() async throws {
        let from = servers.freshUser()
        let to = servers.freshUser("customer.test")
        let alone = await send(sampleMessage("x"), from: from, to: ["nobody-here@customer.test"])
        guard case .rejectedForGood(550, let text, let refused) = alone else {
            Issue.record("\(alone)")
            return
        }
        #expect(text.contains("nobody-here"))
        #expect(refused.map(\.recipient) == ["nobody-here@customer.test"])
        let mixed = await send(sampleMessage("x"), from: from, to: ["nobody-here@customer.test", to.user])
        guard case .accepted(_, let some) = mixed else {
            Issue.record("\(mixed)")
            return
        }
        #expect(some.map(\.recipient) == ["nobody-here@customer.test"])
        #expect(some.allSatisfy { $0.code == 550 && !$0.mayPass })
    }

    @Test func `a wrong password keeps the message for later and says what the server said`() async throws {
        var from = servers.freshUser()
        from.password = "wrong"
        let result = await send(sampleMessage("x"), from: from, to: ["a@customer.test"])
        guard case .tryLater(let why, 535) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(why.cause == .wrongUserOrPassword)
        #expect(why.detail.hasPrefix("535"))
        #expect(await explanation { try await sender.check(servers.smtp, credentials: from, ehloName: "shop.test") } == why)
    }

    @Test func `the check signs in and sends nothing`() async throws {
        let lines = Lines()
        try await sender.check(servers.smtp, credentials: servers.freshUser(), ehloName: "shop.test", transcript: lines.hook)
        #expect(lines.text.contains("C: EHLO shop.test"))
        #expect(lines.text.contains("C: STARTTLS"))
        #expect(!lines.text.contains("MAIL"))
    }

    @Test func `a password on an unencrypted connection is not offered where the server wants none`() async {
        var address = servers.smtp
        address.security = .none
        let lines = Lines()
        let problem = await explanation {
            try await sender.check(address, credentials: servers.freshUser(), ehloName: "shop.test", transcript: lines.hook)
        }
        #expect(problem?.cause == .passwordNeedsTLS)
        #expect(!lines.text.contains("AUTH PLAIN …"))
    }
}

/// Against servers that misbehave on purpose.
@Suite(.timeLimit(.minutes(2)))
struct `An SMTP server of another kind` {
    let sender = SMTPSender(limits: TimeLimits(connect: .seconds(20), silence: .seconds(1), command: .seconds(20)))

    /// Plays greeting and EHLO, then the given answers to MAIL, RCPT, DATA and so on; nil ends the connection.
    func server(_ answers: String?..., afterData: (@Sendable (FakeServer.Client) throws -> Void)? = nil) -> FakeServer {
        FakeServer { client in
            client.send("220 fake ESMTP\r\n")
            _ = try client.line()
            client.send("250 fake\r\n")
            for answer in answers {
                _ = try client.line()
                guard let answer else { return }
                client.send(answer + "\r\n")
            }
            guard let afterData else { return client.waitForEnd() }
            while try client.line() != "." {}
            try afterData(client)
        }
    }

    func send(_ server: FakeServer, to recipients: [String] = ["b@customer.test"], bytes: [UInt8] = sampleMessage("x")) async -> SMTPResult
    {
        await sender.send(
            from: "a@shop.test", recipients: recipients, bytes: bytes, via: server.address(), credentials: nil, ehloName: "shop.test")
    }

    @Test func `silence after the final dot means that nobody knows`() async {
        let quiet = await send(server("250 ok", "250 ok", "354 go", afterData: { $0.waitForEnd() }))
        guard case .unknownAfterData(let why) = quiet else {
            Issue.record("\(quiet)")
            return
        }
        #expect(why.cause == .timedOut)
        let cut = await send(server("250 ok", "250 ok", "354 go", afterData: { _ in }))
        guard case .unknownAfterData(let reason) = cut else {
            Issue.record("\(cut)")
            return
        }
        #expect(reason.cause == .closedByServer)
    }

    @Test func `the verdict counts even when the connection breaks right after it`() async {
        let result = await send(server("250 ok", "250 ok", "354 go", afterData: { $0.send("250 2.0.0 taken as 42\r\n") }))
        #expect(result == .accepted(response: "2.0.0 taken as 42", refused: []))
    }

    @Test func `a refusal after the message is final, a passing trouble is not`() async {
        let spam = await send(server("250 ok", "250 ok", "354 go", afterData: { $0.send("554-5.7.1 looks like\r\n554 5.7.1 spam\r\n") }))
        #expect(spam == .rejectedForGood(code: 554, text: "5.7.1 looks like\n5.7.1 spam", refused: []))
        let later = await send(server("250 ok", "250 ok", "354 go", afterData: { $0.send("452 4.3.1 disk full\r\n") }))
        #expect(later == .tryLater(ConnectionExplanation(.refused, detail: "4.3.1 disk full"), code: 452))
    }

    @Test func `greylisting means later, also for all recipients`() async {
        let result = await send(
            server("250 ok", "451 4.7.1 greylisted", "450 4.7.1 greylisted"), to: ["b@customer.test", "c@customer.test"])
        #expect(result == .tryLater(ConnectionExplanation(.refused, detail: "4.7.1 greylisted"), code: 451))
    }

    @Test func `a refused sender is final, missing sign-in is the mailbox's trouble`() async {
        #expect(await send(server("550 5.7.1 not you")) == .rejectedForGood(code: 550, text: "5.7.1 not you", refused: []))
        let unsigned = await send(server("530 5.7.0 Authentication required"))
        #expect(unsigned == .tryLater(ConnectionExplanation(.signInNeeded, detail: "5.7.0 Authentication required"), code: 530))
    }

    @Test func `a connection lost before the message is sent delivers nothing`() async {
        for server in [server(nil), server("250 ok", nil), server("250 ok", "250 ok", nil)] {
            let result = await send(server)
            guard case .tryLater(let why, nil) = result else {
                Issue.record("\(result)")
                continue
            }
            #expect(why.cause == .closedByServer)
        }
    }

    @Test func `a server that is too busy to greet, and one that is none, are told apart`() async {
        let busy = FakeServer { client in
            client.send("421 4.3.2 too many connections\r\n")
            client.waitForEnd()
        }
        guard case .tryLater(let why, _) = await send(busy) else {
            Issue.record("another result")
            return
        }
        #expect(why.cause == .tooManyConnections)
        let imap = FakeServer { client in
            client.send("* OK IMAP ready\r\n")
            client.waitForEnd()
        }
        guard case .tryLater(let other, _) = await send(imap) else {
            Issue.record("another result")
            return
        }
        #expect(other == ConnectionExplanation(.otherProtocol, detail: "* OK IMAP ready"))
    }

    @Test(arguments: ["b@customer.test>\r\nRCPT TO:<c@customer.test", "b @customer.test", "<b@customer.test>", "b", ""])
    func `an address cannot become a second command`(address: String) async {
        // Nothing listens: the refusal comes before any connection.
        let result = await sender.send(
            from: "a@shop.test", recipients: [address], bytes: sampleMessage("x"),
            via: ServerAddress(host: "127.0.0.1", port: 1, security: .none), credentials: nil, ehloName: "shop.test")
        guard case .rejectedForGood(501, _, let refused) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(refused.map(\.recipient) == [address])
    }

    @Test func `lone line ends cannot smuggle a second message`() async {
        let (bodies, continuation) = AsyncStream.makeStream(of: String.self)
        let server = FakeServer { client in
            client.send("220 fake ESMTP\r\n")
            _ = try client.line()
            client.send("250 fake\r\n")
            for answer in ["250 ok", "250 ok", "354 go"] {
                _ = try client.line()
                client.send(answer + "\r\n")
            }
            var lines: [String] = []
            while lines.last != "." { lines.append(try client.line()) }
            continuation.yield(lines.joined(separator: "|"))
            continuation.finish()
            client.send("250 ok\r\n")
            client.waitForEnd()
        }
        let result = await send(server, bytes: Array("a\n.\nb\r.\rc\r\n.\r\nMAIL FROM:<x@y.z>\r".utf8))
        #expect(result == .accepted(response: "ok", refused: []))
        #expect(await bodies.first { _ in true } == "a|..|b|..|c|..|MAIL FROM:<x@y.z>|.")
    }

    @Test func `cancelling ends the connection at once and delivers nothing`() async {
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = FakeServer { client in
            client.send("220 fake ESMTP\r\n")
            _ = try client.line()
            continuation.finish()
            client.waitForEnd()
        }
        let patient = SMTPSender()
        let sending = Task {
            await patient.send(
                from: "a@shop.test", recipients: ["b@customer.test"], bytes: sampleMessage("x"), via: server.address(), credentials: nil,
                ehloName: "shop.test")
        }
        for await _ in started {}
        sending.cancel()
        guard case .tryLater(let why, nil) = await sending.value else {
            Issue.record("another result")
            return
        }
        #expect(why.cause == .stopped)
    }
}
