import Core
import Language
import Storage
import Web

/// Lines: groups that take what nobody owns yet, each with a named back-up.
enum LinePages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/lines/new", .manage) { try await new($0, shop) },
            .post("/settings/lines", .manage) { try await add($0, shop) },
            .get("/settings/lines/:id", .manage) { try await one($0, shop) },
            .post("/settings/lines/:id", .manage) { try await change($0, shop) },
        ]
    }

    /// The part of the staff page that shows them.
    static func section(_ visit: Visit, _ lines: [Line], _ members: [Line.ID: [Staff.ID]], _ names: [Staff.ID: String]) -> HTML {
        let t = visit.t
        let items: [HTML] = lines.map { line in
            let people = (members[line.id] ?? []).compactMap { names[$0] }
            let backup = line.backup.flatMap { names[$0] }
            return """
                <li class="item"><div class="what"><a class="item-link" href="\(Link("/settings/lines/\(line.id)"))"><b translate="no">\(line.name)</b></a>\
                <span class="sub">\(people.isEmpty ? t("Nobody yet") : t.list(people))</span></div>\
                \(backup.map { visit.ui.chip(t("back-up: {name}", ["name": $0]), icon: "hand-over") })</li>
                """
        }
        let list: HTML =
            items.isEmpty ? "<p class=\"soft\">\(t("None. What nobody owns is the owner’s."))</p>" : "<ol class=\"list\">\(items)</ol>"
        return """
            <section class="stack" id="lines"><header class="row"><h2>\(t("Lines"))</h2>\
            <a class="button push" href="/settings/lines/new">\(visit.ui.icon("plus"))\(t("New line"))</a></header>
            <p class="hint">\(t("A line is a group that takes what nobody owns yet. New work goes to the first one."))</p>
            \(list)</section>
            """
    }

    static func new(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(page(visit, nil, [], try await shop.read { try $0.allStaff() }, FormView(visit)))
    }

    static func one(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let line = try await find(visit, shop)
        let (people, members) = try await shop.read { db in (try db.allStaff(), try db.lineMembers()[line.id] ?? []) }
        return .page(page(visit, line, members, people, FormView(visit)))
    }

    private static func page(_ visit: Visit, _ line: Line?, _ members: [Staff.ID], _ people: [Staff], _ form: FormView) -> Page {
        let t = visit.t
        let active = people.filter { $0.isActive || members.contains($0.id) }
        let checks: [HTML] = active.map { person in
            """
            <label class="check"><input type="checkbox" name="member" value="\(person.id.description)"\(flag: " checked", members.contains(person.id))>\
            <span translate="no">\(person.name)</span></label>
            """
        }
        let title = line?.name ?? t("New line")
        let action: Link = line.map { Link("/settings/lines/\($0.id)") } ?? "/settings/lines"
        return Page(
            title, section: "settings",
            """
            \(visit.ui.head(title, isName: line != nil, back: visit.ui.back("/settings/staff", t("Staff"))))
            \(form.form(
                action, summary: t("Please look at these fields."),
                """
                \(form.text("name", t("Name"), value: line?.name ?? "", hint: t("For example: Orders, Workshop."), autocomplete: "off", isRequired: true))
                <fieldset class="stack" id="member"><legend>\(t("Who stands in this line?"))</legend>\(checks)\(form.error("member"))</fieldset>
                \(form.select(
                    "backup", t("Back-up"), value: line?.backup?.description ?? "",
                    [(value: "", words: t("Nobody"))] + active.map { (value: $0.id.description, words: $0.name) },
                    hint: t("Sees the line’s work too, and takes over when nobody else does.")))
                \(form.actions(t("Save"), cancel: ("/settings/staff", t("Cancel"))))
                """))
            """)
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer { try await keep(visit, shop, nil) }
    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer { try await keep(visit, shop, try await find(visit, shop)) }

    private static func keep(_ visit: Visit, _ shop: Shop, _ line: Line?) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let people = try await shop.read { try $0.allStaff() }
        let known = Set(people.map(\.id))
        let members = form.all("member").compactMap { Staff.ID($0) }.filter(known.contains)
        let backup = Staff.ID(form["backup"]).flatMap { known.contains($0) ? $0 : nil }
        var complaints = Complaints()
        if form["name"].isEmpty { complaints.say("name", t("Write what this line is called.")) }
        if form["name"].count > 80 { complaints.say("name", t("A name has at most 80 letters.")) }
        if members.isEmpty, backup == nil { complaints.say("member", t("Choose at least one person, so that nothing waits unseen.")) }
        guard complaints.isEmpty else {
            return .page(page(visit, line, members, people, FormView(visit, typed: form, complaints: complaints)), status: 422)
        }
        try await shop.write(as: try visit.actor()) { tx in
            if var line {
                line.name = form["name"]
                line.backup = backup
                try tx.change(line, members: members)
            } else {
                try tx.addLine(name: form["name"], members: members, backup: backup)
            }
        }
        return .see("/settings/staff#lines", flash: t("Saved."))
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> Line {
        guard let id = Line.ID(visit.parts["id"] ?? ""), let line = try await shop.read({ try $0.line(id) }) else { throw Refused.notFound }
        return line
    }
}
