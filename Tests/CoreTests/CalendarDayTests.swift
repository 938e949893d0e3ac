import Foundation
import Testing

@testable import Core

struct CalendarDayTests {
    @Test func `days count through leap years and the epoch`() throws {
        #expect(Day(1970, 1, 1)?.number == 0)
        #expect(Day(1969, 12, 31)?.number == -1)
        #expect(Day(2000, 3, 1)! - Day(2000, 2, 28)! == 2)
        #expect(Day(1900, 3, 1)! - Day(1900, 2, 28)! == 1)
        #expect((Day(2028, 2, 28)! + 1).description == "2028-02-29")
        #expect((Day(2028, 2, 29)! + 366).description == "2029-03-01")
    }

    @Test func `every day of five hundred years survives parts and text`() {
        for number in stride(from: -141_000, to: 50_000, by: 1) {
            let day = Day(number: number)
            let (year, month, dayOfMonth) = day.parts
            #expect(Day(year, month, dayOfMonth) == day)
            if number % 97 == 0 { #expect(Day(day.description) == day) }
        }
    }

    @Test func `weekdays agree with dates everyone can look up`() {
        #expect(Day(1970, 1, 1)?.weekday == .thursday)
        #expect(Day(2026, 3, 29)?.weekday == .sunday)
        #expect(Day(1969, 7, 20)?.weekday == .sunday)
        #expect(Day(1, 1, 1)?.weekday == .monday)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-32", "26-01-01", "2026/01/01", "", "2026-01-0a"])
    func `text that is no date is refused`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test func `a leap day is a date only in leap years`() {
        #expect(Day("2028-02-29") != nil)
        #expect(Day("2100-02-29") == nil)
        #expect(Day("2000-02-29") != nil)
    }

    @Test func `times of day are read as people write them`() {
        #expect(TimeOfDay("9")?.description == "09:00")
        #expect(TimeOfDay("9.30")?.description == "09:30")
        #expect(TimeOfDay("24:00") == .endOfDay)
        for wrong in ["24:01", "25:00", "9:5", "9:60", "-1:00", "", "9:00:00", "9:"] {
            #expect(TimeOfDay(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `days and times are stored as text`() throws {
        let text = try JSONEncoder().encode([Day(2026, 1, 2)!])
        #expect(String(decoding: text, as: UTF8.self) == #"["2026-01-02"]"#)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Day].self, from: Data(#"["2026-02-30"]"#.utf8)) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([TimeOfDay].self, from: Data(#"["9 o'clock"]"#.utf8)) }
    }
}
