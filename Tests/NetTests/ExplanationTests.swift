import CCurl
import Foundation
import Testing

@testable import Net

@Suite struct `Why a connection failed` {
    let user = Credentials(user: "shop", password: "secret")

    func cause(_ address: ServerAddress, trust: Trust = .system, resolve: [String] = []) async -> ConnectionExplanation? {
        await explanation {
            let limits = TimeLimits(connect: .seconds(5))
            _ = try await IMAPConnection.connect(to: address, as: user, trust: trust, limits: limits, resolve: resolve, transcript: nil)
        }
    }

    @Test func `a name that does not exist, a port that is closed and an address that is none`() async {
        #expect(await cause(ServerAddress(host: "mail.shop.invalid", port: 993, security: .tls))?.cause == .hostNotFound)
        #expect(await cause(ServerAddress(host: "127.0.0.1", port: 1, security: .tls))?.cause == .portRefused)
        #expect(await cause(ServerAddress(host: "mail/shop", port: 993, security: .tls))?.cause == .badAddress)
    }

    @Test func `TLS on a port that speaks plain text`() async {
        let server = FakeServer { client in
            client.send("* OK ready\r\n")
            client.waitForEnd()
        }
        #expect(await cause(server.address(.tls))?.cause == .serverSpeaksPlain)
    }

    @Test func `STARTTLS where the server has none`() async {
        let server = FakeServer { try $0.signIn() }
        #expect(await cause(server.address(.starttls))?.cause == .startTLSNotOffered)
        #expect(!server.lines.contains { $0.contains("AUTHENTICATE") || $0.contains("LOGIN") })
    }

    @Test(.enabled(if: MailServers.areRunning))
    func `certificates of the wrong issuer and of another name`() async throws {
        let servers = try #require(MailServers.current)
        let unknown = await cause(servers.imaps)
        #expect(unknown?.cause == .certificateNotTrusted)
        var other = servers.imaps
        other.host = "mail.another.example"
        let resolve = ["mail.another.example:\(other.port):127.0.0.1"]
        #expect(await cause(other, trust: servers.trust, resolve: resolve)?.cause == .certificateForOtherName)
        // Only after the owner's choice is either believed: then the password is what fails.
        #expect(await cause(other, trust: .anyone, resolve: resolve)?.cause == .wrongUserOrPassword)
        #expect(await cause(servers.imaps, trust: .authority(path: "/nonexistent.pem"))?.cause == .authorityFileUnreadable)
    }

    @Test func `a certificate that has expired`() {
        let failure = CurlFailure(
            code: CURLE_PEER_FAILED_VERIFICATION, text: "SSL certificate problem: certificate has expired", systemError: 0,
            verification: 10,
            isConnected: true)
        #expect(ConnectionExplanation(failure, host: "a").cause == .certificateExpired)
    }

    @Test func `plain text on a port that is known for TLS`() {
        let failure = CurlFailure(
            code: CURLE_OPERATION_TIMEDOUT, text: "Timeout was reached", systemError: 0, verification: 0, isConnected: true)
        let address = ServerAddress(host: "a", port: 993, security: .starttls)
        #expect(ConnectionExplanation(failure, to: address, Transcript(nil)).cause == .serverExpectsTLS)
        var unreached = failure
        unreached.isConnected = false
        #expect(ConnectionExplanation(unreached, to: address, Transcript(nil)).cause == .timedOut)
    }

    @Test(arguments: [
        ("A2 NO [AUTHENTICATIONFAILED] Authentication failed.", "mail.shop.test", ConnectionExplanation.Cause.wrongUserOrPassword),
        ("A2 NO [ALERT] Application-specific password required", "imap.gmail.com", .needsAppPassword),
        ("535-5.7.8 Username and Password not accepted.", "smtp.gmail.com", .needsAppPassword),
        ("A2 NO [AUTHENTICATIONFAILED] Invalid credentials", "imap.mail.yahoo.com", .needsAppPassword),
        ("A2 NO LOGIN failed.", "outlook.office365.com", .passwordsNotAccepted),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "smtp.office365.com", .passwordsNotAccepted),
        ("A2 NO [LIMIT] Too many simultaneous connections", "mail.shop.test", .tooManyConnections),
        ("A2 NO [UNAVAILABLE] Temporary authentication failure.", "mail.shop.test", .serverBusy),
        ("454 4.7.0 Temporary authentication failure", "mail.shop.test", .serverBusy),
        ("* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS", "mail.shop.test", .passwordNeedsTLS),
    ])
    func `what a server's refusal to sign us in means`(server: String, host: String, expected: ConnectionExplanation.Cause) {
        #expect(ConnectionExplanation.signIn(server: server, provider: MailProvider(host: host)) == expected)
    }

    @Test func `providers are known by their hosts and not by names that look alike`() {
        #expect(MailProvider(host: "imap.gmail.com") == .gmail)
        #expect(MailProvider(host: "OUTLOOK.office365.com") == .outlook)
        #expect(MailProvider(host: "imap.mail.me.com") == .icloud)
        #expect(MailProvider(host: "notgmail.com") == nil)
        #expect(MailProvider(host: "gmail.com.evil.example") == nil)
    }
}
