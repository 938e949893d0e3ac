import Core
import Foundation
import Language
import Storage
import Web

/// Where it was done otherwise than somebody wants: what was done, which rule stood against it, and why (R3).
enum OverridePages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let before = Storage.ID<Override>(visit.query["before"])
        let (rows, names, staff) = try await shop.read { db in
            let rows = try db.overrides(before: before, limit: 51)
            return (rows, try db.names(of: rows.map(\.customer)), try db.staffNames(rows.compactMap(\.staff)))
        }
        let items: [HTML] = rows.prefix(50).map { row in
            let by = row.staff.flatMap { staff[$0] } ?? t("a program")
            return """
                <li class="item">\(visit.ui.icon("warning"))<div class="what"><a class="item-link" href="\(Link("/people/\(row.customer)"))">\
                <b translate="no" dir="auto">\(names[row.customer] ?? "?")</b></a><span class="sub rule">\(action(row.action, t)): \(rules(row, t))</span>\
                <span class="sub"><q translate="no" dir="auto">\(row.reason)</q></span>\
                <span class="sub">\(t.dateTime(row.at.milliseconds)) · <span translate="no">\(by)</span></span></div></li>
                """
        }
        let more: HTML =
            rows.count > 50
            ? """
            <nav class="pager" aria-label="\(t("Pages"))"><a class="button" rel="next" \
            href="\(Link("/people/overrides?before=\(rows[49].id)"))">\(t("Older"))\(visit.ui.icon("right"))</a></nav>
            """ : ""
        let body: HTML =
            rows.isEmpty
            ? visit.ui.empty("people", t("Everybody was treated as they want"), t("Where somebody did otherwise, the reason stands here."))
            : "<ol class=\"list\">\(items)</ol>\(more)"
        return .page(
            Page(
                t("Done otherwise"), section: "settings",
                """
                \(visit.ui.head(
                    t("Done otherwise"), lead: t("Where somebody was reached in a way they do not want, and why."),
                    back: visit.ui.back("/settings", t("Settings"))))
                \(body)
                """))
    }

    /// What stood against it. What was kept before rules were kept whole has none.
    private static func rules(_ row: Override, _ t: Words) -> String {
        row.rules.isEmpty ? t("They want it otherwise.") : TreatmentWords.sentences(row.rules, t)
    }

    private static func action(_ name: String, _ t: Words) -> String {
        switch name {
        case "call": t("A call")
        case "message": t("A message")
        case "answer": t("An answer")
        default: t("A mail")
        }
    }
}
