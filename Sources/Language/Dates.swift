/// Dates and times as the reader writes them, on the shop's clock. All times are UTC milliseconds since 1970. Patterns are CLDR's (English as
/// written in Britain); FormatTests checks them against it.
extension Words {
    /// The time of day: 14:05, in Finnish and Indonesian 14.05.
    public func time(_ msUTC: Int64) -> String { time(timeZone.civil(at: msUTC)) }

    /// The day with its weekday and without its year: Saturday 22 November.
    public func day(_ msUTC: Int64) -> String { marked(day(timeZone.civil(at: msUTC))) }

    /// The day, short, with its year: 22 Nov 2025 · 22.11.2025 in Finnish.
    public func shortDate(_ msUTC: Int64) -> String { marked(shortDate(timeZone.civil(at: msUTC))) }

    /// The short day with its year and the time.
    public func dateTime(_ msUTC: Int64) -> String {
        let civil = timeZone.civil(at: msUTC)
        let date = shortDate(civil)
        let time = time(civil)
        return switch language {
        case .en, .hy, .id: "\(date), \(time)"
        case .tr: "\(date) \(time)"
        case .fi: "\(date) klo \(time)"
        case .pseudo: "⟦\(date), \(time)⟧"
        }
    }

    /// A calendar day that has no time of day, such as a birthday; only `year`, `month` and `day` count.
    public func date(_ civil: CivilTime) -> String { marked(shortDate(civil)) }

    /// The month with its year: November 2025 · marraskuu 2025.
    public func month(_ month: Int, year: Int) -> String {
        let name = language.months[month - 1]
        return marked(language == .hy ? "\(year) թ․ \(name)" : "\(name) \(year)")
    }

    /// A month's name as it stands alone, 1 to 12.
    public func monthName(_ month: Int) -> String { marked(language.months[month - 1]) }

    /// A weekday's name as it stands alone, 1 for Monday to 7 for Sunday.
    public func weekdayName(_ weekday: Int) -> String { marked(language.weekdays[weekday - 1]) }

    /// A weekday's short name, 1 for Monday to 7 for Sunday.
    public func shortWeekdayName(_ weekday: Int) -> String { marked(language.shortWeekdays[weekday - 1]) }

    /// A time for machines, such as the `datetime` attribute of `<time>`: 2025-11-22T14:05:00Z.
    public static func iso(_ msUTC: Int64) -> String {
        let utc = ShopTimeZone.utc.civil(at: msUTC)
        let date = "\(utc.year)-\(two(utc.month))-\(two(utc.day))"
        return "\(date)T\(two(utc.hour)):\(two(utc.minute)):\(two(utc.second))Z"
    }

    private func time(_ civil: CivilTime) -> String {
        let minute = Self.two(civil.minute)
        return switch language {
        case .en, .tr, .pseudo: "\(Self.two(civil.hour)):\(minute)"
        case .hy: "\(civil.hour):\(minute)"
        case .fi: "\(civil.hour).\(minute)"
        case .id: "\(Self.two(civil.hour)).\(minute)"
        }
    }

    private func day(_ civil: CivilTime) -> String {
        let weekday = language.weekdays[civil.weekday - 1]
        let month = language.monthsWithDay[civil.month - 1]
        return switch language {
        case .en, .pseudo: "\(weekday) \(civil.day) \(month)"
        case .tr: "\(civil.day) \(month) \(weekday)"
        case .fi: "\(weekday) \(civil.day). \(month)"
        case .hy: "\(civil.day) \(month), \(weekday)"
        case .id: "\(weekday), \(civil.day) \(month)"
        }
    }

    private func shortDate(_ civil: CivilTime) -> String {
        let month = language.shortMonths[civil.month - 1]
        return switch language {
        case .en, .tr, .id, .pseudo: "\(civil.day) \(month) \(civil.year)"
        case .fi: "\(civil.day).\(civil.month).\(civil.year)"
        case .hy: "\(civil.day) \(month), \(civil.year) թ."
        }
    }

    private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

    /// A text that is right by construction still carries the marks of the pseudo language, or a crawl would report every date.
    private func marked(_ text: String) -> String { language == .pseudo ? "⟦\(text)⟧" : text }
}
