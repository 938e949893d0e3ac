import Foundation

/// How a wait for mail ended.
public enum IdleOutcome: Hashable, Sendable {
    /// The folder has grown, or the server says that it may have.
    case changed
    /// The deadline came first.
    case timeout
    /// `interrupt()` was called; the connection is as usable as before.
    case interrupted
    /// `stop()` was called or the task cancelled; the connection is of no use any more.
    case stopped
    case disconnected(ConnectionExplanation)
}

extension IMAPSession {
    /// How often to ask a server that cannot tell by itself.
    private static let pollInterval = Duration.seconds(20)

    func idle(until deadline: ContinuousClock.Instant, wake: Wake) throws -> IdleOutcome {
        try check()
        if takeNews() { return .changed }
        return capabilities.contains("IDLE") ? try idleByServer(until: deadline) : try idleByAsking(until: deadline, wake: wake)
    }

    private func idleByServer(until deadline: ContinuousClock.Instant) throws -> IdleOutcome {
        begin()
        let tag = try say([.text("IDLE")]) { _ in }
        granted: while true {
            switch try answer() {
            case .goOn: break granted
            case .status(tag, _, _, let text): throw ConnectionExplanation(.refused, detail: text)
            case let other: try notice(other)
            }
        }
        let outcome = try listen(until: deadline)
        begin()
        try send(Array("DONE\r\n".utf8))
        while true {
            let response = try answer()
            if case .status(tag, _, _, _) = response { break }
            try notice(response)
        }
        // News that came while DONE was on its way belongs to this wait.
        return takeNews() ? .changed : outcome
    }

    /// Reads until there is news. A time-out or interruption leaves the reader between two answers or inside one; the next read goes on.
    private func listen(until deadline: ContinuousClock.Instant) throws -> IdleOutcome {
        begin(until: deadline)
        isIdling = true
        defer { isIdling = false }
        do {
            while !hasNews { try notice(try answer()) }
            return .changed
        } catch is WaitEnded {
            return .timeout
        } catch is Interrupted {
            return .interrupted
        }
    }

    private func idleByAsking(until deadline: ContinuousClock.Instant, wake: Wake) throws -> IdleOutcome {
        while true {
            let end = min(deadline, .now + Self.pollInterval)
            var polled = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
            while ContinuousClock.now < end, polled.revents == 0 {
                _ = poll(&polled, 1, Int32(clamping: (end - .now).milliseconds))
            }
            if wake.isStopped { throw broken(ConnectionExplanation(.stopped)) }
            if wake.takeInterrupt() { return .interrupted }
            try noop()
            if takeNews() { return .changed }
            if ContinuousClock.now >= deadline { return .timeout }
        }
    }

    private func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }
}
