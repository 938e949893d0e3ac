import Core
import Language
import Storage
import Web

/// Sign-in, staff, first run, Today, settings, search, API tokens, webhooks: what every shop has whatever it sells.
extension Capability {
    public static var house: Capability {
        var house = Capability("house")
        house.migrations = houseMigrations
        house.navigation = [
            NavigationEntry(
                "today", "/today", icon: "today",
                count: { db, visitor, now in
                    let staff = Staff.ID(number: visitor.staff)
                    return try db.todayCount(of: staff, now: now)
                }
            ) { t in t("Today") }
        ]
        house.routes = { shop in
            [
                Route(.get, "/", .anyone) { visit in .see(visit.visitor?.may(.own) == true ? shop.home : "/today") },
                Route(.get, "/health", .anyone) { _ in try await Health.answer(shop) },
                Route(.get, "/live", .staff(.look)) { _ in Answer(body: .events(shop.live.listen())) },
                .get("/rail", .look) { try await Frame.rail($0, shop) },

                Route(.get, "/welcome", .anyone) { try await WelcomePages.start($0, shop) },
                Route(.post, "/welcome", .anyone) { try await WelcomePages.open($0, shop) },
                .get("/welcome/hours", .own) { try await WelcomePages.hours($0, shop) },
                .post("/welcome/hours", .own) { try await WelcomePages.keepHours($0, shop) },
                .get("/welcome/team", .own) { try await WelcomePages.team($0, shop) },
                .post("/welcome/team", .own) { try await WelcomePages.keepTeam($0, shop) },
                .get("/welcome/ready", .own) { try await WelcomePages.ready($0, shop) },
                .post("/welcome/ready", .own) { try await WelcomePages.finish($0, shop) },

                Route(.get, "/sign-in", .anyone) { try await SignInPages.ask($0, shop) },
                Route(.post, "/sign-in", .anyone) { try await SignInPages.enter($0, shop) },
                Route(.post, "/sign-out", .anyone) { try await SignInPages.leave($0, shop) },

                .get("/today", .look) { try await TodayPages.list($0, shop) },
                .post("/duties/:id/done", .serve) { try await TodayPages.done($0, shop) },
                .post("/duties/:id/reopen", .serve) { try await TodayPages.reopen($0, shop) },
                .post("/duties/:id/take", .serve) { try await TodayPages.take($0, shop) },
                .post("/duties/:id/snooze", .serve) { try await TodayPages.snooze($0, shop) },

                .get("/search", .look) { try await SearchPages.results($0, shop) },
            ] + SettingsPages.routes(shop) + AssumptionPages.routes(shop) + StaffPages.routes(shop) + JobPages.routes(shop)
                + TokenPages.routes(shop) + WebhookPages.routes(shop) + ProfilePages.routes(shop) + TagPages.routes(shop)
                + NoticePages.routes(shop)
        }
        house.api = { shop in
            TokenAPI.operations(shop) + EventAPI.operations(shop) + TagAPI.operations(shop) + NoticeAPI.operations(shop)
        }
        house.scopes = [
            "me:read": { t in t("See whose token it is") },
            "tags:read": { t in t("Read the tags") },
            "tags:write": { t in t("Make and change tags") },
            "events:read": { t in t("Read everything that happens in the shop") },
            "notices:read": { t in t("Read what you are told") },
            "notices:write": { t in t("Mark it as read, and change how you are told") },
        ]
        house.settingsPages = SettingsPages.entries + [TagPages.entry, NoticeSettingsPages.entry]
        house.searchSources = [TagSearch.source]
        house.welcomeSteps = WelcomePages.steps
        house.firstThings = WelcomePages.firstThings
        house.webhookEvents = [
            ("duty.opened", "Somebody is owed something: an answer, a call, a promise."),
            ("duty.done", "What was owed was done; `late_ms` says by how much it was late."),
            ("duty.dropped", "What was owed is no longer owed."),
            ("duty.taken", "A member of staff took a duty of a line."),
            ("assumption.changed", "A figure of the register got another value."),
            ("job.died", "Background work was laid aside after its last try."),
        ]
        house.reactions = [Webhook.reaction, DueTelling.onDuty, DueTelling.onLeaving]
        house.jobs = [Webhook.job, Session.sweep, TagPages.sweep, DueTelling.job, NoticePost.kind, DueTelling.sweep]
        house.schedules = [
            Schedule("session.sweep", every: .seconds(3600)), Schedule(TagPages.sweepName, every: .seconds(86_400)),
            Schedule("notices.due", every: DueTelling.every), Schedule("notices.sweep", every: .seconds(86_400)),
        ]
        return house
    }
}
