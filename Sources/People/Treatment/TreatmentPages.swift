import Core
import Foundation
import Language
import Storage
import Web

/// How somebody wants to be treated, and what the house does by default.
enum TreatmentPages {
    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop, Complaints())) }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let (typed, t) = (visit.form, visit.t)
        let source = Treatment.Source(rawValue: typed["source"]) ?? .said
        let before: [Treatment.Key: String]?
        do {
            before = try await shop.write(as: try actor(visit)) { tx -> [Treatment.Key: String]? in
                tx.silentByIntent = true
                guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                let own = try tx.db.treatment(of: id, shop).own
                // Others may have written down other wishes while this form was open.
                let merged = try tx.db.merged(
                    typed, over: TreatmentForm.standing(own),
                    last: try tx.db.lastEvent(["treatment.changed"], about: Event.Subject("customer", id)))
                let wanted = try TreatmentForm.read(merged.form, t)
                return try tx.prefer(id, wanted, source: source) ? own.mapValues(\.value) : nil
            }
        } catch let complaints as Complaints {
            return .page(try await page(visit, shop, complaints), status: 422)
        } catch let meanwhile as Meanwhile {
            return .page(try await page(visit, shop, meanwhile.complaints(visit), meanwhile: meanwhile), status: 422)
        }
        guard let before else { return .see(Link("/people/\(id)"), flash: visit.t("Nothing was changed.")) }
        // The way back carries what stood there; it is no secret to whoever changed it.
        let memory = before.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue)=\($0.value)" }.joined(separator: "&")
        return .see(Link("/people/\(id)"), flash: visit.t("Saved."), undo: Link("/people/\(id)/treatment/undo?was=\(memory)"))
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        var wanted = Dictionary(uniqueKeysWithValues: Treatment.Key.allCases.map { ($0, "") })
        for pair in visit.query["was"].split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            if halves.count == 2, let key = Treatment.Key(rawValue: String(halves[0])) {
                wanted[key] = String(halves[1].prefix(Card.longestLine))
            }
        }
        let back = wanted
        _ = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
            return try tx.prefer(id, back, source: .said)
        }
        return .see(Link("/people/\(id)"), flash: visit.t("It is as it was."))
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ complaints: Complaints, meanwhile: Meanwhile? = nil) async throws -> Page {
        let id = try person(visit)
        let (name, treatment) = try await shop.read { db in
            guard try db.survivor(of: id) == id else { throw Refused.notFound }
            return (try db.names(of: [id])[id] ?? "?", try db.treatment(of: id, shop))
        }
        let t = visit.t
        let form = FormView(visit, typed: complaints.isEmpty ? nil : meanwhile?.form ?? visit.form, complaints: complaints)
        return Page(
            t("How they want to be treated"), section: "people",
            """
            \(visit.ui.head(
                t("How {name} wants to be treated", ["name": name]),
                lead: t("It stands where you write or call, and who does otherwise says why."),
                back: visit.ui.back(Link("/people/\(id)"), t("Back to the card"))))
            \(form.form(
                Link("/people/\(id)/treatment"), summary: t("Please look at these fields."), warnings: meanwhile?.fields ?? [],
                "\(form.shown(TreatmentForm.standing(treatment.own)))\(TreatmentForm.fields(form, treatment.own, t))\(form.actions(t("Save"), cancel: (Link("/people/\(id)"), t("Cancel"))))"))
            """)
    }

    // MARK: The house

    static func house(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(housePage(visit, shop, Complaints())) }

    static func keepHouse(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form: Form
        do {
            form = try await shop.read { db in try db.merged(visit.form, over: houseStanding(shop), last: nil).form }
        } catch let meanwhile as Meanwhile {
            return .page(housePage(visit, shop, meanwhile.complaints(visit), meanwhile: meanwhile), status: 422)
        }
        var complaints = Complaints()
        func time(_ field: String) -> String {
            guard !form[field].isEmpty else { return "" }
            guard let time = TimeOfDay(form[field].prefix(5)) else {
                complaints.say(field, t("Write a time, as in 10:00."))
                return ""
            }
            return time.description
        }
        let (before, after) = (time("not_before"), time("not_after"))
        if let first = TimeOfDay(before), let last = TimeOfDay(after), first.minutes >= last.minutes {
            complaints.say("not_after", t("That leaves no time at all. Choose a later one."))
        }
        let spacing = ContactSpacing(
            days: days("days_between", form, t, &complaints), sameDays: days("days_between_same", form, t, &complaints))
        let formality = form["formality"] == "informal" ? "informal" : "formal"
        let tone = ["warm", "brief", "plain"].contains(form["tone"]) ? form["tone"] : "warm"
        guard complaints.isEmpty else { return .page(housePage(visit, shop, complaints), status: 422) }
        try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            try tx.set(TreatmentSettings.formality, to: formality)
            try tx.set(TreatmentSettings.tone, to: tone)
            try tx.set(TreatmentSettings.notBefore, to: before)
            try tx.set(TreatmentSettings.notAfter, to: after)
            try tx.set(ContactSettings.spacing, to: spacing)
        }
        return .see("/people/house-style", flash: t("Saved."))
    }

    /// What the form of the house shows.
    private static func houseStanding(_ shop: Shop) -> [StandingField] {
        let spacing = shop.setting(ContactSettings.spacing)
        return [
            StandingField("formality", shop.setting(TreatmentSettings.formality)),
            StandingField("tone", shop.setting(TreatmentSettings.tone)),
            StandingField("not_before", shop.setting(TreatmentSettings.notBefore)),
            StandingField("not_after", shop.setting(TreatmentSettings.notAfter)), StandingField("days_between", "\(spacing.days)"),
            StandingField("days_between_same", "\(spacing.sameDays)"),
        ]
    }

    private static func days(_ field: String, _ form: Form, _ t: Words, _ complaints: inout Complaints) -> Int {
        if let days = Int(form[field]), ContactSpacing.allowed.contains(days) { return days }
        complaints.say(
            field, t("Write a number of days, from 0 to {most}.", ["most": t.number(ContactSpacing.allowed.upperBound)]))
        return 0
    }

    private static func housePage(_ visit: Visit, _ shop: Shop, _ complaints: Complaints, meanwhile: Meanwhile? = nil) -> Page {
        let t = visit.t
        let form = FormView(visit, typed: complaints.isEmpty ? nil : meanwhile?.form ?? visit.form, complaints: complaints)
        return Page(
            t("House style"), section: "settings",
            """
            \(visit.ui.head(
                t("House style"), lead: t("How you treat everybody who has not said how they want it."),
                back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/people/house-style", summary: t("Please look at these fields."), warnings: meanwhile?.fields ?? [],
                """
                \(form.shown(houseStanding(shop)))\(form.select(
                    "formality", t("Form of address"), value: shop.setting(TreatmentSettings.formality),
                    [(value: "formal", words: t("formal")), (value: "informal", words: t("informal"))]))\
                \(form.select("tone", t("Tone"), value: shop.setting(TreatmentSettings.tone), TreatmentForm.tones(t)))\
                <div class="field-row">\(form.text("not_before", t("No calls before"), value: shop.setting(TreatmentSettings.notBefore), kind: .time, optional: t("optional")))\
                \(form.text("not_after", t("No calls after"), value: shop.setting(TreatmentSettings.notAfter), kind: .time, optional: t("optional")))</div>\
                <fieldset class="stack"><legend>\(t("Words of our own accord"))</legend>\
                <p class="hint">\(t("News, surveys and greetings, to those who agreed. Nothing goes sooner."))</p>\
                <div class="field-row">\(form.text("days_between", t("Days between two of them"), value: "\(shop.setting(ContactSettings.spacing).days)", inputMode: "numeric"))\
                \(form.text("days_between_same", t("Days between two of the same kind"), value: "\(shop.setting(ContactSettings.spacing).sameDays)", inputMode: "numeric"))</div></fieldset>\
                \(form.actions(t("Save"), cancel: ("/settings", t("Cancel"))))
                """))
            """)
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}
