import Core
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 160: each address and number with its source, its date, and whether it was proven.
@Suite struct ProvenanceTests {
    private static func known(_ person: Customer.ID, _ room: PostRoom) async throws -> [String: Provenance] {
        let addresses = try await room.shop.read { try $0.addresses(of: person) }
        return Dictionary(addresses.compactMap { address in address.provenance.map { (address.shown, $0) } }) { $1 }
    }

    @Test(arguments: TestShop.engines)
    func `160: from a mail, proven by the mail's own server, typed by us, by a program; shown small on the card`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let start = room.test.clock.now
        let anna = try await room.receive().customer
        #expect(try await Self.known(anna, room)["anna@example.org"] == Provenance(origin: .mail, at: start))
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/people/\(anna)").shows("from a mail"))
        #expect(try await !browser.open("/people/\(anna)").shows("proven"))

        // The mail's own server vouches for a letter.
        try await room.knowJudge()
        try await room.test.pass(.seconds(3600))
        try await room.receive(
            PostRoom.letter(more: ["Authentication-Results: mx.firin.example; dmarc=pass header.from=example.org"]))
        let proven = try #require(try await Self.known(anna, room)["anna@example.org"])
        #expect(proven.proof == .mail && proven.provenAt == start + .seconds(3600) && proven.origin == .mail && proven.at == start)
        // A second proof, and a letter of which nothing is proven, change nothing.
        try await room.test.pass(.seconds(3600))
        try await room.receive(PostRoom.letter(more: ["Authentication-Results: mx.firin.example; dmarc=fail header.from=example.org"]))
        #expect(try await Self.known(anna, room)["anna@example.org"] == proven)

        // Typed by one of us, and made sure.
        try await browser.open("/people/\(anna)/edit")
        try await browser.submit(["phones": "+358 40 123 4567"], to: "/people/\(anna)")
        let card = try await browser.open("/people/\(anna)")
        #expect(card.shows("typed by Deniz Yılmaz") && card.shows("proven"))
        let sure = try await browser.submit([:], to: "/people/\(anna)/addresses/proof")
        #expect(sure.shows("It is theirs: written down.") && sure.shows("made sure"))
        #expect(try await Self.known(anna, room)["+358 40 123 4567"]?.proof == .staff)
        #expect(try await browser.undo().shows("Written down."))
        #expect(try await Self.known(anna, room)["+358 40 123 4567"]?.provenAt == nil)

        // By a program.
        let token = try await room.test.token()
        let made = await room.test.api("POST", "/api/v1/people", token: token, json: "{\"name\":\"Ben\",\"emails\":[\"ben@example.net\"]}")
        #expect(made.status == 201)
        let ben = try #require(try await room.shop.read { try $0.customer(at: .email("ben@example.net"))?.id })
        #expect(try await Self.known(ben, room)["ben@example.net"]?.origin == .api)
    }

    @Test(arguments: TestShop.engines) func `160: kept when cards are merged and parted and when a change is undone, and given out`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        try await room.knowJudge()
        let anna = try await room.receive(
            PostRoom.letter(more: ["Authentication-Results: mx.firin.example; dmarc=pass header.from=example.org"])
        ).customer
        let before = try await Self.known(anna, room)
        #expect(before["anna@example.org"]?.proof == .mail)
        try await room.test.pass(.seconds(86_400))
        let owner = try await room.test.owner
        let other = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.add(Card(name: "Anna S", addresses: [.phone("+49 30 1234567")]))
        }
        let merge = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.merge(anna, into: other, as: Merge.Words(name: "Anna S", pronunciation: "", language: nil, note: ""))
        }
        let both = try await Self.known(other, room)
        #expect(both["anna@example.org"] == before["anna@example.org"] && both["+49 30 1234567"]?.origin == .typed)
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.undo(merge) }
        #expect(try await Self.known(anna, room) == before)

        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/people/\(anna)/edit")
        try await browser.submit(["emails": "other@example.org"], to: "/people/\(anna)")
        #expect(try await Self.known(anna, room)["anna@example.org"] == nil)
        try await browser.undo()
        #expect(try await Self.known(anna, room) == before)

        let file = try await room.shop.read { [shop = room.shop] db in
            var file = PersonalFile()
            let person = try #require(try db.personalData(of: anna))
            for data in shop.personalData { try data.export(person, db, .init(.en, timeZone: shop.timeZone), &file) }
            return file.data.map { "\($0.0): \($0.1.text)" }.joined(separator: "\n")
        }
        #expect(file.contains("\"source\":\"mail\"") && file.contains("\"proof\":\"mail\""))
        #expect(try await room.findings() == [])
    }
}
