/// The text of parsed HTML, for search, snippets, and display where there is no text part.
enum HTMLText {
    /// - Parameter skippingFolds: leaves out what `HTMLQuotes` marked.
    static func plain(_ nodes: [HTMLNode], skippingFolds: Bool = false, limit: Int = .max) -> String {
        var writer = Writer(limit: limit, skippingFolds: skippingFolds)
        writer.write(nodes, preformatted: false)
        return writer.result.trimmed
    }

    private struct Writer {
        let limit: Int
        let skippingFolds: Bool
        var result = ""
        /// Line ends that are due before the next text.
        private var breaks = 0
        private var blank = false
        private var length = 0

        init(limit: Int, skippingFolds: Bool) {
            self.limit = limit
            self.skippingFolds = skippingFolds
        }

        mutating func write(_ nodes: [HTMLNode], preformatted: Bool) {
            for node in nodes {
                if length > limit { return }
                switch node {
                case .text(let text): write(text, preformatted: preformatted)
                case .element(let element): write(element, preformatted: preformatted)
                }
            }
        }

        private mutating func write(_ element: HTMLElement, preformatted: Bool) {
            if skippingFolds, element[HTMLQuotes.attribute] != nil { return }
            if let style = element["style"], style.holds("none"), StyleFilter.filter(style)?.holds("display:none") == true { return }
            switch element.name {
            case "br":
                breaks += 1
                blank = false
            case "hr": line(1)
            case "img":
                if let alt = element["alt"], !alt.trimmed.isEmpty { write(alt, preformatted: false) }
            case "li":
                line(1)
                write("- ", preformatted: true)
                write(element.children, preformatted: preformatted)
                line(1)
            case "td", "th":
                blank = !result.isEmpty
                write(element.children, preformatted: preformatted)
                blank = true
            case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "figure":
                line(2)
                write(element.children, preformatted: preformatted || element.name == "pre")
                line(2)
            case "tr": line(1); write(element.children, preformatted: preformatted); line(1)
            default:
                let block = HTMLAllowList.blocks.contains(element.name)
                if block { line(1) }
                write(element.children, preformatted: preformatted)
                if block { line(1) }
            }
        }

        private mutating func line(_ count: Int) {
            breaks = max(breaks, count)
            blank = false
        }

        private mutating func write(_ text: String, preformatted: Bool) {
            if !preformatted, text.utf8.allSatisfy({ $0 < 0x80 }) {
                writeWords(text)
                return
            }
            for scalar in text.unicodeScalars {
                if preformatted, scalar == "\n" {
                    breaks += 1
                } else if scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" {
                    if preformatted, breaks == 0 { append(scalar) } else if breaks == 0 { blank = !result.isEmpty }
                } else if scalar == "\u{00A0}" {
                    if breaks == 0 { blank = !result.isEmpty }
                } else if scalar == "\u{200B}" || scalar == "\u{FEFF}" || scalar == "\u{00AD}" || scalar == "\u{034F}" {
                    // Fillers of newsletters' preview texts.
                    continue
                } else {
                    append(scalar)
                }
            }
        }

        /// The same for ASCII, word by word.
        private mutating func writeWords(_ text: String) {
            let bytes = text.utf8
            var place = bytes.startIndex
            while place < bytes.endIndex {
                if ASCII.isWhitespace(bytes[place]) {
                    if breaks == 0 { blank = !result.isEmpty }
                    place = bytes.index(after: place)
                    continue
                }
                let end = bytes[place...].firstIndex(where: ASCII.isWhitespace) ?? bytes.endIndex
                separate()
                result += text[place..<end]
                length += bytes.distance(from: place, to: end)
                place = end
            }
        }

        /// Writes the line ends or the blank that are due.
        private mutating func separate() {
            if breaks > 0 {
                if !result.isEmpty { result += breaks > 1 ? "\n\n" : "\n" }
                breaks = 0
            } else if blank {
                result += " "
            }
            blank = false
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            if scalar == " " { blank = false }
            separate()
            result.unicodeScalars.append(scalar)
            length += 1
        }
    }
}
