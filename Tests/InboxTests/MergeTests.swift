import Core
import Counter
import House
import People
import TestShop
import Testing

@testable import Inbox
@testable import Storage

/// Merging people who have rows in every capability (R2, expected behaviour 163 and 164).
@Suite struct MergeTests {
    // MARK: A shop of people

    /// Everything that the database holds about anybody, a line a row; without what tells of the merging itself.
    private static func dump(_ room: PostRoom) async throws -> [String] {
        let log: Set<String> = [
            "event", "event_stray", "person_merge", "person_merge_row", "job", "schedule", "search_term", "search_posting",
        ]
        return try await room.shop.read { db in
            // Words come into the search index under new numbers, and how often they are used is an estimate.
            var lines = try db.all("SELECT t.term, p.kind, p.item FROM search_posting p JOIN search_term t ON t.id = p.term") { row in
                "\(try row.next(String.self)) \(try row.next(Int.self)) \(try row.next(Int64.self))"
            }
            for case .table(let table) in try Catalog.entries(db) where !log.contains(table.name.text) {
                let columns = SQL(checked: table.columns.map(\.name.quoted).joined(separator: ", "))
                let rows = try db.all("SELECT \(columns) FROM \(table.name.sql)") { try $0.values(table.columns.map(\.type)) }
                lines += rows.map { "\(table.name): \($0)" }
            }
            return lines.sorted()
        }
    }

    /// Somebody with a random part of everything: addresses, letters, answers, notes, promises, a card that was changed.
    private static func somebody(_ number: Int, _ room: PostRoom, _ dice: inout SeededNumbers) async throws -> Customer.ID {
        let owner = try await room.test.owner
        let names = ["", "Ayşe Kaya", "Kaya Ayşe", "Արամ Պետրոսյան", "Aram Petrosyan", "Marja Väänänen", "Budi"]
        let addresses: [Customer.Address] = (0..<Int.random(in: 1...3, using: &dice)).map { part in
            Bool.random(using: &dice) ? .email("p\(number).\(part)@many.example") : .phone("+90 532 \(1_000_000 + number * 10 + part)")
        }
        let card = Card(
            name: names.randomElement(using: &dice) ?? "", pronunciation: ["", "eye-SHEH", "MAR-ya"].randomElement(using: &dice) ?? "",
            language: [nil, "tr", "fi"].randomElement(using: &dice) ?? nil,
            note: ["", "the tall one", "rye"].randomElement(using: &dice) ?? "",
            addresses: addresses)
        let changes = Bool.random(using: &dice)
        let (letters, notes) = (Int.random(in: 0...2, using: &dice), Int.random(in: 0...2, using: &dice))
        let promises = Bool.random(using: &dice)
        room.test.clock.advance(by: .seconds(Int.random(in: 1...900, using: &dice)))
        let box = room.mailbox
        return try await room.shop.write(as: .staff(owner)) { tx in
            let id = try tx.add(card)
            for letter in 0..<letters {
                let conversation = try tx.openConversation(
                    with: id, mailbox: box, channel: "email", subject: "Bread \(letter)", state: .new, owner: owner)
                _ = try tx.answer(conversation, text: "Yes", then: letter == 0 ? .wait : .stay, seen: nil, to: "p\(number)@many.example")
            }
            for note in 0..<notes { try tx.note(id, .phone, "Called \(note)", promise: promises ? tx.now + .seconds(3600) : nil) }
            if changes {
                var other = card
                other.note = "changed"
                try tx.change(id, to: other)
            }
            return id
        }
    }

    private static func merge(_ from: Customer.ID, into: Customer.ID, _ room: PostRoom, as words: Merge.Words? = nil) async throws
        -> Merge.ID
    {
        let owner = try await room.test.owner
        return try await room.shop.write(as: .staff(owner)) { tx in
            guard let stays = try tx.db.customer(into) else { throw NotThere(what: "the card") }
            return try tx.merge(from, into: into, as: words ?? Merge.Words(stays))
        }
    }

