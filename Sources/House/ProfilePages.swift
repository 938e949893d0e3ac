import Core
import Language
import Secrets
import Storage
import Web

/// Your own name, language and password, and where you are signed in.
enum ProfilePages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/me", .look) { .page(try await page($0, shop)) },
            .post("/me", .look) { try await keep($0, shop) },
            .post("/me/password", .look) { try await changePassword($0, shop) },
            .post("/me/sessions/close", .look) { try await closeOthers($0, shop) },
        ]
    }

    private static func page(_ visit: Visit, _ shop: Shop, own: FormView? = nil, password: FormView? = nil) async throws -> Page {
        let t = visit.t
        let me = try visit.me()
        let now = Instant(milliseconds: visit.now)
        let (person, sessions) = try await shop.read { db in (try db.staff(me), try Session.all(of: me, now: now, db)) }
        guard let person else { throw Refused.notFound }
        let form = own ?? FormView(visit)
        let passwordForm = password ?? FormView(visit)
        return Page(
            t("Your profile"),
            """
            \(visit.ui.head(t("Your profile"), lead: person.email))
            \(form.form(
                "/me", summary: t("Please look at these fields."),
                """
                \(form.text("name", t("Your name"), value: person.name, autocomplete: "name", isRequired: true))
                \(LanguageField.html(form, t, value: person.language ?? "", shop: t("As the shop"), hint: t("Of your screens. Customers get their own.")))
                \(form.actions(t("Save")))
                """))
            <section class="card stack" id="password-change"><header><h2>\(t("Password"))</h2></header>
            \(passwordForm.form(
                "/me/password", summary: t("Please look at these fields."),
                """
                \(passwordForm.text("old", t("Current password"), kind: .password, autocomplete: "current-password", isRequired: true))
                \(passwordForm.text("password", t("New password"), kind: .password, hint: WelcomePages.passwordHint(t), autocomplete: "new-password", isRequired: true))
                \(passwordForm.actions(t("Change the password")))
                """))</section>
            \(signedIn(visit, shop, sessions))
            """)
    }

    private static func signedIn(_ visit: Visit, _ shop: Shop, _ sessions: [Session.Shown]) -> HTML {
        let t = visit.t
        let mine = digest(visit, shop)
        let items: [HTML] = sessions.map { session in
            let seen = t("last seen {when}", ["when": t.relative(session.seenAt.milliseconds, now: visit.now)])
            let here: HTML = session.digest == mine ? visit.ui.chip(t("this browser"), .good) : ""
            return """
                <li class="item"><div class="what"><b>\(BrowserName.of(session.agent, t))</b><span class="sub">\(seen)</span></div>\(here)</li>
                """
        }
        let close: HTML =
            sessions.count > 1
            ? FormView(visit).button("/me/sessions/close", "\(visit.ui.icon("sign-out"))\(t("Sign out everywhere else"))") : ""
        return """
            <section class="card stack" id="sessions"><header><h2>\(t("Where you are signed in"))</h2></header>
            <ol class="list">\(items)</ol>\(close)</section>
            """
    }

    private static func digest(_ visit: Visit, _ shop: Shop) -> String {
        Session.digest(visit.cookies[Cookies.session(isSecure: shop.isSecure)] ?? "")
    }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        let me = try visit.me()
        var rules = StaffRules(visit.t)
        rules.name(form["name"])
        guard rules.complaints.isEmpty else {
            return .page(try await page(visit, shop, own: FormView(visit, typed: form, complaints: rules.complaints)), status: 422)
        }
        let language = LanguageField.read(form)
        try await shop.write(as: .staff(me)) { tx in
            guard var person = try tx.db.staff(me) else { throw Refused.notFound }
            person.name = form["name"]
            person.language = language?.rawValue
            try tx.change(person)
        }
        // Said in the language just chosen, which the next page speaks.
        let language2 = language ?? shop.language
        return .see("/me", flash: Words(language2, timeZone: shop.timeZone)("Saved."))
    }

    static func changePassword(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = try visit.me()
        let password = form.raw("password") ?? ""
        var rules = StaffRules(t)
        rules.password(password)
        let doors = ["password \(me)"]
        guard SignInPages.limiter.mayPass(doors, now: visit.now) else {
            return try await refuse(visit, shop, Complaints("old", t("Too many tries. Wait ten minutes, then try again.")), status: 429)
        }
        let stored = try await shop.read { db in try db.passwordHash(of: me) }
        if await !PasswordHash.verifyInBackground(form.raw("old") ?? "", against: stored) {
            SignInPages.limiter.count(doors, now: visit.now)
            rules.complaints.say("old", t("This is not your password."))
        }
        guard rules.complaints.isEmpty else { return try await refuse(visit, shop, rules.complaints, status: 422) }
        let hash = await PasswordHash.makeInBackground(password)
        let kept = digest(visit, shop)
        try await shop.write(as: .staff(me)) { tx in try tx.setPassword(of: me, to: hash, keeping: kept) }
        return .see("/me", flash: t("The password is changed. Other browsers are signed out."))
    }

    private static func refuse(_ visit: Visit, _ shop: Shop, _ complaints: Complaints, status: Int) async throws -> Answer {
        .page(try await page(visit, shop, password: FormView(visit, typed: visit.form, complaints: complaints)), status: status)
    }

    static func closeOthers(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        let kept = digest(visit, shop)
        try await shop.write(as: .staff(me)) { tx in
            try Session.closeAll(of: me, but: kept, tx)
            try tx.record("staff.signed-out", subject: Event.Subject("staff", me))
        }
        return .see("/me", flash: visit.t("Signed out everywhere else."))
    }
}

/// What a User-Agent header says of browser and machine, as far as people tell them apart.
enum BrowserName {
    static func of(_ agent: String, _ t: Words) -> String {
        // Order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
        let browsers = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
        let systems = [
            ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"),
        ]
        guard let browser = browsers.first(where: { agent.contains($0.0) })?.1 else { return t("Another program") }
        guard let system = systems.first(where: { agent.contains($0.0) })?.1 else { return browser }
        return t("{browser} on {system}", ["browser": browser, "system": system])
    }
}
