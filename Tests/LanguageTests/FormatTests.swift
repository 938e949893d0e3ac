import Foundation
import Language
import Testing

/// Our own formats against Foundation's copy of CLDR.
@Suite struct FormatTests {
    static let locales: [(Language, String)] = [(.en, "en_GB"), (.tr, "tr"), (.fi, "fi"), (.hy, "hy"), (.id, "id")]

    /// Days over four years, with both a leap day and every month and weekday, at odd times.
    static let moments: [Int64] = (0..<600).map { 1_700_000_000_000 + Int64($0) * (2 * 86_400_000 + 3_723_000) }

    func formatter(_ locale: String, _ pattern: String, _ zone: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: locale)
        formatter.timeZone = TimeZone(identifier: zone)
        formatter.dateFormat = pattern
        return formatter
    }

    func pattern(_ template: String, _ locale: String) throws -> String {
        try #require(DateFormatter.dateFormat(fromTemplate: template, options: 0, locale: Locale(identifier: locale)))
    }

    @Test(arguments: locales) func `dates and times are those of CLDR`(_ language: Language, _ locale: String) throws {
        let zone = "Europe/Helsinki"
        let t = Words(language, timeZone: try #require(ShopTimeZone(zone)))
        let day = formatter(locale, try pattern("MMMMEEEEd", locale), zone)
        let short = formatter(locale, try pattern("yMMMd", locale), zone)
        let time = formatter(locale, try pattern("Hm", locale), zone)
        let month = formatter(locale, try pattern("yMMMM", locale), zone)
        for moment in Self.moments {
            let date = Date(timeIntervalSince1970: Double(moment) / 1000)
            #expect(t.day(moment) == day.string(from: date))
            #expect(t.shortDate(moment) == short.string(from: date))
            #expect(t.time(moment) == time.string(from: date))
            let civil = t.timeZone.civil(at: moment)
            #expect(t.month(civil.month, year: civil.year) == month.string(from: date))
        }
        #expect((1...7).map { t.weekdayName($0 % 7 == 0 ? 7 : $0) } == (1...7).map { day.standaloneWeekdaySymbols[$0 % 7] })
        #expect((1...7).map { t.shortWeekdayName($0) } == (1...7).map { day.shortStandaloneWeekdaySymbols[$0 % 7] })
        #expect((1...12).map { t.monthName($0) } == day.standaloneMonthSymbols)
    }

    @Test(arguments: locales) func `numbers, shares and money are those of CLDR`(_ language: Language, _ locale: String) throws {
        let t = Words(language, timeZone: .utc)
        let format = NumberFormatter()
        format.locale = Locale(identifier: locale)
        format.numberStyle = .decimal
        for n in [0, 7, 999, 1000, -1234, 12_345, 1_234_567, -987_654_321] { #expect(t.number(n) == format.string(from: n as NSNumber)) }
        format.minimumFractionDigits = 2
        for minor in [0, 5, 50, 12_345, -99, 123_456_789] as [Int64] {
            #expect(t.decimal(minor: minor, digits: 2) == format.string(from: Decimal(minor) / 100 as NSDecimalNumber))
        }
        format.numberStyle = .percent
        format.minimumFractionDigits = 0
        format.maximumFractionDigits = 0
        for share in [0, 0.07, 0.94, 1, 12.34, -0.5] { #expect(t.percent(share) == format.string(from: share as NSNumber)) }
        #expect(t.percent(.nan) == "–" && t.percent(.infinity) == "–")
        format.numberStyle = .currency
        for currency in ["TRY", "EUR", "USD", "GBP", "SEK", "JPY", "GEL", "RUB", "CHF", "AMD"] {
            format.currencyCode = currency
            format.minimumFractionDigits = Currency.minorDigits(currency)
            format.maximumFractionDigits = Currency.minorDigits(currency)
            let unit = pow(Decimal(10), Currency.minorDigits(currency))
            for minor in [5, 12_345, -123_456_789] as [Int64] {
                #expect(t.money(minor: minor, currency: currency) == format.string(from: Decimal(minor) / unit as NSDecimalNumber))
            }
        }
    }

    @Test func `whole rupiah and dram are shown without hundredths`() {
        #expect(Words(.id, timeZone: .utc).money(minor: 2_500_000, currency: "IDR") == "Rp25.000")
        #expect(Words(.hy, timeZone: .utc).money(minor: 1_234_500, currency: "AMD") == "12\u{A0}345\u{A0}֏")
        #expect(Words(.hy, timeZone: .utc).money(minor: 1_234_550, currency: "AMD") == "12\u{A0}345,50\u{A0}֏")
        #expect(Words(.fi, timeZone: .utc).money(minor: -50, currency: "EUR") == "\u{2212}0,50\u{A0}€")
    }

    @Test func `the examples of the vocabulary come out as written there`() {
        #expect(Words(.tr, timeZone: .utc).percent(0.94) == "%94")
        #expect(Words(.fi, timeZone: .utc).percent(0.94) == "94\u{A0}%")
        #expect(Words(.hy, timeZone: .utc).percent(0.945, digits: 1) == "94,5%")
        #expect(Words(.id, timeZone: .utc).decimal(minor: 123_456, digits: 2) == "1.234,56")
        #expect(Words(.fi, timeZone: .utc).decimal(minor: 123_456, digits: 2) == "1\u{A0}234,56")
    }

    @Test func `the largest and smallest numbers are written out`() {
        let t = Words(.en, timeZone: .utc)
        #expect(t.number(.min) == "-9,223,372,036,854,775,808")
        #expect(t.money(minor: .min, currency: "EUR") == "-€92,233,720,368,547,758.08")
    }

    @Test func `date and time stand together`() {
        let moment: Int64 = 1_763_820_300_000
        let shown = Language.offered.map { Words($0, timeZone: .utc).dateTime(moment) }
        #expect(
            shown == ["22 Nov 2025, 14:05", "22 Kas 2025 14:05", "22.11.2025 klo 14.05", "22 նոյ, 2025 թ., 14:05", "22 Nov 2025, 14.05"])
        #expect(Words.iso(moment) == "2025-11-22T14:05:00Z")
        #expect(Words(.fi, timeZone: .utc).date(CivilTime(year: 1990, month: 2, day: 3)) == "3.2.1990")
    }

    @Test func `a date is written in under three microseconds`() throws {
        let t = Words(.fi, timeZone: try #require(ShopTimeZone("Europe/Helsinki")))
        _ = t.day(0)
        let clock = ContinuousClock()
        // The best of several rounds: a busy machine must not fail this, a slow algorithm must.
        let best = (0..<20).map { round in
            clock.measure { for index in 0..<1000 { _ = t.day(1_700_000_000_000 + Int64(round * 1000 + index) * 3_600_000) } }
        }.min()
        #if !DEBUG
            #expect(try #require(best) < .milliseconds(3))
        #else
            #expect(try #require(best) < .milliseconds(30))
        #endif
    }
}
