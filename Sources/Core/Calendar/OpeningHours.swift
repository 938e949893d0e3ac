/// When the shop is open: a setting, the shop's own choice, stored as JSON.
///
/// Which rule holds on a day, first match wins:
/// 1. the shop's exceptional days that close or give hours; of several, the shortest range, then the later in the list
/// 2. a national holiday of `holidays`, unless its key stands in `openOn`
/// 3. an exceptional season with its own week, chosen as in 1
/// 4. the week
public struct OpeningHours: Hashable, Sendable, Codable {
    public var week: WeekHours
    public var exceptions: [ExceptionalDays]

    /// The country whose computed public holidays close the shop every year without anyone entering them; nil for none.
    public var holidays: HolidayCountry?

    /// Keys of the public holidays on which the shop is open as usual.
    public var openOn: Set<String>

    public init(
        week: WeekHours, exceptions: [ExceptionalDays] = [], holidays: HolidayCountry? = nil, openOn: Set<String> = []
    ) {
        self.week = week
        self.exceptions = exceptions
        self.holidays = holidays
        self.openOn = openOn
    }

    /// Round the clock, every day of the year.
    public static let alwaysOpen = OpeningHours(week: .alwaysOpen)

    /// What a new shop starts with: Monday to Friday 09:00-18:00, Saturday 10:00-15:00. Our choice; the first-run page asks.
    public static let standard = OpeningHours(week: .standard)

    /// What a person filling in the form can put right.
    public enum Refusal: Error, Equatable, Sendable {
        /// Text that is not two times with a dash between.
        case notAPeriod(String)
        case opensWhenItCloses(TimeOfDay)
        /// A period that starts at 24:00; it belongs to the next day as 00:00.
        case opensAtEndOfDay
        case overlap(OpeningPeriod, OpeningPeriod)
        case endsBeforeItStarts(Day, Day)
        /// A range of more than 400 days; a change that lasts is a change of the week.
        case tooManyDays(Day, Day)
    }

    private enum Key: String, CodingKey { case week, exceptions, holidays, openOn }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        week = try container.decode(WeekHours.self, forKey: .week)
        exceptions = try container.decodeIfPresent([ExceptionalDays].self, forKey: .exceptions) ?? []
        holidays = try container.decodeIfPresent(HolidayCountry.self, forKey: .holidays)
        openOn = Set(try container.decodeIfPresent([String].self, forKey: .openOn) ?? [])
    }

    /// Keys of a set come sorted, so that unchanged hours give unchanged JSON (with an encoder that sorts keys).
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(week, forKey: .week)
        try container.encode(exceptions, forKey: .exceptions)
        try container.encodeIfPresent(holidays, forKey: .holidays)
        try container.encode(openOn.sorted(), forKey: .openOn)
    }
}

extension OpeningHours {
    /// The hours that hold on a day and the rule they come from.
    public func on(_ day: Day) -> (hours: DayHours, because: Reason) {
        let exception = exceptions.matching(day) { $0.isSeason == false }
        if let exception {
            switch exception.hours {
            case .closed: return (.closed, .exception(exception.name))
            case .each(let hours): return (hours, .exception(exception.name))
            case .week: break
            }
        }
        let season = exceptions.matching(day) { $0.isSeason }
        var usual = week[day.weekday]
        var reason = Reason.week
        if let season, case .week(let other) = season.hours {
            usual = other[day.weekday]
            reason = .exception(season.name)
        }
        guard let holiday = holidays?.holiday(on: day), !openOn.contains(holiday.key) else { return (usual, reason) }
        guard let from = holiday.closedFrom else { return (.closed, .holiday(holiday)) }
        return (usual.closing(from: from), .holiday(holiday))
    }

    public enum Reason: Hashable, Sendable {
        case week
        /// With the name the shop gave it.
        case exception(String)
        case holiday(Holiday)
    }
}

extension ExceptionalDays {
    fileprivate var isSeason: Bool {
        switch hours {
        case .week: true
        case .closed, .each: false
        }
    }
}

extension [ExceptionalDays] {
    /// The shortest range that includes the day; the later one when equal.
    fileprivate func matching(_ day: Day, _ kind: (ExceptionalDays) -> Bool) -> ExceptionalDays? {
        var best: ExceptionalDays?
        for candidate in self where candidate.includes(day) && kind(candidate) {
            if let best, best.last - best.first < candidate.last - candidate.first { continue }
            best = candidate
        }
        return best
    }
}
