import House
import Logging
import Storage
import Synchronization
import TestShop
import Testing

@testable import Core

@Suite struct JobTests {
    /// What the tests' jobs do: each try is written down, and fails as the test says.
    final class Kitchen: Sendable {
        private struct State {
            var tries: [(at: Instant, payload: String, attempts: Int)] = []
            var errors: [any Error] = []
        }
        private let state = Mutex(State())
        struct Burnt: Error, CustomStringConvertible { var description = "It burnt" }

        func fails(_ errors: any Error...) { state.withLock { $0.errors = errors } }
        var tries: [Instant] { state.withLock { $0.tries.map(\.at) } }
        var payloads: [String] { state.withLock { $0.tries.map(\.payload) } }

        func capability(most: Int = 3, every: Duration? = nil) -> Capability {
            var kitchen = Capability("kitchen")
            kitchen.jobs = [
                JobKind("kitchen.bake", maxAttempts: most) { [self] job, shop in
                    let error: (any Error)? = state.withLock { state in
                        state.tries.append((shop.clock.now, job.payload, job.attempts))
                        return state.errors.isEmpty ? nil : state.errors.removeFirst()
                    }
                    if let error { throw error }
                }
            ]
            if let every { kitchen.schedules = [Schedule("kitchen.bake", every: every)] }
            return kitchen
        }
    }

