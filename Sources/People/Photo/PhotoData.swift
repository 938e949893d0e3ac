import Core
import Language
import Storage
import Web

/// The photo as something that is kept of a person, and on the time line.
enum PhotoData {
    static let data = PersonalData(
        kinds: [("photo", { t, n in t("{n} photo", "{n} photos", n) })],
        count: { person, db in ["photo": try count(person, db)] },
        export: { person, db, t, file in
            for id in person.ids {
                guard let photo = try db.photo(of: id) else { continue }
                let ending = PhotoBytes.Kind(rawValue: photo.kind).map { "\($0)" } ?? "bin"
                file.add(file: "photo-\(id).\(ending)", photo.bytes)
            }
        },
        erase: { person, tx in
            let n = try count(person, tx.db)
            try tx.db.run("DELETE FROM person_photo WHERE customer_id IN \(person.ids)")
            return ["photo": n]
        })

    private static func count(_ person: PersonalData.Person, _ db: Reader) throws -> Int {
        try db.value("SELECT count(*) FROM person_photo WHERE customer_id IN \(person.ids)") ?? 0
    }

    static let job = JobKind("people.sweep-photos") { _, shop in
        try await shop.write(as: .program("photos")) { tx in try tx.sweepPhotos() }
    }

    static let timeLine = TimeLineKind(["photo.added", "photo.withdrawn", "photo.given-back"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let names = try view.staffNames(db)
        return Dictionary(
            uniqueKeysWithValues: events.map { event in
                let words: String =
                    switch event.kind.name {
                    case "photo.withdrawn": t("The photo was taken off")
                    case "photo.given-back": t("The photo is on the card again")
                    default: t("A photo was put on the card, with their consent")
                    }
                let at = event.at.milliseconds
                let who: HTML = event.actor.staff.flatMap { names[$0] }.map { " · <span translate=\"no\">\($0)</span>" } ?? ""
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon("person"))<span>\(words)\(who)</span><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """ as HTML
                )
            })
    }
}
