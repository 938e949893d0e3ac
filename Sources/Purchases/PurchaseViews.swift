import Core
import Language
import Storage
import Web

/// How purchases read: in lists, on a time line, among what a search finds.
enum PurchaseViews {
    struct Row {
        var purchase: Purchase
        var name: String?
        var staff: String?
        init(_ purchase: Purchase, _ names: [Customer.ID: String], _ staff: [Staff.ID: String]) {
            self.purchase = purchase
            name = purchase.customer.map { names[$0] ?? "?" }
            self.staff = purchase.staff.flatMap { staff[$0] }
        }
    }

    static func source(_ source: Purchase.Source, _ t: Words) -> String {
        switch source {
        case .counter: t("counter")
        case .api: t("till or web shop")
        case .imported: t("imported")
        }
    }

    static func state(_ purchase: Purchase, _ t: Words) -> String {
        switch purchase.state {
        case .paid: t("paid")
        case .partly: t("partly refunded")
        case .refunded: t("refunded")
        case .voided: t("taken back")
        }
    }

    /// Nothing for what is simply paid.
    static func chip(_ purchase: Purchase, _ ui: Parts, _ t: Words) -> HTML {
        switch purchase.state {
        case .paid: ""
        case .partly, .refunded: ui.chip(state(purchase, t), .warn, icon: "undo")
        case .voided: ui.chip(state(purchase, t), icon: "undo")
        }
    }

    /// What was paid, crossed out where nothing of it stands; for those who may see amounts.
    static func amount(_ purchase: Purchase, _ visitor: Visitor?, _ t: Words) -> HTML {
        guard PurchaseSight.amounts(visitor) else { return "" }
        let paid = t.money(minor: purchase.amount, currency: purchase.currency)
        switch purchase.state {
        case .paid: return "<b class=\"figure\">\(paid)</b>"
        case .partly:
            return
                "<span class=\"figure\"><b>\(t.money(minor: purchase.net, currency: purchase.currency))</b> <s class=\"soft\">\(paid)</s></span>"
        case .refunded, .voided: return "<s class=\"figure soft\">\(paid)</s>"
        }
    }

    /// - Parameter end: a button at the end of the row.
    static func item(_ row: Row, _ visit: Visit, end: HTML = "") -> HTML {
        let t = visit.t
        let purchase = row.purchase
        let at = purchase.at.milliseconds
        let face: HTML = row.name.flatMap { name in purchase.customer.map { visit.ui.face(name, id: $0.number) } } ?? nobody(visit)
        let who: HTML = row.name.map { "<b translate=\"no\">\($0)</b>" } ?? "<b>\(t("Nobody in particular"))</b>"
        return """
            <li class="item"><time class="at" datetime="\(Words.iso(at))">\(t.time(at))</time>\(face)<div class="what">\
            <a class="item-link" href="\(Link("/purchases/\(purchase.id)"))">\(who)</a>\
            <span class="sub">\(HTML.joined(about(row, t), " · "))</span></div>\
            \(chip(purchase, visit.ui, t))\(amount(purchase, visit.visitor, t))\(end)</li>
            """
    }

    /// On the list of one person: what it was stands first, who it was is known.
    static func theirItem(_ row: Row, _ items: [PurchaseItem], _ visit: Visit) -> HTML {
        let t = visit.t
        let purchase = row.purchase
        let lines = items.map(\.name).joined(separator: ", ")
        let what: HTML = lines.isEmpty ? "<b>\(t("Purchase"))</b>" : "<b translate=\"no\" dir=\"auto\">\(lines)</b>"
        let parts = ["\(t.dateTime(purchase.at.milliseconds))" as HTML] + about(row, t)
        return """
            <li class="item">\(nobody(visit))<div class="what"><a class="item-link" href="\(Link("/purchases/\(purchase.id)"))">\(what)</a>\
            <span class="sub">\(HTML.joined(parts, " · "))</span></div>\
            \(chip(purchase, visit.ui, t))\(amount(purchase, visit.visitor, t))</li>
            """
    }

    private static func nobody(_ visit: Visit) -> HTML { "<span class=\"face\" aria-hidden=\"true\">\(visit.ui.icon("receipt"))</span>" }

    private static func about(_ row: Row, _ t: Words) -> [HTML] {
        var about: [HTML] = ["\(source(row.purchase.source, t))"]
        if let reference = row.purchase.reference { about.append("<span translate=\"no\">\(reference)</span>") }
        if let staff = row.staff { about.append("<span translate=\"no\">\(staff)</span>") }
        if !row.purchase.note.isEmpty { about.append("<span translate=\"no\" dir=\"auto\">\(row.purchase.note)</span>") }
        return about
    }

