import Dispatch
import Synchronization

/// A PostgreSQL database: one connection that writes, several that read, each made when first needed.
///
/// Writes of all processes run one after the other behind one advisory lock per schema, that is per shop, and then need nothing more than READ
/// COMMITTED. Tried: SERIALIZABLE instead, with shared counters, failed five times per success.
final class PostgresEngine: Sendable {
    private let writers: PostgresLanes
    private let readers: PostgresLanes
    private let listeners: PostgresLanes
    private let writerProcess = Mutex<Int32>(0)
    /// Whether this process has said that it works: its mark goes with a connection that is lost, and is put on the next.
    private let isWorking = Mutex(false)

    init(url: String, patience: Duration, log: @escaping @Sendable (String) -> Void) throws {
        writers = PostgresLanes("write", count: 1, url: url, patience: patience, log: log)
        readers = PostgresLanes("read", count: 6, url: url, patience: patience, log: log)
        listeners = PostgresLanes("listen", count: 1, url: url, patience: patience, log: log)
        // A wrong address or password is told now, not at the first use; and so is a server that stores text in another encoding.
        let encoding = try blockingRead(hooks: []) { try $0.value("SELECT getdatabaseencoding()", as: String.self) }
        guard encoding == "UTF8" else {
            throw StorageError.refused("The PostgreSQL database has the encoding \(encoding ?? "?"); make it anew with ENCODING 'UTF8'.")
        }
    }

    /// "Regu" as a number, beside the schema's hash: the key of the lock that makes writes serial.
    private static let beginWrite =
        "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(1382377333, hashtext(current_schema()))"
    private static let beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    /// Other processes hear of the commit by this notice, which PostgreSQL sends when the commit is done.
    private static let commitWrite = "NOTIFY regulars_commit; COMMIT"

    func read<T: Sendable>(
        hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Reader) throws -> T
    ) async throws -> T {
        try await readers.run { try Self.read($0, hooks, body) }
    }

    func blockingRead<T: Sendable>(
        hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Reader) throws -> T
    ) throws -> T {
        try readers.runBlocking { try Self.read($0, hooks, body) }
    }

    func write<T: Sendable>(
        hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Writer) throws -> T
    ) async throws -> T {
        try await writers.run { try self.write($0, hooks, body) }
    }

    func blockingWrite<T: Sendable>(
        hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Writer) throws -> T
    ) throws -> T {
        try writers.runBlocking { try self.write($0, hooks, body) }
    }

    /// True when another process committed since the last call. The first call begins to listen.
    func othersCommitted() async throws -> Bool {
        let own = writerProcess.withLock { $0 }
        return try await listeners.run { lane in
            let connection = try self.listener(lane)
            do {
                return try connection.notices().contains { $0 != own }
            } catch {
                lane.drop()
                throw error
            }
        }
    }

    private func listener(_ lane: PostgresLane) throws -> PostgresConnection {
        let isWorking = isWorking.withLock { $0 }
        return try lane.connection {
            try $0.control("LISTEN regulars_commit")
            if isWorking { try $0.control(Self.shareWork) }
        }
    }

    /// "Regw" as a number: the lock that every process shares that works on the shop's jobs, on the connection that lives as long as the process.
    private static let aloneAtWork = "SELECT pg_advisory_lock(1382377335, hashtext(current_schema()))"
    private static let shareWork = "SELECT pg_advisory_lock_shared(1382377335, hashtext(current_schema()))"
    private static let notAloneAtWork = "SELECT pg_advisory_unlock(1382377335, hashtext(current_schema()))"

    /// Marks this process as one that works, until it dies or closes. `first` is called where no other does.
    func beginWork(first: @Sendable () async throws -> Void) async throws {
        let isAlone = try await listeners.run { lane in
            let connection = try self.listener(lane)
            // A server that was killed a moment ago may still be leaving.
            try connection.control("SET lock_timeout = '2s'")
            defer { _ = try? connection.control("SET lock_timeout = 0") }
            do {
                try connection.control(Self.aloneAtWork)
                return true
            } catch  where !connection.isBroken {
                return false
            }
        }
        var failure: (any Error)?
        do {
            if isAlone { try await first() }
        } catch {
            failure = error
        }
        isWorking.withLock { $0 = true }
        try await listeners.run { lane in
            let connection = try self.listener(lane)
            try connection.control(Self.shareWork)
            if isAlone { try connection.control(Self.notAloneAtWork) }
        }
        if let failure { throw failure }
    }

    func close() {
        for lanes in [writers, readers, listeners] { lanes.close() }
    }

    private static func read<T>(_ lane: PostgresLane, _ hooks: [@Sendable (String) -> Void], _ body: (Reader) throws -> T) throws -> T {
        try lane.transaction(begin: beginRead, commit: "COMMIT") { try body(Reader($0, hooks: hooks)) }
    }

    private func write<T>(_ lane: PostgresLane, _ hooks: [@Sendable (String) -> Void], _ body: (Writer) throws -> T) throws -> T {
        try lane.transaction(begin: Self.beginWrite, commit: Self.commitWrite) { connection in
            writerProcess.withLock { $0 = connection.processID }
            return try body(Writer(connection, hooks: hooks))
        }
    }
}
