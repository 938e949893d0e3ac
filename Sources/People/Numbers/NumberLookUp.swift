import Core
import Language
import Storage
import Web

/// Finding people by digits: the last ones of a number, or the whole of it in any way of writing (161).
enum NumberLookUp {
    /// Fewer last digits than these are too many people's.
    static let fewest = 4

    /// The digits that may stand at the end of somebody's number; nil for what is no number.
    static func digits(in query: String) -> String? {
        let isNumber = query.unicodeScalars.allSatisfy {
            (0x30...0x39).contains($0.value) || " +-()./\u{A0}\u{2011}".unicodeScalars.contains($0)
        }
        guard isNumber else { return nil }
        var digits = query.filter { $0.isASCII && $0.isNumber }[...]
        if query.trimmed.hasPrefix("+") || digits.hasPrefix("00") {
            digits = digits.drop { $0 == "0" }
        } else if digits.count >= 7, digits.hasPrefix("0") {
            // What is dialled at home only is no part of the number.
            digits = digits.dropFirst()
        }
        return (fewest...15).contains(digits.count) ? String(digits) : nil
    }
}

extension Reader {
    /// Those whom the digits of a query mean, without asking the index of words; none where it is no number. One statement at most.
    func people(byDigits query: String, limit: Int = 20) throws -> [Customer.ID] {
        guard let digits = NumberLookUp.digits(in: query) else { return [] }
        return try people(withLastDigits: digits, limit: limit)
    }
}
