import Foundation
import Storage
import Testing

private let bank = [
    Migration("bank", 1) { tx in
        try tx.createTable("account", [.id("id"), .int("balance")])
        try tx.createTable("tally", [.id("id"), .int("transfers")])
        for id in 0..<5 { try tx.run("INSERT INTO account (id, balance) VALUES (\(id), 1000)") }
        try tx.run("INSERT INTO tally (id, transfers) VALUES (1, 0)")
    }
]

/// Several processes at one database, as when commands and a mail server's pipe run beside the server.
@Suite(.serialized) struct ProcessTests {
    @Test(arguments: FreshDatabase.engines) func `money moved by four processes at once is neither made nor lost`(engine: Engine)
        async throws
    {
        let fresh = try FreshDatabase(engine, migrations: bank)
        let transfers = 40
        let seed = Int.random(in: 1...1_000_000)
        print("seed \(seed)")
        let others = try (0..<3).map { try Other(fresh.location, "transfer", "\(transfers)", "\(seed + $0)") }
        // The fourth is this one, with tasks of its own.
        let database = fresh.database
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<transfers {
                group.addTask {
                    try await database.write { tx in
                        let balance: Int = try tx.value("SELECT balance FROM account WHERE id = \(task % 5)") ?? 0
                        let other: Int = try tx.value("SELECT balance FROM account WHERE id = \((task + 1) % 5)") ?? 0
                        try tx.run("UPDATE account SET balance = \(balance - 1) WHERE id = \(task % 5)")
                        try tx.run("UPDATE account SET balance = \(other + 1) WHERE id = \((task + 1) % 5)")
                        let count: Int = try tx.value("SELECT transfers FROM tally WHERE id = 1") ?? 0
                        try tx.run("UPDATE tally SET transfers = \(count + 1) WHERE id = 1")
                    }
                    let total = try await database.read { try $0.value("SELECT CAST(SUM(balance) AS BIGINT) FROM account", as: Int.self) }
                    #expect(total == 5_000)
                }
            }
            try await group.waitForAll()
        }
        for other in others { #expect(other.end() == 0) }
        let (total, count) = try await database.read { db in
            (
                try db.value("SELECT CAST(SUM(balance) AS BIGINT) FROM account", as: Int.self),
                try db.value("SELECT transfers FROM tally", as: Int.self)
            )
        }
        #expect(total == 5_000)
        #expect(count == 4 * transfers)
    }

    @Test(arguments: FreshDatabase.engines) func `a write waits for another process, and gives up when its patience ends`(engine: Engine)
        async throws
    {
        let fresh = try FreshDatabase(engine, migrations: bank)
        let holder = try Other(fresh.location, "hold")
        #expect(holder.line() == "held")
        let hasty = try Database.open(fresh.location, patience: .milliseconds(150))
        defer { hasty.close() }
        await #expect(throws: StorageError.busy) { try await hasty.write { try $0.run("UPDATE tally SET transfers = 100") } }
        // Reading goes on meanwhile, and shows what was committed.
        #expect(try await hasty.read { try $0.value("SELECT transfers FROM tally", as: Int.self) } == 0)
        async let patient: Int = fresh.database.write { tx in
            try tx.run("UPDATE tally SET transfers = transfers + 10")
            return try tx.value("SELECT transfers FROM tally") ?? 0
        }
        #expect(holder.end() == 0)
        #expect(try await patient == 11)
    }

    @Test(arguments: FreshDatabase.engines) func `another process's commit is noticed`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: bank)
        var commits = fresh.database.commits().makeAsyncIterator()
        // The first element comes with the first look; what follows is news.
        _ = await commits.next()
        let other = try Other(fresh.location, "transfer", "1", "7")
        #expect(await commits.next() != nil)
        #expect(other.end() == 0)
    }

    @Test func `a commit is on the disk when the write returns`() throws {
        let fresh = try FreshDatabase(.sqlite, migrations: bank)
        // 2 is FULL. GRDB sets NORMAL on its own, which may lose the last commits when the power fails.
        #expect(try fresh.database.blockingWrite { try $0.value("PRAGMA synchronous", as: Int.self) } == 2)
        #expect(try fresh.database.blockingRead { try $0.value("PRAGMA journal_mode", as: String.self) } == "wal")
        #expect(try fresh.database.blockingWrite { try $0.value("PRAGMA foreign_keys", as: Int.self) } == 1)
        #expect(try fresh.database.blockingWrite { try $0.value("PRAGMA busy_timeout", as: Int.self) } == 10_000)
        guard case .sqlite(let path) = fresh.location else { return }
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.attributesOfItem(atPath: path + "-wal")[.posixPermissions] as? Int == 0o600)
    }

    @Test(arguments: FreshDatabase.engines.filter { $0 == .postgres })
    func `a lost connection fails one operation, and the next one works`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: bank)
        let database = fresh.database
        func isConnectionError(_ body: () async throws -> Void) async -> Bool {
            do {
                try await body()
                return false
            } catch StorageError.connection {
                return true
            } catch {
                return false
            }
        }
        #expect(
            await isConnectionError {
                try await database.write { tx in
                    try tx.run("UPDATE tally SET transfers = 5")
                    _ = try tx.value("SELECT pg_terminate_backend(pg_backend_pid())", as: Bool.self)
                }
            })
        #expect(try await database.write { try $0.value("SELECT transfers FROM tally", as: Int.self) } == 0)
        // A connection that was lost while idle costs nothing.
        let reader = try await database.read { try $0.value("SELECT pg_backend_pid()", as: Int.self) ?? 0 }
        _ = try await database.write { try $0.value("SELECT pg_terminate_backend(CAST(\(reader) AS INTEGER))", as: Bool.self) }
        #expect(try await database.read { try $0.value("SELECT transfers FROM tally", as: Int.self) } == 0)
    }

    @Test(arguments: FreshDatabase.engines.filter { $0 == .postgres }) func `a wrong address is told at once`(engine: Engine) throws {
        #expect(throws: StorageError.self) { try Database.open(.postgres(url: "postgres://nobody@127.0.0.1:1/none")) }
    }
}

/// A `storage-writers` process.
private final class Other {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ location: Database.Location, _ arguments: String...) throws {
        let name =
            switch location {
            case .sqlite(let path): path
            case .postgres(let url): url
            }
        process.executableURL = try Self.executable()
        process.arguments = [name] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The next words that the process said.
    func line() -> String {
        String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Ends its input, waits, and answers its exit code.
    func end() -> Int32 {
        input.fileHandleForWriting.closeFile()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// It is built beside the tests.
    private static func executable() throws -> URL {
        let tests = try #require(CommandLine.arguments.first.map { URL(fileURLWithPath: $0) })
        var folder = tests.deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("storage-writers")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        throw CocoaError(.fileNoSuchFile)
    }
}
