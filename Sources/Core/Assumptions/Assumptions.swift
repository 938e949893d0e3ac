import Storage

/// The present value of every assumption, read in one statement. A plain value: rules take it as an argument.
///
///     let claims = try Assumptions(db)
///     let silent = claims[.silentPerComplaint].low
public struct Assumptions: Sendable {
    private let edits: [AssumptionKey: Edit]

    /// What the owner made of an assumption, by whom and when.
    public struct Edit: Hashable, Sendable {
        public var value: AssumptionValue
        public var staff: Int64?
        public var at: Instant

        public init(value: AssumptionValue, staff: Int64?, at: Instant) {
            self.value = value
            self.staff = staff
            self.at = at
        }
    }

    /// Everything as the register has it.
    public static let standard = Assumptions(edits: [:])

    /// Edits of keys that this version does not know are ignored; they stay in the database for the version that does.
    public init(edits: [AssumptionKey: Edit]) {
        self.edits = edits
    }

    /// The value in force. A key that is not in the register is a fault of the program.
    public subscript(key: AssumptionKey) -> AssumptionValue {
        guard let assumption = AssumptionRegister.assumption(key) else { preconditionFailure("No assumption \(key)") }
        return value(of: assumption)
    }

    public func value(of assumption: Assumption) -> AssumptionValue {
        if let mirror = assumption.mirrors { return mirror.value(of: self[mirror.original]) }
        // What an older version stored may no longer be allowed; the default is then the safe reading.
        guard let edit = edits[assumption.key], (try? assumption.check(edit.value)) != nil else { return assumption.standard }
        return edit.value
    }

    /// The owner's edit, for a mirror the edit of what it mirrors; nil when the register's value is in force.
    public func edit(of assumption: Assumption) -> Edit? {
        edits[assumption.mirrors?.original ?? assumption.key]
    }

    /// One number as a whole, for keys that are whole numbers or minutes.
    public func whole(_ key: AssumptionKey) -> Int { self[key].low.whole }
}

/// The shop's own figure for an assumption, worked out by the capability that has the data.
public struct OwnFigure: Hashable, Sendable {
    public var value: AssumptionValue

    /// How many cases it rests on.
    public var cases: Int

    public init(_ value: AssumptionValue, cases: Int) {
        self.value = value
        self.cases = cases
    }
}

/// What stands beside a figure on a screen.
public enum AssumptionLabel: Hashable, Sendable {
    /// From a document, as printed.
    case claim
    /// The documents give no number; the product's default.
    case ourChoice
    /// The owner changed it.
    case edited
    /// The shop's own data, with the number of cases.
    case own(cases: Int)
}

/// A figure as a screen shows it: with its label, and the register's value as a comparison line once own data have replaced it.
public struct ShownAssumption: Sendable {
    public let assumption: Assumption
    public let value: AssumptionValue
    public let label: AssumptionLabel

    /// The value in the register or as edited, when `value` is the shop's own; nil otherwise.
    public let comparison: AssumptionValue?

    /// Own cases when there are some but not yet enough, for "12 of 30 cases"; nil otherwise.
    public let casesSoFar: Int?
}

extension Assumptions {
    /// How many own cases replace a claim.
    public var minimumCases: Int { whole(.ownCases) }

    /// The figure for a screen. Own data replace the claim, edited or not, as soon as they rest on `assumption.min_n` cases (rule 3).
    public func shown(_ key: AssumptionKey, own: OwnFigure? = nil) -> ShownAssumption {
        guard let assumption = AssumptionRegister.assumption(key) else { preconditionFailure("No assumption \(key)") }
        let present = value(of: assumption)
        if let own, own.cases >= minimumCases {
            return ShownAssumption(
                assumption: assumption, value: own.value, label: .own(cases: own.cases), comparison: present, casesSoFar: nil)
        }
        let label: AssumptionLabel
        if edit(of: assumption) != nil, present != assumption.standard {
            label = .edited
        } else {
            switch assumption.kind {
            case .claim: label = .claim
            case .ourChoice: label = .ourChoice
            }
        }
        return ShownAssumption(
            assumption: assumption, value: present, label: label, comparison: nil,
            casesSoFar: own.flatMap { $0.cases > 0 ? $0.cases : nil })
    }
}
