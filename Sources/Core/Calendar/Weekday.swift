/// A day of the week, Monday first as in ISO 8601. The raw value is the key in stored opening hours.
public enum Weekday: String, CaseIterable, Hashable, Sendable, Codable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// 1 for Monday to 7 for Sunday, as in ISO 8601.
    public var number: Int { index + 1 }

    public var next: Weekday { Weekday.allCases[(index + 1) % 7] }

    var index: Int {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }
}
