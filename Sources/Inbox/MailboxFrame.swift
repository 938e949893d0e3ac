import Language
import Web

/// A mailbox's four pages, each with what is looked at or changed together: signing in needs its servers, rules do not.
enum MailboxFrame {
    enum Tab: String, CaseIterable, Sendable {
        case connection, reading, rules, standing
    }

    static func link(_ box: Mailbox, _ tab: Tab) -> Link {
        let place = Link("/settings/mailboxes/\(box.id)")
        return tab == .connection ? place : place + Link("/\(tab.rawValue)")
    }

    static func page(_ box: Mailbox, _ tab: Tab, _ visit: Visit, _ content: HTML) -> Page {
        let t = visit.t
        let ui = visit.ui
        let tabs: [HTML] = Tab.allCases.map { other in
            let bell: HTML = other == .reading && box.isActive && box.problem != nil ? ui.chip(t("Not read"), .bad) : ""
            return "<a href=\"\(link(box, other))\"\(flag: " aria-current=\"page\"", other == tab)>\(words(other, t))\(bell)</a>"
        }
        return Page(
            box.address, section: "settings",
            """
            \(ui.head(box.address, isName: true, back: ui.back("/settings/mailboxes", t("Mailboxes"))))
            <nav class="tabs" aria-label="\(t("Mailbox"))">\(tabs)</nav>\(content)
            """)
    }

    static func words(_ tab: Tab, _ t: Words) -> String {
        switch tab {
        case .connection: t("Connection")
        case .reading: t("Reading")
        case .rules: t("Rules")
        case .standing: t("How your mail arrives")
        }
    }
}
