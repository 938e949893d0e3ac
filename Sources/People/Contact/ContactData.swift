import Core
import Language
import Storage
import Web

/// What is kept of words of the shop's own accord: for what, which way, when.
enum ContactData {
    static let data = PersonalData(
        kinds: [("contact", { t, n in t("{n} word of our own accord", "{n} words of our own accord", n) })],
        count: { person, db in ["contact": try db.contactCount(person)] },
        export: { person, db, t, file in
            let rows = try db.all(
                "SELECT purpose, channel, at FROM contact_log WHERE customer_id IN \(person.ids) ORDER BY id LIMIT 10000"
            ) { row in
                [
                    ("purpose", .text(try row.next())), ("channel", .text(try row.next())),
                    ("at", .text(Words.iso(try row.next(Instant.self).milliseconds))),
                ] as [(String, JSON)]
            }
            if !rows.isEmpty { file.data.append(("contacted", .list(rows.map { .object($0) }))) }
        },
        erase: { person, tx in
            let n = try tx.db.contactCount(person)
            try tx.db.run("DELETE FROM contact_log WHERE customer_id IN \(person.ids)")
            return ["contact": n]
        })
}

extension Reader {
    fileprivate func contactCount(_ person: PersonalData.Person) throws -> Int {
        try value("SELECT count(*) FROM contact_log WHERE customer_id IN \(person.ids)") ?? 0
    }
}
