import Core
import People
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// What narrows the inbox, and the lists that keep a name.
@Suite struct FilterTests {
    /// Anna's is Deniz's and tagged, Bertta's is nobody's and Finnish, Cem's came into a second mailbox.
    private struct World {
        var room: PostRoom
        var anna: Conversation
        var bertta: Conversation
        var cem: Conversation
        var other: Inbox.Mailbox.ID
        var tag: Core.Tag

        init(_ engine: Engine) async throws {
            room = try await PostRoom(engine)
            let helper = try await room.test.hire(.helper, name: "Efe")
            let line = try await room.shop.write(as: .program("test")) { tx in
                try tx.set(ShopSettings.isTeam, to: true)
                return try tx.addLine(name: "Orders", members: [helper.id], backup: nil)
            }
            _ = line
            other = try await PostRoom.addMailbox("other@firin.example", to: room.shop)
            anna = try await room.receive(PostRoom.letter(from: "Anna <anna@example.org>", subject: "Cake for Anna"))
            room.test.clock.advance(by: .seconds(5 * 3600))
            bertta = try await room.receive(PostRoom.letter(from: "Bertta <bertta@example.org>", subject: "Cake for Bertta"))
            cem = try await room.receive(
                PostRoom.letter(from: "Cem <cem@example.org>", to: "other@firin.example", subject: "Cake for Cem"), other)
            let (one, two) = (anna, bertta)
            let owner = try await room.test.owner
            tag = try await room.shop.write(as: .staff(owner)) { tx in
                if let duty = try tx.db.openDuty(ReplyDuty.kind, about: one.id.number) { _ = try tx.take(duty.id, by: owner) }
                if var person = try tx.db.customer(two.customer) {
                    person.language = "fi"
                    try tx.change(person)
                }
                return try tx.put(tags: ["Fair"], on: one.tagged)[0]
            }
        }
    }

