import Language
import Storage

/// The shop's opening hours on the shop's clock: when it is open, and when something is due.
///
/// Pure: no clock, no database. Every answer is computed from wall times of the days concerned, never by adding seconds to a day,
/// so days of 23 and 25 hours come out right. Open periods include their first instant and not their last; a due time may be the
/// closing instant itself, since at that moment all of the time has been used.
public struct OpeningCalendar: Sendable {
    public let hours: OpeningHours
    public let zone: ShopTimeZone

    /// The hours without exceptions, for the many days that have none.
    private let ordinary: OpeningHours

    /// Numbers of the days that some exception mentions.
    private let exceptional: Set<Int>

    public init(hours: OpeningHours, zone: ShopTimeZone) {
        self.hours = hours
        self.zone = zone
        var ordinary = hours
        ordinary.exceptions = []
        self.ordinary = ordinary
        exceptional = hours.exceptions.reduce(into: []) { $0.formUnion($1.first.number...$1.last.number) }
    }

    /// From a name such as "Europe/Helsinki".
    public init(hours: OpeningHours, zone name: String) throws(UnknownTimeZone) {
        guard let zone = ZoneShelf.zone(name) else { throw UnknownTimeZone(name: name) }
        self.init(hours: hours, zone: zone)
    }

    /// How far ahead an opening is looked for. A shop that has none in this time counts as never opening.
    public static let horizonDays = 400

    /// How far ahead a due time may lie, and how much time `openTime` counts: a hundred years.
    static let limitDays = 36_525

    /// The hours of a day and why; see `OpeningHours.on`.
    public func on(_ day: Day) -> (hours: DayHours, because: OpeningHours.Reason) {
        exceptional.contains(day.number) ? hours.on(day) : ordinary.on(day)
    }

    public func isOpen(at instant: Instant) -> Bool {
        let now = clamped(instant)
        var open = false
        sweep(from: now, days: 1) { from, _ in
            open = from <= now
            return false
        }
        return open
    }

    /// The next time the shop opens after being closed, after `instant` (when it is open, the opening after the coming closing).
    /// Nil when there is none within 400 days.
    public func nextOpening(after instant: Instant) -> Instant? {
        var openUntil = clamped(instant)
        var opening: Int64?
        sweep(from: openUntil, days: OpeningCalendar.horizonDays) { from, until in
            guard from <= openUntil else {
                opening = from
                return false
            }
            openUntil = until
            return true
        }
        return opening.map { Instant(milliseconds: $0) }
    }

    /// When the shop, open at `instant`, closes. Nil when it is closed then, or does not close within 400 days.
    public func closes(at instant: Instant) -> Instant? {
        let now = clamped(instant)
        var openUntil = now
        var closing: Int64?
        sweep(from: now, days: OpeningCalendar.horizonDays) { from, until in
            guard from <= openUntil else {
                closing = openUntil > now ? openUntil : nil
                return false
            }
            openUntil = until
            return true
        }
        // A shop that closes for good has no later stretch to tell the closing by.
        if closing == nil, openUntil > now, openUntil < zone.start(of: lastSweptDay(from: now)).milliseconds { closing = openUntil }
        return closing.map { Instant(milliseconds: $0) }
    }

    /// Open milliseconds between two instants, pauses left out. 0 when `end` is not after `start`. Counts at most a hundred years.
    public func openTime(from start: Instant, to end: Instant, pauses: [Pause] = []) -> Int64 {
        let (from, to) = (clamped(start), clamped(end))
        let pauses = PauseList(pauses)
        var total: Int64 = 0
        sweep(from: from, days: OpeningCalendar.limitDays) { opens, closes in
            guard opens < to else { return false }
            return pauses.unpaused(opens, min(closes, to)) {
                total += $1 - $0; return true
            } && closes < to
        }
        return total
    }

    /// Whole open minutes, rounded down; see `openTime`.
    public func openMinutes(from start: Instant, to end: Instant, pauses: [Pause] = []) -> Int {
        Int(openTime(from: start, to: end, pauses: pauses) / 60_000)
    }

    /// The open stretches of a day's own periods, for showing. One that passes midnight ends on the next day.
    public func stretches(on day: Day) -> [(opens: Instant, closes: Instant)] {
        on(day).hours.periods.compactMap { period in
            let (opens, closes) = ends(of: period, on: day)
            return opens < closes ? (Instant(milliseconds: opens), Instant(milliseconds: closes)) : nil
        }
    }
}

extension OpeningCalendar {
    /// Calls `body` with the open stretches after `start`, in order and never overlapping, until it returns false or the days run out.
    /// The first one is cut to begin at `start` when the shop is open then. Stretches that touch are not joined.
    func sweep(from start: Int64, days: Int, _ body: (Int64, Int64) -> Bool) {
        let today = zone.day(at: Instant(milliseconds: start))
        var cursor = start
        // The day before comes first: its last period may pass midnight.
        for number in (today.number - 1)...(today.number + days) {
            let day = Day(number: number)
            for period in on(day).hours.periods {
                let (opens, closes) = ends(of: period, on: day)
                // An exceptional day may open while the evening before still runs on; the cursor keeps that time from counting twice.
                let from = max(opens, cursor)
                guard from < closes else { continue }
                cursor = closes
                if !body(from, closes) { return }
            }
        }
    }

    /// The day after the last one that a sweep of the horizon looks at.
    private func lastSweptDay(from start: Int64) -> Day {
        zone.day(at: Instant(milliseconds: start)) + OpeningCalendar.horizonDays
    }

    private func ends(of period: OpeningPeriod, on day: Day) -> (Int64, Int64) {
        let opens = zone.instant(day, period.opens)
        let closes = zone.instant(period.passesMidnight ? day + 1 : day, period.closes)
        return (opens.milliseconds, closes.milliseconds)
    }

    /// Instants outside the years 1 to 9999 are moved to the nearest end, so that no sum overflows.
    func clamped(_ instant: Instant) -> Int64 {
        min(max(instant.milliseconds, -62_135_596_800_000), 253_402_214_400_000)
    }
}
