import Core
import Language
import Secrets
import Storage
import Web

/// The first run (R94): from a printed link to an open shop.
public enum WelcomePages {
    /// Proof that whoever opens the shop has seen what the program printed: `serve` prints /welcome?key=….
    public static func key(_ shop: Shop) -> String {
        Base64URL.encode(HMAC.sha256(key: shop.key, Array("welcome".utf8)).prefix(18))
    }

    /// What the capability adds to the row of steps; capabilities behind it in the list add theirs.
    static let steps = [
        WelcomeStep("/welcome") { t in t("Shop", context: "first run") },
        WelcomeStep("/welcome/hours") { t in t("Hours", context: "first run") },
        WelcomeStep("/welcome/team") { t in t("Team", context: "first run") },
    ]

    /// Whether somebody can sign in.
    static func isOpen(_ shop: Shop) async throws -> Bool {
        try await shop.read { db in try db.value("SELECT 1 FROM staff LIMIT 1", as: Int.self) != nil }
    }

    private static func fits(_ key: String, _ shop: Shop) -> Bool {
        equalInConstantTime(Array(key.utf8), Array(WelcomePages.key(shop).utf8))
    }

    // MARK: Shop and owner

    static func start(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard try await !isOpen(shop) else {
            return .see(visit.visitor == nil ? "/sign-in" : visit.visitor?.may(.own) == true ? shop.home : "/today")
        }
        guard fits(visit.query["key"], shop) else { return .page(withoutKey(visit)) }
        return .page(shopPage(visit, shop, FormView(visit), key: visit.query["key"]))
    }

    private static func withoutKey(_ visit: Visit) -> Page {
        let t = visit.t
        return Page(
            t("Welcome"), isBare: true,
            """
            <section class="card front-card stack wide">
            <h1>\(t("This shop is not open yet"))</h1>
            <p>\(t("When the program started, it printed a link that begins with this page’s address and ends with a key. Open that link to set up the shop."))</p>
            </section>
            """)
    }

    private static func shopPage(_ visit: Visit, _ shop: Shop, _ form: FormView, key: String) -> Page {
        let t = visit.t
        let language = t.language == .pseudo ? Language.en : t.language
        return step(
            "/welcome", visit, shop, title: t("Open your shop"), lead: t("A few small steps. Everything can be changed later."),
            form.form(
                "/welcome", summary: t("Please look at these fields."),
                """
                <input type="hidden" name="key" value="\(key)">\
                <div class="field-row" data-here>\(LanguageField.html(form, t, value: language.rawValue, hint: t("Each colleague can choose another.")))\
                \(ZoneField.html(form, t, value: language.usualTimeZone))</div>\
                \(form.text("business", t("Name of the business"), autocomplete: "organization", isRequired: true, hasFocus: true))\
                \(form.text("name", t("Your name"), autocomplete: "name", isRequired: true))\
                \(form.text("email", t("Your e-mail"), kind: .email, hint: t("You sign in with it."), autocomplete: "username", isRequired: true))\
                \(form.text("password", t("Password"), kind: .password, hint: passwordHint(t), autocomplete: "new-password", isRequired: true))\
                \(form.actions(t("Go on")))
                """))
    }

    static func passwordHint(_ t: Words) -> String {
        t("At least {n} characters. A short sentence is easy to remember and hard to guess.", ["n": t.number(StaffRules.shortestPassword)])
    }

    static func open(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard try await !isOpen(shop) else { return .see("/sign-in") }
        let form = visit.form
        guard fits(form["key"], shop) else { return .page(withoutKey(visit), status: 403) }
        let t = visit.t
        let password = form.raw("password") ?? ""
        var rules = StaffRules(t)
        if form["business"].isEmpty { rules.complaints.say("business", t("Write the name that customers know.")) }
        if form["business"].count > 120 { rules.complaints.say("business", t("A name has at most 120 letters.")) }
        rules.name(form["name"])
        rules.email(form["email"])
        rules.password(password)
        ZoneField.check(form["zone"], t, &rules.complaints)
        let language = LanguageField.read(form)
        if language == nil { rules.complaints.say("language", t("Choose a language from the list.")) }
        guard rules.complaints.isEmpty, let language else {
            return .page(shopPage(visit, shop, FormView(visit, typed: form, complaints: rules.complaints), key: form["key"]), status: 422)
        }
        let opening = Opening(
            business: form["business"], ownerName: form["name"], ownerEmail: form["email"],
            passwordHash: await PasswordHash.makeInBackground(password), language: language, timeZone: form["zone"])
        let agent = visit.headers["user-agent"] ?? ""
        do {
            let cookie = try await shop.write(as: .program("first run")) { tx in
                try Session.open(for: try tx.open(opening), agent: agent, tx)
            }
            return Answer.see(shop.welcomeLink(after: "/welcome")).with(header: "set-cookie", SignInPages.sessionCookie(cookie, shop))
        } catch is Opening.AlreadyOpen {
            return .see("/sign-in")
        }
    }

