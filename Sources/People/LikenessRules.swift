import Core
import Language

/// What two cards have in common that makes them perhaps the same person's. Pure: it looks at the cards alone.
///
/// A rule proposes, a person decides: cards are never merged by a rule. One address on two cards cannot be, so who writes from a known
/// address is on the known card without any rule (expected behaviour 164).
enum Likeness {
    /// In the order in which proposals are shown, the surest first.
    enum Reason: Sendable, Equatable {
        /// The same phone number, with or without country code. As it is written on each.
        case phone(String, String)
        /// The same name; one card has only numbers, the other only mail addresses.
        case nameOtherWay
        /// What stands before the @ is the other's whole name.
        case mail(String)
        /// The same whole name, of two words or more, in whichever order and script.
        case name

        var place: Int {
            switch self {
            case .phone: 1
            case .nameOtherWay: 2
            case .mail: 3
            case .name: 4
            }
        }
    }

    /// What more cards than so many share is no sign: a common name, the number of a switchboard. Our own choice.
    static let mostSharing = 5
    /// "ayse" before the @ is many people; a name of so many letters is few.
    private static let fewestLetters = 6
    /// A word may have several Latin spellings, and a name several words.
    private static let mostSpellings = 16
    private static let mostWords = 6

    static func reasons(_ one: Card, _ other: Card) -> [Reason] {
        var reasons: [Reason] = []
        if let (mine, theirs) = samePhone(one, other) { reasons.append(.phone(mine, theirs)) }
        let names = spellings(of: one.name)
        let others = spellings(of: other.name)
        if !Set(names.map(key)).isDisjoint(with: others.map(key)) {
            if hasOnlyPhones(one) && hasOnlyMail(other) || hasOnlyMail(one) && hasOnlyPhones(other) {
                reasons.append(.nameOtherWay)
            } else if names.contains(where: { $0.count > 1 }) {
                reasons.append(.name)
            }
        }
        if let mail = said(others, by: one.emails) ?? said(names, by: other.emails) { reasons.append(.mail(mail)) }
        return reasons.sorted { $0.place < $1.place }
    }

    /// Two cards for which there is a reason share one of these; cards that share one may still have none.
    static func keys(of card: Card) -> Set<String> {
        let names = spellings(of: card.name)
        var keys = Set(names.map { "n:" + key($0) })
        for phone in card.phones { keys.formUnion(PeopleSearch.numbers(in: phone.shown).map { "p:" + $0 }) }
        keys.formUnion(names.flatMap(wholes).map { "m:" + $0 })
        keys.formUnion(card.emails.compactMap { local($0.shown) }.map { "m:" + $0 })
        return keys
    }

    private static func samePhone(_ one: Card, _ other: Card) -> (String, String)? {
        for mine in one.phones {
            let numbers = PeopleSearch.numbers(in: mine.shown)
            if let theirs = other.phones.first(where: { !PeopleSearch.numbers(in: $0.shown).isDisjoint(with: numbers) }) {
                return (mine.shown, theirs.shown)
            }
        }
        return nil
    }

    private static func hasOnlyPhones(_ card: Card) -> Bool { card.emails.isEmpty && !card.phones.isEmpty }
    private static func hasOnlyMail(_ card: Card) -> Bool { card.phones.isEmpty && !card.emails.isEmpty }

    private static func said(_ names: [[String]], by mails: [Customer.Address]) -> String? {
        let wholes = Set(names.flatMap(wholes))
        return mails.first { local($0.shown).map(wholes.contains) == true }?.shown
    }

    /// The folded words of a name, and the same in Latin letters: Արամ Պետրոսյան is aram petrosyan.
    private static func spellings(of name: String) -> [[String]] {
        let words = SearchAnalysis.words(of: name).prefix(mostWords).map { word in
            let folded = SearchAnalysis.fold(word)
            return ([folded] + SearchAnalysis.latinSpellings(word)).filter { !$0.isEmpty }
        }.filter { !$0.isEmpty }
        guard !words.isEmpty else { return [] }
        return words.reduce([[]]) { names, spellings in
            Array(names.flatMap { name in spellings.map { name + [$0] } }.prefix(mostSpellings))
        }
    }

    /// Kaya Ayşe is Ayşe Kaya.
    private static func key(_ words: [String]) -> String { words.sorted().joined(separator: " ") }

    /// A name of two words or more as it stands in a mail address: aysekaya and kayaayse.
    private static func wholes(_ words: [String]) -> [String] {
        guard words.count > 1 else { return [] }
        return [words.joined(), words.reversed().joined()].filter { $0.count >= fewestLetters }
    }

    /// What stands before the @, its letters alone: ayse.kaya+shop83@… is aysekaya. Nil where that is short.
    private static func local(_ mail: String) -> String? {
        let part = mail.prefix { $0 != "@" && $0 != "+" }
        let letters = SearchAnalysis.fold(part).filter(\.isLetter)
        return letters.count >= fewestLetters ? letters : nil
    }
}
