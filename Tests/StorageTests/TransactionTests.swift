import Foundation
import Storage
import Synchronization
import Testing

private let shop = [
    Migration("test", 1) { tx in
        try tx.createTable(
            "customer", [.id("id"), .text("name"), .text("email").nullable, .bool("vip").default(false)], unique: [["email"]])
        try tx.createTable(
            "note", [.id("id"), .id("customer").references("customer", onDelete: .cascade), .blob("body").nullable, .time("at")])
        try tx.createTable(
            "tag", [.text("name"), .id("customer").references("customer")], primaryKey: ["name", "customer"], withoutRowID: true)
        try tx.createIndex("note_customer", on: "note", ["customer", "at"])
        try tx.createIndex("customer_vip", on: "customer", ["name"], unique: true, where: "vip = 1")
    }
]

@Suite struct TransactionTests {
    @Test(arguments: FreshDatabase.engines) func `every kind of value comes back as it went in`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: [])
        _ = try fresh.database.migrate(
            [
                Migration("test", 1) { tx in
                    try tx.createTable(
                        "thing",
                        [.id("id"), .int("i"), .text("t"), .bool("b"), .blob("x"), .time("at"), .text("n").nullable, .int("d").default(7)])
                }
            ], now: Instant(milliseconds: 0))
        struct Thing {}
        let texts = ["", "x", "ş İ ı և 👩‍👩‍👧", "it's", String(repeating: "é", count: 100_000), "a\\b\n"]
        let blobs: [[UInt8]] = [[], [0], Array(0...255), [UInt8](repeating: 0, count: 300_000)]
        let numbers: [Int64] = [0, 1, -1, .max, .min]
        try await fresh.database.write { tx in
            for (index, text) in texts.enumerated() {
                try tx.run(
                    """
                    INSERT INTO thing (id, i, t, b, x, at, n) VALUES (\(ID<Thing>(number: Int64(index + 1))), \(numbers[index % 5]), \(text),
                    \(index % 2 == 0), \(blobs[index % 4]), \(Instant(milliseconds: Int64(index))), \(index % 2 == 0 ? text : nil))
                    """)
            }
        }
        try await fresh.database.read { db in
            let count = try db.all("SELECT id, i, t, b, x, at, n, d FROM thing ORDER BY id") { row in
                let index = Int(try row.next(ID<Thing>.self).number - 1)
                #expect(try row.next(Int64.self) == numbers[index % 5])
                #expect(try row.next(String.self) == texts[index])
                #expect(try row.next(Bool.self) == (index % 2 == 0))
                #expect(try row.next([UInt8].self) == blobs[index % 4])
                #expect(try row.next(Instant.self) == Instant(milliseconds: Int64(index)))
                #expect(try row.next(String?.self) == (index % 2 == 0 ? texts[index] : nil))
                #expect(try row.next(Int.self) == 7)
                #expect(throws: StorageError.self) { try row.next(Int.self) }
            }.count
            #expect(count == texts.count)
        }
    }

    /// A queue that waits for itself stops the process: this is what happens to an object that closes the database in its deinit.
    @Test(arguments: FreshDatabase.engines) func `what a closure holds does not end on the queue of the database`(engine: Engine)
        async throws
    {
        final class Owner: Sendable {
            let fresh: FreshDatabase
            init(_ engine: Engine) throws { fresh = try FreshDatabase(engine) }
        }
        for _ in 0..<(engine == .sqlite ? 100 : 3) {
            let writer = try Owner(engine)
            try await writer.fresh.database.write { _ in withExtendedLifetime(writer) {} }
            let reader = try Owner(engine)
            try await reader.fresh.database.read { _ in withExtendedLifetime(reader) {} }
        }
    }

    @Test(arguments: FreshDatabase.engines) func `a NUL in text becomes the replacement character`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine)
        #expect(try await fresh.database.read { try $0.value("SELECT \("a\0b")", as: String.self) } == "a\u{FFFD}b")
    }

    @Test(arguments: FreshDatabase.engines) func `text order is binary`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let names = ["b", "B", "a", "ä", "_", "Z", "é", "z"]
        try await fresh.database.write { tx in
            for (index, name) in names.enumerated() { try tx.run("INSERT INTO customer (id, name) VALUES (\(index), \(name))") }
        }
        let sorted = try await fresh.database.read { try $0.values("SELECT name FROM customer ORDER BY name", as: String.self) }
        #expect(sorted == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }

    @Test(arguments: FreshDatabase.engines) func `a list in SQL means exactly its members`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let found = try await fresh.database.write { tx in
            for index in 0..<10 { try tx.run("INSERT INTO customer (id, name) VALUES (\(index), \("n\(index)"))") }
            let none: [String] = []
            let nobody: [[UInt8]] = []
            return [
                try tx.values("SELECT id FROM customer WHERE name IN \(["n1", "n2", "n3"]) ORDER BY id", as: Int.self),
                try tx.values("SELECT id FROM customer WHERE name IN \(none)"),
                try tx.values("SELECT id FROM customer WHERE name NOT IN \(none) AND id < 2 ORDER BY id"),
                try tx.values("SELECT id FROM customer WHERE id NOT IN \(Array(0..<9))"),
                try tx.values("SELECT id FROM note WHERE body IN \(nobody)"),
                try tx.values("SELECT id FROM customer WHERE (name, id) > (\("n3"), \(3)) ORDER BY name, id LIMIT \(2)"),
            ]
        }
        #expect(found == [[1, 2, 3], [], [0, 1], [9], [], [4, 5]])
    }

    @Test(arguments: FreshDatabase.engines) func `a write that throws leaves nothing behind`(engine: Engine) async throws {
        struct Stop: Error {}
        let fresh = try FreshDatabase(engine, migrations: shop)
        await #expect(throws: Stop.self) {
            try await fresh.database.write { tx in
                #expect(try tx.run("INSERT INTO customer (id, name) VALUES (1, \("a"))") == 1)
                #expect(tx.rowsChanged == 1)
                throw Stop()
            }
        }
        #expect(try await fresh.database.read { try $0.value("SELECT COUNT(*) FROM customer", as: Int.self) } == 0)
    }

    @Test(arguments: FreshDatabase.engines) func `rows changed are counted, with RETURNING too`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        try await fresh.database.write { tx in
            let inserted = try tx.run("INSERT INTO customer (id, name) VALUES (1, \("a")), (2, \("b"))")
            #expect(inserted == 2)
            #expect(try tx.run("UPDATE customer SET name = name WHERE id = \(77)") == 0)
            #expect(try tx.values("UPDATE customer SET vip = 1 RETURNING id", as: Int.self).sorted() == [1, 2])
            #expect(try tx.value("SELECT COUNT(*) FROM customer WHERE vip = 1", as: Int.self) == 2)
            #expect(try tx.value("SELECT name FROM customer WHERE id = \(3)", as: String.self) == nil)
            #expect(tx.rowsChanged == 4)
            #expect(tx.statementCount == 5)
        }
    }

    @Test(arguments: FreshDatabase.engines) func `a savepoint undoes its part and the rest is kept`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        try await fresh.database.write { tx in
            try tx.run("INSERT INTO customer (id, name, email) VALUES (1, \("a"), \("a@x"))")
            #expect(throws: StorageError.unique("customer.email")) {
                try tx.savepoint {
                    try tx.run("INSERT INTO customer (id, name, email) VALUES (2, \("b"), \("b@x"))")
                    try tx.savepoint { try tx.run("INSERT INTO customer (id, name, email) VALUES (3, \("c"), \("c@x"))") }
                    try tx.run("INSERT INTO customer (id, name, email) VALUES (4, \("d"), \("a@x"))")
                }
            }
            #expect(tx.rowsChanged == 1)
            try tx.savepoint { try tx.run("INSERT INTO customer (id, name, email) VALUES (5, \("e"), \("e@x"))") }
        }
        #expect(try await fresh.database.read { try $0.values("SELECT id FROM customer ORDER BY id", as: Int.self) } == [1, 5])
    }

    @Test(arguments: FreshDatabase.engines) func `a failure caught without a savepoint spoils the whole transaction`(engine: Engine)
        async throws
    {
        let fresh = try FreshDatabase(engine, migrations: shop)
        await #expect(throws: StorageError.aborted) {
            try await fresh.database.write { tx in
                try tx.run("INSERT INTO customer (id, name, email) VALUES (1, \("a"), \("a@x"))")
                _ = try? tx.run("INSERT INTO customer (id, name, email) VALUES (1, \("a"), \("b@x"))")
                #expect(throws: StorageError.aborted) { try tx.value("SELECT COUNT(*) FROM customer", as: Int.self) }
            }
        }
        #expect(try await fresh.database.read { try $0.value("SELECT COUNT(*) FROM customer", as: Int.self) } == 0)
    }

    @Test(arguments: FreshDatabase.engines) func `broken rules are told apart and never tell values`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let database = fresh.database
        try await database.write { tx in
            try tx.run("INSERT INTO customer (id, name, email, vip) VALUES (1, \("a"), \("a@x"), 1)")
            try tx.run("INSERT INTO tag (name, customer) VALUES (\("regular"), 1)")
        }
        func failure(_ sql: SQL) async -> StorageError? {
            do {
                try await database.write { try $0.run(sql) }
                return nil
            } catch {
                return error as? StorageError
            }
        }
        #expect(await failure("INSERT INTO customer (id, name) VALUES (1, \("b"))") == .unique("customer.id"))
        #expect(await failure("INSERT INTO customer (id, name, email) VALUES (2, \("b"), \("a@x"))") == .unique("customer.email"))
        #expect(await failure("INSERT INTO tag (name, customer) VALUES (\("regular"), 1)") == .unique("tag.name, tag.customer"))
        #expect(await failure("INSERT INTO customer (id, name, vip) VALUES (2, \("a"), 1)") == .unique("customer.name"))
        guard case .foreignKey = await failure("INSERT INTO note (id, customer, at) VALUES (1, 99, 0)") else {
            Issue.record("no foreign key error")
            return
        }
        guard case .foreignKey = await failure("DELETE FROM customer WHERE id = 1") else {
            Issue.record("no foreign key error on delete")
            return
        }
        guard
            case .statement(let message, let sql) = await failure(
                "INSERT INTO customer (id, name, email) VALUES (3, \(String?.none), \("secret"))")
        else {
            Issue.record("no error for NULL in NOT NULL")
            return
        }
        #expect(!message.contains("secret") && !sql.contains("secret") && sql.contains("INSERT INTO customer"))
        #expect(await failure("SELEC") != nil)
        #expect(await failure("CREATE TABLE x (id INTEGER)") != nil)
    }

    @Test(arguments: FreshDatabase.engines) func `deleting follows the declared rule`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let notes = try await fresh.database.write { tx in
            try tx.run("INSERT INTO customer (id, name) VALUES (1, \("a"))")
            try tx.run("INSERT INTO note (id, customer, at) VALUES (1, 1, 0), (2, 1, 0)")
            #expect(try tx.run("DELETE FROM customer WHERE id = 1") == 1)
            return try tx.value("SELECT COUNT(*) FROM note", as: Int.self)
        }
        #expect(notes == 0)
    }

    @Test(arguments: FreshDatabase.engines) func `a reader cannot write`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        await #expect(throws: StorageError.self) {
            try await fresh.database.read { try $0.values("INSERT INTO customer (id, name) VALUES (1, \("a")) RETURNING id", as: Int.self) }
        }
        #expect(try await fresh.database.read { try $0.value("SELECT COUNT(*) FROM customer", as: Int.self) } == 0)
    }

    @Test(arguments: FreshDatabase.engines) func `a read shows one moment while others write`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let database = fresh.database
        try await database.write { try $0.run("INSERT INTO customer (id, name) VALUES (1, \("a"))") }
        let counts = try await database.read { db in
            let before = try db.value("SELECT COUNT(*) FROM customer", as: Int.self)
            try database.blockingWrite { try $0.run("INSERT INTO customer (id, name) VALUES (2, \("b"))") }
            return [before, try db.value("SELECT COUNT(*) FROM customer", as: Int.self)]
        }
        #expect(counts == [1, 1])
        #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM customer", as: Int.self) } == 2)
    }

    @Test(arguments: FreshDatabase.engines) func `rows stream, and further statements may run between them`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let database = fresh.database
        let total = 5_000
        try await database.write { tx in
            for index in 0..<total { try tx.run("INSERT INTO customer (id, name) VALUES (\(index), \("n\(index % 10)"))") }
        }
        let (sum, stopped) = try await database.read { db in
            var sum = 0
            try db.each("SELECT id FROM customer WHERE id >= \(0) ORDER BY id") { row in
                let id: Int = try row.next()
                if id % 1_000 == 0 {
                    // The same text again, inside itself.
                    try db.each("SELECT id FROM customer WHERE id >= \(total - 3) ORDER BY id") { inner in
                        sum += try inner.next(Int.self)
                        return true
                    }
                }
                sum += id
                return true
            }
            var stopped = 0
            try db.each("SELECT id FROM customer ORDER BY id DESC") { row in
                stopped = try row.next()
                return stopped > 3_000
            }
            return (sum, stopped)
        }
        #expect(sum == total * (total - 1) / 2 + 5 * (3 * total - 6))
        #expect(stopped == 3_000)
    }

    @Test(arguments: FreshDatabase.engines) func `writes of many tasks lose no update`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let database = fresh.database
        try await database.write { try $0.run("INSERT INTO note (id, customer, at) SELECT 1, 1, 0 WHERE 1 = 0") }
        try await database.write { try $0.run("INSERT INTO customer (id, name) VALUES (0, \("0"))") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await database.write { tx in
                        let name: String = try tx.value("SELECT name FROM customer WHERE id = 0") ?? ""
                        try tx.run("UPDATE customer SET name = \(String((Int(name) ?? 0) + 1)) WHERE id = 0")
                    }
                    _ = try await database.read { try $0.value("SELECT name FROM customer WHERE id = 0", as: String.self) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.value("SELECT name FROM customer WHERE id = 0", as: String.self) } == "40")
    }

    @Test(arguments: FreshDatabase.engines) func `statements are told to the hook without their values`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let heard = Mutex<[String]>([])
        fresh.database.onStatement { text in heard.withLock { $0.append(text) } }
        _ = try await fresh.database.read { try $0.value("SELECT name FROM customer WHERE email = \("secret")", as: String.self) }
        #expect(heard.withLock { $0 } == ["SELECT name FROM customer WHERE email = ?"])
    }

    @Test(arguments: FreshDatabase.engines) func `own commits are told at once, and closing ends the stream`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: shop)
        let database = fresh.database
        var commits = database.commits().makeAsyncIterator()
        try await database.write { try $0.run("INSERT INTO customer (id, name) VALUES (1, \("a"))") }
        #expect(await commits.next() != nil)
        database.close()
        while await commits.next() != nil {}
        await #expect(throws: (any Error).self) { try await database.read { try $0.value("SELECT 1", as: Int.self) } }
    }
}
