import Synchronization

/// The shop's data, in one SQLite file or in one PostgreSQL database.
///
/// `read` shows one consistent moment; `write` is one transaction, and writes run one after the other, whatever the engine and however many
/// processes use the database. So nothing above Storage contains locking.
public final class Database: Sendable {
    public enum Location: Sendable {
        case sqlite(path: String)
        /// "postgres://user:password@host:port/name", as libpq reads it.
        case postgres(url: String)
    }

    enum Backend {
        case sqlite(SQLiteEngine)
        case postgres(PostgresEngine)
    }

    let backend: Backend
    let log: @Sendable (String) -> Void
    private let hooks = Mutex<[@Sendable (String) -> Void]>([])
    private let notices: CommitNotices

    private init(_ backend: Backend, log: @escaping @Sendable (String) -> Void) {
        self.backend = backend
        self.log = log
        notices = CommitNotices(backend)
    }

    /// Opens the database, making an empty SQLite file where there is none. Runs no migration.
    ///
    /// `patience` is how long a write waits for another process that holds the write lock before it fails with `StorageError.busy`: commands and
    /// an MTA's pipe use the file while the server runs. `log` receives sentences for the operator, such as a connection that was lost.
    public static func open(
        _ location: Location, patience: Duration = .seconds(10), log: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        let log = log ?? { _ in }
        switch location {
        case .sqlite(let path):
            return Database(.sqlite(try SQLiteEngine(path: path, patience: patience)), log: log)
        case .postgres(let url):
            return Database(.postgres(try PostgresEngine(url: url, patience: patience, log: log)), log: log)
        }
    }

    public var engine: Engine {
        switch backend {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    /// One consistent moment of the database. The closure does no other I/O and never calls `read` or `write` itself.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        let hooks = hooks.withLock { $0 }
        switch backend {
        case .sqlite(let engine): return try await engine.read(hooks: hooks, body)
        case .postgres(let engine): return try await engine.read(hooks: hooks, body)
        }
    }

    /// `read` for a few rows found by their keys, as every page asks for: on SQLite it runs where it is called, since two changes of threads
    /// would take longer than the answer.
    public func glance<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        guard case .sqlite(let engine) = backend else { return try await read(body) }
        return try engine.blockingRead(hooks: hooks.withLock { $0 }, body)
    }

    /// One transaction: kept when the closure returns, undone when it throws. When this returns, the change is on the disk.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (Writer) throws -> T) async throws -> T {
        let hooks = hooks.withLock { $0 }
        let result: T
        switch backend {
        case .sqlite(let engine): result = try await engine.write(hooks: hooks, body)
        case .postgres(let engine): result = try await engine.write(hooks: hooks, body)
        }
        notices.post()
        return result
    }

    /// `read` for commands, which have nothing else to do meanwhile. Never called from a task.
    public func blockingRead<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) throws -> T {
        let hooks = hooks.withLock { $0 }
        switch backend {
        case .sqlite(let engine): return try engine.blockingRead(hooks: hooks, body)
        case .postgres(let engine): return try engine.blockingRead(hooks: hooks, body)
        }
    }

    /// `write` for commands, which have nothing else to do meanwhile. Never called from a task.
    @discardableResult
    public func blockingWrite<T: Sendable>(_ body: @escaping @Sendable (Writer) throws -> T) throws -> T {
        let hooks = hooks.withLock { $0 }
        let result: T
        switch backend {
        case .sqlite(let engine): result = try engine.blockingWrite(hooks: hooks, body)
        case .postgres(let engine): result = try engine.blockingWrite(hooks: hooks, body)
        }
        notices.post()
        return result
    }

    /// An element after each commit, own or another process's; commits that follow each other quickly may arrive as one,
    /// and one element may come at the beginning without a commit.
    ///
    /// Own commits arrive at once, those of other processes within 250 ms, by a look that happens only while somebody listens: at the file
    /// (PRAGMA data_version), or for a notice of PostgreSQL.
    public func commits() -> AsyncStream<Void> {
        notices.listen()
    }

    /// Says that this process works on what is queued in the database, until it closes or dies. Where no other process has said so, `first` is one
    /// write before it: what somebody had begun then belongs to a process that died.
    public func beginWork(first: @escaping @Sendable (Writer) throws -> Void) async throws {
        let write: @Sendable () async throws -> Void = { try await self.write(first) }
        switch backend {
        case .sqlite(let engine): try await engine.beginWork(first: write)
        case .postgres(let engine): try await engine.beginWork(first: write)
        }
    }

    /// Leaves nothing of deleted rows in the data file: on SQLite it is written anew, which takes as long as copying it, and writes wait
    /// meanwhile. PostgreSQL does the same by itself in time (autovacuum). Throws ``StorageError/busy`` where somebody reads just then.
    public func scrub() async throws {
        guard case .sqlite(let engine) = backend else { return }
        try await engine.scrub()
    }

    /// Calls `hook` with the text of each statement that starts from now on, without its values.
    public func onStatement(_ hook: @escaping @Sendable (String) -> Void) {
        hooks.withLock { $0.append(hook) }
    }

    /// Ends all streams of `commits` and closes the connections. Later calls fail.
    public func close() {
        notices.end()
        do {
            switch backend {
            case .sqlite(let engine): try engine.close()
            case .postgres(let engine): engine.close()
            }
        } catch {
            log("Closing the database: \(error)")
        }
    }
}
