import Core
import Language
import Storage
import Web

/// The page of one person: who it is, everything that happened, and what is known.
enum PersonPages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let asked = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let view = View(visit)
        let before = Event.ID(visit.query["before"])
        let wantsFragment = visit.wantsFragment
        let answer: Shown = try await shop.read { db in
            guard let (customer, isMerged) = try db.cardHolder(asked) else { throw Refused.notFound }
            let id = customer.id
            if isMerged {
                guard let stays = try db.survivor(of: asked) else { throw Refused.notFound }
                return .elsewhere(stays)
            }
            let line = try TimeLine.read(of: id, before: before, shop, db, view)
            let thread = threadHTML(line, id, isOlder: before != nil, view)
            if wantsFragment { return .fragment(thread) }
            let name = try view.name(of: customer, db)
            let edit: HTML =
                view.visitor?.may(.serve) == true
                ? "<a class=\"button\" href=\"\(Link("/people/\(id)/edit"))\">\(Parts(view.assets).icon("edit"))\(view.t("Edit"))</a>" : ""
            let actions: [HTML] = try shop.capabilities.flatMap(\.personActions).compactMap { try $0.show(customer, db, view) }
            let head = try PersonHead.show(
                customer, db, view, actions: "\(edit)\(actions)\(menu(id, view))",
                below: try ReachLine.show(customer, shop, db, view))
            let aside = try PersonAside.show(customer, shop, db, view)
            let topics: HTML =
                before == nil
                ? """
                <live-region class="thread" topics="customer:\(id.number)" src="\(Link("/people/\(id)"))" \
                says="\(view.t("Something new on this card"))">\(thread)</live-region>
                """ : thread
            return .page(
                Page(
                    name, section: "people", isWide: true,
                    """
                    \(Parts(view.assets).back("/people", view.t("People")))\(head)
                    <div class="two"><div class="thread">\(topics)</div>\(aside)</div>
                    """))
        }
        switch answer {
        case .page(let page): return .page(page)
        case .fragment(let html): return .fragment(html)
        case .elsewhere(let id):
            return .see(Link("/people/\(id)"))
        }
    }

    /// What is seldom done.
    private static func menu(_ id: Customer.ID, _ view: View) -> HTML {
        guard view.visitor?.may(.tend) == true else { return "" }
        let t = view.t
        let ui = Parts(view.assets)
        return """
            <details class="menu"><summary class="button quiet icon-only" aria-label="\(t("More"))">\(ui.icon("more"))</summary>\
            <div class="menu-list"><a href="\(Link("/people/\(id)/photo/edit"))">\(ui.icon("person"))\(t("Photo…"))</a>\
            <a href="\(Link("/people/\(id)/merge"))">\(ui.icon("people"))\(t("Merge with another card…"))</a></div></details>
            """
    }

    private enum Shown: Sendable {
        case page(Page)
        case fragment(HTML)
        /// Merged into another card.
        case elsewhere(Customer.ID)
    }

    private static func threadHTML(_ line: TimeLine, _ id: Customer.ID, isOlder: Bool, _ view: View) -> HTML {
        let t = view.t
        let ui = Parts(view.assets)
        let newest: HTML =
            isOlder
            ? "<a class=\"button\" rel=\"prev\" href=\"\(Link("/people/\(id)"))\">\(ui.icon("left"))\(t("Newest"))</a>" : ""
        let older: HTML =
            line.older.map {
                "<a class=\"button\" rel=\"next\" href=\"\(Link("/people/\(id)?before=\($0)"))\">\(t("Older"))\(ui.icon("right"))</a>"
            } ?? ""
        let pager: HTML = newest.isEmpty && older.isEmpty ? "" : "<nav class=\"pager\" aria-label=\"\(t("Pages"))\">\(newest)\(older)</nav>"
        let nothing: HTML = line.rows.isEmpty ? "<p class=\"happened\"><span>\(t("Nothing was said yet."))</span></p>" : ""
        return "<h2 class=\"hidden\">\(t("What happened"))</h2>\(nothing)\(line.rows.map(\.row))\(pager)"
    }
}
