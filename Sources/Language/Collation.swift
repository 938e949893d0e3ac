/// Sort keys for names: compared byte by byte, as the database does, they come in the order of the reader's alphabet.
public enum Collation {
    /// The key of `name` in the alphabet of `language`.
    ///
    /// First the letters count, without case and accents: spaces and hyphens before digits before letters; Latin, Greek, Cyrillic, Armenian
    /// in this order, Armenian first for Armenian. The letters that an alphabet has of its own stand in their place: Turkish ç after c, ğ
    /// after g, ı before i, ö after o, ş after s, ü after u; Finnish å, ä, ö after z with æ as ä, ø as ö, ü as y; Armenian և after ք.
    /// Names that are equal this way are told apart by accents, then by case. Other marks and apostrophes do not count.
    public static func key(_ name: String, language: Language) -> String {
        var primary = ""
        for character in name {
            let lower = lowered(character, language)
            if let own = ownPlace(of: lower, in: language) {
                primary += own
            } else if character.isLetter || character.isNumber {
                primary += place(SearchAnalysis.fold(lower), language)
            } else if character == " " || character == "-" || character == "\u{A0}" || character == "_" {
                if !primary.isEmpty, primary.last != " " { primary += " " }
            }
        }
        // և is written եւ as well, and ԵՒ or ԵՎ in capitals.
        if language == .hy { primary = primary.replacing("եվ", with: "եւ").replacing("եւ", with: "ք" + after) }
        return primary + "\t" + name.lowercased() + "\t" + name
    }

    /// Sorts after every letter that may follow, so "c" + after stands between c and d.
    private static let after = "\u{FF5E}"

    private static func lowered(_ character: Character, _ language: Language) -> String {
        switch character {
        case "İ": "i"
        case "I": language == .tr ? "ı" : "i"
        default: character.lowercased()
        }
    }

    private static func ownPlace(of letter: String, in language: Language) -> String? {
        switch (language, letter) {
        case (.tr, "ç"): "c" + after
        case (.tr, "ğ"): "g" + after
        case (.tr, "ı"): "h" + after
        case (.tr, "ö"): "o" + after
        case (.tr, "ş"): "s" + after
        case (.tr, "ü"): "u" + after
        case (.fi, "å"): "z" + after + "a"
        case (.fi, "ä"), (.fi, "æ"): "z" + after + "b"
        case (.fi, "ö"), (.fi, "ø"): "z" + after + "c"
        case (.fi, "ü"): "y"
        default: nil
        }
    }

    /// Where Armenian comes first, Latin letters move to their full-width copies, which stand behind Armenian.
    private static func place(_ folded: String, _ language: Language) -> String {
        guard language == .hy else { return folded }
        var out = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars {
            let isLatin = (0x61...0x7A).contains(scalar.value)
            out.append(isLatin ? Unicode.Scalar(scalar.value - 0x61 + 0xFF41) ?? scalar : scalar)
        }
        return String(out)
    }
}
