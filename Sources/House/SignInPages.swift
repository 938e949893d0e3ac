import Core
import Dispatch
import Language
import Secrets
import Storage
import Web

/// The front door.
enum SignInPages {
    /// Wrong tries of one address or for one account, within ten minutes, before the door stays shut for a while.
    static let limiter = RateLimit(most: 10, within: .seconds(600))

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        if visit.visitor != nil { return .see(Link.inside(visit.query["to"]) ?? "/today") }
        // Nobody can sign in to a shop that has no owner yet: that page says which link opens it.
        guard try await WelcomePages.isOpen(shop) else { return .see("/welcome") }
        return .page(page(visit, FormView(visit)))
    }

    static func enter(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let email = form["email"].lowercased()
        let doors = ["address \(visit.address)", "account \(email)"]
        func refuse(_ sentence: String, status: Int) -> Answer {
            .page(page(visit, FormView(visit, typed: form, complaints: Complaints("", sentence))), status: status)
        }
        guard limiter.mayPass(doors, now: visit.now) else {
            return refuse(t("Too many tries. Wait ten minutes, then try again."), status: 429)
        }
        let known = try await shop.read { db in
            try db.first("SELECT id, password FROM staff WHERE email = \(email) AND is_active = 1") { row in
                (id: try row.next(Staff.ID.self), password: try row.next(String?.self))
            }
        }
        let password = form.raw("password") ?? ""
        // The same work for an unknown address, so that the time taken tells nothing.
        let isRight = await PasswordCheck.verify(password, against: known?.password)
        guard let known, isRight else {
            limiter.count(doors, now: visit.now)
            return refuse(t("The address or the password is not right."), status: 422)
        }
        limiter.forget(["account \(email)"])
        let agent = visit.headers["user-agent"] ?? ""
        let cookie = try await shop.write(as: .staff(known.id)) { tx in try Session.open(for: known.id, agent: agent, tx) }
        return Answer.see(Link.inside(form["to"]) ?? (shop.setting(ShopSettings.isReady) ? "/today" : "/")).with(
            header: "set-cookie", sessionCookie(cookie, shop))
    }

    static func leave(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let isSecure = shop.isSecure
        if let cookie = visit.cookies[Cookies.session(isSecure: isSecure)], let visitor = visit.visitor {
            try await shop.write(as: .staff(Staff.ID(number: visitor.staff))) { tx in try Session.close(cookie, tx) }
        }
        return Answer.see("/sign-in").with(
            header: "set-cookie", Cookies.make(Cookies.session(isSecure: isSecure), "", maxAge: 0, isSecure: isSecure))
    }

    static func sessionCookie(_ value: String, _ shop: Shop) -> String {
        Cookies.make(Cookies.session(isSecure: shop.isSecure), value, maxAge: Int(Session.idle.components.seconds), isSecure: shop.isSecure)
    }

    private static func page(_ visit: Visit, _ form: FormView) -> Page {
        let t = visit.t
        let to = visit.query.has("to") ? visit.query["to"] : visit.form["to"]
        return Page(
            t("Sign in"), isBare: true,
            """
            <section class="card front-card stack wide">
            <h1>\(t("Good to see you"))</h1>
            <div id="kept-words" hidden>\(visit.ui.banner(.info, icon: "info", "\(t("What you wrote is kept in this browser. Sign in, and it is there again."))"))</div>
            \(form.form(
                "/sign-in", summary: t("Please look at these fields."),
                """
                <input type="hidden" name="to" value="\(to)">\
                \(form.text("email", t("E-mail"), kind: .email, autocomplete: "username", isRequired: true, hasFocus: true))\
                \(form.text("password", t("Password"), kind: .password, autocomplete: "current-password", isRequired: true))\
                \(form.actions(t("Sign in")))
                """))
            <p class="hint">\(t("Forgotten your password? Ask the owner for a new link. The owner gets one on the machine itself, with")) <code translate="no">regulars staff reset-password</code></p>
            </section>
            """)
    }
}

/// Passwords are checked off the cooperative threads: scrypt takes about 80 ms by design.
enum PasswordCheck {
    static func verify(_ password: String, against hash: String?) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async {
                guard let hash else {
                    _ = PasswordHash.verify(password, against: decoy)
                    continuation.resume(returning: false)
                    return
                }
                continuation.resume(returning: PasswordHash.verify(password, against: hash))
            }
        }
    }

    static func make(_ password: String) async -> String {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: PasswordHash.make(password)) } }
    }

    private static let queue = DispatchQueue(label: "passwords")
    private static let decoy = PasswordHash.make("nobody's")
}
