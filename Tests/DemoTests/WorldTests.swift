import Core
import Counter
import Foundation
import House
import Inbox
import Mail
import People
import Purchases
import Storage
import TestShop
import Testing
import Web

@testable import Demo

@Suite struct WorldTests {
    /// The program beside the test binary, whose `parse-worker` reads the letters.
    static var program: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "regulars").path
    }

    static func workers() -> ParseWorkers { ParseWorkers(executable: program, wallLimit: .seconds(20)) }

    static func capabilities(_ workers: ParseWorkers) -> [Capability] {
        [.house, .inbox(workers: workers), .people, .counter, .purchases, .sample(workers: workers)]
    }

    static func findings(_ shop: Shop) async throws -> [String] {
        let checks = shop.capabilities.flatMap(\.checks)
        return try await shop.read { db in try checks.flatMap { try $0(db) } + shop.mergeFindings(db) } + (try shop.database.check())
    }

    /// How many rows of each kind there are.
    static func counts(_ shop: Shop) async throws -> [String: Int] {
        try await shop.read { db in
            let tables: [(String, SQL)] = [
                ("customer", "SELECT count(*) FROM customer"), ("conversation", "SELECT count(*) FROM conversation"),
                ("message", "SELECT count(*) FROM message"), ("duty", "SELECT count(*) FROM duty"), ("event", "SELECT count(*) FROM event"),
                ("note", "SELECT count(*) FROM counter_note"), ("staff", "SELECT count(*) FROM staff"),
            ]
            return Dictionary(uniqueKeysWithValues: try tables.map { ($0.0, try db.value($0.1, as: Int.self) ?? 0) })
        }
    }

    /// Tuesday, 3 March 2026, 12:00 in Istanbul.
    static let noon = Instant(milliseconds: 1_772_528_400_000)

    private func world(_ engine: Engine, isOpen: Bool = false, time: Instant = noon) async throws -> (TestShop, World, ParseWorkers) {
        let workers = Self.workers()
        let test = try await TestShop(engine, Self.capabilities(workers), isOpen: isOpen, time: time)
        return (test, World(test.shop, workers: workers, password: TestShop.password), workers)
    }

    @Test(arguments: TestShop.engines) func `the world is whole, and its owner can sign in`(engine: Engine) async throws {
        let (test, world, workers) = try await world(engine)
        let signIn = try #require(try await world.build())
        await workers.close()
        #expect(try await Self.findings(test.shop) == [])
        #expect(signIn.email == "deniz@firin.example" && signIn.password == TestShop.password && signIn.colleagues.count > 1)
        var browser = try await test.browser(of: signIn.email)
        let page = try await browser.open("/today")
        #expect(page.status == 200)
        #expect(test.shop.setting(ShopSettings.business) == "Fırın Bakery")
        let counts = try await Self.counts(test.shop)
        #expect(try #require(counts["message"]) > 100)
        #expect(counts["staff"] == 5)
        // Every answer has gone, and nothing waits to go.
        let queued = try await test.shop.read { db in try db.value("SELECT count(*) FROM message WHERE out_state = 'queued'", as: Int.self)
        }
        #expect(queued == 0)
        #expect(try await test.shop.read { db in try db.waitingJobs().filter { $0.kind == "mail.send" }.isEmpty })
        #expect(try await test.shop.read { db in try db.value("SELECT count(*) FROM parked_mail", as: Int.self) } == 0)
    }

    @Test func `the same seed gives the same world`() async throws {
        var seen: [[String: Int]] = []
        for _ in 0..<2 {
            let (test, world, workers) = try await world(.sqlite)
            try await world.build()
            await workers.close()
            seen.append(try await Self.counts(test.shop))
        }
        #expect(seen[0] == seen[1])
    }

    @Test func `today shows the overdue letter first, then what is due soon`() async throws {
        let (test, world, workers) = try await world(.sqlite)
        try await world.build()
        await workers.close()
        let duties = try await test.shop.read { db in
            let owner = try #require(try db.staff(email: "deniz@firin.example"))
            let duties = try db.today(of: owner.id, lines: try db.lines(of: owner.id), now: test.clock.now)
            let names = try db.names(of: duties.compactMap(\.customer))
            return duties.map { (name: $0.customer.flatMap { names[$0] } ?? "", late: $0.due < test.clock.now) }
        }
        #expect(duties.first?.name == "Hasan IŞIK")
        #expect(duties.filter(\.late).count == 1)
        #expect(duties.count >= 6)
        var browser = try await test.browser(of: "deniz@firin.example")
        let page = try await browser.open("/today")
        let overdue = try #require(page.words.range(of: "Hasan IŞIK"))
        let next = try #require(page.words.range(of: "James O’Brien"))
        #expect(overdue.lowerBound < next.lowerBound)
    }

    @Test func `every language is there, and a right-to-left one, a long name, no name and a long conversation`() async throws {
        let (test, world, workers) = try await world(.sqlite)
        try await world.build()
        await workers.close()
        let (languages, longest, names, addresses) = try await test.shop.read { db in
            (
                Set(try db.values("SELECT DISTINCT language FROM customer WHERE language IS NOT NULL", as: String.self)),
                try db.value("SELECT max(message_count) FROM conversation", as: Int.self),
                try db.values("SELECT name FROM customer", as: String.self),
                try db.value(
                    "SELECT count(*) FROM customer_address a JOIN customer c ON c.id = a.customer_id WHERE c.name = 'Priya Raghunathan' AND a.kind = 'email'",
                    as: Int.self)
            )
        }
        #expect(languages.isSuperset(of: ["tr", "fi", "hy", "id", "en", "ar"]))
        #expect(longest == 40)
        #expect(names.contains { $0.count > 40 })
        #expect(names.contains(""))
        #expect(addresses == 3)
    }

    /// At night, on a Sunday, and on the first days of the sacrifice holiday, when a Turkish shop is closed for days.
    @Test(arguments: ["2026-03-03T02:10:00Z", "2026-03-08T10:00:00Z", "2026-05-28T09:00:00Z", "2026-01-01T00:30:00Z"])
    func `the world can be made at any time`(_ text: String) async throws {
        let time: Instant? = Instant(iso: text)
        let (test, world, workers) = try await world(.sqlite, time: try #require(time))
        try await world.build()
        await workers.close()
        #expect(try await Self.findings(test.shop) == [])
        let calendar = test.shop.calendar
        let (late, future, answers) = try await test.shop.read { db in
            (
                try db.value("SELECT count(*) FROM duty WHERE state = 'open' AND due_at < \(test.clock.now)", as: Int.self),
                try db.value("SELECT count(*) FROM message WHERE at > \(test.clock.now)", as: Int.self),
                try db.values("SELECT at FROM message WHERE kind = 'ours' ORDER BY at", as: Instant.self)
            )
        }
        #expect(late == 1)
        #expect(future == 0)
        // Whoever answers is at work, or has just closed.
        #expect(answers.allSatisfy { calendar.openTime(from: $0 - .seconds(3600), to: $0) > 0 })
    }

    @Test func `a shop with an owner keeps owner, name and hours`() async throws {
        let (test, world, workers) = try await world(.sqlite, isOpen: true)
        let hours = test.shop.setting(ShopSettings.hours)
        #expect(try await world.build() == nil)
        await workers.close()
        #expect(test.shop.setting(ShopSettings.hours) == hours)
        #expect(try await Self.findings(test.shop) == [])
        await #expect(throws: World.Refusal.hereAlready) { try await world.build() }
    }

    @Test(arguments: TestShop.engines) func `what is scaled up is whole and has its rare word in seven conversations`(engine: Engine)
        async throws
    {
        let (test, world, workers) = try await world(engine)
        try await world.build()
        await workers.close()
        try await world.scale(conversations: 300, customers: 80)
        #expect(try await Self.findings(test.shop) == [])
        let counts = try await Self.counts(test.shop)
        #expect(counts["conversation"] == 300)
        #expect(counts["customer"] == 80)
        let words = test.shop.searchWords("zanzibar")
        let hits = try await test.shop.read { db in try Search.messages.find(db, words, limit: 50) }
        #expect(hits.count == 7)
        #expect(Set(hits.map(\.group)).count == 7)
    }
}
