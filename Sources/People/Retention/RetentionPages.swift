import Core
import Language
import Storage
import Web

/// How long each kind of data is kept, what would go today, and what is held.
enum RetentionPages {
    static let job = JobKind("people.retention") { _, shop in try await shop.sweepOld() }

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop, Complaints())) }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let kinds = shop.capabilities.flatMap(\.retention)
        let standing = shop.setting(Retention.rules)
        let now = Instant(milliseconds: visit.now)
        var complaints = Complaints()
        var rules: [String: Retention.Rule] = [:]
        for kind in kinds {
            let typed = visit.form[kind.name]
            guard !typed.isEmpty else { continue }
            guard let days = Int(typed), (Retention.shortest...Retention.longest).contains(days) else {
                complaints.say(
                    kind.name,
                    t(
                        "Write a number of days from {least} to {most}, or nothing to keep it.",
                        ["least": t.number(Retention.shortest), "most": t.number(Retention.longest)]))
                continue
            }
            let known = standing[kind.name]
            rules[kind.name] = known?.days == days ? known : Retention.Rule(days: days, from: now + Retention.grace)
        }
        guard complaints.isEmpty else { return .page(try await page(visit, shop, complaints), status: 422) }
        let chosen = rules
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            tx.silentByIntent = true
            try tx.set(Retention.rules, to: chosen)
        }
        return .see(
            "/people/retention", flash: t("Saved. What is new here takes effect in a day; until then you can change it back."))
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ complaints: Complaints) async throws -> Page {
        let t = visit.t
        let kinds = shop.capabilities.flatMap(\.retention)
        let rules = shop.setting(Retention.rules)
        let now = Instant(milliseconds: visit.now)
        // What is typed is counted, before it is saved: the dry run.
        let typed = visit.method == .get ? visit.query : Form()
        func days(_ kind: RetentionKind) -> Int? { typed.has(kind.name) ? Int(typed[kind.name]) : rules[kind.name]?.days }
        let wanted = kinds.map { ($0, days($0)) }
        let (counts, holds, names) = try await shop.read { db in
            let counts = try wanted.map { kind, days in
                try days.flatMap { $0 > 0 && $0 <= Retention.longest ? try kind.count(now - .seconds($0 * 86_400), db) : nil }
            }
            let holds = try db.holds()
            return (counts, holds, try db.names(of: holds.map(\.customer)))
        }
        let form = FormView(visit, typed: complaints.isEmpty ? nil : visit.form, complaints: complaints)
        let fields: [HTML] = zip(wanted, counts).map { one, count in
            let (kind, days) = one
            let would: HTML =
                count.map { "<p class=\"hint\">\(t("Today {n} would go.", "Today {n} would go.", $0))</p>" } ?? ""
            let waits: HTML =
                rules[kind.name].flatMap { $0.from > now ? $0.from : nil }.map {
                    "<p class=\"hint\">\(t("Nothing goes before {time}.", ["time": t.dateTime($0.milliseconds)]))</p>"
                } ?? ""
            return """
                <section class="card stack"><h2>\(kind.title(t))</h2><p class="soft">\(kind.hint(t))</p>\
                \(form.text(kind.name, t("Days"), value: days.map { "\($0)" } ?? "", optional: t("empty keeps it"), autocomplete: "off", inputMode: "numeric"))\
                \(would)\(waits)</section>
                """
        }
        let held: [HTML] = holds.map { hold in
            """
            <li class="item">\(visit.ui.icon("lock"))<div class="what"><a class="item-link" href="\(Link("/people/\(hold.customer)"))">\
            <b translate="no" dir="auto">\(names[hold.customer] ?? "?")</b></a><span class="sub" translate="no">\(hold.reason)</span></div></li>
            """
        }
        let holdList: HTML =
            held.isEmpty ? "<p class=\"soft\">\(t("Nobody is held."))</p>" : "<ol class=\"list\">\(held)</ol>"
        return Page(
            t("How long things are kept"), section: "settings",
            """
            \(visit.ui.head(
                t("How long things are kept"),
                lead: t("Nothing is deleted until you say so. Ask first what the law of your country wants kept."),
                back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/people/retention", summary: t("Please look at these fields."),
                """
                \(fields)<div class="form-actions"><button class="button primary">\(t("Save"))</button>\
                <button class="button" formmethod="get" formaction="/people/retention">\(t("Only count"))</button>\
                <a class="button quiet" href="/settings">\(t("Cancel"))</a></div>
                """))
            <section class="stack"><h2>\(t("Held"))</h2><p class="soft">\(t("Of who is held nothing is deleted, whatever its age. A hold is set on the person’s page, behind the lock."))</p>\(holdList)</section>
            <section class="stack"><h2>\(t("Short lives"))</h2><p class="soft">\(t("A sign-in is forgotten 14 days after the last visit, with the name of the browser. Network addresses are never written down: they are held in memory for ten minutes, to stop guessing."))</p></section>
            """)
    }

    // MARK: Holds

    static func hold(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let reason = String(Card.oneLine(visit.form["reason"]).prefix(500))
        guard !reason.isEmpty else {
            return .see(Link("/people/\(id)/data"), flash: visit.t("Write why they are held."), hasFailed: true)
        }
        try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
            if try tx.db.hold(on: id) == nil { try tx.hold(id, reason: reason) }
        }
        return .see(Link("/people/\(id)/data"), flash: visit.t("Held."), undo: Link("/people/\(id)/hold/end"))
    }

    static func end(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        _ = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.endHold(on: id)
        }
        return .see(Link("/people/\(id)/data"), flash: visit.t("No longer held."))
    }

    /// On the page of their data.
    static func section(_ id: Customer.ID, _ hold: LegalHold?, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        let body: HTML
        if let hold {
            body = """
                <p translate="no" dir="auto">\(hold.reason)</p><p class="soft">\(t.dateTime(hold.at.milliseconds))</p>\
                \(form.button(Link("/people/\(id)/hold/end"), "\(t("End the hold"))"))
                """
        } else {
            body = """
                <p>\(t("While somebody is held, nothing of theirs is deleted by age, and they cannot be erased: for a dispute or a claim."))</p>\
                \(form.form(
                    Link("/people/\(id)/hold"), summary: t("Please look at these fields."),
                    """
                    \(form.text("reason", t("Reason"), autocomplete: "off", isRequired: true))\
                    <div class="form-actions"><button class="button">\(visit.ui.icon("lock"))\(t("Hold"))</button></div>
                    """))
                """
        }
        return "<section class=\"card stack\"><h2>\(t("Hold"))</h2>\(body)</section>"
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }

    static let timeLine = TimeLineKind(["hold.set", "hold.ended"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        return Dictionary(
            uniqueKeysWithValues: events.map { event in
                let words = event.kind == "hold.set" ? t("Held: nothing of theirs is deleted") : t("No longer held")
                let at = event.at.milliseconds
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon("lock"))<span>\(words)</span><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """ as HTML
                )
            })
    }
}
