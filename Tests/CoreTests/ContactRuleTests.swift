import Core
import Language
import Storage
import Testing

/// One policy over everything that asks or sends (170, 142): consent, what they want, hours, a hold, and the days between.
@Suite struct ContactRuleTests {
    private let zone = ShopTimeZone("Europe/Istanbul") ?? .utc
    /// Tuesday, 3 March 2026, at this time in Istanbul.
    private func at(_ hour: Int, _ minute: Int = 0) -> Instant {
        zone.instant(Day(2026, 3, 3) ?? Day(number: 0), TimeOfDay(hour, minute) ?? .midnight)
    }
    private func facts(
        _ own: [Treatment.Key: String] = [:], house: [Treatment.Key: String] = [:], _ consents: [Consent.Key: Bool] = [:],
        isHeld: Bool = false,
        ways: Set<Treatment.Channel> = [.email, .phone, .message], last: [ContactPurpose: Instant] = [:]
    ) -> ContactFacts {
        let said = own.mapValues { Treatment.Preference(value: $0, source: .said, since: at(0)) }
        return ContactFacts(treatment: Treatment(own: said, house: house), consents: consents, isHeld: isHeld, ways: ways, last: last)
    }
    private let newsByMail = Consent.Key(purpose: .news, channel: .email)
    private let surveyByMail = Consent.Key(purpose: .survey, channel: .email)

    @Test func `170: an answer and a matter of theirs need no consent, all else does, for each way of its own`() {
        let nobody = facts()
        #expect(nobody.verdict(.answer, by: .email, at: at(3), zone).isAllowed)
        #expect(nobody.verdict(.matter, by: .email, at: at(12), zone).isAllowed)
        #expect(nobody.verdict(.news, by: .email, at: at(12), zone).objections == [.neverAgreed])
        let some = facts([:], [newsByMail: true, surveyByMail: false])
        #expect(some.verdict(.news, by: .email, at: at(12), zone).isAllowed)
        #expect(some.verdict(.news, by: .phone, at: at(12), zone).objections == [.neverAgreed])
        #expect(some.verdict(.survey, by: .email, at: at(12), zone).objections == [.withdrawn])
        #expect(some.verdict(.survey, by: .counter, at: at(12), zone).isAllowed)
        #expect(facts([:], [newsByMail: true], ways: [.phone]).verdict(.news, by: .email, at: at(12), zone).objections == [.noWay])
    }

    @Test func `R3: what they want binds whatever they agreed to, and hours give the next time`() {
        let wants = facts([.noMail: "1"], [newsByMail: true])
        #expect(wants.verdict(.news, by: .email, at: at(12), zone).objections == [.wish(.noMail)])
        #expect(wants.verdict(.news, by: .email, at: at(12), zone).next == nil)
        #expect(wants.verdict(.answer, by: .email, at: at(12), zone).isAllowed)
        let late = facts([.notBefore: "14:00"])
        let verdict = late.verdict(.matter, by: .email, at: at(12), zone)
        #expect(verdict.objections == [.wish(.notBefore(TimeOfDay(14, 0)!))] && verdict.next == at(14))
        // The house's decent hours bind what is ours alone and every call, no mail in a matter of theirs.
        let house = facts([:], house: [.notAfter: "20:00"], [newsByMail: true])
        #expect(house.verdict(.matter, by: .email, at: at(21), zone).isAllowed)
        #expect(house.verdict(.news, by: .email, at: at(21), zone).objections == [.wish(.notAfter(TimeOfDay(20, 0)!))])
        #expect(house.verdict(.matter, by: .phone, at: at(21), zone).objections == [.wish(.notAfter(TimeOfDay(20, 0)!))])
        // Who prefers another way may be written to; whoever does is told.
        let phone = facts([.channel: "phone"]).verdict(.matter, by: .email, at: at(12), zone)
        #expect(phone.isAllowed && phone.notes == [.prefers(.phone)])
    }

    @Test func `135, 142: who is held hears nothing of our own accord, and days lie between two words`() {
        let yes = [newsByMail: true, surveyByMail: true]
        #expect(facts([:], yes, isHeld: true).verdict(.news, by: .email, at: at(12), zone).objections == [.held])
        #expect(facts([:], yes, isHeld: true).verdict(.matter, by: .email, at: at(12), zone).isAllowed)
        let day: Duration = .seconds(86_400)
        let lately = facts([:], yes, last: [.news: at(12) - day * 8])
        // Seven days for anything, thirty for the same.
        #expect(lately.verdict(.survey, by: .email, at: at(12), zone).isAllowed)
        let same = lately.verdict(.news, by: .email, at: at(12), zone)
        #expect(same.objections == [.tooSoon(until: at(12) + day * 22)] && same.next == at(12) + day * 22)
        #expect(facts([:], yes, last: [.news: at(12) - day * 3]).verdict(.survey, by: .email, at: at(12), zone).next == at(12) + day * 4)
        // A matter of theirs counts for nothing.
        #expect(facts([:], yes, last: [.matter: at(11)]).verdict(.news, by: .email, at: at(12), zone).isAllowed)
        // Both at once: after the days, and then within their hours.
        let both = facts([.notBefore: "14:00"], yes, last: [.news: at(12) - day * 29])
        #expect(both.verdict(.news, by: .email, at: at(12), zone).next == at(14) + day)
    }

    @Test func `R3: a rule is kept whole, and read again`() {
        let ten = TimeOfDay(10, 0)!
        let rules: [Treatment.Rule] = [.noCall, .noMail, .noMessage, .notBefore(ten), .notAfter(ten), .notOnThisDay(3), .prefers(.phone)]
        #expect(rules.map { Treatment.Rule(stored: $0.stored[...]) } == rules.map(Optional.some))
        #expect(Treatment.Rule(stored: "not_before") == nil && Treatment.Rule(stored: "tea") == nil)
    }
}
