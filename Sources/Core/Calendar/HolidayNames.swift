import Language

extension Holiday {
    /// The day's name, the same for a key in every country.
    public var name: Phrase { Holiday.names[key] ?? Phrase("Public holiday") }

    static let names: [String: Phrase] = [
        "new_year": Phrase("New Year's Day"),
        "new_year_second_day": Phrase("Second day of the New Year"),
        "new_year_eve": Phrase("New Year's Eve"),
        "epiphany": Phrase("Epiphany"),
        "christmas_and_epiphany": Phrase("Christmas and Epiphany"),
        "good_friday": Phrase("Good Friday"),
        "easter_sunday": Phrase("Easter Sunday"),
        "easter_monday": Phrase("Easter Monday"),
        "may_day": Phrase("May Day"),
        "labour": Phrase("Labour Day"),
        "labour_and_solidarity": Phrase("Labour and Solidarity Day"),
        "ascension": Phrase("Ascension Day"),
        "pentecost": Phrase("Pentecost"),
        "midsummer_eve": Phrase("Midsummer Eve"),
        "midsummer_day": Phrase("Midsummer Day"),
        "all_saints": Phrase("All Saints' Day"),
        "independence": Phrase("Independence Day"),
        "christmas_eve": Phrase("Christmas Eve"),
        "christmas": Phrase("Christmas Day"),
        "boxing_day": Phrase("Boxing Day"),
        "national_sovereignty_and_children": Phrase("National Sovereignty and Children's Day"),
        "ataturk_youth_and_sports": Phrase("Commemoration of Atatürk, Youth and Sports Day"),
        "democracy_and_national_unity": Phrase("Democracy and National Unity Day"),
        "victory": Phrase("Victory Day"),
        "republic_eve": Phrase("Eve of Republic Day, from 13:00"),
        "republic": Phrase("Republic Day"),
        "army": Phrase("Army Day"),
        "women": Phrase("Women's Day"),
        "genocide_remembrance": Phrase("Remembrance Day of the Armenian Genocide"),
        "victory_and_peace": Phrase("Victory and Peace Day"),
        "constitution": Phrase("Constitution Day"),
        "pancasila": Phrase("Pancasila Day"),
    ]
}

extension HolidayCountry {
    public var name: Phrase {
        switch self {
        case .turkey: Phrase("Türkiye")
        case .finland: Phrase("Finland")
        case .armenia: Phrase("Armenia")
        case .indonesia: Phrase("Indonesia")
        }
    }
}

extension OpeningHours.Refusal {
    /// The sentence at the field.
    public func text(_ t: Words) -> String {
        switch self {
        case .notAPeriod(let typed): t("“{text}” is not a time from and to. Write it like 09:00-18:00.", ["text": typed])
        case .opensWhenItCloses(let time):
            t("It opens and closes at {time}. For the whole day write 00:00-24:00.", ["time": time.description])
        case .opensAtEndOfDay: t("24:00 is the end of the day. Write what opens then on the next day, from 00:00.")
        case .overlap(let one, let other):
            t("{one} and {other} overlap.", ["one": "\(one.opens)-\(one.closes)", "other": "\(other.opens)-\(other.closes)"])
        case .endsBeforeItStarts: t("The last day is before the first.")
        case .tooManyDays: t("Exceptional days can last 400 days at most. For longer, change the week.")
        }
    }
}
