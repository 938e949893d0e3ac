/// Marks quoted mail and signatures in the HTML of the usual programs with `data-fold`, while classes and ids are still there.
enum HTMLQuotes {
    static let attribute = "data-fold"

    /// - Parameter isForward: a forwarded mail is what the sender wants to show, so only signatures are marked.
    static func mark(_ nodes: [HTMLNode], isForward: Bool) -> [HTMLNode] {
        var restIsQuote = false
        return mark(nodes, isForward: isForward, inFold: false, rest: &restIsQuote)
    }

    private static func mark(_ nodes: [HTMLNode], isForward: Bool, inFold: Bool, rest: inout Bool) -> [HTMLNode] {
        var result: [HTMLNode] = []
        result.reserveCapacity(nodes.count)
        for node in nodes {
            switch node {
            case .text(let text):
                if rest, !inFold, !text.trimmed.isEmpty {
                    result.append(
                        .element(HTMLElement(name: "span", attributes: [(attribute, "quote")], children: [.text(text)])))
                } else {
                    result.append(node)
                }
            case .element(var element):
                if inFold || element[attribute] != nil {
                    result.append(node)
                    continue
                }
                if rest {
                    // A table cannot be marked from inside; everything else after an Outlook header belongs to the quoted mail.
                    if HTMLAllowList.tableParts.contains(element.name) {
                        element.children = mark(element.children, isForward: isForward, inFold: false, rest: &rest)
                    } else {
                        element.attributes.append((attribute, "quote"))
                    }
                    result.append(.element(element))
                    continue
                }
                if isSignature(element) {
                    element.attributes.append((attribute, "signature"))
                } else if !isForward, isQuote(element) {
                    element.attributes.append((attribute, "quote"))
                } else if !isForward, startsQuotedRest(element) {
                    element.attributes.append((attribute, "quote"))
                    rest = true
                } else {
                    element.children = mark(element.children, isForward: isForward, inFold: false, rest: &rest)
                }
                result.append(.element(element))
            }
        }
        return result
    }

    private static func isSignature(_ element: HTMLElement) -> Bool {
        element.hasClass("gmail_signature") || element.hasClass("moz-signature") || element.hasClass("protonmail_signature_block")
            || element["id"] == "Signature" || element["id"] == "ms-outlook-mobile-signature" || element["id"] == "AppleMailSignature"
    }

    private static func isQuote(_ element: HTMLElement) -> Bool {
        switch element.name {
        case "blockquote":
            return element["type"]?.asciiLowercased == "cite" || element.hasClass("gmail_quote") || element.hasClass("protonmail_quote")
                || element.hasClass("yahoo_quoted")
        case "div":
            if element.hasClass("moz-cite-prefix") || element.hasClass("yahoo_quoted") || element.hasClass("protonmail_quote")
                || element.hasClass("zmail_extra") || element.hasClass("gmail_attr")
            {
                return !isForwarded(element)
            }
            return element.hasClass("gmail_quote") && !isForwarded(element)
        default: return false
        }
    }

    /// The header that Outlook puts above the mail it answers, in its three shapes; the mail follows as siblings.
    private static func startsQuotedRest(_ element: HTMLElement) -> Bool {
        guard element.name == "div" else { return false }
        if let id = element["id"], id == "divRplyFwdMsg" || id == "appendonsend" || id == "mail-editor-reference-message-container" {
            return true
        }
        guard let style = element["style"]?.asciiLowercased, style.holds("border-top:solid") else { return false }
        let start = HTMLText.plain(element.children, limit: 400)
        return QuoteMarks.looksLikeHeaderBlock(start.split(separator: "\n").prefix(8).map { String($0) })
    }

    private static func isForwarded(_ element: HTMLElement) -> Bool {
        QuoteMarks.isForwardMark(HTMLText.plain(element.children, limit: 200).split(separator: "\n").first.map(String.init) ?? "")
    }
}
