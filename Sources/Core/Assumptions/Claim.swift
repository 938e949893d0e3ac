import Language

/// One row, A1 to A45, of the register of figures in the source documents: what was said, where, on whose word.
///
/// A row may carry assumptions (numbers that screens use) or none, when it is an illustration or a direction and never a coefficient.
public struct Claim: Sendable, Identifiable {
    /// 1 for A1.
    public let number: Int

    /// The claim as printed, in the shop owner's words.
    public let sentence: Phrase
    public let source: Source

    /// Document and line, "TR1 L29". The documents are TR1, TR2 (Turkish), HY (Armenian), FI (Finnish), ID (Indonesian).
    public let lines: [String]

    /// What could be seen in public pages. Not a judgement that the figure is true.
    public let confirmed: Phrase

    /// Rows of the requirements that use it, "R5".
    public let usedBy: [String]

    /// The shop's own figure that replaces it; nil where there is none.
    public let ownFigure: Phrase?

    public var id: Int { number }

    /// "A1".
    public var tag: String { "A\(number)" }

    /// Whom the document names for the figure.
    public enum Source: Hashable, Sendable {
        /// A name, not translated.
        case named(String)
        /// The document names it near the figure, so by position in the text.
        case nearby(String)
        /// The document tells whose saying it is without naming anyone.
        case saying(Phrase)
        case none
    }
}

extension Claim.Source {
    /// For the screen: "claim: Lee Resources".
    public func label(_ t: Words) -> String {
        switch self {
        case .named(let name): name
        case .nearby(let name): t("{name} (by its place in the text)", ["name": name])
        case .saying(let phrase): t(phrase)
        case .none: t("no source named")
        }
    }
}
