import Core
import Language
import People
import Storage
import Web

/// What was bought, day by day; of everybody and of one person.
enum PurchaseListPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let source = Purchase.Source(rawValue: visit.query["source"])
        let before = PurchaseList.Key(visit.query["before"])
        let content = try await page(PurchaseList.Ask(source: source), before, "/purchases", visit, shop)
        if visit.wantsFragment { return .fragment(content) }
        let tabs: [HTML] = ([nil] + Purchase.Source.allCases).map { one in
            let link = one.map { Link("/purchases?source=\($0.rawValue)") } ?? "/purchases"
            let words = one.map { sourceTab($0, t) } ?? t("All")
            return "<a href=\"\(link)\"\(flag: " aria-current=\"page\"", one == source)>\(words)</a>"
        }
        let bring: HTML =
            visit.visitor?.may(.manage) == true ? "<a class=\"button quiet\" href=\"/purchases/import\">\(t("Import"))</a>" : ""
        let add: HTML? =
            visit.visitor?.may(.serve) == true
            ? "\(bring)<a class=\"button primary\" href=\"/purchases/new\">\(visit.ui.icon("plus"))\(t("Write down a sale"))</a>" : nil
        let here = source.map { Link("/purchases?source=\($0.rawValue)") } ?? "/purchases"
        let live: HTML =
            before == nil
            ? "<live-region topics=\"purchase purchases\" src=\"\(here)\" says=\"\(t("A sale was written down"))\">\(content)</live-region>"
            : content
        return .page(
            Page(
                t("Purchases"), section: "purchases",
                """
                \(visit.ui.head(t("Purchases"), lead: t("What was bought, day by day. Refunds are taken off."), actions: add))
                <nav class="tabs" aria-label="\(t("Where it comes from"))">\(tabs)</nav>\(live)
                """))
    }

    private static func sourceTab(_ source: Purchase.Source, _ t: Words) -> String {
        switch source {
        case .counter: t("Counter")
        case .api: t("Till or web shop")
        case .imported: t("Imported")
        }
    }

    static func ofPerson(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let asked = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (person, name, rhythm) = try await shop.read { db in
            guard let id = try db.survivor(of: asked) else { throw Refused.notFound }
            return (id, try db.names(of: [id])[id] ?? "?", try db.rhythm(of: id))
        }
        if person != asked { return .see(Link("/people/\(person)/purchases")) }
        let t = visit.t
        let content = try await page(
            PurchaseList.Ask(customer: person), PurchaseList.Key(visit.query["before"]), Link("/people/\(person)/purchases"), visit, shop)
        var facts = rhythm.map { RhythmWords.facts($0, t) } ?? []
        if let rhythm, PurchaseSight.value(visit.visitor) {
            let sum = t.money(minor: rhythm.spend, currency: shop.setting(ShopSettings.currency))
            facts.append(t("{amount} spent so far", ["amount": sum]))
        }
        return .page(
            Page(
                t("Purchases"), section: "people",
                """
                \(visit.ui.head(
                    t("Purchases"), lead: facts.isEmpty ? nil : facts.joined(separator: " · "),
                    back: visit.ui.back(Link("/people/\(person)"), name, isName: true)))\(content)
                """))
    }

    /// One page of a list with a heading a day, or a month for one person.
    private static func page(
        _ ask: PurchaseList.Ask, _ before: PurchaseList.Key?, _ here: Link, _ visit: Visit, _ shop: Shop
    ) async throws -> HTML {
        let t = visit.t
        let isOfPerson = ask.customer != nil
        let seesTotals = !isOfPerson && ask.source == nil && PurchaseSight.value(visit.visitor)
        let (found, names, staff, items, totals) = try await shop.read { db in
            let found = try db.purchases(ask, before: before, limit: PurchaseList.size + 1)
            let shown = found.prefix(PurchaseList.size)
            return (
                found, try db.names(of: shown.compactMap(\.customer)), try db.staffNames(shown.compactMap(\.staff)),
                try isOfPerson ? db.items(of: shown.map(\.id)) : [:],
                try seesTotals ? db.totals(days: Array(Set(shown.map(\.day)))) : [:]
            )
        }
        guard !found.isEmpty else {
            let first: HTML? =
                visit.visitor?.may(.serve) == true && before == nil
                ? """
                <a class="button" href="\(ask.customer.map { Link("/purchases/new?person=\($0)") } ?? "/purchases/new")">\(t("Write down a sale"))</a>
                """ : nil
            return visit.ui.empty(
                "people", t("Nothing bought yet"), t("Sales of the counter, of a till or web shop, and of an old table stand here."),
                action: first)
        }
        let shown = Array(found.prefix(PurchaseList.size))
        var sections: [HTML] = []
        for (day, some) in grouped(shown, byMonth: isOfPerson) {
            let rows: [HTML] = some.map { purchase in
                let row = PurchaseViews.Row(purchase, names, staff)
                return isOfPerson ? PurchaseViews.theirItem(row, items[purchase.id] ?? [], visit) : PurchaseViews.item(row, visit)
            }
            let start = shop.timeZone.start(of: day).milliseconds
            let total: HTML =
                totals[day].map { sum in
                    let money = t.money(minor: sum.net, currency: shop.setting(ShopSettings.currency))
                    return
                        "<span class=\"push figure\">\(money) <small class=\"soft\">\(t("{n} sale", "{n} sales", sum.count))</small></span>"
                } ?? ""
            sections.append(
                """
                <section class="stack"><header class="row"><h2>\(isOfPerson ? t.month(day.month, year: day.year) : heading(start, visit))</h2>\(total)</header><ol class="list">\(rows)</ol></section>
                """)
        }
        let next: HTML =
            found.count > PurchaseList.size
            ? shown.last.map { last in
                let link = here + Link("?before=\(last.listKey)") + (ask.source.map { Link("&source=\($0.rawValue)") } ?? "")
                return """
                    <nav class="pager" aria-label="\(t("Pages"))"><a class="button" rel="next" href="\(link)">\
                    \(t("Older"))\(visit.ui.icon("right"))</a></nav>
                    """
            } ?? "" : ""
        return "<div class=\"stack wide\">\(sections)\(next)</div>"
    }

    private static func heading(_ start: Int64, _ visit: Visit) -> String {
        let t = visit.t
        let today = t.timeZone.startOfDay(at: visit.now)
        if start == today { return t("Today") }
        return t.day(start)
    }

    /// By the day, or by the month of one person's, under the newest day of each.
    private static func grouped(_ purchases: [Purchase], byMonth: Bool) -> [(Day, [Purchase])] {
        var groups: [(Day, [Purchase])] = []
        for purchase in purchases {
            let (day, last) = (purchase.day, groups.last?.0)
            let isSame = byMonth ? last?.month == day.month && last?.year == day.year : last == day
            if isSame { groups[groups.count - 1].1.append(purchase) } else { groups.append((day, [purchase])) }
        }
        return groups
    }
}
