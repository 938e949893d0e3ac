/// Reads amounts as people and programs write them: "12.50", "12,5", "1.234,50", "₺ 1 234,50", "€7", "(3.20)".
public enum MoneyReading {
    /// What stands between whole units and their parts in a table.
    public enum Mark: String, Sendable, CaseIterable { case point, comma }

    /// No amount is larger, in minor units: sums of a million of them still fit.
    public static let most: Int64 = 1_000_000_000_000

    /// The amount in minor units of `currency`, negative with a minus or in brackets; nil where `text` is no amount, is finer than the
    /// currency's minor unit, or larger than ``most``.
    ///
    /// - Parameter mark: the decimal mark, where it is known. Else the last of two different marks is it, and of a single one what follows
    ///   decides: three digits are thousands ("1.234" is 1,234) unless the currency itself has three.
    public static func minor(_ text: String, currency: String, mark: Mark? = nil) -> Int64? {
        guard let (isNegative, figure) = figure(in: text) else { return nil }
        let digits = Currency.minorDigits(currency)
        let decimal = mark.map { $0 == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") } ?? guess(figure, digits: digits)
        let place = decimal.flatMap { figure.lastIndex(of: $0) }
        let whole = figure[..<(place ?? figure.endIndex)]
        let part = place.map { figure[figure.index(after: $0)...] } ?? []
        guard part.allSatisfy(isDigit), part.dropFirst(digits).allSatisfy({ $0 == UInt8(ascii: "0") }), let units = units(whole) else {
            return nil
        }
        var amount = units
        for index in 0..<digits {
            let digit = index < part.count ? Int64(part[part.startIndex + index] - UInt8(ascii: "0")) : 0
            amount = amount * 10 + digit
        }
        guard amount <= most else { return nil }
        return isNegative ? -amount : amount
    }

    /// Which mark a whole column uses, by the amounts that leave no doubt; nil where none does.
    public static func mark(of column: some Sequence<String>) -> Mark? {
        var votes: [UInt8: Int] = [:]
        for text in column {
            guard let figure = figure(in: text)?.figure else { continue }
            let marks = Set(figure.filter { !isDigit($0) })
            guard let last = figure.last(where: { !isDigit($0) }), let place = figure.lastIndex(of: last) else { continue }
            let behind = figure.distance(from: place, to: figure.endIndex) - 1
            let isSure = marks.count == 2 || (figure.count { $0 == last } == 1 && behind != 3)
            if isSure { votes[last, default: 0] += 1 } else if marks.count == 1 { votes[other(last), default: 0] += 0 }
        }
        guard let best = votes.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
        return best.key == UInt8(ascii: ".") ? .point : .comma
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func other(_ mark: UInt8) -> UInt8 { mark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".") }

    /// Digits and marks alone, without blanks, signs of currencies and the sign of the amount.
    private static func figure(in text: String) -> (isNegative: Bool, figure: [UInt8])? {
        var isNegative = false
        var figure: [UInt8] = []
        // Letters and signs of a currency stand before or behind the figure, never inside.
        var isOver = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9", ".", ",":
                if isOver, scalar != "." { return nil }
                if !isOver { figure.append(UInt8(scalar.value)) }
            case "-", "\u{2212}", "(": isNegative = true
            case " ", "\u{A0}", "\u{202F}", "\u{2009}", "'", "\u{2019}", ")", "+": continue
            default: if !figure.isEmpty { isOver = true }
            }
        }
        // "Rp. 25.000" begins with the point of an abbreviation, "25.000,-" ends with a mark.
        while let first = figure.first, first == UInt8(ascii: "."), figure.count(where: { $0 == first }) > 1 { figure.removeFirst() }
        while let last = figure.last, !isDigit(last) {
            figure.removeLast()
            if text.hasSuffix("-") || text.hasSuffix("\u{2013}") { isNegative = text.hasPrefix("-") }
        }
        return figure.contains(where: isDigit) ? (isNegative, figure) : nil
    }

    private static func guess(_ figure: [UInt8], digits: Int) -> UInt8? {
        guard let last = figure.last(where: { !isDigit($0) }), let place = figure.lastIndex(of: last) else { return nil }
        if figure.contains(other(last)) { return last }
        guard figure.count(where: { $0 == last }) == 1 else { return nil }
        let behind = figure.count - place - 1
        let isGroup = behind == 3 && digits != 3 && place > 0 && place <= 3 && figure[0] != UInt8(ascii: "0")
        return isGroup ? nil : last
    }

    /// Whole units, in groups of three or in none.
    private static func units(_ whole: ArraySlice<UInt8>) -> Int64? {
        let groups = whole.split(omittingEmptySubsequences: false) { !isDigit($0) }
        guard Set(whole.filter { !isDigit($0) }).count <= 1 else { return nil }
        if groups.count > 1, !(1...3).contains(groups[0].count) || groups.dropFirst().contains(where: { $0.count != 3 }) { return nil }
        var value: Int64 = 0
        for digit in groups.joined() {
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            if value > most { return nil }
        }
        return value
    }
}
