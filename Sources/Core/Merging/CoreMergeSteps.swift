import Foundation
import Language
import Storage

extension MergeStep {
    /// What Core itself keeps about people.
    static let ofCore: [MergeStep] = [
        addresses, duties, preferences, .rows("override_log"), .rows("legal_hold"), .rows("contact_log"),
        .rows("customer", column: "merged_into"), tags,
    ]

    /// Addresses get new ids, so that those of the card that stays come first; the way back gives them the old ones.
    private static let addresses = MergeStep(
        "customer_address",
        move: { merge, tx in
            let moved = try tx.db.all(
                "SELECT id, kind, folded FROM customer_address WHERE customer_id = \(merge.from) ORDER BY id"
            ) { row in MovedAddress(id: try row.next(), kind: try row.next(), folded: try row.next()) }
            for address in moved {
                try tx.db.run(
                    """
                    UPDATE customer_address SET id = \(tx.newID(Customer.Address.self)), customer_id = \(merge.into)
                    WHERE id = \(address.id)
                    """)
            }
            return String(decoding: try JSONEncoder().encode(moved), as: UTF8.self)
        },
        back: { merge, memory, tx in
            let moved = try JSONDecoder().decode([MovedAddress].self, from: Data((memory ?? "[]").utf8))
            // By what it is: somebody may have taken it off the card and put it on again. What was taken off for good stays off.
            for address in moved {
                try tx.db.run(
                    """
                    UPDATE customer_address SET id = \(address.id), customer_id = \(merge.from)
                    WHERE customer_id = \(merge.into) AND kind = \(address.kind) AND folded = \(address.folded)
                    """)
            }
        },
        left: { db in
            try db.value("SELECT count(*) FROM customer_address a JOIN customer c ON c.id = a.customer_id WHERE c.merged_into IS NOT NULL")
                ?? 0
        },
        tells: { person, db, t in
            let count: Int = try db.value("SELECT count(*) FROM customer_address WHERE customer_id = \(person)") ?? 0
            return count == 0 ? nil : t("{n} address", "{n} addresses", count)
        })

    private struct MovedAddress: Codable {
        var id: Storage.ID<Customer.Address>
        var kind: String
        var folded: String
    }

    /// A duty belongs to whom its thing belongs: one that was opened about a moved thing goes back with it.
    private static let duties: MergeStep = {
        let rows = MergeStep.rows("duty")
        return MergeStep(
            rows.name, move: rows.move,
            back: { merge, memory, tx in
                try tx.db.run(
                    """
                    UPDATE duty SET customer_id = \(merge.from) WHERE customer_id = \(merge.into)
                      AND subject_id IN (SELECT row_id FROM person_merge_row WHERE merge_id = \(merge.id))
                    """)
                try rows.back(merge, memory, tx)
            },
            left: rows.left,
            tells: { person, db, t in
                let count: Int = try db.value("SELECT count(*) FROM duty WHERE customer_id = \(person) AND state = 'open'") ?? 0
                return count == 0 ? nil : t("{n} thing owed", "{n} things owed", count)
            })
    }()
}
