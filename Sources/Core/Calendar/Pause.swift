import Storage

/// Time that does not count: the shop waits for the customer, a part is on order (R13).
public struct Pause: Hashable, Sendable, Codable {
    public var from: Instant

    /// Nil while the pause lasts.
    public var until: Instant?

    public init(from: Instant, until: Instant?) {
        self.from = from
        self.until = until
    }
}

/// Pauses in order, overlapping ones joined, in UTC milliseconds. An unended pause lasts to `Int64.max`.
struct PauseList {
    private(set) var stretches: [(from: Int64, until: Int64)] = []

    init(_ pauses: [Pause]) {
        guard !pauses.isEmpty else { return }
        let sorted =
            pauses
            .map { (from: $0.from.milliseconds, until: $0.until?.milliseconds ?? Int64.max) }
            .filter { $0.from < $0.until }
            .sorted { $0 < $1 }
        for pause in sorted {
            if let last = stretches.last, pause.from <= last.until {
                stretches[stretches.count - 1].until = max(last.until, pause.until)
            } else {
                stretches.append(pause)
            }
        }
    }

    /// The start of a pause without end, when there is one.
    var unended: Int64? {
        guard let last = stretches.last, last.until == Int64.max else { return nil }
        return last.from
    }

    /// Calls `body` with the parts of a stretch that are not paused, in order, until it returns false. False when it did.
    func unpaused(_ from: Int64, _ until: Int64, _ body: (Int64, Int64) -> Bool) -> Bool {
        var from = from
        for pause in stretches where pause.until > from && pause.from < until {
            if pause.from > from, !body(from, pause.from) { return false }
            from = pause.until
        }
        return from < until ? body(from, until) : true
    }
}
