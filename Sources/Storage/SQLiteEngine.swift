import CSQLite
import Dispatch
import Foundation
import GRDB
import Synchronization

/// One SQLite file in WAL mode: one writer, several readers, other processes welcome.
final class SQLiteEngine: Sendable {
    let path: String
    private let pool: DatabasePool
    /// Held by every process that works on what is queued, as long as it lives.
    private let work: FileLock
    /// Where reads wait for a connection and run, away from the threads of tasks.
    private let readers = DispatchQueue(label: "regulars.readers", attributes: .concurrent)

    init(path: String, patience: Duration) throws {
        self.path = path
        work = FileLock(path + "-work")
        try makeFile(path)
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(patience))
            // GRDB sets synchronous to NORMAL after prepareDatabase, and a customer's message is acknowledged after the commit: it must be on
            // the disk then. Readers never commit, so only the writer matters.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // Putting a message into the search index touches a hundred pages all over the file.
                try database.execute(sql: "PRAGMA cache_size = -64000")
                // A batch of mail is about a thousand pages, the standard: each would be copied into the file at once, index pages again and
                // again. Sixteen megabytes gather several.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
                try Self.claim(database, path)
            }
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_NOTADB {
                throw StorageError.refused("The file \(path) is not a Regulars database.")
            }
            throw StorageError(error, sql: "opening \(path)")
        }
    }

    /// "Regu" in the file's header says whose it is.
    static let applicationID: Int64 = 0x5265_6775

    /// Marks an empty file as ours, and refuses a file of another program.
    private static func claim(_ database: GRDB.Database, _ path: String) throws {
        if try Int64.fetchOne(database, sql: "PRAGMA application_id") == applicationID { return }
        try database.inTransaction(.immediate) {
            // Another process may have been quicker between the two looks.
            if try Int64.fetchOne(database, sql: "PRAGMA application_id") == applicationID { return .rollback }
            guard try Int64.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") == 0 else {
                throw StorageError.refused("The file \(path) is not a Regulars database.")
            }
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            return .commit
        }
    }

    private static func configuration(_ patience: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = "regulars"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(patience.wholeMilliseconds) / 1000)
        configuration.maximumReaderCount = 6
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -16000")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            if let connection = database.sqliteConnection, case let code = regulars_stable_plans(UnsafeMutableRawPointer(connection)),
                code != 0
            {
                throw StorageError.failed("SQLite refuses stable plans (code \(code))", "")
            }
        }
        return configuration
    }

    /// Marks this process as one that works, until it dies or closes. `first` is called where no other does.
    func beginWork(first: @Sendable () async throws -> Void) async throws {
        guard try work.takeAlone() else { return try work.share() }
        do {
            try await first()
        } catch {
            try work.share()
            throw error
        }
        try work.share()
    }

    func read<T: Sendable>(
        hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Reader) throws -> T
    ) async throws -> T {
        // Not GRDB's own async read: that one interrupts SQLite when the task is cancelled, and goes through one queue more.
        let errand = Errand(body)
        return try await withCheckedThrowingContinuation { continuation in
            readers.async { [self] in
                continuation.resume(with: errand.result { body in try blockingRead(hooks: hooks, body) })
            }
        }
    }

    func blockingRead<T>(hooks: [@Sendable (String) -> Void], _ body: (Reader) throws -> T) throws -> T {
        try Self.translating { try pool.read { try body(Reader(SQLiteConnection($0), hooks: hooks)) } }
    }

    func write<T: Sendable>(
        hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Writer) throws -> T
    ) async throws -> T {
        let errand = Errand(body)
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(with: errand.result { body in try Self.transaction(in: database, hooks, body) })
            }
        }
    }

    func blockingWrite<T>(hooks: [@Sendable (String) -> Void], _ body: (Writer) throws -> T) throws -> T {
        try pool.writeWithoutTransaction { try Self.transaction(in: $0, hooks, body) }
    }

    private static func transaction<T>(
        in database: GRDB.Database, _ hooks: [@Sendable (String) -> Void], _ body: (Writer) throws -> T
    ) throws -> T {
        try translating {
            var result: T?
            try database.inTransaction(.immediate) {
                let connection = SQLiteConnection(database)
                result = try body(Writer(connection, hooks: hooks))
                guard !connection.failed else { throw StorageError.aborted }
                return .commit
            }
            guard let result else { throw StorageError.aborted }
            return result
        }
    }

    /// Copies one moment of everything into the empty file at `path`, on a reader's connection: writes go on meanwhile.
    func vacuum(into path: String) throws {
        try Self.translating {
            try pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        }
    }

    /// Writes the whole file anew, so that nothing of what was deleted is left between the rows, and empties the log beside it.
    func scrub() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(
                    with: Result {
                        try Self.translating {
                            // The copy that VACUUM makes may be larger than memory.
                            try database.execute(sql: "PRAGMA temp_store = FILE")
                            defer { try? database.execute(sql: "PRAGMA temp_store = MEMORY") }
                            try database.execute(sql: "VACUUM")
                        }
                    })
            }
        }
        // Readers that are in the middle of something keep the log for a moment; then it is emptied the next time.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(with: Result { try Self.translating { _ = try database.checkpoint(.truncate) } })
            }
        }
    }

    /// A number that changes when another connection commits. Asked on the writer's connection, that means: another process.
    func dataVersion() async throws -> Int64 {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(
                    with: Result {
                        try SQLiteConnection(database).query("PRAGMA data_version") { (row) -> Int64 in try row.next() } ?? 0
                    })
            }
        }
    }

    func close() throws {
        work.release()
        try Self.translating { try pool.close() }
    }

    private static func translating<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StorageError(error, sql: error.sql ?? "")
        }
    }
}

extension SQLiteConnection {
    fileprivate func query<T>(_ sql: SQL, _ decode: (inout Row) throws -> T) throws -> T? {
        var found: T?
        try query(sql) { row in
            found = try decode(&row)
            return false
        }
        return found
    }
}

/// A closure for the database's own queue, which lets it go there before the one who waits for its result goes on.
///
/// Otherwise the queue could be the last to hold what the closure captured, and an object that closes the database as it ends would close it
/// from within its own queue: GRDB then waits for that queue, and the process stops.
private final class Errand<Body: Sendable>: Sendable {
    private let body: Mutex<Body?>

    init(_ body: Body) {
        self.body = Mutex(body)
    }

    /// What the closure says, once.
    func result<T>(_ run: (Body) throws -> T) -> Result<T, any Error> {
        let body = body.withLock { body in
            defer { body = nil }
            return body
        }
        return Result {
            guard let body else { throw StorageError.aborted }
            return try run(body)
        }
    }
}

/// Makes an empty file where there is none. It will hold people's words: only its owner may read it. SQLite gives its -wal and -shm files the
/// same mode.
private func makeFile(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
        throw StorageError.refused("The database \(path) cannot be opened: \(String(cString: strerror(errno))).")
    }
    close(descriptor)
}
