import Core
import Language
import Storage

/// The photo on a card. It is there with the person's consent, and is shown to nobody without (R1).
///
///     (none) ─take in with consent─▶ shown ─withdraw─▶ hidden ─(a day later)─▶ (none)
///                                      ▲──────give back──────┘
struct Photo: Sendable {
    var customer: Customer.ID
    var kind: String
    var bytes: [UInt8]
    var at: Instant
    var hasConsent: Bool

    /// So long a photo whose consent was withdrawn can come back by "Undo"; then it is gone.
    static let undoSeconds = 86_400
}

extension Reader {
    /// Only a photo that may be shown: there is no way to read another one for a page or a program.
    func photo(of customer: Customer.ID) throws -> Photo? {
        try first("SELECT kind, bytes, at FROM person_photo WHERE customer_id = \(customer) AND consent = 1") { row in
            Photo(customer: customer, kind: try row.next(), bytes: try row.next(), at: try row.next(), hasConsent: true)
        }
    }

    /// Whether there is one, and whether it may be shown; nil where there is none.
    func photoConsent(of customer: Customer.ID) throws -> Bool? {
        try value("SELECT consent FROM person_photo WHERE customer_id = \(customer)", as: Bool.self)
    }
}

extension Tx {
    /// Puts a photo on the card in place of the one before. The person has said yes to it.
    func put(_ photo: PhotoBytes, on customer: Customer.ID) throws {
        try db.run(
            """
            INSERT INTO person_photo (customer_id, kind, bytes, width, height, at, staff_id, consent, consent_at)
            VALUES (\(customer), \(photo.kind.rawValue), \(photo.bytes), \(photo.width), \(photo.height), \(now), \(actor.staff), \(true), \(now))
            ON CONFLICT (customer_id) DO UPDATE SET kind = excluded.kind, bytes = excluded.bytes, width = excluded.width,
                height = excluded.height, at = excluded.at, staff_id = excluded.staff_id, consent = excluded.consent,
                consent_at = excluded.consent_at
            """)
        try db.run("UPDATE customer SET photo_at = \(now) WHERE id = \(customer)")
        try record("photo.added", customer: customer, subject: Event.Subject("customer", customer))
    }

    /// Shows the photo to nobody any more. False where none was shown.
    @discardableResult func withdrawPhoto(of customer: Customer.ID) throws -> Bool {
        let changed = try db.run(
            "UPDATE person_photo SET consent = \(false), consent_at = \(now) WHERE customer_id = \(customer) AND consent = 1")
        guard changed > 0 else { return false }
        try db.run("UPDATE customer SET photo_at = NULL WHERE id = \(customer)")
        try record("photo.withdrawn", customer: customer, subject: Event.Subject("customer", customer))
        return true
    }

    /// The way back from ``withdrawPhoto(of:)``. False where the photo is gone.
    func giveBackPhoto(of customer: Customer.ID) throws -> Bool {
        let changed = try db.run(
            "UPDATE person_photo SET consent = \(true), consent_at = \(now) WHERE customer_id = \(customer) AND consent = 0")
        guard changed > 0 else { return false }
        try showPhoto(of: customer)
        try record("photo.given-back", customer: customer, subject: Event.Subject("customer", customer))
        return true
    }

    /// The card says again whether there is a photo to show.
    func showPhoto(of customer: Customer.ID) throws {
        try db.run(
            """
            UPDATE customer SET photo_at = (SELECT p.at FROM person_photo p WHERE p.customer_id = customer.id AND p.consent = 1)
            WHERE id = \(customer)
            """)
    }

    /// Photos that were withdrawn a day ago go, and those of cards whose merge cannot be undone any more.
    func sweepPhotos() throws {
        silentByIntent = true
        try db.run(
            "DELETE FROM person_photo WHERE consent = 0 AND consent_at < \(now - .seconds(Photo.undoSeconds))")
        try db.run(
            """
            DELETE FROM person_photo WHERE customer_id IN (
              SELECT from_id FROM person_merge WHERE undone_at IS NULL AND at < \(now - .seconds(Merge.undoDays * 86_400)))
            """)
    }
}

extension Tx {
    /// The sample's own drawing on the card of somebody made up.
    public func putSamplePhoto(_ png: [UInt8], on customer: Customer.ID) throws {
        guard let photo = try? PhotoBytes(png) else { return }
        try put(photo, on: customer)
    }
}

extension MergeStep {
    /// The card that stays keeps its photo; one without takes the other's, with the consent that stands there. One that is not taken over waits
    /// on its card for the way back, and is shown nowhere.
    static let photos = MergeStep(
        "person_photo",
        move: { merge, tx in
            let has = try tx.db.value("SELECT 1 FROM person_photo WHERE customer_id = \(merge.into)", as: Int.self) != nil
            guard !has else { return nil }
            let moved = try tx.db.run("UPDATE person_photo SET customer_id = \(merge.into) WHERE customer_id = \(merge.from)")
            guard moved > 0 else { return nil }
            try tx.showPhoto(of: merge.into)
            return "moved"
        },
        back: { merge, memory, tx in
            if memory == "moved" {
                try tx.db.run("UPDATE person_photo SET customer_id = \(merge.from) WHERE customer_id = \(merge.into)")
                try tx.showPhoto(of: merge.into)
            }
            try tx.showPhoto(of: merge.from)
        },
        left: { _ in 0 },
        tells: { person, db, t in try db.photo(of: person) == nil ? nil : t("a photo") })
}
