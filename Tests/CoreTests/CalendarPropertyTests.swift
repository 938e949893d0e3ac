import Language
import Storage
import TestShop
import Testing

@testable import Core

/// Random weeks, zones, starts and pauses. The seed of a failing run stands in the message.
struct CalendarPropertyTests {
    private static let zones = [
        "Europe/Helsinki", "Europe/Istanbul", "Asia/Yerevan", "Asia/Jakarta", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe",
    ]

    private func randomDay(_ numbers: inout SeededNumbers) -> DayHours {
        var times = (0..<Int.random(in: 0...3, using: &numbers) * 2).map { _ in Int.random(in: 0...95, using: &numbers) * 15 }.sorted()
        // Now and then the last period runs past midnight, but not beyond five.
        if times.count >= 2, Int.random(in: 0..<4, using: &numbers) == 0 {
            times[times.count - 1] = Int.random(in: 0...20, using: &numbers) * 15
        }
        let periods = stride(from: 0, to: times.count, by: 2).map {
            OpeningPeriod(TimeOfDay(minutes: times[$0])!, TimeOfDay(minutes: times[$0 + 1])!)
        }
        return (try? DayHours(periods)) ?? .closed
    }

    private func randomCalendar(_ numbers: inout SeededNumbers) throws -> OpeningCalendar {
        while true {
            var days: [Weekday: DayHours] = [:]
            for weekday in Weekday.allCases { days[weekday] = randomDay(&numbers) }
            guard let week = try? WeekHours(days), Weekday.allCases.contains(where: { !week[$0].isClosed }) else { continue }
            var hours = OpeningHours(week: week, holidays: HolidayCountry.allCases.randomElement(using: &numbers))
            for _ in 0..<Int.random(in: 0...3, using: &numbers) {
                let first = Day(2026, 1, 1)! + Int.random(in: 0..<730, using: &numbers)
                let range = (first, first + Int.random(in: 0..<6, using: &numbers))
                let kind: ExceptionalDays.Hours = Bool.random(using: &numbers) ? .closed : .each(randomDay(&numbers))
                hours.exceptions.append(try ExceptionalDays("", from: range.0, to: range.1, kind))
            }
            return try calendar(hours, Self.zones.randomElement(using: &numbers)!)
        }
    }

    private func randomStart(_ numbers: inout SeededNumbers) -> Instant {
        // The years 2026 and 2027, often near a change of clocks.
        let anchors: [Int64] = [1_774_746_000_000, 1_792_890_000_000, 1_806_195_600_000]
        if Int.random(in: 0..<3, using: &numbers) == 0 {
            return Instant(
                milliseconds: anchors.randomElement(using: &numbers)! + Int64.random(in: -172_800_000...172_800_000, using: &numbers))
        }
        return Instant(milliseconds: Int64.random(in: 1_767_225_600_000...1_830_297_600_000, using: &numbers))
    }

    private func randomPauses(_ start: Instant, _ numbers: inout SeededNumbers) -> [Pause] {
        (0..<Int.random(in: 0...2, using: &numbers)).map { _ in
            let from = start.plus(minutes: Int.random(in: -500...3000, using: &numbers))
            return Pause(from: from, until: from.plus(minutes: Int.random(in: 0...2000, using: &numbers)))
        }
    }

    @Test func `open time up to the due time is the allowance, and the due time is in an open period`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(state: seed)
        for round in 0..<1500 {
            let shop = try randomCalendar(&numbers)
            let start = randomStart(&numbers)
            let pauses = randomPauses(start, &numbers)
            let minutes = Int.random(in: 0...4000, using: &numbers)
            let due = try shop.due(start: start, after: .opening(minutes: minutes), pauses: pauses)
            #expect(due >= start, "seed \(seed) round \(round)")
            #expect(shop.openTime(from: start, to: due, pauses: pauses) == Int64(minutes) * 60_000, "seed \(seed) round \(round)")
            let justBefore = Instant(milliseconds: due.milliseconds - 1)
            #expect(shop.isOpen(at: due) || (minutes > 0 && shop.isOpen(at: justBefore)), "seed \(seed) round \(round)")
        }
    }

    @Test func `a later start or a larger allowance is never due earlier`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(state: seed)
        for round in 0..<800 {
            let shop = try randomCalendar(&numbers)
            let start = randomStart(&numbers)
            let pauses = randomPauses(start, &numbers)
            let later = start.plus(minutes: Int.random(in: 0...5000, using: &numbers))
            let (less, more) = (Int.random(in: 0...1000, using: &numbers), Int.random(in: 1000...3000, using: &numbers))
            let time = TimeOfDay(minutes: Int.random(in: 0...1440, using: &numbers))!
            for (small, large) in [
                (Allowance.opening(minutes: less), Allowance.opening(minutes: more)),
                (.elapsed(minutes: less), .elapsed(minutes: more)),
                (.openDays(less / 250, at: time), .openDays(more / 250, at: time)),
            ] {
                let first = try shop.due(start: start, after: small, pauses: pauses)
                #expect(try first <= shop.due(start: later, after: small, pauses: pauses), "seed \(seed) round \(round) \(small)")
                #expect(try first <= shop.due(start: start, after: large, pauses: pauses), "seed \(seed) round \(round) \(small)")
            }
        }
    }

    @Test func `minute by minute, open time is the minutes at which the shop is open`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(state: seed)
        for round in 0..<25 {
            let shop = try randomCalendar(&numbers)
            let start = Instant(milliseconds: randomStart(&numbers).milliseconds / 60_000 * 60_000)
            let open = (0..<4320).count { shop.isOpen(at: start.plus(minutes: $0)) }
            #expect(
                shop.openMinutes(from: start, to: start.plus(minutes: 4320)) == open, "seed \(seed) round \(round) \(shop.zone.identifier)")
        }
    }

    @Test func `opening and closing times are the edges of being open`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(state: seed)
        for round in 0..<500 {
            let shop = try randomCalendar(&numbers)
            let now = randomStart(&numbers)
            if let opening = shop.nextOpening(after: now) {
                #expect(shop.isOpen(at: opening), "seed \(seed) round \(round)")
                #expect(!shop.isOpen(at: Instant(milliseconds: opening.milliseconds - 1)), "seed \(seed) round \(round)")
            }
            if let closing = shop.closes(at: now) {
                #expect(shop.isOpen(at: now) && !shop.isOpen(at: closing), "seed \(seed) round \(round)")
                #expect(shop.openTime(from: now, to: closing) == closing.milliseconds - now.milliseconds, "seed \(seed) round \(round)")
            }
        }
    }
}
