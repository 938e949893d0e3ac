/// A language the program speaks, on the shop's screens or to its customers. The raw value is the ISO 639-1 code that is stored.
public enum Language: String, CaseIterable, Sendable, Codable {
    case en, tr, fi, hy, id
    /// English in disguise: every text that passed the catalog comes out marked and about 35 % longer, so that a crawl of all pages
    /// finds the text that did not. Never offered to people.
    case pseudo

    /// The languages a person may choose, in the order in which the screens list them.
    public static let offered: [Language] = [.en, .tr, .fi, .hy, .id]

    /// The language's name in the language itself, as the language menu shows it.
    public var ownName: String {
        switch self {
        case .en: "English"
        case .tr: "Türkçe"
        case .fi: "Suomi"
        case .hy: "Հայերեն"
        case .id: "Bahasa Indonesia"
        case .pseudo: "⟦Pseudo⟧"
        }
    }

    /// The value for an HTML `lang` attribute or a Content-Language header.
    public var tag: String { self == .pseudo ? "en-XA" : rawValue }

    /// The offered language that an Accept-Language header (RFC 9110, section 12.5.4) likes best, or nil where it names none of them.
    ///
    /// Regions are ignored ("en-GB" is English), `in` is the code that old Android phones send for Indonesian, `*` says nothing,
    /// q=0 refuses. Equal weights keep the header's order.
    public static func best(for header: String?) -> Language? {
        guard let header else { return nil }
        var best: (language: Language, weight: Double)?
        for range in header.split(separator: ",").prefix(32) {
            let parts = range.split(separator: ";").map { trimmed($0) }
            guard let tag = parts.first, let primary = tag.split(separator: "-").first else { continue }
            let code = primary.lowercased() == "in" ? "id" : primary.lowercased()
            guard let language = Language(rawValue: code), offered.contains(language) else { continue }
            var weight = 1.0
            for parameter in parts.dropFirst() where parameter.lowercased().hasPrefix("q=") {
                weight = Double(parameter.dropFirst(2)) ?? 0
            }
            if weight > 0, weight > best?.weight ?? 0 { best = (language, weight) }
        }
        return best?.language
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
