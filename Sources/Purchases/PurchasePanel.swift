import Core
import Language
import Storage
import Web

/// What a person buys, beside them: how often they come, since when, the last few.
enum PurchasePanel {
    private static let shown = 4

    static let panel = CardPanel { customer, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let rhythm = try db.rhythm(of: customer.id)
        guard view.isCard else { return rhythm.map { "\(beside($0, customer.id, t))" } }
        let last = try db.purchases(PurchaseList.Ask(customer: customer.id), limit: shown)
        let mayServe = view.visitor?.may(.serve) == true
        guard mayServe || !last.isEmpty else { return nil }
        var facts: [HTML] = []
        if let rhythm {
            func fact(_ label: String, _ value: String) { facts.append("<div><dt>\(label)</dt><dd>\(value)</dd></div>") }
            fact(t("Visits"), t.number(rhythm.visits))
            if let usual = RhythmWords.usual(rhythm, t) { fact(t("Comes"), usual) }
            fact(t("Last purchase"), t.relativeDay(rhythm.lastAt.milliseconds, now: view.now.milliseconds))
            fact(t("First purchase"), t.shortDate(rhythm.firstAt.milliseconds))
            if PurchaseSight.value(view.visitor) {
                let currency = last.first?.currency ?? ""
                fact(t("Spent so far"), t.money(minor: rhythm.spend, currency: currency))
            }
        }
        let rows: [HTML] = last.map { purchase in
            """
            <li class="row"><a class="link grow" href="\(Link("/purchases/\(purchase.id)"))">\(t.dateTime(purchase.at.milliseconds))</a>\
            \(PurchaseViews.chip(purchase, ui, t))\(PurchaseViews.amount(purchase, view.visitor, t))</li>
            """
        }
        let list: HTML = rows.isEmpty ? "<p class=\"soft\">\(t("Nothing bought yet."))</p>" : "<ul class=\"plain stack\">\(rows)</ul>"
        let all: HTML =
            last.count == shown
            ? "<a class=\"button quiet\" href=\"\(Link("/people/\(customer.id)/purchases"))\">\(t("All purchases"))</a>" : ""
        let add: HTML =
            mayServe
            ? "<a class=\"button\" href=\"\(Link("/purchases/new?person=\(customer.id)"))\">\(ui.icon("receipt"))\(t("Write down a sale"))</a>"
            : ""
        let sums: HTML = facts.isEmpty ? "" : "<dl class=\"facts\">\(facts)</dl>"
        return """
            <section class="card stack"><header><h2>\(t("Purchases"))</h2></header>\(sums)\(list)<div class="row">\(add)\(all)</div></section>
            """
    }

    /// Beside a conversation, which has to be fast: one line, from one row.
    private static func beside(_ rhythm: Rhythm, _ customer: Customer.ID, _ t: Words) -> HTML {
        """
        <section class="card stack"><header><h2>\(t("Purchases"))</h2></header>\
        <p><a class="link" href="\(Link("/people/\(customer)/purchases"))">\(RhythmWords.facts(rhythm, t).joined(separator: " · "))</a></p></section>
        """
    }
}
