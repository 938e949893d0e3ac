import Synchronization

/// The small pieces every page is made of. Names and markup are those of the style sheet (docs/look.md).
public struct Parts: Sendable {
    let assets: Link
    private let icons: Icons
    public init(_ assets: Link) {
        self.assets = assets
        icons = Icons.of(assets)
    }

    /// A drawing of 20 px from the sprite; hidden from screen readers, since words stand beside it.
    public func icon(_ name: String) -> HTML {
        icons.made(name) {
            "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"\(assets + Link("/svg/icons.svg#icon-\(name)"))\"></use></svg>"
        }
    }
    public var mark: HTML { "<svg class=\"mark\" aria-hidden=\"true\"><use href=\"\(assets + "/svg/icons.svg#mark")\"></use></svg>" }
    public func drawing(_ name: String) -> HTML {
        "<svg class=\"drawing\" aria-hidden=\"true\"><use href=\"\(assets + Link("/svg/drawings.svg#drawing-\(name)"))\"></use></svg>"
    }

    public enum FaceSize: String, Sendable { case small, usual = "", big }
    /// The round with a person's first letters; its tone follows from the id, so it stays with the person.
    public func face(_ name: String, id: Int64, size: FaceSize = .usual) -> HTML {
        "<span class=\"face \(size.rawValue) tone-\(Int(UInt64(bitPattern: id) % 6) + 1)\" aria-hidden=\"true\" translate=\"no\">\(Parts.letters(of: name))</span>"
    }
    /// Where a face would stand, if somebody had it.
    public func nobody(_ words: String) -> HTML {
        "<span class=\"nobody\">\(words)</span>"
    }

    /// First letters of the first and the last word; upper case as each script does it.
    static func letters(of name: String) -> String {
        if let plain = plainLetters(of: name) { return plain }
        let words = name.split(whereSeparator: { $0.isWhitespace || $0 == "@" || $0 == "." }).filter { $0.first?.isLetter == true }
        guard let first = words.first?.first else { return name.first.map(String.init) ?? "?" }
        let last = words.count > 1 ? words.last?.first : nil
        return String(first).uppercased() + (last.map { String($0).uppercased() } ?? "")
    }

    /// The same for names of ASCII alone, without the search for grapheme borders; nil where there is something else, or no letter.
    private static func plainLetters(of name: String) -> String? {
        var letters: (first: UInt8?, last: UInt8?) = (nil, nil)
        var isStart = true
        for byte in name.utf8 {
            guard byte < 0x80 else { return nil }
            let upper = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
            let separates = byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ".")
            if isStart, (0x41...0x5A).contains(upper) {
                if letters.first == nil { letters.first = upper } else { letters.last = upper }
            }
            isStart = separates
        }
        guard let first = letters.first else { return nil }
        return String(decoding: [first] + (letters.last.map { [$0] } ?? []), as: UTF8.self)
    }

    public enum Tone: String, Sendable { case plain = "", good, warn, bad, accent }
    /// A state in words with a drawing, never by colour alone.
    public func chip(_ words: String, _ tone: Tone = .plain, icon name: String? = nil) -> HTML {
        let drawing = name ?? [.good: "check", .warn: "clock", .bad: "warning"][tone]
        return "<span class=\"chip \(tone.rawValue)\">\(drawing.map { icon($0) })\(words)</span>"
    }

    /// - Parameter isName: `words` are people's own, which nobody translates.
    public func back(_ link: Link, _ words: String, isName: Bool = false) -> HTML {
        "<a class=\"back\" href=\"\(link)\"\(flag: " translate=\"no\"", isName)>\(icon("left"))\(words)</a>"
    }

    public func head(
        _ title: String, isName: Bool = false, lead: String? = nil, isLeadName: Bool = false, back: HTML? = nil, actions: HTML? = nil
    ) -> HTML {
        """
        <header class="page-head">\(back)<div class="grow"><h1\(flag: " translate=\"no\"", isName)>\(title)</h1>\
        \(lead.map { "<p class=\"lead\"\(flag: " translate=\"no\"", isLeadName)>\($0)</p>" as HTML })</div>\
        \(actions.map { "<div class=\"actions\">\($0)</div>" as HTML })</header>
        """
    }

    public enum BannerTone: String, Sendable { case warn, bad, good, info }
    public func banner(_ tone: BannerTone, icon name: String, _ body: HTML, action: HTML? = nil) -> HTML {
        "<div class=\"banner \(tone.rawValue)\" role=\"status\">\(icon(name))<p>\(body)</p>\(action)</div>"
    }

    /// A table that scrolls sideways where the screen is narrow. A heading that begins with "#" stands over figures.
    public func table(_ caption: String, _ headings: [String], _ rows: [HTML]) -> HTML {
        let heads: [HTML] = headings.map { heading in
            heading.hasPrefix("#")
                ? "<th scope=\"col\" class=\"num\">\(String(heading.dropFirst()))</th>" : "<th scope=\"col\">\(heading)</th>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table class="data"><caption class="hidden">\(caption)</caption>\
            <thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    /// What will be here, and the first step.
    public func empty(_ drawing: String, _ title: String, _ words: String, action: HTML? = nil) -> HTML {
        "<div class=\"empty\">\(self.drawing(drawing))<h2>\(title)</h2><p>\(words)</p>\(action)</div>"
    }
}

/// The markup of each icon, made once: a list shows hundreds.
private final class Icons: Sendable {
    private let ready = Mutex<[String: HTML]>([:])

    func made(_ name: String, _ make: () -> HTML) -> HTML {
        if let known = ready.withLock({ $0[name] }) { return known }
        let icon = make()
        ready.withLock { $0[name] = icon }
        return icon
    }

    private static let sets = Mutex<[Link: Icons]>([:])

    /// The one for a set of assets, of which a program has one.
    static func of(_ assets: Link) -> Icons {
        sets.withLock { sets in
            if let known = sets[assets] { return known }
            let new = Icons()
            sets[assets] = new
            return new
        }
    }
}

extension Visit {
    public var ui: Parts { Parts(assets) }
}
