import Language
import Testing

@testable import Core

struct AssumptionRegisterTests {
    @Test func `every claim from A1 to A45 is there, once, with its sentence, line and rows`() {
        #expect(AssumptionRegister.claims.map(\.number) == Array(1...45))
        for claim in AssumptionRegister.claims {
            #expect(claim.sentence.source.hasSuffix(".") && claim.confirmed.source.hasSuffix("."), "\(claim.tag)")
            #expect(!claim.lines.isEmpty && !claim.usedBy.isEmpty, "\(claim.tag)")
            for line in claim.lines { #expect(line.wholeMatch(of: /(TR1|TR2|HY|FI|ID) L\d+(-\d+)?/) != nil, "\(claim.tag) \(line)") }
            for row in claim.usedBy { #expect(row.wholeMatch(of: /R\d+/) != nil, "\(claim.tag) \(row)") }
        }
    }

    /// The names and values as the register prints them, so that a slip of the pen in the table does not pass.
    @Test(arguments: [
        ("claim.loyal_multiple", 1, "10"), ("claim.acq_ratio_low", 2, "5-25"), ("claim.acq_ratio_high", 2, "5-25"),
        ("claim.acq_ratio", 5, "7"),
        ("claim.wom_unhappy_low", 6, "9-15"), ("claim.wom_unhappy_high", 6, "9-15"), ("claim.wom_heavy_share", 7, "0.13"),
        ("claim.wom_heavy_reach", 7, "20"), ("claim.wom_resolved_low", 8, "4-6"), ("claim.wom_resolved_high", 8, "4-6"),
        ("claim.repurchase_low_effort", 12, "0.94"), ("claim.referral_lift_after_reward", 14, "2"), ("referral.window_days", 14, "14"),
        ("watch.negative_events", 16, "2"), ("watch.window_days", 16, "365"), ("social.promo_share_max", 17, "0.2"),
        ("social.window_posts", 17, "20"), ("claim.heard_share", 19, "0.037037"), ("claim.silent_per_complaint", 20, "26"),
        ("claim.silent_leave_share", 22, "0.91"), ("survey.max", 24, "10"), ("survey.min", 24, "0"), ("band.watch_max", 24, "6"),
        ("band.advocate_min", 24, "9"), ("initiative.review_after_months", 26, "6"), ("initiative.min_answers", 26, "30"),
        ("claim.revenue_ratio_satisfied", 27, "2.6"), ("budget.retention_share_target", 28, "0.2"), ("rota.period_weeks", 30, "2"),
        ("rota.hours", 30, "3"), ("oncall.coverage", 33, "0"), ("wait.max_minutes", 34, "5"), ("wait.warn_minutes", 34, "4"),
        ("answer.chat_minutes", 35, "60"), ("answer.mail_minutes", 35, "240"), ("bench.disbelief", 36, "0.5"),
        ("bench.transfer_unsolved", 37, "0.26"), ("score.weight_treated", 39, "0.7"), ("score.weight_result", 39, "0.3"),
        ("bench.social_uplift", 40, "0.2-0.4"), ("bench.unacknowledged", 41, "0.55"), ("barrier_walk.minutes", 45, "10"),
    ])
    func `every printed key starts with its printed value`(name: String, claim: Int, value: String) throws {
        let assumption = try #require(AssumptionRegister.assumption(named: name))
        #expect(assumption.claim == claim)
        #expect(assumption.standard.description == value)
        #expect(Assumptions.standard[assumption.key].description == value)
    }

    @Test func `own data need thirty cases, by a choice of our own`() throws {
        let rule = try #require(AssumptionRegister.assumption(named: "assumption.min_n"))
        #expect(rule.standard == 30)
        #expect(rule.kind == .ourChoice)
        #expect(rule.claim == nil)
    }

    @Test func `defaults and choices are allowed, and keys are different`() throws {
        let all = AssumptionRegister.assumptions
        #expect(Set(all.map(\.key)).count == all.count)
        #expect(Set(all.flatMap(\.printedKeys)).count == all.flatMap(\.printedKeys).count)
        for assumption in all {
            try assumption.check(assumption.standard)
            for choice in assumption.choices {
                try assumption.check(choice.value)
                #expect(AssumptionRegister.claim(choice.claim) != nil)
            }
            #expect(AssumptionValue(text: assumption.standard.description) == assumption.standard)
            #expect(assumption.shape.isShare == (assumption.unit == .share), "\(assumption.key)")
            try AssumptionOrder.check(assumption.key, assumption.standard, in: .standard)
        }
    }

    @Test func `illustrations and directions carry no number`() {
        let textOnly = AssumptionRegister.claims.map(\.number).filter { AssumptionRegister.assumptions(touching: $0).isEmpty }
        #expect(textOnly == [11, 13, 15, 18, 23, 25, 29, 31, 32, 38, 42, 44])
    }

    @Test func `what the documents do not say is labelled our choice`() {
        let ours = AssumptionRegister.assumptions.filter { $0.kind == .ourChoice }.map(\.key.rawValue)
        for key in ["referral.window_days", "watch.window_days", "initiative.min_answers", "answer.mail_minutes", "answer.chat_minutes"] {
            #expect(ours.contains(key))
        }
        #expect(!ours.contains { $0.hasPrefix("claim.") || $0.hasPrefix("bench.") })
    }

    /// C8 and C10 of the requirements: one setting, all claims beside it.
    @Test func `claims about the same thing are choices of one setting`() throws {
        let acquisition = try #require(AssumptionRegister.assumption(.acquisitionRange))
        #expect(acquisition.choices.map(\.value) == [.range(5, 25), .range(6, 7), .range(7, 8)])
        #expect(acquisition.choices.map(\.claim) == [2, 3, 4])
        let silent = try #require(AssumptionRegister.assumption(.silentPerComplaint))
        #expect(silent.choices.map { "A\($0.claim) \($0.value)" } == ["A20 26", "A21 24", "A19 19"])
        // 0.05 heard is 19 silent, 0.04 heard is 24 silent: the register's worked examples.
        let heard = try #require(AssumptionRegister.assumption(.heardShare))
        let mirror = try #require(heard.mirrors)
        #expect(mirror.original(for: 0.05) == 19)
        #expect(mirror.original(for: 0.04) == 24)
        #expect(mirror.value(of: 19) == 0.05)
        #expect(AssumptionRegister.assumptions(touching: 9).map(\.key) == [.unhappyTell])
        #expect(AssumptionRegister.assumptions(touching: 10).map(\.key) == [.heavyTellerShare])
        #expect(AssumptionRegister.assumptions(touching: 21).map(\.key) == [.heardShare, .silentPerComplaint])
    }

    @Test func `the worked examples of the register come out`() {
        let claims = Assumptions.standard
        #expect(4 * claims[.silentPerComplaint].low.whole == 104)
        #expect((claims[.silentLeaveShare].low.double * 104 * 10).rounded() == 946)
        #expect((6 * claims[.unhappyTell].low.whole, 6 * claims[.unhappyTell].high.whole) == (54, 90))
        #expect((6 * claims[.resolvedTell].low.whole, 6 * claims[.resolvedTell].high.whole) == (24, 36))
        #expect(claims[.weightTreated].low.millionths + claims[.weightResult].low.millionths == 1_000_000)
    }

    @Test func `figures are exact and refuse what they cannot be`() {
        #expect(Figure("0.13") == 0.13)
        #expect(Figure("2,6")?.description == "2.6")
        #expect(Figure("26") == 26)
        #expect(Figure("0.000001")?.millionths == 1)
        #expect(Figure("13")?.share == 0.13)
        #expect((0.037037 as Figure).percent.description == "3.7037")
        for wrong in ["", "-1", "1.000.000", "1e3", ".5", "5.", "0.1234567", "abc", "1234567890", "٣"] {
            #expect(Figure(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `what a person types is read in their way, and refused with a sentence`() throws {
        let share = try #require(AssumptionRegister.assumption(.heavyTellerShare))
        #expect(try share.read("13") == 0.13)
        #expect(try share.read("13,5 %") == 0.135)
        #expect(throws: AssumptionRefusal.notANumber("many")) { try share.read("many") }
        #expect(throws: AssumptionRefusal.outside(1.2, allowed: 0...1)) { try share.check(try share.read("120")) }
        let range = try #require(AssumptionRegister.assumption(.unhappyTell))
        #expect(try range.read("9", "15") == .range(9, 15))
        #expect(throws: AssumptionRefusal.wrongShape) { try range.read("9") }
        #expect(throws: AssumptionRefusal.lowAboveHigh(15, 9)) { try range.check(.range(15, 9)) }
        #expect(throws: AssumptionRefusal.wrongShape) { try range.check(9) }
        let minutes = try #require(AssumptionRegister.assumption(.waitLimit))
        #expect(throws: AssumptionRefusal.notWhole(2.5)) { try minutes.check(try minutes.read("2.5")) }
        let t = Words(.en, timeZone: .utc)
        #expect(AssumptionRefusal.outside(1.2, allowed: 0...1).text(t, for: share) == "Enter a number from 0 to 100.")
    }

    @Test func `a claim is labelled by its source, and by own cases once there are enough`() {
        let t = Words(.en, timeZone: .utc)
        let claims = Assumptions.standard
        let source = AssumptionRegister.claim(20)?.source.label(t)
        #expect(claims.shown(.silentPerComplaint).label.text(t, source: source) == "claim: Lee Resources")
        #expect(claims.shown(.answerMail).label == .ourChoice)

        let few = claims.shown(.silentPerComplaint, own: OwnFigure(3, cases: 29))
        #expect(few.label == .claim)
        #expect(few.value == 26)
        #expect(few.casesSoFar == 29)
        let enough = claims.shown(.silentPerComplaint, own: OwnFigure(3, cases: 30))
        #expect(enough.label == .own(cases: 30))
        #expect(enough.value == 3)
        #expect(enough.comparison == 26)
        #expect(enough.label.text(t) == "yours, 30 cases")
    }
}
