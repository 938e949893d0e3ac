import Core
import Language
import Storage
import Web

/// Naming a list of the inbox, and putting the named ones in order.
enum SavedViewPages {
    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(asking(visit, InboxPlace(visit.query))) }

    private static func asking(_ visit: Visit, _ place: InboxPlace, complaints: Complaints = Complaints()) -> Page {
        let t = visit.t
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let fields: [HTML] = ([(name: "view", value: place.tab.rawValue)] + place.filter.fields).map {
            "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">"
        }
        return Page(
            t("Save this list"), section: "inbox",
            """
            \(visit.ui.head(
                t("Save this list"), lead: t("It stands beside the tabs, with what is in it counted."),
                back: visit.ui.back(place.link, t("Inbox"))))\
            \(form.form(
                "/inbox/views", summary: t("Please look at this again:"),
                """
                \(fields)\(form.text("name", t("What is it called?"), autocomplete: "off", isRequired: true, hasFocus: true))\
                \(form.choices("for", t("For whom?"), value: "me", [
                    (value: "me", icon: "person", words: t("For me"), hint: t("Nobody else sees it.")),
                    (value: "all", icon: "team", words: t("For everybody"), hint: t("Each sees what is theirs where it says “mine”.")),
                ]))\
                \(form.actions(t("Save"), cancel: (place.link, t("Cancel"))))
                """))
            """)
    }

    static func save(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let place = InboxPlace(visit.form)
        let (name, isShared) = (visit.form["name"], visit.form["for"] == "all")
        do {
            let view = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                try tx.save(place, named: name, isShared: isShared)
            }
            return .see(view.place.link, flash: visit.t("Saved."), undo: Link("/inbox/views/\(view.id)/remove"))
        } catch let problem as SavedViewProblem {
            return .page(asking(visit, place, complaints: Complaints("name", problem.sentence(visit.t))), status: 422)
        }
    }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let visitor = try visit.staff()
        let me = Staff.ID(number: visitor.staff)
        let form = FormView(visit)
        let seen = shop.views(of: me)
        let names = try await shop.read { try $0.filterNames() }
        func section(_ title: String, _ views: [SavedView]) -> HTML {
            guard !views.isEmpty else { return "" }
            let items: [HTML] = views.enumerated().map { place, view in
                let may = visitor.may(.serve) && view.mayChange(me, isOwner: visitor.may(.own))
                let by =
                    view.isShared && view.maker != me
                    ? "<span class=\"sub\">\(t("made by {name}", ["name": names.staff[view.maker] ?? "?"]))</span>" as HTML : ""
                return """
                    <li class="item"><div class="what"><a class="item-link" href="\(view.place.link)"><b translate="no" dir="auto">\(view.name)</b></a>\(parts(of: view, names, shop.ownStates, visit))\(by)</div>\
                    <div class="row-actions">\(may ? buttons(view, isFirst: place == 0, isLast: place == views.count - 1, form, visit) : "")</div></li>
                    """
            }
            return "<section class=\"stack\"><h2>\(title)</h2><ol class=\"list\">\(items)</ol></section>"
        }
        let gone = shop.setting(InboxSettings.views).filter {
            $0.removedAt != nil && ($0.isShared || $0.maker == me) && $0.mayChange(me, isOwner: visitor.may(.own))
        }
        let removed: [HTML] = gone.map {
            """
            <li class="item"><div class="what"><b translate="no">\($0.name)</b></div>\
            \(form.button(Link("/inbox/views/\($0.id)/restore"), "\(visit.ui.icon("undo"))\(t("Put back"))"))</li>
            """
        }
        let none = visit.ui.empty(
            "inbox", t("No list is saved yet"), t("Filter the inbox, then press “Save this list”."),
            action: "<a class=\"button primary\" href=\"/inbox?filter=1\">\(t("Filter the inbox"))</a>")
        return .page(
            Page(
                t("Saved lists"), section: "inbox",
                """
                \(visit.ui.head(t("Saved lists"), back: visit.ui.back("/inbox", t("Inbox"))))\(seen.isEmpty ? none : "")\
                \(section(t("For everybody"), seen.filter(\.isShared)))\(section(t("For me"), seen.filter { !$0.isShared }))\
                \(removed.isEmpty || !visitor.may(.serve) ? "" : "<section class=\"stack\"><h2>\(t("Removed lately"))</h2><ol class=\"list\">\(removed)</ol></section>" as HTML)
                """))
    }

    /// What a list consists of: its tab, and what narrows it.
    private static func parts(of view: SavedView, _ names: FilterNames, _ states: [OwnState], _ visit: Visit) -> HTML {
        let t = visit.t
        let chips: [HTML] = FilterPart.all(of: view.place.filter, names, states, t).map { part in
            "<li class=\"tag tone-\(part.tone)\"><span\(flag: " translate=\"no\"", part.isName) dir=\"auto\">\(part.words)</span></li>"
        }
        return "<ul class=\"tag-list\"><li class=\"soft\">\(view.place.tab.title(t))</li>\(chips)</ul>"
    }

    private static func buttons(_ view: SavedView, isFirst: Bool, isLast: Bool, _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        func button(_ verb: String, _ icon: String, _ words: String, style: String = "button quiet icon-only") -> HTML {
            form.button(
                Link("/inbox/views/\(view.id)/\(verb)"), "\(visit.ui.icon(icon))<span class=\"hidden\">\(words)</span>", style: style)
        }
        let up = isFirst ? "" : button("up", "up", t("Move {name} up", ["name": view.name]))
        let down = isLast ? "" : button("down", "down", t("Move {name} down", ["name": view.name]))
        let rename: HTML = """
            <a class="button quiet icon-only" href="\(Link("/inbox/views/\(view.id)"))">\(visit.ui.icon("edit"))\
            <span class="hidden">\(t("Rename {name}", ["name": view.name]))</span></a>
            """
        return
            "\(up)\(down)\(rename)\(button("remove", "trash", t("Remove {name}", ["name": view.name]), style: "button quiet icon-only danger"))"
    }

    // MARK: Another name

    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(renaming(try find(visit, shop), visit)) }

    private static func find(_ visit: Visit, _ shop: Shop) throws(Refused) -> SavedView {
        let visitor = try visit.staff()
        let me = Staff.ID(number: visitor.staff)
        guard let id = SavedView.ID(visit.parts["id"] ?? ""), let view = shop.views(of: me).first(where: { $0.id == id }),
            view.mayChange(me, isOwner: visitor.may(.own))
        else { throw .notFound }
        return view
    }

    private static func renaming(_ view: SavedView, _ visit: Visit, complaints: Complaints = Complaints()) -> Page {
        let t = visit.t
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        return Page(
            view.name, section: "inbox",
            """
            \(visit.ui.head(view.name, isName: true, back: visit.ui.back("/inbox/views", t("Saved lists"))))\
            \(form.form(
                Link("/inbox/views/\(view.id)"), summary: t("Please look at this again:"),
                """
                \(form.text("name", t("What is it called?"), value: view.name, autocomplete: "off", isRequired: true, hasFocus: true))\
                \(form.actions(t("Save"), cancel: ("/inbox/views", t("Cancel"))))
                """))
            """)
    }

    static func rename(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let visitor = try visit.staff()
        let view = try find(visit, shop)
        let (name, isOwner) = (visit.form["name"], visitor.may(.own))
        do {
            try await shop.write(as: .staff(Staff.ID(number: visitor.staff))) { tx in
                guard try tx.renameView(view.id, to: name, isOwner: isOwner) else { throw Refused.notFound }
            }
            return .see("/inbox/views", flash: visit.t("Saved."))
        } catch let problem as SavedViewProblem {
            return .page(renaming(view, visit, complaints: Complaints("name", problem.sentence(visit.t))), status: 422)
        }
    }

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let visitor = try visit.staff()
        guard let id = SavedView.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let verb = String(visit.path.split(separator: "/").last ?? "")
        let isOwner = visitor.may(.own)
        do {
            try await shop.write(as: .staff(Staff.ID(number: visitor.staff))) { tx in
                let isDone =
                    switch verb {
                    case "remove": try tx.removeView(id, isOwner: isOwner)
                    case "restore": try tx.restoreView(id, isOwner: isOwner)
                    case "up": try tx.moveView(id, by: -1, isOwner: isOwner)
                    default: try tx.moveView(id, by: 1, isOwner: isOwner)
                    }
                guard isDone else { throw Refused.notFound }
            }
        } catch let problem as SavedViewProblem {
            return .see("/inbox/views", flash: problem.sentence(t), hasFailed: true)
        }
        switch verb {
        case "remove": return .see("/inbox/views", flash: t("Removed."), undo: Link("/inbox/views/\(id)/restore"))
        case "restore": return .see("/inbox/views", flash: t("Put back."))
        default: return .see("/inbox/views")
        }
    }
}
