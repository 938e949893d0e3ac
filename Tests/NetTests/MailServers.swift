import Foundation

@testable import Net

/// The real mail servers that `Tools/with-servers` starts. Tests that need them are skipped without.
struct MailServers {
    static let current = MailServers(ProcessInfo.processInfo.environment)
    static var areRunning: Bool { current != nil }

    /// Plain with STARTTLS.
    var imap: ServerAddress
    var imaps: ServerAddress
    var smtp: ServerAddress
    var pop3: ServerAddress?
    var pop3s: ServerAddress?
    var password: String
    var trust: Trust
    var log: String?

    init?(_ environment: [String: String]) {
        func address(_ name: String, _ security: ServerAddress.Security) -> ServerAddress? {
            guard let parts = environment[name]?.split(separator: ":"), parts.count == 2, let port = Int(parts[1]) else { return nil }
            return ServerAddress(host: String(parts[0]), port: port, security: security)
        }
        guard let imap = address("REGULARS_TEST_IMAP", .starttls), let imaps = address("REGULARS_TEST_IMAPS", .tls),
            let smtp = address("REGULARS_TEST_SMTP", .starttls), let password = environment["REGULARS_TEST_MAIL_PASSWORD"],
            let authority = environment["REGULARS_TEST_CA"]
        else { return nil }
        (self.imap, self.imaps, self.smtp, self.password) = (imap, imaps, smtp, password)
        (pop3, pop3s) = (address("REGULARS_TEST_POP3", .starttls), address("REGULARS_TEST_POP3S", .tls))
        trust = .authority(path: authority)
        log = environment["REGULARS_TEST_MAIL_LOG"]
    }

    /// A mailbox that no other test uses: the servers have one for every name that begins with "test-".
    func freshUser(_ domain: String = "shop.test") -> Credentials {
        Credentials(user: "test-\(UInt64.random(in: 0 ... .max))@\(domain)", password: password)
    }

    func connect(_ user: Credentials, transcript: (@Sendable (TranscriptLine) -> Void)? = nil) async throws -> IMAPConnection {
        try await IMAPConnection.connect(to: imaps, as: user, trust: trust, transcript: transcript)
    }
}

/// A message with a subject that tells it apart.
func sampleMessage(_ subject: String, body: String = "Hello") -> [UInt8] {
    Array("From: Anna <anna@customer.test>\r\nTo: shop@shop.test\r\nSubject: \(subject)\r\n\r\n\(body)\r\n".utf8)
}
