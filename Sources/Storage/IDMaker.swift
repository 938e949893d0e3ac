import Synchronization

/// Makes time-sorted identities of 63 bits: 41 bits of milliseconds since 2024-01-01 (until 2093), 22 bits of sequence.
///
/// The sequence starts at random in its lower half each millisecond, so that several processes rarely meet, and counts up within the
/// millisecond. Identities of one maker only grow, even when the clock steps back.
public final class IDMaker: Sendable {
    /// 2024-01-01T00:00:00Z.
    static let epoch = Instant(milliseconds: 1_704_067_200_000)
    static let sequenceBits: Int64 = 22

    private let now: @Sendable () -> Instant
    private let random: @Sendable () -> UInt32
    private let last = Mutex<Int64>(0)

    public init(now: @escaping @Sendable () -> Instant, random: @escaping @Sendable () -> UInt32) {
        self.now = now
        self.random = random
    }

    public func next<Thing>(_ type: Thing.Type = Thing.self) -> ID<Thing> {
        let millisecond = max(0, now().milliseconds(since: Self.epoch))
        let number = last.withLock { last in
            if last >> Self.sequenceBits >= millisecond {
                // Past the last sequence number the carry moves on to the next millisecond, which is what is wanted.
                last += 1
            } else {
                last = millisecond << Self.sequenceBits | Int64(random() & 0x1F_FFFF)
            }
            return last
        }
        return ID(number: number)
    }

    /// An identity that sorts where one made at `moment` would: for what happened before anybody wrote it down here.
    ///
    /// The sequence is random, so two for the same moment may meet, if rarely: look before using one. Moments before 2024 share that year's
    /// first minute, in order, 128 identities a second, since there are none below zero.
    public func next<Thing>(at moment: Instant, _ type: Thing.Type = Thing.self) -> ID<Thing> {
        let millisecond = moment.milliseconds(since: Self.epoch)
        guard millisecond < Self.firstMinute else {
            return ID(number: millisecond << Self.sequenceBits | Int64(random() & 0x3F_FFFF))
        }
        let second = max(0, moment.milliseconds / 1000)
        return ID(number: second << 7 | Int64(random() & 0x7F))
    }

    /// Up to 2^31 seconds since 1970, 128 identities each, fill 2^38 numbers, which is 65,536 milliseconds.
    private static let firstMinute: Int64 = 65_536
}

extension ID {
    /// When this identity was made, exact unless more than two million were made in that millisecond.
    public var madeAt: Instant {
        Instant(milliseconds: IDMaker.epoch.milliseconds + number >> IDMaker.sequenceBits)
    }

    /// The smallest identity that could be made at `moment`: a border for walking by time.
    public static func first(at moment: Instant) -> ID {
        ID(number: max(0, moment.milliseconds(since: IDMaker.epoch)) << IDMaker.sequenceBits)
    }
}
