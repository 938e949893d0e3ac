import Core
import Foundation
import House
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

@Suite struct TidyListTests {
    @Test(arguments: TestShop.engines) func `81: the list of deleted conversations has pages, on the page and for programs`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        try await CostTests.fill(room, 130)
        let ids = try await room.shop.write(as: .program("test")) { tx -> [Conversation.ID] in
            let ids = try tx.db.values(
                "SELECT id FROM conversation WHERE state IN ('open', 'new', 'waiting', 'solved')", as: Conversation.ID.self)
            for id in ids { try tx.delete(id) }
            return ids
        }
        #expect(ids.count > DeletedConversation.pageSize)
        var deniz = try await room.test.browser(as: .owner)
        var seen: Set<String> = []
        var next: String? = "/inbox/deleted"
        var pages = 0
        while let path = next {
            let page = try await deniz.open(path)
            seen.formUnion(page.links.filter { $0.hasPrefix("/inbox/") && Int64($0.dropFirst(7)) != nil })
            next = page.links.first { $0.hasPrefix("/inbox/deleted?after=") }
            pages += 1
            #expect(pages < 10)
            if path != "/inbox/deleted" { #expect(page.shows("To the start")) }
        }
        #expect(seen == Set(ids.map { "/inbox/\($0)" }))
        #expect(pages == (ids.count + DeletedConversation.pageSize - 1) / DeletedConversation.pageSize)
        let token = try await room.test.token()
        let first = await room.test.api("GET", "/api/v1/conversations/deleted?limit=60", token: token)
        let cursor = try #require(first.text.range(of: "\"next\":\"")).upperBound
        let mark = first.text[cursor...].prefix { $0 != "\"" }
        let second = await room.test.api("GET", "/api/v1/conversations/deleted?limit=100&before=\(mark)", token: token)
        #expect(second.text.contains("\"next\":null"))
        #expect(await room.test.api("GET", "/api/v1/conversations/deleted?before=x", token: token).status == 400)
    }

    @Test(arguments: TestShop.engines) func `a shop that never opens takes its mail in all the same`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        try await room.shop.write(as: .program("test")) { tx in
            var hours = try tx.setting(ShopSettings.hours)
            hours.week = try WeekHours([:])
            try tx.set(ShopSettings.hours, to: hours)
        }
        let conversation = try await room.receive()
        #expect(try await room.duty(conversation) != nil)
        #expect(conversation.due != nil)
    }
}
