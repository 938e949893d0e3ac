import Core
import Language
import Storage

/// Notes of calls and visits that are old enough to go (171).
enum NoteRetention {
    static let kind = RetentionKind(
        "notes", title: { t in t("Notes of calls and visits") },
        hint: { t in
            t("The note goes; that there was one is still counted. A promise that is open keeps its note.")
        },
        count: { before, db in try db.value("SELECT count(*) FROM counter_note n WHERE \(old(before))") ?? 0 },
        sweep: { before, limit, tx in
            let ids = try tx.db.values(
                "SELECT n.id FROM counter_note n WHERE \(old(before)) ORDER BY n.id LIMIT \(limit)", as: Note.ID.self)
            for id in ids { try Search.notes.remove(tx.db, item: id.number) }
            try tx.db.run("DELETE FROM counter_note WHERE id IN \(ids)")
            return ids.count
        })

    private static func old(_ before: Instant) -> SQL {
        """
        n.at < \(before) AND NOT n.customer_id IN \(SQL.heldPeople)
          AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.kind = 'promise' AND d.subject_id = n.id AND d.state = 'open')
        """
    }
}
