import Language
import Storage

/// When a shop's day begins, for what is put off until "tomorrow" or "Monday".
extension OpeningCalendar {
    /// Where no opening marks the morning, because the shop is open through the night, work that was put off begins then.
    static let morning = TimeOfDay(uncheckedMinutes: 9 * 60)

    /// When the day's work begins: its first opening; for a shop that is open through the night, the day's next opening after a closing or
    /// else ``morning``. Nil on a day without any.
    public func beginning(of day: Day) -> Instant? {
        let midnight = zone.start(of: day)
        let isOpenThrough = isOpen(at: midnight) && isOpen(at: midnight - .milliseconds(1))
        guard isOpenThrough else { return stretches(on: day).first?.opens }
        let again = stretches(on: day).first { !isOpen(at: $0.opens - .milliseconds(1)) }?.opens
        if let again { return again }
        let nine = zone.instant(day, OpeningCalendar.morning)
        return isOpen(at: nine) ? nine : nil
    }

    /// The first beginning on `day` or later that is after `instant`, where one is asked for; nil where there is none within 400 days.
    public func beginning(from day: Day, after instant: Instant? = nil, where fits: (Day) -> Bool = { _ in true }) -> Instant? {
        for number in day.number...(day.number + OpeningCalendar.horizonDays) {
            let day = Day(number: number)
            guard fits(day), let found = beginning(of: day) else { continue }
            if let instant, found <= instant { continue }
            return found
        }
        return nil
    }

    /// When something may come back or go out, soonest first: the next opening today or tomorrow (after a lunch break, too), the next beginning
    /// of a day, tomorrow's or that of the day the shop opens after it, and next Monday's. Each once.
    public func nextBeginnings(after instant: Instant) -> [Instant] {
        let today = zone.day(at: instant)
        let next = beginning(from: today, after: instant)
        let tomorrow = beginning(from: today + 1)
        let monday = beginning(from: (tomorrow.map { zone.day(at: $0) } ?? today) + 1) { $0.weekday == .monday }
        let opening = nextOpening(after: instant).flatMap { zone.day(at: $0) <= today + 1 ? $0 : nil }
        return Set([opening, next, tomorrow, monday].compactMap { $0 }).sorted()
    }
}
