import Core
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct IntakeTests {
    @Test(arguments: TestShop.engines) func `a first letter makes a person, a conversation, a message and a duty`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(PostRoom.letter(subject: "Wedding", text: "Do you bake for weddings?"))
        #expect(conversation.state == .new && conversation.subject == "Wedding" && conversation.messageCount == 1)
        #expect(conversation.snippet == "Do you bake for weddings?" && conversation.mailbox == room.mailbox && conversation.follows == nil)
        let duty = try #require(try await room.duty(conversation))
        #expect(duty.due > room.test.clock.now && conversation.due == duty.due && duty.customer == conversation.customer)
        #expect(duty.owner == (try await room.test.owner) && duty.why == "opening minutes")
        let customer = try #require(try await room.shop.read { try $0.customer(conversation.customer) })
        #expect(customer.name == "Anna Schmidt" && customer.lastContactAt == room.test.clock.now)
        #expect(try await room.test.events().suffix(3) == ["customer.added", "message.received", "duty.opened"])
        #expect(try await room.shop.read { try $0.openCount(room.test.clock.now) } == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `the same mail twice is one message`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let letter = PostRoom.letter(id: "once@example.org")
        let first = try await room.receive(letter)
        let events = try await room.test.events().count
        #expect(try await room.intake.take([Intake.Incoming(letter), Intake.Incoming(letter)], mailbox: room.mailbox) == [.known, .known])
        // A relay may have changed a line on the second way.
        let again = PostRoom.letter(id: "once@example.org", more: ["X-Relay: two"])
        #expect(try await room.intake.take([Intake.Incoming(again)], mailbox: room.mailbox) == [.known])
        #expect(try await room.messages(first).count == 1)
        #expect(try await room.test.events().count == events)
    }

    @Test(arguments: TestShop.engines) func `somebody else's mail with the same Message-ID is not lost`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "1@broken.example"))
        let other = try await room.receive(PostRoom.letter(from: "Bob <bob@example.org>", id: "1@broken.example"))
        #expect(other.id != first.id)
    }

    @Test(arguments: TestShop.engines) func `the same mail to two of our addresses is one conversation`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let orders = try await PostRoom.addMailbox("orders@firin.example", to: room.shop)
        let letter = PostRoom.letter(to: "\(PostRoom.address), orders@firin.example", id: "both@example.org")
        let first = try await room.receive(letter)
        #expect(try await room.intake.take([Intake.Incoming(letter)], mailbox: orders) == [.known])
        #expect(try await room.conversationCount() == 1)
        #expect(try await room.messages(first).count == 1)
        #expect(try await room.count("SELECT count(*) FROM mail_seen") == 2)
    }

    @Test(arguments: TestShop.engines) func `without a Message-ID a mail is known by its content`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let letter = PostRoom.letter(text: "one", id: nil)
        try await room.receive(letter)
        #expect(try await room.intake.take([Intake.Incoming(letter)], mailbox: room.mailbox) == [.known])
        try await room.receive(PostRoom.letter(text: "two", id: nil))
        #expect(try await room.conversationCount() == 2)
    }

    @Test(arguments: TestShop.engines) func `poison is parked with its bytes and the rest of the batch goes on`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        // More than the worker reads: refused before it is looked at.
        let poison = Array("Subject: big\r\n\r\n".utf8) + [UInt8](repeating: 65, count: 60 << 20)
        let outcomes = try await room.intake.take(
            [PostRoom.letter(text: "before"), poison, PostRoom.letter(text: "after")].map { Intake.Incoming($0) }, mailbox: room.mailbox)
        #expect(outcomes.count == 3)
        guard case .parked(let reason) = outcomes[1] else {
            Issue.record("\(outcomes[1])")
            return
        }
        #expect(!reason.isEmpty)
        #expect(try await room.conversationCount() == 2)
        let parked = try await room.shop.read { try $0.parkedMail() }
        #expect(parked.count == 1 && parked[0].size == poison.count && parked[0].reason == reason)
        #expect(try await room.test.events().contains("mail.parked"))
    }

    @Test(arguments: TestShop.engines) func `a mail whose rows cannot be written is parked and tried again later`(engine: Engine)
        async throws
    {
        let mood = TestClock(Instant(milliseconds: 0))
        struct Sulking: Error {}
        var sulker = Capability("sulker")
        sulker.reactions = [
            Reaction(
                "sulker.sulk", to: ["message.received"],
                .sameTransaction { _, _ in
                    guard mood.now.milliseconds > 0 else { throw Sulking() }
                })
        ]
        let room = try await PostRoom(engine, extra: [sulker])
        let outcome = try await room.intake.take([Intake.Incoming(PostRoom.letter())], mailbox: room.mailbox)
        #expect(outcome == [.parked("Sulking()")])
        // Nothing of it stays but the bytes.
        #expect(try await room.conversationCount() == 0)
        #expect(try await room.count("SELECT count(*) FROM customer") == 0)
        #expect(try await room.count("SELECT count(*) FROM mail_seen") == 0)
        #expect(try await room.findings() == [])
        mood.advance(by: .seconds(1))
        let id = try #require(try await room.shop.read { try $0.parkedMail() }.first?.id)
        let again = try #require(try await room.intake.retry(id))
        guard case .message = again else {
            Issue.record("\(again)")
            return
        }
        #expect(try await room.shop.read { try $0.parkedMail() }.isEmpty)
        #expect(try await room.conversationCount() == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `the mailbox's position moves with what was read or not at all`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        try await room.intake.take(
            [Intake.Incoming(PostRoom.letter())], mailbox: room.mailbox, position: FetchPosition(uidValidity: 7, lastUID: 41))
        let box = room.mailbox
        #expect(try await room.shop.read { try $0.mailbox(box)?.position } == FetchPosition(uidValidity: 7, lastUID: 41))

        // The transaction fails at its end: neither mail nor position are there.
        struct Power: Error {}
        await #expect(throws: Power.self) {
            try await room.shop.write(as: .program("test")) { tx in
                try tx.keep(FetchPosition(uidValidity: 7, lastUID: 99), of: box)
                throw Power()
            }
        }
        #expect(try await room.shop.read { try $0.mailbox(box)?.position?.lastUID } == 41)
    }

    @Test(arguments: TestShop.engines) func `automatic mail is kept and does nothing`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let fresh = try await room.receive(PostRoom.letter(from: "news@example.com", more: ["List-Id: <news.example.com>"]))
        #expect(fresh.state == .solved && fresh.due == nil)
        #expect(try await room.duty(fresh) == nil)
        #expect(try await room.messages(fresh).first?.automatic == "mailing list")

        let (solved, ours) = try await room.answered(.solve)
        let absent = try await room.receive(
            PostRoom.letter(subject: "Out of office", replyTo: ours.rfcID, more: ["Auto-Submitted: auto-replied"]))
        #expect(absent.id == solved.id && absent.state == .solved && absent.messageCount == 3)
        #expect(try await room.duty(solved) == nil)
        // A person who then writes opens it again.
        #expect(try await room.receive(PostRoom.letter(replyTo: ours.rfcID)).state == .open)
        #expect(try await room.test.events().filter { $0 == "message.noticed" }.count == 2)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a bounce turns the mail red that came back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        #expect(ours.outState == .sent)
        let back = try await room.receive(Self.bounce(of: try #require(ours.rfcID), action: "failed", status: "5.1.1"))
        #expect(back.id == conversation.id)
        let red = try await room.message(ours.id)
        #expect(red.outState == .failed && red.outError?.contains("no such user") == true)
        #expect(try await room.messages(back).last?.matched == "bounce")
        #expect(try await room.test.events().contains("message.bounced"))
        #expect(try await room.count("SELECT count(*) FROM customer") == 1, "the postmaster is no customer")
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(conversation.id)").shows("Not delivered to anna@example.org."))
        #expect(browser.page.value("to") == "anna@example.org", "nobody writes to a mailer-daemon")
        // The next one who writes there is told, until the address shows that it works.
        #expect(browser.page.shows("Mail to anna@example.org came back just now."))
        #expect(try await room.shop.read { try $0.trouble(at: "Anna@Example.org")?.kind } == .hard)
        try await room.receive(PostRoom.letter(text: "My mailbox is mended."))
        #expect(try await room.shop.read { try $0.trouble(at: "anna@example.org") } == nil)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a delay is told and the mail stays as it was`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (_, ours) = try await room.answered()
        try await room.receive(Self.bounce(of: try #require(ours.rfcID), action: "delayed", status: "4.4.1"))
        #expect(try await room.message(ours.id).outState == .sent)
    }

    @Test(arguments: TestShop.engines) func `a mail from our own address goes round no loop`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let loop = try await room.receive(PostRoom.letter(from: "Fırın <\(PostRoom.address)>"))
        #expect(loop.state == .solved && loop.due == nil)
        #expect(try await room.messages(loop).first?.automatic == "own address")
        #expect(try await room.duty(loop) == nil)

        // Our own answer, back from a list that we are on.
        let (conversation, ours) = try await room.answered()
        let back = try await room.receive(PostRoom.letter(from: PostRoom.address, replyTo: ours.rfcID))
        #expect(back.id == conversation.id && back.state == .waiting)
    }

    @Test(arguments: TestShop.engines) func `a form on our own site names the visitor in Reply-To`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let asked = try await room.receive(
            PostRoom.letter(from: "Web form <\(PostRoom.address)>", more: ["Reply-To: Ayşe <ayse@example.com>"]))
        #expect(asked.state == .new)
        let addresses = try await room.shop.read { try $0.addresses(of: asked.customer).map(\.folded) }
        #expect(addresses == ["ayse@example.com"])
    }

    static func bounce(of id: String, action: String, status: String, recipient: String = "anna@example.org") -> [UInt8] {
        let lines = [
            "From: Mail Delivery System <MAILER-DAEMON@relay.example>", "To: \(PostRoom.address)", "Subject: Undelivered Mail",
            "Message-ID: <bounce-\(action)@relay.example>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"", "", "--b", "Content-Type: text/plain", "",
            "I am sorry.", "", "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; relay.example", "",
            "Final-Recipient: rfc822; \(recipient)", "Action: \(action)", "Status: \(status)",
            "Diagnostic-Code: smtp; 550 5.1.1 no such user", "", "--b", "Content-Type: message/rfc822", "",
            "From: \(PostRoom.address)", "To: anna@example.org", "Subject: Re: A cake", "Message-ID: <\(id)>", "", "Yes, every day.", "",
            "--b--", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }
}
