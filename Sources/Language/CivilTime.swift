/// A moment on the wall clock of some time zone: the Gregorian date and the time of day.
public struct CivilTime: Sendable, Hashable, Comparable {
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The wall clock `seconds` after 1970-01-01 00:00 on that same wall clock.
    init(wallSeconds seconds: Int64) {
        let days = Self.floorDivide(seconds, 86_400)
        let time = Int(seconds - days * 86_400)
        let date = Self.date(ofDay: days)
        self.init(
            year: date.year, month: date.month, day: date.day, hour: time / 3600, minute: time / 60 % 60, second: time % 60)
    }

    var wallSeconds: Int64 { dayNumber * 86_400 + Int64(hour * 3600 + minute * 60 + second) }

    /// Days since 1970-01-01, so that dates subtract. Months and days outside their range count on, as in mktime(3).
    ///
    /// Howard Hinnant's `days_from_civil`: years begin in March, so that the leap day is the last of its year.
    public var dayNumber: Int64 {
        let months = year * 12 + month - 1
        let y0 = Int(Self.floorDivide(Int64(months), 12))
        let m = months - y0 * 12 + 1
        let y = m <= 2 ? y0 - 1 : y0
        let era = Int(Self.floorDivide(Int64(y), 400))
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    /// 1 for Monday to 7 for Sunday (ISO 8601).
    public var weekday: Int { Self.weekday(ofDay: dayNumber) }

    /// The weekday of a day number, 1 for Monday to 7 for Sunday.
    public static func weekday(ofDay number: Int64) -> Int {
        // Day 0 was a Thursday.
        let shifted = number + 3
        return Int(shifted - floorDivide(shifted, 7) * 7) + 1
    }

    /// The date `number` days after 1970-01-01 (`civil_from_days`).
    public static func date(ofDay number: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = Int(floorDivide(Int64(shifted), 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
        let quotient = a / b
        return a % b < 0 ? quotient - 1 : quotient
    }

    public static func < (a: CivilTime, b: CivilTime) -> Bool { a.wallSeconds < b.wallSeconds }
}
