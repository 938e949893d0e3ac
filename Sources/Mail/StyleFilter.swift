/// Inline styles that cannot load, cover, move or hide anything outside their own box.
enum StyleFilter {
    private static let properties: Set<String> = [
        "background", "background-color", "border", "border-bottom", "border-bottom-color", "border-bottom-style", "border-bottom-width",
        "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style", "border-left-width", "border-radius",
        "border-right", "border-right-color", "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
        "border-top-color", "border-top-style", "border-top-width", "border-width", "clear", "color", "direction", "display", "float",
        "font",
        "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style",
        "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height",
        "min-width", "overflow-wrap", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout",
        "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width", "word-break",
        "word-spacing", "word-wrap",
    ]
    private static let displays: Set<String> = [
        "block", "inline", "inline-block", "list-item", "none", "table", "table-cell", "table-row", "table-row-group",
    ]

    /// The declarations that may stay, `color:red;width:10px`, or nil when there are none.
    static func filter(_ style: String) -> String? {
        guard style.utf8.count <= 10_000 else { return nil }
        var kept: [String] = []
        for declaration in declarations(style) {
            guard let colon = declaration.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: declaration[..<colon], as: UTF8.self).trimmed.asciiLowercased
            guard properties.contains(name),
                let value = value(Array(declaration[declaration.index(after: colon)...])), suits(name, value)
            else { continue }
            kept.append(name + ":" + value)
            if kept.count == 60 { break }
        }
        return kept.isEmpty ? nil : kept.joined(separator: ";")
    }

    /// Split at semicolons that stand outside quotes and parentheses.
    private static func declarations(_ style: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(style.utf8)
        var result: [ArraySlice<UInt8>] = []
        var start = 0
        var quote: UInt8?
        var depth = 0
        for (i, byte) in bytes.enumerated() {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == UInt8(ascii: "(") {
                depth += 1
            } else if byte == UInt8(ascii: ")") {
                depth = max(depth - 1, 0)
            } else if byte == UInt8(ascii: ";"), depth == 0 {
                result.append(bytes[start..<i])
                start = i + 1
            }
        }
        result.append(bytes[start...])
        return result
    }

    /// Only signs that simple values need: no backslash (escapes), no `@`, `<`, `{`, `/*`, and no function but colours.
    private static func value(_ raw: [UInt8]) -> String? {
        var text = HeaderText.singleLine(String(decoding: raw, as: UTF8.self))
        if text.utf8.contains(UInt8(ascii: "!")), let mark = text.firstIndex(of: "!") {
            guard text[mark...].dropFirst().drop(while: { $0 == " " }).lowercased() == "important" else { return nil }
            text = String(text[..<mark]).trimmed
        }
        guard (1...300).contains(text.utf8.count) else { return nil }
        text = String(decoding: text.utf8.map { $0 == 0x22 ? 0x27 : $0 }, as: UTF8.self)
        guard text.utf8.count(where: { $0 == 0x27 }) % 2 == 0 else { return nil }
        let allowed = text.utf8.allSatisfy { HTMLAllowList.isWordByte($0) || " .,#%()'+".utf8.contains($0) }
        guard allowed else { return nil }
        var rest = text[...]
        while rest.utf8.contains(UInt8(ascii: "(")), let open = rest.firstIndex(of: "(") {
            let name = String(rest[..<open].reversed().prefix { $0.isLetter }.reversed()).asciiLowercased
            guard ["rgb", "rgba", "hsl", "hsla"].contains(name) else { return nil }
            rest = rest[rest.index(after: open)...]
        }
        let lower = text.asciiLowercased
        return lower.holds("expression") || lower.holds("behavior") || lower.holds("script") ? nil : text
    }

    private static func suits(_ name: String, _ value: String) -> Bool {
        switch name {
        case "display": return displays.contains(value.asciiLowercased)
        case "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "text-indent", "letter-spacing", "word-spacing":
            // A negative length would lay text over the page around the message.
            return !value.utf8.contains(UInt8(ascii: "-"))
        default: return true
        }
    }
}
