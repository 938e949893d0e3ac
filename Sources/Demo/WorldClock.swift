import Core
import Storage
import Synchronization

/// The clock of the stage: it shows the time of the story, so that what happened last week is written down as of last week.
final class WorldClock: Sendable {
    private let time: Mutex<Instant>
    init(_ start: Instant) { time = Mutex(start) }

    func set(_ instant: Instant) { time.withLock { $0 = instant } }
    var clock: Clock { Clock { self.time.withLock { $0 } } }
}

/// A generator whose numbers are the same in every run (SplitMix64): the same seed gives the same world.
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Below `limit`, which is at least 1.
    mutating func roll(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[roll(items.count)] }
}
