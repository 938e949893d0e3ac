import Core
import People
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// 71: the shop's own names for states; rules know the category alone.
@Suite struct OwnStateTests {
    private static func add(_ room: PostRoom, _ name: String, _ category: OwnState.Category) async throws -> OwnState {
        let owner = try await room.test.owner
        return try await room.shop.write(as: .staff(owner)) { tx in try tx.addOwnState(name, category) }
    }

    @Test(arguments: TestShop.engines)
    func `71: a state of the shop's own stands on the page, in the lists and on the time line, and its category rules`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let workshop = try await Self.add(room, "Waiting for the workshop", .them)
        let oven = try await Self.add(room, "In the oven", .us)
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox/\(first.id)")
        // Within the category nothing else moves: it is owed as before.
        let due = try await room.duty(first)?.due
        let page = try await deniz.submit(["to": "\(oven.id)"], to: "/inbox/\(first.id)/state")
        #expect(page.shows("Stands at: In the oven.") && page.shows("In the oven"))
        #expect(try await room.duty(first)?.due == due && due != nil)
        #expect(try await deniz.open("/inbox").shows("In the oven"))
        // Into another category: nothing is owed any more.
        try await deniz.open("/inbox/\(first.id)")
        try await deniz.submit(["to": "\(workshop.id)"], to: "/inbox/\(first.id)/state")
        #expect(try await room.duty(first) == nil)
        #expect(try await room.conversation(first.id).state == .waiting)
        #expect(try await deniz.open("/inbox?view=theirs").shows("Waiting for the workshop"))
        #expect(try await deniz.open("/inbox?view=all&state=\(workshop.id)").shows("A cake"))
        #expect(try await !deniz.open("/inbox?view=all&state=\(oven.id)").shows("A cake"))
        #expect(try await deniz.open("/people/\(first.customer)").shows("Deniz Yılmaz chose the state Waiting for the workshop:"))
        // Undo leads back to where it stood, and what was owed is owed.
        try await deniz.open("/inbox/\(first.id)")
        try await deniz.submit(["to": "solved"], to: "/inbox/\(first.id)/state")
        let back = try await deniz.undo()
        #expect(back.shows("Waiting for the workshop"))
        try await deniz.submit(["to": "\(oven.id)"], to: "/inbox/\(first.id)/state")
        #expect(try await room.duty(first)?.due == due)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `71: the customer's word opens it, and the own state of the other category is gone`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let (conversation, answer) = try await room.answered()
        let workshop = try await Self.add(room, "Waiting for the workshop", .them)
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in try tx.stand(conversation, at: .them, own: workshop.id) }
        let again = try await room.receive(PostRoom.letter(subject: "Re: A cake", replyTo: answer.rfcID))
        #expect(again.id == conversation.id && again.state == .open && again.ownState == nil)
    }

    @Test(arguments: TestShop.engines) func `an answer that is taken back, a solve that is undone: it stands where it stood`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let oven = try await Self.add(room, "In the oven", .us)
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in try tx.stand(first, at: .us, own: oven.id) }
        var deniz = try await room.test.browser(as: .owner)
        let answer = try await room.answer(first, "Soon.", .wait)
        #expect(try await room.conversation(first.id).ownState == nil)
        try await deniz.open("/inbox/\(first.id)")
        try await deniz.submit([:], to: "/inbox/messages/\(answer)/undo")
        #expect(try await room.conversation(first.id).ownState == oven.id)
        try await deniz.open("/inbox/\(first.id)")
        try await deniz.submit([:], to: "/inbox/\(first.id)/solve")
        _ = try await deniz.undo()
        #expect(try await room.conversation(first.id).ownState == oven.id)
    }

    @Test(arguments: TestShop.engines)
    func `the owner adds, renames and removes states; removed, it stands at the plain one, and back by undo`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/settings/states")
        #expect(
            try await deniz.submit(["name": "", "category": "waiting"], to: "/settings/states").error("name")
                == "Write what this state is called.")
        #expect(try await deniz.submit(["name": "At the mill", "category": "open"], to: "/settings/states").shows("Added."))
        let twice = try await deniz.submit(["name": "AT THE MILL", "category": "waiting"], to: "/settings/states")
        #expect(
            twice.status == 422 && twice.error("name") == "There is the state “At the mill” already."
                && twice.value("name") == "At the mill")
        let state = try #require(room.shop.ownStates.first)
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in try tx.stand(first, at: .us, own: state.id) }
        try await deniz.open("/settings/states")
        #expect(try await deniz.submit(["name": "At the miller"], to: "/settings/states/\(state.id)").shows("Saved."))
        #expect(try await deniz.open("/inbox").shows("At the miller"))
        try await deniz.open("/settings/states")
        let gone = try await deniz.submit([:], to: "/settings/states/\(state.id)/remove")
        #expect(gone.shows("1 conversation stands at the plain state now."))
        #expect(try await !deniz.open("/inbox/\(first.id)").shows("At the miller"))
        try await deniz.open("/settings/states")
        #expect(try await deniz.submit([:], to: "/settings/states/\(state.id)/restore").shows("Put back."))
        #expect(try await deniz.open("/inbox/\(first.id)").shows("At the miller"))
        var manager = try await room.test.browser(as: .manager)
        #expect(try await manager.open("/settings/states").status == 403)
    }

    @Test func `a program puts a conversation at a state`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let workshop = try await Self.add(room, "Waiting for the workshop", .them)
        let token = try await room.test.token(scopes: ["inbox:read", "inbox:write"])
        #expect(await room.test.api("GET", "/api/v1/states", token: token).text.contains("\"category\":\"waiting\""))
        let path = "/api/v1/conversations/\(first.id)/state"
        let put = await room.test.api("POST", path, token: token, json: "{\"state\":\"\(workshop.id)\"}")
        #expect(put.status == 200 && put.text.contains("\"state\":\"waiting\"") && put.text.contains("Waiting for the workshop"))
        #expect(await room.test.api("POST", path, token: token, json: "{\"state\":\"nowhere\"}").status == 422)
        #expect(try await room.test.events().contains("conversation.stood"))
    }
}
