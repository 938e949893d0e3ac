import Core
import Language
import Storage
import Web

/// The forms of a company: itself, its people, merging and removing.
enum CompanyForms {
    static func add(_ company: Company, _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        return """
            <section class="card stack"><h2>\(t("Add a person"))</h2>\(form.form(
                Link("/people/companies/\(company.id)/people"), summary: t("Please look at these fields."),
                """
                <person-finder src="/people/find" class="field"><label for="person">\(t("Who is it?"))</label>\
                <input id="person" name="person" autocomplete="off" value="\(form.value("person", ""))">\
                <input type="hidden" name="person_id" value="">\(form.error("person"))</person-finder>\
                \(form.text("role", t("What they do there"), optional: t("optional"), autocomplete: "off"))\
                <div class="form-actions"><button class="button">\(visit.ui.icon("plus"))\(t("Add"))</button></div>
                """))</section>
            """
    }

    static func tidy(_ company: Company, _ others: [Company], _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        let merge: HTML =
            others.isEmpty
            ? ""
            : form.form(
                Link("/people/companies/\(company.id)/merge"), summary: t("Please look at these fields."),
                """
                \(form.select("with", t("Another company goes into this one"), value: "", [(value: "", words: t("Choose…"))] + others.map { (value: "\($0.id)", words: $0.name) }))\
                <div class="form-actions"><button class="button">\(t("Merge"))</button></div>
                """)
        return """
            <section class="card stack"><h2>\(t("Tidy up"))</h2>\(merge)\
            \(form.button(Link("/people/companies/\(company.id)/remove"), "\(visit.ui.icon("trash"))\(t("Remove the company"))", style: "button quiet"))\
            <p class="hint">\(t("Its people and everything that was said with them stay."))</p></section>
            """
    }

    static func blank(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(page(visit, nil, CompanyCard(name: visit.query["name"]), Complaints()))
    }

    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        guard let company = try await shop.read({ db in try db.standing(id).flatMap { try db.company($0) } }) else {
            throw Refused.notFound
        }
        return .page(page(visit, company.id, CompanyCard(company), Complaints()))
    }

    /// What the form shows of a company.
    static func standing(_ card: CompanyCard) -> [StandingField] {
        [StandingField("name", card.name), StandingField("domain", card.domain), StandingField("note", card.note)]
    }

    /// - Parameter meanwhile: what somebody else saved while the form was open.
    static func page(_ visit: Visit, _ id: Company.ID?, _ card: CompanyCard, _ complaints: Complaints, meanwhile: Meanwhile? = nil) -> Page
    {
        let t = visit.t
        let form = FormView(visit, typed: complaints.isEmpty ? nil : meanwhile?.form ?? visit.form, complaints: complaints)
        let action: Link = id.map { Link("/people/companies/\($0)") } ?? "/people/companies"
        let title = id == nil ? t("New company") : t("Edit the company")
        return Page(
            title, section: "people",
            """
            \(visit.ui.head(title, back: visit.ui.back(action, id == nil ? t("Companies") : t("Back to the company"))))
            \(form.form(
                action, summary: t("Please look at these fields."), warnings: meanwhile?.fields ?? [],
                """
                \(id == nil ? "" : form.shown(standing(card)))\(form.text("name", t("Name"), value: card.name, autocomplete: "off", isRequired: true, hasFocus: true))\
                \(form.text(
                    "domain", t("Domain of its mail"), value: card.domain,
                    hint: t("What stands behind the @: example.com. Whoever writes from there is proposed to you, and sees nothing by it."),
                    optional: t("optional"), autocomplete: "off"))\
                \(form.area("note", t("Note"), value: card.note, rows: 3, optional: t("optional")))\
                \(form.actions(t("Save"), cancel: (action, t("Cancel"))))
                """))
            """)
    }
}
