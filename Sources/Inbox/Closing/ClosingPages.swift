import Core
import Language
import Storage
import Web

/// The shop's choice whether silent matters are closed, with what it would mean today.
enum ClosingPages {
    /// Rows that the page lists.
    static let shown = 20

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        // "Look first" asks this page what other figures would mean.
        guard visit.query.has("quiet") else {
            return .page(try await page(shop.setting(ClosingRule.setting), visit, shop, FormView(visit)))
        }
        let (rule, complaints) = read(visit.query, visit.t)
        let form = FormView(visit, typed: visit.query, complaints: complaints)
        return .page(
            try await page(rule ?? shop.setting(ClosingRule.setting), visit, shop, form), status: complaints.isEmpty ? 200 : 422)
    }

    private static func page(_ rule: ClosingRule, _ visit: Visit, _ shop: Shop, _ form: FormView) async throws -> Page {
        let t = visit.t
        let saved = shop.setting(ClosingRule.setting)
        let now = Instant(milliseconds: visit.now)
        let calendar = shop.calendar
        // What would happen at the next moment in which the shop is open.
        let then = calendar.isOpen(at: now) ? now : calendar.nextOpening(after: now) ?? now
        let (found, names) = try await shop.read { db in
            let found = try db.closing(rule, calendar, now: then, limit: 1000)
            return (found, try db.names(of: found.prefix(shown).map(\.0.conversation.customer)))
        }
        let told = found.count { $0.1 == .tell }
        let rows: [HTML] = found.prefix(shown).map { row($0.0, $0.1, names, visit) }
        let state: HTML =
            saved.isOn
            ? visit.ui.banner(.good, icon: "check", "\(t("It is switched on.")) \(sentence(saved, t))")
            : visit.ui.banner(.info, icon: "info", "\(t("It is switched off: conversations wait until somebody solves them."))")
        return Page(
            t("Closing by itself"), section: "settings",
            """
            \(visit.ui.head(
                t("Closing by itself"), lead: t("Matters in which our word is the last and nobody answers any more."),
                back: visit.ui.back("/settings", t("Settings"))))\(state)
            \(form.form(
                "/settings/closing", summary: t("Please look at these fields."),
                """
                \(form.check("on", t("Close conversations that nobody answers"), isOn: saved.isOn, hint: t("Never where the last word is the customer’s, where something is owed or a promise is open, or where mail does not arrive.")))\
                <div class="field-row">\(form.text("quiet", t("Open days of silence"), value: "\(rule.quietDays)", kind: .number, hint: t("Then they get a polite mail in their language."), isRequired: true, inputMode: "numeric"))\
                \(form.text("notice", t("Open days after that mail"), value: "\(rule.noticeDays)", kind: .number, hint: t("Then it is solved. A word of theirs keeps it open."), isRequired: true, inputMode: "numeric"))</div>\
                <div class="form-actions"><button class="button primary">\(t("Save"))</button>\
                <button class="button" formmethod="get" formnovalidate>\(visit.ui.icon("search"))\(t("Look first"))</button>\
                <a class="button quiet" href="/settings">\(t("Cancel"))</a></div>
                """))
            <section class="stack"><h2>\(t("What it would mean today"))</h2><p>\(sentence(rule, t))</p>\
            <p><b>\(told == 0 ? t("Nobody would get the mail.") : t("{n} conversation would get the mail.", "{n} conversations would get the mail.", told))</b> \
            \(found.count > told ? t("{n} would be solved, since its time is over.", "{n} would be solved, since their time is over.", found.count - told) : "")</p>\
            \(rows.isEmpty ? "" : "<ol class=\"list\">\(rows)</ol>" as HTML)\
            <p class="hint">\(t("What fell silent more than 30 days before that is left as it is. At most {n} mails go out an hour.", ["n": t.number(ClosingRule.most)]))</p></section>
            """)
    }

    private static func sentence(_ rule: ClosingRule, _ t: Words) -> String {
        t("After {n} open day without an answer they are told.", "After {n} open days without an answer they are told.", rule.quietDays)
            + " "
            + t(
                "If they say nothing for {n} open day more, it is solved.", "If they say nothing for {n} open days more, it is solved.",
                rule.noticeDays)
    }

    private static func row(
        _ quiet: QuietConversation, _ verdict: ClosingRules.Verdict, _ names: [Customer.ID: String], _ visit: Visit
    ) -> HTML {
        let t = visit.t
        let conversation = quiet.conversation
        let name = names[conversation.customer] ?? "?"
        let chip =
            verdict == .close ? visit.ui.chip(t("Would be solved"), .good) : visit.ui.chip(t("Would get the mail"), icon: "mail")
        return """
            <li class="item">\(visit.ui.face(name, id: conversation.customer.number))<div class="what">\
            <a class="item-link" href="\(Link("/inbox/\(conversation.id)"))" translate="no" dir="auto"><b>\(name)</b> · \(ConversationPages.title(conversation, t))</a>\
            <span class="sub">\(t("Our last word: {when}", ["when": t.relative(quiet.since.milliseconds, now: visit.now)]))</span></div>\(chip)</li>
            """
    }

    private static func read(_ form: Form, _ t: Words) -> (ClosingRule?, Complaints) {
        var complaints = Complaints()
        func days(_ field: String, _ range: ClosedRange<Int>) -> Int {
            if let days = Int(form[field]), range.contains(days) { return days }
            complaints.say(
                field,
                t(
                    "Write a whole number from {first} to {last}.",
                    ["first": t.number(range.lowerBound), "last": t.number(range.upperBound)]))
            return range.lowerBound
        }
        let rule = ClosingRule(
            isOn: form.has("on"), quietDays: days("quiet", ClosingRule.quiet), noticeDays: days("notice", ClosingRule.notice))
        return (complaints.isEmpty ? rule : nil, complaints)
    }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = Staff.ID(number: try visit.staff().staff)
        let (rule, complaints) = read(visit.form, t)
        guard let rule else {
            let form = FormView(visit, typed: visit.form, complaints: complaints)
            return .page(try await page(shop.setting(ClosingRule.setting), visit, shop, form), status: 422)
        }
        try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            try tx.set(ClosingRule.setting, to: rule)
        }
        return .see("/settings/closing", flash: rule.isOn ? t("Saved. It is switched on.") : t("Saved. It is switched off."))
    }

    /// How the mail beforehand stands among what was said.
    static func line(_ message: Message, _ t: Words) -> String? {
        guard message.kind == .ours, message.automatic == ClosingNotice.reason else { return nil }
        return message.outState == .failed
            ? t("The program’s mail that this will be closed did not arrive, so it stays open.")
            : t("The program wrote that this will be closed unless they answer.")
    }
}
