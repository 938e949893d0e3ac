import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Times and bounds of mail that the shop chooses.
@Suite struct MailChoicesTests {
    private static let standard = ["undo": "10", "drafts": "90", "held": "14", "blocked": "365", "flood": "100", "silent": "25"]

    @Test(arguments: TestShop.engines) func `what is wrong is said at its field, and nothing is changed`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        var manager = try await room.test.browser(as: .manager)
        try await manager.open("/settings/mail")
        for (field, value) in Self.standard { #expect(manager.page.value(field) == value, "\(field)") }
        let refused = try await manager.submit(["undo": "61", "held": "0", "flood": "many"], to: "/settings/mail")
        #expect(refused.status == 422 && refused.error("undo") == "Write a whole number from 5 to 60.")
        #expect(refused.error("held") != nil && refused.error("flood") != nil && refused.error("drafts") == nil)
        #expect(refused.value("flood") == "many", "what was typed stays")
        #expect(room.shop.mailChoices == MailChoices())
        try await manager.submit(["undo": "30", "held": "7", "flood": "50"], to: "/settings/mail")
        #expect(manager.page.shows("Saved.") && manager.page.value("undo") == "30")
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/settings/mail").status == 403)
    }

    @Test(arguments: TestShop.engines) func `56: an answer waits as long as the shop has chosen`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        try await choose(room) { $0.undoSeconds = 30 }
        let first = try await room.receive()
        var owner = try await room.test.browser(as: .owner)
        try await owner.open("/inbox/\(first.id)")
        let sent = try await owner.submit(["text": "Yes."], to: "/inbox/\(first.id)/answer")
        #expect(sent.has("data-seconds=\"30\""))
        try await room.test.pass(.seconds(29))
        #expect(room.way.sent.isEmpty)
        try await room.test.pass(.seconds(2))
        #expect(room.way.sent.count == 1)
    }

    @Test(arguments: TestShop.engines) func `35, 36, 37: held mail goes, and floods begin, by the shop's own figures`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        try await choose(room) { choices in
            choices.heldDays = 3
            choices.blockedDays = 40
            choices.floodLetters = 20
        }
        try await room.shop.write(as: .program("test")) { tx in try tx.block("cara@example.org") }
        #expect(try await room.take(PostRoom.letter(more: ["X-Spam-Flag: YES"])) == .held("spam"))
        #expect(try await room.take(PostRoom.letter(from: "cara@example.org")) == .held("blocked"))
        for number in 1...21 {
            let letter = PostRoom.letter(from: "desk@other.example", more: ["Date: \(room.test.clock.now.rfc)"], dated: false)
            let outcome = try await room.take(letter)
            #expect((outcome == .held("flood")) == (number > 20))
        }
        var browser = try await room.test.browser(as: .agent)
        #expect(try await browser.open("/inbox/held").shows("What nobody lets in is removed after 3 days."))
        try await sweep(room, after: .seconds(4 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 1)
        try await sweep(room, after: .seconds(37 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 0)
    }

    private func choose(_ room: PostRoom, _ body: @escaping @Sendable (inout MailChoices) -> Void) async throws {
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in
            var choices = MailChoices()
            body(&choices)
            try tx.set(MailChoices.setting, to: choices)
        }
    }

    private func sweep(_ room: PostRoom, after time: Duration) async throws {
        room.test.clock.advance(by: time)
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.sweepHeldMail()
        }
    }
}
