import Core
import Language

/// In which order a table writes day, month and year.
enum DateOrder: String, Sendable, CaseIterable {
    case dayFirst = "day"
    case monthFirst = "month"
    case yearFirst = "year"

    /// 3 March 2026 in this order.
    var example: String {
        switch self {
        case .dayFirst: "03.03.2026 · 31/12/2026"
        case .monthFirst: "03/03/2026 · 12/31/2026"
        case .yearFirst: "2026-03-03 · 2026/12/31"
        }
    }

    /// The day at the beginning of a cell ("31.12.2025", "31/12/25 14:05", "2025-12-31T14:05"), nil where there is none in this order. Two digits
    /// of a year are of this century.
    func day(_ text: String) -> Day? { date(text)?.day }

    /// The day, and what stands behind it.
    func date(_ text: String) -> (day: Day, rest: Substring)? {
        var numbers: [Int] = []
        var widths: [Int] = []
        var rest = Substring(text)
        while numbers.count < 3 {
            let digits = rest.utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }
            guard (1...4).contains(digits.count), let number = Int(Substring(digits)) else { return nil }
            numbers.append(number)
            widths.append(digits.count)
            rest = rest.dropFirst(digits.count)
            guard numbers.count < 3 else { break }
            guard let mark = rest.first, ".-/ ".contains(mark) else { return nil }
            rest = rest.dropFirst()
            // "3. 12. 2025"
            while rest.first == " " { rest = rest.dropFirst() }
        }
        if let next = rest.first, next.isNumber { return nil }
        let (year, month, day, width) =
            switch self {
            case .yearFirst: (numbers[0], numbers[1], numbers[2], widths[0])
            case .dayFirst: (numbers[2], numbers[1], numbers[0], widths[2])
            case .monthFirst: (numbers[2], numbers[0], numbers[1], widths[2])
            }
        guard width == 4 || (width == 2 && self != .yearFirst) else { return nil }
        return Day(width == 2 ? 2000 + year : year, month, day).map { ($0, rest) }
    }

    /// The order that reads most of these cells; where several read all of them, the one given.
    static func guess(_ cells: some Collection<String>, else usual: DateOrder) -> DateOrder {
        let counts = allCases.map { order in (order, cells.count { order.day($0) != nil }) }
        let best = counts.map(\.1).max() ?? 0
        let fit = counts.filter { $0.1 == best }.map(\.0)
        return fit.contains(usual) ? usual : fit.first ?? usual
    }

    /// "14:05", "14.05", "14:05:09", "2:05 pm", "T14:05:00Z"; nil where it is no time of day. `offset` is given where the text tells the zone.
    static func time(_ text: some StringProtocol) -> (minutes: Int, offset: Int?)? {
        var rest = text.drop { $0 == " " || $0 == "T" || $0 == "t" || $0 == "," }
        func number() -> Int? {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...2).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }
        guard var hour = number(), let mark = rest.first, mark == ":" || mark == "." else { return nil }
        rest = rest.dropFirst()
        guard let minute = number(), minute < 60 else { return nil }
        if rest.first == ":" || rest.first == "." {
            rest = rest.dropFirst()
            guard let second = number(), second < 61 else { return nil }
            if rest.first == "." { rest = rest.dropFirst().drop { $0.isNumber } }
        }
        let mark12 = rest.trimmingPrefix(while: { $0 == " " }).lowercased().filter { $0 != "." }
        if mark12 == "am" || mark12 == "pm" {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (mark12 == "pm" ? 12 : 0)
            return (hour * 60 + minute, nil)
        }
        guard hour < 24 else { return nil }
        if rest.isEmpty { return (hour * 60 + minute, nil) }
        if mark12 == "z" || mark12 == "utc" { return (hour * 60 + minute, 0) }
        guard let sign = mark12.first, sign == "+" || sign == "-" else { return nil }
        let digits = mark12.dropFirst().filter { $0 != ":" }
        guard digits.count == 4 || digits.count == 2, let value = Int(digits) else { return nil }
        let minutes = digits.count == 2 ? value * 60 : value / 100 * 60 + value % 100
        return (hour * 60 + minute, sign == "-" ? -minutes : minutes)
    }
}
