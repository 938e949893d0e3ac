/// A zone's rule for the future, as POSIX writes it: `EET-2EEST,M3.5.0/3,M10.5.0/4` or `<+03>-3`.
struct ZoneRule {
    /// Seconds east of Greenwich.
    private let standard: Int64
    private let summer: (offset: Int64, start: Turn, end: Turn)?

    /// When a year's change happens: a day and seconds after its midnight on the clock in force before.
    private struct Turn {
        enum Day {
            /// `M3.5.0`: the fifth (= last) Sunday of March. Weekday 0 is Sunday.
            case weekday(month: Int, week: Int, weekday: Int)
            /// `J60`: day of the year from 1, never counting 29 February.
            case julian(Int)
            /// `59`: day of the year from 0, counting 29 February.
            case ordinal(Int)
        }
        let day: Day
        let seconds: Int64

        func wallSeconds(in year: Int) -> Int64 {
            let newYear = CivilTime(year: year, month: 1, day: 1).dayNumber
            let number: Int64
            switch day {
            case .weekday(let month, let week, let weekday):
                let first = CivilTime(year: year, month: month, day: 1).dayNumber
                let next = CivilTime(year: year, month: month + 1, day: 1).dayNumber
                let ahead = (weekday - CivilTime.weekday(ofDay: first) % 7 + 7) % 7
                var candidate = first + Int64(ahead + (week - 1) * 7)
                while candidate >= next { candidate -= 7 }
                number = candidate
            case .julian(let n):
                let leap = CivilTime(year: year, month: 3, day: 1).dayNumber - newYear == 60
                number = newYear + Int64(n - 1) + (leap && n >= 60 ? 1 : 0)
            case .ordinal(let n): number = newYear + Int64(n)
            }
            return number * 86_400 + seconds
        }
    }

    /// Nil for a rule that is empty or not understood.
    init?(_ text: String) {
        var reader = Reader(rest: text[...])
        guard reader.name(), let standard = reader.offset() else { return nil }
        self.standard = -standard
        guard reader.name() else {
            guard reader.rest.isEmpty else { return nil }
            summer = nil
            return
        }
        let offset = reader.offset().map { -$0 } ?? -standard + 3600
        guard reader.skip(","), let start = reader.turn(), reader.skip(","), let end = reader.turn(), reader.rest.isEmpty else {
            return nil
        }
        summer = (offset, start, end)
    }

    /// Appends the changes after the table's last one, until `horizon` (seconds since 1970).
    func writeOut(into table: inout ZoneFile.Table, until horizon: Int64) {
        guard let summer else { return }
        let last = table.changes.last ?? 0
        let years = CivilTime(wallSeconds: last).year...CivilTime(wallSeconds: horizon).year
        for year in years {
            let turns = [
                (summer.start.wallSeconds(in: year) - standard, summer.offset),
                (summer.end.wallSeconds(in: year) - summer.offset, standard),
            ].sorted { $0.0 < $1.0 }
            for (seconds, offset) in turns where seconds > last && seconds < horizon && offset != table.offsets.last {
                table.changes.append(seconds)
                table.offsets.append(offset)
            }
        }
    }

    private struct Reader {
        var rest: Substring

        mutating func skip(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        /// An abbreviation: letters, or anything between angle brackets.
        mutating func name() -> Bool {
            if rest.first == "<" {
                guard let close = rest.firstIndex(of: ">") else { return false }
                rest = rest[rest.index(after: close)...]
                return true
            }
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            return letters.count >= 3
        }

        mutating func integer() -> Int? {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func offset() -> Int64? {
            let negative = skip("-")
            if !negative { _ = skip("+") }
            guard let hours = integer() else { return nil }
            var seconds = hours * 3600
            if skip(":"), let minutes = integer() { seconds += minutes * 60 }
            if skip(":"), let more = integer() { seconds += more }
            return Int64(negative ? -seconds : seconds)
        }

        mutating func turn() -> Turn? {
            let day: Turn.Day
            if skip("M") {
                guard let month = integer(), skip("."), let week = integer(), skip("."), let weekday = integer() else { return nil }
                guard (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday) else { return nil }
                day = .weekday(month: month, week: week, weekday: weekday)
            } else if skip("J") {
                guard let n = integer() else { return nil }
                day = .julian(n)
            } else {
                guard let n = integer() else { return nil }
                day = .ordinal(n)
            }
            if skip("/") {
                guard let seconds = offset() else { return nil }
                return Turn(day: day, seconds: seconds)
            }
            return Turn(day: day, seconds: 7200)
        }
    }
}
