import Core
import Language

/// A place in a prepared text that is filled when it is inserted: `{first name}`, or with words for when nothing is known,
/// `{first name|dear customer}` (66).
public enum PlaceHolder: String, CaseIterable, Sendable {
    /// The customer's whole name.
    case name
    /// The first word of it.
    case firstName = "first name"
    /// Whoever writes.
    case me
    case shop
    /// When the answer is due, in words.
    case due
    /// The week's opening hours.
    case hours

    /// As it is written in a text.
    var mark: String { "{\(rawValue)}" }

    func meaning(_ t: Words) -> String {
        switch self {
        case .name: t("the customer’s name")
        case .firstName: t("the customer’s first name")
        case .me: t("your name")
        case .shop: t("the shop’s name")
        case .due: t("when the answer is due")
        case .hours: t("the opening hours of the week")
        }
    }
}

/// A text taken apart into words and place holders.
struct HoledText: Sendable {
    enum Piece: Sendable, Equatable {
        case words(String)
        /// What stands between the braces, before and behind the bar.
        case hole(String, instead: String?)
    }
    var pieces: [Piece] = []

    /// Longest thing in braces that counts as a place holder.
    private static let longest = 80

    init(_ text: String) {
        var rest = text[...]
        var words = ""
        while let open = rest.firstIndex(of: "{") {
            let inside = rest[rest.index(after: open)...].prefix(Self.longest + 1)
            guard let close = inside.firstIndex(where: { "{}\n".contains($0) }), inside[close] == "}", close > inside.startIndex else {
                words += rest[...open]
                rest = rest[rest.index(after: open)...]
                continue
            }
            words += rest[..<open]
            if !words.isEmpty { pieces.append(.words(words)) }
            words = ""
            let parts = inside[..<close].split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            pieces.append(
                .hole(Self.trimmed(parts[0]).lowercased(), instead: parts.count > 1 ? Self.trimmed(parts[1]) : nil))
            rest = rest[rest.index(after: close)...]
        }
        words += rest
        if !words.isEmpty { pieces.append(.words(words)) }
    }

    private static func trimmed(_ part: Substring) -> String {
        part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What stands in braces and is no place holder, as it was written, the first one.
    var unknown: String? {
        for case .hole(let name, _) in pieces where PlaceHolder(rawValue: name) == nil { return name }
        return nil
    }

    /// The first place holder that would go out as it stands.
    var unfilled: PlaceHolder? {
        for case .hole(let name, _) in pieces { if let holder = PlaceHolder(rawValue: name) { return holder } }
        return nil
    }

    /// With everything filled that is known. What is not known keeps its braces, and is named.
    func filled(_ values: [PlaceHolder: String]) -> (text: String, missing: [PlaceHolder]) {
        var text = ""
        var missing: [PlaceHolder] = []
        for piece in pieces {
            switch piece {
            case .words(let words): text += words
            case .hole(let name, let instead):
                let holder = PlaceHolder(rawValue: name)
                if let value = holder.flatMap({ values[$0] }), !value.isEmpty {
                    text += value
                } else if let instead {
                    text += instead
                } else {
                    text += "{\(name)}"
                    if let holder, !missing.contains(holder) { missing.append(holder) }
                }
            }
        }
        return (text, missing)
    }
}
