/// Words and formats for one reader: a language and a time zone. A cheap value that every view gets, always under the name `t`.
///
///     t("Waiting for customer")
///     t("Hello {name}", ["name": customer.name])
///     t("{n} customer", "{n} customers", count)
///     t("Open", context: "state")
///
/// The strings are literals in the call, since `Tools/catalogs.py` and the catalog test read them from the code. A text that is chosen
/// elsewhere travels as a ``Phrase``. Never glue sentences from parts: suffixes, articles and order differ from language to language.
public struct Words: Sendable {
    public let language: Language
    public let timeZone: ShopTimeZone
    let catalog: Catalog?

    public init(_ language: Language, timeZone: ShopTimeZone) {
        self.init(language, timeZone: timeZone, catalog: Catalog.embedded(language))
    }

    /// Words from a catalog that is not the one in the binary; tests use it.
    public init(_ language: Language, timeZone: ShopTimeZone, catalog: Catalog?) {
        self.language = language
        self.timeZone = timeZone
        self.catalog = catalog
    }

    /// `source` in the reader's language with `{placeholders}` filled from `values`; an unknown source comes back in English.
    ///
    /// A placeholder without a value stays as it is, so that the slip is seen. The result is text, not HTML.
    public func callAsFunction(_ source: String, _ values: [String: String] = [:], context: String? = nil) -> String {
        if language == .pseudo { return Self.fill(Pseudo.mark(source), values) }
        return Self.fill(catalog?[source, context] ?? source, values)
    }

    /// The form of the sentence for `n` things. `{n}` is filled with `n` in the reader's number format.
    public func callAsFunction(
        _ one: String, _ many: String, _ n: Int, _ values: [String: String] = [:], context: String? = nil
    ) -> String {
        let form = language.pluralForm(for: n)
        let english = Language.en.pluralForm(for: n) == 0 ? one : many
        var values = values
        values["n"] = number(n)
        if language == .pseudo { return Self.fill(Pseudo.mark(english), values) }
        return Self.fill(catalog?[one, context, form: form] ?? english, values)
    }

    /// The phrase in the reader's language.
    public func callAsFunction(_ phrase: Phrase, _ values: [String: String] = [:]) -> String {
        self(phrase.source, values, context: phrase.context)
    }

    /// The phrase's form for `n` things.
    public func callAsFunction(_ phrase: Phrase, _ n: Int, _ values: [String: String] = [:]) -> String {
        self(phrase.source, phrase.plural ?? phrase.source, n, values, context: phrase.context)
    }

    /// "a, b and c" in the reader's language; "" for none.
    public func list(_ items: [String]) -> String {
        let t = self
        switch items.count {
        case 0: return ""
        case 1: return items[0]
        case 2: return t("{a} and {b}", ["a": items[0], "b": items[1]])
        default: return t("{list} and {last}", ["list": items.dropLast().joined(separator: ", "), "last": items[items.count - 1]])
        }
    }

    /// Fills `{name}` from `values` in one pass, so that braces inside a value are never read as placeholders.
    static func fill(_ text: String, _ values: [String: String]) -> String {
        guard !values.isEmpty else { return text }
        // By bytes: braces are never part of another character's encoding, and graphemes are dear where a list has a hundred times of day.
        let bytes = Array(text.utf8)
        guard var open = bytes.firstIndex(of: UInt8(ascii: "{")) else { return text }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 40)
        var rest = 0
        while let close = bytes[open...].firstIndex(of: UInt8(ascii: "}")) {
            out += bytes[rest..<open]
            if let value = values[String(decoding: bytes[(open + 1)..<close], as: UTF8.self)] {
                out += value.utf8
            } else {
                out += bytes[open...close]
            }
            rest = close + 1
            guard let next = bytes[rest...].firstIndex(of: UInt8(ascii: "{")) else { break }
            open = next
        }
        return String(decoding: out + bytes[rest...], as: UTF8.self)
    }
}
