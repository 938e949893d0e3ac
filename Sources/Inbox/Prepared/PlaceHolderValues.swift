import Core
import Language
import Storage

/// What place holders are filled with in one conversation, in any language.
struct PlaceHolderValues: Sendable {
    /// Empty where the card has none.
    var customer: String
    var me: String
    var shop: String
    var due: Instant?
    var calendar: OpeningCalendar
    var now: Instant

    func all(in language: Language) -> [PlaceHolder: String] {
        let t = Words(language, timeZone: calendar.zone)
        return [
            .name: customer, .firstName: customer.split(separator: " ").first.map(String.init) ?? "", .me: me, .shop: shop,
            .due: due.map { Self.words($0, now: now, t) } ?? "", .hours: Self.hours(calendar.hours.week, t),
        ]
    }

    /// "14:05" today, "tomorrow, 09:00", "Saturday 22 November, 09:00".
    static func words(_ due: Instant, now: Instant, _ t: Words) -> String {
        let time = t.time(due.milliseconds)
        let days = t.timeZone.civil(at: due.milliseconds).dayNumber - t.timeZone.civil(at: now.milliseconds).dayNumber
        switch days {
        case ...0: return time
        case 1: return t("{day}, {time}", ["day": t.relativeDay(due.milliseconds, now: now.milliseconds), "time": time])
        default: return t("{day}, {time}", ["day": t.day(due.milliseconds), "time": time])
        }
    }

    /// "Mon–Fri 07:00–19:00, Sat 07:00–18:00"; days on which it is closed are left out.
    static func hours(_ week: WeekHours, _ t: Words) -> String {
        var groups: [(first: Int, last: Int, hours: String)] = []
        for day in Weekday.allCases {
            let hours = week[day].periods.map { "\(t.clock($0.opens))–\(t.clock($0.closes))" }.joined(separator: " & ")
            if let last = groups.last, last.hours == hours, last.last == day.number - 1 {
                groups[groups.count - 1].last = day.number
            } else {
                groups.append((day.number, day.number, hours))
            }
        }
        return groups.filter { !$0.hours.isEmpty }.map { group in
            let first = t.shortWeekdayName(group.first)
            let days = group.first == group.last ? first : "\(first)–\(t.shortWeekdayName(group.last))"
            return "\(days) \(group.hours)"
        }.joined(separator: ", ")
    }
}

extension Words {
    /// A time on the wall clock as the reader writes it.
    fileprivate func clock(_ time: TimeOfDay) -> String {
        let sign = language == .fi || language == .id ? "." : ":"
        let hour = language == .fi || language == .hy || time.hour > 9 ? "\(time.hour)" : "0\(time.hour)"
        return "\(hour)\(sign)\(time.minute < 10 ? "0" : "")\(time.minute)"
    }
}
