import Core
import Language
import Storage
import Web

/// What the shop chooses for itself: the index of all settings, and the page of the shop.
enum SettingsPages {
    static let entries = [
        SettingsPage(
            "/settings/shop", icon: "settings", title: { t in t("Shop") },
            hint: { t in t("Name, language, time zone, address, time to answer") }),
        SettingsPage(
            "/settings/hours", icon: "calendar", title: { t in t("Opening hours") },
            hint: { t in t("The week, holidays and days of your own") }),
        SettingsPage(
            "/settings/staff", icon: "team", title: { t in t("Staff") }, hint: { t in t("Who works here, roles, lines and their back-ups") }
        ),
        SettingsPage(
            "/settings/assumptions", icon: "scale", .look, title: { t in t("Assumptions") },
            hint: { t in t("Figures from elsewhere, until your own replace them") }),
        SettingsPage(
            "/settings/jobs", icon: "bolt", in: .programs, title: { t in t("Background work") },
            hint: { t in t("What waits, and what could not be done") }
        ),
        SettingsPage(
            "/settings/tokens", icon: "key", in: .programs, title: { t in t("API tokens") }, hint: { t in t("Keys for other programs") }),
        SettingsPage(
            "/settings/webhooks", icon: "webhook", in: .programs, title: { t in t("Webhooks") },
            hint: { t in t("Telling other programs what happens here") }),
    ]

    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings", .look) { try await index($0, shop) },
            .get("/settings/shop", .manage) { try await shopSettings($0, shop) },
            .post("/settings/shop", .manage) { try await keepShop($0, shop) },
        ] + HoursPages.routes(shop)
    }

    static func index(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let visitor = try visit.staff()
        let pages = pages(for: visitor, shop)
        let profile = SettingsPage(
            "/me", icon: "person", .look, in: .own, title: { t in t("Your profile") }, hint: { t in t("Your name, language and password") })
        let groups: [HTML] = SettingsGroup.allCases.map { group in
            let some = pages.filter { $0.group == group } + (group == .own ? [profile] : [])
            guard !some.isEmpty else { return "" }
            let tiles: [HTML] = some.map { page in
                """
                <li class="tile">\(visit.ui.icon(page.icon))<div class="what"><a class="item-link" href="\(page.link)">\(page.title(t))</a>\
                <span class="sub">\(page.hint(t))</span></div></li>
                """
            }
            return "<section class=\"stack\"><h2>\(title(of: group, t))</h2><ul class=\"tiles\">\(tiles)</ul></section>"
        }
        return .page(Page(t("Settings"), section: "settings", "\(visit.ui.head(t("Settings")))\(groups)"))
    }

    static func pages(for visitor: Visitor, _ shop: Shop) -> [SettingsPage] {
        shop.capabilities.flatMap(\.settingsPages).filter { visitor.may($0.permission) }
    }

    static func title(of group: SettingsGroup, _ t: Words) -> String {
        switch group {
        case .shop: t("Shop")
        case .inbox: t("Inbox")
        case .people: t("People")
        case .programs: t("Other programs")
        case .own: t("For you")
        }
    }

    /// What stands in the rail: one way to all of them, and on one of them those beside it.
    static func rail(_ visit: Visit, _ visitor: Visitor, _ shop: Shop) -> HTML {
        let t = visit.t
        let ui = visit.ui
        func link(_ link: Link, _ icon: String, _ words: String) -> HTML {
            "<a href=\"\(link)\"\(flag: " aria-current=\"page\"", visit.path == link.text)>\(ui.icon(icon))<span>\(words)</span></a>"
        }
        let pages = pages(for: visitor, shop)
        let present = pages.first { visit.path == $0.link.text || visit.path.hasPrefix($0.link.text + "/") }
        let beside: [HTML] = pages.filter { $0.group == present?.group }.map { link($0.link, $0.icon, $0.title(t)) }
        let heading: HTML = present.map { "<h2 class=\"group\">\(title(of: $0.group, t))</h2>" } ?? ""
        return "\(link("/settings", "settings", t("Settings")))\(heading)\(beside)"
    }

    // MARK: Shop

    private static let currencies = [
        "TRY", "EUR", "AMD", "IDR", "USD", "GBP", "AED", "AUD", "AZN", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "GEL", "HUF", "INR",
        "JPY", "KZT", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "UAH", "ZAR",
    ]

    static func shopSettings(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(shopPage(visit, shop, FormView(visit), minutes: try await answerMinutes(shop)))
    }

    /// Opening minutes until an answer by mail is due: an assumption of the register (A35), shown here too since a shop looks for it here.
    private static func answerMinutes(_ shop: Shop) async throws -> Int {
        try await shop.read { db in try AssumptionStore.read(db).whole(.answerMail) }
    }

    /// What the form shows.
    private static func standing(_ shop: Shop, minutes: Int) -> [StandingField] {
        [
            StandingField("business", shop.setting(ShopSettings.business)), StandingField("language", shop.setting(ShopSettings.language)),
            StandingField("currency", shop.setting(ShopSettings.currency)), StandingField("zone", shop.setting(ShopSettings.timeZone)),
            StandingField("reply_hours", "\(minutes / 60)"), StandingField("reply_minutes", "\(minutes % 60)"),
            StandingField("public_url", shop.setting(ShopSettings.publicURL) ?? ""),
            StandingField("private", shop.setting(ShopSettings.allowsPrivateNetworks) ? "1" : ""),
        ]
    }

    private static func shopPage(
        _ visit: Visit, _ shop: Shop, _ form: FormView, minutes: Int, apart: Set<String> = []
    ) -> Page {
        let t = visit.t
        let currency = shop.setting(ShopSettings.currency)
        return Page(
            t("Shop"), section: "settings",
            """
            \(visit.ui.head(t("Shop"), back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/settings/shop", summary: t("Please look at these fields."), warnings: apart,
                """
                \(form.shown(standing(shop, minutes: minutes)))\(form.text("business", t("Name of the business"), value: shop.setting(ShopSettings.business), autocomplete: "organization", isRequired: true))
                <div class="field-row">\(LanguageField.html(
                    form, t, value: shop.setting(ShopSettings.language),
                    hint: t("For customers whose language is not known, and for staff who have not chosen.")))
                \(currencyField(form, t, currency))</div>
                \(ZoneField.html(form, t, value: shop.setting(ShopSettings.timeZone)))
                <fieldset class="stack"><legend>\(t("Time to answer an e-mail")) \(visit.ui.chip(t("our choice"), icon: "scale"))</legend>
                <p class="hint">\(t("Within opening hours. No document gives a number for this, so the one here is our own choice; make it yours."))</p>
                <div class="field-row">\(form.text("reply_hours", t("Hours"), value: "\(minutes / 60)", inputMode: "numeric"))
                \(form.text("reply_minutes", t("Minutes"), value: "\(minutes % 60)", inputMode: "numeric"))</div></fieldset>
                \(form.text(
                    "public_url", t("Address of this program"), value: shop.setting(ShopSettings.publicURL) ?? "", kind: .url,
                    hint: t("As browsers reach it, for example https://desk.example.com. With https, everybody signs in again at that address, and only there."),
                    optional: t("optional"), autocomplete: "off"))
                \(form.check(
                    "private", t("Allow addresses in private networks"), isOn: shop.setting(ShopSettings.allowsPrivateNetworks),
                    hint: t("So that webhooks reach another program of your own in the back room. Leave it off otherwise. Mail servers may stand there in any case.")))
                \(form.actions(t("Save"), cancel: ("/settings", t("Cancel"))))
                """))
            """)
    }

    private static func currencyField(_ form: FormView, _ t: Words, _ value: String) -> HTML {
        let chosen = form.value("currency", value)
        let codes = (currencies.contains(value) ? [] : [value]) + currencies
        let options: [HTML] = codes.map { "<option value=\"\($0)\"\(flag: " selected", $0 == chosen)>\($0)</option>" }
        return form.field("currency", t("Currency"), "<select id=\"currency\" name=\"currency\" translate=\"no\">\(options)</select>")
    }

    static func keepShop(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let standing = standing(shop, minutes: try await answerMinutes(shop))
        let form: Form
        do {
            form = try await shop.read { db in try db.merged(visit.form, over: standing, last: nil).form }
        } catch let meanwhile as Meanwhile {
            let view = FormView(visit, typed: meanwhile.form, complaints: meanwhile.complaints(visit))
            let page = shopPage(visit, shop, view, minutes: try await answerMinutes(shop), apart: meanwhile.fields)
            return .page(page, status: 422)
        }
        var complaints = Complaints()
        let business = form["business"]
        if business.isEmpty { complaints.say("business", t("Write the name that customers know.")) }
        if business.count > 120 { complaints.say("business", t("A name has at most 120 letters.")) }
        ZoneField.check(form["zone"], t, &complaints)
        let language = LanguageField.read(form)
        if language == nil { complaints.say("language", t("Choose a language from the list.")) }
        let currency = form["currency"]
        if currency.utf8.count != 3 || !currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
            complaints.say("currency", t("Choose a currency from the list."))
        }
        let before = shop.setting(ShopSettings.currency)
        if currency != before, try await shop.read({ try shop.holdsMoney($0) }) {
            complaints.say("currency", t("Amounts are written down in {currency} already, so it stays.", ["currency": before]))
        }
        let minutes = replyMinutes(form, t, &complaints)
        let address = PublicAddress.read(form["public_url"])
        if address == nil, !form["public_url"].isEmpty {
            complaints.say("public_url", t("Write http:// or https:// and the name of the machine, without a path."))
        }
        guard complaints.isEmpty, let language else {
            return .page(shopPage(visit, shop, FormView(visit, typed: form, complaints: complaints), minutes: minutes), status: 422)
        }
        let wasSecure = shop.isSecure
        try await shop.write(as: try visit.actor()) { tx in
            try tx.set(ShopSettings.business, to: business)
            try tx.set(ShopSettings.language, to: language.rawValue)
            try tx.set(ShopSettings.timeZone, to: form["zone"])
            try tx.set(ShopSettings.currency, to: currency)
            if try AssumptionStore.read(tx.db).whole(.answerMail) != minutes {
                try tx.setAssumption(.answerMail, to: .one(Figure(minutes)), reason: "")
            }
            try tx.set(ShopSettings.publicURL, to: address)
            try tx.set(ShopSettings.allowsPrivateNetworks, to: form.has("private"))
        }
        // Over https the cookie has another name, so this session ends here; say where to go on rather than fail at the next page.
        if shop.isSecure != wasSecure, let address, let link = Link.outside(address + "/sign-in") { return .page(movedPage(visit, link)) }
        return .see("/settings/shop", flash: t("Saved."))
    }

    private static func replyMinutes(_ form: Form, _ t: Words, _ complaints: inout Complaints) -> Int {
        let hours = form["reply_hours"].isEmpty ? 0 : Int(form["reply_hours"]) ?? -1
        let minutes = form["reply_minutes"].isEmpty ? 0 : Int(form["reply_minutes"]) ?? -1
        if hours < 0 || hours > 200 { complaints.say("reply_hours", t("Write a whole number of hours, 200 at most.")) }
        if minutes < 0 || minutes > 59 { complaints.say("reply_minutes", t("Write a whole number of minutes, 59 at most.")) }
        if hours == 0, minutes == 0 { complaints.say("reply_hours", t("Leave at least one minute to answer.")) }
        return max(0, hours) * 60 + max(0, minutes)
    }

    private static func movedPage(_ visit: Visit, _ link: Link) -> Page {
        let t = visit.t
        return Page(
            t("The address has changed"), isBare: true,
            """
            <section class="card front-card stack wide"><h1>\(t("The address has changed"))</h1>
            <p>\(t("Everybody signs in again at the new address."))</p>
            <p class="actions"><a class="button primary" href="\(link)">\(t("Sign in"))</a></p></section>
            """)
    }
}

/// The address under which browsers reach the program: scheme, host and port, nothing more.
enum PublicAddress {
    /// "https://desk.example.com" from what a person typed; nil where it is no such address.
    static func read(_ text: String) -> String? {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let scheme = parts[0].lowercased()
        guard scheme == "http" || scheme == "https", let host = host(parts[1].lowercased()) else { return nil }
        return "\(scheme)://\(host)"
    }

    private static func host(_ text: String) -> String? {
        var name = Substring(text)
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port) else { return nil }
            name = text[..<colon]
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        let inner = isBracketed ? name.dropFirst().dropLast() : name
        let letters = inner.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            case UInt8(ascii: ":"): isBracketed
            default: false
            }
        }
        return !inner.isEmpty && letters && !inner.hasPrefix(".") && !inner.hasPrefix("-") ? text : nil
    }
}
