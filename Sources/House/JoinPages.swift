import Core
import Language
import Secrets
import Storage
import Web

/// Where an invitation leads: choose a password, and come in.
enum JoinPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            Route(.get, "/join", .anyone) { try await ask($0, shop) },
            Route(.post, "/join", .anyone) { try await enter($0, shop) },
        ]
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let token = visit.query["token"]
        guard let person = try await person(token, visit, shop) else { return .page(overPage(visit), status: 410) }
        return .page(page(visit, shop, person, token, FormView(visit)))
    }

    static func enter(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        let token = form["token"]
        guard var person = try await person(token, visit, shop) else { return .page(overPage(visit), status: 410) }
        let password = form.raw("password") ?? ""
        var rules = StaffRules(visit.t)
        rules.name(form["name"])
        rules.password(password)
        guard rules.complaints.isEmpty else {
            return .page(page(visit, shop, person, token, FormView(visit, typed: form, complaints: rules.complaints)), status: 422)
        }
        person.name = form["name"]
        // The language in which somebody was welcomed stays theirs.
        if person.language == nil, visit.t.language.rawValue != shop.setting(ShopSettings.language) {
            person.language = visit.t.language.rawValue
        }
        let hash = await PasswordHash.makeInBackground(password)
        let agent = visit.headers["user-agent"] ?? ""
        let known = person
        let cookie: String? = try await shop.write(as: .staff(person.id)) { tx in
            // Pressed twice: the first press has used the token up.
            guard try Invitation.read(token, now: tx.now, shop, tx.db) != nil else { return nil }
            try tx.change(known)
            try tx.setPassword(of: known.id, to: hash)
            return try Session.open(for: known.id, agent: agent, tx)
        }
        guard let cookie else { return .page(overPage(visit), status: 410) }
        return Answer.see("/today").with(header: "set-cookie", SignInPages.sessionCookie(cookie, shop))
    }

    private static func person(_ token: String, _ visit: Visit, _ shop: Shop) async throws -> Staff? {
        let now = Instant(milliseconds: visit.now)
        return try await shop.read { db in try Invitation.read(token, now: now, shop, db) }
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ person: Staff, _ token: String, _ form: FormView) -> Page {
        let t = visit.t
        let business = shop.setting(ShopSettings.business)
        return Page(
            t("Welcome"), isBare: true,
            """
            <section class="card front-card stack wide">
            <h1>\(t("Welcome to {business}", ["business": business]))</h1>
            <p>\(t("You sign in with {email}. Choose a password.", ["email": person.email]))</p>
            \(form.form(
                "/join", summary: t("Please look at these fields."),
                """
                <input type="hidden" name="token" value="\(token)">\
                <input type="hidden" name="username" value="\(person.email)" autocomplete="username">\
                \(form.text("name", t("Your name"), value: person.name, autocomplete: "name", isRequired: true))\
                \(form.text("password", t("Password"), kind: .password, hint: WelcomePages.passwordHint(t), autocomplete: "new-password", isRequired: true, hasFocus: true))\
                \(form.actions(t("Come in")))
                """))
            </section>
            """)
    }

    private static func overPage(_ visit: Visit) -> Page {
        let t = visit.t
        return Page(
            t("This link no longer works"), isBare: true,
            """
            \(visit.ui.drawing("lost"))
            <h1>\(t("This link no longer works"))</h1>
            <p class="lead">\(t("It was used already, or it is older than seven days. The owner of the shop can make a new one."))</p>
            <p class="actions"><a class="button primary" href="/sign-in">\(t("Sign in"))</a></p>
            """)
    }
}
