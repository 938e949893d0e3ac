import Core
import Language
import Storage
import Web

/// When and how somebody wants to be told.
enum NoticeSettingsPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/notices", .look) { try await show($0, shop) },
            .post("/settings/notices", .look) { try await keep($0, shop) },
            .post("/settings/notices/pause", .look) { try await pause($0, shop) },
            .post("/settings/notices/go-on", .look) { try await goOn($0, shop) },
        ]
    }

    static let entry = SettingsPage(
        "/settings/notices", icon: "bell", .look, in: .own, title: { t in t("Notices") },
        hint: { t in t("What you are told, by which way, and when not") })

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer { try await page(visit, shop, FormView(visit)) }

    private static func page(_ visit: Visit, _ shop: Shop, _ form: FormView, status: Int = 200) async throws -> Answer {
        let t = visit.t
        let me = try visit.me()
        let (choices, obstacle, trouble, email) = try await shop.read { db in
            let email = try db.staff(me)?.email ?? ""
            return (try db.tellingChoices(of: me), try shop.postObstacle(email, db), try db.noticeLetterTrouble(of: me), email)
        }
        return .page(
            Page(
                t("Notices"), section: "settings",
                """
                \(visit.ui.head(
                    t("Notices"), lead: t("What you are told, by which way, and when not."),
                    back: visit.ui.back("/settings", t("Settings")),
                    actions: "<a class=\"button\" href=\"/notices\">\(visit.ui.icon("bell"))\(t("To the notices"))</a>"))
                \(pauseBanner(choices, shop, visit))\(mailBanner(obstacle, trouble, email, visit, shop))
                \(NoticeSettingsForm.html(choices, form, visit, shop))
                """), status: status)
    }

    /// What holds now: a pause with its end, quiet hours, or the buttons that begin a pause.
    private static func pauseBanner(_ choices: TellingChoices, _ shop: Shop, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        let now = Instant(milliseconds: visit.now)
        if let paused = choices.pausedUntil, paused > now {
            return visit.ui.banner(
                .info, icon: "snooze",
                "\(t("Paused until {time}. Notices wait here; nothing rings and no mail goes.", ["time": t.dateTime(paused.milliseconds)]))",
                action: form.button("/settings/notices/go-on", "\(t("Go on now"))", style: "button small"))
        }
        let quiet = choices.quietUntil(now, shop.calendar).map {
            "<span class=\"soft\">\(t("Quiet hours now, until {time}.", ["time": t.dateTime($0.milliseconds)]))</span>" as HTML
        }
        return """
            <div class="row pause">\(form.button("/settings/notices/pause", "\(visit.ui.icon("snooze"))\(t("Pause for two hours"))", name: "until", value: "hours"))\
            \(form.button("/settings/notices/pause", "\(visit.ui.icon("snooze"))\(t("Pause until tomorrow"))", name: "until", value: "tomorrow"))\(quiet)</div>
            """
    }

    /// Why mail to this person cannot go, and what to do.
    private static func mailBanner(_ obstacle: StaffPost.Obstacle?, _ trouble: String?, _ email: String, _ visit: Visit, _ shop: Shop)
        -> HTML
    {
        let t = visit.t
        switch obstacle {
        case .noMailbox:
            return visit.ui.banner(
                .warn, icon: "mail", "\(t("No mailbox is connected, so mail to you waits until one is."))",
                action: visit.visitor?.may(.own) == true
                    ? "<a class=\"button small\" href=\"/settings/mailboxes/new\">\(t("Connect a mailbox"))</a>" : nil)
        case .ownMailbox:
            return visit.ui.banner(
                .info, icon: "mail",
                "\(t("Your address {address} is a mailbox of the shop. No notices go there: the shop would read its own mail.", ["address": email]))"
            )
        case nil: break
        }
        if let trouble {
            return visit.ui.banner(
                .warn, icon: "warning", "\(t("The last mail to {address} did not arrive: {reason}", ["address": email, "reason": trouble]))"
            )
        }
        guard shop.setting(ShopSettings.publicURL) == nil else { return "" }
        return visit.ui.banner(
            .info, icon: "link", "\(t("Mail to you holds no links as long as the address of this program is not set."))",
            action: visit.visitor?.may(.manage) == true
                ? "<a class=\"button small\" href=\"/settings/shop#public_url\">\(t("Set the address"))</a>" : nil)
    }

    // MARK: Verbs

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        var complaints = Complaints()
        let before = try await shop.read { try $0.tellingChoices(of: me) }
        let choices = NoticeSettingsForm.read(visit, before, &complaints)
        guard complaints.isEmpty else {
            return try await page(visit, shop, FormView(visit, typed: visit.form, complaints: complaints), status: 422)
        }
        try await shop.write(as: .staff(me)) { tx in try tx.keep(choices, of: me) }
        return .see("/settings/notices", flash: visit.t("Saved."))
    }

    static func pause(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        let now = Instant(milliseconds: visit.now)
        let until = visit.form["until"] == "tomorrow" ? shop.tomorrow(after: now) : now + .seconds(2 * 3600)
        try await change(me, shop) { $0.pausedUntil = until }
        return .see(
            "/settings/notices", flash: visit.t("Quiet until {time}.", ["time": visit.t.dateTime(until.milliseconds)]),
            undo: "/settings/notices/go-on")
    }

    static func goOn(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await change(try visit.me(), shop) { $0.pausedUntil = nil }
        return .see("/settings/notices", flash: visit.t("You are told again."))
    }

    private static func change(_ me: Staff.ID, _ shop: Shop, _ body: @escaping @Sendable (inout TellingChoices) -> Void) async throws {
        try await shop.write(as: .staff(me)) { tx in
            var choices = try tx.db.tellingChoices(of: me)
            body(&choices)
            try tx.keep(choices, of: me)
        }
    }
}
