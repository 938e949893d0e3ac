import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// How the shop's mail looks to others (59, 291), and a mailbox that says nothing (22).
@Suite struct MailStandingTests {
    private static let records = [
        "firin.example": ["google-site-verification=x", "v=spf1 mx ~all"], "_dmarc.firin.example": ["v=DMARC1; p=none"],
    ]

    @Test(arguments: TestShop.engines) func `291: a test mail goes out, comes back, and is looked at`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        room.way.knows(Self.records)
        var owner = try await room.test.browser(as: .owner)
        let place = "/settings/mailboxes/\(room.mailbox)"
        #expect(try await owner.open("\(place)/standing").shows("How your mail arrives"))
        let waiting = try await owner.submit([:], to: "\(place)/standing")
        #expect(waiting.shows("On its way.") && waiting.shows("Your domain says which servers may send for it."))
        let mail = try #require(room.way.sent.first)
        #expect(mail.recipients.map(\.text) == [PostRoom.address] && mail.automatic)

        room.test.clock.advance(by: .seconds(7))
        let signed = Array("DKIM-Signature: v=1; a=rsa-sha256; d=Firin.example; s=mail; b=abc\r\n".utf8) + mail.encoded
        #expect(try await room.take(signed) == .known, "it opens no conversation")
        #expect(try await room.conversationCount() == 0)
        let back = try await owner.open("\(place)/standing")
        #expect(back.shows("Back after 7 seconds.") && back.shows("The mail was signed for firin.example."))
        #expect(back.shows("Your domain says what to do with mail that only pretends to be yours."))
    }

    @Test func `59: what is missing is named, with the record to add`() async throws {
        let room = try await PostRoom()
        var owner = try await room.test.browser(as: .owner)
        let place = "/settings/mailboxes/\(room.mailbox)"
        try await owner.open("\(place)/standing")
        let page = try await owner.submit([:], to: "\(place)/standing")
        #expect(page.shows("does not say who may send for it") && page.shows("v=DMARC1; p=none; rua=mailto:shop@firin.example"))
        _ = try await room.take(try #require(room.way.sent.first).encoded)
        #expect(try await owner.open("\(place)/standing").shows("The mail came back unsigned."))

        room.way.knows(["firin.example": ["v=spf1 mx ~all", "v=spf1 a ~all"]])
        #expect(try await owner.submit([:], to: "\(place)/standing").shows("several of these records"))
        room.way.knows(nil)
        #expect(try await owner.submit([:], to: "\(place)/standing").shows("Nobody answered."))
    }

    @Test func `a test mail that is refused, or does not come back, is told`() async throws {
        let room = try await PostRoom()
        room.way.says(.rejectedForGood(code: 550, text: "5.7.1 no relaying", refused: []))
        var owner = try await room.test.browser(as: .owner)
        let place = "/settings/mailboxes/\(room.mailbox)"
        try await owner.open("\(place)/standing")
        #expect(try await owner.submit([:], to: "\(place)/standing").shows("It could not be sent: 5.7.1 no relaying"))
        room.way.says(WayOut.accepted)
        try await owner.submit([:], to: "\(place)/standing")
        room.test.clock.advance(by: .seconds(121))
        #expect(try await owner.open("\(place)/standing").shows("It was sent and did not come back."))
    }

    @Test func `a stranger's mail with the look of a test is a mail`() async throws {
        let room = try await PostRoom()
        guard case .message = try await room.take(PostRoom.letter(id: "test.abc@firin.example")) else {
            Issue.record("the letter is gone")
            return
        }
    }

    @Test(arguments: TestShop.engines) func `22: a mailbox of which nothing was heard is told, until it is read again`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let watch = { try await room.shop.write(as: .program("test")) { tx in try tx.reportSilentMailboxes() } }
        try await watch()
        var agent = try await room.test.browser(as: .agent)
        #expect(try await !agent.open("/inbox").shows("has not been read since"))
        room.test.clock.advance(by: .seconds(26 * 60))
        try await watch()
        #expect(try await agent.open("/inbox").shows("shop@firin.example has not been read since"))
        try await room.shop.write(as: .program("test")) { tx in try tx.recovered(room.mailbox) }
        #expect(try await !agent.open("/inbox").shows("has not been read since"))
    }
}
