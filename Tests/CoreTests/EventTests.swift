import House
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Core

@Suite struct EventTests {
    struct Power: Error {}

    private static func kitchen(_ reactions: Reaction...) -> Capability {
        var kitchen = Capability("kitchen")
        kitchen.reactions = reactions
        return kitchen
    }
    private static func adds(_ name: String) -> @Sendable (Event, Tx) throws -> Void {
        { _, tx in _ = try tx.addCustomer(named: name) }
    }

    @Test(arguments: TestShop.engines) func `an event is written with its change and goes with it`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let before = try await test.events()
        let id = try await test.shop.write(as: .program("test")) { tx in try tx.addCustomer(named: "Anna") }
        #expect(try await test.events() == before + ["customer.added"])
        let event = try #require(try await test.shop.read { try $0.events(of: id) }.first)
        #expect(event.actor == .program("test") && event.subject == Event.Subject("customer", id) && event.at == test.clock.now)
        await #expect(throws: Power.self) {
            try await test.shop.write(as: .program("test")) { tx in
                _ = try tx.addCustomer(named: "Bob")
                throw Power()
            }
        }
        #expect(try await test.events() == before + ["customer.added"])
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 1)
    }

    @Test(arguments: TestShop.engines) func `a change that no event tells of fails`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        await #expect(throws: Tx.NothingRecorded.self) {
            try await test.shop.write(as: .program("test")) { tx in try tx.db.run("UPDATE staff SET name = 'Nobody' WHERE id <> 0") }
        }
        let owner = try await test.owner
        #expect(try await test.shop.read { try $0.staff(owner)?.name } == "Deniz Yılmaz")
        // What changes nothing need not tell.
        let changed = try await test.shop.write(as: .program("test")) { tx in try tx.db.run("UPDATE staff SET name = 'Nobody' WHERE id = 0")
        }
        #expect(changed == 0)
    }

    @Test(arguments: TestShop.engines) func `facts come back as they went in`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let facts: Event.Facts = ["big": .number(.max), "small": .number(.min), "word": "email", "looks like one": "12"]
        let event = try await test.shop.write(as: .customer(Customer.ID(number: 7))) { tx in try tx.record("test.happened", data: facts) }
        let back = try #require(try await test.shop.read { try $0.event(event.id) })
        #expect(back.data == facts && back.actor == .customer(Customer.ID(number: 7)) && back.kind == "test.happened")
    }

    @Test(arguments: TestShop.engines) func `a reaction in the transaction stands and falls with it`(engine: Engine) async throws {
        let test = try await TestShop(
            engine, [.house, Self.kitchen(Reaction("one", to: ["test.rang"], .sameTransaction(Self.adds("Guest"))))])
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.record("test.rang") }
        #expect(try await test.events().suffix(2) == ["test.rang", "customer.added"])
        await #expect(throws: Power.self) {
            try await test.shop.write(as: .program("test")) { tx in
                try tx.record("test.rang")
                throw Power()
            }
        }
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 1)

        // And the change falls with a reaction that fails.
        let failing = try await TestShop(
            engine, [.house, Self.kitchen(Reaction("two", to: ["customer.added"], .sameTransaction { _, _ in throw Power() }))])
        await #expect(throws: Power.self) {
            try await failing.shop.write(as: .program("test")) { tx in _ = try tx.addCustomer(named: "Anna") }
        }
        #expect(try await failing.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 0)
    }

    @Test(arguments: TestShop.engines) func `reactions that ring each other end after eight`(engine: Engine) async throws {
        let ring = Reaction("ring", to: ["test.rang"], .sameTransaction { _, tx in _ = try tx.record("test.rang") })
        let test = try await TestShop(engine, [.house, Self.kitchen(ring)])
        let before = try await test.events().count
        await #expect(throws: Tx.ReactionsTooDeep.self) {
            try await test.shop.write(as: .program("test")) { tx in _ = try tx.record("test.rang") }
        }
        #expect(try await test.events().count == before, "nothing of it stays")

        let few = Reaction(
            "few", to: ["test.rang"],
            .sameTransaction { event, tx in
                let left = event.data["left"]?.number ?? 0
                if left > 0 { _ = try tx.record("test.rang", data: ["left": .number(left - 1)]) }
            })
        let shallow = try await TestShop(engine, [.house, Self.kitchen(few)])
        try await shallow.shop.write(as: .program("test")) { tx in _ = try tx.record("test.rang", data: ["left": 7]) }
        #expect(try await shallow.events().filter { $0 == "test.rang" }.count == 8)
    }

    @Test(arguments: TestShop.engines) func `a reaction as a job runs once for each event, after the commit`(engine: Engine) async throws {
        let heard = Mutex<[Event.ID]>([])
        let seen: @Sendable (Event.ID) -> Void = { id in heard.withLock { $0.append(id) } }
        let test = try await TestShop(
            engine,
            [
                .house,
                Self.kitchen(
                    Reaction("loud", to: ["test.rang"], when: { $0.data["loud"] == 1 }, .job { event, _ in seen(event.id) }),
                    Reaction("all", to: [], when: { $0.kind == "test.rang" }, .job { event, _ in seen(event.id) })),
            ])
        let event = try await test.shop.write(as: .program("test")) { tx in try tx.record("test.rang", data: ["loud": 1]) }
        #expect(heard.withLock { $0.isEmpty })
        let jobs = try await test.shop.read { try $0.waitingJobs() }.filter { $0.kind == Reaction.jobKind }
        #expect(Set(jobs.map(\.key)) == ["reaction:\(event.id):loud", "reaction:\(event.id):all"])
        // The same pair of event and reaction once more: the row that is there stays.
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.enqueue(Reaction.jobKind, key: jobs[0].key, payload: jobs[0].payload)
        }
        try await test.shop.runJobs()
        #expect(heard.withLock { $0 } == [event.id, event.id])
        // One that does not apply makes no job.
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.record("test.rang") }
        try await test.shop.runJobs()
        #expect(heard.withLock { $0.count } == 3)
    }

    @Test(arguments: TestShop.engines) func `inert work wakes nobody`(engine: Engine) async throws {
        let test = try await TestShop(
            engine, [.house, Self.kitchen(Reaction("one", to: ["test.rang"], .sameTransaction(Self.adds("Guest"))))])
        try await test.shop.write(as: .program("test")) { tx in
            try tx.inert { _ = try tx.record("test.rang") }
            try tx.record("test.rang")
        }
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 1)
    }

    @Test(arguments: TestShop.engines) func `browsers hear the topics of what was committed`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let shop = test.shop
        let stream = shop.live.listen()
        let work = Task { await shop.runLive() }
        let id = try await shop.write(as: .program("test")) { tx in try tx.addCustomer(named: "Anna") }
        let wanted = "customer:\(id)"
        for await text in stream where text.hasPrefix("event: change") && text.contains(wanted) {
            #expect(text.contains("\"customer\""))
            break
        }
        work.cancel()
        let event = try #require(try await shop.read { try $0.events(of: id) }.first)
        #expect(event.topics == ["customer", "customer:\(id)", "customer:\(id)"])
    }
}
