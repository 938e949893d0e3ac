import Core
import Language
import Secrets
import Storage
import Web

/// Work behind the screens: what waits, and what could not be done and why.
enum JobPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/jobs", .manage) { try await list($0, shop) },
            .post("/settings/jobs/:id/retry", .manage) { try await retry($0, shop) },
            .post("/settings/jobs/:id/discard", .manage) { try await discard($0, shop) },
            .post("/settings/jobs/restore", .manage) { try await restore($0, shop) },
        ]
    }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let (dead, waiting) = try await shop.read { db in (try db.deadJobs(), try db.waitingJobs()) }
        let body: HTML = """
            <section class="stack"><h2>\(t("Could not be done"))</h2>\(deadTable(dead, visit))</section>
            <section class="stack"><h2>\(t("Waiting"))</h2>\(waitingTable(waiting, visit))</section>
            """
        if visit.wantsFragment { return .fragment(body) }
        return .page(
            Page(
                t("Background work"), section: "settings",
                """
                \(visit.ui.head(
                    t("Background work"), lead: t("What fails is tried again, later each time. What keeps failing is laid aside here."),
                    back: visit.ui.back("/settings", t("Settings"))))
                <live-region topics="job" src="/settings/jobs" says="\(t("The list has changed"))">\(body)</live-region>
                """))
    }

    private static func deadTable(_ jobs: [Job], _ visit: Visit) -> HTML {
        let t = visit.t
        guard !jobs.isEmpty else { return "<p class=\"soft\">\(t("Nothing. All work so far was done."))</p>" }
        let form = FormView(visit)
        let rows: [HTML] = jobs.map { job in
            let place = Link("/settings/jobs/\(job.id)")
            return """
                <tr><td><code translate="no">\(job.kind)</code></td><td translate="no">\(job.lastError ?? "")</td>\
                <td class="num">\(t.number(job.attempts))</td><td><div class="row-actions row">\
                \(form.button(place + "/retry", "\(t("Try again"))", style: "button small"))\
                \(form.button(place + "/discard", "\(t("Discard"))", style: "button small quiet"))</div></td></tr>
                """
        }
        return visit.ui.table(t("Could not be done"), [t("Work"), t("Why it failed"), "#" + t("Tries"), ""], rows)
    }

    private static func waitingTable(_ jobs: [Job], _ visit: Visit) -> HTML {
        let t = visit.t
        guard !jobs.isEmpty else { return "<p class=\"soft\">\(t("Nothing waits."))</p>" }
        let rows: [HTML] = jobs.map { job in
            let state = job.state == .running ? visit.ui.chip(t("running"), .good) : visit.ui.chip(t("waiting"), icon: "clock")
            let at = job.runAt.milliseconds
            return """
                <tr><td><code translate="no">\(job.kind)</code></td><td>\(state)</td>\
                <td><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></td>\
                <td class="num">\(t.number(job.attempts))</td><td translate="no">\(job.lastError ?? "")</td></tr>
                """
        }
        return visit.ui.table(t("Waiting"), [t("Work"), t("State"), t("Next try"), "#" + t("Tries"), t("Why it failed last")], rows)
    }

    // MARK: Verbs

    static func retry(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Job.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let done = try await shop.write(as: try visit.actor()) { tx in try tx.retry(id) }
        return .see("/settings/jobs", flash: done ? visit.t("It will be tried again now.") : visit.t("It is no longer here."))
    }

    static func discard(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Job.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let job = try await shop.write(as: try visit.actor()) { tx in
            let job = try tx.db.deadJobs(limit: 10_000).first { $0.id == id }
            return try tx.discard(id) ? job : nil
        }
        guard let job else { return .see("/settings/jobs", flash: visit.t("It is no longer here.")) }
        return .see("/settings/jobs", flash: visit.t("Discarded."), undo: wayBack(job, shop))
    }

    /// The job as a link, sealed so that nobody can queue work of their own making. None where the job is too long for a cookie.
    private static func wayBack(_ job: Job, _ shop: Shop) -> Link? {
        guard job.key.utf8.count + job.payload.utf8.count < 800 else { return nil }
        let seal = seal(job.kind, job.key, job.payload, shop)
        return Link("/settings/jobs/restore?kind=\(job.kind)&key=\(job.key)&payload=\(job.payload)&seal=\(seal)")
    }

    private static func seal(_ kind: String, _ key: String, _ payload: String, _ shop: Shop) -> String {
        Base64URL.encode(HMAC.sha256(key: shop.key, Array("job:\(kind)\u{0}\(key)\u{0}\(payload)".utf8)).prefix(18))
    }

    static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let query = visit.query
        let (kind, key, payload) = (query.raw("kind") ?? "", query.raw("key") ?? "", query.raw("payload") ?? "")
        let right = seal(kind, key, payload, shop)
        guard equalInConstantTime(Array(right.utf8), Array(query["seal"].utf8)) else { throw Refused.notFound }
        try await shop.write(as: try visit.actor()) { tx in
            try tx.enqueue(kind, key: key, payload: payload)
            try tx.record("job.restored", data: ["kind": .word(kind)])
        }
        return .see("/settings/jobs", flash: visit.t("Back again; it will be tried now."))
    }
}
