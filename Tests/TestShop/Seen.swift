import Foundation
import Web

/// An answer as somebody sees it: status, words without markup, forms, complaints.
public struct Seen: Sendable, CustomStringConvertible {
    public let status: Int
    /// With its query.
    public let path: String
    public let headers: [(name: String, value: String)]
    /// Markup, JSON, or whatever else came.
    public let text: String

    init(_ answer: Answer, path: String) {
        status = answer.status
        headers = answer.headers
        self.path = path
        text =
            switch answer.body {
            case .text(let text): text
            case .markup(let html): html.text
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .none, .page, .events: ""
            }
    }

    /// Short, since `#expect` prints it when it fails.
    public var description: String { "\(status) \(path): \(words.prefix(1500))" }

    public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    /// The text between the tags, references decoded, white space as one blank.
    public var words: String { Markup.words(text) }
    /// Whether these words stand on the page, markup between them ignored.
    public func shows(_ some: String) -> Bool { words.contains(some) }
    /// Whether this markup stands in the answer as it is.
    public func has(_ markup: String) -> Bool { text.contains(markup) }
    /// How often these words stand on the page.
    public func count(_ some: String) -> Int { words.split(separator: some, omittingEmptySubsequences: false).count - 1 }

    /// The complaint at a field, or nil where there is none.
    public func error(_ field: String) -> String? { element("\(field)-error") }
    /// The words of the element with this id.
    public func element(_ id: String) -> String? {
        guard let start = text.range(of: " id=\"\(id)\"") else { return nil }
        guard let open = text[start.upperBound...].firstIndex(of: ">") else { return nil }
        let name =
            text[..<start.lowerBound].lastIndex(of: "<").map { text[text.index(after: $0)...].prefix { $0.isLetter || $0.isNumber } } ?? ""
        guard let close = text[open...].range(of: "</\(name)>") else { return nil }
        return Markup.words(String(text[text.index(after: open)..<close.lowerBound]))
    }
    /// What a field holds; nil where there is no such field.
    public func value(_ field: String) -> String? {
        forms.lazy.flatMap(\.fields).first { $0.name == field }?.value
    }
    /// Secrets that are shown this once.
    public var secrets: [String] {
        text.ranges(of: "<p class=\"secret\"").compactMap { Markup.between(text[$0.upperBound...], "<code translate=\"no\">", "</code>") }
    }
    public var forms: [SeenForm] { Markup.forms(text) }
    /// Addresses of all links, decoded.
    public var links: [String] {
        text.ranges(of: "href=\"").map { Markup.decoded(String(text[$0.upperBound...].prefix { $0 != "\"" })) }
    }
}

/// A form on a page with what it would send as it stands.
public struct SeenForm: Sendable {
    public var action: String
    public var fields: [(name: String, value: String)]
    var isUndo: Bool
    /// Search and sign-out stand around every page.
    var isOfTheFrame: Bool
}

/// Just enough HTML for pages that we write ourselves: attributes in double quotes, tags that close.
enum Markup {
    static func words(_ markup: String) -> String {
        var out = ""
        var rest = markup[...]
        while let open = rest.firstIndex(of: "<") {
            out += rest[..<open]
            let tag = rest[open...]
            // What stands in a script or a style is not seen.
            if let skipped = ["script", "style", "svg"].first(where: { tag.hasPrefix("<\($0)") }), let end = tag.range(of: "</\(skipped)>")
            {
                rest = rest[end.upperBound...]
                continue
            }
            guard let close = tag.firstIndex(of: ">") else { break }
            let name = tag.dropFirst().prefix { $0.isLetter || $0 == "/" }
            if !["b", "/b", "mark", "/mark", "a", "/a", "code", "/code"].contains(name) { out += " " }
            rest = rest[rest.index(after: close)...]
        }
        return decoded((out + rest).split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }

    static func between(_ text: Substring, _ open: String, _ close: String) -> String? {
        guard let start = text.range(of: open), let end = text[start.upperBound...].range(of: close) else { return nil }
        return decoded(String(text[start.upperBound..<end.lowerBound]))
    }

    static func forms(_ markup: String) -> [SeenForm] {
        markup.ranges(of: "<form").compactMap { start in
            guard let end = markup[start.upperBound...].range(of: "</form>"), let open = markup[start.upperBound...].firstIndex(of: ">")
            else {
                return nil
            }
            let tag = String(markup[start.lowerBound...open])
            let before = markup[..<start.lowerBound]
            let isUndo =
                before.range(of: "class=\"flash\"", options: .backwards).map { !before[$0.upperBound...].contains("</div>") } ?? false
            let action = attribute("action", tag) ?? ""
            return SeenForm(
                action: action, fields: fields(String(markup[open..<end.lowerBound])), isUndo: isUndo,
                isOfTheFrame: isUndo || action == "/search" || action == "/sign-out" || tag.contains("method=\"dialog\""))
        }
    }

    private static func fields(_ form: String) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var rest = form[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let tag = String(rest[open...close])
            rest = rest[rest.index(after: close)...]
            guard let name = attribute("name", tag) else { continue }
            if tag.hasPrefix("<input") {
                let type = attribute("type", tag) ?? "text"
                if (type == "checkbox" || type == "radio") && !tag.contains(" checked") { continue }
                fields.append((name, attribute("value", tag) ?? ""))
            } else if tag.hasPrefix("<textarea"), let end = rest.range(of: "</textarea>") {
                fields.append((name, decoded(String(rest[..<end.lowerBound]))))
            } else if tag.hasPrefix("<select"), let end = rest.range(of: "</select>") {
                let options = String(rest[..<end.lowerBound])
                let tags = options.ranges(of: "<option").map { String(options[$0.lowerBound...].prefix { $0 != ">" }) }
                let chosen = tags.first { $0.contains(" selected") } ?? tags.first
                if let chosen { fields.append((name, attribute("value", chosen) ?? "")) }
            }
        }
        return fields
    }

    private static func attribute(_ name: String, _ tag: String) -> String? {
        guard let start = tag.range(of: " \(name)=\"") else { return nil }
        return decoded(String(tag[start.upperBound...].prefix { $0 != "\"" }))
    }
}
