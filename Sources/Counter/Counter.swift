import Core
import Language
import Storage
import Web

/// A phone call or a word at the counter, noted in under ten seconds by keyboard alone (R11). What was promised becomes a duty.
extension Capability {
    public static var counter: Capability {
        var counter = Capability("counter")
        counter.migrations = counterMigrations
        counter.navigation = [NavigationEntry("counter", "/counter", icon: "counter", .serve) { t in t("Counter") }]
        counter.firstThings = [
            { _, view in
                let t = view.t
                return FirstThing(
                    "/counter", icon: "counter", title: t("Note a call or a visit"),
                    hint: t("Who it was and what they said, in ten seconds. A promise gets its time."))
            }
        ]
        counter.routes = { shop in
            [
                .get("/counter", .serve) { try await CounterPages.form($0, shop) },
                .post("/counter", .serve) { try await CounterPages.note($0, shop) },
                .post("/counter/notes/:id/undo", .serve) { try await CounterPages.undo($0, shop) },
                .post("/counter/notes/:id/kept", .serve) { try await CounterPages.kept($0, shop) },
            ]
        }
        counter.api = { shop in CounterAPI.operations(shop) }
        counter.scopes = [
            "counter:read": { t in t("Read notes of calls and of the counter") },
            "counter:write": { t in t("Note calls, words at the counter and promises") },
        ]
        counter.dutyKinds = [PromiseViews.duty]
        counter.timeLine = [NoteViews.timeLine, PromiseViews.timeLine]
        counter.cardPanels = [PromiseViews.panel]
        counter.searchSources = [NoteViews.search]
        counter.merging = [.rows("counter_note") { n, t in t("{n} note of a call or visit", "{n} notes of calls and visits", n) }]
        counter.webhookEvents = [(kind: "counter.noted", meaning: "A phone call or a visit was noted.")]
        counter.personalData = [NoteData.data]
        counter.retention = [NoteRetention.kind]
        counter.checks = [{ db in try db.promisesWithoutDuty() }]
        return counter
    }
}
