import House
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Core

@Suite struct DutyTests {
    private func request(_ test: TestShop, _ subject: Int64 = 1, kind: String = "reply") -> Duty.Request {
        Duty.Request(kind: kind, subject: subject, customer: nil, channel: "email", from: test.clock.now)
    }
    private func owe(_ request: Duty.Request, _ test: TestShop, owner: Staff.ID? = nil, due: Instant? = nil) async throws -> Duty {
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            return try tx.owe(request, owner: owner, due: due)
        }
    }

    @Test(arguments: TestShop.engines) func `there is one open duty of a kind about one thing`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let first = try await owe(request(test), test)
        test.clock.advance(by: .seconds(3600))
        #expect(try await owe(request(test), test) == first, "who asks again waits no longer for it")
        #expect(try await owe(request(test, kind: "promise"), test).id != first.id)
        #expect(try await owe(request(test, 2), test).id != first.id)
        await #expect(throws: StorageError.self) {
            try await test.shop.write(as: .program("test")) { tx in
                try tx.db.run(
                    """
                    INSERT INTO duty (id, kind, subject_id, due_at, state, created_at, why)
                    VALUES (\(tx.newID(Duty.self)), 'reply', 1, \(tx.now), 'open', \(tx.now), 'by hand')
                    """)
            }
        }
        // Ended, the next one is another.
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.fulfil("reply", about: 1, outcome: "answered") }
        #expect(try await owe(request(test), test).id != first.id)
    }

    @Test(arguments: TestShop.engines) func `an ended duty opens again as it was, unless another has taken its place`(engine: Engine)
        async throws
    {
        let test = try await TestShop(engine)
        let owner = try await test.owner
        let first = try await owe(request(test), test)
        try await test.shop.write(as: .staff(owner)) { tx in _ = try tx.drop("reply", about: 1, reason: "solved") }
        #expect(try await test.shop.read { try $0.openDuty("reply", about: 1) } == nil)
        test.clock.advance(by: .seconds(86_400))
        #expect(try await test.shop.write(as: .staff(owner)) { tx in try tx.reopen(first.id) })
        #expect(try await test.shop.read { try $0.openDuty("reply", about: 1) } == first)
        #expect(
            try await test.shop.read { db in try db.value("SELECT closed_at FROM duty WHERE id = \(first.id)", as: Instant?.self) ?? nil }
                == nil)
        try await test.shop.write(as: .staff(owner)) { tx in _ = try tx.fulfil("reply", about: 1, outcome: "answered") }
        _ = try await owe(request(test), test)
        #expect(try await test.shop.write(as: .staff(owner)) { tx in try tx.reopen(first.id) } == false)
    }

    @Test(arguments: TestShop.engines) func `the end of a duty tells how late it was`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let due = test.clock.now + .seconds(60)
        for (subject, wait, late) in [(Int64(1), 30, Int64(0)), (2, 90, 60_000)] {
            _ = try await owe(request(test, subject), test, due: due)
            test.clock.advance(by: .seconds(wait))
            #expect(try await test.shop.write(as: .program("test")) { tx in try tx.fulfil("reply", about: subject, outcome: "answered") })
            let event = try #require(try await test.shop.read { try $0.events(after: nil, limit: 10_000) }.last)
            #expect(event.kind == "duty.done" && event.data["late_ms"] == .number(late) && event.data["outcome"] == "answered")
        }
        let before = try await test.events().count
        #expect(try await test.shop.write(as: .program("test")) { tx in try tx.fulfil("reply", about: 99, outcome: "answered") } == false)
        #expect(try await test.events().count == before)
    }

    @Test(arguments: TestShop.engines) func `the first policy that answers sets time and owner and says why`(engine: Engine) async throws {
        func due(_ name: String, _ minutes: Int?) -> Capability {
            var capability = Capability(name)
            capability.policies.due = { request, _, _ in minutes.map { Decision(request.from + .seconds($0 * 60), why: name) } }
            return capability
        }
        var routed = Capability("routed")
        let who = HiredLater()
        routed.policies.route = { request, _, _ in who.id.map { Decision(.staff($0), why: "asked for") } }
        let test = try await TestShop(engine, [.house, due("silent", nil), due("first", 5), due("second", 10), routed])
        let duty = try await owe(request(test), test)
        #expect(duty.due == test.clock.now + .seconds(300) && duty.why == "first")
        #expect(duty.owner == (try await test.owner), "no policy and no line: the owner of the shop")
        let helper = try await test.hire(.helper)
        who.set(helper.id)
        #expect(try await owe(request(test, 2), test).owner == helper.id)
        // What was agreed with the customer comes before all rules.
        let agreed = try await owe(request(test, 3), test, due: test.clock.now + .seconds(7))
        #expect(agreed.due == test.clock.now + .seconds(7) && agreed.why == "agreed")
    }

    @Test(arguments: TestShop.engines) func `no duty is without an owner or a line`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let helper = try await test.hire(.helper)
        let owner = try await test.owner
        #expect(try await owe(request(test, 1), test).owner == owner)
        let line = try await test.shop.write(as: .staff(owner)) { tx in try tx.addLine(name: "Front", members: [helper.id], backup: owner) }
        let lined = try await owe(request(test, 2), test)
        #expect(lined.owner == nil && lined.line == line)
        // Who has left gets nothing more.
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE staff SET is_active = \(false) WHERE id = \(helper.id)")
        }
        let left = try await owe(request(test, 3), test, owner: helper.id)
        #expect(left.owner != helper.id && (left.owner != nil || left.line != nil))
        #expect(
            try await test.shop.read { db in
                try db.value("SELECT count(*) FROM duty WHERE owner_id IS NULL AND line_id IS NULL", as: Int.self)
            } == 0)
    }

    @Test(arguments: TestShop.engines) func `of two who take a duty at once one wins and both are told who`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let owner = try await test.owner
        let people = [try await test.hire(.helper).id, try await test.hire(.helper).id, owner]
        _ = try await test.shop.write(as: .staff(owner)) { tx in try tx.addLine(name: "Front", members: people, backup: owner) }
        let duty = try await owe(request(test), test)
        let shop = test.shop
        let told = try await withThrowingTaskGroup(of: Staff.ID?.self) { group in
            for person in people { group.addTask { try await shop.write(as: .staff(person)) { tx in try tx.take(duty.id, by: person) } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let winner = try #require(try await shop.read { try $0.duty(duty.id)?.owner })
        #expect(told == [winner, winner, winner])
        #expect(try await test.events().filter { $0 == "duty.taken" }.count == 1)
    }

    @Test(arguments: TestShop.engines) func `Today is mine and my lines', awake, the soonest first`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let owner = try await test.owner
        let helper = try await test.hire(.helper).id
        let now = test.clock.now
        let late = try await owe(request(test, 1), test, owner: helper, due: now + .seconds(100))
        let soon = try await owe(request(test, 2), test, owner: helper, due: now + .seconds(50))
        _ = try await owe(request(test, 3), test, owner: owner)
        let line = try await test.shop.write(as: .staff(owner)) { tx in try tx.addLine(name: "Front", members: [helper], backup: owner) }
        let lined = try await owe(request(test, 4), test, due: now + .seconds(75))
        let lines = try await test.shop.read { try $0.lines(of: helper) }
        #expect(lines == [line])
        func today() async throws -> [Duty.ID] {
            let now = test.clock.now
            return try await test.shop.read { try $0.today(of: helper, lines: lines, now: now).map(\.id) }
        }
        #expect(try await today() == [soon.id, lined.id, late.id])
        try await test.shop.write(as: .staff(helper)) { tx in try tx.snooze(soon.id, until: tx.now + .seconds(10)) }
        #expect(try await today() == [lined.id, late.id])
        test.clock.advance(by: .seconds(10))
        #expect(try await today() == [soon.id, lined.id, late.id])
        let rest = try await test.shop.read {
            try $0.today(of: helper, lines: lines, now: now + .seconds(10), after: (due: lined.due, id: lined.id)).map(\.id)
        }
        #expect(rest == [late.id])
        #expect(try await test.shop.read { try $0.todayCount(of: helper, lines: lines, now: now + .seconds(10)) } == 3)
    }
}

/// Somebody whom a policy names once they are there.
private final class HiredLater: Sendable {
    private let box = Mutex<Staff.ID?>(nil)
    var id: Staff.ID? { box.withLock { $0 } }
    func set(_ id: Staff.ID) { box.withLock { $0 = id } }
}
