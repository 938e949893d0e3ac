import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct UndoTests {
    @Test(arguments: TestShop.engines, Then.allCases) func `undo takes all of an answer back`(engine: Engine, then: Then) async throws {
        let room = try await PostRoom(engine)
        let before = try await room.receive()
        let duty = try #require(try await room.duty(before))
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(before.id)")
        try await browser.submit(["text": "Too quick", "then": then.rawValue], to: "/inbox/\(before.id)/answer")
        #expect(try await room.messages(before).count == 2)
        let page = try await browser.undo()
        #expect(page.shows("Taken back. The text is a draft again.") && page.value("text") == "Too quick")
        let after = try await room.conversation(before.id)
        #expect(after.state == before.state && after.due == before.due && after.owner == before.owner && after.snippet == before.snippet)
        #expect(after.messageCount == 1 && after.lastMessage == before.lastMessage)
        #expect(try await room.duty(before) == duty)
        #expect(try await room.shop.read { try $0.openCount(room.test.clock.now) } == 1)
        try await room.test.pass(.seconds(3600))
        #expect(room.way.sent.isEmpty)
        #expect(try await !browser.open("/search?q=quick").shows("Too quick"))
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `undo of a second answer does not bring the first duty back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (conversation, _) = try await room.answered()
        for then in Then.allCases {
            let id = try await room.answer(conversation, "PS: with cherries", then)
            #expect(try await takeBack(id, room))
            let after = try await room.conversation(conversation.id)
            #expect(after.state == .waiting && after.due == nil, "\(then)")
            #expect(try await room.duty(conversation) == nil, "\(then)")
        }
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines, Then.allCases)
    func `undo after the customer wrote again leaves their message owed`(engine: Engine, then: Then) async throws {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        let id = try await room.answer(conversation, "PS", then)
        let theirs = try await room.receive(PostRoom.letter(text: "Wait!", replyTo: ours.rfcID))
        #expect(theirs.state == .open)
        #expect(try await takeBack(id, room))
        let after = try await room.conversation(conversation.id)
        #expect(after.state == .open && after.due != nil && after.snippet == "Wait!")
        #expect(try await room.duty(conversation) != nil)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `undo comes too late once the mail is gone`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit(["text": "Yes", "then": "stay"], to: "/inbox/\(first.id)/answer")
        #expect(browser.page.shows("Goes out in a moment"))
        try await room.test.pass(.seconds(11))
        let page = try await browser.undo()
        #expect(page.shows("Too late: it has gone out already.") && page.shows("Sent 12:00"))
        #expect(try await room.messages(first).count == 2)
        #expect(room.way.sent.count == 1)
    }

    @Test(arguments: TestShop.engines) func `undo of solving opens the conversation and its duty again`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let duty = try #require(try await room.duty(first))
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit(to: "/inbox/\(first.id)/solve")
        #expect(browser.page.shows("Solved."))
        #expect(try await room.conversation(first.id).state == .solved)
        #expect(try await room.duty(first) == nil)
        try await browser.undo()
        let after = try await room.conversation(first.id)
        #expect(after.state == .open && after.due == duty.due)
        #expect(try await room.duty(first) == duty)
        #expect(try await room.findings() == [])
    }

    private func takeBack(_ id: Message.ID, _ room: PostRoom) async throws -> Bool {
        let owner = try await room.test.owner
        return try await room.shop.write(as: .staff(owner)) { tx in
            guard let message = try tx.db.message(id) else { return false }
            return try tx.takeBack(message)
        }
    }
}
