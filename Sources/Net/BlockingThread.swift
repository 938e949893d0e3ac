import Foundation

/// Threads for calls that wait inside C. Swift's own few threads never wait there: they belong to every page and job at once.
///
/// Work is done in the order it came, by as many threads as there are. They end, after the work given to them, when this value is let go.
final class BlockingThreads: Sendable {
    private let queue = WorkQueue()

    init(_ name: String, count: Int = 1) {
        for _ in 0..<count {
            let thread = Thread { [queue] in
                Self.neverDieOfClosedConnections()
                while let work = queue.next() { work() }
            }
            thread.name = name
            // libcurl and OpenSSL need far less than the usual 8 MB; names are resolved on curl's own threads.
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { queue.end() }

    func enqueue(_ work: @escaping @Sendable () -> Void) {
        queue.add(work)
    }

    /// Runs `body` on one of the threads. Cancelling the task does not stop it: `body` needs a `Wake` for that.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// SIGPIPE goes to the thread that wrote to a closed connection. Blocked here, nothing else in the program changes.
    private static func neverDieOfClosedConnections() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// One thread as the executor of an actor: the actor's methods may wait inside C.
final class BlockingThread: SerialExecutor {
    private let threads: BlockingThreads

    init(_ name: String) {
        threads = BlockingThreads(name)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.enqueue { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

/// What is still to be done, first come first served.
private final class WorkQueue: @unchecked Sendable {
    // Unchecked: both variables are touched only while `condition` is locked.
    private let condition = NSCondition()
    private var work: [@Sendable () -> Void] = []
    private var ended = false

    func add(_ item: @escaping @Sendable () -> Void) {
        condition.lock()
        work.append(item)
        condition.unlock()
        condition.signal()
    }

    func end() {
        condition.lock()
        ended = true
        condition.unlock()
        condition.broadcast()
    }

    /// Waits for work. Nil when there is none left and none will come.
    func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while work.isEmpty {
            if ended { return nil }
            condition.wait()
        }
        return work.removeFirst()
    }
}
