import Core
import Language
import Storage
import Web

/// The shop's own times and bounds of mail.
enum MailChoicePages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/mail", .manage) { visit in .page(page(visit, shop, FormView(visit))) },
            .post("/settings/mail", .manage) { try await keep($0, shop) },
        ]
    }

    static let entry = SettingsPage(
        "/settings/mail", icon: "calendar", .manage, in: .inbox, title: { t in t("Times of mail") },
        hint: { t in t("Undo, drafts, held mail, and when silence is an alarm") })

    private static func page(_ visit: Visit, _ shop: Shop, _ form: FormView) -> Page {
        let t = visit.t
        let choices = shop.mailChoices
        func field(_ field: MailChoices.Field) -> HTML {
            let text = words(field, t)
            let range = field.range
            let bounds = t(
                "From {first} to {last}; {standard} unless you choose.",
                [
                    "first": t.number(range.lowerBound), "last": t.number(range.upperBound),
                    "standard": t.number(MailChoices()[keyPath: field.value]),
                ])
            return form.text(
                field.rawValue, text.label, value: "\(choices[keyPath: field.value])", kind: .number, hint: "\(text.hint) \(bounds)",
                isRequired: true,
                inputMode: "numeric")
        }
        func group(_ title: String, _ fields: [MailChoices.Field]) -> HTML {
            "<fieldset class=\"stack\"><legend>\(title)</legend>\(fields.map(field))</fieldset>"
        }
        return Page(
            t("Times of mail"), section: "settings",
            """
            \(visit.ui.head(
                t("Times of mail"), lead: t("What is right for most stands here already."), back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/settings/mail", summary: t("Please look at these fields."),
                """
                \(group(t("Writing"), [.undo, .drafts]))\(group(t("Held back"), [.held, .blocked, .flood]))\(group(t("Mailboxes"), [.silent]))\
                \(form.actions(t("Save"), icon: "check", cancel: ("/settings", t("Cancel"))))
                """))
            """)
    }

    private static func words(_ field: MailChoices.Field, _ t: Words) -> (label: String, hint: String) {
        switch field {
        case .undo: (t("Seconds to take an answer back"), t("So long it waits before it goes out."))
        case .drafts: (t("Days that drafts are kept"), t("Counted from the last change. Then they go with their files."))
        case .held: (t("Days that held mail is kept"), t("Spam, floods, and answers to notices, where nobody lets them in."))
        case .blocked: (t("Days that mail of blocked senders is kept"), t("It may have to be shown to somebody one day."))
        case .flood:
            (t("Letters of one sender in ten minutes"), t("What comes beyond is held back, until there is an hour of quiet."))
        case .silent:
            (
                t("Minutes of silence until a mailbox is reported"),
                t("Nothing was heard of its server, not even that there is no mail.")
            )
        }
    }

    private static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        var complaints = Complaints()
        var choices = shop.mailChoices
        for field in MailChoices.Field.allCases {
            guard let value = Int(visit.form[field.rawValue]), field.range.contains(value) else {
                complaints.say(
                    field.rawValue,
                    t(
                        "Write a whole number from {first} to {last}.",
                        ["first": t.number(field.range.lowerBound), "last": t.number(field.range.upperBound)]))
                continue
            }
            choices[keyPath: field.value] = value
        }
        guard complaints.isEmpty else {
            return .page(page(visit, shop, FormView(visit, typed: visit.form, complaints: complaints)), status: 422)
        }
        let wanted = choices
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            tx.silentByIntent = true
            try tx.set(MailChoices.setting, to: wanted)
        }
        return .see("/settings/mail", flash: t("Saved."))
    }
}
