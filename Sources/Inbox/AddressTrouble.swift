import Core
import Storage

/// Mail to an address came back (32, 33): the next one who writes there is told before, and marketing stops at a hard one.
struct AddressTrouble: Sendable {
    enum Kind: String, Sendable, SQLValue, CaseIterable {
        /// The address does not exist or refuses for good.
        case hard
        /// A full mailbox, a server out of order: it may work later.
        case soft
    }
    var kind: Kind
    /// What the server said.
    var reason: String
    var at: Instant
}

extension Reader {
    func trouble(at address: String) throws -> AddressTrouble? {
        try first("SELECT kind, reason, at FROM address_trouble WHERE folded = \(Customer.Address.email(address).folded)") { row in
            AddressTrouble(kind: try row.next(), reason: try row.next(), at: try row.next())
        }
    }
}

extension Tx {
    /// Remembers that mail did not arrive. A soft trouble does not weaken a hard one.
    func cameBack(_ address: String, _ kind: AddressTrouble.Kind, reason: String) throws {
        let folded = Customer.Address.email(address).folded
        if kind == .soft, try db.trouble(at: address)?.kind == .hard { return }
        try db.run(
            """
            INSERT INTO address_trouble (folded, kind, reason, at) VALUES (\(folded), \(kind), \(String(reason.prefix(500))), \(now))
            ON CONFLICT (folded) DO UPDATE SET kind = excluded.kind, reason = excluded.reason, at = excluded.at
            """)
        let customer = try db.customer(at: .email(address))?.id
        try record("address.came-back", customer: customer, data: ["kind": .word(kind.rawValue)])
    }

    /// Somebody wrote from there: it works.
    func worksAgain(_ address: String) throws {
        try db.run("DELETE FROM address_trouble WHERE folded = \(Customer.Address.email(address).folded)")
    }
}
