import Core
import Language
import Web

/// The help behind the question mark: what works everywhere, and what works on the page that it is opened on. The second part is filled in by
/// the script that does it, from the words of the buttons themselves; only what has no button has its words here.
enum KeyHelp {
    static func dialog(_ visit: Visit, _ entries: [NavigationEntry]) -> HTML {
        let t = visit.t
        func row(_ keys: [String], _ words: String) -> HTML {
            "<div><dt>\(keys.map { "<kbd>\($0)</kbd>" as HTML }.joined(separator: " "))</dt><dd>\(words)</dd></div>"
        }
        let places: [HTML] = entries.compactMap { entry in entry.section.first.map { row(["g", String($0)], entry.label(t)) } }
        return """
            <dialog class="sheet keyboard" id="keys" aria-labelledby="keys-title">
            <header><h2 id="keys-title">\(t("Keyboard"))</h2><form method="dialog"><button class="button quiet icon-only" aria-label="\(t("Close"))">\
            \(visit.ui.icon("close"))</button></form></header>
            <h3 hidden>\(t("On this page"))</h3>
            <dl class="keys" id="page-keys" data-answer="\(t("Answer"))" data-note="\(t("Note for the team"))" data-solve="\(t("Send and solve"))" \
            data-stay="\(t("Send, and keep it open"))" data-alt="\(t("The same while typing"))" data-finder="\(t("Find a prepared text while typing"))" \
            data-unfold="\(t("Unfold what is folded away"))" data-choose="\(t("Choose the row"))" data-all="\(t("Choose all, or none"))" \
            data-views="\(t("View before and after"))"></dl>
            <h3>\(t("Everywhere"))</h3>
            <dl class="keys">
            \(row(["j", "k"], t("Next and previous in a list")))
            \(row(["Enter"], t("Open")))
            \(row(["Ctrl", "Enter"], t("Send what is written")))
            \(row(["Esc"], t("Leave the field")))
            \(row(["/"], t("Search")))
            \(places)
            \(row(["?"], t("This help")))
            </dl>
            </dialog>
            """
    }
}
