import Core
import Foundation
import Language
import Storage

extension MergeStep {
    /// All lines go along. Where the two cards said different things, the stricter stands: what was withdrawn on one is withdrawn (163).
    static let consents: MergeStep = {
        let rows = MergeStep.rows("consent") { n, t in t("{n} line of consent", "{n} lines of consent", n) }
        return MergeStep(
            rows.name,
            move: { merge, tx in
                let (gone, stays) = (try tx.db.consents(of: merge.from), try tx.db.consents(of: merge.into))
                _ = try rows.move(merge, tx)
                let standing = try tx.db.consents(of: merge.into)
                var added: [Int64] = []
                for key in Consent.Key.all {
                    guard let one = gone[key], let other = stays[key], one.isGiven != other.isGiven, standing[key]?.isGiven == true else {
                        continue
                    }
                    let id = tx.newID(Consent.self)
                    added.append(id.number)
                    try tx.db.run(
                        """
                        INSERT INTO consent (id, customer_id, purpose, channel, is_given, at, version, source, staff_id, batch)
                        VALUES (\(id), \(merge.into), \(key.purpose), \(key.channel), \(false), \(tx.now), 0, \(Consent.Source.merge), NULL,
                                \(id))
                        """)
                }
                return added.isEmpty ? nil : String(decoding: try JSONEncoder().encode(added), as: UTF8.self)
            },
            back: { merge, memory, tx in
                let added = try JSONDecoder().decode([Int64].self, from: Data((memory ?? "[]").utf8))
                if !added.isEmpty { try tx.db.run("DELETE FROM consent WHERE id IN \(added)") }
                try rows.back(merge, nil, tx)
            }, left: rows.left, tells: rows.tells)
    }()
}
