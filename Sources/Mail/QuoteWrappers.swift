/// What mail programs put around the mail that they quote in HTML, as data.
///
/// To teach it another program add a line here, with where its shape can be seen, and a mail to `ClientFixture`.
struct QuoteWrapper: Sendable {
    enum Mark: Sendable {
        case className(String)
        /// Yahoo puts letters of its own before the classes and ids of what it shows: "ydpdb28840fyahoo_quoted".
        case classEnd(String)
        case id(String)
        case idHolds(String)
        case attribute(String, String)
    }
    enum Reach: Sendable {
        /// The quoted mail stands inside.
        case itself
        /// It follows behind, as siblings.
        case rest
    }

    var client: String
    /// Names of elements that it may be.
    var elements: Set<String>
    var mark: Mark
    var reach = Reach.itself

    static let all: [QuoteWrapper] = [
        QuoteWrapper(client: "Apple Mail, Thunderbird and others", elements: ["blockquote"], mark: .attribute("type", "cite")),
        QuoteWrapper(client: "Gmail, K-9", elements: ["blockquote", "div"], mark: .className("gmail_quote")),
        QuoteWrapper(client: "Gmail, what stands above a quote", elements: ["div"], mark: .className("gmail_attr")),
        QuoteWrapper(client: "Thunderbird, what stands above a quote", elements: ["div"], mark: .className("moz-cite-prefix")),
        QuoteWrapper(client: "Proton", elements: ["blockquote", "div"], mark: .className("protonmail_quote")),
        QuoteWrapper(client: "Zoho", elements: ["div"], mark: .className("zmail_extra")),
        QuoteWrapper(client: "Yahoo on the web", elements: ["blockquote", "div"], mark: .classEnd("yahoo_quoted")),
        QuoteWrapper(client: "Yahoo on the web", elements: ["div"], mark: .idHolds("yahoo_quoted_")),
        // seclists, distributedweaknessfiling mails of August 2018.
        QuoteWrapper(client: "Yahoo on iOS", elements: ["p"], mark: .className("yahoo-quoted-begin"), reach: .rest),
        QuoteWrapper(client: "Yahoo on iOS", elements: ["blockquote"], mark: .className("iosymail")),
        QuoteWrapper(client: "Notes on the web (iNotes)", elements: ["div"], mark: .className("iNotesHistory")),
        QuoteWrapper(client: "NetEase", elements: ["blockquote"], mark: .id("isReplyContent")),
        QuoteWrapper(client: "Outlook", elements: ["div"], mark: .id("divRplyFwdMsg"), reach: .rest),
        QuoteWrapper(client: "Outlook", elements: ["div"], mark: .id("appendonsend"), reach: .rest),
        QuoteWrapper(client: "Outlook", elements: ["div"], mark: .id("mail-editor-reference-message-container"), reach: .rest),
    ]

    /// Those that an element of this name may be.
    private static let byElement: [String: [QuoteWrapper]] = {
        var found: [String: [QuoteWrapper]] = [:]
        for wrapper in all { for name in wrapper.elements { found[name, default: []].append(wrapper) } }
        return found
    }()

    /// How far the quoted mail reaches from this element; nil where it is no wrapper.
    static func reach(of element: HTMLElement) -> Reach? {
        guard !element.attributes.isEmpty, let possible = byElement[element.name] else { return nil }
        return possible.first { $0.fits(element) }?.reach
    }

    private func fits(_ element: HTMLElement) -> Bool {
        switch mark {
        case .className(let name): element.hasClass(name)
        case .classEnd(let end): element["class"]?.split(separator: " ").contains { $0.utf8.count < 60 && $0.hasSuffix(end) } ?? false
        case .id(let id): element["id"] == id
        case .idHolds(let part): element["id"].map { $0.utf8.count < 80 && $0.holds(part) } ?? false
        case .attribute(let name, let value): element[name]?.asciiLowercased == value
        }
    }
}
