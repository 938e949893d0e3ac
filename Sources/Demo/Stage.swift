import Core
import Inbox
import Mail
import Storage
import Synchronization

/// The shop once more, over the same database but with the story's clock: what the verbs write here carries the story's times, in rows
/// and ids.
///
/// The shop that serves pages keeps its own clock and never sees this one.
struct Stage: Sendable {
    let clock: WorldClock
    let shop: Shop
    let intake: Intake

    init(_ real: Shop, workers: ParseWorkers, start: Instant, seed: UInt64) throws {
        clock = WorldClock(start)
        let dice = Mutex(Dice(seed: seed))
        // The house's reactions tell webhooks; nobody outside shall hear of what never happened.
        let capabilities = real.capabilities.map { capability in
            var capability = capability
            if capability.name == "house" { capability.reactions = [] }
            return capability
        }
        shop = Shop(
            database: real.database, clock: clock.clock, key: real.key, capabilities: capabilities, log: real.log,
            random: { UInt32(truncatingIfNeeded: dice.withLock { $0.next() }) })
        intake = Intake(shop, workers: workers)
    }

    /// One transaction of the story.
    @discardableResult func write<T: Sendable>(_ at: Instant, as actor: Actor, _ body: @escaping @Sendable (Tx) throws -> T) async throws
        -> T
    {
        clock.set(at)
        return try await shop.write(as: actor, body)
    }
}
