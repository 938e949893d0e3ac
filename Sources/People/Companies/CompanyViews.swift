import Core
import Language
import Storage
import Web

/// Companies elsewhere: beside a person, in search, on the time line, in their data.
enum CompanyViews {
    static let panel = CardPanel { customer, db, view in
        let found = try db.companies(of: customer.id)
        let mayServe = view.visitor?.may(.serve) == true
        guard mayServe || !found.isEmpty else { return nil }
        let t = view.t
        let ui = Parts(view.assets)
        let token: HTML = "<input type=\"hidden\" name=\"_token\" value=\"\(view.token)\">"
        let items: [HTML] = found.map { one in
            let link: HTML =
                "<a class=\"link\" href=\"\(Link("/people/companies/\(one.company.id)"))\" translate=\"no\" dir=\"auto\">\(one.company.name)</a>"
            if one.member != nil {
                return "<li>\(link)\(one.role.isEmpty ? "" : " <span class=\"soft\" translate=\"no\">\(one.role)</span>" as HTML)</li>"
            }
            let add: HTML =
                mayServe
                ? """
                <form method="post" action="\(Link("/people/companies/\(one.company.id)/people"))" data-once>\(token)\
                <input type="hidden" name="person_id" value="\(customer.id.number)"><button class="button small">\(t("Belongs to it"))</button></form>
                """ : ""
            return "<li class=\"row\"><span>\(t("Perhaps from")) \(link)</span>\(add)</li>"
        }
        let list: HTML = items.isEmpty ? "" : "<ul class=\"plain\">\(items)</ul>"
        let form: HTML =
            mayServe
            ? """
            <details><summary class="button quiet small">\(ui.icon("plus"))\(t("Add a company"))</summary>\
            <form class="form" method="post" action="\(Link("/people/\(customer.id)/companies"))" data-once>\(token)\
            <div class="field"><label for="company">\(t("Company"))</label><input id="company" name="company" autocomplete="off" required></div>\
            <div class="field"><label for="company-role">\(t("What they do there"))</label>\
            <input id="company-role" name="role" autocomplete="off"></div>\
            <div class="form-actions"><button class="button">\(t("Add"))</button></div></form></details>
            """ : ""
        return "<section class=\"card stack\"><header><h2>\(t("Companies"))</h2></header>\(list)\(form)</section>"
    }

    static let search = SearchSource(title: { t in t("Companies") }) { ask, db, _ in
        let hits = try companySearch.find(db, ask.words, before: ask.before, limit: ask.limit).map { Company.ID(number: $0.item) }
        return try db.companies(hits).map { company in
            SearchHit(
                item: company.id.number, title: company.name,
                excerpt: [company.domain ?? "", company.note].filter { !$0.isEmpty }.joined(separator: " · "),
                link: Link("/people/companies/\(company.id)"), icon: "people", at: company.createdAt)
        }
    }

    static let timeLine = TimeLineKind(["company.joined", "company.left"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let ids = Array(Set(events.compactMap { $0.subject.map { Company.ID(number: $0.id) } }))
        let names = Dictionary(
            uniqueKeysWithValues: try db.all("SELECT id, name FROM company WHERE id IN \(ids)") {
                (try $0.next(Company.ID.self), try $0.next(String.self))
            })
        return Dictionary(
            uniqueKeysWithValues: events.map { event in
                let name = event.subject.flatMap { names[Company.ID(number: $0.id)] } ?? "?"
                let words: HTML =
                    event.kind == "company.joined"
                    ? t.bold(Phrase("Belongs to {name}"), name) : t.bold(Phrase("No longer belongs to {name}"), name)
                let at = event.at.milliseconds
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon("people"))<span>\(words)</span><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """ as HTML
                )
            })
    }

    static let data = PersonalData(
        kinds: [("company", { t, n in t("{n} place in a company", "{n} places in companies", n) })],
        count: { person, db in ["company": try db.placeCount(person)] },
        export: { person, db, t, file in
            let places = try db.all(
                """
                SELECT c.name, m.role FROM company_member m JOIN company c ON c.id = m.company_id
                WHERE m.customer_id IN \(person.ids) AND m.left_at IS NULL ORDER BY m.id
                """
            ) { row in (name: try row.next(String.self), role: try row.next(String.self)) }
            guard !places.isEmpty else { return }
            file.data.append(("companies", .list(places.map { ["name": .text($0.name), "role": .text($0.role)] })))
            file.pages.append(
                "<section><h2>\(t("Companies"))</h2><ul>\(places.map { "<li>\($0.name) \($0.role)</li>" as HTML })</ul></section>")
        },
        erase: { person, tx in
            let n = try tx.db.placeCount(person)
            try tx.db.run("DELETE FROM company_member WHERE customer_id IN \(person.ids)")
            return ["company": n]
        })
}

extension Reader {
    fileprivate func placeCount(_ person: PersonalData.Person) throws -> Int {
        try value("SELECT count(*) FROM company_member WHERE customer_id IN \(person.ids)") ?? 0
    }
}
