import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 22: an alarm by the ways that whoever keeps the mailboxes has chosen.
@Suite struct MailboxTellingTests {
    private func fails(_ team: ToldTeam, _ cause: ConnectionExplanation.Cause) async throws {
        let mailbox = team.room.mailbox
        try await team.room.shop.write(as: .program("test")) { tx in try tx.report(ConnectionExplanation(cause), of: mailbox) }
    }
    private func works(_ team: ToldTeam) async throws {
        let mailbox = team.room.mailbox
        try await team.room.shop.write(as: .program("test")) { tx in try tx.looked(into: mailbox, gone: []) }
    }
    /// The clock goes on, and the watchdog looks; the mailbox says nothing.
    private func pass(_ team: ToldTeam, _ duration: Duration) async throws {
        team.room.test.clock.advance(by: duration)
        try await team.room.shop.plan(asOf: team.room.test.clock.now)
        try await team.room.shop.runJobs()
    }
    private func told(_ team: ToldTeam, _ staff: Staff.ID) async throws -> [String] {
        try await team.told(staff).filter { $0.contains("trouble") }
    }

    @Test(arguments: TestShop.engines)
    func `22: owners are told once when a mailbox is not read, whatever the cause becomes, and when it is`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        try await fails(team, .timedOut)
        try await pass(team, .seconds(240))
        #expect(try await told(team, team.deniz) == [], "a line that drops is back in a moment")
        try await pass(team, .seconds(600))
        try await fails(team, .hostNotFound)
        try await pass(team, .seconds(600))
        #expect(try await told(team, team.deniz) == ["trouble stopped"])
        #expect(try await told(team, team.efe.id) == [], "who cannot mend it is not told")
        var owner = try await team.room.test.browser(as: .owner)
        let list = try await owner.open("/notices")
        #expect(list.shows(PostRoom.address) && list.shows("Mail cannot be read there any more"))
        #expect(list.links.contains("/settings/mailboxes/\(team.room.mailbox)"))

        try await works(team)
        #expect(try await told(team, team.deniz) == ["(trouble stopped)", "trouble works"])
        #expect(try await owner.open("/notices").shows("Mail is read there again"))
        try await works(team)
        try await pass(team, .seconds(600))
        #expect(try await told(team, team.deniz).count == 2)
        #expect(try await team.room.test.events().count { $0 == "mailbox.recovered" } == 1)

        // Another time is another trouble.
        try await fails(team, .wrongUserOrPassword)
        try await pass(team, .seconds(900))
        #expect(try await told(team, team.deniz).last == "trouble stopped")
        #expect(try await team.room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `22: what is over within minutes is told to nobody, and pausing ends what was told`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        try await fails(team, .timedOut)
        try await works(team)
        try await pass(team, .seconds(600))
        #expect(try await told(team, team.deniz) == [])

        try await fails(team, .timedOut)
        try await pass(team, .seconds(600))
        let mailbox = team.room.mailbox
        try await team.room.shop.write(as: .program("test")) { tx in
            var box = try #require(try tx.db.mailbox(mailbox))
            box.isActive = false
            try tx.change(box, secret: nil)
        }
        #expect(try await told(team, team.deniz) == ["(trouble stopped)"])
    }

    @Test(arguments: TestShop.engines) func `22: silence is told by mail too, which leaves by a mailbox that works`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        let other = try await PostRoom.addMailbox("orders@firin.example", to: team.room.shop)
        try await team.choose(team.deniz) { $0.quiet = .never }
        for _ in 0..<4 {
            try await pass(team, .seconds(600))
            try await team.room.shop.write(as: .program("test")) { tx in try tx.looked(into: other, gone: []) }
        }
        #expect(try await told(team, team.deniz) == ["trouble stopped"])
        try await pass(team, .seconds(660))
        let mail = try #require(team.room.way.sent.last { $0.subject.contains(PostRoom.address) })
        #expect(mail.from.address.text == "orders@firin.example")
        #expect(mail.text.contains("Mail cannot be read there any more"))
    }

    @Test func `22: the row of mailboxes stands in the notices of owners alone, and others' choices stay as they are`() async throws {
        let team = try await ToldTeam(.sqlite)
        var owner = try await team.room.test.browser(as: .owner)
        #expect(try await owner.open("/settings/notices").has("name=\"mail-trouble\""))
        var agent = try await team.room.test.browser(of: team.efe.email)
        #expect(try await !agent.open("/settings/notices").has("name=\"mail-trouble\""))
        try await agent.submit([:], to: "/settings/notices")
        let choices = try await team.room.shop.read { try $0.tellingChoices(of: team.efe.id) }
        #expect(choices[.trouble] == TellingChoices.standard(.trouble))
    }
}
