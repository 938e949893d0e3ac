import Synchronization

/// Live updates: says *what changed* to whoever listens; the page then fetches that piece again, so HTML is made in one place.
public final class Live: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: AsyncStream<String>.Continuation] = [:]
        var isClosed = false
    }
    private let state = Mutex(State())

    public init() {}

    /// One browser's stream of server-sent events. A listener that falls behind loses old news, which is harmless: it fetches what is now.
    public func listen() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(16))
        let number: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) } }
        continuation.yield("retry: 2000\n\n")
        return stream
    }

    /// Tells every listener that these topics ("inbox", "conversation:12") show something else now.
    public func publish(_ topics: some Sequence<String>) {
        let list = JSON.list(Set(topics).sorted().map { .text($0) }).text
        send("event: change\ndata: {\"topics\":\(list)}\n\n")
    }

    /// A comment line that lets proxies and the operating system notice a listener who is gone.
    public func beat() { send(":\n\n") }

    public var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Ends all streams, now and for ever; part of a graceful stop.
    public func close() {
        let all = state.withLock { state in
            state.isClosed = true
            let all = Array(state.listeners.values)
            state.listeners = [:]
            return all
        }
        for listener in all { listener.finish() }
    }

    private func send(_ text: String) {
        let all = state.withLock { Array($0.listeners.values) }
        for listener in all { listener.yield(text) }
    }
}
