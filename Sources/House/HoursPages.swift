import Core
import Foundation
import Language
import Storage
import Web

/// Opening hours: the week, public holidays and the shop's own exceptional days.
enum HoursPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/hours", .manage) { .page(page($0, shop)) },
            .post("/settings/hours", .manage) { try await keep($0, shop) },
            .post("/settings/hours/open-on", .manage) { try await keepOpenOn($0, shop) },
            .post("/settings/hours/days", .manage) { try await addDays($0, shop) },
            .post("/settings/hours/days/remove", .manage) { try await removeDays($0, shop) },
            .post("/settings/hours/days/restore", .manage) { try await restoreDays($0, shop) },
        ]
    }

    private static func page(
        _ visit: Visit, _ shop: Shop, week: HoursForm? = nil, weekForm: FormView? = nil, daysForm: FormView? = nil
    ) -> Page {
        let t = visit.t
        let hours = shop.setting(ShopSettings.hours)
        let form = weekForm ?? FormView(visit)
        let week = week ?? HoursForm(hours)
        return Page(
            t("Opening hours"), section: "settings",
            """
            \(visit.ui.head(
                t("Opening hours"), lead: t("Every due time goes by these hours, on the clock of {zone}.", ["zone": shop.timeZone.identifier]),
                back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/settings/hours", summary: t("Please look at these fields."),
                "\(week.table(form, visit))\(week.holidays(form, t))\(form.actions(t("Save")))"))
            \(holidays(visit, hours))
            \(ownDays(visit, hours, daysForm ?? FormView(visit)))
            """)
    }

    // MARK: Week

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        var week = HoursForm(typed: form)
        if week.changePeriods(form) { return .page(page(visit, shop, week: week, weekForm: FormView(visit, typed: form))) }
        do {
            let kept = try week.read(shop.setting(ShopSettings.hours), visit.t)
            try await shop.write(as: try visit.actor()) { tx in try tx.set(ShopSettings.hours, to: kept) }
            let late = HoursForm.overnight(kept, visit.t)
            return .see("/settings/hours", flash: [visit.t("Saved."), late].compactMap { $0 }.joined(separator: " "))
        } catch let complaints as Complaints {
            let view = FormView(visit, typed: form, complaints: complaints)
            return .page(page(visit, shop, week: week, weekForm: view), status: 422)
        }
    }

    // MARK: Public holidays

    private static func holidays(_ visit: Visit, _ hours: OpeningHours) -> HTML {
        guard let country = hours.holidays else { return "" }
        let t = visit.t
        let form = FormView(visit)
        let checks: [HTML] = coming(country, visit).map { day, holiday in
            """
            <label class="check"><input type="checkbox" name="open" value="\(holiday.key)"\(flag: " checked", hours.openOn.contains(holiday.key))>\
            <span>\(t(holiday.name))<small>\(date(day, t))</small></span></label>
            """
        }
        return """
            <section class="card stack" id="holidays"><header><h2>\(t("Public holidays on which you are open"))</h2></header>
            <p class="hint">\(t("The rest close the shop by themselves, this year and every year."))</p>
            \(form.form("/settings/hours/open-on", summary: "", "\(checks)\(form.actions(t("Save holidays")))"))</section>
            """
    }

    /// Each holiday once, at its next date, the nearest first.
    private static func coming(_ country: HolidayCountry, _ visit: Visit) -> [(day: Day, holiday: Holiday)] {
        let now = visit.t.timeZone.civil(at: visit.now)
        guard let today = Day(now.year, now.month, now.day) else { return [] }
        let both = country.holidays(in: now.year) + country.holidays(in: now.year + 1)
        var known: Set<String> = []
        return both.filter { day, holiday in day >= today && known.insert(holiday.key).inserted }
    }

    static func keepOpenOn(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        var hours = shop.setting(ShopSettings.hours)
        guard let country = hours.holidays else { throw Refused.notFound }
        hours.openOn = Set(visit.form.all("open")).intersection(coming(country, visit).map(\.holiday.key))
        let kept = hours
        try await shop.write(as: try visit.actor()) { tx in try tx.set(ShopSettings.hours, to: kept) }
        return .see("/settings/hours", flash: visit.t("Saved."))
    }

    // MARK: Days of the shop's own

    private static func ownDays(_ visit: Visit, _ hours: OpeningHours, _ form: FormView) -> HTML {
        let t = visit.t
        let items: [HTML] = hours.exceptions.sorted { $0.first < $1.first }.map { days in
            """
            <li class="item"><div class="what"><b>\(days.name.isEmpty ? t("Own hours") : days.name)</b>\
            <span class="sub">\(span(days, t)) · \(words(days.hours, t))</span></div>\
            \(form.button("/settings/hours/days/remove", "\(visit.ui.icon("trash"))\(t("Remove"))", style: "button quiet", name: "day", value: text(days)))</li>
            """
        }
        let list: HTML = items.isEmpty ? "<p class=\"soft\">\(t("None yet."))</p>" : "<ol class=\"list\">\(items)</ol>"
        return """
            <section class="card stack" id="days"><header><h2>\(t("Days of your own"))</h2></header>
            <p class="hint">\(t("Holidays that move, stock-taking, a long Saturday. They count before everything else."))</p>
            \(list)
            \(form.form(
                "/settings/hours/days", summary: t("Please look at these fields."),
                """
                \(form.text("name", t("What is it?"), hint: t("For example: stock-taking."), optional: t("optional"), autocomplete: "off"))
                <div class="field-row">\(form.text("first", t("First day"), kind: .date, isRequired: true))
                \(form.text("last", t("Last day"), kind: .date, optional: t("optional")))</div>
                <div class="field-row">\(form.text("opens", t("Opens"), kind: .time, optional: t("optional")))
                \(form.text("closes", t("Closes"), kind: .time, optional: t("optional")))</div>
                <p class="hint">\(t("Without times the shop is closed on these days."))</p>
                \(form.actions(t("Add these days"), icon: "plus"))
                """))</section>
            """
    }

    static func addDays(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        do {
            let days = try read(form, visit.t)
            try await shop.write(as: try visit.actor()) { tx in try tx.changeExceptions { $0.append(days) } }
            return .see("/settings/hours", flash: visit.t("Added."))
        } catch let complaints as Complaints {
            return .page(page(visit, shop, daysForm: FormView(visit, typed: form, complaints: complaints)), status: 422)
        }
    }

    private static func read(_ form: Form, _ t: Words) throws(Complaints) -> ExceptionalDays {
        var complaints = Complaints()
        let first = Day(form["first"])
        let last = form["last"].isEmpty ? first : Day(form["last"])
        if first == nil { complaints.say("first", t("Choose the day.")) }
        if last == nil { complaints.say("last", t("This is not a day.")) }
        if form["name"].count > 80 { complaints.say("name", t("A name has at most 80 letters.")) }
        var hours = ExceptionalDays.Hours.closed
        if !form["opens"].isEmpty || !form["closes"].isEmpty {
            if let opens = TimeOfDay(form["opens"]), let closes = TimeOfDay(form["closes"]) {
                do {
                    hours = .each(try DayHours([OpeningPeriod(opens, closes == .midnight ? .endOfDay : closes)]))
                } catch {
                    complaints.say("opens", HoursForm.sentence(error, t))
                }
            } else {
                complaints.say("opens", t("Write both times, as in 09:00 and 18:00, or leave both empty."))
            }
        }
        try complaints.check()
        guard let first else { throw complaints }
        do {
            return try ExceptionalDays(form["name"], from: first, to: last, hours)
        } catch {
            throw Complaints("last", HoursForm.sentence(error, t))
        }
    }

    static func removeDays(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let days = days(visit.form["day"]) else { throw Refused.notFound }
        try await shop.write(as: try visit.actor()) { tx in
            try tx.changeExceptions { all in if let place = all.firstIndex(of: days) { all.remove(at: place) } }
        }
        return .see("/settings/hours", flash: visit.t("Removed."), undo: Link("/settings/hours/days/restore?day=\(text(days))"))
    }

    static func restoreDays(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let days = days(visit.query["day"]) else { throw Refused.notFound }
        try await shop.write(as: try visit.actor()) { tx in
            try tx.changeExceptions { all in if !all.contains(days) { all.append(days) } }
        }
        return .see("/settings/hours", flash: visit.t("Back again."))
    }

    // MARK: Words

    /// The days as the form and the undo link carry them.
    private static func text(_ days: ExceptionalDays) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(days)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func days(_ text: String) -> ExceptionalDays? { try? JSONDecoder().decode(ExceptionalDays.self, from: Data(text.utf8)) }

    private static func span(_ days: ExceptionalDays, _ t: Words) -> String {
        days.first == days.last ? date(days.first, t) : t("{first} to {last}", ["first": date(days.first, t), "last": date(days.last, t)])
    }

    private static func words(_ hours: ExceptionalDays.Hours, _ t: Words) -> String {
        switch hours {
        case .closed: t("closed")
        case .each(let day): day.periods.map { "\($0.opens)–\($0.closes)" }.joined(separator: ", ")
        case .week: t("another week")
        }
    }

    private static func date(_ day: Day, _ t: Words) -> String {
        let (year, month, number) = day.parts
        return t.date(CivilTime(year: year, month: month, day: number))
    }
}

extension Tx {
    /// Changes the shop's exceptional days as they are now, not as a page saw them a while ago.
    fileprivate func changeExceptions(_ change: (inout [ExceptionalDays]) -> Void) throws {
        var hours = try setting(ShopSettings.hours)
        change(&hours.exceptions)
        try set(ShopSettings.hours, to: hours)
    }
}
