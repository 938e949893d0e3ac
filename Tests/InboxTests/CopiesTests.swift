import Core
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Who else was written to, and who gets a copy of the answer (8, 38).
@Suite struct CopiesTests {
    @Test(arguments: TestShop.engines) func `whoever stood beside us in the letter gets a copy, and can be left out`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let efe = try await room.test.hire(.agent, name: "Efe")
        let first = try await room.receive(
            PostRoom.letter(
                to: "\(PostRoom.address), Ben <ben@example.com>",
                cc: "cara@example.org, \(efe.email), anna@example.org, no-reply@example.org, BEN@example.com"))
        var agent = try await room.test.browser(as: .agent)
        let page = try await agent.open("/inbox/\(first.id)")
        #expect(page.value("to") == "anna@example.org" && page.value("cc") == "ben@example.com, cara@example.org")
        try await agent.submit(["text": "Yes."], to: "/inbox/\(first.id)/answer")
        try await room.test.pass(.seconds(11))
        let sent = try #require(room.way.sent.first)
        #expect(sent.to.map(\.address.text) == ["anna@example.org"])
        #expect(sent.cc.map(\.address.text) == ["ben@example.com", "cara@example.org"])
        // What Ben writes back joins, and the customer stays Anna.
        let back = try await room.receive(
            PostRoom.letter(from: "Ben <ben@example.com>", text: "I can fetch it.", replyTo: sent.messageID, cc: "anna@example.org"))
        #expect(back.id == first.id && back.customer == first.customer)
        let again = try await agent.open("/inbox/\(first.id)")
        #expect(again.value("to") == "ben@example.com" && again.value("cc") == "anna@example.org")
        try await agent.submit(["text": "Good.", "cc": ""], to: "/inbox/\(first.id)/answer")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.last?.cc.isEmpty == true)
    }

    @Test func `a slip in a copy's address is told and nothing goes out`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/inbox/\(first.id)").value("cc") == "")
        let refused = try await agent.submit(["text": "Yes.", "cc": "ben@example, cara@example.org"], to: "/inbox/\(first.id)/answer")
        #expect(refused.status == 422 && refused.shows("“ben@example” is no e-mail address.") && refused.value("text") == "Yes.")
        let many = (0...48).map { "p\($0)@example.org" }.joined(separator: "; ")
        #expect(try await agent.submit(["text": "Yes.", "cc": many], to: "/inbox/\(first.id)/answer").shows("at most 48 people"))
        #expect(room.way.sent.isEmpty)
    }

    @Test func `a crowd in a letter is capped`() async throws {
        let room = try await PostRoom()
        let crowd = (0..<120).map { "p\($0)@example.org" }.joined(separator: ", ")
        let first = try await room.receive(PostRoom.letter(cc: crowd))
        let copies = try await room.shop.read { db in
            try db.copies(of: try #require(try db.messages(of: first.id).first), to: "anna@example.org")
        }
        #expect(copies.count <= Copies.most && copies.count > 40)
    }
}
