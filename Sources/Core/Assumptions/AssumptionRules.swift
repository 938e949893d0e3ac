/// Why a value was not taken, with what a sentence at the field needs.
public enum AssumptionRefusal: Error, Hashable, Sendable {
    case unknownKey(String)

    /// Text that is no number; a range also needs both of its ends.
    case notANumber(String)
    case notWhole(Figure)
    case outside(Figure, allowed: ClosedRange<Figure>)
    case lowAboveHigh(Figure, Figure)

    /// A range was given for one number, or one number for a range.
    case wrongShape

    /// It may not be above (or, where equal makes no sense, reach) the other assumption, which is `limit` now.
    case aboveOther(AssumptionKey, limit: Figure)

    /// It may not be below (or reach) the other assumption, which is `limit` now.
    case belowOther(AssumptionKey, limit: Figure)
}

extension Assumption {
    /// Reads what a person typed into one or two fields. Shares are typed as percentages, with or without the sign: "13", "13 %", "2,5".
    ///
    /// `high` is nil for one number.
    public func read(_ low: String, _ high: String? = nil) throws(AssumptionRefusal) -> AssumptionValue {
        guard (high != nil) == shape.isRange else { throw .wrongShape }
        let first = try figure(low)
        guard let high else { return .one(first) }
        return .range(first, try figure(high))
    }

    private func figure(_ text: String) throws(AssumptionRefusal) -> Figure {
        let bare = String(text.filter { !$0.isWhitespace && !(shape.isShare && $0 == "%") })
        guard let figure = Figure(bare) else { throw .notANumber(text) }
        return shape.isShare ? figure.share : figure
    }

    /// Checks a value by itself: shape, whole numbers, allowed range, order of the ends.
    public func check(_ value: AssumptionValue) throws(AssumptionRefusal) {
        let figures: [Figure]
        switch value {
        case .one(let figure):
            guard !shape.isRange else { throw .wrongShape }
            figures = [figure]
        case .range(let low, let high):
            guard shape.isRange else { throw .wrongShape }
            guard low <= high else { throw .lowAboveHigh(low, high) }
            figures = [low, high]
        }
        for figure in figures {
            guard allowed.contains(figure) else { throw .outside(figure, allowed: allowed) }
            switch shape {
            case .whole, .minutes:
                guard figure.isWhole else { throw .notWhole(figure) }
            case .number, .share, .range, .shareRange: break
            }
        }
    }
}

/// Two assumptions of which one must stay below the other.
struct AssumptionOrder: Sendable {
    let lower: AssumptionKey
    let upper: AssumptionKey

    /// Whether the two may be equal.
    let mayMeet: Bool

    static let all = [
        AssumptionOrder(lower: .surveyMin, upper: .watchBand, mayMeet: true),
        AssumptionOrder(lower: .watchBand, upper: .advocateBand, mayMeet: false),
        AssumptionOrder(lower: .advocateBand, upper: .surveyMax, mayMeet: true),
        AssumptionOrder(lower: .negativeHeadsUp, upper: .negativeEvents, mayMeet: true),
        AssumptionOrder(lower: .fairnessRare, upper: .fairnessMonthly, mayMeet: false),
        AssumptionOrder(lower: .fairnessMonthly, upper: .fairnessWeekly, mayMeet: false),
    ]

    /// Checks a new value of one assumption against the present values of its neighbours.
    static func check(_ key: AssumptionKey, _ value: AssumptionValue, in present: Assumptions) throws(AssumptionRefusal) {
        for order in all {
            if order.lower == key {
                let limit = present[order.upper].low
                guard value.high < limit || (order.mayMeet && value.high == limit) else { throw .aboveOther(order.upper, limit: limit) }
            }
            if order.upper == key {
                let limit = present[order.lower].high
                guard value.low > limit || (order.mayMeet && value.low == limit) else { throw .belowOther(order.lower, limit: limit) }
            }
        }
    }
}
