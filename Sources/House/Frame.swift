import Core
import Language
import Storage
import Web

/// What stands around every page: rail, search, person menu, keyboard help; or only the mark on front pages.
enum Frame {
    static func page(_ page: Page, _ visit: Visit, _ shop: Shop) async throws -> HTML {
        let business = shop.setting(ShopSettings.business)
        if page.isBare || visit.visitor == nil { return document(page, visit, business, front(page, visit, business), isShell: false) }
        let visitor = try visit.staff()
        let counts = try await counts(visit, visitor, shop)
        return document(page, visit, business, shell(page, visit, visitor, business, shop, counts), isShell: true)
    }

    private static func document(_ page: Page, _ visit: Visit, _ business: String, _ body: HTML, isShell: Bool) -> HTML {
        let assets = visit.assets
        // Nothing is painted before the page's last element begins: half a page first would be a layout shift. It is one without children,
        // since some browsers are content with an element's opening.
        let expected: HTML =
            isShell
            ? "\n<link rel=\"expect\" href=\"#offline\" blocking=\"render\">"
            : "\n<link rel=\"expect\" href=\"#end\" blocking=\"render\">"
        return """
            <!doctype html>
            <html lang="\(visit.t.language.tag)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(page.title) · \(business.isEmpty ? "Regulars" : business)</title>
            <link rel="stylesheet" href="\(assets + "/css/regulars.css")">
            <link rel="icon" href="\(assets + "/svg/favicon.svg")" type="image/svg+xml">
            <script type="module" src="\(assets + "/js/regulars.js")"></script>\(expected)
            </head>
            \(body)
            </html>

            """
    }

    private static func front(_ page: Page, _ visit: Visit, _ business: String) -> HTML {
        """
        <body class="front-page">
        <main id="main" class="front\(page.isWide ? " wide" : "")" tabindex="-1">
        <p class="front-brand" translate="no">\(visit.ui.mark)\(business.isEmpty ? "Regulars" : business)</p>
        \(flash(visit))\(page.body)
        </main>
        <span id="end" hidden></span>
        </body>
        """
    }

