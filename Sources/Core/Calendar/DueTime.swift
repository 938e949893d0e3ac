import Storage

/// Why there is no due time. Each needs a person: hours to be entered, a pause to be ended, a target to be corrected.
public enum NoDueTime: Error, Hashable, Sendable {
    /// The shop does not open within 400 days after this instant.
    case neverOpens(after: Instant)

    /// The clock stands still since this instant.
    case paused(since: Instant)

    /// More than a hundred years ahead.
    case tooFar
}

extension OpeningCalendar {
    /// The instant at which all of an allowance that began at `start` is used up, pauses left out.
    ///
    /// Never before `start`; later starts and larger allowances never give earlier instants. For `.opening` and `.openDays` the
    /// result lies in an open period or at its closing instant: time that runs out exactly at closing is due at closing, and nothing
    /// that starts after hours is due before the next opening. For `.openDays` a day whose open time is all paused does not count.
    ///
    /// R13: starts 17:55, the shop closes 18:00 and opens 09:00, 30 minutes: due 09:25 on the next open day.
    public func due(start: Instant, after allowance: Allowance, pauses: [Pause] = []) throws(NoDueTime) -> Instant {
        switch allowance {
        case .opening(let minutes):
            return try due(start: clamped(start), afterOpen: OpeningCalendar.milliseconds(minutes), PauseList(pauses))
        case .elapsed(let minutes):
            return try due(start: clamped(start), afterReal: OpeningCalendar.milliseconds(minutes), PauseList(pauses))
        case .openDays(let days, let time):
            return try due(start: clamped(start), afterDays: max(0, days), at: time, PauseList(pauses))
        }
    }

    /// The instant at which `percent` (0...100) of an allowance is used up, for a warning before it is due: R13 turns a row amber at 75.
    ///
    /// For `.openDays` it is that share of the open time between start and due.
    public func warning(
        percent: Int, start: Instant, after allowance: Allowance, pauses: [Pause] = []
    ) throws(NoDueTime) -> Instant {
        let share = Int64(min(max(percent, 0), 100))
        let from = clamped(start)
        let list = PauseList(pauses)
        switch allowance {
        case .opening(let minutes):
            return try due(start: from, afterOpen: OpeningCalendar.milliseconds(minutes) / 100 * share, list)
        case .elapsed(let minutes):
            return try due(start: from, afterReal: OpeningCalendar.milliseconds(minutes) / 100 * share, list)
        case .openDays:
            let end = try due(start: start, after: allowance, pauses: pauses)
            return try due(start: from, afterOpen: openTime(from: start, to: end, pauses: pauses) * share / 100, list)
        }
    }

    private func due(start: Int64, afterOpen wanted: Int64, _ pauses: PauseList) throws(NoDueTime) -> Instant {
        var remaining = wanted
        var lastOpen = start
        var result: Int64?
        let horizon = Int64(OpeningCalendar.horizonDays) * 86_400_000
        sweep(from: start, days: OpeningCalendar.limitDays) { opens, closes in
            guard opens - lastOpen <= horizon else { return false }
            lastOpen = closes
            return pauses.unpaused(opens, closes) { from, until in
                guard until - from < remaining else {
                    result = from + remaining
                    return false
                }
                remaining -= until - from
                return true
            } && pauses.unended.map { closes <= $0 } ?? true
        }
        if let result { return Instant(milliseconds: result) }
        if let since = pauses.unended, since <= lastOpen + horizon { throw .paused(since: Instant(milliseconds: since)) }
        throw reaches(lastOpen) ? .tooFar : .neverOpens(after: Instant(milliseconds: lastOpen))
    }

    /// Whether stretches went on to the end of what is looked at, so that the allowance was too long rather than the shop closed.
    private func reaches(_ lastOpen: Int64) -> Bool {
        nextOpening(after: Instant(milliseconds: lastOpen)) != nil || isOpen(at: Instant(milliseconds: lastOpen))
    }

    private func due(start: Int64, afterReal wanted: Int64, _ pauses: PauseList) throws(NoDueTime) -> Instant {
        let end = start + Int64(OpeningCalendar.limitDays) * 86_400_000
        var remaining = wanted
        var result: Int64?
        _ = pauses.unpaused(start, end) { from, until in
            guard until - from < remaining else {
                result = from + remaining
                return false
            }
            remaining -= until - from
            return true
        }
        if let result { return Instant(milliseconds: result) }
        if let since = pauses.unended { throw .paused(since: Instant(milliseconds: since)) }
        throw .tooFar
    }

    private func due(start: Int64, afterDays days: Int, at time: TimeOfDay, _ pauses: PauseList) throws(NoDueTime) -> Instant {
        let today = zone.day(at: Instant(milliseconds: start))
        var toCount = days
        var lastOpen = today
        for number in today.number...(today.number + OpeningCalendar.limitDays) {
            let day = Day(number: number)
            guard day - lastOpen <= OpeningCalendar.horizonDays else {
                throw .neverOpens(after: zone.start(of: lastOpen))
            }
            if let since = pauses.unended, zone.start(of: day).milliseconds >= since {
                throw .paused(since: Instant(milliseconds: since))
            }
            guard let moment = moment(on: day, at: time, pauses) else { continue }
            lastOpen = day
            if day == today {
                // The day of the start is day 0, whether or not the shop is open on it.
                if days == 0, moment >= start { return Instant(milliseconds: moment) }
                continue
            }
            // Zero days that ran out today, and one day, both mean the next open day.
            toCount -= 1
            if toCount <= 0 { return Instant(milliseconds: moment) }
        }
        throw .tooFar
    }

    /// The last open moment of a day at or before a wall time, else its first; nil when the day does not open or is all paused.
    private func moment(on day: Day, at time: TimeOfDay, _ pauses: PauseList) -> Int64? {
        let wanted = zone.instant(day, time).milliseconds
        var first: Int64?
        var best: Int64?
        var counts = false
        for stretch in stretches(on: day) {
            let (opens, closes) = (stretch.opens.milliseconds, stretch.closes.milliseconds)
            if first == nil { first = opens }
            if opens <= wanted { best = min(closes, wanted) }
            if !counts { counts = !pauses.unpaused(opens, closes) { _, _ in false } }
        }
        return counts ? best ?? first : nil
    }

    private static func milliseconds(_ minutes: Int) -> Int64 {
        // A hundred years of minutes is the most that can be due; cutting there keeps the product from overflowing.
        Int64(min(max(minutes, 0), (limitDays + 1) * 1440)) * 60_000
    }
}
