import Core
import Foundation
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// What a mailbox does in cases where shops differ (11-13), and threads that others' programs keep in their own way (5, 17).
@Suite struct MailRulesTests {
    private func room(_ engine: Engine, _ change: @escaping @Sendable (inout MailRules) -> Void) async throws -> PostRoom {
        let room = try await PostRoom(engine)
        var rules = MailRules()
        change(&rules)
        let wanted = rules
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.keep(wanted, of: room.mailbox)
        }
        return room
    }

    @Test(arguments: TestShop.engines) func `5: a relay's own id of our mail leads back to it`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let id = "0100018d1f2e3a4b-5c6d7e8f-aaaa-4bbb-8ccc-1234567890ab-000000"
        room.way.says(.accepted(response: "250 Ok \(id)", refused: []))
        try await room.answer(first)
        try await room.test.pass(.seconds(11))
        let back = try await room.receive(PostRoom.letter(text: "Thanks", replyTo: "\(id)@email.amazonses.com"))
        #expect(back.id == first.id)
        let stranger = try await room.receive(PostRoom.letter(from: "mallory@evil.example", replyTo: "\(id)@email.amazonses.com"))
        #expect(stranger.id != first.id, "an id alone opens no door")
    }

    @Test(arguments: [
        (
            "250 2.0.0 OK <AM0PR0402@AM0PR0402.eurprd04.prod.outlook.com> [Hostname=AM0PR0402]",
            ["AM0PR0402@AM0PR0402.eurprd04.prod.outlook.com"]
        ),
        ("250 2.0.0 Ok: queued as 4Qk2Xk3hZ9z1", []), ("250 message accepted for delivery", []), ("", []),
        ("250 OK queued as 1d9f6f6e-51a1-4f0e-9d43-6ae2b8f6e0ab", ["1d9f6f6e-51a1-4f0e-9d43-6ae2b8f6e0ab"]),
    ]) func `ids in servers' answers`(answer: String, ids: [String]) {
        #expect(RelayID.tokens(in: answer) == ids)
    }

    @Test(arguments: TestShop.engines) func `11: the same subject joins where the mailbox says so, for as long as it says`(engine: Engine)
        async throws
    {
        let without = try await PostRoom(engine)
        let one = try await without.receive(PostRoom.letter(subject: "Order 7"))
        #expect(try await without.receive(PostRoom.letter(subject: "Re: Order 7")).id != one.id)

        let room = try await room(engine) { $0.sameSubjectDays = 7 }
        let first = try await room.receive(PostRoom.letter(subject: "Order 7"))
        let next = try await room.receive(PostRoom.letter(subject: "Ynt: ORDER 7"))
        #expect(next.id == first.id)
        #expect(try await room.messages(next).last?.matched == Threading.sameSubject)
        #expect(
            try await room.receive(PostRoom.letter(from: "Bo <bo@example.org>", subject: "Order 7")).id != first.id, "of the same person")
        #expect(try await room.receive(PostRoom.letter(subject: "")).id != first.id)
        room.test.clock.advance(by: .seconds(8 * 86_400))
        #expect(try await room.receive(PostRoom.letter(subject: "Order 7")).id != first.id)
    }

    @Test(arguments: TestShop.engines) func `12: an answer to what was solved long ago begins anew, and remembers it`(engine: Engine)
        async throws
    {
        let room = try await room(engine) { $0.newAfterDays = 30 }
        let (first, ours) = try await room.answered(.solve)
        room.test.clock.advance(by: .seconds(29 * 86_400))
        let soon = try await room.receive(PostRoom.letter(text: "One more thing", replyTo: ours.rfcID))
        #expect(soon.id == first.id)
        try await room.answer(soon, "Yes", .solve)
        try await room.test.pass(.seconds(31 * 86_400))
        let late = try await room.receive(PostRoom.letter(text: "A new question", replyTo: ours.rfcID))
        #expect(late.id != first.id && late.follows == first.id && late.state == .new)
        #expect(try await room.messages(late).last?.matched == Threading.longSolved)
    }

    @Test(arguments: TestShop.engines) func `13: Reply-To is the customer where the mailbox says so`(engine: Engine) async throws {
        let letter = PostRoom.letter(from: "Market <orders@market.example>", more: ["Reply-To: Anna Schmidt <anna@example.org>"])
        let without = try await PostRoom(engine)
        #expect(try await without.messages(try await without.receive(letter)).last?.fromAddress == "orders@market.example")
        let room = try await room(engine) { $0.takesReplyTo = true }
        let conversation = try await room.receive(letter)
        #expect(try await room.messages(conversation).last?.fromAddress == "anna@example.org")
        try await room.answer(conversation)
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.first?.recipients.map(\.text) == ["anna@example.org"])
    }

    @Test func `the rules are set on the mailbox's page, and nonsense is told`() async throws {
        let room = try await PostRoom()
        var owner = try await room.test.browser(as: .owner)
        let place = "/settings/mailboxes/\(room.mailbox)/rules"
        try await owner.open(place)
        let wrong = try await owner.submit(["new_after_days": "0", "same_subject_days": "x"], to: place)
        #expect(wrong.status == 422 && wrong.error("new_after_days") == "Write a number of days from 1 to 3,650, or nothing.")
        #expect(wrong.error("same_subject_days") != nil && wrong.value("same_subject_days") == "x")
        let kept = try await owner.submit(["new_after_days": "30", "same_subject_days": "", "judge": "MX.firin.example"], to: place)
        #expect(kept.shows("Saved.") && kept.value("new_after_days") == "30" && kept.value("judge") == "mx.firin.example")
        #expect(try await room.shop.read { try $0.rules(of: room.mailbox) }.newAfterDays == 30)
    }

    @Test func `22: the page of reading says how a mailbox is read, and what is wrong`() async throws {
        let room = try await PostRoom()
        var owner = try await room.test.browser(as: .owner)
        let place = "/settings/mailboxes/\(room.mailbox)"
        #expect(try await owner.open("\(place)/reading").shows("Not read yet"))
        #expect(owner.page.shows("By IMAP: news is here within seconds") && owner.page.shows("Old mail None"))
        try await room.shop.write(as: .program("test")) { tx in
            try tx.report(ConnectionExplanation(.hostNotFound), of: room.mailbox)
        }
        #expect(try await owner.open("\(place)/reading").shows("There is no server of this name."))
        #expect(try await owner.submit([:], to: "\(place)/pause").shows("Paused"))
        #expect(owner.path == "\(place)/reading" && !owner.page.shows("There is no server of this name."))
        #expect(try await owner.undo().shows("Reading again."))
        for tab in ["", "/reading", "/rules", "/standing"] {
            let page = try await owner.open(place + tab)
            #expect(page.status == 200 && ["", "/reading", "/rules", "/standing"].allSatisfy { page.links.contains(place + $0) })
        }
    }

    @Test func `17: an answer goes on with Outlook's thread`() async throws {
        let room = try await PostRoom()
        // 22 bytes: six of the time, sixteen that name the thread.
        let parent = Data([0x01, 0xDC, 0xAB, 0x00, 0x00, 0x00] + Array(1...16)).base64EncodedString()
        let first = try await room.receive(
            PostRoom.letter(subject: "RE: A cake", more: ["Thread-Index: \(parent)", "Thread-Topic: A cake"]))
        try await room.answer(first)
        try await room.test.pass(.seconds(11))
        let mail = try #require(room.way.sent.first)
        let headers = Dictionary(uniqueKeysWithValues: mail.extraHeaders.map { ($0.name, $0.value) })
        #expect(headers["Thread-Topic"] == "A cake")
        let index = try #require(headers["Thread-Index"].flatMap { Data(base64Encoded: $0) })
        #expect(index.count == 27 && index.prefix(22) == Data(base64Encoded: parent)?.prefix(22))
        #expect(ThreadIndex.child(of: "no base64!", at: 0, mark: 0) == nil && ThreadIndex.child(of: "AAAA", at: 0, mark: 0) == nil)
    }

    @Test(arguments: TestShop.engines) func `14: what a proven colleague forwards opens for who wrote it`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        try await room.knowJudge()
        let helper = try await room.test.hire(.helper, name: "Efe")
        let words = """
            Can somebody take this?

            ---------- Forwarded message ---------
            From: Anna Schmidt <anna@example.org>
            Date: Mon, Mar 2, 2026 at 10:12 AM
            Subject: Cake for Saturday
            To: <efe@home.example>

            Have you got cakes?
            """
        let letter = PostRoom.letter(
            from: "Efe <\(helper.email)>", subject: "Fwd: Cake for Saturday", text: words, more: [PostRoom.proven])
        let conversation = try await room.receive(letter)
        #expect(conversation.subject == "Cake for Saturday" && conversation.due != nil)
        let messages = try await room.messages(conversation)
        #expect(messages.map(\.kind) == [.theirs, .note])
        #expect(messages[0].fromAddress == "anna@example.org" && messages[0].text == "Have you got cakes?")
        #expect(messages[1].staff == helper.id && messages[1].text == "Can somebody take this?")
        try await room.answer(conversation)
        try await room.test.pass(.seconds(11))
        let sent = try #require(room.way.sent.first)
        #expect(sent.recipients.map(\.text) == ["anna@example.org"] && sent.subject == "Re: Cake for Saturday" && sent.references.isEmpty)

        let forged = try await room.receive(
            PostRoom.letter(from: "Efe <\(helper.email)>", subject: "Fwd: Cake for Saturday", text: words))
        #expect(try await room.messages(forged).map(\.fromAddress) == [helper.email], "whom nothing proves speaks for nobody else")
    }

    @Test(arguments: TestShop.engines) func `58: sent, and back on my list tomorrow, in one press`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var owner = try await room.test.browser(as: .owner)
        try await owner.open("/inbox/\(first.id)")
        let page = try await owner.submit(["text": "We look into it.", "then": "tomorrow"], to: "/inbox/\(first.id)/answer")
        #expect(page.shows("The matter is back tomorrow."))
        #expect(try await !owner.open("/today").shows("is waiting for an answer"))
        try await room.test.pass(.seconds(22 * 3600))
        #expect(room.way.sent.count == 1)
        #expect(try await owner.open("/today").shows("is waiting for an answer"))
    }
}
