import Core
import Language
import People
import Storage
import Web

/// A sale written down by keyboard alone or by thumb in under ten seconds: what was paid, who it was, Enter. Below it the last five, with undo.
enum TillPages {
    /// Whoever serves takes back their own for so long; others ask somebody who may.
    static let undoTime: Duration = .seconds(600)
    private static let shown = 5

    static func form(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        if visit.wantsFragment { return .fragment(try await last(visit, shop)) }
        var person: (id: String, name: String)?
        if let asked = Customer.ID(visit.query["person"]) {
            person = try await shop.read { db in
                try db.survivor(of: asked).flatMap { id in try db.names(of: [id])[id].map { (id: String(id.number), name: $0) } }
            }
        }
        let done = try await Purchase.ID(visit.query["done"]).asyncMap { try await BuyerGlance.show($0, visit, shop) } ?? nil
        return .page(try await page(visit, shop, FormView(visit), person: person, done: done))
    }

    static func record(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        let visitor = try visit.staff()
        let currency = shop.setting(ShopSettings.currency)
        do {
            guard let amount = MoneyReading.minor(form["amount"], currency: currency) else {
                throw PurchaseRefusal.noAmount(form["amount"])
            }
            let margin = try form["margin"].isEmpty ? nil : margin(form["margin"], currency)
            let id = try await shop.write(as: .staff(Staff.ID(number: visitor.staff))) { tx in
                var slip = PurchaseSlip(amount, source: .counter, margin: margin, reference: form["reference"], note: form["note"])
                if !form["person"].isEmpty || !form["person_id"].isEmpty {
                    let caller = try tx.caller(form["person"], chosen: form["person_id"])
                    (slip.customer, slip.madePerson) = (caller.id, caller.isNew)
                }
                return try tx.recordPurchase(slip)
            }
            let paid = visit.t.money(minor: amount, currency: currency)
            let words =
                id.isNew
                ? visit.t("{amount} written down.", ["amount": paid])
                : visit.t("{amount} had been written down before; it counts once.", ["amount": paid])
            return .see(Link("/purchases/new?done=\(id.id)"), flash: words, undo: id.isNew ? Link("/purchases/\(id.id)/void") : nil)
        } catch let problem as CallerProblem {
            var choices: [PersonRow] = []
            if case .several(let ids) = problem { choices = try await shop.read { db in try db.personRows(ids) } }
            return try await refusal(Complaints("person", problem.sentence(visit.t)), visit, shop, choices)
        } catch let refusal as PurchaseRefusal {
            return try await self.refusal(Complaints(refusal.field, refusal.sentence(visit.t)), visit, shop)
        }
    }

    private static func margin(_ text: String, _ currency: String) throws -> Int64 {
        guard let margin = MoneyReading.minor(text, currency: currency) else { throw PurchaseRefusal.noMargin(text) }
        return margin
    }

    static func void(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Purchase.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let visitor = try visit.staff()
        let back = visit.form["back"] == "purchase" ? Link("/purchases/\(id)") : "/purchases/new"
        do {
            try await shop.write(as: .staff(Staff.ID(number: visitor.staff))) { tx in
                guard let purchase = try tx.db.purchase(id) else { throw Refused.notFound }
                guard mayVoid(purchase, visitor, now: tx.now) || purchase.state == .voided else { throw Refused.forbidden }
                try tx.void(id)
            }
            return .see(back, flash: visit.t("The purchase is taken back."))
        } catch let refusal as PurchaseRefusal {
            return .see(back, flash: refusal.sentence(visit.t), hasFailed: true)
        }
    }

    /// A helper takes back their own while it is fresh; who tends the inbox takes back what is of today.
    static func mayVoid(_ purchase: Purchase, _ visitor: Visitor, now: Instant) -> Bool {
        if visitor.may(.tend) { return true }
        return purchase.staff?.number == visitor.staff && now - purchase.createdAt <= undoTime
    }

