import Core
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// Taking a matter that somebody else has, putting one off and bringing it back, and what the screen says of both.
@Suite struct TakeOverTests {
    @Test(arguments: TestShop.engines) func `a matter is taken from a colleague with a word, who is told`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let had = try #require(try await room.duty(first)?.owner)
        let efe = try await room.test.hire(.helper, name: "Efe")
        var browser = try await room.test.browser(of: efe.email)
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.links.contains("/inbox/\(first.id)/take-over") && !page.has("/take\""))
        try await browser.open("/inbox/\(first.id)/take-over")
        let refused = try await browser.submit(["note": " "], to: "/inbox/\(first.id)/take-over")
        #expect(refused.status == 422 && refused.error("note") == "Write a word on why you take it.")
        #expect(try await room.duty(first)?.owner == had)
        let done = try await browser.submit(["note": "She waits at the counter.", "reason": "away"], to: "/inbox/\(first.id)/take-over")
        #expect(done.shows("Yours now.") && done.shows("Efe took this over from Deniz Yılmaz:"))
        #expect(try await room.duty(first)?.owner == efe.id)
        let told = try await room.shop.read { try $0.unreadNotices(of: had) }
        #expect(told > 0)
        // Whose it is already has nothing to take.
        #expect(try await browser.open("/inbox/\(first.id)/take-over").path == "/inbox/\(first.id)")
    }

    @Test(arguments: TestShop.engines) func `a matter is passed on to a line, where nobody has to say yes`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let me = try await room.test.owner
        let line = try await room.shop.write(as: .staff(me)) { tx in try tx.addLine(name: "Front desk", members: [me], backup: me) }
        var owner = try await room.test.browser(as: .owner)
        let page = try await owner.open("/inbox/\(first.id)/hand-over")
        #expect(page.shows("Whoever is there of Front desk") && !page.has(">Deniz Yılmaz</option>"))
        let done = try await owner.submit(
            ["to": "line-\(line)", "reason": "away", "note": "Her third letter."], to: "/inbox/\(first.id)/hand-over")
        #expect(done.shows("Whoever is there of Front desk takes it.") && done.shows("Her third letter."))
        let duty = try #require(try await room.duty(first))
        #expect(duty.owner == nil && duty.line == line)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `what is put off says so, is not counted, and is brought back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        _ = try await room.receive(PostRoom.letter(from: "b@example.org"))
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox").has("Waiting for us <span class=\"count\">2</span>"))
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit([:], to: "/inbox/\(first.id)/snooze")
        #expect(try await browser.open("/inbox").has("Waiting for us <span class=\"count\">1</span>"))
        let away = try await browser.open("/inbox/\(first.id)")
        #expect(away.shows("Bring it back") && !away.shows("Put off until then"))
        let back = try await browser.submit([:], to: "/inbox/\(first.id)/wake")
        #expect(back.shows("It is back on the lists.") && back.shows("Put off until then"))
        #expect(try await browser.open("/inbox").has("Waiting for us <span class=\"count\">2</span>"))
    }

    @Test func `who asked is not told that they were asked`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let efe = try await room.test.hire(.helper, name: "Efe")
        var owner = try await room.test.browser(as: .owner)
        try await owner.open("/inbox/\(first.id)/hand-over")
        try await owner.submit(
            ["to": "\(efe.id)", "reason": "knowledge", "note": "He asks for the recipe."], to: "/inbox/\(first.id)/hand-over")
        let person = try #require(try await room.duty(first)?.customer)
        #expect(try await owner.open("/people/\(person)").shows("Efe is asked to take a matter over"))
        var helper = try await room.test.browser(of: efe.email)
        #expect(try await helper.open("/people/\(person)").shows("Deniz Yılmaz asks you to take a matter over"))
    }
}
