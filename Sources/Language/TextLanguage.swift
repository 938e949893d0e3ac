import CLanguage

/// The language a text is written in.
public enum TextLanguage {
    /// The language of `text` if it is one of the offered ones and CLD2 is sure of it, or nil.
    ///
    /// A few words are not enough to be sure. Malay counts as Indonesian: the two can hardly be told apart and share their stems. At least
    /// 60 % of the text must be in the language. Only the first 20,000 bytes are looked at.
    public static func detect(_ text: String) -> Language? {
        var code = [CChar](repeating: 0, count: 8)
        var share: Int32 = 0
        var text = text
        let isSure = text.withUTF8 { bytes in
            // CLD2 wants valid UTF-8, so the cut falls before a character.
            var length = min(bytes.count, 20_000)
            while length < bytes.count, length > 0, bytes[length] & 0xC0 == 0x80 { length -= 1 }
            return bytes.withMemoryRebound(to: CChar.self) { language_detect($0.baseAddress, length, &code, &share) }
        }
        guard isSure, share >= 60 else { return nil }
        let name = String(decoding: code.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if name == "ms" { return .id }
        return Language(rawValue: name).flatMap { Language.offered.contains($0) ? $0 : nil }
    }
}
