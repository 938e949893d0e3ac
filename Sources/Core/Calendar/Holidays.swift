/// A national public holiday on one day.
public struct Holiday: Hashable, Sendable {
    /// Stable name within its country, such as "midsummer_day". Stored in `OpeningHours.openOn`.
    public let key: String

    /// For half holidays, the time at which shops close; nil when the whole day is a holiday.
    public let closedFrom: TimeOfDay?

    init(_ key: String, closedFrom: TimeOfDay? = nil) {
        self.key = key
        self.closedFrom = closedFrom
    }
}

/// Countries whose public holidays on fixed dates, and those that follow Easter, are known here.
///
/// Holidays of the Islamic, Chinese, Balinese and Buddhist calendars (Ramazan Bayramı, Kurban Bayramı, Idul Fitri, Nyepi, Waisak …)
/// are **not** computed: governments announce their dates, sometimes days before, and a wrong date would make replies late on the
/// wrong day. The shop enters them as exceptional days. As of the laws in force in 2025.
public enum HolidayCountry: String, CaseIterable, Hashable, Sendable, Codable {
    case turkey = "TR"
    case finland = "FI"
    case armenia = "AM"
    case indonesia = "ID"

    /// Nil on a day that is none. Where two fall on one day, the first of the list.
    public func holiday(on day: Day) -> Holiday? {
        let (year, month, dayOfMonth) = day.parts
        for rule in rules {
            switch rule {
            case .date(let m, let d, let holiday):
                if month == m, dayOfMonth == d { return holiday }
            case .easter(let offset, let holiday):
                // Easter and what follows it lie between March and June; the rest of the year need not compute it.
                if (3...6).contains(month), day - Easter.sunday(year) == offset { return holiday }
            case .weekday(let weekday, let m, let d, let holiday):
                guard day.weekday == weekday else { continue }
                let after = day - Day(year: year, month: m, day: d)
                if (0...6).contains(after) { return holiday }
            }
        }
        return nil
    }

    /// The year's holidays in order of date, for a form where the shop says on which it is open.
    public func holidays(in year: Int) -> [(day: Day, holiday: Holiday)] {
        let first = Day(year: year, month: 1, day: 1)
        let next = Day(year: year + 1, month: 1, day: 1)
        return (first.number..<next.number).compactMap { number in
            holiday(on: Day(number: number)).map { (Day(number: number), $0) }
        }
    }

    fileprivate var rules: [HolidayRule] {
        switch self {
        case .turkey: HolidayRule.turkey
        case .finland: HolidayRule.finland
        case .armenia: HolidayRule.armenia
        case .indonesia: HolidayRule.indonesia
        }
    }
}

private enum HolidayRule: Sendable {
    case date(Int, Int, Holiday)
    /// Days after Easter Sunday of the Western churches, negative before.
    case easter(Int, Holiday)
    /// The first such weekday on or after a month and day.
    case weekday(Weekday, Int, Int, Holiday)

    /// Law 2429. 28 October is a holiday from 13:00.
    static let turkey: [HolidayRule] = [
        .date(1, 1, Holiday("new_year")),
        .date(4, 23, Holiday("national_sovereignty_and_children")),
        .date(5, 1, Holiday("labour_and_solidarity")),
        .date(5, 19, Holiday("ataturk_youth_and_sports")),
        .date(7, 15, Holiday("democracy_and_national_unity")),
        .date(8, 30, Holiday("victory")),
        .date(10, 28, Holiday("republic_eve", closedFrom: TimeOfDay(uncheckedMinutes: 13 * 60))),
        .date(10, 29, Holiday("republic")),
    ]

    /// With Midsummer Eve and Christmas Eve, which collective agreements treat as holidays.
    static let finland: [HolidayRule] = [
        .date(1, 1, Holiday("new_year")),
        .date(1, 6, Holiday("epiphany")),
        .easter(-2, Holiday("good_friday")),
        .easter(0, Holiday("easter_sunday")),
        .easter(1, Holiday("easter_monday")),
        .date(5, 1, Holiday("may_day")),
        .easter(39, Holiday("ascension")),
        .easter(49, Holiday("pentecost")),
        .weekday(.friday, 6, 19, Holiday("midsummer_eve")),
        .weekday(.saturday, 6, 20, Holiday("midsummer_day")),
        .weekday(.saturday, 10, 31, Holiday("all_saints")),
        .date(12, 6, Holiday("independence")),
        .date(12, 24, Holiday("christmas_eve")),
        .date(12, 25, Holiday("christmas")),
        .date(12, 26, Holiday("boxing_day")),
    ]

    /// The days off work of the Armenian law on holidays and memorial days as amended in 2021.
    static let armenia: [HolidayRule] = [
        .date(1, 1, Holiday("new_year")),
        .date(1, 2, Holiday("new_year_second_day")),
        .date(1, 6, Holiday("christmas_and_epiphany")),
        .date(1, 28, Holiday("army")),
        .date(3, 8, Holiday("women")),
        .date(4, 24, Holiday("genocide_remembrance")),
        .date(5, 1, Holiday("labour")),
        .date(5, 9, Holiday("victory_and_peace")),
        .date(5, 28, Holiday("republic")),
        .date(7, 5, Holiday("constitution")),
        .date(9, 21, Holiday("independence")),
        .date(12, 31, Holiday("new_year_eve")),
    ]

    static let indonesia: [HolidayRule] = [
        .date(1, 1, Holiday("new_year")),
        .easter(-2, Holiday("good_friday")),
        .easter(0, Holiday("easter_sunday")),
        .date(5, 1, Holiday("labour")),
        .easter(39, Holiday("ascension")),
        .date(6, 1, Holiday("pancasila")),
        .date(8, 17, Holiday("independence")),
        .date(12, 25, Holiday("christmas")),
    ]
}

enum Easter {
    /// Easter Sunday of the Western churches, by the anonymous Gregorian algorithm (Meeus, Jones, Butcher).
    static func sunday(_ year: Int) -> Day {
        let golden = year % 19
        let century = year / 100
        let yearOfCentury = year % 100
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * late + 114
        return Day(year: year, month: sum / 31, day: sum % 31 + 1)
    }
}
