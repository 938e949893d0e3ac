import Language

/// Every figure that came from somewhere else, and the choices of our own that stand where the documents give no number (R93).
///
/// This file and `ClaimTable.swift` are the only places in the program where these values stand. The rules for using them are in
/// docs/assumptions-register.md: a figure is a starting value or a comparison line, never a hidden multiplier; ranges stay ranges.
public enum AssumptionRegister {
    /// A1 to A45.
    public static let claims: [Claim] = ClaimTable.all

    /// In the order of the claims they belong to.
    public static let assumptions: [Assumption] = loyalty + wordOfMouth + silence + listening + team + answering + benchmarks + own

    public static func assumption(_ key: AssumptionKey) -> Assumption? { byKey[key] }

    /// Finds by the name in a form or an export; also by the printed name of one end of a range.
    public static func assumption(named name: String) -> Assumption? {
        byKey[AssumptionKey(rawValue: name)] ?? assumptions.first { $0.printedKeys.contains(name) }
    }

    public static func claim(_ number: Int) -> Claim? {
        (1...claims.count).contains(number) ? claims[number - 1] : nil
    }

    /// The assumptions a register row starts. Empty for rows that are never a coefficient.
    public static func assumptions(of claim: Int) -> [Assumption] { assumptions.filter { $0.claim == claim } }

    /// The assumptions a register row starts or offers a value for: A3 and A4 start none, and are choices of A2's range.
    public static func assumptions(touching claim: Int) -> [Assumption] {
        assumptions.filter { assumption in assumption.claim == claim || assumption.choices.contains { $0.claim == claim } }
    }

    private static let byKey = Dictionary(uniqueKeysWithValues: assumptions.map { ($0.key, $0) })
}

extension AssumptionRegister {
    private static let loyalty: [Assumption] = [
        .claim(1, .loyalMultiple, Phrase("Worth of a loyal customer, in first purchases"), .number, .times, 10, 1...1000),
        .claim(
            2, .acquisitionRange, Phrase("Cost of a new customer against keeping one, from and to"), .range, .times, .range(5, 25),
            0...1000,
            choices: [(2, .range(5, 25)), (3, .range(6, 7)), (4, .range(7, 8))]),
        .claim(
            5, .acquisitionRatio, Phrase("Cost of a new customer against keeping one, to start with"), .number, .times, 7, 0...1000,
            choices: [(5, .one(7))]),
    ]

    private static let wordOfMouth: [Assumption] = [
        .claim(
            6, .unhappyTell, Phrase("People an unhappy customer tells, from and to"), .range, .people, .range(9, 15), 0...1000,
            choices: [(6, .range(9, 15)), (9, .range(10, 15))]),
        .claim(
            7, .heavyTellerShare, Phrase("Share of unhappy customers who tell very many"), .share, .share, 0.13, 0...1,
            choices: [(7, .one(0.13)), (10, .one(0.14))]),
        .claim(7, .heavyTellerReach, Phrase("People each of those tells, at least"), .whole, .people, 20, 0...10_000),
        .claim(
            8, .resolvedTell, Phrase("People a customer tells whose problem was solved, from and to"), .range, .people, .range(4, 6),
            0...1000),
        .claim(12, .repurchaseLowEffort, Phrase("Share who buy again after little effort"), .share, .share, 0.94, 0...1),
        .claim(14, .referralLift, Phrase("How much likelier a referral is right after a reward"), .number, .times, 2, 0...100),
        .ours(14, .referralWindow, Phrase("Days after a reward that count as right after"), .whole, .days, 14, 1...365),
        .claim(16, .negativeEvents, Phrase("Bad experiences that put a customer on the watch list"), .whole, .events, 2, 1...20),
        .claim(16, .negativeHeadsUp, Phrase("Bad experiences at which you get a first heads-up"), .whole, .events, 1, 1...20),
        .ours(16, .negativeWindow, Phrase("Days over which bad experiences are counted"), .whole, .days, 365, 1...3650),
        .claim(17, .promotionShare, Phrase("Largest share of posts about yourself"), .share, .share, 0.20, 0...1),
        .ours(17, .promotionWindow, Phrase("Latest posts that are counted for it"), .whole, .posts, 20, 1...1000),
    ]

    private static let silence: [Assumption] = [
        .claim(
            19, .heardShare, Phrase("Share of unhappy customers you hear from"), .share, .share, 0.037037, 0.001...1,
            choices: [(19, .one(0.05)), (21, .one(0.04))], mirrors: .heard(.silentPerComplaint)),
        .claim(
            20, .silentPerComplaint, Phrase("Silent unhappy customers for each complaint"), .number, .people, 26, 0...999,
            choices: [(20, .one(26)), (21, .one(24)), (19, .one(19))]),
        .claim(22, .silentLeaveShare, Phrase("Share of silent unhappy customers who leave"), .share, .share, 0.91, 0...1),
    ]