    // MARK: Hours

    static func hours(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(hoursPage(visit, shop, HoursForm(shop.setting(ShopSettings.hours)), FormView(visit)))
    }

    private static func hoursPage(_ visit: Visit, _ shop: Shop, _ hours: HoursForm, _ form: FormView) -> Page {
        let t = visit.t
        return step(
            "/welcome/hours", visit, shop, title: t("When are you open?"),
            lead: t("Answers are due within opening hours only, so nobody is late at night."),
            form.form(
                "/welcome/hours", summary: t("Please look at these fields."),
                """
                \(hours.table(form, visit))\(hours.holidays(form, t))\
                \(form.actions(t("Go on")))
                """))
    }

    static func keepHours(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        var hours = HoursForm(typed: visit.form)
        if hours.changePeriods(visit.form) { return .page(hoursPage(visit, shop, hours, FormView(visit, typed: visit.form))) }
        do {
            let kept = try hours.read(shop.setting(ShopSettings.hours), visit.t)
            try await shop.write(as: try visit.actor()) { tx in
                try tx.set(ShopSettings.hours, to: kept)
                try tx.passWelcomeStep("/welcome/hours", shop)
            }
            return .see(shop.welcomeLink(after: "/welcome/hours"), flash: HoursForm.overnight(kept, visit.t))
        } catch let complaints as Complaints {
            return .page(hoursPage(visit, shop, hours, FormView(visit, typed: visit.form, complaints: complaints)), status: 422)
        }
    }

    // MARK: Team

    private static let rows = 3

    static func team(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = visit.visitor?.staff
        let others = try await shop.read { try $0.allStaff() }.filter { $0.isActive && $0.id.number != me }
        return .page(teamPage(visit, shop, FormView(visit), others: others.map(\.name)))
    }

    private static func teamPage(_ visit: Visit, _ shop: Shop, _ form: FormView, others: [String] = []) -> Page {
        let t = visit.t
        let known: HTML =
            others.isEmpty
            ? ""
            : "<p>\(t("Here already: {names}.", ["names": t.list(others)])) <a class=\"link\" href=\"/settings/staff\">\(t("Staff"))</a></p>"
        let colleagues: [HTML] = (0..<rows).map { row in
            """
            <div class="field-row">\(form.text("name-\(row)", t("Name of a colleague"), optional: t("optional"), autocomplete: "off"))\
            \(form.text("email-\(row)", t("E-mail of the colleague"), kind: .email, optional: t("optional"), autocomplete: "off"))</div>
            """
        }
        return step(
            "/welcome/team", visit, shop, title: t("Who answers here?"), lead: nil,
            form.form(
                "/welcome/team", summary: t("Please look at these fields."),
                """
                \(form.choices("team", t("Who answers here?"), isLegendHidden: true, value: shop.setting(ShopSettings.isTeam) ? "team" : "solo", [
                    (value: "solo", icon: "person", words: t("Just me"), hint: t("No owners and no lines: everything is yours.")),
                    (value: "team", icon: "people", words: t("A team"), hint: t("Each conversation has one owner. What nobody has yet waits in a line, such as the front desk, with somebody as back-up.")),
                ]))\
                <div class="stack for-team">\(known)<p class="hint">\(t("You get a link for each to pass on, with which they choose their own password. More can be added later."))</p>\
                \(colleagues)</div>\(form.actions(t("Go on")))
                """))
    }

