import Foundation
import Storage
import Testing

private let now = Instant(milliseconds: 1_800_000_000_000)

private let first = [
    Migration("core", 1) { tx in
        try tx.createTable("person", [.id("id"), .text("name"), .id("friend").nullable.references("person", onDelete: .setNull)])
        try tx.createTable("letter", [.id("id"), .id("person").references("person", onDelete: .cascade), .blob("raw"), .time("at")])
        try tx.createTable("word", [.text("word"), .int("uses").default(0)], primaryKey: ["word"], withoutRowID: true)
        try tx.createIndex("letter_person", on: "letter", ["person", "at"])
    },
    // A reference against the order in which the tables were made.
    Migration("core", 2) { tx in try tx.addColumn(.id("last_letter").nullable.references("letter"), to: "person") },
]

private let second =
    first + [
        Migration("inbox", 1) { tx in
            try tx.addColumn(.bool("read").default(false), to: "letter")
            try tx.createIndex("letter_unread", on: "letter", ["at", "id"], where: #""read" = 0"#)
        }
    ]

/// A few thousand rows with every kind of value, and references in circles.
private func fill(_ database: Database) throws {
    try database.blockingWrite { tx in
        for id in 1...1_000 {
            try tx.run("INSERT INTO person (id, name, friend) VALUES (\(id), \("Ş\(id)'\n"), \(id > 1 ? id / 2 : nil))")
        }
        for id in 1...1_500 {
            let raw = [UInt8](repeating: UInt8(id % 256), count: id % 700)
            try tx.run("INSERT INTO letter (id, person, raw, at) VALUES (\(id), \(id % 1_000 + 1), \(raw), \(now + .seconds(id)))")
        }
        try tx.run("UPDATE person SET last_letter = id WHERE id < 900")
        for id in 1...300 { try tx.run("INSERT INTO word (word, uses) VALUES (\("w\(id)"), \(Int64.max - Int64(id)))") }
    }
}

/// Everything in the tables, as text.
private func contents(_ database: Database) throws -> [String] {
    try database.blockingRead { db in
        let people = try db.all("SELECT id, name, friend, last_letter FROM person ORDER BY id") {
            "\(try $0.next(Int.self)) \(try $0.next(String.self)) \(try $0.next(Int?.self) ?? 0) \(try $0.next(Int?.self) ?? 0)"
        }
        let letters = try db.all("SELECT id, person, raw, at FROM letter ORDER BY id") {
            "\(try $0.next(Int.self)) \(try $0.next(Int.self)) \(try $0.next([UInt8].self).hashValue) \(try $0.next(Instant.self))"
        }
        let words = try db.all("SELECT word, uses FROM word ORDER BY word") { "\(try $0.next(String.self)) \(try $0.next(Int64.self))" }
        return people + letters + words
    }
}

@Suite struct BackupTests {
    /// Every pair of engines; from SQLite to PostgreSQL is how a shop grows.
    static let pairs = FreshDatabase.engines.flatMap { from in FreshDatabase.engines.map { to in (from, to) } }

    @Test(arguments: pairs) func `a backup of one engine restores into another, row for row, and back`(from: Engine, to: Engine) throws {
        let source = try FreshDatabase(from, migrations: first)
        try fill(source.database)
        let backup = source.folder.appendingPathComponent("a.backup").path
        try source.database.backup(to: backup)
        #expect(try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int == 0o600)
        let before = try Data(contentsOf: URL(fileURLWithPath: backup))

        let target = try FreshDatabase(to)
        #expect(try target.database.isEmpty())
        #expect(try target.database.restore(from: backup, migrations: second, now: now) == ["inbox-1"])
        #expect(try contents(target.database) == contents(source.database))
        #expect(try target.database.check() == [])
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: source.folder.path).filter { $0.hasPrefix("a.") } == ["a.backup"])

        // Rules are restored with the rows.
        try target.database.blockingWrite { tx in
            try tx.run("DELETE FROM person WHERE id = 1000")
            #expect(try tx.value("SELECT COUNT(*) FROM letter WHERE person = 1000", as: Int.self) == 0)
            #expect(throws: StorageError.self) { try tx.savepoint { try tx.run("UPDATE person SET friend = 5000 WHERE id = 1") } }
            #expect(throws: StorageError.self) { try tx.savepoint { try tx.run("UPDATE person SET last_letter = 5000 WHERE id = 1") } }
            #expect(throws: StorageError.unique("word.word")) {
                try tx.savepoint { try tx.run("INSERT INTO word (word) VALUES (\("w1"))") }
            }
        }

        let again = source.folder.appendingPathComponent("b.backup").path
        try target.database.backup(to: again)
        let home = try FreshDatabase(from)
        #expect(try home.database.restore(from: again, migrations: second, now: now) == [])
        #expect(try contents(home.database) == contents(target.database))
        #expect(try home.database.blockingRead { try $0.value(#"SELECT COUNT(*) FROM letter WHERE "read" = 0"#, as: Int.self) } == 1_499)
    }

    @Test(arguments: FreshDatabase.engines) func `what is no good backup is refused and changes nothing`(engine: Engine) throws {
        let source = try FreshDatabase(engine, migrations: second)
        try fill(source.database)
        let backup = source.folder.appendingPathComponent("good.backup")
        try source.database.backup(to: backup.path)
        let target = try FreshDatabase(engine)

        func refusal(_ path: String, migrations: [Migration] = second, into: FreshDatabase? = nil) -> String {
            do {
                _ = try (into ?? target).database.restore(from: path, migrations: migrations, now: now)
                return "restored"
            } catch StorageError.refused(let sentence) {
                return sentence
            } catch {
                return "\(error)"
            }
        }
        func file(_ name: String, _ data: Data) throws -> String {
            let url = source.folder.appendingPathComponent(name)
            try data.write(to: url)
            return url.path
        }
        let good = try Data(contentsOf: backup)
        var other = good
        other.replaceSubrange(68..<72, with: [0, 0, 0, 0])
        var damaged = good
        damaged.replaceSubrange(good.count / 2..<good.count / 2 + 3_000, with: [UInt8](repeating: 0xA5, count: 3_000))

        #expect(refusal(source.folder.path + "/none").contains("cannot be read"))
        #expect(refusal(try file("text", Data("Dear Sir".utf8))).contains("not a backup of Regulars"))
        #expect(refusal(try file("other", other)).contains("not a backup of Regulars"))
        #expect(refusal(try file("damaged", damaged)).contains("damaged"))
        #expect(refusal(try file("short", good.prefix(good.count / 2))).contains("damaged"))
        #expect(refusal(backup.path, migrations: first).contains("newer version"))
        #expect(refusal(backup.path, into: source).contains("not empty"))
        #expect(try target.database.isEmpty())
        #expect(throws: StorageError.self) { try source.database.backup(to: backup.path) }
        #expect(try Data(contentsOf: backup) == good)
        #expect(refusal(backup.path) == "restored")
    }

    @Test(arguments: FreshDatabase.engines) func `a backup made during a write shows the moment before it`(engine: Engine) throws {
        let fresh = try FreshDatabase(engine, migrations: first)
        let (database, path) = (fresh.database, fresh.folder.appendingPathComponent("a.backup").path)
        try database.blockingWrite { tx in
            try tx.run("INSERT INTO word (word) VALUES (\("late"))")
            try database.backup(to: path)
        }
        let target = try FreshDatabase(engine)
        _ = try target.database.restore(from: path, migrations: first, now: now)
        #expect(try target.database.blockingRead { try $0.value("SELECT COUNT(*) FROM word", as: Int.self) } == 0)
        #expect(try database.blockingRead { try $0.value("SELECT COUNT(*) FROM word", as: Int.self) } == 1)
    }

    @Test func `a damaged reference is found by check`() throws {
        let fresh = try FreshDatabase(.sqlite, migrations: first)
        try fill(fresh.database)
        #expect(try fresh.database.check() == [])
        guard case .sqlite(let path) = fresh.location else { return }
        let sqlite = Process()
        sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        sqlite.arguments = [
            "python3", "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('DELETE FROM person WHERE id = 7'); c.commit()", path,
        ]
        try sqlite.run()
        sqlite.waitUntilExit()
        #expect(try fresh.database.check().contains { $0.contains("Table letter") && $0.contains("person") })
    }
}

