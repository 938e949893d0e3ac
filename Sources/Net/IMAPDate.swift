import Foundation

/// `"17-Jul-1996 02:44:25 -0700"`, the date-time of RFC 3501.
enum IMAPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    static func parse(_ text: String) -> Date? {
        let parts = text.split(whereSeparator: { " -:".contains($0) })
        // Splitting at "-" takes the zone's sign with it, so the sign is looked for in the text.
        guard parts.count == 7, let zoneText = text.split(separator: " ").last, let sign = zoneText.first, sign == "+" || sign == "-",
            let day = Int(parts[0]), let month = months.firstIndex(of: parts[1].lowercased()), let year = Int(parts[2]),
            let hour = Int(parts[3]), let minute = Int(parts[4]), let second = Int(parts[5]),
            let zone = Int(parts[6].drop { $0 == "+" }), (1...31).contains(day), (1900...9999).contains(year), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second), (0...1559).contains(zone)
        else { return nil }
        let local = days(year, month + 1, day) * 86400 + hour * 3600 + minute * 60 + second
        let offset = (zone / 100 * 60 + zone % 100) * 60
        return Date(timeIntervalSince1970: Double(sign == "-" ? local + offset : local - offset))
    }

    /// In UTC.
    static func text(_ date: Date) -> String {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let day = Int((Double(seconds) / 86400).rounded(.down))
        let time = seconds - day * 86400
        // Howard Hinnant's civil_from_days: years begin in March, eras of 400 years.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let place = (5 * dayOfYear + 2) / 153
        let month = place < 10 ? place + 3 : place - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let name = months[month - 1].prefix(1).uppercased() + months[month - 1].dropFirst()
        return "\(padded(dayOfYear - (153 * place + 2) / 5 + 1))-\(name)-\(year) "
            + "\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60)) +0000"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Days from 1970-01-01 to the given one (Hinnant's days_from_civil).
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
