/// A day of the calendar as the number of days since 1 January 1970.
public struct Day: Hashable, Comparable, Sendable {
    public var number: Int32

    public init(number: Int32) { self.number = number }

    /// Nil where the calendar has no such day, or before 1900 or after 2999, which are slips of a keyboard.
    public init?(year: Int, month: Int, day: Int) {
        guard 1900...2999 ~= year, 1...12 ~= month, 1...31 ~= day else { return nil }
        // Years that begin in March have their leap day at the end.
        let y = month > 2 ? year : year - 1
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
        if day > 28 {
            let (_, sameMonth, sameDay) = civil
            guard sameMonth == month, sameDay == day else { return nil }
        }
    }

    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    var civil: (year: Int, month: Int, day: Int) {
        let days = Int(number) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// As in 2026-11-23.
    public var text: String {
        let (year, month, day) = civil
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "\(year)-\(two(month))-\(two(day))"
    }

    /// 2026-11-23, 20261123 or 23.11.2026, perhaps with a time of day after a space or T; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var copy = Array(text.utf8)
        guard let day = copy.withUnsafeMutableBytes({ Day(bytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = day
    }

    init?(bytes: UnsafeRawBufferPointer) {
        func number(_ from: Int, _ to: Int) -> Int? {
            var value = 0
            for index in from..<to {
                let digit = Int(bytes[index]) - 0x30
                guard 0...9 ~= digit else { return nil }
                value = value * 10 + digit
            }
            return value
        }
        func ends(at length: Int) -> Bool {
            bytes.count == length || bytes[length] == UInt8(ascii: " ") || bytes[length] == UInt8(ascii: "T")
        }
        let dash = UInt8(ascii: "-")
        let dot = UInt8(ascii: ".")
        if bytes.count >= 10, bytes[4] == dash, bytes[7] == dash, ends(at: 10) {
            guard let year = number(0, 4), let month = number(5, 7), let day = number(8, 10) else { return nil }
            self.init(year: year, month: month, day: day)
        } else if bytes.count >= 8, ends(at: 8), let year = number(0, 4), let month = number(4, 6), let day = number(6, 8) {
            self.init(year: year, month: month, day: day)
        } else if let first = bytes.firstIndex(of: dot), 1...2 ~= first,
            let second = bytes[(first + 1)...].firstIndex(of: dot), 2...3 ~= second - first, bytes.count >= second + 5, ends(at: second + 5)
        {
            // With dots the day always comes first. With strokes nobody can tell, so those are refused.
            guard let day = number(0, first), let month = number(first + 1, second), let year = number(second + 1, second + 5)
            else { return nil }
            self.init(year: year, month: month, day: day)
        } else {
            return nil
        }
    }
}
