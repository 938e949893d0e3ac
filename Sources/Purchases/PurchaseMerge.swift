import Core
import Language
import Storage

/// Two cards become one: their purchases are one person's, and so is the rhythm, which is counted from them anew on both sides.
enum PurchaseMerge {
    static let steps: [MergeStep] = [purchases, rhythm]

    private static let rows = MergeStep.rows("purchase") { n, t in t("{n} purchase", "{n} purchases", n) }

    private static let purchases = MergeStep(
        rows.name,
        move: { merge, tx in
            let memory = try rows.move(merge, tx)
            try tx.countAnew([merge.from, merge.into])
            return memory
        },
        back: { merge, memory, tx in
            try rows.back(merge, memory, tx)
            try tx.countAnew([merge.from, merge.into])
        },
        left: rows.left, tells: rows.tells)

    /// Follows from the purchases; nothing moves by itself.
    private static let rhythm = MergeStep(
        "customer_rhythm", move: { _, _ in nil }, back: { _, _, _ in },
        left: { db in
            try db.value(
                "SELECT count(*) FROM customer_rhythm h JOIN customer c ON c.id = h.customer_id WHERE c.merged_into IS NOT NULL") ?? 0
        })
}
