import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// A mailbox is connected while letters lie in it that nobody has answered.
@Suite struct UnansweredPastTests {
    private func past(_ room: PostRoom, _ letters: [[UInt8]], hoursAgo: Int) async throws {
        let history = MailHistory(days: 30, uidValidity: 1, next: 11, until: 9, total: 10, done: 10)
        let at = room.test.clock.now - .seconds(3600 * hoursAgo)
        _ = try await room.intake.take(
            letters.enumerated().map { Intake.Incoming($1, receivedAt: at + .seconds($0 * 60)) }, mailbox: room.mailbox,
            from: .history(history))
    }

    @Test(arguments: TestShop.engines) func `what lies unanswered since three days is named once, and comes onto Today with one press`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let own = PostRoom.letter(
            from: "Shop <\(PostRoom.address)>", to: "ben@example.org", subject: "Re: Rolls", text: "Yes.", id: "answer@shop",
            replyTo: "ben@example.org")
        try await past(
            room,
            [
                PostRoom.letter(subject: "Bread", text: "Is there rye?", id: "one@example.org", dated: false),
                PostRoom.letter(from: "Ben <ben@example.org>", subject: "Rolls", id: "ben@example.org", dated: false), own,
                PostRoom.letter(from: "robot@example.org", subject: "News", more: ["Precedence: bulk"], dated: false),
            ], hoursAgo: 20)
        try await past(room, [PostRoom.letter(from: "Old <old@example.org>", subject: "Long ago", dated: false)], hoursAgo: 24 * 5)
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/settings/mailboxes")
        #expect(page.shows("1 letter of the last three days looks unanswered") && page.shows("Bread"), "\(page.text.suffix(2000))")
        #expect(!page.shows("Rolls") && !page.shows("Long ago"))
        #expect(try await browser.open("/welcome/ready").shows("1 letter of the last three days looks unanswered"))
        try await browser.open("/settings/mailboxes")
        let place = "/settings/mailboxes/\(room.mailbox)/unanswered"
        let today = try await browser.submit(["do": "wake"], to: place)
        #expect(today.shows("1 letter is on Today.") && today.shows("Bread"))
        #expect(try await room.findings() == [])
        var other = try await room.test.browser(as: .owner)
        #expect(try await !other.open("/settings/mailboxes").shows("looks unanswered"))
        let undone = try await browser.undo()
        #expect(undone.shows("1 letter is old mail again.") && undone.shows("1 letter of the last three days"))
        #expect(try await room.findings() == [])
        _ = try await browser.submit(["do": "leave"], to: place)
        #expect(browser.page.shows("They stay under Solved.") && !browser.page.shows("looks unanswered"))
        #expect(try await browser.undo().shows("looks unanswered"))
    }
}
