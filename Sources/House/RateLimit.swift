import Synchronization

/// Counts tries by name within a sliding window. Held in memory: a restart forgives, which a guesser cannot cause.
final class RateLimit: Sendable {
    private let most: Int
    private let within: Int64
    private let tries = Mutex<[String: [Int64]]>([:])

    init(most: Int, within: Duration) {
        self.most = most
        self.within = within.components.seconds * 1000
    }

    func mayPass(_ names: [String], now: Int64) -> Bool {
        tries.withLock { tries in names.allSatisfy { (tries[$0] ?? []).count { now - $0 < within } < most } }
    }

    func count(_ names: [String], now: Int64) {
        tries.withLock { tries in
            if tries.count > 10_000 { tries = tries.filter { $0.value.contains { now - $0 < within } } }
            for name in names { tries[name] = (tries[name] ?? []).filter { now - $0 < within } + [now] }
        }
    }

    func forget(_ names: [String]) { tries.withLock { tries in for name in names { tries[name] = nil } } }
}
