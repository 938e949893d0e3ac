/// First pass over strangers' HTML: text and allowed tags only, every tag closed, never deeper than a limit.
///
/// It stands before gumbo, which overflows the stack on 20,000 nested `<div>` and needs seconds for 41 KB of `<b><p>`. What comes out has
/// no comments, no raw-text elements and no unclosed tags, so gumbo cannot read it differently than was meant here, and costs at most
/// (length × depth limit).
struct HTMLLexer {
    /// Levels of elements. Real newsletters reach 60, long Outlook threads more.
    static let depthLimit = 200
    /// Elements of one message; later ones are left out and only their text stays. Real newsletters have a few thousand.
    static let elementLimit = 30_000
    /// Formatting elements that are opened again inside a new paragraph, as browsers do.
    private static let reopenLimit = 8

    private struct Open {
        var name: String
        /// The tag as written out, to open it again.
        var tag: [UInt8]
        /// Place in the stack of the paragraph that a block inside here would end, -1 for none. Table cells begin anew.
        var paragraph: Int
        /// Inside a table.
        var inTable: Bool
    }

    private let input: [UInt8]
    private var position = 0
    private var output: [UInt8] = []
    private var stack: [Open] = []
    /// How many elements of a name are open, so that most end tags need no search.
    private var openCounts: [String: Int] = [:]
    /// Elements that were not opened because of the limit and whose end tags are still to come.
    private var overflow = 0
    private var elements = 0

