import Language
import Testing

@Suite struct RelativeTimeTests {
    /// Saturday 22 November 2025, 14:05 in Helsinki.
    let now: Int64 = 1_763_813_100_000
    let minute: Int64 = 60_000
    let zone = ShopTimeZone("Europe/Helsinki")

    func words(_ language: Language) throws -> Words { Words(language, timeZone: try #require(zone)) }

    @Test func `a duty says how long it has or how far it is over`() throws {
        let t = try words(.en)
        let cases: [(Int64, String)] = [
            (-12, "12 min over"), (0, "due now"), (-59, "59 min over"), (-60, "1 h over"), (-1439, "23 h over"), (-1440, "1 day over"),
            (-4000, "2 days over"), (25, "in 25 min"), (60, "in 1 h"), (300, "in 5 h"), (24 * 60, "tomorrow, 14:05"),
            (3 * 24 * 60, "in 3 days"),
        ]
        for (minutes, text) in cases { #expect(t.due(now + minutes * minute, now: now) == text) }
        #expect(t.due(now + 1000, now: now) == "in 1 min")
        #expect(t.due(now - 1000, now: now) == "due now")
    }

    @Test func `the past is told by the shop's calendar`() throws {
        let t = try words(.en)
        let cases: [(Int64, String)] = [
            (0, "just now"), (-25, "25 min ago"), (-125, "2 h ago"), (-14 * 60, "14 h ago"), (-15 * 60, "yesterday"),
            (-3 * 1440, "3 days ago"),
            (-40 * 1440, "13 Oct 2025"), (25, "in 25 min"), (2 * 1440, "in 2 days"), (40 * 1440, "1 Jan 2026"),
        ]
        for (minutes, text) in cases { #expect(t.relative(now + minutes * minute, now: now) == text) }
        #expect(t.relativeDay(now + 9 * 60 * minute, now: now) == "today")
        #expect(t.relativeDay(now + 10 * 60 * minute, now: now) == "tomorrow")
        #expect(t.relativeDay(now - 15 * 60 * minute, now: now) == "yesterday")
    }

    @Test func `all languages have the sentences`() throws {
        let over = try Language.offered.map { try words($0).due(now - 12 * minute, now: now) }
        #expect(over == ["12 min over", "12 dk gecikti", "12 min myöhässä", "12 րոպե ուշացած", "terlambat 12 menit"])
        let ago = try Language.offered.map { try words($0).relative(now - 3 * 1440 * minute, now: now) }
        #expect(ago == ["3 days ago", "3 gün önce", "3 päivää sitten", "3 օր առաջ", "3 hari yang lalu"])
        let tomorrow = try Language.offered.map { try words($0).relativeDay(now + 1440 * minute, now: now) }
        #expect(tomorrow == ["tomorrow", "yarın", "huomenna", "վաղը", "besok"])
    }

    @Test func `a duration has at most two units`() throws {
        let t = try words(.en)
        let cases = [
            0: "0 min", 25: "25 min", 60: "1 h", 125: "2 h 5 min", 1440: "1 day", 1500: "1 day 1 h", 4321: "3 days", -25: "25 min",
        ]
        for (minutes, text) in cases { #expect(t.duration(minutes: minutes) == text) }
    }
}
