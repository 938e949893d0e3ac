import Language
import Storage
import Web

extension Reader {
    /// How people are called on lists: the name, else the first address. One statement however many there are.
    public func names(of customers: some Sequence<Customer.ID>) throws -> [Customer.ID: String] {
        let ids = Array(Set(customers))
        guard !ids.isEmpty else { return [:] }
        let rows = try all(
            """
            SELECT c.id, c.name,
              CASE WHEN c.name = '' THEN (SELECT a.shown FROM customer_address a WHERE a.customer_id = c.id ORDER BY a.id LIMIT 1) END
            FROM customer c WHERE c.id IN \(ids)
            """
        ) { row in (try row.next(Customer.ID.self), try row.next(String.self), try row.next(String?.self)) }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.1.isEmpty ? $0.2 ?? "?" : $0.1) })
    }

    public func staffNames(_ staff: some Sequence<Staff.ID>) throws -> [Staff.ID: String] {
        let ids = Array(Set(staff))
        guard !ids.isEmpty else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: try all("SELECT id, name FROM staff WHERE id IN \(ids)") {
                (try $0.next(Staff.ID.self), try $0.next(String.self))
            })
    }
}

extension Parts {
    /// When it is due, as a whole phrase: "in 25 min", "12 min over", "tomorrow 10:00".
    public func due(_ milliseconds: Int64, _ t: Words, now: Int64) -> HTML {
        let left = milliseconds - now
        let tone: Tone = left < 0 ? .bad : left < 3_600_000 ? .warn : .plain
        return chip(t.due(milliseconds, now: now), tone, icon: left < 0 ? "warning" : "clock")
    }
}

extension Shop {
    /// The shop's time zone for words and clocks; UTC where the setting is broken, which the settings page says.
    public var timeZone: ShopTimeZone { ShopTimeZone(setting(ShopSettings.timeZone)) ?? .utc }
    /// The shop's own language, for what has no other; English where the setting is broken.
    public var language: Language { Language(rawValue: setting(ShopSettings.language)) ?? .en }
    /// When the shop's next working day begins, on the day after `now` at the earliest; that day's beginning where it never opens again.
    public func tomorrow(after now: Instant) -> Instant {
        let tomorrow = calendar.zone.day(at: now) + 1
        return calendar.beginning(from: tomorrow) ?? calendar.zone.start(of: tomorrow)
    }
    /// Whether browsers reach the shop over https.
    public var isSecure: Bool { setting(ShopSettings.publicURL)?.hasPrefix("https://") == true }
}

extension Words {
    /// "by 14:19": the clock time of something due, with its day where that is not today.
    public func dueBy(_ milliseconds: Int64, now: Int64) -> String {
        let t = self
        let isToday = timeZone.startOfDay(at: milliseconds) == timeZone.startOfDay(at: now)
        return t("by {time}", ["time": isToday ? time(milliseconds) : dateTime(milliseconds)])
    }

    /// A whole sentence with the person's name in bold. The sentence goes through the catalog; only its name is markup.
    public func bold(_ sentence: Phrase, _ name: String) -> HTML {
        // A mark that no name and no catalog contains stands for the name while the sentence is translated.
        let mark = "\u{FFFC}"
        let parts = self(sentence, ["name": mark]).split(separator: Character(mark), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? "\(String(parts[0]))<b>\(name)</b>\(String(parts[1]))" : "<b>\(name)</b> \(String(parts[0]))"
    }
}
