import Core
import House
import Storage
import TestShop
import Testing
import Web

/// The owner puts the vocabulary of tags in order.
@Suite struct TagSettingsTests {
    private static func shop(_ engine: Engine) async throws -> (TestShop, Core.Tag, Core.Tag) {
        let test = try await TestShop(engine)
        let (one, two) = try await test.shop.write(as: .program("test")) { tx -> (Core.Tag, Core.Tag) in
            let (one, two) = (try tx.makeTag("Wholesale"), try tx.makeTag("Trade"))
            for id in 1...3 { try tx.put([one.id], on: TaggedItem("conversation", Int64(id), customer: nil)) }
            for id in 3...4 { try tx.put([two.id], on: TaggedItem("conversation", Int64(id), customer: nil)) }
            return (one, two)
        }
        return (test, one, two)
    }

    @Test(arguments: TestShop.engines) func `a tag gets another name and colour; a name that is taken is refused`(engine: Engine)
        async throws
    {
        let (test, one, _) = try await Self.shop(engine)
        var deniz = try await test.browser(as: .owner)
        try await deniz.open("/settings/tags/\(one.id)")
        let taken = try await deniz.submit(["name": "TRADE", "tone": "3"], to: "/settings/tags/\(one.id)")
        #expect(
            taken.status == 422 && taken.error("name")?.hasPrefix("There is the tag “Trade” already.") == true
                && taken.value("name") == "TRADE")
        #expect(try await deniz.submit(["name": "Bulk buyers", "tone": "3"], to: "/settings/tags/\(one.id)").shows("Bulk buyers"))
        let now = try await test.shop.read { try $0.tag(one.id) }
        #expect(now?.name == "Bulk buyers" && now?.tone == 3)
        #expect(try await deniz.open("/search?q=bulk").shows("Bulk buyers"))
        #expect(await deniz.fragment("/tags/names").text.contains("<option value=\"Bulk buyers\">"))
        var manager = try await test.browser(as: .manager)
        #expect(try await manager.open("/settings/tags").status == 403)
    }

    @Test(arguments: TestShop.engines) func `two tags become one, the old name leads to it, and undo parts them`(engine: Engine)
        async throws
    {
        let (test, one, two) = try await Self.shop(engine)
        var deniz = try await test.browser(as: .owner)
        try await deniz.open("/settings/tags/\(one.id)")
        #expect(try await deniz.submit(["into": ""], to: "/settings/tags/\(one.id)/merge").status == 422)
        #expect(try await deniz.submit(["into": "\(two.id)"], to: "/settings/tags/\(one.id)/merge").shows("Wholesale is Trade now."))
        let (counts, named) = try await test.shop.read { db in (try db.counts(of: two.id), try db.tag(named: "wholesale")) }
        #expect(counts == ["conversation": 4] && named?.id == two.id)
        #expect(try await deniz.undo().shows("Wholesale is back."))
        let (first, second) = try await test.shop.read { db in (try db.counts(of: one.id), try db.counts(of: two.id)) }
        #expect(first == ["conversation": 3] && second == ["conversation": 2])
    }

    @Test(arguments: TestShop.engines) func `a removed tag says what it stood on, comes back for 30 days, and then is forgotten`(
        engine: Engine
    )
        async throws
    {
        let (test, one, _) = try await Self.shop(engine)
        var deniz = try await test.browser(as: .owner)
        try await deniz.open("/settings/tags/\(one.id)")
        #expect(try await deniz.submit([:], to: "/settings/tags/\(one.id)/remove").shows("Wholesale is removed."))
        #expect(try await test.shop.read { try $0.tags(of: "conversation", [1]) }.isEmpty)
        #expect(try await deniz.undo().shows("Wholesale is back."))
        #expect(try await test.shop.read { try $0.tags(of: "conversation", [1]) }[1]?.map(\.name) == ["Wholesale"])
        try await deniz.open("/settings/tags/\(one.id)")
        try await deniz.submit([:], to: "/settings/tags/\(one.id)/remove")
        try await deniz.submit(["name": "wholesale"], to: "/settings/tags")
        let clash = try await deniz.submit([:], to: "/settings/tags/\(one.id)/restore")
        #expect(clash.shows("There is another tag “wholesale” now."))
        test.clock.advance(by: .seconds(31 * 86_400))
        try await test.shop.write(as: .program("test")) { tx in try tx.sweepTags() }
        #expect(try await test.shop.read { try $0.tag(one.id) } == nil)
        let token = try await test.token(scopes: ["tags:write", "tags:read"])
        #expect(await test.api("POST", "/api/v1/tags", token: token, json: "{\"name\":\"Trade\"}").status == 409)
        #expect(await test.api("POST", "/api/v1/tags", token: token, json: "{\"name\":\"New\",\"tone\":2}").status == 201)
    }
}
