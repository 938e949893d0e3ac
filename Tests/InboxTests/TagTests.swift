import Core
import People
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// One vocabulary of the shop for conversations and people (R1).
@Suite struct TagTests {
    @Test func `a name means the same in any case, with or without accents, and with a hyphen for a blank`() {
        #expect(TagRules.key("Kiireellinen") == TagRules.key("#KIIREELLINEN"))
        #expect(TagRules.key("Işık") == TagRules.key("isik"))
        #expect(TagRules.key("follow-up") == TagRules.key("Follow  up"))
        #expect(TagRules.key("🔥") != TagRules.key("🎂"))
        #expect(TagRules.names(in: " #vegan, Large  order ,, VEGAN") == ["vegan", "Large order"])
        #expect(throws: TagProblem.tooLong(String(repeating: "a", count: 41), most: 40)) {
            try TagRules.checked(String(repeating: "a", count: 41))
        }
    }

    @Test(arguments: TestShop.engines) func `R1: a tag is put on a conversation by whoever serves, taken off, and back by undo`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var efe = try await room.test.browser(as: .helper)
        let path = "/inbox/\(first.id)/tags"
        try await efe.open("/inbox/\(first.id)")
        let page = try await efe.post(path, [token(efe), (name: "tag", value: "Käsityö, Large order")])
        #expect(page.shows("Tagged: Käsityö and Large order."))
        #expect(page.shows("Käsityö") && page.has("/inbox?view=all&amp;tag="))
        // The same meaning makes no second tag.
        let again = try await efe.post(path, [token(efe), (name: "tag", value: "KASITYO")])
        #expect(again.shows("It stands there already."))
        #expect(try await room.count("SELECT count(*) FROM tag") == 2)
        let id = try #require(try await room.shop.read { try $0.tag(named: "kasityo") }).id
        let off = try await efe.post(path, [token(efe), (name: "off", value: "\(id)")])
        #expect(off.shows("Taken off: Käsityö."))
        #expect(try await room.shop.read { try $0.tags(of: first.tagged) }.map(\.name) == ["Large order"])
        _ = try await efe.undo()
        #expect(try await room.shop.read { try $0.tags(of: first.tagged) }.map(\.name) == ["Käsityö", "Large order"])
        let list = try await efe.open("/inbox?view=all&tag=\(id)")
        #expect(list.shows("A cake") && list.shows("Käsityö"))
        let kinds = try await room.test.events()
        #expect(kinds.contains("conversation.tagged") && kinds.contains("conversation.untagged") && kinds.contains("tag.made"))
        var viewer = try await room.test.browser(as: .viewer)
        let seen = try await viewer.open("/inbox/\(first.id)")
        #expect(seen.shows("Käsityö") && !seen.has(path))
    }

    private func token(_ browser: Browser) throws -> (name: String, value: String) {
        try #require(browser.page.forms.flatMap(\.fields).first { $0.name == "_token" })
    }

    @Test func `a tag that cannot be says why, and what was typed stays`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var deniz = try await room.test.browser(as: .owner)
        let path = "/inbox/\(first.id)/tags"
        try await deniz.open("/inbox/\(first.id)")
        let long = String(repeating: "x", count: 41)
        let page = try await deniz.submit(["tag": "good, \(long)"], to: path)
        #expect(page.status == 422 && page.error("tag")?.contains("at most 40 letters") == true)
        #expect(page.value("tag") == "good, \(long)")
        #expect(try await room.count("SELECT count(*) FROM tag") == 0)
        let empty = try await deniz.submit(["tag": " , "], to: path)
        #expect(empty.status == 422 && empty.error("tag") == "Write a tag: a word or two.")
        let many = (0..<51).map { "t\($0)" }.joined(separator: ",")
        #expect(try await deniz.submit(["tag": many], to: path).error("tag")?.hasPrefix("At most 50 tags") == true)
        #expect(try await room.count("SELECT count(*) FROM tag_link") == 0)
        // Forty stand there, six of them open.
        let forty = try await deniz.submit(["tag": (0..<40).map { "t\($0)" }.joined(separator: ",")], to: path)
        #expect(forty.status == 200 && forty.shows("34 more tags"))
    }

    @Test(arguments: TestShop.engines) func `R1: a tag on a person's card lists everybody who has it, goes with a merge and comes back`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let anna = try await room.receive().customer
        let other = try await room.receive(PostRoom.letter(from: "Anna S <a.s@example.com>", subject: "Bread")).customer
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/people/\(anna)")
        try await deniz.submit(["tag": "Wholesale, vegan"], to: "/people/\(anna)/tags")
        try await deniz.open("/people/\(other)")
        try await deniz.submit(["tag": "Wholesale"], to: "/people/\(other)/tags")
        let tag = try #require(try await room.shop.read { try $0.tag(named: "wholesale") }).id
        let list = try await deniz.open("/people?tag=\(tag)")
        #expect(list.shows("Anna Schmidt") && list.shows("Anna S "))
        #expect(try await deniz.open("/people/\(anna)").shows("Deniz Yılmaz tagged: Wholesale"), "84: each change has an actor")
        #expect(try await deniz.open("/people?tag=1").status == 404)
        let owner = try await room.test.owner
        let merge = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.merge(anna, into: other, as: Merge.Words(name: "Anna", pronunciation: "", language: nil, note: ""))
        }
        #expect(try await room.shop.read { try $0.tags(of: .person(other)) }.map(\.name) == ["vegan", "Wholesale"])
        #expect(try await room.findings() == [])
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.undo(merge) }
        let (mine, theirs) = try await room.shop.read { db in (try db.tags(of: .person(anna)), try db.tags(of: .person(other))) }
        #expect(mine.map(\.name) == ["vegan", "Wholesale"] && theirs.map(\.name) == ["Wholesale"])
    }

    @Test(arguments: TestShop.engines)
    func `83: several are tagged at once; who has it already is counted, and undo takes off what was put on`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        var all: [Conversation] = []
        for name in ["Anna", "Bertta", "Cem"] {
            all.append(
                try await room.receive(PostRoom.letter(from: "\(name) <\(name.lowercased())@example.org>", subject: "Cake for \(name)")))
        }
        let first = all[0]
        _ = try await room.shop.write(as: .program("test")) { tx in try tx.put(tags: ["Fair"], on: first.tagged) }
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox")
        let chosen = all.map { (name: "id", value: "\($0.id.number)") }
        let asked = try await deniz.post(
            "/inbox/bulk", [token(deniz), (name: "verb", value: "tag"), (name: "back", value: "/inbox?view=all")] + chosen)
        #expect(asked.status == 200 && asked.shows("Tag 3 conversations") && asked.shows("Fair"))
        let none = try await deniz.submit([:], to: "/inbox/bulk")
        #expect(none.status == 422 && none.error("tag") == "Write a tag: a word or two.")
        let done = try await deniz.submit(["tag": "fair"], to: "/inbox/bulk")
        #expect(done.shows("2 tagged.") && done.shows("1 left as it is: it has the tag already."))
        #expect(try await room.count("SELECT count(*) FROM tag_link") == 3)
        #expect(try await deniz.undo().shows("2 as before."))
        let ids = all.map(\.id.number)
        #expect(try await room.shop.read { try $0.tags(of: Conversation.kind, ids) }.keys.sorted() == [first.id.number])
        #expect(try await room.count("SELECT count(*) FROM bulk_row") == 0)
    }

    @Test(arguments: TestShop.engines) func `168: tags of an erased person go, and one that is called like them goes whole`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let other = try await room.receive(PostRoom.letter(from: "Ben <ben@example.com>", subject: "Bread"))
        try await room.shop.write(as: .program("test")) { tx in
            try tx.put(tags: ["Anna Schmidt", "Fair"], on: .person(first.customer))
            try tx.put(tags: ["Anna Schmidt", "Fair"], on: first.tagged)
            try tx.put(tags: ["Anna Schmidt", "Fair"], on: other.tagged)
        }
        var deniz = try await room.test.browser(as: .owner)
        #expect(try await deniz.open("/people/\(first.customer)/data").shows("2 tags"))
        try await room.test.pass(.seconds(60))
        try await deniz.open("/people/\(first.customer)/erase")
        let done = try await deniz.submit(["name": "Anna Schmidt"], to: "/people/\(first.customer)/erase")
        #expect(done.shows("Certificate of erasure"))
        #expect(try await room.shop.read { try $0.allTags() }.map(\.name) == ["Fair"])
        #expect(try await room.count("SELECT count(*) FROM tag_link") == 1)
    }

    @Test(arguments: TestShop.engines) func `a program tags and untags a conversation and a person`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let token = try await room.test.token(scopes: ["inbox:read", "inbox:write", "people:write", "tags:read"])
        let put = await room.test.api("POST", "/api/v1/conversations/\(first.id)/tags", token: token, json: "{\"tag\":\"Fair, Vegan\"}")
        #expect(put.status == 200 && put.text.contains("\"name\":\"Fair\""))
        let id = try #require(try await room.shop.read { try $0.tag(named: "fair") }).id
        #expect(await room.test.api("GET", "/api/v1/conversations?tag=\(id)", token: token).text.contains("\"name\":\"Vegan\""))
        #expect(await room.test.api("GET", "/api/v1/conversations?tag=1", token: token).text.contains("\"items\":[]"))
        let off = await room.test.api("DELETE", "/api/v1/conversations/\(first.id)/tags/\(id)", token: token)
        #expect(off.status == 200 && !off.text.contains("Fair"))
        #expect(
            await room.test.api("POST", "/api/v1/people/\(first.customer)/tags", token: token, json: "{\"tag\":\"fair\"}").status == 200)
        #expect(await room.test.api("POST", "/api/v1/people/\(first.customer)/tags", token: token, json: "{\"tag\":\"\"}").status == 422)
        #expect(await room.test.api("GET", "/api/v1/tags", token: token).text.contains("\"uses\":{\"customer\":1}"))
        #expect(await room.test.api("DELETE", "/api/v1/tags/\(id)", token: token).status == 403)
    }
}
