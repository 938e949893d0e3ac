import CJail
import Foundation
import Glibc

/// One worker and the thread that talks to it, so that waiting for a pipe never blocks Swift's own threads.
///
/// Unchecked: `state` is only touched under `lock`, the process and its pipes only on the thread.
final class WorkerProcess: @unchecked Sendable {
    typealias Answer = Result<WorkerFrame.Response, ParseFailure>

    private struct Errand {
        var request: WorkerFrame.Request
        var done: @Sendable (Answer) -> Void
    }

    private struct State {
        var queue: [Errand] = []
        var busy = false
        var started = false
        var closed = false
        var processID: Int32?
    }

    private let executable: String
    private let arguments: [String]
    private let wallLimit: Duration
    private let lock = NSCondition()
    private var state = State()
    // On the thread only.
    private var toChild: Int32 = -1
    private var fromChild: Int32 = -1
    private var child: pid_t = -1

    init(executable: String, arguments: [String], wallLimit: Duration) {
        self.executable = executable
        self.arguments = arguments
        self.wallLimit = wallLimit
    }

    var waiting: Int { lock.withLock { state.queue.count + (state.busy ? 1 : 0) } }
    var processID: Int32? { lock.withLock { state.processID } }

    func send(_ request: WorkerFrame.Request) async -> Answer {
        await withCheckedContinuation { continuation in
            let errand = Errand(request: request) { continuation.resume(returning: $0) }
            let refused = lock.withLock { () -> Bool in
                if state.closed { return true }
                state.queue.append(errand)
                if !state.started {
                    state.started = true
                    let thread = Thread { self.run() }
                    thread.name = "parse-worker"
                    thread.stackSize = 512 << 10
                    thread.start()
                }
                lock.signal()
                return false
            }
            if refused { errand.done(.failure(.unavailable(reason: "it is closed"))) }
        }
    }

    func close() {
        lock.withLock {
            state.closed = true
            lock.signal()
        }
    }

    // ── On the thread ────────────────────────────────────────────────────────────────────────────────────────────────

    private func run() {
        // Writing to a worker that died is an error to handle here, not a signal for the program.
        var broken = sigset_t()
        sigemptyset(&broken)
        sigaddset(&broken, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &broken, nil)

        while let errand = next() {
            var answer = perform(errand.request)
            if case .failure(.crashed) = answer {
                // Perhaps somebody else killed the worker: only the second death speaks against the message.
                answer = perform(errand.request)
            }
            lock.withLock { state.busy = false }
            errand.done(answer)
        }
        end()
        for errand in lock.withLock({ state.queue }) { errand.done(.failure(.unavailable(reason: "it is closed"))) }
    }

    private func next() -> Errand? {
        lock.withLock {
            while state.queue.isEmpty, !state.closed { lock.wait() }
            if state.closed { return nil }
            state.busy = true
            return state.queue.removeFirst()
        }
    }

    private func perform(_ request: WorkerFrame.Request) -> Answer {
        if child < 0, let failure = start() { return .failure(failure) }
        let deadline = ContinuousClock.now + wallLimit
        do throws(ParseFailure) {
            try write(request.header, until: deadline)
            try write(request.body, until: deadline)
            return .success(try response(until: deadline))
        } catch {
            end()
            return .failure(error)
        }
    }

    /// Starts a worker and waits until its jail is locked.
    private func start() -> ParseFailure? {
        let path = executable
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        argv.append(nil)
        // Nothing of our environment, which may hold passwords: only what the loader and the allocator need.
        var environment = ["LANG=C.UTF-8", "G_SLICE=always-malloc", "MALLOC_ARENA_MAX=1", "SWIFT_BACKTRACE=enable=no"]
        if let libraries = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=" + String(cString: libraries)) }
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) }
        envp.append(nil)
        defer {
            for pointer in argv + envp { free(pointer) }
        }
        let started = regulars_jail_spawn(path, argv, envp, &toChild, &fromChild)
        guard started > 0 else {
            return .unavailable(reason: "\(executable) does not start: \(String(cString: strerror(-started)))")
        }
        child = started
        lock.withLock { state.processID = started }
        do throws(ParseFailure) {
            let hello = try response(until: ContinuousClock.now + .seconds(10))
            if hello.status == .ready { return nil }
        } catch {}
        end()
        return .unavailable(reason: "\(executable) \(arguments.joined(separator: " ")) does not answer")
    }

    private func end() {
        guard child > 0 else { return }
        Glibc.close(toChild)
        Glibc.close(fromChild)
        kill(child, SIGKILL)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        child = -1
        lock.withLock { state.processID = nil }
    }

    private func response(until deadline: ContinuousClock.Instant) throws(ParseFailure) -> WorkerFrame.Response {
        let header = try read(WorkerFrame.Response.headerLength, until: deadline)
        let labelLength = WorkerFrame.number(header[1..<5])
        let contentLength = WorkerFrame.number(header[5...])
        guard let status = WorkerFrame.Status(rawValue: header[0]), labelLength <= 256 << 20, (0...(256 << 20)).contains(contentLength)
        else {
            throw .crashed
        }
        let label = try read(labelLength, until: deadline)
        return WorkerFrame.Response(status: status, label: label, content: try read(contentLength, until: deadline))
    }

    private func write(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(ParseFailure) {
        var sent = 0
        while sent < bytes.count {
            let put = bytes.withUnsafeBytes { Glibc.write(toChild, $0.baseAddress! + sent, bytes.count - sent) }
            if put > 0 {
                sent += put
            } else if errno == EAGAIN {
                try wait(toChild, Int16(POLLOUT), until: deadline)
            } else if errno != EINTR {
                throw .crashed
            }
        }
    }

    private func read(_ count: Int, until deadline: ContinuousClock.Instant) throws(ParseFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { Glibc.read(fromChild, $0.baseAddress! + filled, count - filled) }
            if got > 0 {
                filled += got
            } else if got == 0 {
                throw .crashed
            } else if errno == EAGAIN {
                try wait(fromChild, Int16(POLLIN), until: deadline)
            } else if errno != EINTR {
                throw .crashed
            }
        }
        return bytes
    }

    private func wait(_ descriptor: Int32, _ events: Int16, until deadline: ContinuousClock.Instant) throws(ParseFailure) {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw .timedOut }
        let (seconds, attoseconds) = left.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1
        var wanted = pollfd(fd: descriptor, events: events, revents: 0)
        poll(&wanted, 1, Int32(clamping: milliseconds))
    }
}
