import Language
import Storage

/// A reading of the clock on the shop's wall.
public struct WallClock: Hashable, Sendable {
    public var day: Day

    /// Since midnight on the clock face, 0 ..< 86,400,000.
    public var milliseconds: Int

    /// Whole minutes, rounded down.
    public var time: TimeOfDay { TimeOfDay(uncheckedMinutes: milliseconds / 60_000) }
}

/// Days and times of day of a time zone, for opening hours.
///
/// Two kinds of wall time have no single instant, and each has one answer here, chosen so that later wall times never give
/// earlier instants:
/// - **skipped** (clocks go forward): the instant of the change. A shop that opens at 03:30 on a night that jumps from 03:00 to
///   04:00 opens at 04:00. (`milliseconds(of:)`, made for forms, answers 04:30, after which 04:00 would be earlier.)
/// - **repeated** (clocks go back): the first of the two. A shop that closes at 03:30 closes when the clock shows it first.
extension ShopTimeZone {
    /// What the clock on the wall shows.
    public func wallClock(at instant: Instant) -> WallClock {
        let local = instant.milliseconds + offset(at: instant.milliseconds) * 1000
        let (day, rest) = local.quotientAndRemainder(dividingBy: 86_400_000)
        return rest < 0
            ? WallClock(day: Day(number: Int(day) - 1), milliseconds: Int(rest + 86_400_000))
            : WallClock(day: Day(number: Int(day)), milliseconds: Int(rest))
    }

    public func day(at instant: Instant) -> Day { wallClock(at: instant).day }

    /// The instant at which the clock on the wall shows `time` on `day`; see above for skipped and repeated times.
    public func instant(_ day: Day, _ time: TimeOfDay) -> Instant {
        let local = Int64(day.number) * 86_400_000 + Int64(time.minutes) * 60_000
        // No zone is a day from UTC and none changes twice in two days, so these are the offsets before and after the nearest change.
        let before = offset(at: local - 86_400_000) * 1000
        let after = offset(at: local + 86_400_000) * 1000
        if before == after || offset(at: local - before) * 1000 == before { return Instant(milliseconds: local - before) }
        if offset(at: local - after) * 1000 == after { return Instant(milliseconds: local - after) }
        return Instant(milliseconds: change(after: local - after, until: local - before))
    }

    /// The day's first instant, which is not 00:00 where clocks go forward at midnight.
    public func start(of day: Day) -> Instant { instant(day, .midnight) }

    /// Real length in minutes: 1440, or 1380 and 1500 on days with a change of one hour.
    public func length(of day: Day) -> Int {
        Int((start(of: day + 1).milliseconds - start(of: day).milliseconds) / 60_000)
    }

    /// The instant at which the offset changes between two instants of which the first is before the change.
    private func change(after first: Int64, until last: Int64) -> Int64 {
        let old = offset(at: first)
        var (low, high) = (first, last)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return high
    }
}
