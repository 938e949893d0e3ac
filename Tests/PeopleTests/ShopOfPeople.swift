import Core
import House
import Language
import People
import Storage
import TestShop
import Web

extension TestShop {
    /// A shop with its people and nothing else.
    static func withPeople(_ engine: Engine, language: Language = .en) async throws -> TestShop {
        try await TestShop(engine, [.house, .people], language: language)
    }

    @discardableResult func add(_ card: Card) async throws -> Customer.ID {
        let owner = try await owner
        return try await shop.write(as: .staff(owner)) { tx in try tx.add(card) }
    }

    /// Writes down a contact `days` and some `hours` ago, as the clock of this test counts.
    func touch(_ person: Customer.ID, daysAgo days: Int, hours: Int = 0) async throws {
        let at = clock.now - .seconds(days * 86_400 + hours * 3600)
        try await shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE customer SET last_contact_at = \(at) WHERE id = \(person)")
        }
    }
}
