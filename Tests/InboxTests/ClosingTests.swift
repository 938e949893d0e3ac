import Core
import Language
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 80: what nobody answers is closed after a polite word beforehand; never where the last word is the customer's.
@Suite struct ClosingTests {
    private static let day: Duration = .seconds(86_400)

    private static func switchOn(_ room: PostRoom) async throws {
        var browser = try await room.test.browser(as: .manager)
        try await browser.open("/settings/closing")
        let page = try await browser.submit(["on": "1", "quiet": "5", "notice": "2"], to: "/settings/closing")
        #expect(page.shows("It is switched on.") && page.shows("After 5 open days without an answer they are told."))
    }
    private static func look(_ room: PostRoom) async throws {
        try await ClosingNotice.run(room.shop)
        try await room.shop.runJobs()
    }
    private func language(_ customer: Customer.ID, _ language: Language, _ room: PostRoom) async throws {
        try await room.shop.write(as: .program("test")) { tx in
            guard var person = try tx.db.customer(customer) else { return }
            person.language = language.rawValue
            try tx.change(person)
        }
    }

    @Test(arguments: TestShop.engines) func `80: told in their language, then solved by a named automation; a word keeps it open`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let (anna, ours) = try await room.answered()
        try await language(anna.customer, .fi, room)
        let ben = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>"))
        try await room.answer(ben)
        try await room.test.pass(.seconds(60))
        // The last word is Cara's.
        let cara = try await room.receive(PostRoom.letter(from: "Cara <cara@example.net>"))
        // Dora was promised something.
        let dora = try await room.receive(PostRoom.letter(from: "Dora <dora@example.net>"))
        try await room.answer(dora)
        try await room.test.pass(.seconds(60))
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in
            _ = try tx.owe(
                Duty.Request(kind: "promise", subject: 7, customer: dora.customer, channel: "phone", from: tx.now), owner: owner)
        }
        let sent = room.way.sent.count
        // Off: nothing, however long.
        try await room.test.pass(Self.day * 8)
        try await Self.look(room)
        #expect(room.way.sent.count == sent)
        // Tuesday noon and eight days: Wednesday noon, open.
        var browser = try await room.test.browser(as: .manager)
        let preview = try await browser.open("/settings/closing?on=1&quiet=5&notice=2")
        #expect(preview.shows("2 conversations would get the mail.") && preview.shows("Ben"))
        #expect(try await browser.open("/settings/closing?quiet=0&notice=2").status == 422)
        #expect(room.shop.setting(ClosingRule.setting).isOn == false, "looking changes nothing")
        try await Self.switchOn(room)
        try await Self.look(room)
        let told = room.way.sent.dropFirst(sent)
        #expect(Set(told.flatMap { $0.to.map(\.address.text) }) == ["anna@example.org", "ben@example.net"])
        let finnish = try #require(told.first { $0.to[0].address.text == "anna@example.org" })
        #expect(finnish.automatic && finnish.inReplyTo != nil)
        #expect(try await room.conversation(anna.id).state == .waiting)
        #expect(try await browser.open("/inbox/\(anna.id)").shows("The program wrote that this will be closed unless they answer."))
        try await Self.look(room)
        #expect(room.way.sent.count == sent + 2, "told once")
        // Ben answers the mail.
        let notice = try #require(try await room.messages(ben).last)
        let back = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>", text: "Still open!", replyTo: notice.rfcID))
        #expect(back.id == ben.id && back.state == .open)
        try await room.test.pass(Self.day * 3)
        try await Self.look(room)
        let closed = try await room.conversation(anna.id)
        #expect(closed.state == .solved)
        #expect(try await room.conversation(ben.id).state == .open)
        #expect(try await room.conversation(cara.id).state == .new)
        #expect(try await room.conversation(dora.id).state == .waiting)
        // 84: an actor with a name.
        let events = try await room.shop.read { try $0.events(about: closed.eventSubject) }
        #expect(events.last { $0.kind == "conversation.solved" }?.actor == .program("closing"))
        #expect(try await browser.open("/people/\(anna.customer)").shows("Closed by itself, since nobody answered:"))
        // Whoever writes later finds it open again.
        #expect(try await room.receive(PostRoom.letter(text: "Hello again", replyTo: ours.rfcID)).state == .open)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `80: not while the shop is closed, not where mail came back, and not what is long silent`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let (anna, _) = try await room.answered()
        let ben = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>"))
        try await room.answer(ben)
        try await room.test.pass(.seconds(60))
        try await room.shop.write(as: .program("test")) { tx in
            try tx.cameBack("ben@example.net", .hard, reason: "550 5.1.1 unknown")
            try tx.record("test.bounced")
        }
        try await Self.switchOn(room)
        let sent = room.way.sent.count
        // At midnight nobody is written to.
        try await room.test.pass(Self.day * 8 + .seconds(12 * 3600))
        try await Self.look(room)
        #expect(room.way.sent.count == sent)
        try await room.test.pass(.seconds(12 * 3600))
        try await Self.look(room)
        #expect(room.way.sent.dropFirst(sent).flatMap { $0.to.map(\.address.text) } == ["anna@example.org"])
        // A new answer of ours starts the silence anew, and what was announced before is over.
        try await room.answer(try await room.conversation(anna.id), "One more thing.")
        try await room.test.pass(Self.day * 3)
        try await Self.look(room)
        #expect(try await room.conversation(anna.id).state == .waiting)
        try await room.test.pass(Self.day * 100)
        let before = room.way.sent.count
        try await Self.look(room)
        #expect(room.way.sent.count == before, "long silent ones are left alone")
        #expect(try await room.conversation(anna.id).state == .waiting)
        #expect(try await room.findings() == [])
    }

    @Test func `the figures are checked, and nothing typed is lost`() async throws {
        let room = try await PostRoom()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/settings/closing")
        let page = try await browser.submit(["on": "1", "quiet": "400", "notice": "x"], to: "/settings/closing")
        #expect(page.status == 422 && page.error("quiet") == "Write a whole number from 1 to 365." && page.value("quiet") == "400")
        #expect(page.error("notice") == "Write a whole number from 1 to 60.")
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/settings/closing").status == 403)
    }
}
