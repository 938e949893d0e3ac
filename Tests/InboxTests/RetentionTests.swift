import Core
import Counter
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 171, 172, 135: what is old goes where the shop says so, is counted before, and is left alone where somebody is held.
@Suite struct RetentionTests {
    @Test(arguments: TestShop.engines) func `171: old things go by kind, counted first, a day after it was chosen, and not of who is held`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        var conversations: [Conversation] = []
        for name in ["anna", "bora", "cem"] {
            let one = try await room.receive(
                PostRoom.letter(
                    from: "\(name) <\(name)@example.org>", subject: "Bread \(name)", text: "words of \(name)", id: "\(name)@mailer.example")
            )
            conversations.append(one)
            try await room.shop.write(as: .program("test")) { tx in
                try tx.note(one.customer, .phone, "Called \(name)", promise: name == "cem" ? tx.now + .seconds(3600) : nil)
                if name != "cem", let known = try tx.db.conversation(one.id) { try tx.solve(known) }
            }
        }
        let people = conversations.map(\.customer)
        var browser = try await room.test.browser(as: .owner)
        // Bora is in dispute.
        try await browser.open("/people/\(people[1])/data")
        #expect(try await browser.submit(["reason": ""], to: "/people/\(people[1])/hold").shows("Write why they are held."))
        try await browser.open("/people/\(people[1])/data")
        #expect(try await browser.submit(["reason": "Dispute over an invoice"], to: "/people/\(people[1])/hold").shows("Held."))
        #expect(try await browser.open("/people/\(people[1])/erase").shows("They are held: “Dispute over an invoice”."))

        room.test.clock.advance(by: .seconds(100 * 86_400))
        browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/people/retention")
        #expect(page.shows("Nothing is deleted until you say so.") && page.shows("Dispute over an invoice"))
        let dry = try await browser.open("/people/retention?mail=90&notes=90&people=90")
        #expect(dry.shows("Today 1 would go."))
        #expect(try await room.count("SELECT count(*) FROM counter_note") == 3)
        try await browser.open("/people/retention")
        let wrong = try await browser.submit(["mail": "3"], to: "/people/retention")
        #expect(wrong.status == 422 && wrong.error("mail") == "Write a number of days from 30 to 3,650, or nothing to keep it.")
        let saved = try await browser.submit(["mail": "90", "notes": "90"], to: "/people/retention")
        #expect(saved.shows("takes effect in a day") && saved.shows("Nothing goes before"))
        try await room.shop.sweepOld()
        #expect(try await room.count("SELECT count(*) FROM counter_note") == 3)

        room.test.clock.advance(by: .seconds(86_401))
        try await room.shop.plan(asOf: room.test.clock.now)
        try await room.shop.runJobs()
        // Anna's went; Bora is held; Cem's is open, and he was promised something.
        #expect(
            try await room.shop.read { try $0.values("SELECT text FROM counter_note ORDER BY id", as: String.self) } == [
                "Called bora", "Called cem",
            ])
        #expect(
            try await room.shop.read { try $0.values("SELECT text FROM message WHERE kind = 'theirs' ORDER BY id", as: String.self) }
                .map { $0.trimmed } == ["", "words of bora", "words of cem"])
        #expect(try await room.count("SELECT count(*) FROM conversation") == 3)
        #expect(try await room.count("SELECT count(*) FROM raw_message") == 2)
        browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(conversations[0].id)").status == 200)
        #expect(try await browser.open("/inbox?view=all").status == 200)
        #expect(try await browser.open("/people/\(people[0])").status == 200)
        #expect(try await !browser.open("/search?q=words+anna").shows("words of anna"))
        #expect(try await room.findings() == [])
        let swept = try await room.test.events().filter { $0 == "retention.swept" }
        #expect(swept.count == 2)

        // Whole people, and the end of a hold.
        try await browser.open("/people/retention")
        try await browser.submit(["people": "60"], to: "/people/retention")
        try await browser.open("/people/\(people[1])/data")
        try await browser.submit(to: "/people/\(people[1])/hold/end")
        room.test.clock.advance(by: .seconds(86_401))
        try await room.shop.sweepOld()
        let left = try await room.shop.read { try $0.values("SELECT id FROM customer ORDER BY id", as: Customer.ID.self) }
        #expect(left == [people[2]])
        #expect(try await room.count("SELECT count(*) FROM erasure") == 2)
    }

    @Test func `172: no network address is written into any table`() async throws {
        let room = try await PostRoom()
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/me")
        let folder = room.test.folder.appending(path: "export")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var rows = 0
        for (table, _) in try room.test.database.exportTables(to: folder.path, leavingOut: []) {
            let text = try String(contentsOf: folder.appending(path: "\(table).jsonl"), encoding: .utf8)
            rows += text.split(separator: "\n").count
            #expect(text.firstMatch(of: /"10\.\d+\.\d+\.\d+"/) == nil, "\(table)")
        }
        #expect(rows > 0)
        // A sign-in is forgotten two weeks after the last visit.
        room.test.clock.advance(by: .seconds(15 * 86_400))
        try await room.shop.plan(asOf: room.test.clock.now)
        try await room.shop.runJobs()
        #expect(try await room.count("SELECT count(*) FROM session") == 0)
    }
}
