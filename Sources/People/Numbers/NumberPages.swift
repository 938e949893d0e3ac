import Core
import Language
import Storage
import Web

/// The country of numbers that are written without one.
enum NumberPages {
    private static let mostShown = 50

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop, FormView(visit))) }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let chosen = visit.form["country"]
        let typed = visit.form["code"].filter { !$0.isWhitespace }
        let setting = chosen == "other" ? (typed.hasPrefix("+") ? typed : "+" + typed) : chosen
        guard chosen.isEmpty || PhoneCountry(setting) != nil else {
            let complaints = Complaints("code", t("Write the calling code of the country, as in +49."))
            return .page(try await page(visit, shop, FormView(visit, typed: visit.form, complaints: complaints)), status: 422)
        }
        let value = PhoneCountry(setting)?.code ?? ""
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            tx.silentByIntent = true
            try tx.set(PhoneSettings.country, to: value)
            try tx.enqueue(NumberJob.name, key: "\(NumberJob.name):\(tx.now.milliseconds)")
        }
        return .see("/people/numbers", flash: t("Saved. All numbers are read again in the next minute."))
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ form: FormView) async throws -> Page {
        let (rows, names) = try await shop.read { db in
            let rows = try db.numbersWithoutCountry(limit: mostShown)
            return (rows, try db.names(of: rows.map(\.holder)))
        }
        let t = visit.t
        let kept = shop.setting(PhoneSettings.country)
        let guess = PhoneCountry.guess(
            zone: shop.setting(ShopSettings.timeZone), language: Language(rawValue: shop.setting(ShopSettings.language)) ?? .en)
        let byItself = guess.map { t("By itself: {country}", ["country": label($0.code, t)]) } ?? t("None")
        let options =
            [(value: "", words: byItself)] + PhoneCountry.home.map { (value: $0.code, words: label($0.code, t)) }
            + [(value: "other", words: t("Another country"))]
        let isOther = kept.hasPrefix("+")
        let items: [HTML] = rows.map { row in
            """
            <li class="item"><div class="what"><a class="item-link" href="\(Link("/people/\(row.holder)/edit"))">\
            <b translate="no" dir="auto">\(names[row.holder] ?? "?")</b></a><span class="sub" translate="no">\(row.number)</span></div></li>
            """
        }
        let left: HTML =
            items.isEmpty
            ? "<p class=\"soft\">\(t("Of every number the country is known."))</p>"
            : """
            <p class="soft">\(t("They are found by their digits as before. Written with + and the country they can be called from anywhere."))</p>
            <ol class="list">\(items)</ol>
            """
        return Page(
            t("Phone numbers"), section: "settings",
            """
            \(visit.ui.head(
                t("Phone numbers"), lead: t("A number without + belongs to this country. What was typed stays on the card."),
                back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/people/numbers", summary: t("Please look at these fields."),
                """
                \(form.select("country", t("Numbers without + are from"), value: isOther ? "other" : kept, options))\
                \(form.text(
                    "code", t("Calling code of another country"), value: isOther ? kept : "", optional: t("optional"), autocomplete: "off",
                    inputMode: "tel"))\
                \(form.actions(t("Save"), cancel: ("/settings", t("Cancel"))))
                """))
            <section class="stack"><h2>\(t("Numbers without a country"))</h2>\(left)</section>
            """)
    }

    /// "Türkiye (+90)".
    private static func label(_ code: String, _ t: Words) -> String {
        guard let country = PhoneCountry(code) else { return code }
        let name: String =
            switch country.code {
            case "TR": t("Türkiye")
            case "FI": t("Finland")
            case "AM": t("Armenia")
            case "ID": t("Indonesia")
            case "GB": t("United Kingdom")
            case "US": t("United States, Canada")
            default: ""
            }
        return name.isEmpty ? "+\(country.calling)" : "\(name) (+\(country.calling))"
    }
}
