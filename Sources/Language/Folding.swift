import Foundation

/// What search makes of text: folded words, stems, and what a query means. Folding is the same for every language, so that a search works
/// whatever language the text and the searcher use.
public enum SearchAnalysis {
    /// `text` in lower case without accents, for matching; never for showing.
    ///
    /// Case does not depend on a locale: İ, I, ı and i all become i. Compatibility forms are resolved (ﬁ to fi, full-width letters),
    /// accents dropped (ä to a, ş to s, й to и), letters that have no decomposition replaced (ß to ss, ø to o, æ to ae). Armenian և is եւ;
    /// so is եվ, since that is what և becomes in capitals. Apostrophes vanish: İstanbul'da is istanbulda.
    public static func fold(_ text: some StringProtocol) -> String {
        if let ascii = foldedASCII(text) { return ascii }
        var out = String.UnicodeScalarView()
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { append(scalar, to: &out) }
        return String(out)
    }

    /// The same for plain ASCII, which most words are; nil for anything else.
    private static func foldedASCII(_ text: some StringProtocol) -> String? {
        let folded = text.utf8.withContiguousStorageIfAvailable { bytes -> String? in
            guard bytes.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "'") }) else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count) { out in
                for index in bytes.indices {
                    let byte = bytes[index]
                    out[index] = (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
                }
                return bytes.count
            }
        }
        return folded ?? nil
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView) {
        switch scalar.value {
        case 0x41...0x5A: out.append(Unicode.Scalar(UInt8(scalar.value + 0x20)))
        // Apostrophes, and the Armenian intonation marks, which stand inside a word.
        case 0x27, 0x2019, 0x2BC, 0x55B...0x55E: break
        case 0..<0x80: out.append(scalar)
        case 0x80..<tableEnd:
            for folded in table[Int(scalar.value) - 0x80].unicodeScalars { appendJoined(folded, to: &out) }
        default:
            for folded in foldedSlowly(scalar).unicodeScalars { appendJoined(folded, to: &out) }
        }
    }

    /// Appends, turning the Armenian վ after ե into ւ.
    private static func appendJoined(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView) {
        out.append(scalar == "\u{57E}" && out.last == "\u{565}" ? "\u{582}" : scalar)
    }

    /// Latin, Greek, Cyrillic, Armenian and Hebrew are looked up; the rest of Unicode is worked out each time.
    private static let tableEnd: UInt32 = 0x600
    private static let table: [String] = (0x80..<tableEnd).map { value in
        Unicode.Scalar(value).map(foldedSlowly) ?? ""
    }

    private static func foldedSlowly(_ scalar: Unicode.Scalar) -> String {
        var out = String.UnicodeScalarView()
        for part in String(Character(scalar)).decomposedStringWithCompatibilityMapping.unicodeScalars where !isAccent(part) {
            for lower in part.properties.lowercaseMapping.unicodeScalars where !isAccent(lower) {
                if let replaced = replacement(lower) {
                    out.append(contentsOf: replaced.unicodeScalars)
                } else if lower != "\u{2BC}" {
                    out.append(lower)
                }
            }
        }
        return String(out)
    }

    /// Lower-case letters that Unicode does not take apart but people do.
    private static func replacement(_ letter: Unicode.Scalar) -> String? {
        switch letter {
        case "ı": "i"
        case "ß": "ss"
        case "æ": "ae"
        case "œ": "oe"
        case "ø": "o"
        case "ł": "l"
        case "đ", "ð": "d"
        case "þ": "th"
        case "ħ": "h"
        case "ŧ": "t"
        case "ŋ": "n"
        default: nil
        }
    }

    /// Marks that may be left out: the combining diacritics, and the vowel points of Hebrew and Arabic. Marks of scripts in which they
    /// carry the vowel (Devanagari, Thai) stay.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x483...0x487, 0x591...0x5BD, 0x64B...0x65F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F:
            true
        default: false
        }
    }
}
