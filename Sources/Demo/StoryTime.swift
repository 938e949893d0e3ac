import Core
import Inbox
import Language
import Storage

/// Turns the story's times into instants before `now`, on the shop's own clock and within its hours, whatever these are.
struct StoryTime: Sendable {
    let now: Instant
    let calendar: OpeningCalendar
    /// Open minutes until an answer by mail is due.
    let replyMinutes: Int

    init(_ calendar: OpeningCalendar, replyMinutes: Int, now: Instant) {
        self.now = now
        self.calendar = calendar
        self.replyMinutes = replyMinutes
    }

    /// When each step happens: each later than the one before, all of them past.
    func times(of steps: [(when: When, isOurs: Bool)]) -> [Instant] {
        var times: [Instant] = []
        for step in steps {
            let before = times.last ?? now
            times.append(
                max(time(step.when, isOurs: step.isOurs, after: before), times.last.map { $0 + .seconds(60) } ?? .init(milliseconds: 0)))
        }
        // What opening hours push past now, over a night or a week of holidays, is done before the shop closed last.
        var latest = now - .seconds(60)
        for index in times.indices.reversed() {
            if times[index] > latest { times[index] = steps[index].isOurs ? min(latest, openAgo(3)) : latest }
            latest = times[index] - .seconds(60)
        }
        return times
    }

    func time(_ when: When, isOurs: Bool, after before: Instant) -> Instant {
        switch when {
        case .day(let days, let hour, let minute):
            let day = calendar.zone.day(at: now) - days
            return min(calendar.zone.instant(day, TimeOfDay(hour, minute) ?? .midnight), now)
        case .after(let minutes):
            if isOurs { return (try? calendar.due(start: before, after: .opening(minutes: minutes))) ?? before + .seconds(minutes * 60) }
            return awake(before + .seconds(minutes * 60))
        case .dueIn(let minutes): return openAgo(max(replyMinutes - minutes, 1))
        case .openAgo(let minutes): return openAgo(minutes)
        }
    }

    /// People write by day: what would come at night comes after breakfast.
    private func awake(_ instant: Instant) -> Instant {
        let clock = calendar.zone.wallClock(at: instant)
        guard clock.time.hour < 7 else { return instant }
        return calendar.zone.instant(clock.day, TimeOfDay(8, clock.time.minute) ?? .midnight)
    }

    /// The last instant since which the shop was open for `minutes`; at most 60 days back.
    func openAgo(_ minutes: Int) -> Instant {
        let wanted = Int64(minutes) * 60_000
        var (low, high) = (now.milliseconds - 60 * 86_400_000, now.milliseconds)
        while high - low > 1000 {
            let middle = low + (high - low) / 2
            if calendar.openTime(from: Instant(milliseconds: middle), to: now) >= wanted { low = middle } else { high = middle }
        }
        return Instant(milliseconds: low)
    }

    /// So many open minutes after `start`.
    func open(_ minutes: Int, after start: Instant) -> Instant {
        (try? calendar.due(start: start, after: .opening(minutes: minutes))) ?? start + .seconds(minutes * 60)
    }
}
