import Language
import Storage
import Testing

@testable import Core

/// When somebody is left in peace, and when what waited goes out (271). Pure rules.
@Suite struct QuietTests {
    /// Monday to Friday 9 to 12 and 13 to 18, in Istanbul.
    private static let calendar: OpeningCalendar = {
        let morning = OpeningPeriod(TimeOfDay(uncheckedMinutes: 540), TimeOfDay(uncheckedMinutes: 720))
        let afternoon = OpeningPeriod(TimeOfDay(uncheckedMinutes: 780), TimeOfDay(uncheckedMinutes: 1080))
        let day = try? DayHours([morning, afternoon])
        let week = try? WeekHours(Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, day ?? .closed) }))
        return OpeningCalendar(hours: OpeningHours(week: week ?? .alwaysOpen), zone: ShopTimeZone("Europe/Istanbul") ?? .utc)
    }()

    /// A time in the week of Monday, 2 March 2026.
    private func at(_ weekday: Int, _ hour: Int, _ minute: Int = 0) throws -> Instant {
        let day = try #require(Day(2026, 3, 1 + weekday))
        return Self.calendar.zone.instant(day, try #require(TimeOfDay(hour, minute)))
    }

    @Test func `271: by itself it is quiet while the shop is closed, over noon and on days off`() throws {
        let choices = TellingChoices()
        #expect(choices.quietUntil(try at(2, 10), Self.calendar) == nil)
        #expect(try choices.quietUntil(at(2, 12, 30), Self.calendar) == at(2, 13))
        #expect(try choices.quietUntil(at(2, 20), Self.calendar) == at(3, 9))
        #expect(try choices.quietUntil(at(6, 11), Self.calendar) == at(8, 9))
    }

    @Test func `271: own hours pass midnight, free days are quiet, and a pause goes over into them`() throws {
        var choices = TellingChoices()
        choices.quiet = .hours
        #expect(choices.quietUntil(try at(2, 12, 30), Self.calendar) == nil)
        #expect(try choices.quietUntil(at(2, 19), Self.calendar) == at(3, 8))
        #expect(try choices.quietUntil(at(2, 3), Self.calendar) == at(2, 8))
        #expect(try choices.quietUntil(at(5, 20), Self.calendar) == at(8, 8), "Friday evening to Monday morning")
        choices.pausedUntil = try at(2, 20)
        #expect(try choices.quietUntil(at(2, 10), Self.calendar) == at(3, 8))
        choices.quiet = .never
        #expect(try choices.quietUntil(at(2, 10), Self.calendar) == at(2, 20))
        choices.pausedUntil = nil
        #expect(try choices.quietUntil(at(6, 3), Self.calendar) == nil)
    }

    @Test func `hours that begin and end at the same time are none, and a shop that never opens is never quiet`() throws {
        var choices = TellingChoices()
        choices.quiet = .hours
        choices.freeDays = []
        choices.quietUntil = choices.quietFrom
        #expect(try choices.quietUntil(at(2, 23), Self.calendar) == nil)
        let never = OpeningCalendar(hours: OpeningHours(week: try WeekHours([:])), zone: .utc)
        #expect(try TellingChoices().quietUntil(at(2, 10), never) == nil)
    }

    @Test func `271: mail goes after a while, never into the quiet, or gathered once`() throws {
        var choices = TellingChoices()
        #expect(try choices.mailTime(.mentioned, now: at(2, 10), Self.calendar) == at(2, 10, 10))
        #expect(try choices.mailTime(.mentioned, now: at(2, 17, 55), Self.calendar) == at(3, 9))
        #expect(try choices.mailTime(.yours, now: at(2, 10), Self.calendar) == nil)
        choices[.yours] = TellingChoices.Ways(browser: true, mail: .digest)
        #expect(try choices.mailTime(.yours, now: at(2, 10), Self.calendar) == at(3, 9), "the opening after noon is none of its own")
        #expect(try choices.mailTime(.yours, now: at(2, 8), Self.calendar) == at(2, 9))
        choices.digest = .hourly
        #expect(try choices.mailTime(.yours, now: at(2, 10, 20), Self.calendar) == at(2, 11))
        #expect(try choices.mailTime(.yours, now: at(2, 11, 20), Self.calendar) == at(2, 13))
        choices.digest = .time
        choices.digestTime = try #require(TimeOfDay(16, 30))
        #expect(try choices.mailTime(.yours, now: at(2, 10), Self.calendar) == at(2, 16, 30))
        #expect(try choices.mailTime(.yours, now: at(2, 17), Self.calendar) == at(3, 16, 30))
    }

    @Test func `what was chosen is read again, what is new is the standard, and nonsense too`() throws {
        var choices = TellingChoices()
        choices[.followed] = TellingChoices.Ways(browser: true, mail: .soon)
        choices.lead = 60
        #expect(TellingChoices(text: choices.text) == choices)
        #expect(TellingChoices(text: "{\"lead\":60}").lead == 60)
        #expect(TellingChoices(text: "{\"lead\":60}").quiet == .closed)
        #expect(TellingChoices(text: "nonsense") == TellingChoices() && TellingChoices(text: nil) == TellingChoices())
        #expect(TellingChoices()[.given].mail == .soon && TellingChoices()[.followed].browser == false)
    }
}
