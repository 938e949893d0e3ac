import Core
import House
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 271: who is told what, once.
@Suite struct TellingTests {
    @Test(arguments: TestShop.engines)
    func `271: whoever has it is told that the customer wrote, once, and not any more when it is answered`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        #expect(try await team.told(team.deniz) == ["yours wrote"])
        #expect(try await team.told(team.efe.id) == [])
        try await team.room.answer(team.conversation)
        #expect(try await team.told(team.deniz) == ["(yours wrote)"], "what one does oneself tells nothing")
        try await team.room.test.pass(.seconds(11))
        let ours = try #require(try await team.room.messages(team.conversation).last?.rfcID)
        try await team.room.receive(PostRoom.letter(id: "again@example.org", replyTo: ours))
        #expect(try await team.told(team.deniz) == ["(yours wrote)", "yours wrote"])
        #expect(try await team.room.findings() == [])
    }

    @Test(arguments: TestShop.engines)
    func `271: a word that is asked for is one notice, though one follows as well, and goes with the note`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        try await team.act(team.efe.id) { conversation, tx in try tx.follow(conversation, by: tx.actor.staff ?? Staff.ID(number: 0)) }
        let note = try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, is the oven free?", in: conversation) }
        #expect(try await team.told(team.efe.id) == ["mentioned"])
        try await team.room.shop.write(as: .staff(team.deniz)) { tx in
            _ = try tx.takeNoteBack(try #require(try tx.db.message(note)))
        }
        #expect(try await team.told(team.efe.id) == [])
        #expect(try await team.unread(team.efe.id) == 0, "a note that is taken back was never there")
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, and on Friday?", in: conversation) }
        try await team.act(team.efe.id) { conversation, tx in try tx.note("From ten.", in: conversation) }
        #expect(try await team.told(team.efe.id) == ["(mentioned)"], "who has said their word is not asked any more")
        #expect(try await team.told(team.deniz) == ["yours wrote", "yours noted"])
    }

    @Test(arguments: TestShop.engines) func `271: passing on tells who is asked, and who asked what became of it`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        let efe = team.efe.id
        try await team.choose(team.deniz) { $0.followsPassedOn = true }
        func ask() async throws -> HandOver.ID {
            try await team.act(team.deniz) { conversation, tx in
                try tx.askHandOver(conversation, to: efe, reason: .knowledge, note: "The oven is free.")
            }
        }
        let first = try await ask()
        #expect(try await team.told(efe) == ["asked"])
        try await team.act(efe) { _, tx in try tx.declineHandOver(first, word: "") }
        #expect(try await team.told(efe) == ["(asked)"])
        #expect(try await team.told(team.deniz) == ["yours wrote", "asked declined"])
        let second = try await ask()
        try await team.act(efe) { _, tx in try tx.acceptHandOver(second) }
        #expect(try await team.told(team.deniz).last == "asked accepted")
        #expect(try await team.told(team.deniz).contains("(yours wrote)"), "it is another's now")
        #expect(try await team.room.shop.read { try $0.followers(of: team.conversation.id) } == [team.deniz])
        try await team.act(efe) { conversation, tx in _ = try tx.solve(conversation) }
        #expect(try await team.told(team.deniz).last == "followed solved")
        try await team.act(efe) { conversation, tx in try tx.reopen(conversation) }
        #expect(try await !team.told(team.deniz).contains("followed solved"), "what was taken back is not told")
    }

    @Test(arguments: TestShop.engines) func `271: what is given to somebody is told them, and not when they have it no more`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        let (efe, sara) = (team.efe.id, team.sara.id)
        func give(_ staff: Staff.ID) async throws {
            try await team.act(team.deniz) { conversation, tx in
                let duty = try #require(try tx.db.openDuty(ReplyDuty.kind, about: conversation.id.number))
                try tx.handOver(duty.id, to: .staff(staff))
            }
        }
        try await give(efe)
        #expect(try await team.told(efe) == ["given"])
        try await give(sara)
        #expect(try await team.told(efe) == ["(given)"])
        #expect(try await team.told(sara) == ["given"])
        try await team.room.answer(team.conversation, by: team.deniz)
        #expect(try await team.told(sara) == ["(given)", "yours answered"])
    }

    @Test(arguments: TestShop.engines)
    func `271: due soon and overdue are told once, not for what is put off, and anew only for a sooner time`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        let due = try #require(try await team.room.duty(team.conversation)).due
        func until(_ time: Instant) async throws { try await team.pass(time - team.room.test.clock.now) }
        try await team.choose(team.deniz) { $0.quiet = .never }
        try await until(due - .seconds(31 * 60))
        #expect(try await team.told(team.deniz) == ["yours wrote"])
        try await until(due - .seconds(29 * 60))
        try await team.pass(.seconds(240))
        #expect(try await team.told(team.deniz) == ["yours wrote", "due-soon"])
        func move(_ time: Instant) async throws {
            try await team.act(team.deniz) { conversation, tx in
                let duty = try #require(try tx.db.openDuty(ReplyDuty.kind, about: conversation.id.number))
                try tx.db.run("UPDATE duty SET due_at = \(time) WHERE id = \(duty.id)")
                try tx.derive(conversation.id)
                try tx.readNotices(of: tx.actor.staff ?? Staff.ID(number: 0))
            }
        }
        try await move(due + .seconds(60))
        try await team.pass(.seconds(120))
        #expect(try await team.unread(team.deniz) == 0, "a later time is no news")
        try await move(due - .seconds(300))
        try await team.pass(.seconds(120))
        #expect(try await team.told(team.deniz) == ["(yours wrote)", "due-soon"], "a sooner one is")
        try await until(due)
        try await team.pass(.seconds(240))
        #expect(try await team.told(team.deniz) == ["(yours wrote)", "(due-soon)", "overdue"], "over says all that soon said")
        #expect(try await team.room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `271: nobody is told of the time of what is put off`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        let due = try #require(try await team.room.duty(team.conversation)).due
        try await team.act(team.deniz) { conversation, tx in
            let duty = try #require(try tx.db.openDuty(ReplyDuty.kind, about: conversation.id.number))
            try tx.snooze(duty.id, until: duty.due + .seconds(3600))
        }
        try await team.pass(due + .seconds(60) - team.room.test.clock.now)
        #expect(try await team.told(team.deniz) == ["yours wrote"])
        try await team.pass(.seconds(3600))
        #expect(try await team.told(team.deniz) == ["yours wrote", "overdue"], "it is back, and late")
    }

    @Test(arguments: TestShop.engines) func `271: what nobody has taken is told to those of the line, until somebody takes it`(
        engine: Engine
    )
        async throws
    {
        let team = try await ToldTeam(engine)
        let (efe, sara) = (team.efe.id, team.sara.id)
        try await team.act(team.deniz) { conversation, tx in
            let line = try tx.addLine(name: "Orders", members: [efe], backup: sara)
            let duty = try #require(try tx.db.openDuty(ReplyDuty.kind, about: conversation.id.number))
            try tx.handOver(duty.id, to: .line(line))
        }
        let due = try #require(try await team.room.duty(team.conversation)).due
        try await team.pass(due - .seconds(1200) - team.room.test.clock.now)
        #expect(try await team.told(efe) == ["unowned"])
        #expect(try await team.told(sara) == ["unowned"])
        #expect(try await team.told(team.deniz) == ["(yours wrote)"])
        try await team.act(efe) { conversation, tx in
            let duty = try #require(try tx.db.openDuty(ReplyDuty.kind, about: conversation.id.number))
            _ = try tx.take(duty.id, by: efe)
        }
        #expect(try await team.told(sara) == ["(unowned)"])
        #expect(try await team.told(efe) == ["(unowned)"])
    }

    @Test(arguments: TestShop.engines) func `who has left is told nothing, and follows nothing`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        let efe = team.efe.id
        try await team.act(efe) { conversation, tx in try tx.follow(conversation, by: efe) }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        var owner = try await team.room.test.browser(as: .owner)
        try await owner.open("/settings/staff/\(efe)")
        try await owner.submit(to: "/settings/staff/\(efe)/leave")
        #expect(try await team.unread(efe) == 0)
        #expect(try await team.room.shop.read { try $0.followers(of: team.conversation.id) } == [])
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe again", in: conversation) }
        try await team.pass(.seconds(3600))
        #expect(try await team.unread(efe) == 0 && team.letters.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `read ones go after thirty days`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        try await team.act(team.deniz) { _, tx in try tx.readNotices(of: tx.actor.staff ?? Staff.ID(number: 0)) }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe", in: conversation) }
        try await team.pass(.seconds(29 * 86_400))
        #expect(try await team.told(team.deniz).contains("(yours wrote)"))
        try await team.pass(.seconds(2 * 86_400))
        #expect(try await !team.told(team.deniz).contains("(yours wrote)"))
        #expect(try await team.told(team.efe.id) == ["mentioned"], "what nobody has read stays")
    }
}
