/// Days on which the shop keeps other hours than its week says: a holiday of its own, stock-taking, a long Saturday, summer hours.
public struct ExceptionalDays: Hashable, Sendable, Codable {
    /// The shop's own words, shown to staff and customers. May be empty.
    public var name: String
    public var first: Day

    /// The last day included; the same as `first` for a single day.
    public var last: Day
    public var hours: Hours

    public enum Hours: Hashable, Sendable {
        /// Closed, also when a national holiday says otherwise.
        case closed
        /// The same hours on each of the days, also on a national holiday: the shop says that it is open.
        case each(DayHours)
        /// Another week for a season. National holidays in it stay holidays.
        case week(WeekHours)
    }

    /// At most 400 days, first to last.
    public init(_ name: String, from first: Day, to last: Day? = nil, _ hours: Hours) throws(OpeningHours.Refusal) {
        let last = last ?? first
        guard last >= first else { throw .endsBeforeItStarts(first, last) }
        guard last - first < 400 else { throw .tooManyDays(first, last) }
        self.name = name
        self.first = first
        self.last = last
        self.hours = hours
    }

    public func includes(_ day: Day) -> Bool { first <= day && day <= last }

    private enum Key: String, CodingKey { case name, first, last, hours, week }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let hours: Hours
        if let week = try container.decodeIfPresent(WeekHours.self, forKey: .week) {
            hours = .week(week)
        } else {
            let day = try container.decode(DayHours.self, forKey: .hours)
            hours = day.isClosed ? .closed : .each(day)
        }
        try self.init(
            container.decodeIfPresent(String.self, forKey: .name) ?? "", from: container.decode(Day.self, forKey: .first),
            to: container.decodeIfPresent(Day.self, forKey: .last), hours)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
        switch hours {
        case .closed: try container.encode(DayHours.closed, forKey: .hours)
        case .each(let day): try container.encode(day, forKey: .hours)
        case .week(let week): try container.encode(week, forKey: .week)
        }
    }
}
