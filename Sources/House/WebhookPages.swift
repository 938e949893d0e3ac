import Core
import Language
import Storage
import Web

/// Which other programs hear of what happens here, and how it went.
enum WebhookPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/webhooks", .manage) { try await list($0, shop) },
            .get("/settings/webhooks/new", .manage) { .page(newPage($0, shop, FormView($0))) },
            .post("/settings/webhooks", .manage) { try await add($0, shop) },
            .get("/settings/webhooks/:id", .manage) { try await one($0, shop) },
            .post("/settings/webhooks/:id", .manage) { try await change($0, shop) },
            .post("/settings/webhooks/:id/test", .manage) { try await test($0, shop) },
            .post("/settings/webhooks/:id/off", .manage) { try await turn($0, shop, on: false) },
            .post("/settings/webhooks/:id/on", .manage) { try await turn($0, shop, on: true) },
            .post("/settings/webhooks/:id/deliveries/:delivery/retry", .manage) { try await retry($0, shop) },
        ]
    }

    // MARK: List

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let webhooks = try await shop.read { try $0.allWebhooks() }
        let items: [HTML] = webhooks.map { webhook in
            let state = webhook.isActive ? visit.ui.chip(t("on"), .good) : visit.ui.chip(t("off"), icon: "close")
            return """
                <li class="item"><div class="what"><a class="item-link" href="\(Link("/settings/webhooks/\(webhook.id)"))" translate="no">\(webhook.url)</a>\
                <span class="sub">\(t("{n} kind of event", "{n} kinds of event", webhook.kinds.count))</span></div>\(state)</li>
                """
        }
        let add: HTML = "<a class=\"button primary\" href=\"/settings/webhooks/new\">\(visit.ui.icon("plus"))\(t("New webhook"))</a>"
        let body: HTML =
            items.isEmpty
            ? visit.ui.empty(
                "inbox", t("No other program is told anything"),
                t("A webhook posts what happens here to an address of yours: to a web shop, a till, a script."), action: add)
            : "<ol class=\"list\">\(items)</ol>"
        return .page(
            Page(
                t("Webhooks"), section: "settings",
                "\(visit.ui.head(t("Webhooks"), back: visit.ui.back("/settings", t("Settings")), actions: items.isEmpty ? nil : add))\(body)"
            ))
    }

    // MARK: New

    private static func kinds(_ shop: Shop) -> [(kind: String, meaning: String)] { shop.capabilities.flatMap(\.webhookEvents) }

    private static func newPage(_ visit: Visit, _ shop: Shop, _ form: FormView) -> Page {
        let t = visit.t
        return Page(
            t("New webhook"), section: "settings",
            """
            \(visit.ui.head(t("New webhook"), back: visit.ui.back("/settings/webhooks", t("Webhooks"))))
            \(form.form(
                "/settings/webhooks", summary: t("Please look at these fields."),
                """
                \(form.text(
                    "url", t("Address of the other program"), kind: .url, hint: t("Begins with https://, or with http:// inside your own network."),
                    autocomplete: "off", isRequired: true))
                \(kindChecks(form, visit, shop, chosen: Set(visit.form.all("kind"))))
                \(form.actions(t("Add the webhook"), cancel: ("/settings/webhooks", t("Cancel"))))
                """))
            """)
    }

    private static func kindChecks(_ form: FormView, _ visit: Visit, _ shop: Shop, chosen: Set<String>) -> HTML {
        let t = visit.t
        let checks: [HTML] = kinds(shop).map { kind, meaning in
            """
            <label class="check"><input type="checkbox" name="kind" value="\(kind)"\(flag: " checked", chosen.contains(kind))>\
            <span translate="no"><code>\(kind)</code><small lang="en">\(meaning)</small></span></label>
            """
        }
        return
            "<fieldset class=\"stack\" id=\"kind\"><legend>\(t("What should it hear of?"))</legend>\(checks)\(form.error("kind"))</fieldset>"
    }

    private static func chosenKinds(_ form: Form, _ shop: Shop, _ t: Words, _ complaints: inout Complaints) -> Set<String> {
        let chosen = Set(form.all("kind")).intersection(kinds(shop).map(\.kind))
        if chosen.isEmpty { complaints.say("kind", t("Choose at least one kind of event.")) }
        return chosen
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        var complaints = Complaints()
        let url = form["url"]
        if !isAddress(url) { complaints.say("url", t("Write the whole address, as in https://example.com/hook.")) }
        let chosen = chosenKinds(form, shop, t, &complaints)
        guard complaints.isEmpty else {
            return .page(newPage(visit, shop, FormView(visit, typed: form, complaints: complaints)), status: 422)
        }
        let made = try await shop.write(as: try visit.actor()) { tx in try tx.addWebhook(url: url, kinds: chosen) }
        let place = Link("/settings/webhooks/\(made.id)")
        return .page(
            Page(
                t("Webhooks"), section: "settings",
                """
                \(visit.ui.head(t("The webhook is on"), back: visit.ui.back("/settings/webhooks", t("Webhooks"))))
                <section class="card stack"><p>\(t("With this secret the other program checks that a message is from you. Copy it now; it is not shown again."))</p>
                \(visit.ui.secret(made.secret, t))
                <p class="hint">\(t("Messages are signed as Standard Webhooks says; there is a library for every language."))</p>
                <p class="actions"><a class="button primary" href="\(place)">\(t("Send a test"))</a></p></section>
                """))
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let link = Link.outside(text), text.utf8.count <= 500 else { return false }
        let lower = link.text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return false }
        let host = lower.dropFirst(scheme.utf8.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.isEmpty && !host.contains("@") && !host.hasPrefix(":")
    }

    // MARK: One

    static func one(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let webhook = try await find(visit, shop)
        if visit.wantsFragment {
            return .fragment(log(visit, webhook, try await shop.read { db in try db.deliveries(to: webhook.id) }))
        }
        return .page(try await page(visit, shop, webhook, FormView(visit), chosen: webhook.kinds))
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ webhook: Webhook, _ form: FormView, chosen: Set<String>) async throws -> Page {
        let t = visit.t
        let deliveries = try await shop.read { db in try db.deliveries(to: webhook.id) }
        let place = Link("/settings/webhooks/\(webhook.id)")
        let others = FormView(visit)
        let actions: HTML =
            webhook.isActive
            ? others.button(place + "/test", "\(visit.ui.icon("send"))\(t("Send a test"))", style: "button primary")
                + others.button(place + "/off", "\(t("Turn off"))")
            : others.button(place + "/on", "\(t("Turn on"))", style: "button primary")
        return Page(
            t("Webhook"), section: "settings",
            """
            \(visit.ui.head(t("Webhook"), lead: webhook.url, back: visit.ui.back("/settings/webhooks", t("Webhooks")), actions: actions))
            <live-region topics="webhook" src="\(place)" says="\(t("The list has changed"))">\(log(visit, webhook, deliveries))</live-region>
            <section class="card stack">\(form.form(
                place, summary: t("Please look at these fields."),
                "\(kindChecks(form, visit, shop, chosen: chosen))\(form.actions(t("Save")))"))</section>
            """)
    }

    private static func log(_ visit: Visit, _ webhook: Webhook, _ deliveries: [(delivery: Webhook.Delivery, kind: String)]) -> HTML {
        let t = visit.t
        guard !deliveries.isEmpty else { return "<p class=\"soft\">\(t("Nothing was sent yet."))</p>" }
        let form = FormView(visit)
        let rows: [HTML] = deliveries.map { delivery, kind in
            let at = delivery.createdAt.milliseconds
            let again = form.button(
                Link("/settings/webhooks/\(webhook.id)/deliveries/\(delivery.id)/retry"), "\(t("Send again"))", style: "button small quiet")
            return """
                <tr><td><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></td><td><code translate="no">\(kind)</code></td>\
                <td>\(chip(delivery, visit))</td><td class="num">\(t.number(delivery.attempts))</td>\(answer(delivery, t))<td>\(again)</td></tr>
                """
        }
        return visit.ui.table(t("What was sent"), [t("When"), t("Event"), t("State"), "#" + t("Tries"), t("What they said"), ""], rows)
    }

    private static func chip(_ delivery: Webhook.Delivery, _ visit: Visit) -> HTML {
        let t = visit.t
        switch delivery.state {
        case .waiting:
            return delivery.attempts == 0 ? visit.ui.chip(t("waiting"), icon: "clock") : visit.ui.chip(t("will be tried again"), .warn)
        case .sent: return visit.ui.chip(t("arrived"), .good)
        case .failed: return visit.ui.chip(t("given up"), .bad)
        case .dropped: return visit.ui.chip(t("not sent, the webhook was off"), icon: "close")
        }
    }

    /// What the other side said, in its own words; or why nothing was said, in ours.
    private static func answer(_ delivery: Webhook.Delivery, _ t: Words) -> HTML {
        guard let answer = delivery.answer else { return "<td></td>" }
        if answer.hasPrefix("cause:") { return "<td>\(why(String(answer.dropFirst(6)), t))</td>" }
        return "<td translate=\"no\">\(delivery.status.map(String.init) ?? "") \(String(answer.prefix(80)))</td>"
    }

    private static func why(_ cause: String, _ t: Words) -> String {
        switch cause {
        case "addressNotAllowed": t("The address is in a private network, which the settings of the shop do not allow.")
        case "hostNotFound": t("There is no machine of this name.")
        case "portRefused": t("The machine is there, but nothing listens at this address.")
        case "unreachable": t("There is no way to this machine.")
        case "timedOut": t("There was no answer in time.")
        case "certificateNotTrusted", "certificateExpired", "certificateForOtherName": t("The certificate of the machine is not valid.")
        default: t("The connection failed.")
        }
    }

    // MARK: Verbs

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let webhook = try await find(visit, shop)
        let form = visit.form
        var complaints = Complaints()
        let chosen = chosenKinds(form, shop, visit.t, &complaints)
        guard complaints.isEmpty else {
            let view = FormView(visit, typed: form, complaints: complaints)
            return .page(try await page(visit, shop, webhook, view, chosen: chosen), status: 422)
        }
        try await shop.write(as: try visit.actor()) { tx in try tx.change(webhook.id, kinds: chosen) }
        return .see(Link("/settings/webhooks/\(webhook.id)"), flash: visit.t("Saved."))
    }

    static func test(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let webhook = try await find(visit, shop)
        try await shop.write(as: try visit.actor()) { tx in try tx.test(webhook) }
        return .see(Link("/settings/webhooks/\(webhook.id)"), flash: visit.t("A test is on its way."))
    }

    static func turn(_ visit: Visit, _ shop: Shop, on isActive: Bool) async throws -> Answer {
        let webhook = try await find(visit, shop)
        try await shop.write(as: try visit.actor()) { tx in try tx.turn(webhook.id, on: isActive) }
        let place = Link("/settings/webhooks/\(webhook.id)")
        return .see(
            place, flash: isActive ? visit.t("The webhook is on.") : visit.t("The webhook is off."),
            undo: isActive ? nil : place + "/on")
    }

    static func retry(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let webhook = try await find(visit, shop)
        guard let id = Webhook.Delivery.ID(visit.parts["delivery"] ?? ""), let delivery = try await shop.read({ try $0.delivery(id) }),
            delivery.webhook == webhook.id
        else { throw Refused.notFound }
        try await shop.write(as: try visit.actor()) { tx in try tx.again(delivery) }
        return .see(Link("/settings/webhooks/\(webhook.id)"), flash: visit.t("It is on its way again."))
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> Webhook {
        guard let id = Webhook.ID(visit.parts["id"] ?? ""), let webhook = try await shop.read({ try $0.webhook(id) }) else {
            throw Refused.notFound
        }
        return webhook
    }
}
