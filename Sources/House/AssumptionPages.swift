import Core
import Language
import Storage
import Web

/// The register of claims (R93): every figure that came from somewhere else, with its value, source, history and the way back.
/// A claim's card has the id of its row, so that the small "i" beside a figure leads to /settings/assumptions#A20.
enum AssumptionPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/assumptions", .look) { try await list($0, shop) },
            .get("/settings/assumptions.csv", .look) { try await csv($0, shop) },
            .get("/settings/assumptions.json", .look) { try await json($0, shop) },
            .post("/settings/assumptions/:key", .manage) { try await change($0, shop) },
            .post("/settings/assumptions/:key/reset", .manage) { try await reset($0, shop) },
        ]
    }

    /// What was typed into one figure's fields, and why it was not taken.
    private struct Mistake: Sendable {
        var key: AssumptionKey
        var form: Form
        var sentence: String
    }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop)) }

    private static func page(_ visit: Visit, _ shop: Shop, mistake: Mistake? = nil) async throws -> Page {
        let t = visit.t
        let (present, changes, names) = try await shop.read { db in
            let changes = try AssumptionStore.history(limit: 1000, in: db)
            let names = try db.staffNames(changes.compactMap { $0.staff.map { Staff.ID(number: $0) } })
            return (try AssumptionStore.read(db), changes, names)
        }
        let view = Cards(
            visit: visit, present: present, history: Dictionary(grouping: changes, by: \.key), names: names, mistake: mistake,
            mayChange: visit.visitor?.may(.manage) == true)
        let claims: [HTML] = AssumptionRegister.claims.map(view.card)
        let own: [HTML] = AssumptionRegister.assumptions.filter { $0.claim == nil }.map(view.card)
        return Page(
            t("Assumptions"), section: "settings",
            """
            \(visit.ui.head(
                t("Assumptions"),
                lead: t("Each figure here is a claim from somewhere else, until your own data replace it. Change what you know better."),
                back: visit.ui.back("/settings", t("Settings")),
                actions: """
                    <a class="button" href="/settings/assumptions.csv">\(visit.ui.icon("download"))<span translate="no">CSV</span></a>\
                    <a class="button" href="/settings/assumptions.json">\(visit.ui.icon("download"))<span translate="no">JSON</span></a>
                    """))
            <div class="claims">\(claims)\(own)</div>
            """)
    }

    // MARK: Verbs

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let assumption = try find(visit)
        let form = visit.form
        do {
            let value = try read(visit, assumption)
            let reason = String(form["reason"].prefix(300))
            let changed = try await shop.write(as: try visit.actor()) { tx in
                let old = try AssumptionStore.read(tx.db).value(of: assumption)
                return try tx.setAssumption(assumption.key, to: value, reason: reason) ? old : nil
            }
            let undo = changed.map { Link("/settings/assumptions/\(assumption.key.rawValue)?preset=\($0.description)") }
            return .see(place(assumption), flash: visit.t("Saved."), undo: undo)
        } catch let refusal as AssumptionRefusal {
            let mistake = Mistake(key: assumption.key, form: form, sentence: refusal.text(visit.t, for: assumption))
            return .page(try await page(visit, shop, mistake: mistake), status: 422)
        }
    }

    /// The value typed, or the one that a button or an undo link carries.
    private static func read(_ visit: Visit, _ assumption: Assumption) throws(AssumptionRefusal) -> AssumptionValue {
        if visit.query.has("preset") {
            guard let value = AssumptionValue(text: visit.query["preset"]) else { throw .wrongShape }
            return value
        }
        return try assumption.read(visit.form["value"], assumption.shape.isRange ? visit.form["high"] : nil)
    }

    static func reset(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let assumption = try find(visit)
        do {
            let old = try await shop.write(as: try visit.actor()) { tx in
                let old = try AssumptionStore.read(tx.db).value(of: assumption)
                return try tx.resetAssumption(assumption.key, reason: "") ? old : nil
            }
            let undo = old.map { Link("/settings/assumptions/\(assumption.key.rawValue)?preset=\($0.description)") }
            return .see(place(assumption), flash: visit.t("Back to the printed value."), undo: undo)
        } catch let refusal as AssumptionRefusal {
            let mistake = Mistake(key: assumption.key, form: Form(), sentence: refusal.text(visit.t, for: assumption))
            return .page(try await page(visit, shop, mistake: mistake), status: 422)
        }
    }

    private static func find(_ visit: Visit) throws -> Assumption {
        guard let assumption = AssumptionRegister.assumption(AssumptionKey(rawValue: visit.parts["key"] ?? "")) else {
            throw Refused.notFound
        }
        return assumption
    }

    private static func place(_ assumption: Assumption) -> Link {
        assumption.claim.map { Link("/settings/assumptions#A\($0)") } ?? "/settings/assumptions#own"
    }

    // MARK: Files

    static func csv(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let export = AssumptionExport(try await shop.read { try AssumptionStore.read($0) }, t: visit.t)
        return Answer.text(export.csv, type: "text/csv; charset=utf-8")
            .with(header: "content-disposition", "attachment; filename=\"assumptions.csv\"")
    }

    static func json(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let export = AssumptionExport(try await shop.read { try AssumptionStore.read($0) }, t: visit.t)
        return Answer.json(try export.json()).with(header: "content-disposition", "attachment; filename=\"assumptions.json\"")
    }

    // MARK: Cards

    private struct Cards {
        let visit: Visit
        let present: Assumptions
        let history: [AssumptionKey: [AssumptionStore.Change]]
        let names: [Staff.ID: String]
        let mistake: Mistake?
        let mayChange: Bool

        var t: Words { visit.t }
        var ui: Parts { visit.ui }

        func card(_ claim: Claim) -> HTML {
            let started = AssumptionRegister.assumptions(of: claim.number)
            let chip = started.first.map(chip) ?? ui.chip(t("no figure is taken from it"), icon: "book")
            return """
                <article class="claim" id="\(claim.tag)">
                <header><span class="figure code">\(t("No. {n}", ["n": t.number(claim.number)]))</span>\(chip)</header>
                <h2>\(t(claim.sentence))</h2>
                \(started.map(figure))
                <p class="source">\(ui.icon("link"))\(source(claim))</p>
                <p class="hint">\(t(claim.confirmed))</p>
                \(claim.ownFigure.map { "<p class=\"hint\">\(t("Your own figure: {what}", ["what": t($0)]))</p>" as HTML })
                \(past(started))\(places(claim))
                </article>

                """
        }

        /// Who is named for it. Names stay as printed.
        private func source(_ claim: Claim) -> HTML {
            if case .named(let name) = claim.source { return "<span translate=\"no\">\(name)</span>" }
            return "\(claim.source.label(t))"
        }

        /// Where it stands in the papers that this program is made after, and what uses it: for those who check, and for nobody's day.
        private func places(_ claim: Claim) -> HTML {
            func row(_ label: String, _ values: [String]) -> HTML {
                values.isEmpty ? "" : "<div><dt>\(label)</dt><dd translate=\"no\">\(values.joined(separator: ", "))</dd></div>"
            }
            return """
                <details class="quoted"><summary>\(t("Where it stands"))</summary><dl class="facts">\
                \(row(t("In the register"), [claim.tag]))\(row(t("In the source documents"), claim.lines))\(row(t("Used by requirements"), claim.usedBy))</dl></details>
                """
        }

        /// A figure that belongs to no row of the register.
        func card(_ assumption: Assumption) -> HTML {
            """
            <article class="claim" id="own">
            <header>\(chip(assumption))</header>
            <h2>\(t(assumption.name))</h2>
            \(figure(assumption))\(past([assumption]))
            </article>

            """
        }

        private func chip(_ assumption: Assumption) -> HTML {
            let label = present.shown(assumption.key).label
            switch label {
            case .claim: return ui.chip(label.text(t), .accent, icon: "book")
            case .ourChoice: return ui.chip(label.text(t), icon: "scale")
            case .edited: return ui.chip(label.text(t), .good, icon: "edit")
            case .own: return ui.chip(label.text(t), .good, icon: "check")
            }
        }

        private func figure(_ assumption: Assumption) -> HTML {
            let key = assumption.key.rawValue
            let value = present.value(of: assumption)
            let unit = t(assumption.unit.label)
            let name: HTML = assumption.claim == nil ? "" : "<p class=\"soft\" id=\"\(key)-name\">\(t(assumption.name))</p>"
            guard mayChange else {
                return
                    "\(name)<p class=\"claim-value\"><b class=\"figure\">\(words(value, assumption))</b> <span class=\"unit\">\(unit)</span></p>"
            }
            let wrong = mistake.flatMap { $0.key == assumption.key ? $0 : nil }
            let high: HTML =
                assumption.shape.isRange
                ? "<span aria-hidden=\"true\">–</span>\(input(assumption, "high", t("{name}: to", ["name": t(assumption.name)]), value.high, wrong))"
                : ""
            let low = input(assumption, "value", t(assumption.name), value.low, wrong)
            let link = Link("/settings/assumptions/\(key)")
            let error: HTML = wrong.map { "<p class=\"error\" id=\"\(key)-error\">\(ui.icon("warning"))\($0.sentence)</p>" } ?? ""
            return """
                \(name)<form class="stack" method="post" action="\(link)" data-once>\(FormView(visit).hiddenToken)<div class="claim-value">\
                \(low)\(high)<span class="unit">\(unit)</span><button class="button">\(t("Save"))</button></div>\
                <label class="hidden" for="\(key)-reason">\(t("Why it changes"))</label>\
                <input id="\(key)-reason" name="reason" maxlength="300" placeholder="\(t("Why? For example: our own till, 41 customers"))"\
                 value="\(wrong?.form.raw("reason") ?? "")"></form>\
                \(error)\(presets(assumption, value))
                """
        }

        private func input(_ assumption: Assumption, _ name: String, _ label: String, _ figure: Figure, _ wrong: Mistake?) -> HTML {
            let id = "\(assumption.key.rawValue)-\(name)"
            let typed = wrong?.form.raw(name) ?? assumption.typed(figure)
            let flaws: HTML = wrong == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"\(assumption.key.rawValue)-error\""
            return """
                <label class="hidden" for="\(id)">\(label)</label>\
                <input id="\(id)" name="\(name)" value="\(typed)" inputmode="decimal" autocomplete="off"\(flaws)>
                """
        }

        /// Other printed values that one press puts in force.
        private func presets(_ assumption: Assumption, _ value: AssumptionValue) -> HTML {
            let others = assumption.choices.filter { $0.value != value }
            guard assumption.choices.count > 1, !others.isEmpty else { return "" }
            let form = FormView(visit)
            let buttons: [HTML] = others.map { choice in
                form.button(
                    Link("/settings/assumptions/\(assumption.key.rawValue)?preset=\(choice.value.description)"),
                    "\(t("{value}, as in no. {n}", ["value": words(choice.value, assumption), "n": t.number(choice.claim)]))",
                    style: "button small quiet")
            }
            return "<div class=\"row\">\(buttons)</div>"
        }

        private func words(_ value: AssumptionValue, _ assumption: Assumption) -> String {
            let low = assumption.typed(value.low)
            return assumption.shape.isRange ? "\(low)–\(assumption.typed(value.high))" : low
        }

        private func past(_ assumptions: [Assumption]) -> HTML {
            let kept = assumptions.filter { $0.mirrors == nil }
            let changes = kept.flatMap { assumption in (history[assumption.key] ?? []).map { (assumption, $0) } }.sorted {
                $0.1.id > $1.1.id
            }
            guard !changes.isEmpty else { return "" }
            let items: [HTML] = changes.map { assumption, change in "<li>\(line(assumption, change))</li>" }
            let form = FormView(visit)
            let resets: [HTML] = kept.filter { mayChange && present.edit(of: $0) != nil }.map { assumption in
                form.button(
                    Link("/settings/assumptions/\(assumption.key.rawValue)/reset"),
                    "\(ui.icon("undo"))\(t("Back to the printed value {value}", ["value": words(assumption.standard, assumption)]))",
                    style: "button quiet")
            }
            return "\(resets)<details class=\"history\"><summary>\(t("History"))</summary><ol>\(items)</ol></details>"
        }

        private func line(_ assumption: Assumption, _ change: AssumptionStore.Change) -> HTML {
            let who = change.staff.flatMap { names[Staff.ID(number: $0)] } ?? t("A command")
            let values = ["name": who, "old": words(change.old, assumption), "new": words(change.new, assumption)]
            let sentence =
                change.isReset
                ? t("{name} put {old} back to {new}", values) : t("{name} changed {old} to {new}", values)
            let reason: HTML = change.reason.isEmpty ? "" : ": “\(change.reason)”"
            let at = change.at.milliseconds
            return "<time datetime=\"\(Words.iso(at))\">\(t.shortDate(at))</time> \(sentence)\(reason)"
        }
    }
}
