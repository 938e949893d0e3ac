import Core
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// What stands in which list, what is put off, and several at once.
@Suite struct InboxListTests {
    private static func three(_ room: PostRoom) async throws -> [Conversation] {
        var all: [Conversation] = []
        for name in ["Anna", "Bertta", "Cem"] {
            all.append(
                try await room.receive(
                    PostRoom.letter(from: "\(name) <\(name.lowercased())@example.org>", subject: "Cake for \(name)")))
        }
        return all
    }

    @Test(arguments: TestShop.engines) func `72: what is put off is in no other list, comes back at its time and says so`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await Self.three(room)[0]
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox/\(first.id)?from=inbox")
        let page = try await deniz.submit(["until": "then", "until_at": "2026-03-06T09:30"], to: "/inbox/\(first.id)/snooze")
        #expect(deniz.path == "/inbox" && page.shows("Back on"))
        #expect(!page.shows("Cake for Anna") && page.shows("Cake for Bertta"))
        #expect(try await deniz.open("/inbox?view=snoozed").shows("Cake for Anna"))
        #expect(try await deniz.open("/inbox?view=all").shows("Cake for Anna"))
        try await room.test.pass(.seconds(4 * 86_400))
        let back = try await deniz.open("/inbox")
        #expect(back.shows("Cake for Anna") && back.shows("Is back"))
        #expect(try await deniz.open("/inbox?view=snoozed").shows("Nothing is put off"))
    }

    @Test(arguments: TestShop.engines) func `72: the customer's next word, or a colleague's note, brings it back to who has it`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let all = try await Self.three(room)
        let helper = try await room.test.hire(.helper, name: "Efe")
        var efe = try await room.test.browser(of: helper.email)
        var deniz = try await room.test.browser(as: .owner)
        for one in all.prefix(2) {
            try await deniz.open("/inbox/\(one.id)")
            try await deniz.submit([:], to: "/inbox/\(one.id)/snooze")
        }
        #expect(try await !deniz.open("/inbox").shows("Cake for Anna"))
        let anna = try #require(try await room.shop.read { try $0.messages(of: all[0].id).last?.rfcID })
        try await room.receive(PostRoom.letter(from: "Anna <anna@example.org>", subject: "Re: Cake for Anna", replyTo: anna))
        try await efe.open("/inbox/\(all[1].id)")
        try await efe.submit(["text": "She called."], to: "/inbox/\(all[1].id)/note")
        let page = try await deniz.open("/inbox?view=mine")
        #expect(page.shows("Cake for Anna") && page.shows("Cake for Bertta"))
    }

    @Test func `a time that is over, or none, puts nothing off and says why`() async throws {
        let room = try await PostRoom(.sqlite)
        let first = try await room.receive()
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox/\(first.id)")
        for (typed, sentence) in [
            ("2020-01-01T10:00", "That time is over."), ("", "Choose a day and a time."), ("2036-01-01T10:00", "more than a year ahead"),
        ] {
            let page = try await deniz.submit(["until": "then", "until_at": typed], to: "/inbox/\(first.id)/snooze")
            #expect(page.shows(sentence))
            // The menu is open again with what was typed.
            #expect(typed.isEmpty || (page.value("until_at") == typed && page.has("<details class=\"menu snooze\" open>")))
        }
        #expect(try await deniz.open("/inbox").shows("A cake"))
    }

    @Test(arguments: TestShop.engines) func `83: several are solved at once, what it does not fit is counted, and all of it is taken back`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let all = try await Self.three(room)
        var deniz = try await room.test.browser(as: .owner)
        try await room.shop.write(as: .program("test")) { tx in try tx.solve(all[2]) }
        try await deniz.open("/inbox")
        let token = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let fields =
            [token, (name: "back", value: "/inbox?view=waiting"), (name: "verb", value: "solve")]
            + all.map { (name: "id", value: "\($0.id.number)") }
        let page = try await deniz.post("/inbox/bulk", fields)
        #expect(page.shows("2 solved.") && page.shows("1 left as it is: solved already."))
        #expect(page.shows("Nobody is waiting for us"))
        let undone = try await deniz.undo()
        #expect(undone.shows("2 as before."))
        #expect(undone.shows("Cake for Anna") && undone.shows("Cake for Bertta") && !undone.shows("Cake for Cem"))
        #expect(try await room.shop.read { try InboxChecks.run($0) } == [])
        #expect(try await room.count("SELECT count(*) FROM bulk_row") == 0)
    }

    @Test(arguments: TestShop.engines) func `83: put off and taken together, and back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let helper = try await room.test.hire(.helper, name: "Efe")
        try await room.shop.write(as: .program("test")) { tx in
            try tx.set(ShopSettings.isTeam, to: true)
            for name in ["Orders", "Workshop"] {
                let efe = try #require(try tx.db.staff(email: helper.email)).id
                try tx.addLine(name: name, members: name == "Orders" ? [efe] : [], backup: nil)
            }
        }
        let all = try await Self.three(room)
        var efe = try await room.test.browser(of: helper.email)
        let lines = try await efe.open("/inbox?view=lines")
        #expect(lines.shows("Cake for Anna") && lines.shows("My lines"))
        var deniz = try await room.test.browser(as: .owner)
        #expect(try await !deniz.open("/inbox?view=lines").shows("Cake for Anna"), "they stand in no line")
        try await efe.open("/inbox")
        let token = try #require(efe.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let chosen = all.map { (name: "id", value: "\($0.id.number)") }
        #expect(try await efe.post("/inbox/bulk", [token, (name: "verb", value: "take")] + chosen).shows("3 yours now."))
        #expect(try await efe.undo().shows("3 as before."))
        #expect(try await efe.open("/inbox?view=unowned").shows("Cake for Cem"))
        #expect(try await efe.post("/inbox/bulk", [token, (name: "verb", value: "snooze")] + chosen).shows("3 put off until"))
        #expect(efe.page.shows("Nobody is waiting for us"))
        _ = try await efe.undo()
        #expect(try await efe.open("/inbox").shows("Cake for Bertta"))
        let nothing = try await efe.post("/inbox/bulk", [token, (name: "verb", value: "solve")])
        #expect(nothing.shows("Choose at least one conversation."))
    }

    @Test(arguments: TestShop.engines) func `three chosen to be merged stay chosen, and what was left says why`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let all = try await Self.three(room)
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox")
        let token = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let chosen = [token, (name: "back", value: "/inbox?view=waiting")] + all.map { (name: "id", value: "\($0.id.number)") }
        let refused = try await deniz.post("/inbox/bulk", chosen + [(name: "verb", value: "merge")])
        #expect(refused.shows("Choose exactly two conversations to merge."))
        for one in all { #expect(refused.has("value=\"\(one.id.number)\" checked")) }
        let tag = try await deniz.post("/inbox/bulk", chosen + [(name: "verb", value: "tag")])
        #expect(tag.text.contains("autofocus"))
        for one in all { try await room.shop.write(as: .staff(try await room.test.owner)) { tx in try tx.solve(one) } }
        let none = try await deniz.post("/inbox/bulk", chosen + [(name: "verb", value: "take")])
        #expect(none.shows("3 left as they are: somebody has them, or nothing is owed there.") && !none.shows("0 yours now"))
    }
}
