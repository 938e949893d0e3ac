import Core
import Language
import Storage
import Web

/// Finding people by digits: the last ones of a number, or the whole of it in any way of writing (161).
enum NumberLookUp {
    /// Fewer last digits than these are too many people's.
    static let fewest = 4

    /// From so many on they are looked for in the middle of numbers too.
    static let fewestInside = 5

    /// The digits that may stand in somebody's number, as they were typed first, then without what is only dialled; none for what is no number.
    static func digits(in query: String) -> [String] {
        let isNumber = query.unicodeScalars.allSatisfy {
            (0x30...0x39).contains($0.value) || " +-()./\u{A0}\u{2011}".unicodeScalars.contains($0)
        }
        guard isNumber else { return [] }
        let typed = query.filter { $0.isASCII && $0.isNumber }
        var number = typed[...]
        if query.trimmed.hasPrefix("+") || typed.hasPrefix("00") {
            number = number.drop { $0 == "0" }
        } else if typed.count >= 7, typed.hasPrefix("0") {
            // What is dialled at home only is no part of the number.
            number = number.dropFirst()
        }
        // Noughts in front may be just where somebody began to read: 00731 of 0532 000 07 31.
        let both = number.count == typed.count ? [typed] : [typed, String(number)]
        return both.filter { (fewest...15).contains($0.count) }
    }
}

extension Reader {
    /// Those whom the digits of a query mean: the last ones of their number first, then who has them further in, which only the index of
    /// words knows. None where it is no number; two statements at most.
    func people(byDigits query: String, limit: Int = 20) throws -> [Customer.ID] {
        let digits = NumberLookUp.digits(in: query)
        guard !digits.isEmpty else { return [] }
        let ends = try people(withLastDigits: digits, limit: limit)
        let marks = digits.filter { $0.count >= NumberLookUp.fewestInside }.map { SearchAnalysis.insideMark + $0 }
        guard ends.count < limit, !marks.isEmpty else { return ends }
        let inside = try Search.people.find(self, [SearchWord(exact: [], prefixes: Set(marks))], limit: limit)
        return ends + inside.map { Customer.ID(number: $0.item) }.filter { !ends.contains($0) }
    }
}