    @Test(arguments: TestShop.engines) func `each part of a filter shows what fits, in every list, and the count beside the tab says so`(
        engine: Engine
    ) async throws {
        let world = try await World(engine)
        var deniz = try await world.room.test.browser(as: .owner)
        let line = try #require(try await world.room.shop.read { try $0.allLines().first }).id
        let cases: [(query: String, anna: Bool, bertta: Bool, cem: Bool)] = [
            ("tag=\(world.tag.id)", true, false, false), ("owner=me", true, false, false), ("owner=nobody", false, true, true),
            ("owner=1", false, false, false), ("line=\(line)", true, true, true), ("language=fi", false, true, false),
            ("mailbox=\(world.other)", false, false, true), ("channel=email", true, true, true), ("channel=chat", false, false, false),
            ("longer=4", true, false, false), ("longer=24", false, false, false), ("tag=\(world.tag.id)&owner=nobody", false, false, false),
            ("tag=nonsense&owner=&longer=-1", true, true, true),
        ]
        for view in ["waiting", "all"] {
            for one in cases {
                let page = try await deniz.open("/inbox?view=\(view)&\(one.query)")
                #expect(
                    [page.shows("Cake for Anna"), page.shows("Cake for Bertta"), page.shows("Cake for Cem")] == [
                        one.anna, one.bertta, one.cem,
                    ],
                    "\(view) \(one.query)")
            }
        }
        #expect(try await deniz.open("/inbox?tag=\(world.tag.id)").shows("Waiting for us 1"))
        #expect(try await deniz.open("/inbox").shows("Waiting for us 3"))
        #expect(try await deniz.open("/inbox?view=solved&longer=4").shows("Nothing here fits the filter"))
        let form = try await deniz.open("/inbox?view=all&filter=1&owner=me")
        #expect(
            form.shows("Who has it") && form.shows("Fair") && form.shows("Efe") && form.shows("Suomi") && form.shows("other@firin.example"))
        #expect(form.has("<option value=\"me\" selected>"))
        // What is done to several leads back to the narrowed list.
        let token = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        try await deniz.open("/inbox?view=all&owner=me")
        let back = "/inbox?view=all&owner=me"
        #expect(deniz.page.value("back") == back)
        let done = try await deniz.post(
            "/inbox/bulk",
            [token, (name: "back", value: back), (name: "verb", value: "solve"), (name: "id", value: "\(world.anna.id.number)")])
        #expect(done.shows("1 solved.") && done.path == back)
        let away = try await deniz.post("/inbox/bulk", [token, (name: "back", value: "//evil.example"), (name: "verb", value: "solve")])
        #expect(away.path == "/inbox")
    }

    @Test(arguments: TestShop.engines) func `a few, or many, with one tag or language: the pages go on to the end, each row once`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        try await CostTests.fill(room, 230)
        let (tag, ids) = try await room.shop.write(as: .program("test")) { tx -> (Core.Tag, [Conversation.ID]) in
            let ids = try tx.db.values("SELECT id FROM conversation ORDER BY id", as: Conversation.ID.self)
            let tag = try tx.makeTag("Even")
            for conversation in try tx.db.conversations(ids.map(\.number)) where conversation.id.number % 2 == 0 || true {
                try tx.put([tag.id], on: conversation.tagged)
            }
            try tx.db.run("UPDATE customer SET language = 'hy'")
            return (tag, ids)
        }
        for query in ["tag=\(tag.id)", "language=hy"] {
            var seen: [Conversation.ID] = []
            var after: InboxPages.Position?
            let place = InboxPlace(Form(urlEncoded: "view=all&\(query)"))
            while true {
                let from = after
                let rows = try await room.shop.read { db in
                    try db.inbox(place, staff: Staff.ID(number: 1), after: from, now: room.test.clock.now, limit: 50)
                }
                seen += rows.map(\.id)
                guard let last = rows.last else { break }
                after = InboxPages.position(after: last, .all)
            }
            #expect(seen.count == ids.count && Set(seen) == Set(ids))
        }
    }

    @Test func `no filtered list sorts what it need not, and each is read by an index`() async throws {
        let room = try await PostRoom()
        try await CostTests.fill(room, 200)
        let tag = try await room.shop.write(as: .program("test")) { tx in try tx.makeTag("Fair") }
        for (view, query) in [
            ("waiting", "tag=\(tag.id)"), ("waiting", "owner=me&longer=4"), ("theirs", "owner=me"), ("solved", "owner=me"),
            ("solved", "line=1"),
            ("all", "mailbox=1"), ("all", "state=1"), ("all", "owner=2&language=fi"), ("all", "language=fi"), ("all", "tag=\(tag.id)"),
            ("all", "channel=email"),
        ] {
            let found = try await CostTests.statements(["/inbox?view=\(view)&\(query)"], room)
            let lists = try #require(found.values.first).filter {
                $0.contains("c.subject") && $0.contains("FROM") && $0.contains("conversation c")
            }
            #expect(lists.count == 1)
            for list in lists {
                let plan = try await CostTests.plan(list, room)
                print("\(view) \(query): \(plan)")
                let isRare = query.hasPrefix("language") || query.hasPrefix("tag")
                #expect(isRare || !plan.contains { $0.contains("TEMP B-TREE") }, "\(view) \(query) \(plan)")
                // What is sorted first is a co-routine of the same name.
                let scans = plan.filter { $0.hasPrefix("SCAN c") }.count - plan.filter { $0.hasPrefix("CO-ROUTINE c") }.count
                #expect(scans <= 0, "\(view) \(query) \(plan)")
            }
        }
    }

    @Test(arguments: TestShop.engines)
    func `a filter is named for oneself or for all, counted in one statement, put in order, removed and back`(
        engine: Engine
    ) async throws {
        let world = try await World(engine)
        let room = world.room
        let helper = try await room.test.hire(.helper, name: "Sara")
        var sara = try await room.test.browser(of: helper.email)
        var deniz = try await room.test.browser(as: .owner)
        try await sara.open("/inbox/views/new?view=waiting&owner=nobody")
        #expect(try await sara.submit(["name": " "], to: "/inbox/views").error("name") == "Write what this list is called.")
        let mine = try await sara.submit(["name": "Free ones"], to: "/inbox/views")
        #expect(mine.shows("Saved.") && mine.shows("Free ones 2"))
        try await sara.open("/inbox/views/new?view=all&tag=\(world.tag.id)")
        #expect(try await sara.submit(["name": "The fair", "for": "all"], to: "/inbox/views").shows("The fair 1"))
        try await sara.open("/inbox/views/new?view=all&tag=\(world.tag.id)")
        let twice = try await sara.submit(["name": "THE FAIR", "for": "all"], to: "/inbox/views")
        #expect(twice.status == 422 && twice.error("name")?.contains("There is the list “The fair” already.") == true)
        #expect(twice.value("tag") == "\(world.tag.id)")
        let seen = try await deniz.open("/inbox")
        #expect(seen.shows("The fair 1") && !seen.shows("Free ones"))
        let found = try await CostTests.statements(["/inbox"], room)
        let counts = try #require(found.values.first).filter { $0.contains("AS place") }
        #expect(counts.count == 1)
        // The owner may remove what is shared; a helper may not remove the owner's.
        try await deniz.open("/inbox/views/new?view=all&owner=me")
        try await deniz.submit(["name": "Second", "for": "all"], to: "/inbox/views")
        let views = room.shop.setting(InboxSettings.views)
        let (free, fair, second) = (views[0].id, views[1].id, views[2].id)
        try await sara.open("/inbox/views")
        let token = try #require(sara.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        #expect(try await sara.post("/inbox/views/\(second)/remove", [token]).shows("Who made it, or the owner of the shop, can do that."))
        try await deniz.open("/inbox/views")
        let own = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        #expect(try await deniz.post("/inbox/views/\(free)/remove", [own]).status == 404)
        try await deniz.open("/inbox/views")
        try await deniz.submit([:], to: "/inbox/views/\(second)/up")
        let owner = try await room.test.owner
        #expect(room.shop.views(of: owner).map(\.id) == [second, fair])
        let gone = try await deniz.submit([:], to: "/inbox/views/\(fair)/remove")
        #expect(gone.shows("Removed."))
        #expect(try await !deniz.open("/inbox").shows("The fair 1"))
        try await deniz.open("/inbox/views")
        #expect(try await deniz.submit([:], to: "/inbox/views/\(fair)/restore").shows("Put back."))
        #expect(room.shop.views(of: owner).map(\.id) == [second, fair])
    }
}
