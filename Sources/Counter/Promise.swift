import Core
import Language
import Storage

/// What became of a promise.
struct Promise: Sendable, Equatable {
    var duty: Duty.ID
    var state: Duty.State
    var due: Instant
    var closedAt: Instant?

    /// What stands in a chip.
    enum Standing: Sendable, Equatable { case open, overdue, kept, broken, dropped }

    /// A promise that was kept too late is broken, as is one that is late now.
    func standing(now: Instant) -> Standing {
        switch state {
        case .open: now <= due ? .open : .overdue
        case .done: (closedAt ?? due) <= due ? .kept : .broken
        case .dropped: .dropped
        }
    }
}

/// The times that are offered for a promise, on the shop's clock.
enum PromiseTime: String, Sendable, CaseIterable {
    /// An hour of real time: that is what was said.
    case hour
    /// Before the shop closes today.
    case today
    /// When the shop opens next after today.
    case tomorrow

    /// nil where the shop's hours give no such time: it has closed for today, or does not open.
    func due(from now: Instant, _ calendar: OpeningCalendar) -> Instant? {
        switch self {
        case .hour: return try? calendar.due(start: now, after: .elapsed(minutes: 60))
        case .today:
            guard let due = try? calendar.due(start: now, after: .openDays(0, at: .endOfDay)) else { return nil }
            // A shop that is closed for today would give the next open day; closing at midnight is the end of today.
            return due > now && due <= calendar.zone.start(of: calendar.zone.day(at: now) + 1) ? due : nil
        case .tomorrow: return try? calendar.due(start: now, after: .openDays(1, at: .midnight))
        }
    }

    /// The time that a form asks for: one of the offered, or a day and time as a browser writes it ("2025-11-22T14:30"); nil where nothing
    /// is promised.
    static func read(choice: String, moment: String, now: Instant, _ calendar: OpeningCalendar) throws(NoteProblem) -> Instant? {
        guard moment.isEmpty else {
            guard choice.isEmpty else { throw .twoTimes }
            let halves = moment.split(separator: "T")
            guard halves.count == 2, let day = Day(halves[0]), let time = TimeOfDay(halves[1].prefix(5)) else { throw .noTime(moment) }
            let due = calendar.zone.instant(day, time)
            guard due > now else { throw .timeHasPassed }
            return due
        }
        guard !choice.isEmpty else { return nil }
        guard let due = PromiseTime(rawValue: choice)?.due(from: now, calendar) else { throw .notOpen }
        return due
    }
}
