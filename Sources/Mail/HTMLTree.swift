import CGumbo

/// A parsed piece of HTML as Swift values, so that no pointer of gumbo's outlives the parse.
indirect enum HTMLNode: Sendable {
    case text(String)
    case element(HTMLElement)
}

struct HTMLElement: Sendable {
    var name: String
    var attributes: [(name: String, value: String)] = []
    var children: [HTMLNode] = []

    subscript(attribute: String) -> String? {
        attributes.first { $0.name == attribute }?.value
    }

    func hasClass(_ name: String) -> Bool {
        self["class"]?.split(separator: " ").contains { $0 == name } ?? false
    }
}

enum HTMLTree {
    /// Levels that are kept; the lexer lets fewer through, gumbo adds a few of its own (html, body, tbody, reopened formatting).
    private static let depthLimit = HTMLLexer.depthLimit * 3

    /// The content of the body. `html` has been through `HTMLLexer`.
    static func parse(_ html: [UInt8]) -> [HTMLNode] {
        let document = Array("<!DOCTYPE html><body>".utf8) + html
        return document.withUnsafeBufferPointer { bytes in
            let start = UnsafeRawPointer(bytes.baseAddress!).assumingMemoryBound(to: CChar.self)
            guard let output = regulars_gumbo_parse(start, bytes.count) else { return [] }
            defer { regulars_gumbo_release(output) }
            guard let root = output.pointee.root else { return [] }
            for node in children(root, depth: 0) {
                if case .element(let element) = node, element.name == "body" { return element.children }
            }
            return []
        }
    }

    private static func children(_ node: UnsafePointer<GumboNode>, depth: Int) -> [HTMLNode] {
        guard depth < depthLimit, let list = regulars_gumbo_children(node) else { return [] }
        var result: [HTMLNode] = []
        result.reserveCapacity(Int(list.pointee.length))
        for index in 0..<list.pointee.length {
            guard let child = regulars_gumbo_child(list, index) else { continue }
            switch child.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
                guard let text = regulars_gumbo_text(child) else { continue }
                result.append(.text(String(cString: text)))
            case GUMBO_NODE_ELEMENT:
                var element = HTMLElement(name: String(cString: gumbo_normalized_tagname(regulars_gumbo_tag(child))))
                if let attributes = regulars_gumbo_attributes(child) {
                    for index in 0..<attributes.pointee.length {
                        guard let attribute = regulars_gumbo_attribute(attributes, index), let name = attribute.pointee.name,
                            let value = attribute.pointee.value
                        else { continue }
                        element.attributes.append((String(cString: name), String(cString: value)))
                    }
                }
                element.children = children(child, depth: depth + 1)
                result.append(.element(element))
            default: continue
            }
        }
        return result
    }
}
