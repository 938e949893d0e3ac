import Storage

/// When somebody is left in peace, and when what was held back goes out. Pure: everything comes in.
extension TellingChoices {
    /// When the quiet that holds at `now` ends; nil where it is not quiet. A shop that never opens is never quiet by its hours.
    public func quietUntil(_ now: Instant, _ calendar: OpeningCalendar) -> Instant? {
        var time = now
        // A pause may end within quiet hours, and these on a free day: at most a week of steps.
        for _ in 0..<40 {
            guard let next = endOfQuiet(at: time, calendar), next > time else { break }
            time = next
        }
        return time > now ? time : nil
    }

    /// The end of one stretch of quiet at `time`; the next may begin there.
    private func endOfQuiet(at time: Instant, _ calendar: OpeningCalendar) -> Instant? {
        if let paused = pausedUntil, paused > time { return paused }
        switch quiet {
        case .never: return nil
        case .closed: return calendar.isOpen(at: time) ? nil : calendar.nextOpening(after: time)
        case .hours:
            let zone = calendar.zone
            let clock = zone.wallClock(at: time)
            let (today, tomorrow) = (clock.day, clock.day + 1)
            if freeDays.count < 7, freeDays.contains(Self.number(of: today)) { return zone.start(of: tomorrow) }
            guard quietFrom != quietUntil else { return nil }
            let minute = clock.time
            if quietFrom < quietUntil { return minute >= quietFrom && minute < quietUntil ? zone.instant(today, quietUntil) : nil }
            if minute < quietUntil { return zone.instant(today, quietUntil) }
            return minute >= quietFrom ? zone.start(of: tomorrow) : nil
        }
    }

    /// ISO 8601: 1 for Monday to 7 for Sunday.
    static func number(of day: Day) -> Int { (Weekday.allCases.firstIndex(of: day.weekday) ?? 0) + 1 }

    /// When a notice that is made now goes by mail unless it is read before; nil for never. Never within quiet.
    public func mailTime(_ kind: Notice.Kind, now: Instant, _ calendar: OpeningCalendar) -> Instant? {
        let time: Instant
        switch self[kind].mail {
        case .never: return nil
        case .soon: time = now + .seconds(mailAfter * 60)
        case .digest: time = nextDigest(after: now, calendar)
        }
        return quietUntil(time, calendar) ?? time
    }

    /// The next time at which a gathered mail goes, after `now`.
    public func nextDigest(after now: Instant, _ calendar: OpeningCalendar) -> Instant {
        let zone = calendar.zone
        let today = zone.day(at: now)
        switch digest {
        case .opening:
            // The first opening of a day: a break at noon opens twice.
            for number in 0...14 {
                if let first = calendar.stretches(on: today + number).first?.opens, first > now { return first }
            }
            return calendar.nextOpening(after: now) ?? now + .seconds(86_400)
        case .hourly:
            let hour: Int64 = 3_600_000
            let next = Instant(milliseconds: (now.milliseconds / hour + 1) * hour)
            return calendar.isOpen(at: next) ? next : calendar.nextOpening(after: next) ?? next
        case .time:
            let time = zone.instant(today, digestTime)
            return time > now ? time : zone.instant(today + 1, digestTime)
        }
    }
}
