/// Opening periods for each day of an ordinary week.
public struct WeekHours: Hashable, Sendable {
    /// Monday first, seven of them.
    private let days: [DayHours]

    public static let alwaysOpen = WeekHours(days: Array(repeating: .wholeDay, count: 7))

    static let standard: WeekHours = {
        func day(_ opens: Int, _ closes: Int) -> DayHours {
            DayHours(unchecked: [OpeningPeriod(TimeOfDay(uncheckedMinutes: opens * 60), TimeOfDay(uncheckedMinutes: closes * 60))])
        }
        return WeekHours(days: Array(repeating: day(9, 18), count: 5) + [day(10, 15), .closed])
    }()

    /// Days not mentioned are closed. A period that passes midnight may not run into the next day's first period.
    public init(_ hours: [Weekday: DayHours]) throws(OpeningHours.Refusal) {
        for weekday in Weekday.allCases {
            guard let evening = hours[weekday]?.periods.last, let morning = hours[weekday.next]?.periods.first else { continue }
            guard evening.closingMinute - 1440 <= morning.opens.minutes else { throw .overlap(evening, morning) }
        }
        self.init(days: Weekday.allCases.map { hours[$0] ?? .closed })
    }

    private init(days: [DayHours]) {
        self.days = days
    }

    public subscript(weekday: Weekday) -> DayHours { days[weekday.index] }
}

extension WeekHours: Codable {
    private typealias Key = WeekdayKey

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var hours: [Weekday: DayHours] = [:]
        for weekday in Weekday.allCases {
            hours[weekday] = try container.decodeIfPresent(DayHours.self, forKey: Key(weekday))
        }
        try self.init(hours)
    }

    /// All seven days, closed ones as "", so that what is stored can be read without knowing the default.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for weekday in Weekday.allCases {
            try container.encode(self[weekday], forKey: Key(weekday))
        }
    }
}

private struct WeekdayKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ weekday: Weekday) { stringValue = weekday.rawValue }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
