import Foundation
import Testing

@testable import Core

struct CalendarHoursTests {
    private func json(_ hours: OpeningHours) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(hours), as: UTF8.self)
    }

    @Test func `hours are stored as JSON that a person can read and that does not change by itself`() throws {
        var hours = OpeningHours(week: try shopWeek(), holidays: .finland, openOn: ["may_day", "epiphany"])
        hours.exceptions = [
            try ExceptionalDays("Stock-taking", from: Day(2026, 1, 2)!, .closed),
            try ExceptionalDays("Long Saturday", from: Day(2026, 12, 19)!, .each(DayHours(text: "10-20"))),
            try ExceptionalDays(
                "Summer", from: Day(2026, 6, 1)!, to: Day(2026, 8, 31)!, .week(WeekHours([.friday: DayHours(text: "20:00-03:00")]))),
        ]
        let text = try json(hours)
        #expect(text.contains(#""friday":"09:00-12:00, 13:00-18:00""#))
        #expect(text.contains(#""holidays":"FI","openOn":["epiphany","may_day"]"#))
        let back = try JSONDecoder().decode(OpeningHours.self, from: Data(text.utf8))
        #expect(back == hours)
        #expect(try json(back) == text)
    }

    @Test func `hours that contradict themselves are refused, also when they come out of storage`() throws {
        #expect(throws: OpeningHours.Refusal.self) { try DayHours(text: "09:00-12:00, 11:30-18:00") }
        #expect(throws: OpeningHours.Refusal.opensWhenItCloses(TimeOfDay("09:00")!)) { try DayHours(text: "09:00-09:00") }
        #expect(throws: OpeningHours.Refusal.notAPeriod("nine")) { try DayHours(text: "nine") }
        #expect(throws: OpeningHours.Refusal.opensAtEndOfDay) { try DayHours(text: "24:00-02:00") }
        #expect(throws: OpeningHours.Refusal.notAPeriod("09:00-12:00-13:00")) { try DayHours(text: "09:00-12:00-13:00") }
        // A night that runs into the next morning's opening, also from Sunday to Monday.
        #expect(throws: OpeningHours.Refusal.self) {
            try WeekHours([.sunday: DayHours(text: "20:00-09:30"), .monday: DayHours(text: "09:00-18:00")])
        }
        #expect(throws: OpeningHours.Refusal.self) { try ExceptionalDays("x", from: Day(2026, 2, 1)!, to: Day(2026, 1, 1)!, .closed) }
        #expect(throws: OpeningHours.Refusal.self) { try ExceptionalDays("x", from: Day(2026, 1, 1)!, to: Day(2027, 3, 1)!, .closed) }
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(OpeningHours.self, from: Data(#"{"week":{"monday":"18-17, 18-19"}}"#.utf8))
        }
    }

    @Test func `hours are read as people type them`() throws {
        #expect(try DayHours(text: " 9 \u{2013} 12 ; 13.00-18 ").description == "09:00-12:00, 13:00-18:00")
        #expect(try DayHours(text: "13-18,9-12").description == "09:00-12:00, 13:00-18:00")
        #expect(try DayHours(text: "").isClosed)
        #expect(try DayHours(text: "00:00-24:00") == .wholeDay)
    }

    @Test func `the shop's own word beats the national holiday, which beats the season, which beats the week`() throws {
        var hours = OpeningHours(week: try shopWeek(), holidays: .finland)
        let mayDay = Day(2026, 5, 1)!
        #expect(hours.on(mayDay).hours.isClosed)
        #expect(hours.on(mayDay).because == .holiday(Holiday("may_day")))
        hours.exceptions = [try ExceptionalDays("Spring", from: Day(2026, 4, 1)!, to: Day(2026, 5, 31)!, .week(.alwaysOpen))]
        #expect(hours.on(mayDay).hours.isClosed)
        #expect(hours.on(mayDay - 1).hours == .wholeDay)
        hours.exceptions.append(try ExceptionalDays("Closed week", from: Day(2026, 4, 27)!, to: Day(2026, 5, 3)!, .closed))
        hours.exceptions.append(try ExceptionalDays("May market", from: mayDay, .each(DayHours(text: "8-14"))))
        #expect(hours.on(mayDay).hours.description == "08:00-14:00")
        #expect(hours.on(mayDay).because == .exception("May market"))
        #expect(hours.on(mayDay - 1).because == .exception("Closed week"))
        hours.exceptions = []
        hours.openOn = ["may_day"]
        #expect(hours.on(mayDay).because == .week)
    }

    @Test func `half a holiday closes the shop at one o'clock`() throws {
        let hours = OpeningHours(week: try shopWeek(), holidays: .turkey)
        #expect(hours.on(Day(2026, 10, 28)!).hours.description == "09:00-13:00")
        #expect(hours.on(Day(2026, 10, 29)!).hours.isClosed)
        let bar = OpeningHours(week: try WeekHours([.wednesday: DayHours(text: "10-12, 12:30-14, 20-03")]), holidays: .turkey)
        #expect(bar.on(Day(2026, 10, 28)!).hours.description == "10:00-12:00, 12:30-13:00")
    }

    /// Dates as published for the years, checked against an independent list of public holidays.
    @Test func `Finland's movable holidays fall on their days`() {
        let days = HolidayCountry.finland.holidays(in: 2026)
        let text = days.map { "\($0.day) \($0.holiday.key)" }
        #expect(
            text == [
                "2026-01-01 new_year", "2026-01-06 epiphany", "2026-04-03 good_friday", "2026-04-05 easter_sunday",
                "2026-04-06 easter_monday", "2026-05-01 may_day", "2026-05-14 ascension", "2026-05-24 pentecost",
                "2026-06-19 midsummer_eve", "2026-06-20 midsummer_day", "2026-10-31 all_saints", "2026-12-06 independence",
                "2026-12-24 christmas_eve", "2026-12-25 christmas", "2026-12-26 boxing_day",
            ])
        // In 2008 Ascension Day was also May Day, a date that only comes round when Easter is earliest.
        #expect(HolidayCountry.finland.holiday(on: Day(2008, 5, 1)!)?.key == "may_day")
    }

    @Test(arguments: [
        (1818, "1818-03-22"), (1943, "1943-04-25"), (2000, "2000-04-23"), (2019, "2019-04-21"), (2038, "2038-04-25"), (2285, "2285-03-22"),
    ])
    func `Easter is right in its earliest and latest years`(year: Int, day: String) {
        #expect(Easter.sunday(year).description == day)
    }

    @Test func `every country closes its shops on its national day and no key comes twice a year`() {
        let national: [HolidayCountry: Day] = [
            .turkey: Day(2026, 10, 29)!, .finland: Day(2026, 12, 6)!, .armenia: Day(2026, 9, 21)!, .indonesia: Day(2026, 8, 17)!,
        ]
        for country in HolidayCountry.allCases {
            #expect(country.holiday(on: national[country]!) != nil)
            for year in 2020...2040 {
                let keys = country.holidays(in: year).map(\.holiday.key)
                #expect(Set(keys).count == keys.count)
                for key in keys { #expect(Holiday.names[key] != nil, "\(key)") }
            }
        }
    }

    @Test func `moon calendars are left to the shop`() {
        // Ramazan Bayrami and Idul Fitri 2025.
        #expect(HolidayCountry.turkey.holiday(on: Day(2025, 3, 31)!) == nil)
        #expect(HolidayCountry.indonesia.holiday(on: Day(2025, 3, 31)!) == nil)
    }
}
