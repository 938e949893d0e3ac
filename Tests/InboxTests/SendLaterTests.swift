import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Answers that wait for their time (57). The shop's clock stands at Tuesday, 3 March 2026, 12:00; it opens at 9.
@Suite struct SendLaterTests {
    private func plan(_ room: PostRoom, _ conversation: Conversation, _ fields: [String: String], by browser: inout Browser) async throws
        -> Seen
    {
        try await browser.open("/inbox/\(conversation.id)")
        return try await browser.submit(
            ["text": "Tomorrow there is plum cake."].merging(fields) { $1 }, to: "/inbox/\(conversation.id)/answer")
    }

    private func nine(_ room: PostRoom) -> Instant {
        room.shop.calendar.nextOpening(after: room.test.clock.now) ?? room.test.clock.now
    }

    @Test(arguments: TestShop.engines) func `57: it goes at its time, and until then it is owed`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var owner = try await room.test.browser(as: .owner)
        try await owner.open("/inbox/\(first.id)")
        #expect(owner.page.has("name=\"later\" value=\"\(nine(room).milliseconds)\""), "the next opening is offered")
        let page = try await plan(room, first, ["later": "\(nine(room).milliseconds)"], by: &owner)
        #expect(page.shows("It goes out on") && page.shows("Goes out on 4 Mar 2026, 09:00"))
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 1)
        #expect(try await !owner.open("/today").shows("is waiting for an answer"), "nobody is reminded meanwhile")

        try await room.test.pass(.seconds(20 * 3600))
        #expect(room.way.sent.isEmpty)
        try await room.test.pass(.seconds(3600 + 60))
        #expect(room.way.sent.count == 1)
        #expect(try await room.conversation(first.id).state == .waiting)
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 0)
        let closed = try await room.shop.read { try $0.value("SELECT closed_at FROM duty", as: Instant?.self).flatMap { $0 } }
        #expect(try #require(closed) > first.createdAt + .seconds(20 * 3600), "it counts as answered when it went")
        #expect(try await owner.open("/people/\(first.customer)").shows("plum cake"))
    }

    @Test(arguments: TestShop.engines) func `57: when they write first it is a draft again, and the team is told`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "one@example.org"))
        var owner = try await room.test.browser(as: .owner)
        _ = try await plan(room, first, ["later": "\(nine(room).milliseconds)"], by: &owner)
        let again = try await room.receive(PostRoom.letter(text: "Never mind, I have bread.", replyTo: "one@example.org"))
        #expect(again.id == first.id)
        let page = try await owner.open("/inbox/\(first.id)")
        #expect(page.shows("they wrote first") && page.value("text") == "Tomorrow there is plum cake.")
        #expect(try await owner.open("/today").shows("is waiting for an answer"))
        try await room.test.pass(.seconds(2 * 86_400))
        #expect(room.way.sent.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `what was begun while an answer waited is not lost when it comes back`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "one@example.org"))
        var owner = try await room.test.browser(as: .owner)
        _ = try await plan(room, first, ["later": "\(nine(room).milliseconds)"], by: &owner)
        let me = try await room.test.owner
        try await room.shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            try tx.keepDraft("And we have", in: first.id, of: me)
        }
        try await room.receive(PostRoom.letter(text: "Never mind.", replyTo: "one@example.org"))
        #expect(try await owner.open("/inbox/\(first.id)").value("text") == "Tomorrow there is plum cake.\n\nAnd we have")
    }

    @Test(arguments: TestShop.engines) func `it can be taken back, and what was owed is on Today again`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var owner = try await room.test.browser(as: .owner)
        _ = try await plan(room, first, ["later": "\(nine(room).milliseconds)"], by: &owner)
        #expect(try await owner.undo().value("text") == "Tomorrow there is plum cake.")
        #expect(try await owner.open("/today").shows("is waiting for an answer"))
        #expect(try await room.conversation(first.id).due != nil)
        #expect(try await room.shop.read { try InboxChecks.run($0) } == [])
        try await room.test.pass(.seconds(2 * 86_400))
        #expect(room.way.sent.isEmpty)
    }

    @Test func `a time of one's own, and what is wrong with others`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var owner = try await room.test.browser(as: .owner)
        for (typed, sentence) in [
            ("", "Choose a day and a time."), ("2026-03-03T11:59", "That time is over."), ("2028-01-01T09:00", "more than a year ahead"),
        ] {
            let page = try await plan(room, first, ["later": "then", "later_at": typed], by: &owner)
            #expect(page.status == 422 && page.shows(sentence) && page.value("text") == "Tomorrow there is plum cake.", "\(typed)")
        }
        let page = try await plan(room, first, ["later": "then", "later_at": "2026-03-07T18:30"], by: &owner)
        #expect(page.shows("Goes out on 7 Mar 2026, 18:30"))
        #expect(room.way.sent.isEmpty)
    }
}
