import CStemmer
import Foundation
import Synchronization

extension SearchAnalysis {
    /// The folded stems of one word in a language: usually one, two where the grammar leaves it open.
    ///
    /// Stemming reads the accents, so it comes before folding. Snowball stems Turkish, Finnish, Indonesian and English, and a few rules on
    /// top repair what it leaves apart (see each rule); Armenian has its own light stemmer because Snowball's cuts հաճախորդներ (customers) to
    /// հաճախ (often) and leaves հաճախորդը (the customer) alone.
    static func stems(of word: some StringProtocol, in language: Language) -> [String] {
        switch language {
        case .pseudo: return []
        case .hy: return ArmenianStem.stems(fold(word))
        case .en: return [fold(Stemmer.english.stem(lowered(word, language)))]
        case .fi:
            let word = lowered(word, language)
            return FinnishStem.readings(stem: fold(Stemmer.finnish.stem(word)), word: fold(word))
        case .tr:
            let word = lowered(word, language)
            return TurkishStem.merge(stem: fold(Stemmer.turkish.stem(word)), word: fold(word))
        case .id:
            let word = lowered(word, language)
            return IndonesianStem.variants(stem: fold(Stemmer.indonesian.stem(word)), word: fold(word))
        }
    }

    /// Composed lower case by the language's rules, as the stemmers expect it: Turkish I is ı.
    private static func lowered(_ word: some StringProtocol, _ language: Language) -> String {
        if word.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "I") }) { return word.lowercased() }
        var lower = String.UnicodeScalarView()
        var hasMarks = false
        for scalar in word.unicodeScalars {
            switch scalar {
            case "I" where language == .tr: lower.append("ı")
            case "İ": lower.append("i")
            default:
                hasMarks = hasMarks || (0x300...0x36F).contains(scalar.value)
                lower.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return hasMarks ? String(lower).precomposedStringWithCanonicalMapping : String(lower)
    }
}

/// One Snowball stemmer. Its C object works in its own buffer, so one word at a time: the lock is held for about a microsecond.
private final class Stemmer: Sendable {
    static let english = Stemmer("english")
    static let turkish = Stemmer("turkish")
    static let finnish = Stemmer("finnish")
    static let indonesian = Stemmer("indonesian")

    /// The C object. It is only touched inside `handle`'s lock, which is what makes it safe to share.
    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }
    private let handle: Mutex<Handle>

    init(_ algorithm: String) {
        guard let pointer = sb_stemmer_new(algorithm, "UTF_8") else { preconditionFailure("libstemmer lacks \(algorithm)") }
        handle = Mutex(Handle(pointer: pointer))
    }

    func stem(_ word: String) -> String {
        var word = word
        return word.withUTF8 { bytes in
            handle.withLock { handle in
                guard let stem = sb_stemmer_stem(handle.pointer, bytes.baseAddress, Int32(bytes.count)) else { return "" }
                let length = Int(sb_stemmer_length(handle.pointer))
                return String(decoding: UnsafeBufferPointer(start: stem, count: length), as: UTF8.self)
            }
        }
    }
}
