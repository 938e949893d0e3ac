import Assets

/// The translations of one language: source string to text.
///
/// Parsed from the `.po` file inside the binary when the language is first used; afterwards a lookup is one dictionary access without a lock.
public struct Catalog: Sendable {
    private let texts: [String: [String]]

    /// A catalog of these entries; untranslated ones are left out, so that they fall back to their source.
    public init(_ file: PortableObject) {
        var texts: [String: [String]] = [:]
        texts.reserveCapacity(file.entries.count)
        for entry in file.entries where !entry.translations.contains("") {
            texts[Self.key(entry.source, entry.context)] = entry.translations
        }
        self.texts = texts
    }

    /// The translation of `source`, or nil where there is none.
    public subscript(source: String, context: String?) -> String? { texts[Self.key(source, context)]?.first }

    /// The translation for plural form `form` (see ``Language/pluralForm(for:)``) of the entry whose singular is `one`.
    public subscript(one: String, context: String?, form form: Int) -> String? {
        guard let forms = texts[Self.key(one, context)] else { return nil }
        return form < forms.count ? forms[form] : forms.last
    }

    /// The way gettext itself joins a context and a source: with U+0004, which no text contains.
    private static func key(_ source: String, _ context: String?) -> String {
        guard let context else { return source }
        return context + "\u{4}" + source
    }

    /// The catalog inside the binary. English and the pseudo language have none: their texts are the sources.
    public static func embedded(_ language: Language) -> Catalog? {
        switch language {
        case .en, .pseudo: nil
        case .tr: turkish
        case .fi: finnish
        case .hy: armenian
        case .id: indonesian
        }
    }

    private static let turkish = load("tr")
    private static let finnish = load("fi")
    private static let armenian = load("hy")
    private static let indonesian = load("id")

    /// The text of the `.po` file inside the binary, or nil where there is no such file.
    public static func embeddedText(_ code: String) -> String? {
        for index in 0..<asset_count() {
            let asset = asset_at(index)
            guard String(cString: asset.path) == "po/\(code).po" else { continue }
            return String(decoding: UnsafeBufferPointer(start: asset.bytes, count: asset.length), as: UTF8.self)
        }
        return nil
    }

    /// A broken catalog cannot reach a release (CatalogTests parses all of them), so it stops the program here instead of hiding.
    private static func load(_ code: String) -> Catalog {
        guard let text = embeddedText(code) else { preconditionFailure("no po/\(code).po in the binary") }
        do {
            return Catalog(try PortableObject(parsing: text))
        } catch {
            preconditionFailure("po/\(code).po, line \(error.line): \(error.reason)")
        }
    }
}
