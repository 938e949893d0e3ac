/// Reading amounts of money as whole minor units, digit by digit.
enum MinorAmount {
    /// Ten million millions of minor units: what is larger is a slip of the keyboard or a number of something else.
    static let largest: Int64 = 10_000_000_000_000

    /// 12, 12.5, -12,50 as minor units of a currency with so many `decimals`; nil for anything else. Decimals beyond the currency's must be nought. Marks
    /// between thousands are refused, because 1.234 is one thing in London and another in Helsinki.
    static func parse(_ bytes: UnsafeRawBufferPointer, decimals: Int) -> Int64? {
        var index = 0
        var isNegative = false
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
            isNegative = bytes[0] == UInt8(ascii: "-")
            index = 1
        } else if bytes.count > 3, bytes[0] == 0xE2, bytes[1] == 0x88, bytes[2] == 0x92 {
            // U+2212, as printed.
            isNegative = true
            index = 3
        }
        var value: Int64 = 0
        var digits = 0
        var places = -1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
                guard places < 0 else { return nil }
                places = 0
                continue
            }
            let digit = Int64(byte) - 0x30
            guard 0...9 ~= digit else { return nil }
            digits += 1
            if places >= 0 {
                if places == decimals {
                    guard digit == 0 else { return nil }
                    continue
                }
                places += 1
            }
            value = value * 10 + digit
            guard value <= largest else { return nil }
        }
        guard digits > 0 else { return nil }
        for _ in max(0, places)..<decimals { value *= 10 }
        guard value <= largest else { return nil }
        return isNegative ? -value : value
    }

    /// As in 12.50.
    static func text(_ minor: Int64, decimals: Int) -> String {
        var digits = String(minor.magnitude)
        guard decimals > 0 else { return (minor < 0 ? "-" : "") + digits }
        while digits.count <= decimals { digits = "0" + digits }
        return (minor < 0 ? "-" : "") + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }
}