    static func keepTeam(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        let t = visit.t
        let me = try visit.me()
        let isTeam = form["team"] == "team"
        var rules = StaffRules(t)
        var colleagues: [(name: String, email: String)] = []
        for row in 0..<rows where isTeam {
            let (name, email) = (form["name-\(row)"], form["email-\(row)"])
            if name.isEmpty, email.isEmpty { continue }
            rules.name(name, field: "name-\(row)")
            rules.email(email, field: "email-\(row)")
            let isKnown = try await shop.read { db in try db.staff(email: email) != nil }
            if isKnown || colleagues.contains(where: { $0.email.lowercased() == email.lowercased() }) {
                rules.complaints.say("email-\(row)", t("Somebody with this address is on the staff already."))
            }
            colleagues.append((name, email))
        }
        guard rules.complaints.isEmpty else {
            return .page(teamPage(visit, shop, FormView(visit, typed: form, complaints: rules.complaints)), status: 422)
        }
        let frontDesk = t("Front desk")
        let invited = colleagues
        let links = try await shop.write(as: .staff(me)) { tx in
            try tx.set(ShopSettings.isTeam, to: isTeam)
            try tx.passWelcomeStep("/welcome/team", shop)
            guard isTeam else { return [(name: String, link: Link)]() }
            let added = try invited.map { try tx.addStaff(name: $0.name, email: $0.email, role: .agent) }
            if let line = try tx.db.allLines().first {
                for staff in added { try tx.join(staff, line: line.id) }
            } else {
                try tx.addLine(name: frontDesk, members: [me] + added, backup: me)
            }
            return try zip(invited, added).compactMap { colleague, id in
                try Invitation.link(for: id, now: tx.now, shop, tx.db).map { (name: colleague.name, link: $0) }
            }
        }
        let next = shop.welcomeLink(after: "/welcome/team")
        return links.isEmpty ? .see(next) : .page(linksPage(visit, shop, links, next))
    }

    private static func linksPage(_ visit: Visit, _ shop: Shop, _ links: [(name: String, link: Link)], _ next: Link) -> Page {
        let t = visit.t
        let items: [HTML] = links.map { invited in
            """
            <div class="stack"><h2>\(t("For {name}", ["name": invited.name]))</h2>\
            \(visit.ui.secret(visit.outsideAddress(shop) + invited.link.text, t))</div>
            """
        }
        return step(
            "/welcome/team", visit, shop, title: t("Send these links to your colleagues"),
            lead: t("Each link works once and for seven days. It is not shown again; you can make a new one under Staff."),
            "\(items)\(StaffPages.onlyHere(visit, shop))<p class=\"actions\"><a class=\"button primary\" href=\"\(next)\">\(t("Go on"))</a></p>"
        )
    }

    // MARK: Ready

    static func ready(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = FormView(visit)
        let view = View(visit)
        let things = try await shop.read { db in
            // The other rooms' things are the shop's work; the house's own come last.
            let own = shop.capabilities.filter { $0.name == "house" }
            return try (shop.capabilities.filter { $0.name != "house" } + own).flatMap(\.firstThings).compactMap { try $0(db, view) }
        }
        let tiles: [HTML] = things.map { thing in
            """
            <li class="tile">\(visit.ui.icon(thing.icon))<div class="what"><a class="item-link" href="\(thing.link)">\(thing.title)</a>\
            <span class="sub">\(thing.hint)</span></div></li>
            """
        }
        return .page(
            step(
                "/welcome/ready", visit, shop, title: t("Your shop is open"), lead: t("What to try first, in any order:"),
                """
                <ul class="tiles">\(tiles)</ul>
                <div class="form-actions">\(form.button("/welcome/ready", "\(t("Go to Today"))", style: "button primary"))</div>
                """))
    }

    static let firstThings: [@Sendable (Reader, View) throws -> FirstThing?] = [
        { _, view in
            let t = view.t
            return FirstThing(
                "/settings/shop", icon: "clock", title: t("See how long an answer may take"),
                hint: t("Within opening hours, and you can set your own time."))
        },
        { _, view in
            let t = view.t
            return FirstThing(
                "/me", icon: "person", title: t("Make it yours"), hint: t("Your name, your language, your password."))
        },
    ]

    /// The first run has ended.
    static func finish(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await shop.write(as: try visit.actor()) { tx in try tx.set(ShopSettings.isReady, to: true) }
        return .see("/today", flash: visit.t("Your shop is open."))
    }

    private static func step(_ link: Link, _ visit: Visit, _ shop: Shop, title: String, lead: String?, _ body: HTML) -> Page {
        Page(
            title, isBare: true, isWide: true,
            """
            \(shop.welcomeRow(at: link, visit))
            <section class="card front-card stack wide">
            <div><h1>\(title)</h1>\(lead.map { "<p class=\"lead\">\($0)</p>" as HTML })</div>
            \(body)
            </section>
            """)
    }
}
