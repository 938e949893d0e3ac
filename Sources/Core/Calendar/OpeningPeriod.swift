/// A stretch of opening time, from a wall time to a wall time. One that closes at or before it opens passes midnight and belongs to
/// the day on which it opens.
public struct OpeningPeriod: Hashable, Sendable, Codable {
    public var opens: TimeOfDay

    /// 24:00 is the end of the same day.
    public var closes: TimeOfDay

    public init(_ opens: TimeOfDay, _ closes: TimeOfDay) {
        self.opens = opens
        self.closes = closes
    }

    public static let wholeDay = OpeningPeriod(.midnight, .endOfDay)

    public var passesMidnight: Bool { closes <= opens }

    /// Minutes after the opening day's midnight at which it closes, up to 2879.
    var closingMinute: Int { passesMidnight ? closes.minutes + 1440 : closes.minutes }
}

/// The opening periods of one day, in order, none overlapping. Empty means closed; more than one means a break between.
///
/// Stored and written as text, "09:00-12:00, 13:00-18:00"; "" is closed.
public struct DayHours: Hashable, Sendable {
    public let periods: [OpeningPeriod]

    public static let closed = DayHours(unchecked: [])
    public static let wholeDay = DayHours(unchecked: [.wholeDay])

    /// Sorts the periods. Periods may touch.
    public init(_ periods: [OpeningPeriod]) throws(OpeningHours.Refusal) {
        let sorted = periods.sorted { $0.opens < $1.opens }
        for period in sorted {
            // 09:00-09:00 could mean all day or nothing; a whole day is written 00:00-24:00.
            guard period.opens != period.closes else { throw .opensWhenItCloses(period.opens) }
            guard period.opens < .endOfDay else { throw .opensAtEndOfDay }
        }
        for (earlier, later) in zip(sorted, sorted.dropFirst()) {
            guard earlier.closingMinute <= later.opens.minutes else { throw .overlap(earlier, later) }
        }
        self.init(unchecked: sorted)
    }

    init(unchecked periods: [OpeningPeriod]) {
        self.periods = periods
    }

    public var isClosed: Bool { periods.isEmpty }

    /// Minutes of the next day taken by a last period that passes midnight; 0 when none does.
    var minutesIntoNextDay: Int { max(0, (periods.last?.closingMinute ?? 0) - 1440) }

    /// Closed from a time on, as on the afternoon of a half holiday. Never longer than before.
    func closing(from time: TimeOfDay) -> DayHours {
        DayHours(
            unchecked: periods.compactMap { period in
                guard period.opens < time else { return nil }
                return period.passesMidnight || period.closes > time ? OpeningPeriod(period.opens, time) : period
            })
    }
}

extension DayHours: CustomStringConvertible {
    /// "09:00-12:00, 13:00-18:00"; empty when closed.
    public var description: String {
        periods.map { "\($0.opens)-\($0.closes)" }.joined(separator: ", ")
    }

    /// Reads what `description` writes, as a person may type it: spaces anywhere, "9-17", an en dash, "," or ";" between.
    public init(text: some StringProtocol) throws(OpeningHours.Refusal) {
        var periods: [OpeningPeriod] = []
        for part in String(text.filter { !$0.isWhitespace }).split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let ends = part.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "\u{2013}" }
            guard ends.count == 2, let opens = TimeOfDay(ends[0]), let closes = TimeOfDay(ends[1]) else {
                throw .notAPeriod(String(part))
            }
            periods.append(OpeningPeriod(opens, closes))
        }
        try self.init(periods)
    }
}

extension DayHours: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(text: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