@Suite struct MigrationTests {
    @Test(arguments: FreshDatabase.engines) func `migrations run once, in order`(engine: Engine) throws {
        let fresh = try FreshDatabase(engine)
        #expect(try fresh.database.migrate(first, now: now) == ["core-1", "core-2"])
        #expect(try fresh.database.migrate(first, now: now) == [])
        #expect(try fresh.database.migrate(second, now: now) == ["inbox-1"])
        #expect(try fresh.database.blockingRead { try $0.value("SELECT COUNT(*) FROM storage_migration WHERE applied_at = \(now)") } == 3)
    }

    @Test(arguments: FreshDatabase.engines) func `a newer database is refused and left as it is`(engine: Engine) throws {
        let fresh = try FreshDatabase(engine, migrations: second)
        do {
            _ = try fresh.database.migrate(first + [Migration("core", 3) { tx in try tx.dropTable("word") }], now: now)
            Issue.record("The newer database was accepted")
        } catch StorageError.refused(let sentence) {
            #expect(sentence.contains("newer version") && sentence.contains("inbox-1"))
        }
        #expect(try fresh.database.blockingRead { try $0.value("SELECT COUNT(*) FROM word", as: Int.self) } == 0)
    }

    @Test(arguments: FreshDatabase.engines) func `a migration that fails leaves those before it and nothing of itself`(engine: Engine)
        throws
    {
        struct Stop: Error {}
        let fresh = try FreshDatabase(engine)
        let broken =
            first + [
                Migration("core", 3) { tx in
                    try tx.createTable("half", [.id("id")])
                    throw Stop()
                }
            ]
        #expect(throws: Stop.self) { try fresh.database.migrate(broken, now: now) }
        #expect(try fresh.database.migrate(first, now: now) == [])
        #expect(
            try fresh.database.migrate(first + [Migration("core", 3) { tx in try tx.createTable("half", [.id("id")]) }], now: now) == [
                "core-3"
            ])
        #expect(try fresh.database.check() == [])
    }

    @Test func `a SQLite file is copied before it is migrated, and three copies are kept`() throws {
        let fresh = try FreshDatabase(.sqlite)
        var list: [Migration] = []
        for number in 1...6 {
            list.append(Migration("core", number) { tx in if number == 1 { try tx.createTable("half", [.id("id")]) } })
            _ = try fresh.database.migrate(list, now: now)
        }
        let copies = try FileManager.default.contentsOfDirectory(atPath: fresh.folder.path).filter { $0.hasSuffix(".backup") }.sorted()
        #expect(copies == ["shop-before-core-4.backup", "shop-before-core-5.backup", "shop-before-core-6.backup"])
        let old = try FreshDatabase(.sqlite)
        #expect(
            try old.database.restore(from: fresh.folder.path + "/" + copies[0], migrations: list, now: now) == [
                "core-4", "core-5", "core-6",
            ])
    }

    @Test(arguments: FreshDatabase.engines) func `tables and columns can go again, also in a backup`(engine: Engine) throws {
        let fresh = try FreshDatabase(engine, migrations: second)
        _ = try fresh.database.migrate(
            second + [
                Migration("inbox", 2) { tx in
                    try tx.dropIndex("letter_unread")
                    try tx.dropColumn("read", from: "letter")
                    try tx.dropTable("word")
                }
            ], now: now)
        let backup = fresh.folder.appendingPathComponent("x.backup").path
        try fresh.database.backup(to: backup)
        let target = try FreshDatabase(engine)
        #expect(try target.database.restore(from: backup, migrations: second + [Migration("inbox", 2) { _ in }], now: now) == [])
        #expect(throws: StorageError.self) {
            try target.database.blockingRead { try $0.value(#"SELECT "read" FROM letter"#, as: Int.self) }
        }
        #expect(throws: StorageError.self) { try target.database.blockingRead { try $0.value("SELECT uses FROM word", as: Int.self) } }
        #expect(try target.database.blockingRead { try $0.value("SELECT COUNT(*) FROM letter", as: Int.self) } == 0)
    }

    @Test func `a file of another program is refused`() throws {
        let fresh = try FreshDatabase(.sqlite)
        let text = fresh.folder.appendingPathComponent("text").path
        try Data(String(repeating: "Dear Sir", count: 1_000).utf8).write(to: URL(fileURLWithPath: text))
        #expect(throws: StorageError.refused("The file \(text) is not a Regulars database.")) { try Database.open(.sqlite(path: text)) }
        #expect(throws: StorageError.self) { try Database.open(.sqlite(path: fresh.folder.path + "/no/such/folder")) }
    }
}
