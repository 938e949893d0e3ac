/// What may stay of strangers' HTML. Everything that is not listed goes; the text inside stays, save for `dropped`.
enum HTMLAllowList {
    static let elements: Set<String> = [
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code",
        "col",
        "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small",
        "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var",
        "wbr",
    ]

    /// Elements without content and end tag.
    static let void: Set<String> = ["br", "col", "hr", "img", "wbr"]

    /// Elements whose content is not text for people, or is parsed by other rules than HTML's: it goes with them. `<style>` is dropped and
    /// not filtered: mail that matters also carries inline styles, and a style sheet could reach outside its message.
    static let droppedRaw: Set<String> = ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"]
    static let droppedTree: Set<String> = ["applet", "audio", "canvas", "datalist", "math", "select", "svg", "template", "video"]

    /// Elements that end an open paragraph.
    static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
    ]
    static let tableParts: Set<String> = ["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"]
    static let formatting: Set<String> = [
        "a", "b", "big", "code", "em", "font", "i", "s", "small", "span", "strike", "strong", "tt", "u",
    ]

    /// Attributes that the lexer passes on. `class` and `id` only tell quotes apart and never leave the sanitiser.
    static let attributes: Set<String> = [
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "data-fold", "data-remote-src",
        "dir",
        "face", "height", "href", "id", "lang", "nowrap", "reversed", "rowspan", "size", "span", "src", "start", "style", "title", "type",
        "valign", "value", "width",
    ]

    /// The attribute's value as it may be shown, or nil when it has to go. Addresses and styles are not its business.
    static func value(of attribute: String, on element: String, _ value: String) -> String? {
        switch attribute {
        case "dir": return oneOf(["ltr", "rtl", "auto"], value)
        case "lang": return value.utf8.count <= 20 && value.utf8.allSatisfy(isWordByte) && !value.isEmpty ? value : nil
        case "title", "alt": return cut(value, 500)
        case "align": return oneOf(["left", "right", "center", "justify", "middle", "top", "bottom"], value)
        case "valign": return oneOf(["top", "middle", "bottom", "baseline"], value)
        case "width", "height":
            return ["img", "table", "td", "th", "tr", "col", "colgroup", "hr"].contains(element) ? length(value) : nil
        case "border", "cellpadding", "cellspacing": return element == "table" || element == "img" ? number(value, 0...100) : nil
        case "bgcolor": return ["table", "tr", "td", "th", "tbody", "thead", "tfoot"].contains(element) ? color(value) : nil
        case "color": return element == "font" ? color(value) : nil
        case "face":
            return element == "font" && value.utf8.allSatisfy({ isWordByte($0) || " ,'".utf8.contains($0) }) ? cut(value, 200) : nil
        case "size":
            let digits = value.hasPrefix("+") || value.hasPrefix("-") ? String(value.dropFirst()) : value
            return element == "font" && number(digits, 1...7) != nil ? value.trimmed : nil
        case "colspan", "rowspan": return element == "td" || element == "th" ? number(value, 1...100) : nil
        case "span": return element == "col" || element == "colgroup" ? number(value, 1...100) : nil
        case "nowrap": return element == "td" || element == "th" ? "" : nil
        case "start": return element == "ol" ? number(value, 0...100_000) : nil
        case "value": return element == "li" ? number(value, 0...100_000) : nil
        case "reversed": return element == "ol" ? "" : nil
        case "type":
            let value = value.trimmed
            return (element == "ol" || element == "ul" || element == "li")
                && ["1", "a", "A", "i", "I", "disc", "circle", "square"].contains(value) ? value : nil
        case "data-fold": return oneOf(["quote", "signature"], value)
        default: return nil
        }
    }

    private static func oneOf(_ allowed: [String], _ value: String) -> String? {
        let value = value.trimmed.asciiLowercased
        return allowed.contains(value) ? value : nil
    }

    private static func cut(_ value: String, _ limit: Int) -> String {
        String(HeaderText.singleLine(value).prefix(limit)).trimmed
    }

    private static func number(_ value: String, _ range: ClosedRange<Int>) -> String? {
        let value = value.trimmed
        guard value.utf8.count <= 6, let number = Int(value), number >= 0 else { return nil }
        return String(min(max(number, range.lowerBound), range.upperBound))
    }

    private static func length(_ value: String) -> String? {
        let value = value.trimmed
        if value.utf8.last == UInt8(ascii: "%") { return number(String(value.dropLast()), 0...100).map { $0 + "%" } }
        if value.asciiLowercased.hasSuffix("px") { return number(String(value.dropLast(2)), 0...4000) }
        return number(value, 0...4000)
    }

    private static func color(_ value: String) -> String? {
        let value = value.trimmed
        guard (1...30).contains(value.utf8.count) else { return nil }
        return value.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "#") } ? value : nil
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
