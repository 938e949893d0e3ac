/// What an assumption says: one number or a range. A range stays a range; no middle is ever invented (assumptions register, rule 4).
public enum AssumptionValue: Hashable, Sendable {
    case one(Figure)
    case range(Figure, Figure)

    public var low: Figure {
        switch self {
        case .one(let figure): figure
        case .range(let low, _): low
        }
    }

    /// The same as `low` for one number.
    public var high: Figure {
        switch self {
        case .one(let figure): figure
        case .range(_, let high): high
        }
    }
}

extension AssumptionValue: CustomStringConvertible {
    /// "26" or "9-15", the form in history and export.
    public var description: String {
        switch self {
        case .one(let figure): "\(figure)"
        case .range(let low, let high): "\(low)-\(high)"
        }
    }

    /// Reads what `description` writes; also an en dash.
    public init?(text: some StringProtocol) {
        let parts = text.filter { !$0.isWhitespace }.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "\u{2013}" }
        let figures = parts.compactMap { Figure(String($0)) }
        guard figures.count == parts.count else { return nil }
        switch figures.count {
        case 1: self = .one(figures[0])
        case 2: self = .range(figures[0], figures[1])
        default: return nil
        }
    }
}
