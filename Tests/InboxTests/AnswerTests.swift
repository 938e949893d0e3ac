import Core
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct AnswerTests {
    @Test(
        arguments: TestShop.engines,
        [(Then.wait, Conversation.State.waiting, false), (.solve, .solved, false), (.stay, .open, true)])
    func `what follows from an answer`(engine: Engine, what: (then: Then, state: Conversation.State, isOwed: Bool)) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let before = try #require(try await room.duty(first))
        let id = try await room.answer(first, "Yes.", what.then)
        let after = try await room.conversation(first.id)
        #expect(after.state == what.state && (after.due != nil) == what.isOwed && after.messageCount == 2)
        let duty = try await room.duty(first)
        #expect((duty != nil) == what.isOwed)
        if let duty { #expect(duty.id == before.id && duty.due == before.due, "the clock goes on") }
        let message = try await room.message(id)
        #expect(message.outState == .queued && message.to == "anna@example.org" && message.subject == "Re: A cake")
        #expect(message.inReplyTo == (try await room.messages(first).first?.rfcID))
        #expect(Threading.signed(try #require(message.rfcID), key: room.shop.key) == first.id)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a newer message refuses the answer and the words stay on the page`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        try await room.receive(PostRoom.letter(text: "Make it two!", replyTo: "q@example.org"))
        let action = "/inbox/\(first.id)/answer"
        let refused = try await browser.submit(["text": "One cake it is & <more>", "then": "wait"], to: action)
        #expect(refused.status == 409)
        #expect(refused.shows("A new message came while you were writing") && refused.shows("Make it two!"))
        #expect(refused.value("text") == "One cake it is & <more>")
        #expect(refused.has(" autofocus") && refused.shows("if yours is still right, send it again"))
        #expect(try await room.messages(first).count == 2)
        #expect(try await room.duty(first) != nil)

        // The page that came back knows the newer message, so a second press sends.
        let sent = try await browser.submit(["then": "wait"], to: action)
        #expect(sent.status == 200 && sent.shows("The answer goes out in a few seconds."))
        #expect(try await room.messages(first).last?.text == "One cake it is & <more>")
        #expect(try await room.conversation(first.id).state == .waiting)
    }

    @Test func `an automatic mail that comes meanwhile is no newer message`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        let seen = try #require(try await room.messages(first).last?.id)
        try await room.receive(PostRoom.letter(subject: "Out of office", replyTo: "q@example.org", more: ["Auto-Submitted: auto-replied"]))
        let owner = try await room.test.owner
        let id = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.answer(try #require(try tx.db.conversation(first.id)), text: "Yes", then: .wait, seen: seen)
        }
        #expect(try await room.message(id).outState == .queued)
    }

    @Test(arguments: TestShop.engines) func `an answer without words or to nowhere is refused at its field`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let action = "/inbox/\(first.id)/answer"
        let empty = try await browser.submit(["text": " \r\n ", "then": "wait"], to: action)
        #expect(empty.status == 422 && empty.error("text") == "Write something first.")
        let lost = try await browser.submit(["text": "Yes", "to": "anna at home", "then": "wait"], to: action)
        #expect(lost.status == 422 && lost.error("to") != nil && lost.value("text") == "Yes")
        let note = try await browser.submit(["text": "  "], to: "/inbox/\(first.id)/note")
        #expect(note.status == 422)
        #expect(try await room.messages(first).count == 1)
        #expect(try await room.conversation(first.id).state == .new)
    }

    @Test(arguments: TestShop.engines) func `without a mailbox the page says so and nothing is written`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE conversation SET mailbox_id = NULL WHERE id = \(first.id)")
            try tx.db.run("DELETE FROM mailbox WHERE id <> 0")
        }
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        #expect(browser.page.shows("No mailbox is connected, so answers cannot go out."))
        let refused = try await browser.submit(["text": "Yes", "then": "wait"], to: "/inbox/\(first.id)/answer")
        #expect(refused.status == 422 && refused.value("text") == "Yes")
        #expect(try await room.messages(first).count == 1)
    }

    @Test(arguments: TestShop.engines) func `an answer goes to the address that is on the form`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit(["text": "Yes", "to": "anna.home@example.com", "then": "wait"], to: "/inbox/\(first.id)/answer")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map { $0.recipients.map(\.text) } == [["anna.home@example.com"]])
    }

    @Test(arguments: TestShop.engines) func `whoever answers what nobody has has it`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let helper = try await room.test.hire(.helper)
        let owner = try await room.test.owner
        try await room.shop.write(as: .program("test")) { tx in
            _ = try tx.addLine(name: "Front", members: [helper.id, owner], backup: owner)
        }
        let first = try await room.receive()
        #expect(first.owner == nil && first.line != nil)
        try await room.answer(first, "Yes", .wait, by: helper.id)
        #expect(try await room.conversation(first.id).owner == helper.id)
        // And gets it back when the customer writes again.
        let ours = try #require(try await room.messages(first).last?.rfcID)
        let back = try await room.receive(PostRoom.letter(replyTo: ours))
        #expect(back.owner == helper.id)
        #expect(try await room.duty(back)?.owner == helper.id)
    }

    @Test(arguments: TestShop.engines) func `a note is for the team and changes nothing else`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let page = try await browser.submit(["text": "Allergic to nuts"], to: "/inbox/\(first.id)/note")
        #expect(page.shows("Noted.") && page.shows("Allergic to nuts"))
        let after = try await room.conversation(first.id)
        #expect(after.state == .new && after.due == first.due && after.snippet == first.snippet && after.messageCount == 1)
        try await room.test.pass(.seconds(60))
        #expect(room.way.sent.isEmpty)
    }
}
