import Core
import Language
import Storage

/// What the shop writes on a person's card: the part that people edit.
public struct Card: Sendable, Equatable {
    public var name: String
    /// How to say the name, in the shop's own spelling.
    public var pronunciation: String
    /// Of letters to this person; nil where it is not known. An ISO 639 code, with a region where it matters ("fi", "pt-BR").
    public var language: String?
    public var note: String
    /// What they usually have.
    public var usual: String
    /// In the order in which they are shown; no two compare equal.
    public var addresses: [Customer.Address]

    public init(
        name: String = "", pronunciation: String = "", language: String? = nil, note: String = "", usual: String = "",
        addresses: [Customer.Address] = []
    ) {
        self.name = name
        self.pronunciation = pronunciation
        self.language = language
        self.note = note
        self.usual = usual
        self.addresses = addresses
    }

    init(_ customer: Customer, _ addresses: [Customer.Address]) {
        self.init(
            name: customer.name, pronunciation: customer.pronunciation, language: customer.language, note: customer.note,
            usual: customer.usual, addresses: addresses)
    }

    /// As it was typed, one address a line, put in order: spaces at the ends and empty lines go, an address named twice counts once.
    public init(
        name: String, pronunciation: String, language: String?, note: String, usual: String = "", emails: some Sequence<String>,
        phones: some Sequence<String>
    ) {
        let typed = emails.map(Customer.Address.email) + phones.map(Customer.Address.phone)
        var seen: Set<String> = []
        self.init(
            name: Card.oneLine(name), pronunciation: Card.oneLine(pronunciation), language: language.flatMap { $0.isEmpty ? nil : $0 },
            note: note, usual: Card.oneLine(usual), addresses: typed.filter { seen.insert("\($0.kind.rawValue) \($0.folded)").inserted })
    }

    public var emails: [Customer.Address] { addresses.filter { $0.kind == .email } }
    public var phones: [Customer.Address] { addresses.filter { $0.kind == .phone } }

    /// Lines of a text area without those that are empty.
    public static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { Card.oneLine(String($0)) }.filter { !$0.isEmpty }
    }

    public static func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

/// What is wrong with a card. Each is something that a person can mend at the field it names.
public enum CardProblem: Error, Sendable, Equatable {
    /// Neither a name nor a way to reach the person.
    case nobody
    case tooLong(field: String, most: Int)
    case notAnEmail(String)
    case notAPhone(String)
    /// A number with a country in which numbers have another length.
    case wrongDigits(String, code: String, wanted: ClosedRange<Int>, has: Int)
    case notALanguage(String)
    /// The address stands on another card. `name` is how that person is called on lists.
    case taken(Customer.Address, by: Customer.ID, name: String)

    /// The form's field, and the API's.
    public var field: String {
        switch self {
        case .nobody: "name"
        case .tooLong(let field, _): field
        case .notAnEmail: "emails"
        case .notAPhone, .wrongDigits: "phones"
        case .notALanguage: "language"
        case .taken(let address, _, _): address.kind == .email ? "emails" : "phones"
        }
    }

    public func sentence(_ t: Words) -> String {
        switch self {
        case .nobody: t("Write a name, or at least one e-mail address or phone number.")
        case .tooLong(_, let most): t("This is too long: at most {n} character.", "This is too long: at most {n} characters.", most)
        case .notAnEmail(let text):
            t("“{text}” is not an e-mail address. Write the whole address, as in hello@example.com.", ["text": text])
        case .notAPhone(let text): t("“{text}” is not a phone number. Write it with its digits, as in +358 40 123 4567.", ["text": text])
        case .wrongDigits(let text, let code, let wanted, let has):
            t(
                "“{text}” cannot be a phone number: {code} is followed by {wanted} digits, and here by {has}.",
                [
                    "text": text, "code": code, "has": t.number(has),
                    "wanted": wanted.count == 1 ? t.number(wanted.lowerBound) : "\(wanted.lowerBound)–\(wanted.upperBound)",
                ])
        case .notALanguage(let text): t("“{text}” is not a language code. Write it as in “fi”.", ["text": text])
        case .taken(let address, _, let name): t("{address} stands on the card of {name}.", ["address": address.shown, "name": name])
        }
    }
}

extension Card {
    static let longestLine = 200
    static let longestNote = 10_000
    static let mostAddresses = 50

    /// Everything that is wrong with the card by itself, without looking at other cards.
    public var problems: [CardProblem] { problems(home: nil) }

    /// - Parameters:
    ///   - home: the shop's own country, in which numbers without one have to be possible.
    ///   - known: addresses that stand on the card already, which nobody has to mend to change something else.
    func problems(home: PhoneCountry?, known: [Customer.Address] = []) -> [CardProblem] {
        let known = Set(known.map(\.shown))
        var problems: [CardProblem] = []
        if name.isEmpty, addresses.isEmpty { problems.append(.nobody) }
        if name.count > Card.longestLine { problems.append(.tooLong(field: "name", most: Card.longestLine)) }
        if pronunciation.count > Card.longestLine { problems.append(.tooLong(field: "pronunciation", most: Card.longestLine)) }
        if usual.count > Card.longestLine { problems.append(.tooLong(field: "usual", most: Card.longestLine)) }
        if note.count > Card.longestNote { problems.append(.tooLong(field: "note", most: Card.longestNote)) }
        if let language, !Card.isLanguageCode(language) { problems.append(.notALanguage(language)) }
        if addresses.count > Card.mostAddresses {
            problems.append(.tooLong(field: "emails", most: Card.mostAddresses * Card.longestLine))
        }
        for address in addresses {
            switch address.kind {
            case .email: if !Card.isEmail(address.shown) { problems.append(.notAnEmail(address.shown)) }
            case .phone:
                if !Card.isPhone(address.shown) {
                    problems.append(.notAPhone(address.shown))
                } else if case .impossible(let code, let wanted, let has) = PhoneReading.read(address.shown, home: home),
                    !known.contains(address.shown)
                {
                    problems.append(.wrongDigits(address.shown, code: code, wanted: wanted, has: has))
                }
            }
        }
        return problems
    }

    /// Whether mail could be sent there: something, one @, a domain with a dot. Not the whole of RFC 5322: quoted local parts are refused.
    public static func isEmail(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, text.utf8.count <= 254 else { return false }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, labels.allSatisfy({ !$0.isEmpty }) else { return false }
        return text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.value > 0x20 && !"<>()[],;:\\\"".unicodeScalars.contains($0)
        }
    }

    /// Five digits (an extension, a short number) to fifteen (E.164), with what people write between them.
    public static func isPhone(_ text: String) -> Bool {
        let digits = text.unicodeScalars.filter { (0x30...0x39).contains($0.value) }.count
        guard (5...15).contains(digits) else { return false }
        return text.unicodeScalars.enumerated().allSatisfy { place, scalar in
            switch scalar {
            case "0"..."9", " ", "\u{A0}", "-", "\u{2011}", "\u{2013}", "(", ")", ".", "/": true
            case "+": place <= 1
            default: false
            }
        }
    }

    static func isLanguageCode(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.utf8.count), first.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            return false
        }
        return parts.count <= 3
            && parts.dropFirst().allSatisfy { part in
                (2...8).contains(part.utf8.count)
                    && part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
            }
    }
}
