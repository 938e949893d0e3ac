import Core
import Language
import Storage
import Web

/// What stands below answers: everybody writes their own lines; the shop's below them are the owner's.
enum SignaturePages {
    static let longest = 1000

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop, FormView(visit))) }

    private static func page(_ visit: Visit, _ shop: Shop, _ form: FormView) async throws -> Page {
        let t = visit.t
        let me = Staff.ID(number: try visit.staff().staff)
        let (own, boxes) = try await shop.read { db in (try db.signature(of: me), try db.mailboxes()) }
        let mayAll = visit.visitor?.may(.own) == true
        let shared: [HTML] =
            mayAll
            ? boxes.map { box in
                form.area(
                    "box-\(box.id)", t("Below all answers from {address}", ["address": box.address]), value: box.signature, rows: 4,
                    hint: t("The shop’s name, street and telephone, for example."), optional: t("optional"))
            } : []
        let below: HTML =
            mayAll
            ? ""
            : boxes.filter { !$0.signature.isEmpty }.map { box in
                "<p class=\"soft\">\(t("Below it stands, for all:"))</p><pre class=\"text\" translate=\"no\">\(box.signature)</pre>" as HTML
            }.first ?? ""
        return Page(
            t("Signature"), section: "settings",
            """
            \(visit.ui.head(t("Signature"), lead: t("What stands below your answers"), back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/settings/signature", summary: t("Please look at these fields."),
                """
                \(form.area("own", t("Your own lines"), value: own, rows: 3, hint: t("How you end a letter: your name, what you do."), optional: t("optional")))\
                \(below)\(shared)\(form.actions(t("Save")))
                """))
            """)
    }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = Staff.ID(number: try visit.staff().staff)
        let mayAll = visit.visitor?.may(.own) == true
        var complaints = Complaints()
        for field in form.fields where field.value.count > longest {
            complaints.say(
                field.name, t("This is too long: at most {n} character.", "This is too long: at most {n} characters.", longest))
        }
        guard complaints.isEmpty else {
            return .page(try await page(visit, shop, FormView(visit, typed: form, complaints: complaints)), status: 422)
        }
        let own = (form.raw("own") ?? "").trimmed(ofLines: true)
        try await shop.write(as: .staff(me)) { tx in
            if try tx.db.signature(of: me) != own { try tx.sign(me, own) }
            guard mayAll else { return }
            for box in try tx.db.mailboxes() {
                if let text = form.raw("box-\(box.id)")?.trimmed(ofLines: true), text != box.signature { try tx.sign(box.id, text) }
            }
        }
        return .see("/settings/signature", flash: t("Saved."))
    }
}
