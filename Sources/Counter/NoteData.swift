import Core
import Language
import Storage
import Web

/// What the counter keeps of a person: notes of calls and visits.
enum NoteData {
    static let data = PersonalData(
        kinds: [("counter-note", { t, n in t("{n} note of a call or visit", "{n} notes of calls and visits", n) })],
        count: { person, db in ["counter-note": try db.noteIDs(person).count] },
        export: { person, db, t, file in
            let notes = try db.notes(try db.noteIDs(person)).values.sorted { $0.id < $1.id }
            guard !notes.isEmpty else { return }
            file.data.append(
                (
                    "callsAndVisits",
                    .list(
                        notes.map { note in
                            [
                                "channel": .text(note.channel.rawValue), "at": .text(Words.iso(note.at.milliseconds)),
                                "text": .text(note.text), "promise": .optional(note.promiseDue) { .text(Words.iso($0.milliseconds)) },
                            ]
                        })
                ))
            let rows: [HTML] = notes.map { "<article><small>\(t.dateTime($0.at.milliseconds))</small><pre>\($0.text)</pre></article>" }
            file.pages.append("<section><h2>\(t("Calls and visits"))</h2>\(rows)</section>")
        },
        erase: { person, tx in
            let notes = try tx.db.noteIDs(person)
            for note in notes { try Search.notes.remove(tx.db, item: note.number) }
            try tx.db.run("DELETE FROM counter_note WHERE customer_id IN \(person.ids)")
            return ["counter-note": notes.count]
        })
}

extension Reader {
    fileprivate func noteIDs(_ person: PersonalData.Person) throws -> [Note.ID] {
        try values("SELECT id FROM counter_note WHERE customer_id IN \(person.ids) ORDER BY id")
    }
}
