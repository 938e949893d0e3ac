import Core
import Language
import Storage
import Web

/// Who this is: name, how to say it, since when, in which language, and what the shop owes. Above the person's page and a conversation.
public enum PersonHead {
    /// - Parameters:
    ///   - actions: buttons of the page, at the end.
    ///   - below: a line below the chips.
    public static func show(_ customer: Customer, _ db: Reader, _ view: View, actions: HTML = "", below: HTML = "") throws -> HTML {
        let t = view.t
        let ui = Parts(view.assets)
        let name = try view.name(of: customer, db)
        let owed = Owed(try view.duties(to: customer.id, db))
        let said: HTML =
            customer.pronunciation.isEmpty
            ? ""
            : """
            <p class="soft"><span class="hidden">\(t("Said like this:")) </span>\
            <span translate="no" dir="auto">\(customer.pronunciation)</span></p>
            """
        let civil = t.timeZone.civil(at: customer.createdAt.milliseconds)
        let since = ui.chip(t("Customer since {month}", ["month": t.month(civil.month, year: civil.year)]))
        let language: HTML =
            customer.language.map { "<span class=\"chip\" translate=\"no\">\(ui.icon("language"))\(CardLabels.name(of: $0))</span>" } ?? ""
        return """
            <header class="person-head">\(ui.face(name, id: customer.id.number, size: .big, photo: customer.photoAt))\
            <div class="grow"><h1 translate="no" dir="auto">\(name)</h1>\(said)\
            <p class="chips">\(ui.owed(owed, t, now: view.now.milliseconds))\(since)\(language)</p>\(below)</div>\
            \(actions.isEmpty ? "" as HTML : "<div class=\"actions\">\(actions)</div>")</header>
            """
    }
}
