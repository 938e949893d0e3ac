import Core
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// One named owner from the first word to the last (R17, 85-87).
@Suite struct HandOverTests {
    /// Deniz owns the shop; Efe and Sara serve. Anna's matter is Deniz's.
    private struct Team {
        var room: PostRoom
        var conversation: Conversation
        var deniz: Browser
        var efe: Browser
        var sara: Browser
        var efeID: Staff.ID
        var saraID: Staff.ID

        init(_ engine: Engine) async throws {
            room = try await PostRoom(engine)
            conversation = try await room.receive()
            let one = try await room.test.hire(.agent, name: "Efe Kaya")
            let two = try await room.test.hire(.helper, name: "Sara")
            deniz = try await room.test.browser(as: .owner)
            efe = try await room.test.browser(of: one.email)
            sara = try await room.test.browser(of: two.email)
            (efeID, saraID) = try await room.shop.read { db in
                (try #require(try db.staff(email: one.email)).id, try #require(try db.staff(email: two.email)).id)
            }
        }

        func owner() async throws -> String? {
            let id = conversation.id
            return try await room.shop.read { db in
                try db.openDuty(ReplyDuty.kind, about: id.number)?.owner.flatMap { try db.staff($0)?.name }
            }
        }
        func asked() async throws -> HandOver {
            let id = conversation.id
            return try #require(try await room.shop.read { try $0.handOvers(of: id).last })
        }
        func last(_ kind: Message.Kind) async throws -> Message {
            let id = conversation.id
            let all = try await room.shop.read { try $0.messages(of: id) }
            return try #require(all.last { $0.kind == kind })
        }
        mutating func ask(_ to: Staff.ID, note: String = "Promised by Friday; the oven is free.") async throws -> Seen {
            try await deniz.open("/inbox/\(conversation.id)/hand-over")
            return try await deniz.submit(["to": "\(to)", "reason": "knowledge", "note": note], to: "/inbox/\(conversation.id)/hand-over")
        }
    }

    @Test(arguments: TestShop.engines) func `R17: it stays with its owner until the other has accepted, who reads the note first`(
        engine: Engine
    ) async throws {
        var team = try await Team(engine)
        let page = try await team.ask(team.efeID)
        #expect(page.shows("Efe Kaya is asked to take it over."))
        #expect(try await team.owner() == "Deniz Yılmaz")
        #expect(try await team.efe.open("/today").shows("Deniz Yılmaz asks you to take a matter over"))
        let asked = try await team.asked()
        #expect(try await team.efe.open("/inbox/\(team.conversation.id)").shows("Promised by Friday; the oven is free."))
        let taken = try await team.efe.submit([:], to: "/inbox/hand-overs/\(asked.id)/accept")
        #expect(taken.shows("Yours now."))
        #expect(try await team.owner() == "Efe Kaya")
        #expect(taken.shows("Deniz Yılmaz handed this over to Efe Kaya:"))
        #expect(taken.shows("passed on once"))
        #expect(try await team.efe.open("/inbox/\(team.conversation.id)/hand-over").shows("The shop’s owner will be told."))
        let owner = try await team.deniz.open("/inbox/\(team.conversation.id)/hand-over")
        #expect(owner.shows("passed on once already") && !owner.shows("will be told"), "who reads it is the owner")
        #expect(try await !team.efe.open("/today").shows("asks you to take a matter over"))
        let person = try await team.deniz.open("/people/\(team.conversation.customer)")
        #expect(person.shows("Efe Kaya took it over from Deniz Yılmaz:"))
        // What they must know goes to the top until they have answered.
        try await team.efe.open("/inbox/\(team.conversation.id)")
        try await team.efe.submit(["text": "It is ready on Friday.", "then": "stay"], to: "/inbox/\(team.conversation.id)/answer")
        #expect(try await !team.efe.open("/inbox/\(team.conversation.id)").shows("handed this over to"))
    }

