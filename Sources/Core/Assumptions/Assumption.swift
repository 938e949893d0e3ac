import Language

/// A number that screens and rules use and that the owner may change: a claim from elsewhere, or our own choice where no document gives
/// a number.
///
/// Its value lives in `AssumptionRegister` (what it starts as) and in the shop's database (what the owner made of it), and nowhere
/// else in the program. Code asks `Assumptions` for it by key.
public struct Assumption: Sendable, Identifiable {
    public let key: AssumptionKey

    /// The register row it comes from; nil only for the rule on own data itself.
    public let claim: Int?

    /// What the number is, on the page and beside its edit field.
    public let name: Phrase
    public let kind: Kind
    public let shape: Shape
    public let unit: Unit
    public let standard: AssumptionValue

    /// Both ends of a range lie in it.
    public let allowed: ClosedRange<Figure>

    /// Other printed values for the same setting, the default among them; empty for most.
    public let choices: [Choice]

    /// Set when this is another way of saying another assumption, and has no value of its own.
    public let mirrors: Mirror?

    public var id: AssumptionKey { key }

    public enum Kind: String, Sendable, CaseIterable {
        /// From one of the documents.
        case claim
        /// The documents give no number here; the product's default, labelled so (rule 5).
        case ourChoice
    }

    public enum Shape: String, Sendable, CaseIterable {
        case number, whole, share, minutes
        /// A low and a high number.
        case range
        /// A low and a high share.
        case shareRange

        public var isRange: Bool {
            switch self {
            case .range, .shareRange: true
            case .number, .whole, .share, .minutes: false
            }
        }

        public var isShare: Bool {
            switch self {
            case .share, .shareRange: true
            case .number, .whole, .minutes, .range: false
            }
        }
    }

    public enum Unit: String, Sendable, CaseIterable {
        case times, people, share, minutes, hours, hoursADay, days, weeks, months, points, events, posts, answers, visitsAYear, cases
    }

    /// A printed value that the owner can pick with one press.
    public struct Choice: Hashable, Sendable {
        /// The register row that prints it.
        public let claim: Int
        public let value: AssumptionValue
    }

    public enum Mirror: Hashable, Sendable {
        /// The share heard from, against the silent people per complaint: h = 1 / (1 + s).
        case heard(AssumptionKey)
        /// 1 minus the other.
        case rest(AssumptionKey)

        public var original: AssumptionKey {
            switch self {
            case .heard(let key), .rest(let key): key
            }
        }
    }

    /// The names under which the register prints it: its key, or for most ranges the names of its two ends.
    public var printedKeys: [String] {
        switch key {
        case .acquisitionRange: ["claim.acq_ratio_low", "claim.acq_ratio_high"]
        case .unhappyTell, .resolvedTell: [key.rawValue + "_low", key.rawValue + "_high"]
        default: [key.rawValue]
        }
    }
}

extension Assumption.Unit {
    /// The unit beside an edit field. Shares are edited as percentages.
    public var label: Phrase {
        switch self {
        case .times: Phrase("times")
        case .people: Phrase("people", context: "unit")
        case .share: Phrase("%", context: "unit")
        case .minutes: Phrase("minutes", context: "unit")
        case .hours: Phrase("hours", context: "unit")
        case .hoursADay: Phrase("hours a day")
        case .days: Phrase("days", context: "unit")
        case .weeks: Phrase("weeks", context: "unit")
        case .months: Phrase("months", context: "unit")
        case .points: Phrase("points on the scale")
        case .events: Phrase("bad experiences")
        case .posts: Phrase("posts", context: "unit")
        case .answers: Phrase("answers", context: "unit")
        case .visitsAYear: Phrase("visits a year")
        case .cases: Phrase("cases", context: "unit")
        }
    }
}

extension Assumption.Mirror {
    /// What this saying is when the original has `value`.
    func value(of original: AssumptionValue) -> AssumptionValue {
        let figure = original.low.millionths
        switch self {
        case .heard: return .one(Figure(millionths: (1_000_000_000_000 + (1_000_000 + figure) / 2) / (1_000_000 + figure)))
        case .rest: return .one(Figure(millionths: 1_000_000 - figure))
        }
    }

    /// What the original must be for this saying to be `value`, rounded to a millionth. The allowed range keeps 0 from `heard`.
    func original(for value: AssumptionValue) -> AssumptionValue {
        let figure = value.low.millionths
        switch self {
        case .heard: return .one(Figure(millionths: ((1_000_000 - figure) * 1_000_000 + figure / 2) / figure))
        case .rest: return .one(Figure(millionths: 1_000_000 - figure))
        }
    }
}
