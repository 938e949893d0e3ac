import Core
import Language

extension HolidayCountry {
    func name(_ t: Words) -> String {
        switch self {
        case .turkey: t("Turkey")
        case .finland: t("Finland")
        case .armenia: t("Armenia")
        case .indonesia: t("Indonesia")
        }
    }
}

extension Holiday {
    /// The holiday's name in the reader's language. Keys come from ``HolidayCountry``; one that is missing here shows as its key, and a test
    /// asks for every one.
    func name(_ t: Words, in country: HolidayCountry) -> String {
        switch (country, key) {
        case (_, "new_year"): t("New Year’s Day")
        case (_, "new_year_eve"): t("New Year’s Eve")
        case (_, "good_friday"): t("Good Friday")
        case (_, "easter_sunday"): t("Easter Sunday")
        case (_, "easter_monday"): t("Easter Monday")
        case (_, "ascension"): t("Ascension Day")
        case (_, "labour"): t("Labour Day")
        case (.turkey, "national_sovereignty_and_children"): t("National Sovereignty and Children’s Day")
        case (.turkey, "labour_and_solidarity"): t("Labour and Solidarity Day")
        case (.turkey, "ataturk_youth_and_sports"): t("Commemoration of Atatürk, Youth and Sports Day")
        case (.turkey, "democracy_and_national_unity"): t("Democracy and National Unity Day")
        case (.turkey, "victory"): t("Victory Day")
        case (.turkey, "republic_eve"): t("Eve of Republic Day, from 13:00")
        case (.turkey, "republic"), (.armenia, "republic"): t("Republic Day")
        case (.finland, "epiphany"): t("Epiphany")
        case (.finland, "may_day"): t("May Day")
        case (.finland, "pentecost"): t("Pentecost")
        case (.finland, "midsummer_eve"): t("Midsummer Eve")
        case (.finland, "midsummer_day"): t("Midsummer Day")
        case (.finland, "all_saints"): t("All Saints’ Day")
        case (.finland, "christmas_eve"): t("Christmas Eve")
        case (.finland, "boxing_day"): t("Second day of Christmas")
        case (_, "independence"): t("Independence Day")
        case (_, "christmas"): t("Christmas Day")
        case (.armenia, "new_year_second_day"): t("Second day of the New Year")
        case (.armenia, "christmas_and_epiphany"): t("Christmas and Epiphany")
        case (.armenia, "army"): t("Army Day")
        case (.armenia, "women"): t("Women’s Day")
        case (.armenia, "genocide_remembrance"): t("Genocide Remembrance Day")
        case (.armenia, "victory_and_peace"): t("Victory and Peace Day")
        case (.armenia, "constitution"): t("Constitution Day")
        case (.indonesia, "pancasila"): t("Pancasila Day")
        default: key
        }
    }
}
