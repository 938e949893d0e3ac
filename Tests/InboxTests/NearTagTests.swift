import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// R1: one tag a meaning, also where somebody types half a name or slips.
@Suite struct NearTagTests {
    @Test func `a beginning and one letter are near, a figure and a short word are not`() {
        for (name, known) in [("deli", "delivery"), ("delivry", "delivery"), ("deliverys", "delivery"), ("delivety", "delivery")] {
            #expect(TagRules.isNear(name, known), "\(name)")
        }
        for (name, known) in [
            ("delivery", "delivery"), ("de", "delivery"), ("new", "few"), ("table 11", "table 12"), ("table 1", "table 12"),
            ("cake", "wedding"),
            ("order", "delivery"),
        ] { #expect(!TagRules.isNear(name, known), "\(name)") }
    }

    @Test(arguments: TestShop.engines) func `R1: a new tag that looks like one that is there is asked about once`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var efe = try await room.test.browser(as: .helper)
        let path = "/inbox/\(first.id)/tags"
        try await efe.open("/inbox/\(first.id)")
        try await efe.submit(["tag": "Delivery"], to: path)
        func names() async throws -> [String] { try await room.shop.read { try $0.tags(of: first.tagged) }.map(\.name).sorted() }
        let asked = try await efe.submit(["tag": "cargo, Deli"], to: path)
        #expect(asked.status == 422 && asked.shows("Did you mean “Delivery”?") && asked.shows("Make the new tag “Deli”"))
        #expect(try await names() == ["Delivery"], "nothing was put on yet")
        let forms = asked.forms.filter { $0.action == path }
        #expect(forms.count == 2)
        _ = try await efe.post(path, try #require(forms.first).fields)
        #expect(try await names() == ["Delivery", "cargo"])
        _ = try await efe.post(path, try #require(forms.last).fields)
        #expect(try await names() == ["Deli", "Delivery", "cargo"])
    }
}
