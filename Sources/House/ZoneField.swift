import Core
import Language
import Web

/// A select of all time zones, with those that our shops keep first.
enum ZoneField {
    private static let usual = [
        "Europe/Istanbul", "Europe/Helsinki", "Asia/Yerevan", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/London",
        "Europe/Berlin", "UTC",
    ]
    private static let all = TimeZoneNames.known()

    static func html(_ form: FormView, _ t: Words, value: String) -> HTML {
        let chosen = form.value("zone", value)
        let others = (all + (all.contains(chosen) || usual.contains(chosen) ? [] : [chosen])).filter { !usual.contains($0) }
        func options(_ names: [String]) -> [HTML] {
            names.map { "<option value=\"\($0)\"\(flag: " selected", $0 == chosen)>\($0.replacing("_", with: " "))</option>" }
        }
        return form.field(
            "zone", t("Time zone"), hint: t("Opening hours and due times go by this clock."),
            // Names of places as the time zone database spells them; nobody translates them.
            """
            <select id="zone" name="zone" aria-describedby="zone-hint">\
            <optgroup label="\(t("Often chosen"))" translate="no">\(options(usual))</optgroup>\
            <optgroup label="\(t("All time zones"))" translate="no">\(options(others))</optgroup></select>
            """)
    }

    static func check(_ name: String, _ t: Words, _ complaints: inout Complaints) {
        if ShopTimeZone(name) == nil { complaints.say("zone", t("This machine does not know this time zone. Choose one from the list.")) }
    }
}

/// A select of the languages we speak, each by its own name.
enum LanguageField {
    /// - Parameter shop: the first option, for "as the shop"; nil where a language must be chosen.
    static func html(_ form: FormView, _ t: Words, value: String, shop: String? = nil, hint: String? = nil) -> HTML {
        let chosen = form.value("language", value)
        let own: [HTML] = Language.offered.map { language in
            """
            <option value="\(language.rawValue)" lang="\(language.tag)" translate="no"\(flag: " selected", language.rawValue == chosen)>\
            \(language.ownName)</option>
            """
        }
        let asShop: HTML = shop.map { "<option value=\"\"\(flag: " selected", chosen.isEmpty)>\($0)</option>" } ?? ""
        let described: HTML = hint == nil ? "" : " aria-describedby=\"language-hint\""
        return form.field(
            "language", t("Language"), hint: hint, "<select id=\"language\" name=\"language\"\(described)>\(asShop)\(own)</select>")
    }

    /// The language chosen; nil for the empty option and for what no form of ours sends.
    static func read(_ form: Form) -> Language? {
        Language(rawValue: form["language"]).flatMap { Language.offered.contains($0) ? $0 : nil }
    }
}
