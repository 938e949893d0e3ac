import Foundation
import Language
import Storage
import TestShop
import Testing

@testable import Core

struct CalendarZoneTests {
    /// Foundation reads the same rules by another program (ICU), which makes it a fair judge.
    @Test(arguments: [
        "Europe/Helsinki", "Europe/Istanbul", "Asia/Yerevan", "Asia/Jakarta", "Asia/Jayapura", "America/New_York", "America/Sao_Paulo",
        "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "Europe/Dublin", "Asia/Kathmandu", "America/Santiago",
    ])
    func `offsets agree with Foundation from 1980 to 2036`(name: String) throws {
        let zone = try #require(ShopTimeZone(name))
        let judge = try #require(TimeZone(identifier: name))
        var numbers = SeededNumbers(state: 1)
        for _ in 0..<4000 {
            let seconds = Int64.random(in: 315_532_800...2_080_000_000, using: &numbers)
            let wanted = judge.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            #expect(zone.offset(at: seconds * 1000) == Int64(wanted), "\(name) at \(seconds)")
        }
    }

    @Test func `days of the clock changes have 23 and 25 hours`() throws {
        let helsinki = try #require(ShopTimeZone("Europe/Helsinki"))
        #expect(helsinki.length(of: Day(2026, 3, 29)!) == 23 * 60)
        #expect(helsinki.length(of: Day(2026, 10, 25)!) == 25 * 60)
        #expect(helsinki.length(of: Day(2026, 10, 26)!) == 24 * 60)
        for (name, day) in [
            ("Europe/Istanbul", Day(2026, 3, 29)!), ("Asia/Yerevan", Day(2026, 10, 25)!), ("Asia/Jakarta", Day(2026, 3, 29)!),
        ] {
            #expect(ShopTimeZone(name)?.length(of: day) == 24 * 60, "\(name)")
        }
        // Türkiye still changed its clocks in March 2016 and stayed on summer time that autumn.
        let istanbul = try #require(ShopTimeZone("Europe/Istanbul"))
        #expect(istanbul.length(of: Day(2016, 3, 27)!) == 23 * 60)
        #expect(istanbul.length(of: Day(2016, 10, 30)!) == 24 * 60)
        #expect(istanbul.offset(at: istanbul.start(of: Day(2026, 1, 1)!).milliseconds) == 10_800)
    }

    @Test func `a skipped time is the moment of the change and a repeated time the first of the two`() throws {
        let zone = try #require(ShopTimeZone("Europe/Helsinki"))
        let change = zone.instant(Day(2026, 3, 29)!, TimeOfDay("04:00")!)
        #expect(zone.instant(Day(2026, 3, 29)!, TimeOfDay("03:00")!) == change)
        #expect(zone.instant(Day(2026, 3, 29)!, TimeOfDay("03:30")!) == change)
        #expect(change.milliseconds == 1_774_746_000_000)
        // 2026-10-25 03:30 comes at 00:30 UTC in summer time and at 01:30 UTC in winter time.
        #expect(zone.instant(Day(2026, 10, 25)!, TimeOfDay("03:30")!).milliseconds == 1_792_888_200_000)
    }

    @Test func `a day that starts at one in the morning and a day that never was`() throws {
        let beirut = try #require(ShopTimeZone("Asia/Beirut"))
        let start = beirut.start(of: Day(2026, 3, 29)!)
        #expect(beirut.wallClock(at: start).time == TimeOfDay("01:00"))
        #expect(beirut.length(of: Day(2026, 3, 29)!) == 23 * 60)
        // Samoa went from 29 to 31 December 2011.
        let apia = try #require(ShopTimeZone("Pacific/Apia"))
        #expect(apia.length(of: Day(2011, 12, 30)!) == 0)
        #expect(apia.day(at: apia.start(of: Day(2011, 12, 30)!)) == Day(2011, 12, 31))
    }

    @Test(arguments: ["Europe/Helsinki", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Apia"])
    func `later wall times never give earlier instants and every wall time that exists comes back`(name: String) throws {
        let zone = try #require(ShopTimeZone(name))
        var before = Instant(milliseconds: .min)
        for number in Day(2010, 1, 1)!.number..<Day(2013, 1, 1)!.number {
            for minutes in stride(from: 0, through: 1440, by: 30) {
                let instant = zone.instant(Day(number: number), TimeOfDay(minutes: minutes)!)
                #expect(instant >= before)
                before = instant
                let clock = zone.wallClock(at: instant)
                let shown = (clock.day.number - number) * 1440 + clock.time.minutes
                // Only a skipped time shows something else, and then something later.
                #expect(shown >= minutes)
                if shown > minutes { #expect(zone.offset(at: instant.milliseconds) != zone.offset(at: instant.milliseconds - 1)) }
            }
        }
    }

    @Test func `a calendar in a zone that does not exist is not made`() {
        for name in ["", "Helsinki", "Europe/Nowhere", "../../etc/passwd"] {
            #expect(throws: UnknownTimeZone(name: name)) { try OpeningCalendar(hours: .standard, zone: name) }
        }
    }

    @Test func `the list of zones names the shops' own`() throws {
        let names = TimeZoneNames.known()
        for name in ["Europe/Helsinki", "Europe/Istanbul", "Asia/Yerevan", "Asia/Jakarta", "Asia/Makassar", "UTC"] {
            #expect(names.contains(name))
        }
        #expect(names == names.sorted())
        #expect(TimeZoneNames.known(table: "/nowhere/zone.tab") == ["UTC"])
    }
}
