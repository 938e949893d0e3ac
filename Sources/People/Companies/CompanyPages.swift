import Core
import Language
import Storage
import Web

/// Companies: the list, and the page of one with its people and what is open with them.
enum CompanyPages {
    private static let size = 50

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let after = Cursor<String, Company.ID>(visit.query["after"])
        let rows = try await shop.read { db in try db.companyList(after: after, limit: size + 1) }
        let mayServe = visit.visitor?.may(.serve) == true
        let new: HTML = "<a class=\"button primary\" href=\"/people/companies/new\">\(visit.ui.icon("plus"))\(t("New company"))</a>"
        let items: [HTML] = rows.prefix(size).map { row in
            let domain: HTML = row.company.domain.map { "<span translate=\"no\">\($0)</span> · " } ?? ""
            return """
                <li class="item"><div class="what"><a class="item-link" href="\(Link("/people/companies/\(row.company.id)"))">\
                <b translate="no" dir="auto">\(row.company.name)</b></a><span class="sub">\(domain)\(t("{n} person", "{n} people", row.people))</span></div></li>
                """
        }
        let more: HTML =
            rows.count > size
            ? rows.dropLast().last.map {
                """
                <nav class="pager" aria-label="\(t("Pages"))"><a class="button" rel="next" \
                href="\(Link("/people/companies?after=\(Cursor(after: $0.key, $0.company.id))"))">\
                \(t("Next names"))\(visit.ui.icon("right"))</a></nav>
                """
            } ?? "" : ""
        let body: HTML =
            rows.isEmpty
            ? visit.ui.empty(
                "people", t("No companies yet"),
                t(
                    "Where several of your people come from one business, a company holds them together: its people, and what is open with them."
                ))
            : "<ol class=\"list\">\(items)</ol>\(more)"
        return .page(
            Page(
                t("Companies"), section: "people",
                """
                \(visit.ui.head(t("Companies"), back: visit.ui.back("/people", t("People")), actions: mayServe ? new : nil))\(body)
                """))
    }

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer { try await page(visit, shop, Complaints()) }

    /// - Parameter complaints: at the form that adds a person.
    static func page(_ visit: Visit, _ shop: Shop, _ complaints: Complaints) async throws -> Answer {
        let asked = try id(visit)
        let view = View(visit)
        let answer = try await shop.read { db -> (Company.ID, Page?) in
            guard let standing = try db.standing(asked), let company = try db.company(standing) else { throw Refused.notFound }
            guard standing == asked else { return (standing, nil) }
            let members = try db.members(of: company.id)
            let people = try db.personRows(members.map(\.customer))
            let proposed = try db.personRows(try db.proposed(for: company))
            let panels = try shop.capabilities.flatMap(\.companyPanels).compactMap { try $0.show(members.map(\.customer), db, view) }
            let others = try db.companyList(after: nil, limit: 200).map(\.company).filter { $0.id != company.id }
            return (standing, whole(company, members, people, proposed, panels, others, visit, complaints))
        }
        guard let page = answer.1 else { return .see(Link("/people/companies/\(answer.0)")) }
        return .page(page, status: complaints.isEmpty ? 200 : 422)
    }

    private static func whole(
        _ company: Company, _ members: [Member], _ people: [PersonRow], _ proposed: [PersonRow], _ panels: [HTML], _ others: [Company],
        _ visit: Visit, _ complaints: Complaints
    ) -> Page {
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit, typed: complaints.isEmpty ? nil : visit.form, complaints: complaints)
        let mayServe = visit.visitor?.may(.serve) == true
        let byID = Dictionary(uniqueKeysWithValues: people.map { ($0.id, $0) })
        let rows: [HTML] = members.compactMap { member in
            byID[member.customer].map { person in
                let off: HTML =
                    mayServe
                    ? form.button(
                        Link("/people/companies/members/\(member.id)/leave"),
                        "\(ui.icon("close"))<span class=\"hidden\">\(t("Take {name} off", ["name": person.name]))</span>",
                        style: "button quiet small icon-only") : ""
                return item(person, role: member.role, off, visit)
            }
        }
        let list: HTML =
            rows.isEmpty ? "<p class=\"soft\">\(t("Nobody belongs to it yet."))</p>" : "<ol class=\"list\">\(rows)</ol>"
        let note: HTML =
            company.note.isEmpty ? "" : "<section class=\"card stack\"><p translate=\"no\" dir=\"auto\">\(company.note)</p></section>"
        let edit: HTML =
            mayServe
            ? "<a class=\"button\" href=\"\(Link("/people/companies/\(company.id)/edit"))\">\(ui.icon("edit"))\(t("Edit"))</a>" : ""
        return Page(
            company.name, section: "people", isWide: true,
            """
            \(ui.head(company.name, isName: true, lead: company.domain, isLeadName: true, back: ui.back("/people/companies", t("Companies")), actions: edit))
            <div class="two"><div class="stack"><section class="stack"><h2>\(t("People"))</h2>\(list)</section>\
            \(proposals(company, proposed, form, mayServe, visit))\(panels)</div>\
            <aside class="stack">\(note)\(mayServe ? CompanyForms.add(company, form, visit) : "")\
            \(visit.visitor?.may(.tend) == true ? CompanyForms.tidy(company, others, form, visit) : "")</aside></div>
            """)
    }

    private static func item(_ person: PersonRow, role: String, _ action: HTML, _ visit: Visit) -> HTML {
        let about = ([role] + person.addresses).filter { !$0.isEmpty }.joined(separator: " · ")
        return """
            <li class="item">\(visit.ui.face(person.name, id: person.id.number, photo: person.photoAt))<div class="what">\
            <a class="item-link" href="\(Link("/people/\(person.id)"))"><b translate="no" dir="auto">\(person.name)</b></a>\
            <span class="sub" translate="no">\(about)</span></div>\(visit.ui.owed(person.owed, visit.t, now: visit.now))\(action)</li>
            """
    }

    private static func proposals(_ company: Company, _ people: [PersonRow], _ form: FormView, _ mayServe: Bool, _ visit: Visit) -> HTML {
        guard !people.isEmpty, let domain = company.domain else { return "" }
        let t = visit.t
        let rows: [HTML] = people.map { person in
            let add: HTML =
                mayServe
                ? form.button(
                    Link("/people/companies/\(company.id)/people"), "\(t("Belongs to it"))", style: "button small", name: "person_id",
                    value: "\(person.id)") : ""
            return item(person, role: "", add, visit)
        }
        return """
            <section class="stack"><h2>\(t("Perhaps from here"))</h2>\
            <p class="soft">\(t("They write from {domain}. That alone opens nothing: you say whether they belong to it.", ["domain": domain]))</p>\
            <ol class="list">\(rows)</ol></section>
            """
    }

    static func id(_ visit: Visit) throws(Refused) -> Company.ID {
        guard let id = Company.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }
}
