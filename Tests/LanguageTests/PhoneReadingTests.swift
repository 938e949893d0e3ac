import Language
import Testing

/// 161: numbers as people write them in five countries.
@Suite struct PhoneReadingTests {
    private static func read(_ typed: String, _ home: String) -> String? { PhoneReading.read(typed, home: PhoneCountry(home)).e164 }

    @Test(arguments: [
        ("TR", "0532 123 45 67", "+905321234567"), ("TR", "532 123 45 67", "+905321234567"), ("TR", "90 532 123 45 67", "+905321234567"),
        ("TR", "+90 (532) 123-45-67", "+905321234567"), ("TR", "+90 0532 123 45 67", "+905321234567"),
        ("TR", "0090 532 123 45 67", "+905321234567"), ("TR", "(0212) 555 01 23", "+902125550123"),
        ("ID", "0812-3456-789", "+628123456789"), ("ID", "08123456789", "+628123456789"), ("ID", "62 812 3456 7890", "+6281234567890"),
        ("ID", "812 3456 7890", "+6281234567890"), ("ID", "(021) 5551234", "+62215551234"),
        ("AM", "091 000 021", "+37491000021"), ("AM", "91 000021", "+37491000021"), ("AM", "0 10 123456", "+37410123456"),
        ("FI", "040 123 4567", "+358401234567"), ("FI", "09 123 456", "+3589123456"), ("FI", "358 40 1234567", "+358401234567"),
        ("GB", "07700 900142", "+447700900142"), ("GB", "+44 (0)20 7946 0958", "+442079460958"),
        ("US", "(212) 555-0123", "+12125550123"), ("US", "1 212 555 0123", "+12125550123"),
        ("+49", "030 901820", "+4930901820"), ("FI", "+49 30 901820", "+4930901820"), ("TR", "00 49 30 901820", "+4930901820"),
    ])
    func `161: a number is the same however it is written`(home: String, typed: String, number: String) {
        #expect(Self.read(typed, home) == number)
    }

    @Test func `161: what nobody can tell stays as it was typed`() {
        for typed in ["112", "1234", "40 123 4567", "0200 12345678901234"] { #expect(Self.read(typed, "FI") == nil, "\(typed)") }
        #expect(PhoneReading.read("0532 123 45 67", home: nil) == .local)
        // Extensions, short numbers, and another country's numbers as its people write them.
        for typed in ["12345", "444 1 234", "040 123 4567", "0532 123 45 67 / 12"] {
            #expect(PhoneReading.read(typed, home: PhoneCountry("TR")) == .local, "\(typed)")
        }
        #expect(PhoneReading.read("0100 100", home: PhoneCountry("FI")).e164 != nil)
        #expect(PhoneReading.read("0800 1111", home: PhoneCountry("GB")).e164 != nil)
    }

    @Test func `161: too few or too many digits for the country are no number`() {
        #expect(PhoneReading.read("0532 12", home: PhoneCountry("TR")) == .impossible(code: "0", wanted: 10...10, has: 5))
        #expect(PhoneReading.read("0532 123", home: PhoneCountry("TR")) == .impossible(code: "0", wanted: 10...10, has: 6))
        #expect(PhoneReading.read("+90 532 123", home: nil) == .impossible(code: "+90", wanted: 10...10, has: 6))
        #expect(PhoneReading.read("+374 91 000 0210", home: nil) == .impossible(code: "+374", wanted: 8...8, has: 9))
        #expect(PhoneReading.read("+999", home: nil) == .impossible(code: "+", wanted: 7...15, has: 3))
    }

    @Test func `the first guess of the country is by the time zone, then by the language`() {
        #expect(PhoneCountry.guess(zone: "Europe/Istanbul", language: .en)?.code == "TR")
        #expect(PhoneCountry.guess(zone: "Europe/Berlin", language: .hy)?.code == "AM")
        #expect(PhoneCountry.guess(zone: "Europe/Berlin", language: .en) == nil)
        #expect(PhoneCountry("+358")?.code == "FI" && PhoneCountry("+49")?.calling == "49")
        for wrong in ["", "XX", "+", "+0", "+12345", "49"] { #expect(PhoneCountry(wrong) == nil, "\(wrong)") }
    }
}
