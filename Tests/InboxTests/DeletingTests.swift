import Core
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Deleting: soft for thirty days, then for good; nothing comes in twice (10, 81, 82).
@Suite struct DeletingTests {
    private static let first = PostRoom.letter(subject: "Quolm", text: "zarnivox please", id: "del@example.org")

    @Test(arguments: TestShop.engines) func `81: deleted is out of every list and search, and comes back as it was with what was owed`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.first)
        let due = try #require(conversation.due)
        let message = try #require(try await room.messages(conversation).first)
        var browser = try await room.test.browser(as: .manager)
        try await browser.open("/inbox/\(conversation.id)")
        let gone = try await browser.submit([:], to: "/inbox/\(conversation.id)/delete")
        #expect(gone.shows("Deleted. It can be brought back for 30 days."))
        for page in ["/inbox", "/inbox?view=all", "/today", "/search?q=zarnivox", "/people/\(conversation.customer)"] {
            let seen = try await browser.open(page)
            #expect(!seen.shows("zarnivox please") && !seen.shows("Quolm"), "\(page)")
        }
        #expect(try await browser.open("/inbox/messages/\(message.id)/raw").status == 404)
        #expect(try await room.duty(conversation) == nil)
        #expect(try await room.findings() == [])
        let list = try await browser.open("/inbox/deleted")
        #expect(list.shows("Quolm") && list.shows("It goes for good on"))
        let page = try await browser.open("/inbox/\(conversation.id)")
        #expect(page.status == 200 && page.shows("deleted it on") && !page.shows("zarnivox"))
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/inbox/\(conversation.id)").shows("The owner or a manager can bring it back."))
        #expect(try await agent.open("/inbox/deleted").status == 403)
        let token = try await room.test.token()
        #expect(await room.test.api("GET", "/api/v1/conversations/\(conversation.id)", token: token).status == 410)
        try await browser.open("/inbox/deleted")
        let back = try await browser.submit([:], to: "/inbox/deleted/\(conversation.id)/restore")
        #expect(back.shows("It is back, with what was owed.") && back.shows("zarnivox"))
        let restored = try await room.conversation(conversation.id)
        #expect(restored.state == .new && restored.due == due)
        #expect(try await browser.open("/search?q=zarnivox").has("/inbox/\(conversation.id)"))
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `82, 10: the same letter is not taken in again, and a reply opens a new conversation`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.first)
        try await room.answer(conversation)
        try await room.test.pass(.seconds(60))
        let ours = try #require(try await room.messages(conversation).last)
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in try tx.delete(conversation.id) }
        #expect(try await room.take(Self.first) == .known)
        let reply = try await room.receive(PostRoom.letter(text: "Are you there?", id: "r1@example.org", replyTo: ours.rfcID))
        #expect(reply.id != conversation.id && reply.follows == conversation.id && reply.state == .new && reply.due != nil)
        #expect(try await room.messages(reply).first?.matched == Threading.deleted)
        var browser = try await room.test.browser(as: .owner)
        #expect(
            try await browser.open("/inbox/\(reply.id)").shows("It names a mail of a conversation that was deleted, so it began a new one.")
        )
        // Thirty days on it goes for good, with all that hangs on it.
        try await room.test.pass(.seconds(29 * 86_400))
        try await DeletionSweep.run(room.shop)
        #expect(try await room.shop.read { try $0.conversation(conversation.id) } != nil)
        try await room.test.pass(.seconds(2 * 86_400))
        try await DeletionSweep.run(room.shop)
        #expect(try await room.shop.read { try $0.conversation(conversation.id) } == nil)
        for rows: SQL in [
            "SELECT count(*) FROM message WHERE conversation_id = \(conversation.id)",
            "SELECT count(*) FROM raw_message r WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = r.message_id)",
            "SELECT count(*) FROM search_item WHERE thread = \(conversation.id)", "SELECT count(*) FROM deleted_conversation",
            "SELECT count(*) FROM mail_seen WHERE mark LIKE '%del@example.org%'",
            "SELECT count(*) FROM conversation WHERE follows IS NOT NULL",
        ] { #expect(try await room.count(rows) == 0, "\(rows)") }
        // Sessions do not last so long.
        browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(conversation.id)").status == 404)
        #expect(try await room.findings() == [])
        #expect(try await room.test.events().contains("conversation.erased"))
        // Neither from the mailbox nor from its folder of sent mail.
        #expect(try await room.take(Self.first) == .known)
        let copy = PostRoom.letter(from: "Fırın <\(PostRoom.address)>", to: "anna@example.org", text: "Yes.", id: ours.rfcID)
        let mail = try await PostRoom.workers.parse(copy)
        let known = try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            return try tx.receiveSent(mail, Intake.Incoming(copy), mailbox: room.mailbox, own: [PostRoom.address], isHistory: true)
        }
        #expect(known == .known)
        let late = try await room.receive(PostRoom.letter(text: "Hello?", id: "r2@example.org", replyTo: ours.rfcID))
        #expect(late.follows == nil && late.id != reply.id)
    }

    @Test(arguments: TestShop.engines) func `81: what was merged in goes with it, and an answer on its way is waited for`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.first)
        let other = try await room.receive(PostRoom.letter(text: "PS", id: "del2@example.org"))
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in
            try tx.note("@nobody", in: other)
            try tx.link(conversation, with: other)
            try tx.merge(other.id, into: conversation.id)
        }
        try await room.answer(conversation)
        await #expect(throws: JoinRefusal.onItsWay) {
            try await room.shop.write(as: .staff(owner)) { tx in try tx.delete(conversation.id) }
        }
        try await room.test.pass(.seconds(60))
        try await room.shop.write(as: .staff(owner)) { tx in try tx.delete(conversation.id) }
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(other.id)").path == "/inbox/\(conversation.id)")
        try await room.test.pass(.seconds(31 * 86_400))
        try await DeletionSweep.run(room.shop)
        #expect(try await room.conversationCount() == 0)
        #expect(try await room.findings() == [])
        browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(other.id)").status == 404)
    }

    @Test(arguments: TestShop.engines) func `81: programs need a scope of its own, and the owner's or a manager's token`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.first)
        let path = "/api/v1/conversations/\(conversation.id)"
        let writer = try await room.test.token(scopes: ["inbox:write"])
        #expect(await room.test.api("DELETE", path, token: writer).status == 403)
        let agent = try await room.test.hire(.agent)
        let weak = try await room.test.token(scopes: ["inbox:delete"], staff: agent.id)
        #expect(await room.test.api("DELETE", path, token: weak).status == 403)
        let token = try await room.test.token(scopes: ["inbox:delete"])
        let done = await room.test.api("DELETE", path, token: token)
        #expect(done.status == 200 && done.has("until"))
        #expect(await room.test.api("GET", "/api/v1/conversations/deleted", token: token).has("Quolm"))
        #expect(await room.test.api("DELETE", path, token: token).status == 409)
        #expect(await room.test.api("POST", "\(path)/restore", token: token).status == 200)
        #expect(try await room.findings() == [])
    }
}
