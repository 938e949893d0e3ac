import Core
import Language
import Storage
import Web

/// Keys for other programs. An owner sees everybody's, others see their own.
enum TokenPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/tokens", .manage) { .page(try await page($0, shop, FormView($0))) },
            .post("/settings/tokens", .manage) { try await create($0, shop) },
            .post("/settings/tokens/:id/revoke", .manage) { try await revoke($0, shop) },
            .post("/settings/tokens/:id/restore", .manage) { try await restore($0, shop) },
            .get("/api", .look) { APIPages.page($0, shop) },
            Route(.get, "/api/v1/openapi.json", .anyone) { _ in .json(OpenAPI.document(shop).text) },
        ]
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ form: FormView, fresh: String? = nil) async throws -> Page {
        let t = visit.t
        let me = try visit.me()
        let seesAll = visit.visitor?.may(.own) == true
        let (tokens, names) = try await shop.read { db in
            let tokens = try db.apiTokens(of: seesAll ? nil : me)
            return (tokens, try db.staffNames(tokens.map(\.staff)))
        }
        let shown: HTML =
            fresh.map { token in
                """
                <section class="card stack" id="fresh"><header><h2>\(t("Your new token"))</h2></header>
                <p>\(t("Copy it now. It is not shown again."))</p>\(visit.ui.secret(token, t))</section>
                """
            } ?? ""
        let chosen = Set(visit.form.all("scope"))
        let words = shop.capabilities.reduce(into: [:]) { $0.merge($1.scopes) { first, _ in first } }
        let scopes: [HTML] = APIToken.scopes(shop).map { scope in
            """
            <label class="check"><input type="checkbox" name="scope" value="\(scope)"\(flag: " checked", chosen.contains(scope))>\
            <span>\(words[scope]?(t) ?? "") <small><code translate="no">\(scope)</code></small></span></label>
            """
        }
        return Page(
            t("API tokens"), section: "settings",
            """
            \(visit.ui.head(
                t("API tokens"), lead: t("A token lets another program act in your name, within the scopes that you choose."),
                back: visit.ui.back("/settings", t("Settings")),
                actions: "<a class=\"button\" href=\"/api\">\(visit.ui.icon("book"))\(t("What the API can do"))</a>"))
            \(shown)\(list(visit, tokens, names))
            <section class="card stack" id="new"><header><h2>\(t("New token"))</h2></header>
            \(form.form(
                "/settings/tokens", summary: t("Please look at these fields."),
                """
                \(form.text("name", t("What is it for?"), hint: t("For example: web shop, cash register."), autocomplete: "off", isRequired: true))
                <fieldset class="stack" id="scope"><legend>\(t("What may it do?"))</legend>\(scopes)\(form.error("scope"))</fieldset>
                \(form.actions(t("Make a token"), icon: "key"))
                """))</section>
            """)
    }

    private static func list(_ visit: Visit, _ tokens: [APIToken], _ names: [Staff.ID: String]) -> HTML {
        let t = visit.t
        guard !tokens.isEmpty else { return "<p class=\"soft\">\(t("None yet."))</p>" }
        let form = FormView(visit)
        let rows: [HTML] = tokens.map { token in
            let used = token.usedAt.map { t.relative($0.milliseconds, now: visit.now) } ?? t("never")
            let scopes: [HTML] = token.scopes.sorted().map { "<code>\($0)</code>" }
            return """
                <tr><td>\(token.name)</td><td>\(names[token.staff] ?? "")</td><td translate="no">\(scopes.joined(separator: " "))</td><td>\(used)</td>\
                <td>\(form.button(Link("/settings/tokens/\(token.id)/revoke"), "\(t("Revoke"))", style: "button small quiet"))</td></tr>
                """
        }
        return visit.ui.table(t("API tokens"), [t("Name"), t("Made by"), t("Scopes"), t("Last used"), ""], rows)
    }

    static func create(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = try visit.me()
        let scopes = Set(form.all("scope")).intersection(APIToken.scopes(shop))
        var complaints = Complaints()
        if form["name"].isEmpty { complaints.say("name", t("Write what the token is for, so that you know later which one to revoke.")) }
        if form["name"].count > 80 { complaints.say("name", t("A name has at most 80 letters.")) }
        if scopes.isEmpty { complaints.say("scope", t("Choose at least one thing that it may do.")) }
        guard complaints.isEmpty else {
            return .page(try await page(visit, shop, FormView(visit, typed: form, complaints: complaints)), status: 422)
        }
        let token = try await shop.write(as: .staff(me)) { tx in try APIToken.create(name: form["name"], staff: me, scopes: scopes, tx) }
        // Not by way of a redirect: a secret belongs neither into an address nor into a cookie.
        return .page(try await page(visit, shop, FormView(visit), fresh: token))
    }

    static func revoke(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let token = try await find(visit, shop)
        _ = try await shop.write(as: try visit.actor()) { tx in try tx.revoke(token.id) }
        return .see(
            "/settings/tokens", flash: visit.t("{name} no longer works.", ["name": token.name]),
            undo: Link("/settings/tokens/\(token.id)/restore"))
    }

    static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let token = try await find(visit, shop)
        try await shop.write(as: try visit.actor()) { tx in try tx.restore(token.id) }
        return .see("/settings/tokens", flash: visit.t("{name} works again.", ["name": token.name]))
    }

    /// Another person's token is not there, except for an owner.
    private static func find(_ visit: Visit, _ shop: Shop) async throws -> APIToken {
        guard let id = APIToken.ID(visit.parts["id"] ?? ""), let token = try await shop.read({ try $0.apiToken(id) }),
            case let me = try visit.me(), token.staff == me || visit.visitor?.may(.own) == true
        else { throw Refused.notFound }
        return token
    }
}
