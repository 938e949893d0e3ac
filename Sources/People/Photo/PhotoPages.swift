import Core
import Language
import Storage
import Web

/// A photo for the card: chosen, agreed to, taken off again.
enum PhotoPages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        guard let photo = try await shop.read({ try $0.photo(of: id) }) else { throw Refused.notFound }
        return picture(photo, visit)
    }

    /// The bytes, only ever as a picture. Asked for again each time, so that a consent that is withdrawn works at once.
    static func picture(_ photo: Photo, _ visit: Visit) -> Answer {
        let tag = "\"\(photo.at.milliseconds)\""
        let headers = [
            ("content-type", photo.kind), ("cache-control", "private, no-cache"), ("etag", tag), ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"), ("content-disposition", "inline; filename=\"photo\""),
        ]
        if visit.headers["if-none-match"] == tag { return Answer(status: 304, headers: headers) }
        return Answer(headers: headers, body: .bytes(photo.bytes))
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(try await page(try person(visit), visit, shop, Complaints()))
    }

    static func put(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let t = visit.t
        var complaints = Complaints()
        if !visit.form.has("consent") { complaints.say("consent", t("Ask them first, and tick this when they said yes.")) }
        var photo: PhotoBytes?
        if let file = visit.files("file").first {
            do throws(PhotoBytes.Problem) { photo = try PhotoBytes(file.data) } catch { complaints.say("file", sentence(error, t)) }
        } else {
            complaints.say("file", t("Choose a picture first."))
        }
        guard complaints.isEmpty, let photo else { return .page(try await page(id, visit, shop, complaints), status: 422) }
        try await shop.write(as: try actor(visit)) { tx in
            guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
            try tx.put(photo, on: id)
        }
        return .see(Link("/people/\(id)"), flash: t("The photo is on the card."), undo: Link("/people/\(id)/photo/withdraw"))
    }

    static func withdraw(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let isDone = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.withdrawPhoto(of: id)
        }
        return .see(
            Link("/people/\(id)"),
            flash: isDone ? visit.t("The photo is shown no more. In a day it is deleted.") : visit.t("There is no photo to take off."),
            undo: isDone ? Link("/people/\(id)/photo/give-back") : nil, hasFailed: !isDone)
    }

    static func giveBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let isDone = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.giveBackPhoto(of: id)
        }
        return .see(
            Link("/people/\(id)"), flash: isDone ? visit.t("The photo is on the card again.") : visit.t("The photo is deleted."),
            hasFailed: !isDone)
    }

    static func sentence(_ problem: PhotoBytes.Problem, _ t: Words) -> String {
        switch problem {
        case .tooLarge:
            t(
                "This picture is too large: at most {size}. Cut it to the face, or make it smaller.",
                ["size": t("{size} MB", ["size": t.number(PhotoBytes.most / 1_000_000)])])
        case .notAPhoto: t("This is no picture that can be shown. Choose a JPEG, PNG or WebP that does not move.")
        case .tooManyPixels(let n):
            t(
                "This picture is {n} points wide or high, and {most} is the most. Make it smaller.",
                ["n": t.number(n), "most": t.number(PhotoBytes.longestSide)])
        }
    }

    private static func page(_ id: Customer.ID, _ visit: Visit, _ shop: Shop, _ complaints: Complaints) async throws -> Page {
        let found = try await shop.read { db -> (String, Customer)? in
            guard try db.survivor(of: id) == id, let customer = try db.customer(id) else { return nil }
            return (try db.names(of: [id])[id] ?? "?", customer)
        }
        guard let (name, customer) = found else { throw Refused.notFound }
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit, typed: complaints.isEmpty ? nil : visit.form, complaints: complaints)
        let now: HTML =
            customer.photoAt == nil
            ? ""
            : """
            <div class="row">\(ui.face(name, id: id.number, size: .big, photo: customer.photoAt))\
            \(form.button(Link("/people/\(id)/photo/withdraw"), "\(ui.icon("trash"))\(t("Take the photo off"))", style: "button"))</div>
            """
        return Page(
            t("Photo"), section: "people",
            """
            \(ui.head(
                t("Photo of {name}", ["name": name]),
                lead: t("So that a new colleague knows who stands at the counter. Only people who are signed in see it."),
                back: ui.back(Link("/people/\(id)"), t("Back to the card"))))
            \(now)\(form.form(
                Link("/people/\(id)/photo"), summary: t("Please look at these fields."), hasFiles: true,
                """
                \(form.field(
                    "file", t("Picture"),
                    hint: t("JPEG, PNG or WebP, at most {size}. Place and time are taken out of it.", ["size": t("{size} MB", ["size": t.number(PhotoBytes.most / 1_000_000)])]),
                    "<input id=\"file\" name=\"file\" type=\"file\" accept=\"image/jpeg,image/png,image/webp\" data-shrinks=\"\(PhotoBytes.wantedSide)\" aria-describedby=\"file-hint\">"))\
                \(form.check(
                    "consent", t("They agreed to have their photo here"), isOn: false,
                    hint: t("They may change their mind at any time, and then it is taken off.")))\
                \(form.actions(t("Save"), cancel: (Link("/people/\(id)"), t("Cancel"))))
                """))
            """)
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}

extension Parts {
    /// The person's photo where one may be shown, else the round with the first letters.
    public func face(_ name: String, id: Int64, size: FaceSize = .usual, photo: Instant?) -> HTML {
        guard let photo else { return face(name, id: id, size: size) }
        return """
            <span class="face \(size.rawValue)"><img src="\(Link("/people/\(id)/photo?at=\(photo.milliseconds)"))" alt="" loading="lazy"></span>
            """
    }
}
