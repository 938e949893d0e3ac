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
            let rows = try db.all(
                "SELECT pref_key, value, source, since FROM customer_pref WHERE customer_id IN \(person.ids) ORDER BY customer_id, pref_key"
            ) { row in
                [
                    ("preference", .text(try row.next())), ("value", .text(try row.next())), ("source", .text(try row.next())),
                    ("since", .text(Words.iso(try row.next(Instant.self).milliseconds))),
                ] as [(String, JSON)]
            }
            let others = try person.ids.flatMap { try db.overrides(of: $0, limit: 1000) }
            if !rows.isEmpty { file.data.append(("treatment", .list(rows.map { .object($0) }))) }
            if !others.isEmpty {
                file.data.append(
                    (
                        "doneOtherwise",
                        .list(others.map { ["reason": .text($0.reason), "at": .text(Words.iso($0.at.milliseconds))] })
                    ))
            }
            guard !rows.isEmpty else { return }
            var own: [Treatment.Key: Treatment.Preference] = [:]
            for id in person.ids {
                let known = try db.all("SELECT pref_key, value, source, since FROM customer_pref WHERE customer_id = \(id)") { row in
                    (
                        try row.next(Treatment.Key.self),
                        Treatment.Preference(value: try row.next(), source: try row.next(), since: try row.next())
                    )
                }
                for (key, preference) in known { own[key] = preference }
            }
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
