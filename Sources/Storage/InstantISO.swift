/// ISO 8601 / RFC 3339 text, by arithmetic on the proleptic Gregorian calendar; DateFormatter costs microseconds and needs locales.
extension Instant {
    /// UTC text with milliseconds, always 24 characters for the years 0 to 9999: "2026-11-22T20:11:00.000Z".
    public var iso: String {
        let (days, millisecondOfDay) = milliseconds.quotientAndRemainder(flooringBy: 86_400_000)
        let (year, month, day) = Self.civil(fromDays: days)
        var text = ""
        text.reserveCapacity(24)
        text.append(digits: year, width: 4)
        text.append("-")
        text.append(digits: month, width: 2)
        text.append("-")
        text.append(digits: day, width: 2)
        text.append("T")
        text.append(digits: millisecondOfDay / 3_600_000, width: 2)
        text.append(":")
        text.append(digits: millisecondOfDay / 60_000 % 60, width: 2)
        text.append(":")
        text.append(digits: millisecondOfDay / 1000 % 60, width: 2)
        text.append(".")
        text.append(digits: millisecondOfDay % 1000, width: 3)
        text.append("Z")
        return text
    }

    /// The moment that `iso` prints as text.
    public static func iso(_ instant: Instant) -> String {
        instant.iso
    }

    /// The moment in "2026-11-22T20:11:00.000Z", or nil where the text is not one.
    ///
    /// Seconds may have 0 to 9 decimals (beyond milliseconds they are cut off), the zone is `Z` or `+hh:mm`, the separator
    /// `T`, `t` or a blank (RFC 3339). A 60th second is refused, and so is 31 February.
    public init?(iso text: some StringProtocol) {
        var digits = DigitReader(text.utf8)
        guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"), let day = digits.number(2),
            digits.skip("T") || digits.skip("t") || digits.skip(" "),
            let hour = digits.number(2), digits.skip(":"), let minute = digits.number(2), digits.skip(":"), let second = digits.number(2),
            (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction: Int64
        if digits.skip(".") {
            guard let read = digits.milliseconds() else { return nil }
            fraction = read
        } else {
            fraction = 0
        }
        let offset: Int64
        if digits.skip("Z") || digits.skip("z") {
            offset = 0
        } else {
            let sign: Int64 = digits.skip("+") ? 1 : digits.skip("-") ? -1 : 0
            guard sign != 0, let hours = digits.number(2), digits.skip(":"), let minutes = digits.number(2), hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 60 + minutes) * 60_000
        }
        let days = Self.days(year: year, month: month, day: day)
        guard digits.atEnd, Self.civil(fromDays: days) == (year, month, day) else { return nil }
        let time = (hour * 3600 + minute * 60 + second) * 1000 + fraction
        milliseconds = days * 86_400_000 + time - offset
    }

    /// Days since 1970-01-01, after Howard Hinnant's "chrono-compatible low-level date algorithms".
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    /// Like `quotientAndRemainder(dividingBy:)`, but the remainder is never negative.
    fileprivate func quotientAndRemainder(flooringBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension String {
    fileprivate mutating func append(digits number: Int64, width: Int) {
        let text = String(number)
        for _ in 0..<max(0, width - text.utf8.count) { append("0") }
        append(text)
    }
}

private struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) {
        rest = Array(bytes)[...]
    }

    var atEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// Exactly `width` digits.
    mutating func number(_ width: Int) -> Int64? {
        guard rest.count >= width else { return nil }
        var number: Int64 = 0
        for byte in rest.prefix(width) {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        rest.removeFirst(width)
        return number
    }

    /// 1 to 9 decimals of a second.
    mutating func milliseconds() -> Int64? {
        let decimals = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...9).contains(decimals.count) else { return nil }
        rest.removeFirst(decimals.count)
        var number: Int64 = 0
        for place in 0..<3 {
            let index = decimals.startIndex + place
            number = number * 10 + (index < decimals.endIndex ? Int64(decimals[index] - 0x30) : 0)
        }
        return number
    }
}
