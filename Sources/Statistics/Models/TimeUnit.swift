/// In what a model's time is told. Histories are kept in whole days whatever the unit, so that it changes figures' names and nothing else.
public enum TimeUnit: String, CaseIterable, Sendable {
    case day, week

    /// Days in one unit.
    public var days: Int {
        switch self {
        case .day: 1
        case .week: 7
        }
    }

    /// Whole units in a year.
    public var perYear: Double {
        switch self {
        case .day: 365
        case .week: 52
        }
    }
}
