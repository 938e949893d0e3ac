/// The name under which code, storage and export know an assumption.
public struct AssumptionKey: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    fileprivate init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}

extension AssumptionKey {
    /// A1
    public static let loyalMultiple = AssumptionKey("claim.loyal_multiple")
    /// A2 to A4, a range: `claim.acq_ratio_low` and `claim.acq_ratio_high`.
    public static let acquisitionRange = AssumptionKey("claim.acq_ratio_range")
    /// A5, the single starting value.
    public static let acquisitionRatio = AssumptionKey("claim.acq_ratio")
    /// A6 and A9, a range: `claim.wom_unhappy_low` and `claim.wom_unhappy_high`.
    public static let unhappyTell = AssumptionKey("claim.wom_unhappy")
    /// A7 and A10
    public static let heavyTellerShare = AssumptionKey("claim.wom_heavy_share")
    /// A7, a floor and not a mean.
    public static let heavyTellerReach = AssumptionKey("claim.wom_heavy_reach")
    /// A8, a range: `claim.wom_resolved_low` and `claim.wom_resolved_high`.
    public static let resolvedTell = AssumptionKey("claim.wom_resolved")
    /// A12
    public static let repurchaseLowEffort = AssumptionKey("claim.repurchase_low_effort")
    /// A14
    public static let referralLift = AssumptionKey("claim.referral_lift_after_reward")
    public static let referralWindow = AssumptionKey("referral.window_days")
    /// A16
    public static let negativeEvents = AssumptionKey("watch.negative_events")
    public static let negativeHeadsUp = AssumptionKey("watch.heads_up_events")
    public static let negativeWindow = AssumptionKey("watch.window_days")
    /// A17
    public static let promotionShare = AssumptionKey("social.promo_share_max")
    public static let promotionWindow = AssumptionKey("social.window_posts")
    /// A19 to A21: the same setting said two ways.
    public static let heardShare = AssumptionKey("claim.heard_share")
    public static let silentPerComplaint = AssumptionKey("claim.silent_per_complaint")
    /// A22
    public static let silentLeaveShare = AssumptionKey("claim.silent_leave_share")
    /// A24
    public static let surveyMin = AssumptionKey("survey.min")
    public static let surveyMax = AssumptionKey("survey.max")
    public static let watchBand = AssumptionKey("band.watch_max")
    public static let advocateBand = AssumptionKey("band.advocate_min")
    /// A26
    public static let initiativeReview = AssumptionKey("initiative.review_after_months")
    public static let initiativeAnswers = AssumptionKey("initiative.min_answers")
    /// A27
    public static let satisfiedRevenueRatio = AssumptionKey("claim.revenue_ratio_satisfied")
    /// A28
    public static let retentionBudget = AssumptionKey("budget.retention_share_target")
    /// A30
    public static let rotaPeriod = AssumptionKey("rota.period_weeks")
    public static let rotaHours = AssumptionKey("rota.hours")
    /// A33
    public static let onCallCoverage = AssumptionKey("oncall.coverage")
    /// A34
    public static let waitLimit = AssumptionKey("wait.max_minutes")
    public static let waitWarning = AssumptionKey("wait.warn_minutes")
    /// A35
    public static let answerChat = AssumptionKey("answer.chat_minutes")
    public static let answerMail = AssumptionKey("answer.mail_minutes")
    /// A36
    public static let disbelief = AssumptionKey("bench.disbelief")
    /// A37
    public static let transferUnsolved = AssumptionKey("bench.transfer_unsolved")
    public static let transferTarget = AssumptionKey("target.transfer_unsolved")
    /// A39: two weights that make 1.
    public static let weightTreated = AssumptionKey("score.weight_treated")
    public static let weightResult = AssumptionKey("score.weight_result")
    /// A40, a range.
    public static let socialUplift = AssumptionKey("bench.social_uplift")
    /// A41
    public static let unacknowledged = AssumptionKey("bench.unacknowledged")
    public static let unacknowledgedTarget = AssumptionKey("target.unacknowledged")
    /// A43: the most visits a year of each segment but the last.
    public static let fairnessRare = AssumptionKey("fairness.rare_max")
    public static let fairnessMonthly = AssumptionKey("fairness.monthly_max")
    public static let fairnessWeekly = AssumptionKey("fairness.weekly_max")
    /// A45
    public static let barrierWalk = AssumptionKey("barrier_walk.minutes")
    /// How many cases own data need before they replace a claim (rule 3 of the register).
    public static let ownCases = AssumptionKey("assumption.min_n")
}
