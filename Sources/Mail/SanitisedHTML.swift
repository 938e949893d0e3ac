/// HTML that went through `Sanitiser`: safe to put into a page as it is.
public struct SanitisedHTML: Hashable, Sendable, Codable {
    public let markup: String

    /// For the sanitiser and `TextHTML`, which build it.
    init(checked markup: String) {
        self.markup = markup
    }

    /// Takes back what was stored after sanitising. Never pass it anything else.
    public init(sanitisedBefore markup: String) {
        self.markup = markup
    }

    public init(from decoder: any Decoder) throws {
        markup = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(markup)
    }
}
