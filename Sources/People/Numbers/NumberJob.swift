import Core
import Storage

/// Numbers that were written before they were read, or for another country, are read some hundreds at a time (161).
enum NumberJob {
    static let name = "people.read-numbers"

    static let job = JobKind(name) { _, shop in
        // Each piece its own transaction, so that nobody waits.
        while try await shop.write(as: .program("numbers"), { tx in try tx.readNumbers(limit: 500) }) > 0 {}
    }
}

extension Reader {
    /// Numbers whose country nobody can tell, with whose they are; the newest first.
    func numbersWithoutCountry(limit: Int) throws -> [(number: String, holder: Customer.ID)] {
        try all(
            """
            SELECT a.shown, a.customer_id FROM customer_address a JOIN customer c ON c.id = a.customer_id
            WHERE a.kind = 'phone' AND a.e164 IS NULL AND c.merged_into IS NULL ORDER BY a.id DESC LIMIT \(limit)
            """
        ) { row in (number: try row.next(), holder: try row.next()) }
    }
}
