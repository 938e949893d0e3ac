/// A number of the register, exact to a millionth. Shares are fractions: 13 % is 0.13.
///
/// Not a `Double`, so that what the owner typed is what is stored, shown, compared and exported.
public struct Figure: Hashable, Comparable, Sendable {
    public let millionths: Int64

    public init(millionths: Int64) {
        self.millionths = millionths
    }

    public init(_ whole: Int) {
        millionths = Int64(whole) * 1_000_000
    }

    /// Reads "26", "2.6" or "2,6": digits with at most one separator, at most nine before it and six after. No sign, no grouping, since
    /// "1.000" is a thousand to one reader and one to another.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].utf8.count), let whole = Day.digits(parts[0].utf8) else {
            return nil
        }
        var fraction = 0
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...6).contains(digits.count), let value = Day.digits(digits) else { return nil }
            fraction = (digits.count..<6).reduce(value) { value, _ in value * 10 }
        }
        millionths = Int64(whole) * 1_000_000 + Int64(fraction)
    }

    public var isWhole: Bool { millionths % 1_000_000 == 0 }

    /// Rounded towards zero.
    public var whole: Int { Int(millionths / 1_000_000) }

    /// For arithmetic whose result is a chart or an estimate, never for money or points.
    public var double: Double { Double(millionths) / 1_000_000 }

    public static func < (a: Figure, b: Figure) -> Bool { a.millionths < b.millionths }

    /// As a percentage with the same exactness: 0.13 gives 13.
    public var percent: Figure { Figure(millionths: millionths * 100) }

    /// The share that a percentage stands for, rounded to a millionth: 13 gives 0.13.
    public var share: Figure { Figure(millionths: (millionths + 50) / 100) }
}

extension Figure: CustomStringConvertible {
    /// "0.13", "26": a point, no needless zeros. The form in which it is stored.
    public var description: String {
        let fraction = abs(millionths % 1_000_000)
        let sign = millionths < 0 ? "-" : ""
        let whole = abs(millionths / 1_000_000)
        guard fraction != 0 else { return "\(sign)\(whole)" }
        var digits = Day.padded(Int(fraction), 6)
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}

extension Figure: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int) { self.init(value) }

    /// Rounded to a millionth, so `0.13` is exactly 130,000 of them.
    public init(floatLiteral value: Double) { self.init(millionths: Int64((value * 1_000_000).rounded())) }
}
