import Language

/// One stop of the alphabet above the list: the people whose sort keys are at least `from` and less than `until`.
struct LetterStop: Sendable, Equatable {
    var label: String
    var from: String
    var until: String
    /// A letter of the shop's own alphabet, which stands there even when nobody's name begins with it.
    var isLetter: Bool
}

/// The alphabet of the shop's language as stops in the list of people, then the other scripts as one stop each.
enum Letters {
    /// Behind every text.
    private static let end = "\u{10FFFF}"

    static func stops(for language: Language) -> [LetterStop] {
        let letters = alphabet(of: language)
        let keys = letters.map { primary($0, language) }
        let scripts = others(for: language)
        let first = keys.first ?? ""
        var stops: [LetterStop] = []
        // Names without letters, those not known yet, and scripts that stand before the shop's own.
        let early = scripts.filter { $0.from < first }
        stops.append(LetterStop(label: "#", from: "", until: early.first?.from ?? first, isLetter: false))
        stops += early.enumerated().map { place, stop in
            LetterStop(label: stop.label, from: stop.from, until: place + 1 < early.count ? early[place + 1].from : first, isLetter: false)
        }
        let late = scripts.filter { $0.from >= first }
        for (place, letter) in letters.enumerated() {
            let until = place + 1 < keys.count ? keys[place + 1] : late.first?.from ?? end
            stops.append(LetterStop(label: letter, from: keys[place], until: until, isLetter: true))
        }
        return stops + late
    }

    /// What stands in the sort key for a letter, without the parts that tell equal names apart.
    private static func primary(_ letter: String, _ language: Language) -> String {
        String(Collation.key(letter, language: language).prefix { $0 != "\t" })
    }

    private static func alphabet(of language: Language) -> [String] {
        let text =
            switch language {
            case .en, .id, .pseudo: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            case .tr: "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ"
            case .fi: "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
            case .hy: "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՓՔՕՖ"
            }
        return text.map(String.init)
    }

    /// Greek, Cyrillic and Armenian begin at these characters; for Armenian shops Latin stands behind all, in its full-width copies.
    private static func others(for language: Language) -> [LetterStop] {
        func script(_ label: String, _ from: String, _ until: String) -> LetterStop {
            LetterStop(label: label, from: from, until: until, isLetter: false)
        }
        let (greek, cyrillic, armenian, behind, latin) = ("\u{370}", "\u{400}", "\u{530}", "\u{590}", "\u{FF41}")
        guard language == .hy else {
            return [
                script("Α–Ω", greek, cyrillic), script("А–Я", cyrillic, armenian), script("Ա–Ֆ", armenian, behind),
                script("…", behind, end),
            ]
        }
        return [script("Α–Ω", greek, cyrillic), script("А–Я", cyrillic, armenian), script("…", behind, latin), script("A–Z", latin, end)]
    }
}
