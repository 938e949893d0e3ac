import House
import Net
import People
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Inbox

/// Finding the servers of an address, so that a shop types an address and a password.
@Suite struct MailServersTests {
    /// A net in which only these hosts and ports answer.
    private final class Net: Sendable {
        private let asked = Mutex<[String]>([])
        /// `other` stands for an answer that is as it should be.
        let answers: [String: ConnectionExplanation.Cause]
        init(_ answers: [String: ConnectionExplanation.Cause]) { self.answers = answers }
        var all: [String] { asked.withLock { $0 } }

        @Sendable func reach(_ server: ServerAddress, _ door: MailServers.Door) async -> ConnectionExplanation? {
            let place = "\(server.host):\(server.port)"
            asked.withLock { $0.append(place) }
            guard let answer = answers[place] else { return ConnectionExplanation(.hostNotFound) }
            return answer == .other ? nil : ConnectionExplanation(answer)
        }
    }

    @Test func `an own domain at a large provider is found by who takes its mail`() async throws {
        let net = Net([:])
        let names = NameRecords(texts: { _ in [] }) { domain in
            domain == "firin.example" ? ["aspmx.l.google.com", "alt1.aspmx.l.google.com"] : []
        }
        let found = await MailServers.find(.init(), domain: "firin.example", names: names, try: net.reach)
        #expect(found.imap?.host == "imap.gmail.com" && found.smtp?.host == "smtp.gmail.com" && net.all.isEmpty)
        for (host, server) in [
            ("firin-example.mail.protection.outlook.com", "outlook.office365.com"), ("mx01.mail.icloud.com", "imap.mail.me.com"),
            ("mx.yandex.net", "imap.yandex.com"), ("in1-smtp.messagingengine.com", "imap.fastmail.com"),
        ] {
            #expect(MailServers.hosted(host)?.imap.host == server, "\(host)")
        }
        #expect(MailServers.hosted("mail.firin.example") == nil && MailServers.hosted("evilgoogle.com") == nil)
    }

    @Test func `a POP3 server is found beside the way out`() async throws {
        let net = Net(["pop.gmail.com:995": .needsAppPassword])
        let found = await MailServers.find(.init(isPOP3: true), domain: "gmail.com", try: net.reach)
        #expect(found.imap == ServerAddress(host: "pop.gmail.com", port: 995, security: .tls) && found.smtp?.host == "smtp.gmail.com")
        let own = Net(["pop3.firin.example:995": .other, "mail.firin.example:465": .other])
        let other = await MailServers.find(.init(isPOP3: true), domain: "firin.example", try: own.reach)
        #expect(other.imap?.host == "pop3.firin.example" && other.smtp?.host == "mail.firin.example")
        #expect(!own.all.contains { $0.hasSuffix(":993") }, "nobody asks for IMAP where POP3 is wanted")
        let none = await MailServers.find(.init(isPOP3: true), domain: "firin.example", try: Net([:]).reach)
        #expect(none.imap == nil && none.smtp == nil)
    }

    @Test func `large providers are known and nobody is asked`() async throws {
        let net = Net([:])
        let found = await MailServers.find(.init(), domain: "gmail.com", try: net.reach)
        #expect(found.imap == ServerAddress(host: "imap.gmail.com", port: 993, security: .tls))
        #expect(found.smtp?.host == "smtp.gmail.com" && net.all.isEmpty)
        for domain in ["hotmail.com.tr", "yahoo.co.id", "icloud.com", "yandex.com.tr", "mail.ru"] {
            #expect(MailServers.known(domain) != nil)
        }
    }

    @Test func `own domains are tried at their usual names, always with TLS`() async throws {
        let net = Net(["mail.firin.example:993": .other, "mail.firin.example:465": .portRefused, "mail.firin.example:587": .other])
        let found = await MailServers.find(.init(), domain: "firin.example", try: net.reach)
        #expect(found.imap == ServerAddress(host: "mail.firin.example", port: 993, security: .tls))
        #expect(found.smtp == ServerAddress(host: "mail.firin.example", port: 587, security: .starttls))
        // A name that is not there is not asked at another port.
        #expect(net.all.filter { $0.hasPrefix("smtp.") } == ["smtp.firin.example:465"])
        let usual = MailServers.usual("firin.example")
        #expect((usual.imap + usual.smtp).allSatisfy { $0.security != .none })
    }

    @Test func `a server that refuses the password is the right server`() async throws {
        let net = Net(["imap.firin.example:993": .wrongUserOrPassword, "smtp.firin.example:465": .certificateForOtherName])
        let found = await MailServers.find(.init(), domain: "firin.example", try: net.reach)
        #expect(found.imap?.host == "imap.firin.example")
        #expect(found.smtp == nil, "a certificate for another name is no proof of the server")
    }

    @Test func `what was written by hand stays`() async throws {
        let own = ServerAddress(host: "10.0.0.5", port: 143, security: .none)
        let net = Net(["smtp.firin.example:465": .other])
        let found = await MailServers.find(.init(imap: own), domain: "firin.example", try: net.reach)
        #expect(found.imap == own && found.smtp?.host == "smtp.firin.example" && !net.all.contains { $0.hasSuffix(":993") })
    }

    @Test func `what cannot be found is asked for, and the rest of the form stays`() async throws {
        let test = try await TestShop(.sqlite, [.house, .inbox(workers: PostRoom.workers, names: .silent), .people])
        var browser = try await test.browser(as: .owner)
        try await browser.open("/settings/mailboxes/new")
        let page = try await browser.submit(["address": "shop@no-such-domain.invalid", "imap_password": "a password"])
        #expect(page.status == 422)
        #expect(page.error("imap_host") != nil && page.error("smtp_host") != nil)
        #expect(page.value("address") == "shop@no-such-domain.invalid" && page.value("imap_password") == "")
        #expect(!page.text.contains("a password"))
        // The password goes to and fro sealed, and counts only in our own hands.
        let kept = try #require(page.value("kept"))
        #expect(kept.count > 60)
        #expect(try await browser.submit().error("imap_password") == nil)
        #expect(try await browser.submit(["kept": "x" + kept]).error("imap_password") != nil)
        try await test.pass(.seconds(3 * 3600))
        try await browser.open("/settings/mailboxes/new")
        #expect(try await browser.submit(["address": "shop@no-such-domain.invalid", "kept": kept]).error("imap_password") != nil)
    }
}
