import Core
import Storage
import Synchronization

/// Who has a conversation open, and who writes in it (64). Kept in memory: it is true for seconds.
final class Presence: Sendable {
    enum State: String, Sendable { case here, writing }
    private struct Mark {
        var state: State
        var until: Instant
    }
    private let marks = Mutex<[Conversation.ID: [Staff.ID: Mark]]>([:])
    /// Two beats and a half: one may be lost.
    static let patience: Duration = .seconds(25)

    /// Says that somebody is there, or with nil that they have left. True when others see something else now.
    func say(_ state: State?, _ staff: Staff.ID, in conversation: Conversation.ID, now: Instant) -> Bool {
        marks.withLock { all in
            let before = all[conversation] ?? [:]
            var after = before.filter { $0.value.until > now }
            after[staff] = state.map { Mark(state: $0, until: now + Self.patience) }
            all[conversation] = after.isEmpty ? nil : after
            return after.mapValues(\.state) != before.mapValues(\.state)
        }
    }

    /// The others who are there now.
    func others(in conversation: Conversation.ID, than me: Staff.ID, now: Instant) -> [Staff.ID: State] {
        marks.withLock { all in
            (all[conversation] ?? [:]).filter { $0.key != me && $0.value.until > now }.mapValues(\.state)
        }
    }
}
