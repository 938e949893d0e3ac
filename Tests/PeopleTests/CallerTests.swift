import Core
import Storage
import Testing

@testable import People

@Suite struct CallerTests {
    @Test(
        arguments: [
            ("Ayşe Kaya", "Ayşe Kaya", []), ("  Ayşe   Kaya ", "Ayşe Kaya", []), ("0532 123 45 67", "", ["05321234567"]),
            ("+358 40 123 4567", "", ["+358401234567"]), ("(0212) 555-12-34", "", ["02125551234"]),
            ("Ayşe 0532 123 45 67", "Ayşe", ["05321234567"]), ("0532 123 45 67 Ayşe Kaya", "Ayşe Kaya", ["05321234567"]),
            ("Ayşe, 0532 123 45 67", "Ayşe", ["05321234567"]), ("AYSE@ornek.com", "", ["ayse@ornek.com"]),
            ("Marja <marja@example.fi>", "Marja", ["marja@example.fi"]), ("Table 12", "Table 12", []), ("Flat 3 Anna", "Flat 3 Anna", []),
            ("Արամ 091 123456 aram@example.am", "Արամ", ["091123456", "aram@example.am"]), ("", "", []), (" , ", "", []),
        ] as [(String, String, [String])])
    func `one line of typing says who was there`(typed: String, name: String, addresses: [String]) {
        let caller = Caller(typed)
        #expect(caller.name == name)
        #expect(caller.addresses.map(\.folded) == addresses)
        #expect(caller.isNobody == (name.isEmpty && addresses.isEmpty))
    }
}
