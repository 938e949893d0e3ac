/// Numbers as the reader writes them. Patterns are CLDR's (checked against it in FormatTests), kept here as code so that showing a number
/// does not load ICU.
extension Words {
    /// A whole number with thousands grouped: 1,234 · 1.234 · 1 234 (no-break space).
    public func number(_ n: Int) -> String { decimal(minor: Int64(n), digits: 0) }

    /// A decimal number given in its smallest unit: `decimal(minor: 12345, digits: 2)` is 123.45 (or 123,45).
    public func decimal(minor: Int64, digits: Int) -> String {
        (minor < 0 ? language.minus : "") + unsigned(minor.magnitude, digits: digits)
    }

    /// A share of 1 as a percentage, rounded half away from zero: 0.94 is 94% · %94 (tr) · 94 % (fi). "–" for a share that is no number.
    public func percent(_ share: Double, digits: Int = 0) -> String {
        let scaled = (share * 100 * Double(Words.powerOfTen(digits))).rounded()
        guard scaled.isFinite, scaled.magnitude < 1e15 else { return "–" }
        let minor = Int64(scaled)
        let sign = minor < 0 ? language.minus : ""
        let figure = unsigned(minor.magnitude, digits: digits)
        return switch language {
        case .tr: "\(sign)%\(figure)"
        case .fi: "\(sign)\(figure)\u{A0}%"
        case .en, .hy, .id, .pseudo: "\(sign)\(figure)%"
        }
    }

    func unsigned(_ minor: UInt64, digits: Int) -> String {
        let unit = Words.powerOfTen(digits)
        var text = grouped(minor / unit)
        if digits > 0 {
            let fraction = String(minor % unit)
            text += language.decimalMark + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
        }
        return text
    }

    private func grouped(_ n: UInt64) -> String {
        let digits = String(n)
        guard digits.utf8.count > 3 else { return digits }
        var out = ""
        var left = digits.utf8.count
        for digit in digits {
            out.append(digit)
            left -= 1
            if left > 0 && left % 3 == 0 { out += language.groupMark }
        }
        return out
    }

    /// 10 to the power `digits`, which is at most 9 here.
    static func powerOfTen(_ digits: Int) -> UInt64 {
        precondition((0...9).contains(digits), "0 to 9 digits")
        return (0..<digits).reduce(1) { value, _ in value * 10 }
    }
}

extension Language {
    var decimalMark: String { self == .en || self == .pseudo ? "." : "," }

    var groupMark: String {
        switch self {
        case .en, .pseudo: ","
        case .tr, .id: "."
        case .fi, .hy: "\u{A0}"
        }
    }

    /// Finnish uses the real minus sign, the others the hyphen (CLDR).
    var minus: String { self == .fi ? "\u{2212}" : "-" }
}
