import Core
import Language
import Storage
import Web

/// Who this is: name, how to say it, since when, in which language, and what the shop owes. Above the person's page and a conversation.
public enum PersonHead {
    /// - Parameter actions: buttons of the page, at the end.
    public static func show(_ customer: Customer, _ db: Reader, _ view: View, actions: HTML = "") throws -> HTML {
        let t = view.t
        let ui = Parts(view.assets)
        let name = try db.names(of: [customer.id])[customer.id] ?? "?"
        let owed = Owed(try db.openDuties(to: customer.id))
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
            <p class="chips">\(ui.owed(owed, t, now: view.now.milliseconds))\(since)\(language)</p></div>\
            \(actions.isEmpty ? "" as HTML : "<div class=\"actions\">\(actions)</div>")</header>
            """
    }
}
