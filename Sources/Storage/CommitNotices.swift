import Synchronization

/// Tells listeners that something was committed.
final class CommitNotices: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextListener = 0
        /// Looks for other processes' commits; exists only while there are listeners.
        var watch: Task<Void, Never>?
        var ended = false
    }

    private let backend: Database.Backend
    private let state = Mutex(State())

    init(_ backend: Database.Backend) {
        self.backend = backend
    }

    func post() {
        // Yielding outside the lock: a continuation may end, and call back, at any time.
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    func listen() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> Int? in
            guard !state.ended else { return nil }
            let number = state.nextListener
            state.nextListener += 1
            state.listeners[number] = continuation
            if state.watch == nil { state.watch = watchOthers() }
            return number
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.leave(number) }
        return stream
    }

    func end() {
        let (listeners, watch) = state.withLock { state in
            let was = (Array(state.listeners.values), state.watch)
            state.listeners = [:]
            state.watch = nil
            state.ended = true
            return was
        }
        watch?.cancel()
        for listener in listeners { listener.finish() }
    }

    private func leave(_ number: Int) {
        let watch = state.withLock { state -> Task<Void, Never>? in
            state.listeners[number] = nil
            guard state.listeners.isEmpty else { return nil }
            defer { state.watch = nil }
            return state.watch
        }
        watch?.cancel()
    }

    private func watchOthers() -> Task<Void, Never> {
        Task { [weak self, backend] in
            // The first look always tells: a commit may have come between `listen` and it.
            var seen: Int64?
            while !Task.isCancelled {
                switch backend {
                // A failed look (the database is closing, the server restarts) is no commit; the next look will tell.
                case .sqlite(let engine):
                    if let version = try? await engine.dataVersion() {
                        if version != seen { self?.post() }
                        seen = version
                    }
                case .postgres(let engine):
                    if let committed = try? await engine.othersCommitted() {
                        if committed || seen == nil { self?.post() }
                        seen = 0
                    }
                }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
    }
}
