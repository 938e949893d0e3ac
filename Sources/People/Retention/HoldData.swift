import Core
import Language
import Storage

extension RetentionPages {
    /// Who is held is not erased; the hold itself is no more than a reason.
    static let data = PersonalData(
        kinds: [("hold", { t, n in t("{n} hold", "{n} holds", n) })],
        count: { person, db in ["hold": try db.holdCount(person)] },
        obstacles: { person, db, t in
            try person.ids.compactMap { try db.hold(on: $0) }.map {
                t("They are held: “{reason}”. End the hold first.", ["reason": $0.reason])
            }
        }, export: { _, _, _, _ in },
        erase: { person, tx in
            let n = try tx.db.holdCount(person)
            try tx.forgetHolds(of: person)
            return ["hold": n]
        })
}
