import Language

extension AssumptionLabel {
    /// The word beside a figure. `source` as for "claim: Lee Resources".
    public func text(_ t: Words, source: String? = nil) -> String {
        switch self {
        case .claim: source.map { t("claim: {source}", ["source": $0]) } ?? t("claim")
        case .ourChoice: t("our choice")
        case .edited: t("edited by you")
        case .own(let cases): t("yours, {n} case", "yours, {n} cases", cases)
        }
    }
}

extension AssumptionRefusal {
    /// The sentence at the field.
    public func text(_ t: Words, for assumption: Assumption) -> String {
        switch self {
        case .unknownKey, .wrongShape: t("There is no such figure.")
        case .notANumber(let typed):
            typed.allSatisfy(\.isWhitespace)
                ? t("Enter a number.") : t("“{text}” is not a number. Write it in digits, like 12 or 2.5.", ["text": typed])
        case .notWhole: t("Enter a whole number.")
        case .outside(_, let allowed):
            t(
                "Enter a number from {low} to {high}.",
                ["low": assumption.typed(allowed.lowerBound), "high": assumption.typed(allowed.upperBound)])
        case .lowAboveHigh: t("The first number may not be larger than the second.")
        case .aboveOther(let key, let limit):
            t(
                "This must stay below “{other}”, which is {limit}.",
                ["other": AssumptionRefusal.name(key, t), "limit": assumption.typed(limit)])
        case .belowOther(let key, let limit):
            t(
                "This must stay above “{other}”, which is {limit}.",
                ["other": AssumptionRefusal.name(key, t), "limit": assumption.typed(limit)])
        }
    }

    private static func name(_ key: AssumptionKey, _ t: Words) -> String {
        AssumptionRegister.assumption(key).map { t($0.name) } ?? key.rawValue
    }
}

extension Assumption {
    /// A figure as it stands in an edit field: shares as percentages.
    public func typed(_ figure: Figure) -> String {
        shape.isShare ? figure.percent.description : figure.description
    }
}
