import Language
import Storage
import Testing

@testable import Core

/// When something that is put off comes back.
struct DayBeginningTests {
    private func times(_ calendar: OpeningCalendar, _ now: String) -> [String] {
        calendar.nextBeginnings(after: at(now, calendar)).map { wall($0, calendar) }
    }

    @Test func `before the shop opens, today's opening is the first`() throws {
        let day = try DayHours(text: "07-19")
        let week = try WeekHours(Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) }))
        let bakery = try calendar(OpeningHours(week: week), "Europe/Istanbul")
        // 2026-11-24 is a Tuesday.
        #expect(times(bakery, "2026-11-24 01:20") == ["2026-11-24 07:00", "2026-11-25 07:00", "2026-11-30 07:00"])
        #expect(times(bakery, "2026-11-24 12:00") == ["2026-11-25 07:00", "2026-11-30 07:00"])
        #expect(times(bakery, "2026-11-29 12:00") == ["2026-11-30 07:00", "2026-12-07 07:00"])
        #expect(times(bakery, "2026-11-30 05:00") == ["2026-11-30 07:00", "2026-12-01 07:00", "2026-12-07 07:00"])
    }

    @Test func `a lunch break, a closed Sunday and holidays are passed over`() throws {
        let shop = try calendar(OpeningHours(week: shopWeek(), holidays: .finland), "Europe/Helsinki")
        #expect(times(shop, "2026-03-27 10:00") == ["2026-03-27 13:00", "2026-03-28 10:00", "2026-03-30 09:00"])
        #expect(times(shop, "2026-03-28 15:00") == ["2026-03-30 09:00", "2026-04-13 09:00"])
    }

    @Test func `a shop that never closes has its mornings at nine`() throws {
        let always = try DayHours(text: "00-24")
        let week = try WeekHours(Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, always) }))
        let kiosk = try calendar(OpeningHours(week: week), "Asia/Jakarta")
        #expect(times(kiosk, "2026-11-24 01:20") == ["2026-11-24 09:00", "2026-11-25 09:00", "2026-11-30 09:00"])
        #expect(times(kiosk, "2026-11-24 12:00") == ["2026-11-25 09:00", "2026-11-30 09:00"])
        // A closing months ahead is no morning of tomorrow.
        var hours = OpeningHours(week: week)
        hours.exceptions = [try ExceptionalDays("Fair", from: Day(2027, 5, 16)!, .closed)]
        #expect(times(try calendar(hours, "Asia/Jakarta"), "2026-11-24 12:00") == ["2026-11-25 09:00", "2026-11-30 09:00"])
    }

    @Test func `a bar that is open past midnight begins in the evening, and a shop that never opens has no morning`() throws {
        let week = try WeekHours([.friday: DayHours(text: "18-03"), .saturday: DayHours(text: "18-03"), .monday: DayHours(text: "18-03")])
        let bar = try calendar(OpeningHours(week: week), "Asia/Yerevan")
        #expect(times(bar, "2026-05-09 01:00") == ["2026-05-09 18:00", "2026-05-11 18:00", "2026-05-18 18:00"])
        let never = try calendar(OpeningHours(week: try WeekHours([:])), "Asia/Yerevan")
        #expect(times(never, "2026-05-09 01:00").isEmpty)
    }
}