    @Test(arguments: TestShop.engines) func `R17: who declines leaves it where it was, with a word`(engine: Engine) async throws {
        var team = try await Team(engine)
        _ = try await team.ask(team.efeID)
        let asked = try await team.asked()
        try await team.efe.open("/inbox/\(team.conversation.id)")
        let page = try await team.efe.submit(["word": "I am off tomorrow."], to: "/inbox/hand-overs/\(asked.id)/decline")
        #expect(page.shows("Declined. It stays where it was.") && page.shows("I am off tomorrow."))
        #expect(try await team.owner() == "Deniz Yılmaz")
        let efeID = team.efeID
        await #expect(throws: HandOverRefusal.over(.declined)) {
            try await team.room.shop.write(as: .staff(efeID)) { tx in try tx.acceptHandOver(asked.id) }
        }
    }

    @Test(arguments: TestShop.engines) func `who was not asked cannot accept, and two at once are asked one after the other`(
        engine: Engine
    ) async throws {
        var team = try await Team(engine)
        _ = try await team.ask(team.efeID)
        let asked = try await team.asked()
        let saraID = team.saraID
        let efeID = team.efeID
        await #expect(throws: HandOverRefusal.notAsked) {
            try await team.room.shop.write(as: .staff(saraID)) { tx in try tx.acceptHandOver(asked.id) }
        }
        let second = try await team.ask(team.saraID)
        #expect(second.status == 422)
        #expect(second.error("to") == "Efe Kaya was asked and has not answered yet. Withdraw that first.")
        #expect(second.value("note") == "Promised by Friday; the oven is free.", "nothing typed is lost")
        try await team.deniz.open("/inbox/\(team.conversation.id)")
        try await team.deniz.submit([:], to: "/inbox/hand-overs/\(asked.id)/withdraw")
        await #expect(throws: HandOverRefusal.over(.withdrawn)) {
            try await team.room.shop.write(as: .staff(efeID)) { tx in try tx.acceptHandOver(asked.id) }
        }
        #expect(try await team.owner() == "Deniz Yılmaz")
    }

    @Test func `asking wants a colleague, a reason and a note`() async throws {
        var team = try await Team(.sqlite)
        try await team.deniz.open("/inbox/\(team.conversation.id)/hand-over")
        let page = try await team.deniz.submit(["to": "", "reason": "", "note": " "], to: "/inbox/\(team.conversation.id)/hand-over")
        #expect(page.status == 422)
        #expect(page.error("to") == "Choose a colleague." && page.error("reason") == "Choose a reason.")
        #expect(page.error("note") == "Write what they must know.")
    }

    @Test(arguments: TestShop.engines) func `R17: the second time the shop's owner is told`(engine: Engine) async throws {
        var team = try await Team(engine)
        _ = try await team.ask(team.efeID)
        let first = try await team.asked()
        try await team.efe.open("/inbox/\(team.conversation.id)")
        try await team.efe.submit([:], to: "/inbox/hand-overs/\(first.id)/accept")
        #expect(try await !team.deniz.open("/today").shows("was passed on more than once"))
        try await team.efe.open("/inbox/\(team.conversation.id)/hand-over")
        try await team.efe.submit(
            ["to": "\(team.saraID)", "reason": "away", "note": "Only the colour is open."], to: "/inbox/\(team.conversation.id)/hand-over")
        let second = try await team.asked()
        try await team.sara.open("/inbox/\(team.conversation.id)")
        try await team.sara.submit([:], to: "/inbox/hand-overs/\(second.id)/accept")
        #expect(try await team.owner() == "Sara")
        #expect(try await team.deniz.open("/today").shows("was passed on more than once"))
        let list = try await team.deniz.open("/inbox/passed-on")
        #expect(list.shows("Of 1 matter in 90 days, passed on: 1. Of those not solved yet: 1."))
        #expect(list.shows("Elsewhere 26% of customers"))
    }

    @Test(arguments: TestShop.engines) func `what is not owed now comes to the new owner with the customer's next word`(engine: Engine)
        async throws
    {
        var team = try await Team(engine)
        try await team.deniz.open("/inbox/\(team.conversation.id)")
        try await team.deniz.submit(["text": "On Friday.", "then": "wait"], to: "/inbox/\(team.conversation.id)/answer")
        _ = try await team.ask(team.efeID)
        let asked = try await team.asked()
        try await team.efe.open("/inbox/\(team.conversation.id)")
        try await team.efe.submit([:], to: "/inbox/hand-overs/\(asked.id)/accept")
        let ours = try await team.last(.ours)
        _ = try await team.room.receive(PostRoom.letter(replyTo: ours.rfcID))
        #expect(try await team.owner() == "Efe Kaya")
    }

    @Test(arguments: TestShop.engines) func `what is solved asks nobody any more`(engine: Engine) async throws {
        var team = try await Team(engine)
        _ = try await team.ask(team.efeID)
        try await team.deniz.open("/inbox/\(team.conversation.id)")
        try await team.deniz.submit([:], to: "/inbox/\(team.conversation.id)/solve")
        #expect(try await team.asked().state == .withdrawn)
        #expect(try await !team.efe.open("/today").shows("asks you"))
    }

    @Test(arguments: TestShop.engines) func `85: a colleague who is asked in a note has it on Today until they have said their word`(
        engine: Engine
    ) async throws {
        var team = try await Team(engine)
        try await team.deniz.open("/inbox/\(team.conversation.id)")
        try await team.deniz.submit(["text": "@efe, is the oven free on Friday?"], to: "/inbox/\(team.conversation.id)/note")
        let today = try await team.efe.open("/today")
        #expect(today.shows("Deniz Yılmaz asks you for a word") && today.shows("is the oven free on Friday?"))
        #expect(try await team.owner() == "Deniz Yılmaz", "the matter stays where it is")
        #expect(try await !team.sara.open("/today").shows("asks you for a word"))
        let asked = try await team.deniz.open("/inbox/\(team.conversation.id)")
        #expect(asked.has("<b class=\"mention\">@efe</b>, is the oven") && asked.shows("Efe Kaya is asked for a word"))
        try await team.efe.open("/inbox/\(team.conversation.id)")
        try await team.efe.submit(["text": "From ten."], to: "/inbox/\(team.conversation.id)/note")
        #expect(try await !team.efe.open("/today").shows("asks you for a word"))
        #expect(try await team.deniz.open("/inbox/\(team.conversation.id)").shows("Efe Kaya has said it"))
    }

    @Test(arguments: TestShop.engines) func `a note that is taken back asks nobody`(engine: Engine) async throws {
        var team = try await Team(engine)
        try await team.deniz.open("/inbox/\(team.conversation.id)")
        try await team.deniz.submit(["text": "@Efe Kaya and @sara?"], to: "/inbox/\(team.conversation.id)/note")
        #expect(try await team.sara.open("/today").shows("asks you for a word"))
        try await team.deniz.undo()
        #expect(try await !team.sara.open("/today").shows("asks you for a word"))
        #expect(try await team.room.count("SELECT count(*) FROM mention") == 0)
    }

    @Test func `an @ means one person or nobody`() {
        let ids = (1...4).map { Staff.ID(number: $0) }
        let staff = [(ids[0], "Ayşe Yılmaz"), (ids[1], "Efe Kaya"), (ids[2], "Efe Demir"), (ids[3], "Անի")].map { (id: $0.0, name: $0.1) }
        #expect(MentionRules.meant(in: "@ayse please", staff) == [ids[0]])
        #expect(MentionRules.meant(in: "(@AYŞE YILMAZ) @Անի,", staff) == [ids[0], ids[3]])
        #expect(MentionRules.meant(in: "@Efe?", staff) == [], "two are called so")
        #expect(MentionRules.meant(in: "@efe demir and @Efe Kaya", staff) == [ids[2], ids[1]])
        #expect(MentionRules.meant(in: "write to info@ayse.example or @ nobody @", staff) == [])
    }
}
