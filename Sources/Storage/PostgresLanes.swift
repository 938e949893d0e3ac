import Dispatch
import Synchronization

/// One connection and the thread that waits for its answers.
///
/// @unchecked Sendable: the connection, a C pointer, is touched only by jobs on `queue`, which runs one at a time.
final class PostgresLane: @unchecked Sendable {
    fileprivate let queue: DispatchQueue
    private let url: String
    private let patience: Duration
    private let log: @Sendable (String) -> Void
    private var current: PostgresConnection?
    private var closed = false

    fileprivate init(_ label: String, url: String, patience: Duration, log: @escaping @Sendable (String) -> Void) {
        queue = DispatchQueue(label: "regulars.postgres.\(label)")
        self.url = url
        self.patience = patience
        self.log = log
    }

    /// The connection, made and prepared now if there is none.
    func connection(prepare: (PostgresConnection) throws -> Void = { _ in }) throws -> PostgresConnection {
        if let current { return current }
        guard !closed else { throw StorageError.connection("the database is closed") }
        let made = try PostgresConnection(url: url, patience: patience)
        try prepare(made)
        current = made
        return made
    }

    /// Ends the connection for good, after the jobs that are under way.
    fileprivate func close() {
        queue.async {
            self.current = nil
            self.closed = true
        }
    }

    /// Forgets the connection; the next use makes a new one.
    func drop() {
        current = nil
    }

    /// Begins, runs `body`, commits; rolls back when `body` throws. A broken connection is dropped, and the error is `.connection`.
    func transaction<T>(begin: String, commit: String, _ body: (PostgresConnection) throws -> T) throws -> T {
        let connection = try begun(begin)
        do {
            let result = try body(connection)
            guard !connection.failed else { throw StorageError.aborted }
            guard try connection.control(commit) == "COMMIT" else { throw StorageError.aborted }
            return result
        } catch {
            if connection.isBroken {
                log("The connection to PostgreSQL was lost.")
                drop()
            } else if connection.isInTransaction {
                do { try connection.control("ROLLBACK") } catch { drop() }
            }
            throw error
        }
    }

    private func begun(_ begin: String) throws -> PostgresConnection {
        if let old = current {
            do {
                old.failed = false
                try old.control(begin)
                return old
            } catch  where old.isBroken {
                // The server was restarted since the last use: nothing has happened yet, so a new connection is as good.
                log("The connection to PostgreSQL was lost; making a new one.")
                drop()
            } catch {
                do { try old.control("ROLLBACK") } catch { drop() }
                throw error
            }
        }
        let new = try connection()
        do {
            try new.control(begin)
            new.failed = false
            return new
        } catch {
            drop()
            throw error
        }
    }
}

/// A few lanes; jobs wait in order for the next that is free.
final class PostgresLanes: Sendable {
    private struct State {
        var idle: [PostgresLane]
        var waiting: [@Sendable (PostgresLane) -> Void] = []
    }

    private let lanes: [PostgresLane]
    private let state: Mutex<State>

    init(_ label: String, count: Int, url: String, patience: Duration, log: @escaping @Sendable (String) -> Void) {
        lanes = (1...count).map { PostgresLane("\(label).\($0)", url: url, patience: patience, log: log) }
        state = Mutex(State(idle: lanes))
    }

    func run<T: Sendable>(_ job: @escaping @Sendable (PostgresLane) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit { lane in continuation.resume(with: Result { try job(lane) }) }
        }
    }

    func runBlocking<T: Sendable>(_ job: @escaping @Sendable (PostgresLane) throws -> T) throws -> T {
        let answer = Answer<T>()
        submit { lane in answer.give(Result { try job(lane) }) }
        return try answer.wait()
    }

    /// Ends all connections after the jobs that are under way; later jobs fail.
    func close() {
        for lane in lanes { lane.close() }
    }

    private func submit(_ job: @escaping @Sendable (PostgresLane) -> Void) {
        let lane = state.withLock { state -> PostgresLane? in
            // The lane used last is the one most likely to have its connection.
            if let lane = state.idle.popLast() { return lane }
            state.waiting.append(job)
            return nil
        }
        if let lane { start(job, on: lane) }
    }

    private func start(_ job: @escaping @Sendable (PostgresLane) -> Void, on lane: PostgresLane) {
        lane.queue.async {
            job(lane)
            let next = self.state.withLock { state -> (@Sendable (PostgresLane) -> Void)? in
                if !state.waiting.isEmpty { return state.waiting.removeFirst() }
                state.idle.append(lane)
                return nil
            }
            if let next { self.start(next, on: lane) }
        }
    }
}

/// Where a blocked thread waits for a job on another.
private final class Answer<T: Sendable>: Sendable {
    private let result = Mutex<Result<T, any Error>?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ answer: Result<T, any Error>) {
        result.withLock { $0 = answer }
        given.signal()
    }

    func wait() throws -> T {
        given.wait()
        guard let answer = result.withLock({ $0 }) else { throw StorageError.busy }
        return try answer.get()
    }
}
