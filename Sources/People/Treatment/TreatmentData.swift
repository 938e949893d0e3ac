import Core
import Language
import Storage
import Web

/// What is kept of how somebody wants to be treated, and of where it was done otherwise.
enum TreatmentData {
    static let data = PersonalData(
        kinds: [
            ("preference", { t, n in t("{n} preference", "{n} preferences", n) }),
            ("override", { t, n in t("{n} time it was done otherwise", "{n} times it was done otherwise", n) }),
        ],
        count: { person, db in try counts(person, db) },
        export: { person, db, t, file in
            let known = try db.preferences(of: person.ids)
            let rows: [JSON] = known.sorted { $0.key < $1.key }.flatMap { _, own in
                own.sorted { $0.key.rawValue < $1.key.rawValue }.map { key, one in
                    [
                        "preference": .text(key.rawValue), "value": .text(one.value), "source": .text(one.source.rawValue),
                        "since": .text(Words.iso(one.since.milliseconds)),
                    ]
                }
            }
            let others = try person.ids.flatMap { try db.overrides(of: $0, limit: 1000) }
            if !rows.isEmpty { file.data.append(("treatment", .list(rows))) }
            if !others.isEmpty {
                file.data.append(
                    (
                        "doneOtherwise",
                        .list(
                            others.map { one in
                                [
                                    "action": .text(one.action), "rules": .list(one.rules.map { .text($0.stored) }),
                                    "reason": .text(one.reason),
                                    "at": .text(Words.iso(one.at.milliseconds)),
                                ]
                            })
                    ))
            }
            guard !rows.isEmpty else { return }
            let own = known.sorted { $0.key < $1.key }.reduce(into: [:]) { $0.merge($1.value) { $1 } }
            let phrases = TreatmentWords.phrases(Treatment(own: own), language: nil, t)
            file.pages.append(
                "<section><h2>\(t("How they want to be treated"))</h2><ul>\(phrases.map { "<li>\($0)</li>" as HTML })</ul></section>")
        },
        erase: { person, tx in
            let n = try counts(person, tx.db)
            try tx.db.run("DELETE FROM customer_pref WHERE customer_id IN \(person.ids)")
            try tx.db.run("DELETE FROM override_log WHERE customer_id IN \(person.ids)")
            return n
        })

    private static func counts(_ person: PersonalData.Person, _ db: Reader) throws -> PersonalData.Counts {
        [
            "preference": try db.value("SELECT count(*) FROM customer_pref WHERE customer_id IN \(person.ids)") ?? 0,
            "override": try db.value("SELECT count(*) FROM override_log WHERE customer_id IN \(person.ids)") ?? 0,
        ]
    }
}
