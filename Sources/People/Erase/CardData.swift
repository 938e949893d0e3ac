import Core
import Language
import Storage
import Web

/// What People keeps of a person: the card with its addresses, how it was before, where it was imported from.
enum CardData {
    static let data = PersonalData(
        kinds: [
            ("card", { t, n in t("{n} card", "{n} cards", n) }),
            ("address", { t, n in t("{n} address or number", "{n} addresses and numbers", n) }),
            ("import-file", { t, n in t("{n} imported file", "{n} imported files", n) }),
        ],
        count: { person, db in
            [
                "card": person.ids.count, "address": try db.addressCount(person),
                "import-file": try db.importFiles(with: person).count,
            ]
        },
        obstacles: { person, db, t in
            let isBusy =
                try db.value("SELECT 1 FROM people_import WHERE state IN ('checking', 'running', 'undoing') LIMIT 1", as: Int.self) != nil
            return isBusy ? [t("People are being imported just now. Erase when the import is over.")] : []
        },
        export: { person, db, t, file in
            let cards = try db.cards(person.ids).sorted { $0.key < $1.key }.map(\.value)
            let keys = try db.values(
                "SELECT old_key FROM customer_key WHERE customer_id IN \(person.ids) ORDER BY old_key", as: String.self)
            file.data.append(
                (
                    "cards",
                    .list(
                        cards.map { customer, addresses in
                            [
                                "name": .text(customer.name), "pronunciation": .text(customer.pronunciation),
                                "language": .optional(customer.language) { .text($0) }, "note": .text(customer.note),
                                "usual": .text(customer.usual),
                                "addresses": .list(addresses.map(json)),
                                "created": .text(Words.iso(customer.createdAt.milliseconds)),
                                "lastContact": .optional(customer.lastContactAt) { .text(Words.iso($0.milliseconds)) },
                            ]
                        })
                ))
            if !keys.isEmpty { file.data.append(("keys", .list(keys.map { .text($0) }))) }
            let labels = CardLabels(t)
            let rows: [HTML] = cards.flatMap { customer, addresses in
                var rows: [(String, String)] = [(t("Name"), customer.name)]
                rows += addresses.map { address in
                    let from = address.provenance.map { " (\(ContactWords.line($0, by: nil, t)))" } ?? ""
                    return (address.kind == .email ? labels.email : labels.phone, address.shown + from)
                }
                rows.append((t("How to say it"), customer.pronunciation))
                rows.append((labels.language, customer.language.map { CardLabels.name(of: $0) } ?? ""))
                rows.append((t("Usual order"), customer.usual))
                rows.append((t("Note"), customer.note))
                rows.append((t("First seen"), t.dateTime(customer.createdAt.milliseconds)))
                return rows.filter { !$0.1.isEmpty }.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as HTML }
            }
            file.pages.append("<section><h2>\(t("Card"))</h2><dl>\(rows)</dl></section>")
        },
        erase: { person, tx in
            let db = tx.db
            let files = try db.importFiles(with: person)
            let counts = ["card": person.ids.count, "address": try db.addressCount(person), "import-file": files.count]
            try db.run("DELETE FROM import_row WHERE customer_id IN \(person.ids)")
            try db.run("DELETE FROM import_wish WHERE customer_id IN \(person.ids)")
            try db.run("DELETE FROM customer_key WHERE customer_id IN \(person.ids)")
            try db.run("DELETE FROM customer_before WHERE customer_id IN \(person.ids)")
            // A table that was brought holds all the others, too; what became of it is known without it.
            for id in files {
                if try !tx.forget(id) { try db.run("UPDATE people_import SET bytes = NULL, name = '' WHERE id = \(id)") }
            }
            for id in person.ids {
                try Search.people.remove(db, item: id.number)
                try tx.forgetLikeness(of: id)
            }
            // The way back from a merge holds the words of both cards; that they were merged is known without it.
            let merges: SQL = "(SELECT id FROM person_merge WHERE from_id IN \(person.ids) OR into_id IN \(person.ids))"
            try db.run("DELETE FROM person_merge_row WHERE merge_id IN \(merges)")
            try db.run("UPDATE person_merge SET way_back = NULL WHERE id IN \(merges)")
            try db.run("DELETE FROM customer_address WHERE customer_id IN \(person.ids)")
            try db.run("UPDATE customer SET merged_into = NULL WHERE id IN \(person.ids)")
            try db.run("DELETE FROM customer WHERE id IN \(person.ids)")
            return counts
        })
}

/// An address with how we came by it (160).
private func json(_ address: Customer.Address) -> JSON {
    let known = address.provenance
    return [
        "kind": .text(address.kind.rawValue), "address": .text(address.shown),
        "source": .optional(known?.origin) { .text($0.rawValue) }, "since": .optional(known?.at) { .text(Words.iso($0.milliseconds)) },
        "proven": .optional(known?.provenAt) { .text(Words.iso($0.milliseconds)) },
        "proof": .optional(known?.proof) { .text($0.rawValue) },
    ]
}

extension Reader {
    fileprivate func addressCount(_ person: PersonalData.Person) throws -> Int {
        try value("SELECT count(*) FROM customer_address WHERE customer_id IN \(person.ids)") ?? 0
    }

    /// Imports whose file, or its name, speaks of the person.
    fileprivate func importFiles(with person: PersonalData.Person) throws -> [PeopleImport.ID] {
        let kept = try values("SELECT id FROM people_import WHERE bytes IS NOT NULL ORDER BY id", as: PeopleImport.ID.self)
        return try kept.filter { id in
            if try value("SELECT 1 FROM import_row WHERE import_id = \(id) AND customer_id IN \(person.ids) LIMIT 1", as: Int.self) != nil {
                return true
            }
            guard let known = try peopleImport(id), let bytes = try importFile(id) else { return false }
            return person.stands(in: known.name) || person.stands(in: String(decoding: known.sheet.charset.utf8(bytes), as: UTF8.self))
        }
    }
}
