/// The disguise of the pseudo language: `⟦Ŝáṽé ··⟧`.
public enum Pseudo {
    /// `text` with accents, about 35 % longer, between marks. Placeholders like `{name}` are kept.
    public static func mark(_ text: String) -> String {
        var out = "⟦"
        var inPlaceholder = false
        var length = 0
        for character in text {
            if character == "{" { inPlaceholder = true }
            out.append(inPlaceholder ? character : disguise[character] ?? character)
            if character == "}" { inPlaceholder = false }
            length += 1
        }
        let padding = max(1, (length * 35 + 99) / 100 - 2)
        return out + " " + String(repeating: "·", count: padding) + "⟧"
    }

    /// The runs of text in `text` that stand outside the marks and contain a letter: text that went past the catalog.
    ///
    /// Give it the visible text of one element of a page; a value inside a marked sentence counts as marked.
    public static func unmarked(in text: String) -> [String] {
        var runs: [String] = []
        var run = ""
        var depth = 0
        func close() {
            if run.contains(where: \.isLetter) { runs.append(run) }
            run = ""
        }
        for character in text {
            switch character {
            case "⟦":
                close()
                depth += 1
            case "⟧": depth = max(0, depth - 1)
            default: if depth == 0 { run.append(character) }
            }
        }
        close()
        return runs
    }

    private static let disguise: [Character: Character] = Dictionary(
        uniqueKeysWithValues: zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "ÁƁÇĐÉƑĜĤÍĴĶĹṀÑÓṔǪŔŜŢÚṼŴẊÝŽáƀçđéƒĝĥíĵķĺɱñóƥǫŕŝţúṽŵẋýž"))
}