    private static func shell(
        _ page: Page, _ visit: Visit, _ visitor: Visitor, _ business: String, _ shop: Shop, _ counts: [String: Int]
    ) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let entries = entries(visitor, shop)
        let sections = sections(page.section, visit, entries, counts)
        let token: HTML = "<input type=\"hidden\" name=\"_token\" value=\"\(visit.formToken)\">"
        return """
            <body>
            <a class="skip" href="#main">\(t("Skip to content"))</a>
            <div class="shell">
            <header class="rail">
            <a class="brand" href="/today">\(ui.mark)<span translate="no">\(business)</span></a>
            \(NoticeBell.html(counts["notices"] ?? 0, visit, isCurrent: page.section == "notices"))
            <form class="rail-search" role="search" action="/search"><label><span class="hidden">\(t("Search"))</span>\(ui.icon("search"))\
            <input type="search" name="q" placeholder="\(t("Search"))" data-key="/" autocomplete="off"></label><kbd aria-hidden="true">/</kbd></form>
            <nav class="sections" aria-label="\(t("Main"))">
            <live-region topics="duty message conversation" src="\(Link("/rail?section=\(page.section ?? "")"))">\(sections.joined(separator: "\n"))</live-region>
            <a class="more-button" href="/settings"\(flag: " aria-current=\"page\"", page.section == "settings")>\(ui.icon("menu"))<span>\(t("More"))</span></a>
            </nav>
            <nav class="more" aria-label="\(t("Settings"))">\(SettingsPages.rail(visit, visitor, shop))</nav>
            <details class="menu person-menu">
            <summary>\(ui.face(visitor.name, id: visitor.staff, size: .small))<span class="grow" translate="no">\(visitor.name)</span>\(ui.icon("down"))</summary>
            <div class="menu-list">
            \(beginnings(visitor, entries, visit))<a href="/me">\(ui.icon("person"))\(t("Your profile"))</a>
            <a href="/settings/notices">\(ui.icon("bell"))\(t("Notices"))</a>
            <button type="button" data-opens="keys">\(ui.icon("bolt"))\(t("Keyboard"))</button>
            <form method="post" action="/sign-out">\(token)<button>\(ui.icon("sign-out"))\(t("Sign out"))</button></form>
            </div>
            </details>
            </header>
            <main id="main" class="page\(page.isWide ? " wide" : "")" tabindex="-1">
            \(flash(visit))\(plainHTTP(visit, visitor, shop))\(page.body)
            </main>
            \(NoticeBell.toasts(visit))
            <p class="offline" id="offline" role="status" hidden \
            data-signed-out="\(t("You are signed out here. Send it all the same: you sign in, and what you wrote is there again."))" \
            data-back="\(t("What you wrote is here again."))">\(t("Not connected. Trying again…"))</p>
            </div>
            \(KeyHelp.dialog(visit, entries))
            </body>
            """
    }

    private static func entries(_ visitor: Visitor, _ shop: Shop) -> [NavigationEntry] {
        shop.capabilities.flatMap(\.navigation).filter { visitor.may($0.permission) }
    }

    /// What can be begun from here, each with its key.
    private static func beginnings(_ visitor: Visitor, _ entries: [NavigationEntry], _ visit: Visit) -> HTML {
        let links: [HTML] = entries.compactMap(\.beginning).filter { visitor.may($0.permission) }.map {
            "<a href=\"\($0.link)\" aria-keyshortcuts=\"\($0.key)\">\(visit.ui.icon($0.icon))\($0.label(visit.t))</a>"
        }
        return "\(links)"
    }

    private static func counts(_ visit: Visit, _ visitor: Visitor, _ shop: Shop) async throws -> [String: Int] {
        let now = Instant(milliseconds: visit.now)
        return try await shop.glance { db in
            var counts: [String: Int] = [:]
            for entry in shop.capabilities.flatMap(\.navigation) {
                if let count = entry.count { counts[entry.section] = try count(db, visitor, now) }
            }
            counts["notices"] = try db.unreadNotices(of: Staff.ID(number: visitor.staff))
            return counts
        }
    }

    /// The links of the rail alone, for their live region: a figure beside a link must not be older than the list it leads to.
    static func rail(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let visitor = try visit.staff()
        let links = sections(visit.query["section"], visit, entries(visitor, shop), try await counts(visit, visitor, shop))
        return .fragment(links.joined(separator: "\n"))
    }

    private static func sections(_ section: String?, _ visit: Visit, _ entries: [NavigationEntry], _ counts: [String: Int]) -> [HTML] {
        let t = visit.t
        let ui = visit.ui
        return entries.map { entry in
            let count = counts[entry.section] ?? 0
            let shown = count >= 100 ? "99+" : t.number(count)
            return """
                <a href="\(entry.link)"\(flag: " aria-current=\"page\"", section == entry.section)>\(ui.icon(entry.icon))\
                <span>\(entry.label(t))</span>\(count == 0 ? "" as HTML : "<span class=\"count\">\(shown)<span class=\"hidden\"> \(t("waiting"))</span></span>")</a>
                """
        }
    }

    private static func flash(_ visit: Visit) -> HTML {
        guard let flash = visit.flash else { return "" }
        let undo: HTML =
            flash.undo.map { link in
                """
                <form method="post" action="\(link)"><input type="hidden" name="_token" value="\(visit.formToken)">\
                <button class="button quiet">\(visit.ui.icon("undo"))\(visit.t("Undo"))</button></form>
                """
            } ?? ""
        let seconds: HTML = flash.undoSeconds.map { " data-seconds=\"\($0)\"" } ?? ""
        let passes = flash.undo == nil && !flash.hasFailed
        return
            "<div class=\"flash\" role=\"status\"\(seconds)\(flag: " data-passes", passes)>\(visit.ui.icon(flash.hasFailed ? "warning" : "done"))<p>\(flash.words)</p>\(undo)</div>"
    }

    /// Over plain http from another machine, passwords can be read on the way. On this machine itself there is no way to read on.
    private static func plainHTTP(_ visit: Visit, _ visitor: Visitor, _ shop: Shop) -> HTML {
        guard shop.setting(ShopSettings.publicURL)?.hasPrefix("https://") != true, visitor.may(.manage) else { return "" }
        let host = visit.headers["host"] ?? ""
        if host.hasPrefix("127.") || host.hasPrefix("localhost") || host.hasPrefix("[::1]") || host.isEmpty { return "" }
        return visit.ui.banner(
            .warn, icon: "lock",
            """
            \(visit.t("This page came over plain http. Passwords can be read on the way.")) \
            <a class="link" href="/settings/shop#public_url">\(visit.t("Set up https"))</a>
            """)
    }
}
