import Language
import Storage
import Testing

@testable import Core

struct CalendarDueTests {
    /// R13's acceptance check.
    @Test func `half an hour from five to six is due at twenty-five past nine on the next open day`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek(), holidays: .finland), "Europe/Helsinki")
        let due = try shop.due(start: at("2026-03-24 17:55", shop), after: .opening(minutes: 30))
        #expect(wall(due, shop) == "2026-03-25 09:25")
        // Before Easter the next open day is Saturday, and after it Tuesday.
        #expect(try wall(shop.due(start: at("2026-04-02 17:55", shop), after: .opening(minutes: 30)), shop) == "2026-04-04 10:25")
        #expect(try wall(shop.due(start: at("2026-04-04 13:55", shop), after: .opening(minutes: 30)), shop) == "2026-04-07 09:25")
        // Over the night on which the clocks move.
        #expect(try wall(shop.due(start: at("2026-03-28 13:55", shop), after: .opening(minutes: 30)), shop) == "2026-03-30 09:25")
    }

    @Test func `a row turns amber when three quarters of its target are used up`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Europe/Istanbul")
        let start = at("2026-03-24 17:00", shop)
        #expect(try wall(shop.warning(percent: 75, start: start, after: .opening(minutes: 240)), shop) == "2026-03-25 11:00")
        #expect(try wall(shop.warning(percent: 75, start: start, after: .elapsed(minutes: 240)), shop) == "2026-03-24 20:00")
        // One open hour today and eight tomorrow; three quarters are 6:45.
        #expect(try wall(shop.warning(percent: 75, start: start, after: .openDays(1, at: TimeOfDay("17:00")!)), shop) == "2026-03-25 14:45")
        #expect(
            try shop.warning(percent: 100, start: start, after: .opening(minutes: 240))
                == shop.due(start: start, after: .opening(minutes: 240)))
    }

    @Test func `time that runs out exactly at closing is due at closing`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Asia/Jakarta")
        #expect(try wall(shop.due(start: at("2026-03-24 17:30", shop), after: .opening(minutes: 30)), shop) == "2026-03-24 18:00")
        #expect(try wall(shop.due(start: at("2026-03-24 18:00", shop), after: .opening(minutes: 0)), shop) == "2026-03-25 09:00")
        #expect(try wall(shop.due(start: at("2026-03-24 11:00", shop), after: .opening(minutes: 0)), shop) == "2026-03-24 11:00")
        #expect(try wall(shop.due(start: at("2026-03-24 11:00", shop), after: .opening(minutes: -5)), shop) == "2026-03-24 11:00")
    }

    @Test func `paused time is subtracted`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Asia/Yerevan")
        let start = at("2026-03-24 10:00", shop)
        let pause = Pause(from: at("2026-03-24 10:20", shop), until: at("2026-03-25 09:10", shop))
        #expect(try wall(shop.due(start: start, after: .opening(minutes: 30), pauses: [pause]), shop) == "2026-03-25 09:20")
        #expect(try wall(shop.due(start: start, after: .elapsed(minutes: 30), pauses: [pause]), shop) == "2026-03-25 09:20")
        #expect(try wall(shop.due(start: start, after: .elapsed(minutes: 20), pauses: [pause]), shop) == "2026-03-24 10:20")
        let early = Pause(from: at("2026-03-23 00:00", shop), until: at("2026-03-24 10:05", shop))
        #expect(try wall(shop.due(start: start, after: .opening(minutes: 30), pauses: [early]), shop) == "2026-03-24 10:35")
    }

    @Test func `nothing falls due while the clock stands still`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Asia/Yerevan")
        let since = at("2026-03-24 10:20", shop)
        let pause = [Pause(from: since, until: nil)]
        let start = at("2026-03-24 10:00", shop)
        #expect(throws: NoDueTime.paused(since: since)) { try shop.due(start: start, after: .opening(minutes: 30), pauses: pause) }
        #expect(throws: NoDueTime.paused(since: since)) { try shop.due(start: start, after: .elapsed(minutes: 30), pauses: pause) }
        #expect(throws: NoDueTime.paused(since: since)) {
            try shop.due(start: start, after: .openDays(1, at: TimeOfDay("12:00")!), pauses: pause)
        }
        #expect(try wall(shop.due(start: start, after: .opening(minutes: 15), pauses: pause), shop) == "2026-03-24 10:15")
    }

    @Test func `a shop that never opens says so instead of searching for ever`() throws {
        let shut = try calendar(OpeningHours(week: WeekHours([:])), "Europe/Helsinki")
        let start = at("2026-03-24 10:00", shut)
        #expect(throws: NoDueTime.neverOpens(after: start)) { try shut.due(start: start, after: .opening(minutes: 30)) }
        #expect(throws: NoDueTime.self) { try shut.due(start: start, after: .openDays(1, at: TimeOfDay("12:00")!)) }
        #expect(try wall(shut.due(start: start, after: .elapsed(minutes: 30)), shut) == "2026-03-24 10:30")
        #expect(shut.nextOpening(after: start) == nil)
        #expect(shut.openTime(from: start, to: Instant(milliseconds: .max)) == 0)

        var hours = OpeningHours(week: try WeekHours([:]))
        hours.exceptions = [try ExceptionalDays("Last day", from: Day(2026, 3, 24)!, .each(DayHours(text: "9-17")))]
        let last = try calendar(hours, "Europe/Helsinki")
        #expect(throws: NoDueTime.neverOpens(after: at("2026-03-24 17:00", last))) {
            try last.due(start: start, after: .opening(minutes: 60 * 8))
        }
        #expect(throws: NoDueTime.tooFar) { try calendar(.alwaysOpen, "UTC").due(start: start, after: .opening(minutes: .max)) }
        #expect(throws: NoDueTime.tooFar) { try last.due(start: start, after: .elapsed(minutes: .max)) }
    }

    @Test(arguments: [
        // The n-th open day after the start's, at a wall time.
        ("2026-03-24 10:00", 2, "12:00", "2026-03-26 12:00"),
        // Over a Sunday; Saturday counts.
        ("2026-03-27 10:00", 2, "12:00", "2026-03-30 12:00"),
        // After hours the day is still the start's day.
        ("2026-03-24 23:00", 1, "12:00", "2026-03-25 12:00"),
        // Started on a closed day.
        ("2026-03-29 10:00", 1, "12:00", "2026-03-30 12:00"),
        // Today while there is time, else the next open day.
        ("2026-03-24 10:00", 0, "12:00", "2026-03-24 12:00"),
        ("2026-03-24 12:30", 0, "12:00", "2026-03-25 12:00"),
        // A wall time outside the hours: the closing before it, the start of a lunch break, the opening after it.
        ("2026-03-27 16:00", 1, "17:00", "2026-03-28 14:00"),
        ("2026-03-26 16:00", 1, "12:40", "2026-03-27 12:00"),
        ("2026-03-26 16:00", 1, "07:00", "2026-03-27 09:00"),
        ("2026-03-26 16:00", 1, "24:00", "2026-03-27 18:00"),
    ])
    func `open days are counted on the shop's calendar`(start: String, days: Int, time: String, due: String) throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Europe/Helsinki")
        let result = try shop.due(start: at(start, shop), after: .openDays(days, at: TimeOfDay(time)!))
        #expect(wall(result, shop) == due)
    }

    @Test func `a day that is all paused is no open day`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Europe/Helsinki")
        let pause = Pause(from: at("2026-03-25 08:00", shop), until: at("2026-03-26 10:00", shop))
        let due = try shop.due(start: at("2026-03-24 10:00", shop), after: .openDays(1, at: TimeOfDay("12:00")!), pauses: [pause])
        #expect(wall(due, shop) == "2026-03-26 12:00")
    }

    @Test func `a leap day is an open day`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Europe/Istanbul")
        let start = at("2028-02-28 17:55", shop)
        #expect(try wall(shop.due(start: start, after: .opening(minutes: 30)), shop) == "2028-02-29 09:25")
        #expect(try wall(shop.due(start: start, after: .openDays(2, at: TimeOfDay("09:00")!)), shop) == "2028-03-01 09:00")
    }

    @Test func `real hours run through the night and through the change of clocks`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek()), "Europe/Helsinki")
        #expect(try wall(shop.due(start: at("2026-03-28 12:00", shop), after: .elapsed(minutes: 1440)), shop) == "2026-03-29 13:00")
        #expect(try wall(shop.due(start: at("2026-10-24 12:00", shop), after: .elapsed(minutes: 1440)), shop) == "2026-10-25 11:00")
    }

    @Test func `allowances are stored as words`() throws {
        for allowance in [Allowance.opening(minutes: 240), .elapsed(minutes: 0), .openDays(2, at: TimeOfDay("17:00")!)] {
            #expect(Allowance(text: allowance.description) == allowance)
        }
        for wrong in ["", "opening", "opening -1", "opening 12345678901", "open days 2", "open days 2 25:00", "soon 5"] {
            #expect(Allowance(text: wrong) == nil, "\(wrong)")
        }
    }
}
