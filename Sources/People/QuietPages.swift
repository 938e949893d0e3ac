import Core
import Language
import Storage
import Web

/// Who was not spoken to lately: the list that drives regular contact (R1).
enum QuietPages {
    static let most = 3650

    /// The last moment before which a contact was `days` or more ago on the shop's calendar: the beginning of the day after.
    ///
    /// Days are counted as people count them: what was said yesterday evening is one day ago at noon today.
    static func border(days: Int, now: Instant, zone: ShopTimeZone) -> Instant { zone.start(of: zone.day(at: now) - days + 1) }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let standard = shop.setting(PeopleSettings.quietDays)
        let typed = visit.query.has("days") ? visit.query["days"] : String(standard)
        guard let days = Int(typed), (1...most).contains(days) else {
            let complaints = Complaints("days", visit.t("Write a whole number of days from 1 to {n}.", ["n": visit.t.number(most)]))
            let form = FormView(visit, typed: visit.query, complaints: complaints)
            return .page(page(visit, days: typed, form: form, ""), status: 422)
        }
        let after = QuietList.Key(visit.query["after"])
        let moment = border(days: days, now: Instant(milliseconds: visit.now), zone: shop.timeZone)
        let list = try await shop.read { db in try db.quietPeople(before: moment, after: after) }
        let t = visit.t
        guard !list.rows.isEmpty else {
            let words = t("Nobody has been without contact for {n} day.", "Nobody has been without contact for {n} days.", days)
            return .page(page(visit, days: typed, form: FormView(visit), visit.ui.empty("people", t("Nobody was forgotten"), words)))
        }
        let next: HTML =
            list.after.map {
                """
                <nav class="pager" aria-label="\(t("Pages"))">\
                <a class="button" rel="next" href="\(Link("/people/quiet?days=\(days)&after=\($0)"))">\
                \(t("More recent"))\(visit.ui.icon("right"))</a></nav>
                """
            } ?? ""
        return .page(page(visit, days: typed, form: FormView(visit), PeopleRows.list(list.rows, visit) + next))
    }

    static func keepDays(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let days = Int(visit.form["days"]), (1...most).contains(days) else {
            return .see(Link("/people/quiet?days=\(visit.form["days"])"))
        }
        let before = shop.setting(PeopleSettings.quietDays)
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in try tx.set(PeopleSettings.quietDays, to: days) }
        let words = visit.t(
            "The list now shows who was not spoken to for {n} day.", "The list now shows who was not spoken to for {n} days.", days)
        return .see("/people/quiet", flash: words, undo: before == days ? nil : Link("/people/quiet?days=\(before)"))
    }

    private static func page(_ visit: Visit, days: String, form: FormView, _ body: HTML) -> Page {
        let t = visit.t
        let keep: HTML =
            visit.visitor?.may(.manage) == true && Int(days) != nil
            ? form.button("/people/quiet", "\(t("Keep as ours"))", style: "button quiet", name: "days", value: days) : ""
        return Page(
            t("Not spoken to lately"), section: "people",
            """
            \(visit.ui.head(
                t("Not spoken to lately"), lead: t("The longest silent first. A note or a message takes a person off the list."),
                back: visit.ui.back("/people", t("People"))))
            <div class="row"><form class="inline-form" action="/people/quiet"><label for="days">\(t("Days without contact"))</label>\
            <input id="days" name="days" inputmode="numeric" size="4" value="\(days)"\
            \(flag: " aria-invalid=\"true\" aria-describedby=\"days-error\"", !form.error("days").isEmpty)>\
            <button class="button">\(t("Show"))</button></form>\(keep)</div>\(form.error("days"))\(body)
            """)
    }
}
