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
            let connection = try lane.connection { try $0.control("LISTEN regulars_commit") }
            do {
                return try connection.notices().contains { $0 != own }
            } catch {
                lane.drop()
                throw error
            }
        }
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
