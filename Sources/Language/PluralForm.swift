extension Language {
    /// How many plural forms a catalog of this language has (CLDR cardinal categories that integers can take).
    public var pluralForms: Int { self == .id ? 1 : 2 }

    /// The index of the plural form for `n` things: CLDR's cardinal rules, with `one` first and `other` last.
    ///
    /// Armenian counts 0 as singular (`i = 0,1`). Turkish has a singular form for 1 only on paper, since the noun stays singular after
    /// every number, but sentences around the noun do differ. Indonesian has one form.
    public func pluralForm(for n: Int) -> Int {
        let n = n.magnitude
        return switch self {
        case .en, .tr, .fi, .pseudo: n == 1 ? 0 : 1
        case .hy: n <= 1 ? 0 : 1
        case .id: 0
        }
    }
}
