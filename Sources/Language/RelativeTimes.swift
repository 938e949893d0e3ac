/// Times as seen from now. Every answer is a whole phrase of the catalog, never glued.
///
/// Minutes and hours are whole ones that have passed or are left; days are counted on the shop's calendar, so "yesterday" is right at
/// 00:10 too.
extension Words {
    /// When something happened or will happen: "25 min ago", "in 3 h", "yesterday", "in 3 days". More than 30 days away it is the date.
    public func relative(_ msUTC: Int64, now: Int64) -> String {
        let t = self
        let minutes = Int((msUTC - now).magnitude / 60_000)
        let days = daysAhead(msUTC, now: now)
        let isPast = msUTC < now
        if minutes < 1 { return t("just now") }
        if minutes < 60 {
            return isPast ? t("{n} min ago", ["n": number(minutes)]) : t("in {n} min", ["n": number(minutes)])
        }
        if days == 0 || minutes < 6 * 60 {
            return isPast ? t("{n} h ago", ["n": number(minutes / 60)]) : t("in {n} h", ["n": number(minutes / 60)])
        }
        return days.magnitude > 30 ? shortDate(msUTC) : relativeDay(days)
    }

    /// Which day a time falls on: "today", "tomorrow", "in 3 days", "3 days ago".
    public func relativeDay(_ msUTC: Int64, now: Int64) -> String { relativeDay(daysAhead(msUTC, now: now)) }

    /// How a duty stands: "12 min over" once its time has passed, "in 25 min" before.
    public func due(_ msUTC: Int64, now: Int64) -> String {
        let t = self
        guard msUTC <= now else {
            if msUTC - now < 60_000 { return t("in 1 min") }
            // Whoever plans the morning needs its hours; further ahead the day is enough.
            if daysAhead(msUTC, now: now) == 1, msUTC - now >= 6 * 3_600_000 {
                return t("{day}, {time}", ["day": relativeDay(1), "time": time(msUTC)])
            }
            return relative(msUTC, now: now)
        }
        let minutes = Int((now - msUTC) / 60_000)
        if minutes < 1 { return t("due now") }
        if minutes < 60 { return t("{n} min over", ["n": number(minutes)]) }
        if minutes < 24 * 60 { return t("{n} h over", ["n": number(minutes / 60)]) }
        return t("{n} day over", "{n} days over", minutes / (24 * 60))
    }

    /// A length of time: "25 min", "2 h 5 min", "3 days". The two largest units that are not zero; negative counts as its magnitude.
    public func duration(minutes: Int) -> String {
        let t = self
        let minutes = Int(minutes.magnitude)
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
        if days > 0 {
            return hours == 0 ? t("{n} day", "{n} days", days) : t("{n} day {h} h", "{n} days {h} h", days, ["h": number(hours)])
        }
        if hours > 0 {
            return rest == 0 ? t("{h} h", ["h": number(hours)]) : t("{h} h {m} min", ["h": number(hours), "m": number(rest)])
        }
        return t("{m} min", ["m": number(rest)])
    }

    private func daysAhead(_ msUTC: Int64, now: Int64) -> Int {
        Int(timeZone.civil(at: msUTC).dayNumber - timeZone.civil(at: now).dayNumber)
    }

    private func relativeDay(_ days: Int) -> String {
        let t = self
        switch days {
        case 0: return t("today")
        case 1: return t("tomorrow")
        case -1: return t("yesterday")
        case 2...: return t("in {n} day", "in {n} days", days)
        default: return t("{n} day ago", "{n} days ago", -days)
        }
    }
}