    private static func undo(_ merge: Merge.ID, _ room: PostRoom) async throws {
        let owner = try await room.test.owner
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.undo(merge) }
    }

    private static func eventIDs(_ person: Customer.ID, _ room: PostRoom) async throws -> [Event.ID] {
        try await room.shop.read { try $0.events(of: person, limit: 1000).map(\.id) }
    }

    // MARK: Tests

    @Test(arguments: TestShop.engines) func `163: merged and undone, everything is as it was`(engine: Engine) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var dice = SeededNumbers(state: seed)
        let room = try await PostRoom(engine)
        var people: [Customer.ID] = []
        for number in 0..<8 { people.append(try await Self.somebody(number, room, &dice)) }
        for _ in 0..<12 {
            let pair = Array(people.shuffled(using: &dice).prefix(2))
            let before = try await Self.dump(room)
            let events = (try await Self.eventIDs(pair[0], room), try await Self.eventIDs(pair[1], room))
            let words = Merge.Words(name: "Somebody Else", pronunciation: "x", language: "hy", note: "both")
            let merge = try await Self.merge(pair[0], into: pair[1], room, as: words)
            #expect(try await room.findings() == [], "seed \(seed)")
            // The count of events is the sum, and the line about the merge.
            #expect(try await Self.eventIDs(pair[1], room).dropFirst() == (events.0 + events.1).sorted(by: >)[...], "seed \(seed)")
            try await Self.undo(merge, room)
            let after = try await Self.dump(room)
            let (lost, new) = (Set(before).subtracting(after), Set(after).subtracting(before))
            #expect(
                lost == [] && new == [] && before.count == after.count, "seed \(seed): \(lost.sorted().prefix(3)) \(new.sorted().prefix(3))"
            )
            #expect(Array(try await Self.eventIDs(pair[0], room).dropFirst()).suffix(events.0.count) == events.0[...], "seed \(seed)")
        }
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `163: a chain of merges is undone from its end`(engine: Engine) async throws {
        var dice = SeededNumbers(state: 7)
        let room = try await PostRoom(engine)
        let (a, b, c) = (
            try await Self.somebody(1, room, &dice), try await Self.somebody(2, room, &dice), try await Self.somebody(3, room, &dice)
        )
        let first = try await Self.dump(room)
        let ab = try await Self.merge(a, into: b, room)
        let second = try await Self.dump(room)
        let bc = try await Self.merge(b, into: c, room)
        #expect(try await room.shop.read { try $0.survivor(of: a) } == c)
        #expect(try await room.shop.read { try $0.family(of: c) } == [c, a, b])
        #expect(try await room.findings() == [])
        await #expect(throws: MergeRefusal.later(bc, from: b, into: c)) { try await Self.undo(ab, room) }
        await #expect(throws: MergeRefusal.merged(a, into: c)) { try await Self.merge(a, into: c, room) }
        try await Self.undo(bc, room)
        #expect(try await Self.dump(room) == second)
        await #expect(throws: MergeRefusal.undone) { try await Self.undo(bc, room) }
        try await Self.undo(ab, room)
        #expect(try await Self.dump(room) == first)
    }

    @Test(arguments: TestShop.engines) func `163: two cards that went into one come out last first`(engine: Engine) async throws {
        var dice = SeededNumbers(state: 8)
        let room = try await PostRoom(engine)
        let (a, b, c) = (
            try await Self.somebody(1, room, &dice), try await Self.somebody(2, room, &dice), try await Self.somebody(3, room, &dice)
        )
        let before = try await Self.dump(room)
        let ac = try await Self.merge(a, into: c, room)
        let bc = try await Self.merge(b, into: c, room)
        await #expect(throws: MergeRefusal.later(bc, from: b, into: c)) { try await Self.undo(ac, room) }
        try await Self.undo(bc, room)
        try await Self.undo(ac, room)
        #expect(try await Self.dump(room) == before)
    }

    @Test(arguments: TestShop.engines) func `163: new mail from a merged card's address comes to the card that stays`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(from: "Anna <anna@example.org>", id: "one@example.org"))
        let other = try await room.receive(PostRoom.letter(from: "A. Schmidt <a.schmidt@example.org>", id: "two@example.org"))
        let (anna, schmidt) = (first.customer, other.customer)
        #expect(anna != schmidt)
        let merge = try await Self.merge(schmidt, into: anna, room)
        #expect(try await room.conversation(other.id).customer == anna)
        #expect(try await room.duty(other)?.customer == anna)
        // An answer in what went over, and something new.
        room.test.clock.advance(by: .seconds(60))
        let reply = try await room.receive(
            PostRoom.letter(from: "a.schmidt@example.org", text: "And rolls?", replyTo: "two@example.org", references: ["two@example.org"]))
        #expect(reply.id == other.id && reply.customer == anna)
        let fresh = try await room.receive(PostRoom.letter(from: "a.schmidt@example.org", subject: "Quite another matter", text: "Buns?"))
        #expect(fresh.customer == anna && fresh.id != other.id)
        #expect(try await room.count("SELECT count(*) FROM customer WHERE merged_into IS NULL") == 1)

        try await Self.undo(merge, room)
        // What had moved is back with what happened to it; what came new stays; the address is back.
        #expect(try await room.conversation(other.id).customer == schmidt)
        #expect(try await room.conversation(fresh.id).customer == anna)
        #expect(try await room.duty(other)?.customer == schmidt)
        #expect(try await room.duty(fresh)?.customer == anna)
        let (theirs, ours) = (
            try await room.shop.read { try $0.events(of: schmidt) }, try await room.shop.read { try $0.events(of: anna) }
        )
        #expect(theirs.filter { $0.kind == "message.received" }.map { $0.subject?.id } == [other.id.number, other.id.number])
        #expect(ours.filter { $0.kind == "message.received" }.map { $0.subject?.id } == [fresh.id.number, first.id.number])
        let next = try await room.receive(PostRoom.letter(from: "a.schmidt@example.org", subject: "And again", text: "Hello"))
        #expect(next.customer == schmidt)
        #expect(try await room.findings() == [])
    }

    @Test func `every column that names a person is moved when people are merged`() async throws {
        let room = try await PostRoom()
        // Events are never rewritten, the search by likeness is made anew, and the log says who was merged with whom.
        let known: Set<String> = ["event.customer_id", "event_stray.customer_id", "person_key.customer_id"]
        let steps = Set(room.shop.mergeSteps.map(\.name))
        let naming = try await room.shop.read { db in
            try Catalog.entries(db).flatMap { entry -> [String] in
                guard case .table(let table) = entry else { return [] }
                return table.columns.filter { $0.name.text == "customer_id" || $0.parent?.table.text == "customer" }
                    .map { "\(table.name).\($0.name)" }
            }
        }
        #expect(naming.count > 5)
        let forgotten = naming.filter { name in !known.contains(name) && !steps.contains(String(name.prefix { $0 != "." })) }
        #expect(forgotten == [])
    }

    @Test func `check finds rows of a merged card, chains and circles`() async throws {
        var dice = SeededNumbers(state: 9)
        let room = try await PostRoom()
        let (a, b) = (try await Self.somebody(1, room, &dice), try await Self.somebody(2, room, &dice))
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE customer SET merged_into = \(b) WHERE id = \(a)")
            try tx.db.run("UPDATE customer SET merged_into = \(a) WHERE id = \(b)")
        }
        let findings = try await room.findings()
        #expect(findings.contains("Table customer: 2 rows belong to a card that was merged into another."))
        #expect(findings.contains { $0.hasPrefix("Table customer_address: ") })
        #expect(try await room.shop.read { try $0.survivor(of: a) } == nil)
    }

    @Test(arguments: TestShop.engines) func `163: the days over, nothing of the way back is kept`(engine: Engine) async throws {
        var dice = SeededNumbers(state: 10)
        let room = try await PostRoom(engine)
        let (a, b) = (try await Self.somebody(1, room, &dice), try await Self.somebody(2, room, &dice))
        let merge = try await Self.merge(a, into: b, room)
        try await room.test.pass(.seconds(30 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM person_merge WHERE way_back IS NOT NULL") == 1)
        room.test.clock.advance(by: .seconds(60))
        await #expect(throws: MergeRefusal.over) { try await Self.undo(merge, room) }
        try await room.shop.plan(asOf: room.test.clock.now)
        try await room.test.pass(.seconds(60))
        #expect(try await room.count("SELECT count(*) FROM person_merge WHERE way_back IS NOT NULL") == 0)
        #expect(try await room.count("SELECT count(*) FROM person_merge_row") == 0)
        #expect(try await room.count("SELECT count(*) FROM person_merge") == 1)
    }
}
