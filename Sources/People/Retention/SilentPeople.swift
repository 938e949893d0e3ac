import Core
import Language
import Storage

/// Whole cards of people who were silent for long: erased as by hand, each with its certificate. Not those to whom something is owed, or who
/// are held.
enum SilentPeople {
    static let retention = RetentionKind(
        "people", title: { t in t("People without contact") },
        hint: { t in t("The whole person is erased, as by hand: card, mails, notes. Who is owed something stays.") },
        count: { before, db in try db.value("SELECT count(*) FROM customer c WHERE \(silent(before))") ?? 0 },
        sweep: { before, limit, tx in
            // Few at a time: each looks through all tables.
            let ids = try tx.db.values(
                "SELECT c.id FROM customer c WHERE \(silent(before)) ORDER BY c.id LIMIT \(min(limit, 10))", as: Customer.ID.self)
            let t = Words(Language(rawValue: tx.shop.setting(ShopSettings.language)) ?? .en, timeZone: tx.shop.timeZone)
            var n = 0
            for id in ids {
                do {
                    _ = try tx.db.savepoint { try tx.erase(id, t) }
                    n += 1
                } catch is CannotErase {
                    continue
                }
            }
            return n
        })

    private static func silent(_ before: Instant) -> SQL {
        """
        c.merged_into IS NULL AND c.created_at < \(before) AND (c.last_contact_at IS NULL OR c.last_contact_at < \(before))
          AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.customer_id = c.id AND d.state = 'open') AND NOT c.id IN \(SQL.heldPeople)
        """
    }
}
