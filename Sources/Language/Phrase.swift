/// A source string that is translated later, where a language is known: the label of a state, the sentence of a refusal.
///
///     var label: Phrase { switch self { case .open: Phrase("Open", context: "state") … } }
///     t(conversation.state.label)
///
/// Write the literal inside `Phrase("…")` itself, as inside `t("…")`: that is how the catalog tool and the catalog test find it.
public struct Phrase: Sendable, Hashable {
    public let source: String
    /// The plural of `source`, or nil for a phrase without a number.
    public let plural: String?
    /// Tells apart two meanings of one English word; becomes `msgctxt`.
    public let context: String?

    public init(_ source: String, context: String? = nil) {
        self.source = source
        self.plural = nil
        self.context = context
    }

    public init(_ one: String, _ many: String, context: String? = nil) {
        self.source = one
        self.plural = many
        self.context = context
    }
}