    private static let listening: [Assumption] = [
        .ours(24, .surveyMin, Phrase("Lowest score customers can give"), .whole, .points, 0, 0...1),
        .claim(24, .surveyMax, Phrase("Highest score customers can give"), .whole, .points, 10, 3...10),
        .claim(24, .watchBand, Phrase("Highest score that is a warning"), .whole, .points, 6, 0...10),
        .claim(24, .advocateBand, Phrase("Lowest score of customers who recommend you"), .whole, .points, 9, 1...10),
        .claim(26, .initiativeReview, Phrase("Months until an improvement is measured again"), .whole, .months, 6, 1...36),
        .ours(26, .initiativeAnswers, Phrase("Answers needed before the result is compared"), .whole, .answers, 30, 1...10_000),
        .claim(
            27, .satisfiedRevenueRatio, Phrase("Revenue of a totally satisfied customer against others"), .number, .times, 2.6, 0...1000),
        .claim(28, .retentionBudget, Phrase("Share of the marketing budget meant for keeping customers"), .share, .share, 0.20, 0...1),
    ]

    private static let team: [Assumption] = [
        .claim(30, .rotaPeriod, Phrase("Weeks between two support turns of one person"), .whole, .weeks, 2, 1...52),
        // The document says "a few" hours; three is how we read it.
        .ours(30, .rotaHours, Phrase("Length of a support turn"), .number, .hours, 3, 0.5...40),
        .ours(
            33, .onCallCoverage, Phrase("Hours a day someone is on call; 0 is off"), .whole, .hoursADay, 0, 0...24,
            choices: [(33, .one(24))]),
    ]

    private static let answering: [Assumption] = [
        .claim(34, .waitLimit, Phrase("Longest wait at the counter or on the phone"), .minutes, .minutes, 5, 1...240),
        // No order against the limit is enforced: a limit below it simply leaves no time for a warning.
        .ours(34, .waitWarning, Phrase("Wait after which a call-back is offered"), .minutes, .minutes, 4, 0...240),
        .ours(
            35, .answerChat, Phrase("Opening minutes until a chat or social message is acknowledged"), .minutes, .minutes, 60, 1...43_200),
        .ours(35, .answerMail, Phrase("Opening minutes until a mail or form is acknowledged"), .minutes, .minutes, 240, 1...43_200),
    ]

    private static let benchmarks: [Assumption] = [
        .claim(36, .disbelief, Phrase("Share who do not believe that feedback is acted on"), .share, .share, 0.50, 0...1),
        .claim(37, .transferUnsolved, Phrase("Share passed on without a solution, elsewhere"), .share, .share, 0.26, 0...1),
        .ours(37, .transferTarget, Phrase("Share passed on without a solution, your target"), .share, .share, 0, 0...1),
        .claim(39, .weightTreated, Phrase("Weight of how people were treated in the visit score"), .share, .share, 0.70, 0...1),
        .claim(
            39, .weightResult, Phrase("Weight of the result in the visit score"), .share, .share, 0.30, 0...1,
            mirrors: .rest(.weightTreated)),
        .claim(
            40, .socialUplift, Phrase("How much more customers on social media spend, from and to"), .shareRange, .share,
            .range(0.20, 0.40), 0...10),
        .claim(41, .unacknowledged, Phrase("Share of social requests left unanswered, elsewhere"), .share, .share, 0.55, 0...1),
        .ours(41, .unacknowledgedTarget, Phrase("Share of social requests left unanswered, your target"), .share, .share, 0, 0...1),
        .ours(43, .fairnessRare, Phrase("Most visits a year of a rare customer"), .whole, .visitsAYear, 2, 0...365),
        .ours(43, .fairnessMonthly, Phrase("Most visits a year of an occasional customer"), .whole, .visitsAYear, 11, 1...365),
        .ours(
            43, .fairnessWeekly, Phrase("Most visits a year of a frequent customer; above is a daily one"), .whole, .visitsAYear, 51,
            2...366),
        .ours(45, .barrierWalk, Phrase("Length of a walk to find what stands in customers' way"), .minutes, .minutes, 10, 1...480),
    ]

    private static let own: [Assumption] = [
        .ours(nil, .ownCases, Phrase("Cases of your own that replace a claim"), .whole, .cases, 30, 1...100_000)
    ]
}

extension AssumptionValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int) { self = .one(Figure(value)) }
    public init(floatLiteral value: Double) { self = .one(Figure(floatLiteral: value)) }
}

extension Assumption {
    fileprivate static func claim(
        _ claim: Int, _ key: AssumptionKey, _ name: Phrase, _ shape: Shape, _ unit: Unit, _ standard: AssumptionValue,
        _ allowed: ClosedRange<Figure>, choices: [(Int, AssumptionValue)] = [], mirrors: Mirror? = nil
    ) -> Assumption {
        Assumption(
            key: key, claim: claim, name: name, kind: .claim, shape: shape, unit: unit, standard: standard, allowed: allowed,
            choices: choices.map { Choice(claim: $0.0, value: $0.1) }, mirrors: mirrors)
    }

    fileprivate static func ours(
        _ claim: Int?, _ key: AssumptionKey, _ name: Phrase, _ shape: Shape, _ unit: Unit, _ standard: AssumptionValue,
        _ allowed: ClosedRange<Figure>, choices: [(Int, AssumptionValue)] = []
    ) -> Assumption {
        Assumption(
            key: key, claim: claim, name: name, kind: .ourChoice, shape: shape, unit: unit, standard: standard, allowed: allowed,
            choices: choices.map { Choice(claim: $0.0, value: $0.1) }, mirrors: nil)
    }
}
