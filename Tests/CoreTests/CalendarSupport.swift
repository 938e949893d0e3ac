import Language
import Storage

@testable import Core

/// A small shop's week: weekdays 09:00-18:00 with a lunch break on Fridays, Saturday mornings, closed on Sundays.
func shopWeek() throws -> WeekHours {
    let day = try DayHours(text: "09:00-18:00")
    return try WeekHours([
        .monday: day, .tuesday: day, .wednesday: day, .thursday: day, .friday: DayHours(text: "09:00-12:00, 13:00-18:00"),
        .saturday: DayHours(text: "10:00-14:00"),
    ])
}

func calendar(_ hours: OpeningHours, _ zone: String) throws -> OpeningCalendar {
    try OpeningCalendar(hours: hours, zone: zone)
}

/// "2026-03-27 17:55" on the calendar's wall.
func at(_ text: String, _ calendar: OpeningCalendar) -> Instant {
    let parts = text.split(separator: " ")
    return calendar.zone.instant(Day(parts[0])!, TimeOfDay(parts[1])!)
}

/// The wall's "2026-03-30 09:25".
func wall(_ instant: Instant?, _ calendar: OpeningCalendar) -> String {
    guard let instant else { return "none" }
    let clock = calendar.zone.wallClock(at: instant)
    return "\(clock.day) \(clock.time)"
}

extension Instant {
    func plus(minutes: Int) -> Instant { Instant(milliseconds: milliseconds + Int64(minutes) * 60_000) }
}