    // MARK: The page

    private static func refusal(
        _ complaints: Complaints, _ visit: Visit, _ shop: Shop, _ choices: [PersonRow] = []
    ) async throws -> Answer {
        let form = FormView(visit, typed: visit.form, complaints: complaints)
        return .page(try await page(visit, shop, form, choices: choices), status: 422)
    }

    private static func page(
        _ visit: Visit, _ shop: Shop, _ form: FormView, person: (id: String, name: String)? = nil, done: HTML? = nil,
        choices: [PersonRow] = []
    ) async throws -> Page {
        let t = visit.t
        let currency = shop.setting(ShopSettings.currency)
        let list = try await last(visit, shop)
        let isOpen = form.isTyped && ["reference", "note", "margin"].contains { !form.value($0, "").isEmpty }
        let more: HTML = """
            <details class="more-fields"\(flag: " open", isOpen)><summary>\(t("Receipt number, note, margin"))</summary><div class="stack">\
            \(form.text("reference", t("Receipt number"), hint: t("The same number counts once."), optional: t("optional"), autocomplete: "off"))\
            \(form.text("note", t("Note"), optional: t("optional"), autocomplete: "off"))\
            \(form.text("margin", t("Margin"), hint: t("What stays with you after the cost of the goods."), optional: t("optional"), autocomplete: "off", inputMode: "decimal"))\
            </div></details>
            """
        return Page(
            t("Write down a sale"), section: "purchases",
            """
            \(visit.ui.head(
                t("Write down a sale"), lead: t("What was paid, who it was, Enter."), back: visit.ui.back("/purchases", t("Purchases"))))
            \(done)\(form.form(
                "/purchases", summary: t("Please look at these fields."),
                """
                \(form.text(
                    "amount", t("Amount in {currency}", ["currency": currency]), autocomplete: "off", isRequired: true,
                    hasFocus: choices.isEmpty, inputMode: "decimal"))\
                \(PersonFinder.field(
                    form, visit, person: person, choices: choices,
                    hint: t("Phone, name or e-mail. Empty for a sale to nobody in particular."), isRequired: false, hasFocus: false))\
                \(more)\
                <div class="form-actions"><button class="button primary" data-send>\(visit.ui.icon("check"))\(t("Write it down"))</button></div>
                """))
            <section class="stack"><h2>\(t("The last ones"))</h2>\
            <live-region topics="purchase" src="/purchases/new" says="\(t("A sale was written down"))">\(list)</live-region></section>
            """)
    }

    /// The last few of everybody at the counter.
    private static func last(_ visit: Visit, _ shop: Shop) async throws -> HTML {
        let (purchases, names, staff) = try await shop.read { db in
            let purchases = try db.purchases(PurchaseList.Ask(source: .counter), limit: shown)
            return (purchases, try db.names(of: purchases.compactMap(\.customer)), try db.staffNames(purchases.compactMap(\.staff)))
        }
        guard !purchases.isEmpty else { return "<p class=\"soft\">\(visit.t("Nothing was written down here yet."))</p>" }
        let form = FormView(visit)
        let now = Instant(milliseconds: visit.now)
        let rows: [HTML] = purchases.map { purchase in
            let isFresh = purchase.state == .paid && now - purchase.createdAt <= undoTime
            let undo: HTML =
                isFresh && visit.visitor.map { mayVoid(purchase, $0, now: now) } == true
                ? form.button(Link("/purchases/\(purchase.id)/void"), "\(visit.ui.icon("undo"))\(visit.t("Undo"))", style: "button small")
                : ""
            let row = PurchaseViews.Row(purchase, names, staff)
            return PurchaseViews.item(row, visit, end: undo)
        }
        return "<ol class=\"list\">\(rows)</ol>"
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<T>(_ body: (Wrapped) async throws -> T) async rethrows -> T? {
        switch self {
        case .some(let value): try await body(value)
        case nil: nil
        }
    }
}