    private func queue(_ test: TestShop, key: String = "cake", payload: String = "", at: Instant? = nil) async throws {
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.enqueue("kitchen.bake", key: key, payload: payload, at: at)
        }
    }

    @Test func `the time to the next try doubles up to six hours`() {
        let seconds = (1...14).map { Job.backOff(attempt: $0).components.seconds }
        #expect(seconds == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 21_600, 21_600, 21_600, 21_600])
        #expect(Job.backOff(attempt: 1_000_000).components.seconds == 21_600)
    }

    @Test(arguments: TestShop.engines) func `what fails is tried again later each time and then laid aside`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        kitchen.fails(Kitchen.Burnt(), Kitchen.Burnt(), Kitchen.Burnt())
        let start = test.clock.now
        try await queue(test)
        try await test.shop.runJobs()
        for wait in [29, 1, 59, 1, 3600] { try await test.pass(.seconds(wait)) }
        #expect(kitchen.tries.map { $0.milliseconds(since: start) / 1000 } == [0, 30, 90])
        let dead = try #require(try await test.shop.read { try $0.deadJobs() }.first)
        #expect(dead.lastError == "It burnt" && dead.attempts == 3)
        #expect(try await test.events().last == "job.died")

        // Tried again by hand it has all its tries once more; discarded it is gone.
        kitchen.fails(Kitchen.Burnt())
        #expect(try await test.shop.write(as: .program("test")) { tx in try tx.retry(dead.id) })
        try await test.shop.runJobs()
        #expect(try await test.shop.read { try $0.deadJobs() }.isEmpty)
        try await test.pass(.seconds(30))
        #expect(kitchen.tries.count == 5)
        #expect(try await test.shop.read { try $0.waitingJobs() }.filter { $0.kind == "kitchen.bake" }.isEmpty)
        #expect(try await test.shop.write(as: .program("test")) { tx in try tx.retry(dead.id) } == false)
        kitchen.fails(Job.GiveUp("No flour"))
        try await queue(test)
        try await test.shop.runJobs()
        let second = try #require(try await test.shop.read { try $0.deadJobs() }.first)
        #expect(second.attempts == 1 && second.lastError == "No flour", "laid aside at once")
        #expect(try await test.shop.write(as: .program("test")) { tx in try tx.discard(second.id) })
        #expect(try await test.shop.read { try $0.deadJobs() }.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `a job may choose the time of its next try`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        let start = test.clock.now
        kitchen.fails(Job.TryAt(start + .seconds(7), "The oven is warming up"))
        try await queue(test)
        try await test.shop.runJobs()
        #expect(
            try await test.shop.read { try $0.waitingJobs() }.first { $0.kind == "kitchen.bake" }?.lastError == "The oven is warming up")
        try await test.pass(.seconds(6))
        #expect(kitchen.tries.count == 1)
        try await test.pass(.seconds(1))
        #expect(kitchen.tries.count == 2)
    }

    @Test(arguments: TestShop.engines) func `a key is queued once, runs at its time and can be taken back before`(engine: Engine)
        async throws
    {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        try await queue(test, payload: "first", at: test.clock.now + .seconds(10))
        try await queue(test, payload: "second")
        try await test.shop.runJobs()
        #expect(kitchen.payloads.isEmpty)
        try await test.pass(.seconds(10))
        #expect(kitchen.payloads == ["first"])
        try await queue(test, payload: "third", at: test.clock.now + .seconds(10))
        #expect(
            try await test.shop.write(as: .program("test")) { tx in
                tx.silentByIntent = true
                return try tx.cancelJob(key: "cake")
            })
        try await test.pass(.seconds(10))
        #expect(kitchen.payloads == ["first"])
    }

    @Test(arguments: TestShop.engines) func `a job whose process was killed runs again when its lease is over`(engine: Engine) async throws
    {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        try await queue(test)
        let until = test.clock.now + Job.lease
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE job SET state = 'running', attempts = 1, lease_until = \(until) WHERE kind = 'kitchen.bake'")
        }
        try await test.pass(Job.lease)
        #expect(kitchen.tries.isEmpty)
        try await test.pass(.seconds(1))
        #expect(kitchen.tries.count == 1)
        #expect(try await test.shop.read { try $0.waitingJobs() }.filter { $0.kind == "kitchen.bake" }.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `a job that runs long keeps its lease`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        try await queue(test)
        let until = test.clock.now + Job.lease
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE job SET state = 'running', attempts = 1, lease_until = \(until) WHERE kind = 'kitchen.bake'")
        }
        for _ in 0..<4 {
            try await test.pass(Job.lease / 2)
            try await test.shop.write(as: .program("test")) { tx in
                tx.silentByIntent = true
                for job in try tx.db.waitingJobs() where job.kind == "kitchen.bake" { try tx.extendLease(of: job.id) }
            }
        }
        #expect(kitchen.tries.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `a program that ends puts its long job back, which was no failure`(engine: Engine) async throws
    {
        var slow = Capability("slow")
        slow.jobs = [
            JobKind("slow.roast") { _, _ in
                while true {
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
        ]
        let test = try await TestShop(engine, [.house, slow])
        let shop = test.shop
        try await shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.enqueue("slow.roast", key: "roast")
        }
        func roast() async throws -> Job? { try await shop.read { try $0.waitingJobs() }.first { $0.kind == "slow.roast" } }
        let runner = Task { try await shop.runJobs() }
        while try await roast()?.state != .running { await Task.yield() }
        runner.cancel()
        _ = try? await runner.value
        let job = try #require(try await roast())
        #expect(job.state == .queued && job.attempts == 0 && job.lastError == nil)
    }

    @Test(arguments: TestShop.engines) func `a job that no capability knows is laid aside`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        try await queue(test)
        try await test.shop.runJobs()
        #expect(try await test.shop.read { try $0.deadJobs() }.first?.lastError?.contains("kitchen.bake") == true)
    }

    @Test(arguments: TestShop.engines) func `jobs that two shops run on one database run once each`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        let other = twin(of: test)
        for number in 0..<20 { try await queue(test, key: "cake \(number)", payload: "\(number)") }
        let shop = test.shop
        async let one = shop.runJobs()
        async let two = other.runJobs()
        _ = try await (one, two)
        #expect(kitchen.payloads.sorted() == (0..<20).map { "\($0)" }.sorted())
    }

    // MARK: The clock

    @Test(arguments: TestShop.engines) func `what comes round by the clock comes once a period, with two shops too`(engine: Engine)
        async throws
    {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability(every: .seconds(3600))])
        let other = twin(of: test)
        for _ in 0..<3 {
            for shop in [test.shop, other] {
                try await shop.plan(asOf: test.clock.now)
                try await shop.runJobs()
            }
            test.clock.advance(by: .seconds(1000))
        }
        // 12:00, 12:16, 12:33: one hour.
        #expect(kitchen.tries.count == 1)
        test.clock.advance(by: .seconds(600))
        for shop in [other, test.shop] {
            try await shop.plan(asOf: test.clock.now)
            try await shop.runJobs()
        }
        #expect(kitchen.tries.count == 2)
    }

    /// A regression: each plan wrote and each write woke the scheduler, which planned again.
    @Test(arguments: TestShop.engines) func `a second plan in one period writes nothing`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability(every: .seconds(3600))])
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        let statements = Mutex<[String]>([])
        test.database.onStatement { text in statements.withLock { $0.append(text) } }
        try await test.shop.plan(asOf: test.clock.now + .seconds(5))
        try await test.shop.runJobs()
        let seen = statements.withLock { $0 }
        #expect(!seen.isEmpty && seen.allSatisfy { $0.hasPrefix("SELECT") }, "\(seen)")
    }

    @Test(arguments: TestShop.engines) func `work by the clock that was laid aside comes round again`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let test = try await TestShop(engine, [.house, kitchen.capability(every: .seconds(3600))])
        kitchen.fails(Job.GiveUp("No flour"))
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        #expect(try await test.shop.read { try $0.deadJobs() }.count == 1)
        test.clock.advance(by: .seconds(3600))
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        #expect(kitchen.tries.count == 2)
        #expect(try await test.shop.read { try $0.deadJobs() }.isEmpty, "what went well at last need not be looked at")
    }

    /// A regression: the alarm of a wait that had ended early signalled when it was cancelled, and the next wait ended at once.
    @Test func `a wait that a signal ended leaves no signal behind`() async {
        let wake = Wake()
        wake.signal()
        await wake.wait(atMost: .seconds(60))
        let clock = ContinuousClock()
        for _ in 0..<3 {
            let time = await clock.measure { await wake.wait(atMost: .milliseconds(40)) }
            #expect(time >= .milliseconds(35))
        }
    }
    @Test func `a signal before the wait ends it, once`() async {
        let wake = Wake()
        wake.signal()
        wake.signal()
        let clock = ContinuousClock()
        #expect(await clock.measure { await wake.wait(atMost: .seconds(60)) } < .seconds(30))
        #expect(await clock.measure { await wake.wait(atMost: .milliseconds(40)) } >= .milliseconds(35))
    }

    @Test(arguments: TestShop.engines) func `a scheduler that is cancelled ends`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let shop = test.shop
        let work = Task { await shop.runScheduler() }
        work.cancel()
        await work.value
    }

    // MARK: A process that died

    /// A cake that somebody began `tries` times and did not finish, and a fresh look at the database as another process has it.
    private func abandoned(_ engine: Engine, _ kitchen: Kitchen, tries: Int) async throws -> (TestShop, Shop) {
        let test = try await TestShop(engine, [.house, kitchen.capability()])
        try await queue(test)
        let lease = test.clock.now + Job.lease
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE job SET state = 'running', attempts = \(tries), lease_until = \(lease)")
        }
        return (test, twin(of: test, database: try test.anotherDatabase()))
    }

    @Test(arguments: TestShop.engines) func `what a process was doing when it died is taken up by the next at once`(engine: Engine)
        async throws
    {
        let kitchen = Kitchen()
        let (test, next) = try await abandoned(engine, kitchen, tries: 1)
        try await next.runJobs()
        #expect(kitchen.tries.isEmpty)
        try await next.takeUpAbandoned()
        try await next.runJobs()
        #expect(kitchen.tries == [test.clock.now])
        next.database.close()
    }

    @Test(arguments: TestShop.engines) func `what another process works on is left to it`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let (test, next) = try await abandoned(engine, kitchen, tries: 1)
        try await test.database.beginWork { _ in }
        try await next.takeUpAbandoned()
        try await next.runJobs()
        #expect(kitchen.tries.isEmpty)
        // It said nothing more for two minutes.
        test.clock.advance(by: Job.lease + .seconds(1))
        try await next.runJobs()
        #expect(kitchen.tries.count == 1)
        next.database.close()
    }

    @Test(arguments: TestShop.engines) func `what may have killed its process waits longer each time`(engine: Engine) async throws {
        let kitchen = Kitchen()
        let (test, next) = try await abandoned(engine, kitchen, tries: 3)
        try await next.takeUpAbandoned()
        try await next.runJobs()
        #expect(kitchen.tries.isEmpty)
        test.clock.advance(by: Job.backOff(attempt: 3))
        try await next.runJobs()
        #expect(kitchen.tries.count == 1)
        next.database.close()
    }

    /// Another process with the same database.
    private func twin(of test: TestShop, database: Database? = nil) -> Shop {
        var log = Logger(label: "test")
        log.logLevel = .critical
        return Shop(
            database: database ?? test.database, clock: test.shop.clock, key: test.shop.key, capabilities: test.shop.capabilities, log: log)
    }
}
