import Foundation
import Testing

@testable import Language

@Suite struct TimeZoneTests {
    static let zones = [
        "Europe/Istanbul", "Europe/Helsinki", "Asia/Yerevan", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/London",
        "Europe/Berlin",
        "America/New_York", "America/Sao_Paulo", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu",
        "Pacific/Chatham",
        "Pacific/Kiritimati", "America/St_Johns", "UTC",
    ]

    @Test(arguments: zones) func `offsets are Foundation's from 1990 to 2060`(_ name: String) throws {
        let ours = try #require(ShopTimeZone(name))
        let theirs = try #require(TimeZone(identifier: name))
        for hours in stride(from: Int64(175_320), to: 788_900, by: 7) {
            let expected = theirs.secondsFromGMT(for: Date(timeIntervalSince1970: Double(hours * 3600)))
            if ours.offset(at: hours * 3_600_000) != expected {
                Issue.record("\(name) at \(hours) h: \(ours.offset(at: hours * 3_600_000)), not \(expected)")
                break
            }
        }
    }

    @Test(arguments: zones) func `every change of the clock is at the same second as in Foundation`(_ name: String) throws {
        let read = try #require(ZoneFile.read(name))
        let probed = try #require(ShopTimeZone.probe(name))
        let from: Int64 = 631_152_000  // 1990
        let until: Int64 = 2_840_140_800  // 2060
        #expect(read.changes.filter { $0 > from && $0 < until } == probed.changes.filter { $0 > from && $0 < until })
    }

    @Test func `a wall clock time comes back as the moment it was made from`() throws {
        let helsinki = try #require(ShopTimeZone("Europe/Helsinki"))
        for hour in 0..<20_000 {
            let moment = 1_735_689_600_000 + Int64(hour) * 1_800_000
            let civil = helsinki.civil(at: moment)
            let back = helsinki.milliseconds(of: civil)
            // The hour that occurs twice comes back as its first occurrence.
            #expect(back == moment || (back == moment - 3_600_000 && helsinki.civil(at: back) == civil))
        }
    }

    @Test func `times that do not occur or occur twice have one meaning`() throws {
        let helsinki = try #require(ShopTimeZone("Europe/Helsinki"))
        func utc(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> String {
            Words.iso(helsinki.milliseconds(of: CivilTime(year: 2025, month: month, day: day, hour: hour, minute: minute)))
        }
        #expect(utc(3, 30, 2, 59) == "2025-03-30T00:59:00Z")
        #expect(utc(3, 30, 3, 30) == "2025-03-30T01:30:00Z")
        #expect(utc(3, 30, 4, 0) == "2025-03-30T01:00:00Z")
        #expect(utc(10, 26, 3, 30) == "2025-10-26T00:30:00Z")
        #expect(utc(10, 26, 4, 0) == "2025-10-26T02:00:00Z")
    }

    @Test func `a day begins at midnight of the shop, also when the clock changed since`() throws {
        let istanbul = try #require(ShopTimeZone("Europe/Istanbul"))
        #expect(Words.iso(istanbul.startOfDay(at: 1_763_820_300_000)) == "2025-11-21T21:00:00Z")
        let helsinki = try #require(ShopTimeZone("Europe/Helsinki"))
        #expect(Words.iso(helsinki.startOfDay(at: 1_743_336_000_000)) == "2025-03-29T22:00:00Z")
    }

    @Test func `rules written without a month are understood`() throws {
        var table = ZoneFile.Table(changes: [], offsets: [3600])
        try #require(ZoneRule("AAA-1BBB,J60/0,J300/0")).writeOut(into: &table, until: 100_000_000)
        #expect(Words.iso(table.changes[0] * 1000) == "1970-02-28T23:00:00Z")
        // 1972 is a leap year, J60 is 1 March all the same.
        #expect(Words.iso(table.changes[4] * 1000) == "1972-02-29T23:00:00Z")
        for broken in ["", "EET", "EET-2EEST", "EET-2EEST,M13.5.0,M10.5.0", "EET-2EEST,M3.5.0/3,M10.5.0/4x", "A"] {
            #expect(ZoneRule(broken) == nil, "\(broken)")
        }
    }

    @Test func `no name leads out of the zone folder`() {
        for name in ["../../../etc/passwd", "/etc/passwd", "", "Nowhere/Atlantis", "Europe", "Europe//Helsinki", "posixrules\0"] {
            #expect(ShopTimeZone(name) == nil, "\(name)")
        }
    }

    @Test func `a broken zone file is refused whole`() throws {
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Helsinki")))
        #expect(ZoneFile.parse(bytes) != nil)
        for length in stride(from: 0, to: bytes.count - 40, by: 13) { #expect(ZoneFile.parse(Array(bytes[..<length])) == nil, "\(length)") }
    }

    @Test func `days are counted right across centuries`() {
        for number in stride(from: Int64(-200_000), to: 200_000, by: 37) {
            let date = CivilTime.date(ofDay: number)
            #expect(CivilTime(year: date.year, month: date.month, day: date.day).dayNumber == number)
        }
        #expect(CivilTime(year: 2024, month: 2, day: 29).weekday == 4)
        #expect(CivilTime(year: 2025, month: 14, day: 1).dayNumber == CivilTime(year: 2026, month: 2, day: 1).dayNumber)
        #expect(CivilTime(year: 1969, month: 12, day: 31).dayNumber == -1)
    }
}
