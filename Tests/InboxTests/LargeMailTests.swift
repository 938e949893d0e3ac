import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Mail that is too large to be taken in whole (50), and what a machine of ours may answer (27-29).
@Suite struct LargeMailTests {
    private static func header(from: String = "Anna <anna@example.org>", id: String, more: [String] = []) -> Intake.Incoming {
        Intake.Incoming(PostRoom.letter(from: from, subject: "Kuvat", text: "", id: id, more: more), wholeSize: 62 << 20)
    }

    private func take(_ mail: Intake.Incoming, _ room: PostRoom) async throws -> Conversation {
        guard case .message(let id) = try await room.intake.take([mail], mailbox: room.mailbox)[0] else {
            throw NotThere(what: "a message")
        }
        return try await room.conversation(Conversation.ID(number: id))
    }

    @Test(arguments: TestShop.engines) func `the sender is asked for another way, once a day, and is owed an answer all the same`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await take(Self.header(id: "large-1@example.org"), room)
        try await room.test.pass(.seconds(1))
        let sent = try #require(room.way.sent.first)
        #expect(sent.to.map(\.address.text) == ["anna@example.org"] && sent.subject == "Re: Kuvat")
        #expect(sent.automatic && sent.inReplyTo == "large-1@example.org" && sent.text.contains("65"))
        let text = String(decoding: sent.encoded, as: UTF8.self)
        #expect(text.contains("Auto-Submitted: auto-replied"), "its headers tell machines not to answer")
        #expect(try await room.conversation(conversation.id).state == .new)
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 1)
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/inbox/\(conversation.id)").shows("too large to come in whole"))
        #expect(agent.page.shows("Automatic mail from shop@firin.example: Re: Kuvat"))

        _ = try await take(Self.header(id: "large-2@example.org"), room)
        try await room.test.pass(.seconds(1))
        #expect(room.way.sent.count == 1)
        try await room.test.pass(.seconds(86_400))
        _ = try await take(Self.header(id: "large-3@example.org"), room)
        try await room.test.pass(.seconds(1))
        #expect(room.way.sent.count == 2)
        #expect(try await room.shop.read { try InboxChecks.run($0) } == [])
    }

    @Test func `no machine, no list and nobody without a face is answered by a machine`() async throws {
        let room = try await PostRoom()
        for (number, mail) in [
            Self.header(from: "no-reply@example.org", id: "a@x"), Self.header(from: PostRoom.address, id: "b@x"),
            Self.header(id: "c@x", more: ["Auto-Submitted: auto-generated"]), Self.header(id: "d@x", more: ["List-Id: <l.example.org>"]),
            Self.header(id: "e@x", more: ["X-Auto-Response-Suppress: All"]),
        ].enumerated() {
            _ = try await room.intake.take([mail], mailbox: room.mailbox)
            try await room.test.pass(.seconds(1))
            #expect(room.way.sent.isEmpty, "\(number)")
        }
    }

    @Test func `an automatic answer that does not arrive is owed to nobody`() async throws {
        let room = try await PostRoom()
        room.way.says(.rejectedForGood(code: 550, text: "5.1.1 no such user", refused: []))
        let conversation = try await take(Self.header(id: "large-1@example.org"), room)
        try await room.test.pass(.seconds(1))
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 1)
        #expect(try await room.conversation(conversation.id).state == .new)
    }
}
