import CCurl
import Foundation
import Synchronization

/// Ends a wait on a socket from any thread: a pipe that is polled beside the socket.
final class Wake: Sendable {
    enum Call: Int, Sendable {
        case none
        /// Come back from IDLE, the connection is needed for something else.
        case interrupt
        /// Give up whatever is going on. Never taken back.
        case stop
    }

    private let call = Mutex(Call.none)
    /// Polled for reading. -1 when the system has no descriptors left; waits then end at their time-out only.
    let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        _ = ccurl_pipe(&ends)
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    var isStopped: Bool { call.withLock { $0 == .stop } }

    func stop() { set(.stop) }

    func interrupt() { set(.interrupt) }

    /// Whether someone asked for an interruption since the last call.
    func takeInterrupt() -> Bool {
        call.withLock { call in
            guard call == .interrupt else { return false }
            call = .none
            empty()
            return true
        }
    }

    /// Makes `readEnd` silent again for a wait that an interruption does not concern; the interruption itself is kept for IDLE.
    func drain() {
        call.withLock { call in
            if call != .stop { empty() }
        }
    }

    private func empty() {
        var byte: UInt8 = 0
        while read(readEnd, &byte, 1) > 0 {}
    }

    private func set(_ new: Call) {
        call.withLock { call in
            guard call.rawValue < new.rawValue else { return }
            call = new
            var byte: UInt8 = 1
            _ = write(writeEnd, &byte, 1)
        }
    }
}
