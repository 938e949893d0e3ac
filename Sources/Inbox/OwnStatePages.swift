import Core
import Language
import Storage
import Web

/// The settings page of the shop's own states.
enum OwnStatePages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(page(visit, shop)) }

    private static func page(_ visit: Visit, _ shop: Shop, complaints: Complaints = Complaints()) -> Page {
        let t = visit.t
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let states = shop.ownStates
        let groups: [HTML] = OwnState.Category.allCases.map { category in
            let items: [HTML] = states.filter { $0.category == category }.map { row($0, form, visit) }
            let none: HTML = "<li class=\"item soft\">\(t("None of your own."))</li>"
            return """
                <section class="stack"><h2>\(visit.ui.chip(category.title(t), category.tone, icon: category.icon))</h2>\
                <ol class="list">\(items.isEmpty ? none : "\(items)")</ol></section>
                """
        }
        let choices = OwnState.Category.allCases.map { (value: $0.rawValue, words: $0.title(t)) }
        let adding = form.form(
            "/settings/states", summary: t("Please look at this again:"),
            """
            <div class="field-row">\(form.text("name", t("Name"), hint: t("For example: Waiting for the workshop."), autocomplete: "off", isRequired: true))\
            \(form.select("category", t("Whose turn is it?"), value: OwnState.Category.them.rawValue, choices, hint: t("Due times and figures go by this alone.")))</div>\
            \(form.actions(t("Add"), icon: "plus"))
            """)
        return Page(
            t("States"), section: "settings",
            """
            \(visit.ui.head(
                t("States"), lead: t("Names of your own for where a matter stands. Each belongs to one of the three that the program knows."),
                back: visit.ui.back("/settings", t("Settings"))))\(groups)\(removed(shop, form, visit))\
            <section class="stack"><h2>\(t("A new one"))</h2>\(adding)</section>
            """)
    }

    private static func row(_ state: OwnState, _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        let id = "name-\(state.id)"
        return """
            <li class="item"><form class="inline-form grow" method="post" action="\(Link("/settings/states/\(state.id)"))" data-once>\(form.hiddenToken)\
            <label class="hidden" for="\(id)">\(t("Name"))</label><input id="\(id)" name="name" value="\(state.name)" dir="auto" translate="no" autocomplete="off" required>\
            <button class="button">\(t("Rename"))</button></form>\
            \(form.button(Link("/settings/states/\(state.id)/remove"), "\(visit.ui.icon("trash"))<span class=\"hidden\">\(t("Remove {name}", ["name": state.name]))</span>", style: "button quiet icon-only danger"))</li>
            """
    }

    private static func removed(_ shop: Shop, _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        let gone = shop.setting(InboxSettings.ownStates).filter { $0.removedAt != nil }
        guard !gone.isEmpty else { return "" }
        let items: [HTML] = gone.map {
            """
            <li class="item"><div class="what"><b translate="no">\($0.name)</b></div>\
            \(form.button(Link("/settings/states/\($0.id)/restore"), "\(visit.ui.icon("undo"))\(t("Put back"))"))</li>
            """
        }
        return "<section class=\"stack\"><h2>\(t("Removed lately"))</h2><ol class=\"list\">\(items)</ol></section>"
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        guard let category = OwnState.Category(rawValue: visit.form["category"]) else {
            return .page(page(visit, shop, complaints: Complaints("category", t("Choose whose turn it is."))), status: 422)
        }
        let name = visit.form["name"]
        do {
            let made = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                try tx.addOwnState(name, category)
            }
            return .see("/settings/states", flash: t("Added."), undo: Link("/settings/states/\(made.id)/remove"))
        } catch let problem as OwnStateProblem {
            return .page(page(visit, shop, complaints: Complaints("name", problem.sentence(t))), status: 422)
        }
    }

    static func rename(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let name = visit.form["name"]
        return try await deed(visit, shop, visit.t("Saved.")) { id, tx in try tx.renameOwnState(id, to: name) }
    }

    static func remove(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let id = try id(visit)
        let n = try await shop.read { try $0.count(standingAt: id) }
        let words =
            t("Removed.") + " "
            + t("{n} conversation stands at the plain state now.", "{n} conversations stand at the plain state now.", n)
        return try await deed(visit, shop, words, undo: Link("/settings/states/\(id)/restore")) { id, tx in try tx.removeOwnState(id) }
    }

    static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await deed(visit, shop, visit.t("Put back.")) { id, tx in try tx.restoreOwnState(id) }
    }

    private static func id(_ visit: Visit) throws(Refused) -> OwnState.ID {
        guard let id = OwnState.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func deed(
        _ visit: Visit, _ shop: Shop, _ words: String, undo: Link? = nil, _ verb: @escaping @Sendable (OwnState.ID, Tx) throws -> Bool
    ) async throws -> Answer {
        let id = try id(visit)
        do {
            try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                guard try verb(id, tx) else { throw Refused.notFound }
            }
        } catch let problem as OwnStateProblem {
            return .see("/settings/states", flash: problem.sentence(visit.t), hasFailed: true)
        }
        return .see("/settings/states", flash: words, undo: undo)
    }
}
