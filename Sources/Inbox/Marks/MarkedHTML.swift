import Web

/// A text with marks as HTML: on our pages by their style sheet, in mail with a style at each element, since mail programs drop the rest.
struct MarkedHTML: Sendable {
    private var paragraph: HTML
    private var list: HTML
    private var item: HTML
    private var quote: HTML
    private var link: HTML
    /// Outlook does not know dir="auto": in mail the direction is worked out here, each paragraph by its first letter.
    private var isMail: Bool

    static let page = MarkedHTML(
        paragraph: "", list: "", item: "", quote: "", link: " rel=\"noopener nofollow noreferrer\" target=\"_blank\"", isMail: false)
    static let mail = MarkedHTML(
        paragraph: " style=\"margin:0 0 12px\"", list: " style=\"margin:0 0 12px;padding:0 24px\"", item: " style=\"margin:0 0 4px\"",
        quote: " style=\"margin:0 0 12px;padding:0 12px;border-left:2px solid #999999\"", link: " style=\"text-decoration:underline\"",
        isMail: true)

    func html(_ text: String) -> HTML { html(MarkedText(text).blocks) }

    private func html(_ blocks: [MarkedText.Block]) -> HTML {
        var out = HTML.empty
        for block in blocks {
            switch block {
            case .paragraph(let words): out += "<p\(direction(words))\(paragraph)>\(html(words))</p>"
            case .quote(let inner): out += "<blockquote\(quote)>\(html(inner))</blockquote>"
            case .list(let first, let items):
                let rows: [HTML] = items.map { "<li\(direction($0))\(item)>\(html($0))</li>" }
                let way = items.first.map { direction($0) } ?? ""
                if let first {
                    let start: HTML = first == 1 ? "" : " start=\"\(first)\""
                    out += "<ol\(start)\(way)\(list)>\(rows)</ol>"
                } else {
                    out += "<ul\(way)\(list)>\(rows)</ul>"
                }
            }
        }
        return out
    }

    private func html(_ inlines: [MarkedText.Inline]) -> HTML {
        var out = HTML.empty
        for inline in inlines {
            switch inline {
            case .words(let words): out += "\(words)"
            case .bold(let inner): out += "<strong>\(html(inner))</strong>"
            case .italic(let inner): out += "<em>\(html(inner))</em>"
            case .link(let inner, let target): out += "<a href=\"\(target)\"\(link)>\(html(inner))</a>"
            case .lineBreak: out += "<br>"
            }
        }
        return out
    }

    private func direction(_ inlines: [MarkedText.Inline]) -> HTML {
        guard isMail else { return " dir=\"auto\"" }
        return Self.isRightToLeft(inlines) == true ? " dir=\"rtl\"" : ""
    }

    /// By the first letter that has a direction; nil where none has.
    static func isRightToLeft(_ inlines: [MarkedText.Inline]) -> Bool? {
        for inline in inlines {
            let found: Bool? =
                switch inline {
                case .words(let words): isRightToLeft(words)
                case .bold(let inner), .italic(let inner), .link(let inner, _): isRightToLeft(inner)
                case .lineBreak: nil
                }
            if let found { return found }
        }
        return nil
    }

    static func isRightToLeft(_ words: String) -> Bool? {
        for scalar in words.unicodeScalars {
            switch scalar.value {
            // Hebrew, Arabic and their neighbours, and their presentation forms.
            case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
                if scalar.properties.isAlphabetic { return true }
            default: if scalar.properties.isAlphabetic { return false }
            }
        }
        return nil
    }
}

extension MarkedText {
    /// As it reads in a mail without HTML: the marks that people write by themselves, and addresses behind their words.
    var plain: String { Self.plain(blocks) }

    private static func plain(_ blocks: [Block]) -> String {
        blocks.map { block in
            switch block {
            case .paragraph(let words): return plain(words)
            case .list(let first, let items):
                return items.enumerated().map { number, item in
                    let mark = first.map { "\($0 + number). " } ?? "- "
                    return mark + plain(item).replacing("\n", with: "\n" + String(repeating: " ", count: mark.count))
                }.joined(separator: "\n")
            case .quote(let inner):
                return plain(inner).split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ">" : "> \($0)" }
                    .joined(separator: "\n")
            }
        }.joined(separator: "\n\n")
    }

    private static func plain(_ inlines: [Inline]) -> String {
        inlines.map { inline in
            switch inline {
            case .words(let words): return words
            case .bold(let inner): return "*\(plain(inner))*"
            case .italic(let inner): return "_\(plain(inner))_"
            case .link(let inner, let target):
                let words = plain(inner)
                let address = target.text.hasPrefix("mailto:") ? String(target.text.dropFirst(7)) : target.text
                return words == address || "https://" + words == address ? words : "\(words) (\(address))"
            case .lineBreak: return "\n"
            }
        }.joined()
    }
}