    // MARK: Time line

    /// From so many in one month on, they are one row: a regular's bread would else hide what was said.
    private static let folds = 3

    static let timeLine = TimeLineKind(["purchase.recorded", "purchase.refunded"]) { events, db, view in
        let purchases = try db.purchases(events.compactMap { $0.subject.map { Purchase.ID(number: $0.id) } })
        func purchase(_ event: Event) -> Purchase? {
            event.subject.flatMap { purchases[Purchase.ID(number: $0.id)] }.flatMap { $0.state == .voided ? nil : $0 }
        }
        let standing = Set(try db.refunds(of: purchases.keys).values.joined().map(\.id))
        var rows: [Event.ID: HTML] = [:]
        var months: [Int: [(event: Event, purchase: Purchase)]] = [:]
        for event in events {
            guard let purchase = purchase(event) else { continue }
            if event.kind == "purchase.recorded" {
                let (year, month, _) = purchase.day.parts
                months[year * 12 + month, default: []].append((event, purchase))
            } else if event.data["refund"]?.number.map({ standing.contains(Refund.ID(number: $0)) }) == true {
                rows[event.id] = refundRow(event, purchase, view)
            }
        }
        for some in months.values {
            if some.count >= folds, let newest = some.max(by: { $0.event.id < $1.event.id }) {
                rows[newest.event.id] = monthRow(some.map(\.purchase), view)
            } else {
                for (event, purchase) in some { rows[event.id] = saleRow(purchase, view) }
            }
        }
        return rows
    }

    private static func saleRow(_ purchase: Purchase, _ view: View) -> HTML {
        let t = view.t
        let words =
            PurchaseSight.amounts(view.visitor)
            ? t("Bought for {amount}", ["amount": t.money(minor: purchase.amount, currency: purchase.currency)]) : t("Bought something")
        return happened("receipt", words, Link("/purchases/\(purchase.id)"), purchase.at.milliseconds, view)
    }

    private static func refundRow(_ event: Event, _ purchase: Purchase, _ view: View) -> HTML {
        let t = view.t
        let amount = event.data["amount"]?.number ?? 0
        let words =
            PurchaseSight.amounts(view.visitor)
            ? t("Got {amount} back", ["amount": t.money(minor: amount, currency: purchase.currency)]) : t("Got money back")
        let at = event.data["at"]?.number ?? event.at.milliseconds
        return happened("undo", words, Link("/purchases/\(purchase.id)"), at, view)
    }

    private static func monthRow(_ purchases: [Purchase], _ view: View) -> HTML {
        let t = view.t
        guard let last = purchases.max(by: { ($0.at, $0.id) < ($1.at, $1.id) }), let customer = last.customer else { return "" }
        let sum = purchases.reduce(0) { $0 + $1.net }
        let (year, month, _) = last.day.parts
        var words = t("{n} purchase in {month}", "{n} purchases in {month}", purchases.count, ["month": t.month(month, year: year)])
        if PurchaseSight.value(view.visitor) { words += " · " + t.money(minor: sum, currency: last.currency) }
        return happened("receipt", words, Link("/people/\(customer)/purchases"), last.at.milliseconds, view)
    }

    private static func happened(_ icon: String, _ words: String, _ link: Link, _ at: Int64, _ view: View) -> HTML {
        """
        <p class="happened">\(Parts(view.assets).icon(icon))<span><a class="link" href="\(link)">\(words)</a></span>\
        <time datetime="\(Words.iso(at))">\(view.t.dateTime(at))</time></p>
        """
    }

    // MARK: Search

    /// A receipt is looked for by its number.
    static let search = SearchSource(title: { t in t("Purchases") }) { ask, db, view in
        let purchases = try db.purchases(reference: ask.text.trimmed, before: ask.before.map { Purchase.ID(number: $0) }, limit: ask.limit)
        let names = try db.names(of: purchases.compactMap(\.customer))
        return purchases.map { purchase in
            let money = PurchaseSight.amounts(view.visitor) ? view.t.money(minor: purchase.amount, currency: purchase.currency) : ""
            return SearchHit(
                item: purchase.id.number, title: purchase.reference ?? "",
                excerpt: [purchase.customer.flatMap { names[$0] } ?? "", money].filter { !$0.isEmpty }.joined(separator: " · "),
                link: Link("/purchases/\(purchase.id)"), icon: "receipt", at: purchase.at)
        }
    }
}

extension HTML {
    /// Parts one after the other with a separator between them.
    static func joined(_ parts: [HTML], _ separator: HTML) -> HTML {
        var out = HTML.empty
        for (index, part) in parts.enumerated() { out += index == 0 ? part : separator + part }
        return out
    }
}
