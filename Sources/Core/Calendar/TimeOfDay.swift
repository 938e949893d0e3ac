/// A time on the shop's wall clock, to the minute: 00:00 to 24:00. 24:00 is the end of the day, used as a closing time.
public struct TimeOfDay: Hashable, Comparable, Sendable {
    /// Minutes on the wall clock since midnight, 0...1440. Not the minutes that have passed: a day with a clock change has 23 or 25 hours.
    public let minutes: Int

    public static let midnight = TimeOfDay(uncheckedMinutes: 0)
    public static let endOfDay = TimeOfDay(uncheckedMinutes: 1440)

    /// Nil outside 0...1440.
    public init?(minutes: Int) {
        guard (0...1440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// Nil when there is no such time; (24, 0) is the end of the day.
    public init?(_ hour: Int, _ minute: Int) {
        guard (0...24).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    /// Reads "09:00", "9:00", "9.00" (as Finnish and Indonesian write it) or "9"; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "." }
        guard let hour = parts.first, (1...2).contains(hour.utf8.count), let hours = Day.digits(hour.utf8) else { return nil }
        switch parts.count {
        case 1:
            self.init(hours, 0)
        case 2:
            guard parts[1].utf8.count == 2, let minutes = Day.digits(parts[1].utf8) else { return nil }
            self.init(hours, minutes)
        default:
            return nil
        }
    }

    public var hour: Int { minutes / 60 }
    public var minute: Int { minutes % 60 }

    public static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.minutes < b.minutes }

    init(uncheckedMinutes: Int) {
        minutes = uncheckedMinutes
    }
}

extension TimeOfDay: CustomStringConvertible {
    /// "09:00".
    public var description: String { "\(Day.padded(hour, 2)):\(Day.padded(minute, 2))" }
}

extension TimeOfDay: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = TimeOfDay(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a time like 09:00")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
