import Storage

/// How somebody wants to be told: by which way of what, when not, and how much ahead. Kept as JSON; what is missing there is the standard.
public struct TellingChoices: Codable, Sendable, Equatable {
    public enum Mail: String, Codable, Sendable, CaseIterable {
        case never
        /// After ``mailAfter`` minutes, unless it is read before.
        case soon
        /// Gathered with others, at the time of ``digest``.
        case digest
    }
    public struct Ways: Codable, Sendable, Equatable {
        /// In the page; without it there is no notice at all.
        public var page: Bool
        public var browser: Bool
        public var mail: Mail
        public init(page: Bool = true, browser: Bool, mail: Mail) {
            self.page = page
            self.browser = browser
            self.mail = mail
        }
    }
    public enum Digest: String, Codable, Sendable, CaseIterable {
        /// When the shop opens, once a day.
        case opening
        /// On the hour while the shop is open.
        case hourly
        /// Once a day at ``digestTime``.
        case time
    }
    public enum Quiet: String, Codable, Sendable, CaseIterable {
        /// While the shop is closed.
        case closed
        /// From ``quietFrom`` to ``quietUntil``, and on ``freeDays``.
        case hours
        case never
    }

    public var ways: [String: Ways] = [:]
    /// Minutes; 1 to 240.
    public var mailAfter = 10
    public var digest = Digest.opening
    public var digestTime = TimeOfDay(uncheckedMinutes: 9 * 60)
    public var quiet = Quiet.closed
    public var quietFrom = TimeOfDay(uncheckedMinutes: 19 * 60)
    public var quietUntil = TimeOfDay(uncheckedMinutes: 8 * 60)
    /// ISO 8601: 1 for Monday to 7 for Sunday.
    public var freeDays: Set<Int> = [6, 7]
    /// Nothing but the page until then.
    public var pausedUntil: Instant?
    /// How long before its due time something is due soon: minutes, one of ``leads``.
    public var lead = 30
    /// Whether one follows by itself what one is asked for a word in, or has passed on.
    public var followsMentions = false
    public var followsPassedOn = false

    public static let leads = [10, 15, 30, 60, 120, 240]
    public init() {}

    /// Calm on purpose: what asks for this very person reaches them; the rest waits in the page.
    public static func standard(_ kind: Notice.Kind) -> Ways {
        switch kind {
        case .given, .asked, .mentioned, .overdue, .trouble: Ways(browser: true, mail: .soon)
        case .yours, .dueSoon, .unowned: Ways(browser: true, mail: .never)
        case .followed: Ways(browser: false, mail: .never)
        }
    }

    public subscript(_ kind: Notice.Kind) -> Ways {
        get { ways[kind.rawValue] ?? Self.standard(kind) }
        set { ways[kind.rawValue] = newValue == Self.standard(kind) ? nil : newValue }
    }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        let standard = TellingChoices()
        ways = try box.decodeIfPresent([String: Ways].self, forKey: .ways) ?? standard.ways
        mailAfter = try box.decodeIfPresent(Int.self, forKey: .mailAfter) ?? standard.mailAfter
        digest = try box.decodeIfPresent(Digest.self, forKey: .digest) ?? standard.digest
        digestTime = try box.decodeIfPresent(TimeOfDay.self, forKey: .digestTime) ?? standard.digestTime
        quiet = try box.decodeIfPresent(Quiet.self, forKey: .quiet) ?? standard.quiet
        quietFrom = try box.decodeIfPresent(TimeOfDay.self, forKey: .quietFrom) ?? standard.quietFrom
        quietUntil = try box.decodeIfPresent(TimeOfDay.self, forKey: .quietUntil) ?? standard.quietUntil
        freeDays = try box.decodeIfPresent(Set<Int>.self, forKey: .freeDays) ?? standard.freeDays
        pausedUntil = try box.decodeIfPresent(Instant.self, forKey: .pausedUntil)
        lead = try box.decodeIfPresent(Int.self, forKey: .lead) ?? standard.lead
        followsMentions = try box.decodeIfPresent(Bool.self, forKey: .followsMentions) ?? standard.followsMentions
        followsPassedOn = try box.decodeIfPresent(Bool.self, forKey: .followsPassedOn) ?? standard.followsPassedOn
    }
}
