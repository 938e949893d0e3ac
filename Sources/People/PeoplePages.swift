import Core
import Language
import Storage
import Web

/// The list by name, with letters to jump by and a box to find by.
enum PeoplePages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let query = visit.query["q"]
        if !query.isEmpty { return try await found(query, visit, shop) }
        if let tag = Tag.ID(visit.query["tag"]) { return try await PersonTags.list(tag, visit, shop) }
        let language = shop.language
        let stops = Letters.stops(for: language)
        let letter = stops.first { $0.label == visit.query["letter"] }
        let after = PeopleList.Key(visit.query["after"])
        let before = PeopleList.Key(visit.query["before"])
        let (list, used, alike) = try await shop.read { db in
            (try db.people(from: letter?.from ?? "", after: after, before: before), try db.stopsInUse(stops), try db.alikeCount())
        }
        guard !used.isEmpty else { return .page(page(visit, empty(visit))) }
        let rows = PeopleRows.list(list.rows, visit)
        let hint = visit.visitor?.may(.tend) == true ? AlikePages.hint(alike, visit) : ""
        return .page(page(visit, hint + letters(stops, used, at: letter, visit) + rows + pager(list, visit)))
    }

    private static func found(_ query: String, _ visit: Visit, _ shop: Shop) async throws -> Answer {
        let rows = try await shop.read { db in try PeopleSearch.best(query, shop, db, limit: PeopleList.size) }
        let t = visit.t
        guard !rows.isEmpty else {
            let form = visit.visitor?.may(.serve) == true
            let action: HTML? =
                form
                ? "<a class=\"button primary\" href=\"/people/new?name=\(Link("\(query)"))\">\(visit.ui.icon("plus"))\(t("New card"))</a>"
                : nil
            return .page(
                page(
                    visit,
                    visit.ui.empty(
                        "search", t("Nobody found"), t("“{text}” stands in no name, address or number here.", ["text": query]),
                        action: action)
                ))
        }
        let many: HTML = rows.count == PeopleList.size ? "<p class=\"soft\">\(t("There may be more. More letters find them."))</p>" : ""
        return .page(page(visit, PeopleRows.list(rows, visit, marking: query) + many))
    }

    private static func page(_ visit: Visit, _ body: HTML) -> Page {
        let t = visit.t
        let new: HTML =
            visit.visitor?.may(.serve) == true
            ? "<a class=\"button primary\" href=\"/people/new\">\(visit.ui.icon("plus"))\(t("New card"))</a>" : ""
        let bring: HTML =
            visit.visitor?.may(.manage) == true
            ? "<a class=\"button\" href=\"/people/import\">\(visit.ui.icon("download"))\(t("Import"))</a>" : ""
        let quiet: HTML = "<a class=\"button\" href=\"/people/quiet\">\(visit.ui.icon("clock"))\(t("Not spoken to lately"))</a>"
        let companies: HTML = "<a class=\"button\" href=\"/people/companies\">\(visit.ui.icon("people"))\(t("Companies"))</a>"
        return Page(
            t("People"), section: "people",
            "\(visit.ui.head(t("People"), actions: bring + companies + quiet + new))\(search(visit))\(body)")
    }

    private static func search(_ visit: Visit) -> HTML {
        let t = visit.t
        return """
            <form class="inline-form" role="search" action="/people"><label class="hidden" for="q">\(t("Find a person"))</label>\
            <input id="q" type="search" name="q" value="\(visit.query["q"])" autocomplete="off"\
             placeholder="\(t("Name, phone or e-mail"))">\
            <button class="button">\(visit.ui.icon("search"))\(t("Find"))</button></form>
            """
    }

    private static func letters(_ stops: [LetterStop], _ used: Set<Int>, at current: LetterStop?, _ visit: Visit) -> HTML {
        let items: [HTML] = stops.enumerated().compactMap { place, stop in
            if used.contains(place) {
                return """
                    <a href="/people?letter=\(Link("\(stop.label)"))"\(flag: " aria-current=\"true\"", stop == current)>\(stop.label)</a>
                    """
            }
            return stop.isLetter ? "<span>\(stop.label)</span>" : nil
        }
        return "<nav class=\"letters\" aria-label=\"\(visit.t("Letters"))\" translate=\"no\">\(items)</nav>"
    }

    private static func pager(_ list: PeopleList, _ visit: Visit) -> HTML {
        guard list.before != nil || list.after != nil else { return "" }
        let t = visit.t
        let back: HTML? = list.before.map {
            "<a class=\"button\" rel=\"prev\" href=\"\(Link("/people?before=\($0)"))\">\(visit.ui.icon("left"))\(t("Previous names"))</a>"
        }
        let on: HTML? = list.after.map {
            "<a class=\"button\" rel=\"next\" href=\"\(Link("/people?after=\($0)"))\">\(t("Next names"))\(visit.ui.icon("right"))</a>"
        }
        return "<nav class=\"pager\" aria-label=\"\(t("Pages"))\">\(back)\(on)</nav>"
    }

    private static func empty(_ visit: Visit) -> HTML {
        let t = visit.t
        return visit.ui.empty(
            "people", t("Nobody here yet"),
            t("Whoever writes, calls or comes by gets a card. It keeps the name, how to say it, and everything that was said."))
    }

    // MARK: Type-ahead

    /// Options for `<person-finder>`: at most eight, an empty body where nobody is found. With `by=email` only those whom a mail can reach,
    /// and choosing one writes the address.
    static func find(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let query = visit.query["q"]
        guard query.count > 1 else { return .fragment("") }
        let isByMail = visit.query["by"] == "email"
        let but = Customer.ID(visit.query["but"])
        let (rows, emails) = try await shop.read { db in
            let rows = try PeopleSearch.best(query, shop, db, limit: 9).filter { $0.id != but }.prefix(8)
            return (rows, isByMail ? try db.emails(of: rows.map(\.id)) : [:])
        }
        let options: [HTML] = rows.filter { !isByMail || emails[$0.id] != nil }.map { person in
            let about = (person.addresses + PeopleRows.facts(person, visit)).joined(separator: " · ")
            return """
                <li role="option" data-id="\(person.id.number)" data-name="\(emails[person.id] ?? person.name)">\
                \(visit.ui.face(person.name, id: person.id.number, size: .small, photo: person.photoAt))\
                <span><b translate="no">\(PeopleSearch.marked(person.name, query: query))</b>\
                <small translate="no">\(about)</small></span></li>
                """
        }
        return .fragment(options.joined())
    }
}
