import Core
import Storage

/// Closing what nobody answers any more (80): off unless the shop wants it.
struct ClosingRule: Codable, Sendable, Equatable {
    var isOn = false
    /// Open days without a word of theirs until they are told.
    var quietDays = 7
    /// Open days between being told and the end.
    var noticeDays = 3

    static let setting = Setting("inbox.closing", ClosingRule())
    static let quiet = 1...365
    static let notice = 1...60
    /// What fell silent longer ago than the rule asks for, by so many days, is left alone: nobody wants a mail about last year.
    static let oldest: Duration = .seconds(30 * 86_400)
    /// At most so many mails a run, so that switching it on is no flood.
    static let most = 50
}

/// A conversation that waits for its customer, and our last word in it has arrived.
struct QuietConversation: Sendable {
    var conversation: Conversation
    /// Of our last word.
    var since: Instant
    /// When they were told that it will be closed; nil where they were not, or something was said since.
    var toldAt: Instant?
}

/// What becomes of a conversation that is quiet. No clock, no rows.
enum ClosingRules {
    enum Verdict: Sendable, Equatable { case leave, tell, close }

    /// The first open moment of the day on which so many open days are over.
    static func end(of days: Int, from start: Instant, _ calendar: OpeningCalendar) -> Instant? {
        try? calendar.due(start: start, after: .openDays(days, at: .midnight))
    }

    /// Nothing happens while the shop is closed.
    static func verdict(_ quiet: QuietConversation, _ rule: ClosingRule, _ calendar: OpeningCalendar, now: Instant) -> Verdict {
        guard calendar.isOpen(at: now) else { return .leave }
        if let told = quiet.toldAt {
            guard let end = end(of: rule.noticeDays, from: told, calendar) else { return .leave }
            return now >= end ? .close : .leave
        }
        guard let end = end(of: rule.quietDays, from: quiet.since, calendar), now >= end, now <= end + ClosingRule.oldest else {
            return .leave
        }
        return .tell
    }
}

extension Reader {
    /// Those in which our word is the last, nothing is owed to the customer and nothing was promised; longest quiet first. One statement.
    ///
    /// - Parameters:
    ///   - since: when they changed last, at the earliest and at the latest; who was told is among them whenever that was.
    ///   - only: this one alone.
    func quietConversations(since: ClosedRange<Instant>, only: Conversation.ID? = nil, limit: Int) throws -> [QuietConversation] {
        let which: SQL = only.map { "c.id = \($0)" } ?? "c.changed_at <= \(since.upperBound) AND c.changed_at >= \(since.lowerBound)"
        return try all(
            """
            SELECT l.at, n.at, \(Conversation.columns) FROM conversation c
            JOIN message l ON l.id = (
                SELECT max(m.id) FROM message m WHERE m.conversation_id = c.id AND m.kind <> 'note' AND m.automatic IS NULL)
            LEFT JOIN closing_notice n ON n.conversation_id = c.id AND n.at > l.at
            LEFT JOIN message w ON w.id = n.message_id
            WHERE c.state = 'waiting' AND \(which) AND l.kind = 'ours' AND COALESCE(l.out_state, 'sent') = 'sent'
              AND COALESCE(w.out_state, 'sent') = 'sent'
              AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.customer_id = c.customer_id AND d.state = 'open')
            ORDER BY c.changed_at, c.id LIMIT \(limit)
            """
        ) { row in
            let (since, told) = (try row.next(Instant.self), try row.next(Instant?.self))
            return QuietConversation(conversation: try Conversation(row: &row), since: since, toldAt: told)
        }
    }

    /// What a rule would do now.
    func closing(_ rule: ClosingRule, _ calendar: OpeningCalendar, now: Instant, limit: Int) throws -> [(
        QuietConversation, ClosingRules.Verdict
    )] {
        let days = Duration.seconds(min(rule.quietDays, rule.noticeDays) * 86_400)
        // Open days are at least as far apart as days; closed weeks may lie between.
        let from = now - .seconds((rule.quietDays + rule.noticeDays + 120) * 86_400)
        return try quietConversations(since: min(from, now - days)...(now - days), limit: limit).compactMap { quiet in
            let verdict = ClosingRules.verdict(quiet, rule, calendar, now: now)
            return verdict == .leave ? nil : (quiet, verdict)
        }
    }
}
