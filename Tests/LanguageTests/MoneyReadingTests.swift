import Language
import Testing

@Suite struct MoneyReadingTests {
    @Test(
        arguments: [
            ("12.50", 1250), ("12,50", 1250), ("12", 1200), ("12,5", 1250), ("0.05", 5), (".5", 50), ("1.234,50", 123_450),
            ("1,234.50", 123_450),
            ("1 234,50", 123_450), ("1\u{A0}234,50 €", 123_450), ("1.234", 123_400), ("1,234", 123_400), ("1.234.567", 123_456_700),
            ("€7", 700), ("₺ 99,90", 9990), ("TRY 5", 500), ("5 EUR", 500), ("-3.20", -320), ("(3.20)", -320), ("\u{2212}3,2", -320),
            ("0.500", 50), ("12.500000", 1250), ("25.000,-", 2_500_000), ("Rp. 25.000", 2_500_000), ("1'234.50", 123_450),
            ("4 kr.", 400),
        ] as [(String, Int64)])
    func `amounts as people write them`(text: String, minor: Int64) {
        #expect(MoneyReading.minor(text, currency: "EUR") == minor)
    }

    @Test(arguments: ["", "abc", "12.345", "1.23.45", "12,34,56", "1,2345", "--", "12 or 13", "99999999999999", "1.2,3.4", ".", "€"])
    func `what is no amount of this currency`(text: String) {
        // 12.345 is twelve thousand where points divide thousands.
        #expect(MoneyReading.minor(text, currency: "EUR") == (text == "12.345" ? 1_234_500 : nil))
    }

    @Test func `a known mark leaves no doubt`() {
        #expect(MoneyReading.minor("1.234", currency: "EUR", mark: .point) == nil)
        #expect(MoneyReading.minor("1.234", currency: "EUR", mark: .comma) == 123_400)
        #expect(MoneyReading.minor("1,234", currency: "KWD") == 1234)
        #expect(MoneyReading.minor("1,5", currency: "JPY") == nil)
        #expect(MoneyReading.minor("1,500", currency: "JPY") == 1500)
        #expect(MoneyReading.mark(of: ["1.234", "5", "7,50"]) == .comma)
        #expect(MoneyReading.mark(of: ["1,234", "5.10"]) == .point)
        #expect(MoneyReading.mark(of: ["1.234,50"]) == .comma)
        #expect(MoneyReading.mark(of: ["5", "7"]) == nil)
    }
}
