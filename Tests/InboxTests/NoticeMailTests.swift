import Core
import House
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 271: what is not read goes by mail, once, and no loop comes of it.
@Suite struct NoticeMailTests {
    @Test(arguments: TestShop.engines) func `271: what is unread after a while goes in one mail, in the person's language and with links`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        try await team.room.shop.write(as: .staff(team.deniz)) { tx in try tx.set(ShopSettings.publicURL, to: "https://desk.example.com") }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, is the oven free?", in: conversation) }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, and the table?", in: conversation) }
        try await team.pass(.seconds(540))
        #expect(team.letters.isEmpty)
        try await team.pass(.seconds(61))
        #expect(team.letters == ["efe@firin.example"])
        let mail = try #require(team.mails.last)
        #expect(mail.subject == "Fırın Bakery · Anna Schmidt · Deniz Yılmaz asks you for a word")
        #expect(mail.text.contains("Anna Schmidt · A cake"))
        #expect(mail.text.contains("https://desk.example.com/inbox/\(team.conversation.id)#m-"))
        #expect(mail.text.contains("Answers to this mail reach nobody."))
        let bytes = String(decoding: mail.encoded, as: UTF8.self)
        #expect(bytes.contains("Auto-Submitted: auto-generated") && bytes.contains("Precedence: bulk"))
        try await team.pass(.seconds(3600))
        #expect(team.letters.count == 1, "one alarm for one thing")
    }

    @Test(arguments: TestShop.engines) func `271: what is read or dealt with before does not go`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe and @sara?", in: conversation) }
        var efe = try await team.room.test.browser(of: team.efe.email)
        try await efe.open("/notices")
        #expect(efe.page.shows("Deniz Yılmaz asks you for a word"))
        try await efe.submit(to: "/notices/read")
        try await team.act(team.deniz) { conversation, tx in try tx.solve(conversation) }
        try await team.pass(.seconds(3600))
        #expect(team.letters.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `271: in quiet hours nothing goes; afterwards one gathered mail`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        let efe = team.efe.id
        try await team.choose(efe) { choices in
            choices.quiet = .hours
            choices.quietFrom = TimeOfDay(11, 0) ?? .midnight
            choices.quietUntil = TimeOfDay(15, 0) ?? .midnight
            choices[.followed] = TellingChoices.Ways(browser: false, mail: .soon)
        }
        try await team.act(efe) { conversation, tx in try tx.follow(conversation, by: efe) }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        try await team.pass(.seconds(3600))
        try await team.act(team.deniz) { conversation, tx in try tx.note("It is settled.", in: conversation) }
        try await team.pass(.seconds(3600))
        #expect(team.letters.isEmpty)
        try await team.pass(.seconds(3601))
        #expect(team.letters == ["efe@firin.example"])
        let text = try #require(team.mails.last).text
        #expect(text.contains("asks you for a word") && text.contains("left a note"))
        // A pause that was chosen after it was made holds it back as well.
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, once more", in: conversation) }
        let end = team.room.test.clock.now + .seconds(7200)
        try await team.choose(efe) { $0.pausedUntil = end }
        try await team.pass(.seconds(7000))
        #expect(team.letters.count == 1)
        try await team.pass(.seconds(300))
        #expect(team.letters.count == 2)
    }

    @Test(arguments: TestShop.engines) func `a mail that does not go out is tried again under the same id, and says why`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        team.room.way.says(WayOut.busy, WayOut.busy, WayOut.accepted)
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        try await team.pass(.seconds(601))
        #expect(team.mails.count == 1)
        var efe = try await team.room.test.browser(of: team.efe.email)
        #expect(try await efe.open("/settings/notices").shows("The last mail to efe@firin.example did not arrive: come back later"))
        try await team.pass(.seconds(31))
        try await team.pass(.seconds(61))
        #expect(team.mails.count == 3 && Set(team.mails.map(\.messageID)).count == 1)
        #expect(Set(team.mails.map(\.encoded)).count == 1)
        try await team.pass(.seconds(86_400))
        #expect(team.mails.count == 3)
        #expect(try await !efe.open("/settings/notices").shows("did not arrive"))
    }

    @Test(arguments: TestShop.engines)
    func `271: an answer to such a mail, a machine's answer, a copy and a bounce are nobody's conversation`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        let room = team.room
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        try await team.pass(.seconds(601))
        let id = try #require(team.mails.last).messageID
        let people = try await room.count("SELECT count(*) FROM customer")
        let answer = try await room.take(
            PostRoom.letter(from: "Efe <efe@firin.example>", subject: "Re: Fırın", text: "Yes.", id: "a@firin.example", replyTo: id))
        #expect(answer == .held("notice"))
        var owner = try await room.test.browser(as: .owner)
        #expect(try await owner.open("/inbox/held").shows("Answer to a notice"))
        let machine = try await room.take(
            PostRoom.letter(
                from: "Efe <efe@firin.example>", subject: "Away", id: "b@firin.example", replyTo: id, more: ["Auto-Submitted: auto-replied"]
            ))
        #expect(machine == .known)
        let copy = try await room.take(
            PostRoom.letter(from: "Fırın <\(PostRoom.address)>", to: "efe@firin.example", id: id, more: ["Auto-Submitted: auto-generated"]))
        #expect(copy == .known)
        let sent = try await room.intake.take(
            [Intake.Incoming(PostRoom.letter(from: "Efe <efe@firin.example>", subject: "Re", id: "c@firin.example", replyTo: id))],
            mailbox: room.mailbox, from: .sent(FetchPosition(uidValidity: 1, lastUID: 1), since: Instant(milliseconds: 0)))
        #expect(sent == [.known])
        #expect(try await room.conversationCount() == 1)
        #expect(try await room.count("SELECT count(*) FROM customer") == people)
        // Who made such an id up does not keep their mail out.
        #expect(try await room.receive(PostRoom.letter(id: "d@example.org", replyTo: "notice.1.abc@firin.example")).state == .new)
        #expect(try await room.findings() == [])
    }

    @Test func `without a mailbox mail waits with a sentence, and a mailbox of the shop gets none`() async throws {
        let room = try await PostRoom()
        let own = try await room.test.hire(.agent, name: "Box", email: PostRoom.address)
        var browser = try await room.test.browser(of: own.email)
        #expect(try await browser.open("/settings/notices").shows("is a mailbox of the shop. No notices go there"))
        let conversation = try await room.receive()
        try await room.shop.write(as: .staff(room.test.owner)) { tx in _ = try tx.note("@box?", in: conversation) }
        try await room.test.pass(.seconds(3600))
        #expect(room.way.sent.isEmpty)
        let bare = try await TestShop(.sqlite, [.house])
        var owner = try await bare.browser(as: .owner)
        #expect(try await owner.open("/settings/notices").shows("No mailbox is connected, so mail to you waits until one is."))
    }
}
