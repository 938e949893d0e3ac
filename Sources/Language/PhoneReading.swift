/// What a number is that somebody typed (161): E.164 where the country is known, else just digits. What was typed is kept beside it.
public enum PhoneReading: Sendable, Equatable {
    /// "+905321234567".
    case number(String)
    /// An extension, a short number, or one whose country nobody can tell.
    case local
    /// Digits with a country, but too few or too many for it. `code` is what they follow: "+90", or the 0 that is dialled at home.
    case impossible(code: String, wanted: ClosedRange<Int>, has: Int)

    /// - Parameter home: the shop's own country, for numbers without one; nil leaves them local.
    public static func read(_ typed: String, home: PhoneCountry?) -> PhoneReading {
        var text = typed[...]
        while let first = text.first, first == " " || first == "(" || first == "\u{A0}" { text = text.dropFirst() }
        let digits = String(text.unicodeScalars.filter { (0x30...0x39).contains($0.value) }.map(Character.init))
        if text.hasPrefix("+") { return foreign(digits, hasBracketedZero: text.contains("(0)")) }
        if digits.hasPrefix("00") { return foreign(String(digits.dropFirst(2)), hasBracketedZero: text.contains("(0)")) }
        guard let home else { return .local }
        return domestic(digits, home)
    }

    /// Digits of the shortest numbers of those countries that have long ones.
    private static let shortestNational = 7

    /// The number, where there is one.
    public var e164: String? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// Digits that begin with a calling code.
    private static func foreign(_ all: String, hasBracketedZero: Bool) -> PhoneReading {
        guard let country = PhoneCountry.home.first(where: { all.hasPrefix($0.calling) }) else {
            let isPossible = (7...15).contains(all.utf8.count) && !all.hasPrefix("0")
            return isPossible ? .number("+" + all) : .impossible(code: "+", wanted: 7...15, has: all.utf8.count)
        }
        var national = String(all.dropFirst(country.calling.utf8.count))
        // "+44 (0)20 …" and "+90 0532 …": the 0 is for callers at home.
        if country.trunk == "0", national.hasPrefix("0"), hasBracketedZero || national.utf8.count > country.digits.lowerBound {
            national.removeFirst()
        }
        guard country.digits.contains(national.utf8.count), !national.hasPrefix("0") else {
            return .impossible(code: "+" + country.calling, wanted: country.digits, has: national.utf8.count)
        }
        return .number("+" + country.calling + national)
    }

    /// Digits as they are dialled at home.
    private static func domestic(_ all: String, _ home: PhoneCountry) -> PhoneReading {
        if !home.trunk.isEmpty, all.hasPrefix(home.trunk) {
            let national = all.dropFirst(home.trunk.utf8.count)
            if home.digits.contains(national.utf8.count), !national.hasPrefix("0") { return .number("+" + home.calling + national) }
            // "0532 12": whoever dials the 0 means a number outside, and none is so short. Extensions and short numbers begin with other figures;
            // one that is long enough may be another country's, as its people write it.
            if home.trunk == "0", national.utf8.count < min(home.digits.lowerBound, shortestNational) {
                return .impossible(code: home.trunk, wanted: home.digits, has: national.utf8.count)
            }
        }
        // "90 532 123 45 67": the plus was left out.
        if all.hasPrefix(home.calling) {
            let national = all.dropFirst(home.calling.utf8.count)
            if national.utf8.count >= 8, home.digits.contains(national.utf8.count), !national.hasPrefix("0"),
                home.digits.count > 1 || !home.digits.contains(all.utf8.count)
            {
                return .number("+" + home.calling + national)
            }
        }
        // "532 123 45 67": the 0 was left out, which is told only where numbers have one length.
        if home.digits.count <= 1, home.digits.contains(all.utf8.count), !all.hasPrefix("0") { return .number("+" + home.calling + all) }
        // An Indonesian mobile without its 0.
        if home.code == "ID", all.hasPrefix("8"), (9...12).contains(all.utf8.count) { return .number("+62" + all) }
        return .local
    }
}
