/// Dates of mail, in UTC and without a locale.
enum MailDate {
    /// `2026-05-04T09:30:00Z` of seconds since 1970; nil outside the years 1970 to 9999.
    static func iso8601(_ seconds: Int64) -> String? {
        guard (0..<253_402_300_800).contains(seconds) else { return nil }
        let (year, month, day) = civil(days: Int(seconds / 86400))
        let rest = Int(seconds % 86400)
        return "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(pad(rest / 3600)):\(pad(rest / 60 % 60)):\(pad(rest % 60))Z"
    }

    /// `Mon, 04 May 2026 09:30:00 +0000` (RFC 5322) of milliseconds since 1970.
    static func header(milliseconds: Int64) -> String {
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : 0
        let days = Int(seconds / 86400)
        let (year, month, day) = civil(days: days)
        let rest = Int(seconds % 86400)
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 1 January 1970 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        return
            "\(weekday), \(pad(day)) \(names[month - 1]) \(pad(year, 4)) \(pad(rest / 3600)):\(pad(rest / 60 % 60)):\(pad(rest % 60)) +0000"
    }

    /// Proleptic Gregorian date of days since 1970, for days that are not negative.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
