/// Strangers' HTML made safe to stand in our page. Runs in the parse worker only: it calls gumbo.
///
/// Elements, attributes, styles and addresses come from allow-lists; nothing loads before a person asks for it; links open elsewhere.
/// Sanitising twice gives the same as sanitising once.
enum Sanitiser {
    struct Result {
        var html: SanitisedHTML
        /// Text of the whole, and of what is neither quoted nor signature.
        var text: String
        var visibleText: String
        /// Indices of the attachments that the HTML shows in place.
        var shown: Set<Int>
    }

    /// - Parameters:
    ///   - images: attachment index by Content-ID (without brackets) and by Content-Location.
    ///   - attachments: how many attachments there are; `attachment:N` beyond is no image.
    static func sanitise(_ html: String, images: [String: Int] = [:], attachments: Int = .max, isForward: Bool = false) -> Result {
        var tree = HTMLQuotes.mark(HTMLTree.parse(HTMLLexer.balance(Array(html.utf8))), isForward: isForward)
        var writer = SanitisedWriter(images: images, attachments: attachments)
        var markup = writer.write(wrapped(tree))
        let text = HTMLText.plain(tree)
        let visible = HTMLText.plain(tree, skippingFolds: true)
        let shown = writer.shown
        // HTML's parsing rules move some elements when they are read again (links inside links, text inside tables). What a browser
        // makes of the result must be what was checked here, so it is read again until nothing moves.
        for round in 0... {
            tree = HTMLQuotes.mark(HTMLTree.parse(HTMLLexer.balance(Array(markup.utf8))), isForward: isForward)
            writer = SanitisedWriter(images: [:], attachments: attachments)
            let again = writer.write(wrapped(tree))
            if again == markup { break }
            if round == 6 {
                markup = TextHTML.render(text).markup
                break
            }
            markup = again
        }
        return Result(html: SanitisedHTML(checked: markup), text: text, visibleText: visible, shown: shown)
    }

    /// One element that finds out its direction by itself, around the whole.
    private static func wrapped(_ nodes: [HTMLNode]) -> [HTMLNode] {
        let nodes = trimmed(nodes)
        if nodes.isEmpty { return [] }
        if nodes.count == 1, case .element(let element) = nodes[0], element.name == "div", element["dir"] != nil { return nodes }
        return [.element(HTMLElement(name: "div", attributes: [("dir", "auto")], children: nodes))]
    }

    private static func trimmed(_ nodes: [HTMLNode]) -> [HTMLNode] {
        func isBlank(_ node: HTMLNode) -> Bool {
            if case .text(let text) = node { return text.trimmed.isEmpty }
            return false
        }
        var nodes = nodes[...]
        while let first = nodes.first, isBlank(first) { nodes.removeFirst() }
        while let last = nodes.last, isBlank(last) { nodes.removeLast() }
        return Array(nodes)
    }
}

/// Writes a tree out through the allow-lists.
struct SanitisedWriter {
    let images: [String: Int]
    let attachments: Int
    private(set) var shown: Set<Int> = []

    init(images: [String: Int], attachments: Int) {
        self.images = images
        self.attachments = attachments
    }

    mutating func write(_ nodes: [HTMLNode]) -> String {
        var output = ""
        write(nodes, to: &output, afterPre: false)
        return output
    }

    private mutating func write(_ nodes: [HTMLNode], to output: inout String, afterPre: Bool) {
        for (place, node) in nodes.enumerated() {
            switch node {
            case .text(let text):
                // The parser swallows one line end after <pre>.
                if afterPre, place == 0, text.utf8.first == 0x0A { output += "\n" }
                Self.escape(text, to: &output)
            case .element(let element):
                guard HTMLAllowList.elements.contains(element.name) else {
                    if !HTMLAllowList.droppedRaw.contains(element.name), !HTMLAllowList.droppedTree.contains(element.name) {
                        write(element.children, to: &output, afterPre: false)
                    }
                    continue
                }
                output += "<"
                output += element.name
                writeAttributes(of: element, to: &output)
                output += ">"
                if HTMLAllowList.void.contains(element.name) { continue }
                write(element.children, to: &output, afterPre: element.name == "pre")
                output += "</"
                output += element.name
                output += ">"
            }
        }
    }

    private mutating func writeAttributes(of element: HTMLElement, to output: inout String) {
        for (name, value) in element.attributes {
            switch name {
            case "href":
                guard element.name == "a", let target = LinkTarget.link(value) else { continue }
                Self.attribute("href", target, to: &output)
                output += " rel=\"noopener nofollow noreferrer\" target=\"_blank\""
                if let host = LinkTarget.otherHost(target, words: HTMLText.plain(element.children)) {
                    Self.attribute("data-leads-to", host, to: &output)
                }
            case "src":
                guard element.name == "img" else { continue }
                writeSource(value, to: &output)
            case "data-remote-src":
                guard element.name == "img", element["src"] == nil, let target = LinkTarget.remoteImage(value) else { continue }
                Self.attribute(name, target, to: &output)
            case "style":
                if let style = StyleFilter.filter(value) { Self.attribute(name, style, to: &output) }
            default:
                if let value = HTMLAllowList.value(of: name, on: element.name, value) { Self.attribute(name, value, to: &output) }
            }
        }
    }

    private mutating func writeSource(_ value: String, to output: inout String) {
        let source = value.trimmed
        if source.hasASCIIPrefix("cid:") {
            let id = Self.percentDecoded(String(source.dropFirst(4)))
            guard let index = images[id] ?? images[id.asciiLowercased] else { return }
            shown.insert(index)
            Self.attribute("src", "attachment:\(index)", to: &output)
        } else if source.hasPrefix("attachment:"), source.utf8.count <= 20, let index = Int(source.dropFirst(11)), index >= 0,
            index < attachments
        {
            shown.insert(index)
            Self.attribute("src", "attachment:\(index)", to: &output)
        } else if let index = images[source] {
            shown.insert(index)
            Self.attribute("src", "attachment:\(index)", to: &output)
        } else if let target = LinkTarget.remoteImage(source) {
            Self.attribute("data-remote-src", target, to: &output)
        } else if let data = LinkTarget.embeddedImage(source) {
            Self.attribute("src", data, to: &output)
        }
    }

    private static func attribute(_ name: String, _ value: String, to output: inout String) {
        output += " "
        output += name
        output += "=\""
        escape(value, to: &output)
        output += "\""
    }

    static func escape(_ text: String, to output: inout String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0x22, UInt8(ascii: "`"):
                escapeSlowly(text, to: &output)
                return
            default: continue
            }
        }
        output += text
    }

    private static func escapeSlowly(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "`": output += "&#96;"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }

    private static func percentDecoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var i = 0
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.count, let high = ASCII.hexValue(bytes[i + 1]),
                let low = ASCII.hexValue(bytes[i + 2])
            {
                result.append(high << 4 | low)
                i += 3
            } else {
                result.append(bytes[i])
                i += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
