import Foundation
import Storage

extension MergeStep {
    /// What only one of them has said goes along. Where both said something, the stricter no and else the word of the card that stays counts;
    /// the way back gives each its own.
    static let preferences = MergeStep(
        "customer_pref",
        move: { merge, tx in
            let kept = try tx.db.all(
                """
                SELECT customer_id, pref_key, value, source, since, staff_id FROM customer_pref
                WHERE customer_id IN \([merge.from, merge.into]) ORDER BY customer_id, pref_key
                """
            ) { try KeptPreference(row: &$0) }
            guard !kept.isEmpty else { return nil }
            let stays = Set(kept.filter { $0.person == merge.into }.map(\.key))
            for one in kept where one.person == merge.from && !stays.contains(one.key) {
                try tx.db.run(
                    "UPDATE customer_pref SET customer_id = \(merge.into) WHERE customer_id = \(merge.from) AND pref_key = \(one.key)")
            }
            try tx.db.run("DELETE FROM customer_pref WHERE customer_id = \(merge.from)")
            return String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
        },
        back: { merge, memory, tx in
            guard let memory else { return }
            let kept = try JSONDecoder().decode([KeptPreference].self, from: Data(memory.utf8))
            let stays = Set(kept.filter { $0.person == merge.into }.map(\.key))
            for one in kept where one.person == merge.from {
                // What came over goes back, unless somebody changed it since.
                if !stays.contains(one.key) {
                    try tx.db.run(
                        """
                        DELETE FROM customer_pref WHERE customer_id = \(merge.into) AND pref_key = \(one.key) AND value = \(one.value)
                          AND since = \(one.since)
                        """)
                }
                try tx.db.run(
                    """
                    INSERT INTO customer_pref (customer_id, pref_key, value, source, since, staff_id)
                    VALUES (\(merge.from), \(one.key), \(one.value), \(one.source), \(one.since), \(one.staff))
                    ON CONFLICT (customer_id, pref_key) DO NOTHING
                    """)
            }
        },
        left: { db in
            try db.value("SELECT count(*) FROM customer_pref p JOIN customer c ON c.id = p.customer_id WHERE c.merged_into IS NOT NULL")
                ?? 0
        })

    private struct KeptPreference: Codable {
        var person: Customer.ID
        var key: String
        var value: String
        var source: String
        var since: Instant
        var staff: Staff.ID?

        init(row: inout Row) throws {
            person = try row.next()
            key = try row.next()
            value = try row.next()
            source = try row.next()
            since = try row.next()
            staff = try row.next()
        }
    }
}