    private init(_ input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count + input.count / 8)
    }

    /// The balanced form of `html`, as UTF-8.
    static func balance(_ html: [UInt8]) -> [UInt8] {
        var lexer = HTMLLexer(html)
        lexer.run()
        return lexer.output
    }

    private mutating func run() {
        while position < input.count {
            let byte = input[position]
            if byte == UInt8(ascii: "<") {
                markup()
            } else {
                text(byte)
                position += 1
            }
        }
        while !stack.isEmpty { pop() }
    }

    private mutating func text(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "<"): output += "&lt;".utf8
        case UInt8(ascii: ">"): output += "&gt;".utf8
        case 0x09, 0x0A: output.append(byte)
        case 0x0D: if position + 1 >= input.count || input[position + 1] != 0x0A { output.append(0x0A) }
        case ..<0x20, 0x7F: break
        default: output.append(byte)
        }
    }

    private func peek(_ offset: Int) -> UInt8 {
        position + offset < input.count ? input[position + offset] : 0
    }

    private func matches(_ word: String, at start: Int) -> Bool {
        guard start + word.utf8.count <= input.count else { return false }
        var i = start
        for byte in word.utf8 {
            if ASCII.lower(input[i]) != byte { return false }
            i += 1
        }
        return true
    }

    private mutating func markup() {
        let next = peek(1)
        if ASCII.isLetter(next) {
            startTag()
        } else if next == UInt8(ascii: "/") {
            if ASCII.isLetter(peek(2)) {
                endTag()
            } else {
                skip(past: ">", from: position + 2)
            }
        } else if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") {
            if matches("<!--", at: position) { comment() } else { skip(past: ">", from: position + 2) }
        } else {
            text(input[position])
            position += 1
        }
    }

    private mutating func comment() {
        var i = position + 4
        if matches(">", at: i) || matches("->", at: i) {
            skip(past: ">", from: i)
            return
        }
        while i < input.count {
            if input[i] == UInt8(ascii: "-"), matches("-->", at: i) || matches("--!>", at: i) {
                skip(past: ">", from: i)
                return
            }
            i += 1
        }
        position = input.count
    }

    private mutating func skip(past mark: String, from start: Int) {
        let mark = mark.utf8.first!
        var i = min(start, input.count)
        while i < input.count, input[i] != mark { i += 1 }
        position = min(i + 1, input.count)
    }

    /// Reads a tag name at `start`; ends at white space, `/` or `>`.
    private func name(from start: Int) -> (name: String, end: Int) {
        var i = start
        while i < input.count, !ASCII.isWhitespace(input[i]), input[i] != UInt8(ascii: "/"), input[i] != UInt8(ascii: ">") { i += 1 }
        // Longer names are nothing that is allowed.
        let name = i - start > 20 ? "" : String(decoding: input[start..<i].map(ASCII.lower), as: UTF8.self)
        return (name, i)
    }

    private mutating func startTag() {
        let (name, end) = name(from: position + 1)
        let attributes = attributes(from: end)
        guard let attributes else {
            // The tag never ends: browsers drop it and so do we.
            position = input.count
            return
        }
        position = attributes.end
        if name == "plaintext" { return }
        if HTMLAllowList.droppedRaw.contains(name) {
            skipRaw(name)
            return
        }
        if HTMLAllowList.droppedTree.contains(name) {
            if !attributes.selfClosing { skipTree(name) }
            return
        }
        guard HTMLAllowList.elements.contains(name) else {
            // Unknown elements vanish, but `<body dir=rtl>` and the like must not join words.
            return
        }
        open(name, attributes.text)
    }

    private mutating func open(_ name: String, _ attributes: [UInt8]) {
        if HTMLAllowList.tableParts.contains(name), stack.last?.inTable != true { return }
        var tag: [UInt8] = [UInt8(ascii: "<")]
        tag += name.utf8
        tag += attributes
        tag.append(UInt8(ascii: ">"))

        var reopened: [Open] = []
        switch name {
        case "li": closeThrough(["li"], barriers: ["ul", "ol", "table", "td", "th", "blockquote"])
        case "dd", "dt": closeThrough(["dd", "dt"], barriers: ["dl", "table", "td", "th", "blockquote"])
        case "td", "th": closeThrough(["td", "th", "caption", "colgroup"], barriers: ["table"])
        case "tr": closeThrough(["tr", "caption", "colgroup"], barriers: ["table"])
        case "tbody", "thead", "tfoot": closeThrough(["tbody", "thead", "tfoot", "caption", "colgroup"], barriers: ["table"])
        case "caption", "colgroup": closeThrough(["caption", "colgroup"], barriers: ["table"])
        case "a": closeThrough(["a"], barriers: ["table", "td", "th"])
        default: break
        }
        if let p = stack.last?.paragraph, p >= 0, HTMLAllowList.blocks.contains(name) {
            reopened = stack[(p + 1)...].filter { HTMLAllowList.formatting.contains($0.name) }.suffix(Self.reopenLimit)
            while stack.count > p { pop() }
        }
        if HTMLAllowList.void.contains(name) {
            guard elements < Self.elementLimit else { return }
            elements += 1
            output += tag
        } else if stack.count < Self.depthLimit, elements < Self.elementLimit {
            push(name, tag)
        } else {
            overflow += 1
            return
        }
        let inside = name == "table" || name == "ul" || name == "ol" || name == "dl" || name == "hr"
        guard !inside else { return }
        for element in reopened where stack.count < Self.depthLimit && elements < Self.elementLimit {
            push(element.name, element.tag)
        }
    }

    private mutating func push(_ name: String, _ tag: [UInt8]) {
        elements += 1
        output += tag
        let isCell = name == "table" || name == "td" || name == "th" || name == "caption"
        stack.append(
            Open(
                name: name, tag: tag, paragraph: name == "p" ? stack.count : (isCell ? -1 : stack.last?.paragraph ?? -1),
                inTable: name == "table" || stack.last?.inTable ?? false))
        openCounts[name, default: 0] += 1
    }

    /// Closes the innermost element of `names` with all inside it, unless one of `barriers` stands in between.
    private mutating func closeThrough(_ names: [String], barriers: [String]) {
        guard names.contains(where: { openCounts[$0, default: 0] > 0 }) else { return }
        for i in stack.indices.reversed() {
            if names.contains(stack[i].name) {
                while stack.count > i { pop() }
                return
            }
            if barriers.contains(stack[i].name) { return }
        }
    }

    private mutating func endTag() {
        let (name, end) = name(from: position + 2)
        // Attributes of end tags are read only to find the end.
        guard let rest = attributes(from: end) else {
            position = input.count
            return
        }
        position = rest.end
        guard HTMLAllowList.elements.contains(name), !HTMLAllowList.void.contains(name) else { return }
        if overflow > 0 {
            overflow -= 1
            return
        }
        guard openCounts[name, default: 0] > 0 else { return }
        let isTable = name == "table" || HTMLAllowList.tableParts.contains(name)
        for i in stack.indices.reversed() {
            let open = stack[i].name
            if open == name {
                while stack.count > i { pop() }
                return
            }
            // What was opened outside a cell is not closed inside it; what belongs to a table, not inside an inner table.
            if open == "table" || (!isTable && (open == "td" || open == "th" || open == "caption")) { return }
        }
    }

    private mutating func pop() {
        let element = stack.removeLast()
        openCounts[element.name, default: 1] -= 1
        output += "</".utf8
        output += element.name.utf8
        output.append(UInt8(ascii: ">"))
    }

    /// Skips to the end tag of an element whose content is not markup.
    private mutating func skipRaw(_ name: String) {
        var i = position
        let end = "</" + name
        while i < input.count {
            if input[i] == UInt8(ascii: "<"), matches(end, at: i) {
                skip(past: ">", from: i)
                return
            }
            i += 1
        }
        position = input.count
    }

    /// Skips an element with everything inside, counting elements of the same name.
    private mutating func skipTree(_ name: String) {
        var depth = 1
        let end = "</" + name
        let start = "<" + name
        var i = position
        while i < input.count {
            if input[i] == UInt8(ascii: "<") {
                if matches(end, at: i) {
                    depth -= 1
                    if depth == 0 {
                        skip(past: ">", from: i)
                        return
                    }
                } else if matches(start, at: i) {
                    depth += 1
                }
            }
            i += 1
        }
        position = input.count
    }

    private struct Attributes {
        /// ` name="value"` for each that may matter, entities as they were.
        var text: [UInt8]
        var selfClosing: Bool
        var end: Int
    }

    /// Reads attributes up to and with the `>`; nil when there is none.
    private func attributes(from start: Int) -> Attributes? {
        var i = start
        var text: [UInt8] = []
        var seen: Set<String> = []
        while true {
            while i < input.count, ASCII.isWhitespace(input[i]) || input[i] == UInt8(ascii: "/") { i += 1 }
            guard i < input.count else { return nil }
            if input[i] == UInt8(ascii: ">") {
                return Attributes(text: text, selfClosing: input[i - 1] == UInt8(ascii: "/"), end: i + 1)
            }
            let nameStart = i
            // An equals sign may begin a name.
            i += 1
            while i < input.count, !ASCII.isWhitespace(input[i]), input[i] != UInt8(ascii: "="), input[i] != UInt8(ascii: ">"),
                input[i] != UInt8(ascii: "/")
            {
                i += 1
            }
            let nameEnd = i
            while i < input.count, ASCII.isWhitespace(input[i]) { i += 1 }
            var value: ArraySlice<UInt8> = []
            if i < input.count, input[i] == UInt8(ascii: "=") {
                i += 1
                while i < input.count, ASCII.isWhitespace(input[i]) { i += 1 }
                guard i < input.count else { return nil }
                let quote = input[i]
                if quote == 0x22 || quote == 0x27 {
                    let valueStart = i + 1
                    i = valueStart
                    while i < input.count, input[i] != quote { i += 1 }
                    guard i < input.count else { return nil }
                    value = input[valueStart..<i]
                    i += 1
                } else if quote != UInt8(ascii: ">") {
                    let valueStart = i
                    while i < input.count, !ASCII.isWhitespace(input[i]), input[i] != UInt8(ascii: ">") { i += 1 }
                    value = input[valueStart..<i]
                }
            }
            guard nameEnd - nameStart <= 20, seen.count < 40 else { continue }
            let name = String(decoding: input[nameStart..<nameEnd].map(ASCII.lower), as: UTF8.self)
            guard HTMLAllowList.attributes.contains(name), value.count <= 400_000, seen.insert(name).inserted else { continue }
            text.append(0x20)
            text += name.utf8
            text += "=\"".utf8
            for byte in value {
                switch byte {
                case 0x22: text += "&quot;".utf8
                case UInt8(ascii: "<"): text += "&lt;".utf8
                case UInt8(ascii: ">"): text += "&gt;".utf8
                case 0x09, 0x0A, 0x0D: text.append(0x20)
                case ..<0x20, 0x7F: break
                default: text.append(byte)
                }
            }
            text.append(0x22)
        }
    }
}
