import Core
import Language
import Storage
import Web

/// What a mailbox does in cases where shops differ. Kept without asking its servers anything.
enum MailboxRulesPages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let box = try await MailboxPages.find(visit, shop)
        return .page(page(box, try await shop.read { try $0.rules(of: box.id) }, FormView(visit), visit))
    }

    private static func page(_ box: Mailbox, _ rules: MailRules, _ form: FormView, _ visit: Visit) -> Page {
        let t = visit.t
        let place = MailboxFrame.link(box, .rules)
        return MailboxFrame.page(
            box, .rules, visit,
            """
            \(form.form(
                place, summary: t("Please look at these fields."),
                """
                <p class="soft">\(t("Which mail belongs together, and who wrote it."))</p>\
                \(form.check("takes_reply_to", t("Whoever stands in Reply-To is the customer"), isOn: rules.takesReplyTo, hint: t("For mailboxes into which a web form or a marketplace writes.")))\
                \(form.text("new_after_days", t("Begin a new conversation after so many days"), value: rules.newAfterDays.map(String.init) ?? "", kind: .number, hint: t("When somebody answers in a conversation that was solved longer ago. Empty: never."), optional: t("optional")))\
                \(form.text("same_subject_days", t("Join letters with the same subject within so many days"), value: rules.sameSubjectDays.map(String.init) ?? "", kind: .number, hint: t("Of the same person, where the letter names none of our mails. Empty: never."), optional: t("optional")))\
                \(form.text("judge", t("Name of the server that checks senders"), value: box.judge ?? "", hint: t("As in mx.example.com: what your provider’s server calls itself in the header Authentication-Results. It is found by itself after some mail. Without it no sender counts as proven."), optional: t("optional"), autocomplete: "off"))\
                \(form.actions(t("Save"), icon: "check", cancel: (place, t("Cancel"))))
                """))
            """)
    }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let box = try await MailboxPages.find(visit, shop)
        let (rules, complaints) = read(visit.form, visit.t)
        guard complaints.isEmpty else {
            return .page(page(box, rules, FormView(visit, typed: visit.form, complaints: complaints), visit), status: 422)
        }
        let judge = visit.form["judge"].lowercased().nonEmpty
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            try tx.keep(rules, of: box.id)
            try tx.keep(judge: judge, of: box.id)
        }
        return .see(MailboxFrame.link(box, .rules), flash: visit.t("Saved."))
    }

    /// The rules as typed; complaints at the fields.
    private static func read(_ form: Form, _ t: Words) -> (MailRules, Complaints) {
        var complaints = Complaints()
        func days(_ name: String) -> Int? {
            if form[name].isEmpty { return nil }
            guard let days = Int(form[name]), (1...MailRules.mostDays).contains(days) else {
                complaints.say(name, t("Write a number of days from 1 to {n}, or nothing.", ["n": t.number(MailRules.mostDays)]))
                return nil
            }
            return days
        }
        var rules = MailRules()
        rules.takesReplyTo = form.has("takes_reply_to")
        rules.newAfterDays = days("new_after_days")
        rules.sameSubjectDays = days("same_subject_days")
        return (rules, complaints)
    }
}
