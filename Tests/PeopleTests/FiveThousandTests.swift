import Core
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

/// R1's acceptance check: 5,000 people in four scripts.
@Suite struct FiveThousandTests {
    private static let first = ["İbrahim", "Işıl", "Şükrü", "Ayşe", "Väinö", "Åsa", "Գևորգ", "Արամ", "Siti", "Jörg"]
    private static let last = ["Kılıç", "Öztürk", "Hämäläinen", "Järvenpää", "Սևակյան", "Պետրոսյան", "Wulandari", "Çağlar", "Işık", "Groß"]

    @Test(arguments: TestShop.engines) func `R1: three letters find a person among 5,000, and the contact list is exact`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let now = test.clock.now
        var dice = SeededNumbers(state: 5)
        // How many days ago there was a word; nil for never.
        let days: [Int?] = (0..<5000).map { _ in Int.random(in: 0..<10, using: &dice) == 0 ? nil : Int.random(in: 0..<200, using: &dice) }
        let ids = try await test.shop.write(as: .program("test")) { tx -> [Customer.ID] in
            let people = (0..<5000).map { n in
                Tx.ManyPerson(
                    id: tx.newID(), name: n == 4321 ? "Ğülşah Ünlü" : "\(Self.first[n % 10]) \(Self.last[n / 10 % 10]) \(n)",
                    pronunciation: "", language: nil, note: "", addresses: [])
            }
            try tx.add(many: people)
            for (person, days) in zip(people, days) {
                if let days {
                    try tx.db.run("UPDATE customer SET last_contact_at = \(now - .seconds(days * 86_400)) WHERE id = \(person.id)")
                }
            }
            try tx.record("test.filled")
            return people.map(\.id)
        }
        var browser = try await test.browser(as: .viewer)
        for (typed, name) in [
            ("gul", "Ğülşah"), ("ibr", "İbrahim"), ("isi", "Işıl"), ("suk", "Şükrü"), ("vai", "Väinö"), ("asa", "Åsa"), ("gev", "Գևորգ"),
            ("գեւ", "Գևորգ"), ("jor", "Jörg"), ("ozt", "Öztürk"), ("ham", "Hämäläinen"),
        ] {
            let began = ContinuousClock.now
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            let took = began.duration(to: .now)
            #expect(options.shows(name), "\(typed): \(options.words)")
            #expect(took < .milliseconds(300), "\(typed) took \(took)")
        }
        // Who never had a word has waited since the card was made, which is today.
        let wanted = Set(zip(ids, days).filter { ($0.1 ?? 0) >= 30 }.map(\.0.number))
        var found: Set<Int64> = []
        var path: String? = "/people/quiet?days=30"
        while let at = path {
            let page = try await browser.open(at)
            let rows = page.links.compactMap { $0.hasPrefix("/people/") ? Int64($0.dropFirst(8)) : nil }
            #expect(!rows.isEmpty && found.isDisjoint(with: rows))
            found.formUnion(rows)
            path = page.links.first { $0.contains("days=30&after=") }
        }
        #expect(found == wanted && !wanted.isEmpty && wanted.count < 5000)
    }
}
