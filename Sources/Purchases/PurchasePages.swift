import Core
import Language
import Storage
import Web

/// One purchase: its lines, what became of it, and giving money back.
enum PurchasePages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(try await page(try id(visit), visit, shop, FormView(visit)))
    }

    static func refund(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        let form = visit.form
        let currency = shop.setting(ShopSettings.currency)
        do {
            var amount: Int64?
            if form["amount"].isEmpty == false {
                guard let typed = MoneyReading.minor(form["amount"], currency: currency) else {
                    throw PurchaseRefusal.noAmount(form["amount"])
                }
                amount = typed
            }
            let wanted = amount
            let refund = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                guard try tx.db.purchase(id) != nil else { throw Refused.notFound }
                return try tx.refund(id, wanted, reason: form["reason"]).id
            }
            return .see(
                Link("/purchases/\(id)"), flash: visit.t("The refund is written down."), undo: Link("/purchases/refunds/\(refund)/undo"))
        } catch let refusal as PurchaseRefusal {
            let view = FormView(visit, typed: form, complaints: Complaints(refusal.field, refusal.sentence(visit.t)))
            return .page(try await page(id, visit, shop, view), status: 422)
        }
    }

    static func undoRefund(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let refund = Refund.ID(visit.parts["refund"] ?? "") else { throw Refused.notFound }
        guard let known = try await shop.read({ try $0.refund(refund) }) else { throw Refused.notFound }
        let here = Link("/purchases/\(known.refund.purchase)")
        do {
            guard try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff)), { tx in try tx.takeBack(refund) }) else {
                throw Refused.notFound
            }
            return .see(here, flash: visit.t("The refund is taken back."))
        } catch let refusal as PurchaseRefusal {
            return .see(here, flash: refusal.sentence(visit.t), hasFailed: true)
        }
    }

    private static func id(_ visit: Visit) throws -> Purchase.ID {
        guard let id = Purchase.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return id
    }

    private static func page(_ id: Purchase.ID, _ visit: Visit, _ shop: Shop, _ form: FormView) async throws -> Page {
        let (purchase, items, refunds, name, staff) = try await shop.read { db in
            guard let purchase = try db.purchase(id) else { throw Refused.notFound }
            let refunds = try db.refunds(of: [id])[id] ?? []
            let staff = try db.staffNames(refunds.compactMap(\.staff) + [purchase.staff].compactMap { $0 })
            return (
                purchase, try db.items(of: [id])[id] ?? [], refunds,
                try purchase.customer.flatMap { customer in try db.names(of: [customer])[customer] }, staff
            )
        }
        let t = visit.t
        let sees = PurchaseSight.amounts(visit.visitor)
        let title = sees ? t.money(minor: purchase.amount, currency: purchase.currency) : t("Purchase")
        var facts: [HTML] = []
        func fact(_ label: String, _ value: HTML) { facts.append("<div><dt>\(label)</dt><dd>\(value)</dd></div>") }
        let who: HTML =
            purchase.customer.map { "<a class=\"link\" translate=\"no\" href=\"\(Link("/people/\($0)"))\">\(name ?? "?")</a>" }
            ?? "\(t("Nobody in particular"))"
        fact(t("Who"), who)
        fact(t("When"), "\(t.dateTime(purchase.at.milliseconds))")
        fact(t("Where it comes from"), "\(PurchaseViews.source(purchase.source, t))")
        if let reference = purchase.reference { fact(t("Receipt number"), "<span translate=\"no\">\(reference)</span>") }
        if let by = purchase.staff.flatMap({ staff[$0] }) { fact(t("Written down by"), "<span translate=\"no\">\(by)</span>") }
        if sees, purchase.state == .partly {
            fact(t("What stands"), "<b class=\"figure\">\(t.money(minor: purchase.net, currency: purchase.currency))</b>")
        }
        if PurchaseSight.value(visit.visitor), let margin = purchase.margin {
            fact(t("Margin"), "<span class=\"figure\">\(t.money(minor: margin, currency: purchase.currency))</span>")
        }
        let note: HTML = purchase.note.isEmpty ? "" : "<p translate=\"no\" dir=\"auto\">\(purchase.note)</p>"
        return Page(
            title, section: "purchases",
            """
            \(visit.ui.head(title, back: visit.ui.back("/purchases", t("Purchases")), actions: PurchaseViews.chip(purchase, visit.ui, t)))
            <div class="two"><div class="stack">\(lines(items, purchase, visit))\(given(refunds, staff, purchase, visit))\
            \(deeds(purchase, visit, form))</div>\
            <aside class="stack"><section class="card stack"><header><h2>\(t("Purchase"))</h2></header>\(note)\
            <dl class="facts">\(facts)</dl></section></aside></div>
            """)
    }

    private static func lines(_ items: [PurchaseItem], _ purchase: Purchase, _ visit: Visit) -> HTML {
        guard !items.isEmpty else { return "" }
        let t = visit.t
        let sees = PurchaseSight.amounts(visit.visitor)
        let rows: [HTML] = items.map { item in
            let price: HTML = sees ? "<td class=\"num\">\(t.money(minor: item.price, currency: purchase.currency))</td>" : ""
            return """
                <tr><td translate="no" dir="auto">\(item.name)</td><td class="num">\(quantity(item.quantity, t))</td>\(price)</tr>
                """
        }
        let head: HTML = sees ? "<th scope=\"col\" class=\"num\">\(t("Price"))</th>" : ""
        let caption = t("What was bought")
        return """
            <section class="stack"><h2>\(caption)</h2><div class="scroll" tabindex="0" role="region" aria-label="\(caption)">\
            <table class="data"><caption class="hidden">\(caption)</caption><thead><tr><th scope="col">\(t("What"))</th>\
            <th scope="col" class="num">\(t("Quantity"))</th>\(head)</tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }

    /// 1500 thousandths are 1.5.
    static func quantity(_ thousandths: Int64, _ t: Words) -> String {
        var (figure, digits) = (thousandths, 3)
        while digits > 0, figure % 10 == 0 { (figure, digits) = (figure / 10, digits - 1) }
        return t.decimal(minor: figure, digits: digits)
    }

    private static func given(_ refunds: [Refund], _ staff: [Staff.ID: String], _ purchase: Purchase, _ visit: Visit) -> HTML {
        guard !refunds.isEmpty else { return "" }
        let t = visit.t
        let rows: [HTML] = refunds.map { refund in
            var about: [HTML] = []
            if let by = refund.staff.flatMap({ staff[$0] }) { about.append("<span translate=\"no\">\(by)</span>") }
            if let reference = refund.reference { about.append("<span translate=\"no\">\(reference)</span>") }
            if !refund.reason.isEmpty { about.append("<span translate=\"no\" dir=\"auto\">\(refund.reason)</span>") }
            let money: HTML =
                PurchaseSight.amounts(visit.visitor)
                ? "<b class=\"figure\">\(t.money(minor: -refund.amount, currency: purchase.currency))</b>" : ""
            return """
                <li class="item">\(visit.ui.icon("undo"))<div class="what"><span>\(t.dateTime(refund.at.milliseconds))</span>\
                <span class="sub">\(HTML.joined(about, " · "))</span></div>\(money)</li>
                """
        }
        return "<section class=\"stack\"><h2>\(t("Given back"))</h2><ol class=\"list\">\(rows)</ol></section>"
    }

    private static func deeds(_ purchase: Purchase, _ visit: Visit, _ form: FormView) -> HTML {
        let t = visit.t
        guard let visitor = visit.visitor, purchase.net > 0 else { return form.complaintList(t("Please look at these fields.")) }
        let now = Instant(milliseconds: visit.now)
        let isToday = t.timeZone.day(at: purchase.createdAt) == t.timeZone.day(at: now)
        let void: HTML =
            purchase.state == .paid && isToday && TillPages.mayVoid(purchase, visitor, now: now)
            ? form.button(
                Link("/purchases/\(purchase.id)/void"), "\(visit.ui.icon("undo"))\(t("Take back"))", style: "button quiet", name: "back",
                value: "purchase") : ""
        guard visitor.may(.tend) else { return void }
        let left = t.money(minor: purchase.net, currency: purchase.currency)
        let refund = form.form(
            Link("/purchases/\(purchase.id)/refund"), summary: t("Please look at these fields."),
            """
            \(form.text(
                "amount", t("Amount"), hint: t("Empty for all that is left: {amount}.", ["amount": left]), optional: t("optional"),
                autocomplete: "off", inputMode: "decimal"))\
            \(form.text("reason", t("Why"), optional: t("optional"), autocomplete: "off"))\
            \(form.actions(t("Give money back"), icon: "undo"))
            """)
        let hint: HTML =
            void.isEmpty ? "" : "<p class=\"soft\">\(t("Mistyped? Taken back on its day, it counts nowhere."))</p>\(void)"
        return "<section class=\"card stack\"><header><h2>\(t("Refund"))</h2></header>\(refund)\(hint)</section>"
    }
}
