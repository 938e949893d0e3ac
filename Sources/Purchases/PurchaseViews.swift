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

    /// - Parameters:
    ///   - lines: what was bought, where that is known.
    ///   - end: a button at the end of the row.
    static func item(_ row: Row, _ visit: Visit, lines: String = "", end: HTML = "") -> HTML {
        let t = visit.t
        let purchase = row.purchase
        let at = purchase.at.milliseconds
        let face: HTML =
            row.name.flatMap { name in purchase.customer.map { visit.ui.face(name, id: $0.number) } } ?? visit.ui.icon("receipt")
        let who: HTML = row.name.map { "<b translate=\"no\">\($0)</b>" } ?? "<b>\(t("Nobody in particular"))</b>"
        var about: [HTML] = ["\(source(purchase.source, t))"]
        if !lines.isEmpty { about.insert("<span translate=\"no\" dir=\"auto\">\(lines)</span>", at: 0) }
        if let reference = purchase.reference { about.append("<span translate=\"no\">\(reference)</span>") }
        if let staff = row.staff { about.append("<span translate=\"no\">\(staff)</span>") }
        if !purchase.note.isEmpty { about.append("<span translate=\"no\" dir=\"auto\">\(purchase.note)</span>") }
        return """
            <li class="item"><time class="at" datetime="\(Words.iso(at))">\(t.time(at))</time>\(face)<div class="what">\
            <a class="item-link" href="\(Link("/purchases/\(purchase.id)"))">\(who)</a>\
            <span class="sub">\(HTML.joined(about, " · "))</span></div>\
            \(chip(purchase, visit.ui, t))\(amount(purchase, visit.visitor, t))\(end)</li>
            """
    }

    // MARK: Time line

    static let timeLine = TimeLineKind(["purchase.recorded", "purchase.refunded"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let purchases = try db.purchases(events.compactMap { $0.subject.map { Purchase.ID(number: $0.id) } })
        var rows: [Event.ID: HTML] = [:]
        for event in events {
            guard let purchase = event.subject.flatMap({ purchases[Purchase.ID(number: $0.id)] }), purchase.state != .voided else {
                continue
            }
            let seesAmounts = PurchaseSight.amounts(view.visitor)
            let money = event.data["amount"]?.number.map { t.money(minor: $0, currency: purchase.currency) } ?? ""
            let isSale = event.kind == "purchase.recorded"
            let sentence: String =
                switch (isSale, seesAmounts) {
                case (true, true): t("Bought for {amount}", ["amount": money])
                case (true, false): t("Bought something")
                case (false, true): t("Got {amount} back", ["amount": money])
                case (false, false): t("Got money back")
                }
            let at = isSale ? purchase.at.milliseconds : event.data["at"]?.number ?? event.at.milliseconds
            rows[event.id] = """
                <p class="happened">\(ui.icon(isSale ? "receipt" : "undo"))<span><a class="link" href="\(Link("/purchases/\(purchase.id)"))">\(sentence)</a></span>\
                <time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                """
        }
        return rows
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
