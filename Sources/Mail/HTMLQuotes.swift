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
        if !inFold { coverAttributions(&result) }
        return result
    }

    private static func isSignature(_ element: HTMLElement) -> Bool {
        // Yahoo on Android gives this id to lines that people wrote as well.
        if element["id"] == "ymail_android_signature" {
            return QuoteMarks.isMobileSignature(HTMLText.plain(element.children, limit: 200).trimmed)
        }
        return element.hasClass("gmail_signature") || element.hasClass("moz-signature") || element.hasClass("protonmail_signature_block")
            || element["id"] == "Signature" || element["id"] == "ms-outlook-mobile-signature" || element["id"] == "AppleMailSignature"
    }

    /// Inside it stands the quoted mail, unless it is one that is passed on.
    private static func isQuote(_ element: HTMLElement) -> Bool {
        if QuoteWrapper.reach(of: element) == .itself { return element.name == "blockquote" || !isForwarded(element) }
        // Yahoo on Android: a blockquote without a name that begins with who wrote what.
        guard element.name == "blockquote" else { return false }
        let start = HTMLText.plain(element.children, limit: 400).split(separator: "\n").prefix(2).joined(separator: " ")
        return QuoteMarks.isAttribution(start)
    }

    /// Above it stands what is new, and the quoted mail follows as siblings: the header that Outlook and K-9 write, the line of QQ, a wrapper
    /// that is closed before the mail.
    private static func startsQuotedRest(_ element: HTMLElement) -> Bool {
        if QuoteWrapper.reach(of: element) == .rest { return true }
        guard element.name == "div", mayBegin(element) else { return false }
        let lines = HTMLText.plain(element.children, limit: 400).split(separator: "\n").map { String($0) }
        if lines.count == 1 { return QuoteMarks.isOriginalMark(lines[0]) }
        return hasRule(element) && QuoteMarks.looksLikeHeaderBlock(Array(lines.prefix(8)))
    }

    /// Cheap: most elements are neither small nor have a line above them.
    private static func mayBegin(_ element: HTMLElement) -> Bool { hasRule(element) || element.children.count <= 2 }

    /// A line above its words: of its own, or as its first element.
    private static func hasRule(_ element: HTMLElement) -> Bool {
        func isRuled(_ element: HTMLElement) -> Bool { element["style"]?.asciiLowercased.holds("border-top:solid") ?? false }
        if isRuled(element) { return true }
        for case .element(let first) in element.children.prefix(2) { return first.name == "hr" && isRuled(first) }
        return false
    }

    /// The line above a quote that says who wrote it and when: an element of its own beside the quote, or words between two line ends.
    private static func coverAttributions(_ nodes: inout [HTMLNode]) {
        for i in nodes.indices {
            guard case .element(let quote) = nodes[i], quote[attribute] == "quote" else { continue }
            var last = i - 1
            while last >= 0, isBlank(nodes[last]) { last -= 1 }
            guard last >= 0 else { continue }
            var first = last
            while first > 0, isWords(nodes[first]), isWords(nodes[first - 1]) { first -= 1 }
            let line = HTMLText.plain(Array(nodes[first...last]), limit: 450)
            guard line.utf8.count <= 400, QuoteMarks.isAttribution(line.split(separator: "\n").joined(separator: " ")) else { continue }
            for place in first...last { nodes[place] = covered(nodes[place]) }
        }
    }

    private static func covered(_ node: HTMLNode) -> HTMLNode {
        switch node {
        case .text(let text):
            return text.trimmed.isEmpty ? node : .element(HTMLElement(name: "span", attributes: [(attribute, "quote")], children: [node]))
        case .element(var element):
            if element[attribute] == nil { element.attributes.append((attribute, "quote")) }
            return .element(element)
        }
    }

    /// Part of a line among others.
    private static func isWords(_ node: HTMLNode) -> Bool {
        switch node {
        case .text: true
        case .element(let element):
            ["a", "b", "strong", "i", "em", "span", "font", "u"].contains(element.name) && element[attribute] == nil
        }
    }

    private static func isBlank(_ node: HTMLNode) -> Bool {
        switch node {
        case .text(let text): text.trimmed.isEmpty
        case .element(let element): element.name == "br"
        }
    }

    private static func isForwarded(_ element: HTMLElement) -> Bool {
        QuoteMarks.isForwardMark(HTMLText.plain(element.children, limit: 200).split(separator: "\n").first.map(String.init) ?? "")
    }
}
