import Core
import Language
import Storage
import Testing

/// R3: the one place that every outgoing action asks.
@Suite struct TreatmentRuleTests {
    private let zone = ShopTimeZone("Europe/Istanbul") ?? .utc
    /// Tuesday, 3 March 2026, at this time in Istanbul.
    private func at(_ hour: Int, _ minute: Int = 0) -> Instant {
        zone.instant(Day(2026, 3, 3) ?? Day(number: 0), TimeOfDay(hour, minute) ?? .midnight)
    }
    private func treatment(_ own: [Treatment.Key: String], house: [Treatment.Key: String] = [:]) -> Treatment {
        Treatment(own: own.mapValues { Treatment.Preference(value: $0, source: .said, since: at(0)) }, house: house)
    }

    @Test func `R3: who has said nothing gets the house default`() {
        let house: [Treatment.Key: String] = [.formality: "formal", .notBefore: "09:00"]
        let nobody = treatment([:], house: house)
        #expect(nobody[.formality] == "formal" && !nobody.hasOwn)
        #expect(nobody.check(.write, at: at(12), zone) == .allowed && nobody.check(.call, at: at(12), zone) == .allowed)
        #expect(nobody.check(.call, at: at(8), zone) == .needsReason([.notBefore(TimeOfDay(9, 0)!)]))
        let own = treatment([.formality: "informal", .notBefore: "07:00"], house: house)
        #expect(own[.formality] == "informal" && own.check(.call, at: at(8), zone) == .allowed)
    }

    @Test func `R3: each no holds up what it forbids, and an answer is never held up`() {
        let all = treatment([.noCall: "1", .noMail: "1", .noMessage: "1"])
        #expect(all.check(.call, at: at(12), zone) == .needsReason([.noCall]))
        #expect(all.check(.write, at: at(12), zone) == .needsReason([.noMail]))
        #expect(all.check(.message, at: at(12), zone) == .needsReason([.noMessage]))
        #expect(all.check(.answer, at: at(12), zone) == .warn([.noMail]))
        #expect(treatment([.channel: "email"]).check(.call, at: at(12), zone) == .warn([.prefers(.email)]))
        #expect(treatment([.channel: "email"]).check(.write, at: at(12), zone) == .allowed)
        #expect(treatment([.channel: "counter"]).check(.write, at: at(12), zone) == .allowed)
    }

    @Test func `R3: hours and days hold up calls, warn before mail, and say when it would do`() {
        let late = treatment([.notBefore: "10:00", .notAfter: "17:30", .days: "2,4"])
        #expect(late.check(.call, at: at(9, 59), zone) == .needsReason([.notBefore(TimeOfDay(10, 0)!)]))
        #expect(late.check(.call, at: at(10), zone) == .allowed && late.check(.call, at: at(17, 29), zone) == .allowed)
        #expect(late.check(.call, at: at(17, 30), zone) == .needsReason([.notAfter(TimeOfDay(17, 30)!)]))
        #expect(late.check(.write, at: at(9), zone) == .warn([.notBefore(TimeOfDay(10, 0)!)]))
        let wednesday = at(12) + .seconds(86_400)
        #expect(late.check(.call, at: wednesday, zone) == .needsReason([.notOnThisDay(3)]))
        #expect(late.nextTime(from: at(9), zone) == at(10))
        #expect(late.nextTime(from: at(12), zone) == at(12))
        #expect(late.nextTime(from: at(18), zone) == at(10) + .seconds(2 * 86_400))
        #expect(treatment([:]).nextTime(from: at(3), zone) == at(3))
    }
}
