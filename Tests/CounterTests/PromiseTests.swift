import Core
import Language
import Storage
import Testing

@testable import Counter

/// A shop in Istanbul: Monday to Friday 9 to 12 and 13 to 18, closed at the weekend.
@Suite struct PromiseTests {
    private static let calendar: OpeningCalendar = {
        let weekdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
        guard let day = try? DayHours(text: "09:00-12:00, 13:00-18:00"),
            let week = try? WeekHours(Dictionary(uniqueKeysWithValues: weekdays.map { ($0, day) }))
        else { preconditionFailure("These hours are hours") }
        return OpeningCalendar(hours: OpeningHours(week: week), zone: ShopTimeZone("Europe/Istanbul") ?? .utc)
    }()
    private static func at(_ day: String, _ time: String) -> Instant { calendar.zone.instant(Day(day)!, TimeOfDay(time)!) }

    // 2026-03-03 is a Tuesday.
    @Test(
        arguments: [
            (PromiseTime.hour, "2026-03-03 10:00", "2026-03-03 11:00"), (.hour, "2026-03-03 17:30", "2026-03-03 18:30"),
            (.today, "2026-03-03 10:00", "2026-03-03 18:00"), (.today, "2026-03-03 08:00", "2026-03-03 18:00"),
            (.today, "2026-03-03 12:30", "2026-03-03 18:00"), (.today, "2026-03-03 18:00", nil), (.today, "2026-03-03 19:00", nil),
            (.today, "2026-03-07 11:00", nil), (.tomorrow, "2026-03-03 10:00", "2026-03-04 09:00"),
            (.tomorrow, "2026-03-03 23:59", "2026-03-04 09:00"),
            (.tomorrow, "2026-03-06 10:00", "2026-03-09 09:00"), (.tomorrow, "2026-03-07 10:00", "2026-03-09 09:00"),
        ] as [(PromiseTime, String, String?)])
    func `offered times follow the shop's hours`(time: PromiseTime, now: String, due: String?) {
        func instant(_ text: String) -> Instant {
            let halves = text.split(separator: " ").map(String.init)
            return Self.at(halves[0], halves[1])
        }
        #expect(time.due(from: instant(now), Self.calendar) == due.map(instant))
    }

    @Test func `a shop that never opens promises an hour at most`() throws {
        let calendar = OpeningCalendar(hours: OpeningHours(week: try WeekHours([:])), zone: .utc)
        let now = Instant(milliseconds: 1_772_528_400_000)
        #expect(PromiseTime.allCases.filter { $0.due(from: now, calendar) != nil } == [.hour])
    }

    @Test func `what a form asks for`() throws {
        let now = Self.at("2026-03-03", "10:00")
        func read(_ choice: String, _ moment: String) throws -> Instant? {
            try PromiseTime.read(choice: choice, moment: moment, now: now, Self.calendar)
        }
        #expect(try read("", "") == nil)
        #expect(try read("hour", "") == Self.at("2026-03-03", "11:00"))
        #expect(try read("", "2026-03-05T14:30") == Self.at("2026-03-05", "14:30"))
        #expect(throws: NoteProblem.twoTimes) { try read("hour", "2026-03-05T14:30") }
        #expect(throws: NoteProblem.timeHasPassed) { try read("", "2026-03-03T09:59") }
        #expect(throws: NoteProblem.noTime("soon")) { try read("", "soon") }
        #expect(throws: NoteProblem.notOpen) { try read("next year", "") }
    }

    @Test func `a promise that is late is broken, whenever it is done`() {
        let due = Instant(milliseconds: 10_000)
        func standing(_ state: Duty.State, closed: Int64?, now: Int64) -> Promise.Standing {
            Promise(duty: Duty.ID(number: 1), state: state, due: due, closedAt: closed.map { Instant(milliseconds: $0) })
                .standing(now: Instant(milliseconds: now))
        }
        #expect(standing(.open, closed: nil, now: 10_000) == .open)
        #expect(standing(.open, closed: nil, now: 10_001) == .overdue)
        #expect(standing(.done, closed: 10_000, now: 99_000) == .kept)
        #expect(standing(.done, closed: 10_001, now: 99_000) == .broken)
        #expect(standing(.dropped, closed: 5_000, now: 99_000) == .dropped)
    }
}
