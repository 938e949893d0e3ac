import Core
import Foundation
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// A mailbox that is read by POP3, on the real server of `Tools/with-servers`.
@Suite(.enabled(if: Drop.isThere)) struct MaildropTests {
    @Test(arguments: TestShop.engines) func `what comes is taken in once, and what lay there is not`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let drop = try #require(Drop())
        try await drop.put(PostRoom.letter(subject: "Old", id: "old@example.org"))
        let box = try await drop.connect(to: room.shop, past: "now")
        #expect(try await !Maildrop.look(box, room.shop, room.intake))
        #expect(try await room.conversationCount() == 0)
        try await drop.put(
            PostRoom.letter(subject: "New", id: "new@example.org"), PostRoom.letter(subject: "Newer", id: "newer@example.org"))
        #expect(try await Maildrop.look(box, room.shop, room.intake), "there may be more at once")
        #expect(try await room.conversationCount() == 2)
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 2)
        #expect(try await !Maildrop.look(box, room.shop, room.intake))
        #expect(try await room.conversationCount() == 2)
        #expect(try await room.shop.read { try $0.mailbox(box.id) }?.fetchedAt != nil)
    }

    @Test(arguments: TestShop.engines) func `the past comes in inert, no further back than was asked for`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let drop = try #require(Drop())
        let now = Date(timeIntervalSince1970: Double(room.shop.clock.now.milliseconds) / 1000)
        func letter(_ subject: String, daysAgo: Double) -> [UInt8] {
            let dates = DateFormatter()
            dates.locale = Locale(identifier: "en_US_POSIX")
            dates.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
            let date = "Date: \(dates.string(from: now - daysAgo * 86_400))"
            return PostRoom.letter(
                from: "\(subject)@example.org", subject: subject, id: "\(subject)@example.org", more: [date], dated: false)
        }
        try await drop.put(letter("ancient", daysAgo: 90), letter("recent", daysAgo: 3))
        let box = try await drop.connect(to: room.shop, past: "30")
        try await drop.put(letter("today", daysAgo: 0))
        while try await Maildrop.look(box, room.shop, room.intake) {}
        #expect(try await room.conversationCount() == 2)
        #expect(try await room.count("SELECT count(*) FROM duty") == 1, "nothing is owed for the past")
        #expect(try await room.count("SELECT count(*) FROM conversation WHERE subject = 'recent' AND state = 'solved'") == 1)
        #expect(try await room.shop.read { try $0.mailbox(box.id) }?.history?.isDone == true)
        #expect(try await room.count("SELECT count(*) FROM pop3_mail WHERE is_past = 1") == 0)
    }

    @Test func `the past is looked at newest first, and what lies far behind is left where it is`() async throws {
        let room = try await PostRoom()
        let drop = try #require(Drop())
        // By their own dates these are years old for the clock of the test; the last one came today.
        var letters: [[UInt8]] = (1...75).map { number in
            PostRoom.letter(
                from: "p\(number)@example.org", id: "far\(number)@example.org", more: ["Date: 3 Mar 2020 11:00:00 +0000"], dated: false)
        }
        letters.append(
            PostRoom.letter(subject: "recent", id: "recent@example.org", more: ["Date: \(room.test.clock.now.rfc)"], dated: false))
        try await drop.put(letters)
        let box = try await drop.connect(to: room.shop, past: "30")
        var owner = try await room.test.browser(as: .owner)
        #expect(try await owner.open("/settings/mailboxes").shows("Old mail: 0 of 76 letters looked at"))
        #expect(try await Maildrop.look(box, room.shop, room.intake))
        #expect(try await room.conversationCount() == 1)
        #expect(try await owner.open("/settings/mailboxes").shows("Old mail: 50 of 76 letters looked at"))
        #expect(try await Maildrop.look(box, room.shop, room.intake))
        #expect(try await room.shop.read { try $0.mailbox(box.id) }?.history?.isDone == true)
        #expect(try await !owner.open("/settings/mailboxes").shows("Old mail"))
        #expect(try await room.count("SELECT count(*) FROM pop3_mail WHERE is_past = 1") == 0)
        #expect(try await !Maildrop.look(box, room.shop, room.intake))
        #expect(try await room.conversationCount() == 1)
    }

    @Test func `what was taken away at the server is forgotten here`() async throws {
        let room = try await PostRoom()
        let drop = try #require(Drop())
        try await drop.put(PostRoom.letter(id: "one@example.org"))
        let box = try await drop.connect(to: room.shop, past: "now")
        try await room.shop.write(as: .program("test")) { tx in try tx.keep(["gone"], past: nil, of: box.id) }
        _ = try await Maildrop.look(box, room.shop, room.intake)
        #expect(try await room.shop.read { try $0.maildrop(box.id) }.count == 1)
    }
}

/// A maildrop that no other test uses.
struct Drop {
    static var isThere: Bool { Drop() != nil }
    private let imap: ServerAddress
    private let pop3: ServerAddress
    private let user: Credentials

    init?() {
        let environment = ProcessInfo.processInfo.environment
        func server(_ name: String) -> ServerAddress? {
            guard let parts = environment[name]?.split(separator: ":"), parts.count == 2, let port = Int(parts[1]) else { return nil }
            return ServerAddress(host: String(parts[0]), port: port, security: .tls)
        }
        guard let imap = server("REGULARS_TEST_IMAPS"), let pop3 = server("REGULARS_TEST_POP3S"),
            let password = environment["REGULARS_TEST_MAIL_PASSWORD"]
        else { return nil }
        (self.imap, self.pop3) = (imap, pop3)
        user = Credentials(user: "test-\(UInt64.random(in: 0 ... .max))@shop.test", password: password)
    }

    func put(_ letters: [UInt8]...) async throws { try await put(letters) }

    func put(_ letters: [[UInt8]]) async throws {
        let connection = try await IMAPConnection.connect(to: imap, as: user, trust: .anyone)
        for letter in letters { try await connection.append(letter, to: "INBOX", flags: []) }
        await connection.close()
    }

    /// As the form connects it.
    func connect(to shop: Shop, past: String) async throws -> Inbox.Mailbox {
        let secret = Inbox.Mailbox.Secret(imapUser: user.user, imapPassword: user.password, smtpUser: "", smtpPassword: "")
        let servers = Inbox.Mailbox.Servers(imap: pop3, smtp: pop3, trust: .anyone, reading: .pop3)
        let wanted = MailboxForm.Wanted(name: "Shop", address: user.user, folder: "INBOX", servers: servers, secret: secret)
        let test = await MailboxTest.run(wanted, past: past, now: shop.clock.now)
        let maildrop = try #require(test.maildrop)
        return try await shop.write(as: .program("test")) { tx in
            let id = try tx.addMailbox(name: "Shop", address: user.user, servers: servers, secret: secret, history: test.history)
            try tx.begin(maildrop, arePast: test.history != nil, of: id)
            return try #require(try tx.db.mailbox(id))
        }
    }
}
