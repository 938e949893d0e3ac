import Core
import Storage

/// Times and bounds of mail that shops want different. What is the same everywhere stands in code with its reason.
struct MailChoices: Codable, Sendable, Equatable {
    /// For so many seconds an answer can be taken back before it goes out (56).
    var undoSeconds = 10
    /// Held mail that nobody lets in is kept so many days (35); fourteen is what Zendesk gives suspended tickets.
    var heldDays = 14
    /// What blocked senders write is kept so many days (36): it may have to be shown to a court.
    var blockedDays = 365
    /// More letters of one sender within ``Tx/floodWindow`` are a machine's that has lost its way (37). Two help desks that thank each
    /// other reach a hundred in minutes, a marketplace that reports every order on the best day of the year does not.
    var floodLetters = 100
    /// What was begun and touched by nobody for so many days is taken away (62).
    var draftDays = 90
    /// A mailbox of which nothing was heard for so many minutes is told (22).
    var silentMinutes = 25

    init() {}

    init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        let standard = MailChoices()
        undoSeconds = try box.decodeIfPresent(Int.self, forKey: .undoSeconds) ?? standard.undoSeconds
        heldDays = try box.decodeIfPresent(Int.self, forKey: .heldDays) ?? standard.heldDays
        blockedDays = try box.decodeIfPresent(Int.self, forKey: .blockedDays) ?? standard.blockedDays
        floodLetters = try box.decodeIfPresent(Int.self, forKey: .floodLetters) ?? standard.floodLetters
        draftDays = try box.decodeIfPresent(Int.self, forKey: .draftDays) ?? standard.draftDays
        silentMinutes = try box.decodeIfPresent(Int.self, forKey: .silentMinutes) ?? standard.silentMinutes
    }

    static let setting = Setting("inbox.mail", MailChoices())
}

extension MailChoices {
    /// One figure with its sensible range.
    enum Field: String, CaseIterable, Sendable {
        case undo, held, blocked, flood, drafts, silent

        var range: ClosedRange<Int> {
            switch self {
            // Shorter is no time to press; longer, and customers wait for the clock alone.
            case .undo: 5...60
            case .held: 1...90
            case .blocked: 30...3650
            // A person who sends a photo after the other reaches twenty.
            case .flood: 20...10_000
            case .drafts: 7...3650
            // A healthy line is heard of every nine minutes (RFC 2177), and looked at every ten.
            case .silent: 20...1440
            }
        }

        var value: WritableKeyPath<MailChoices, Int> & Sendable {
            switch self {
            case .undo: \.undoSeconds
            case .held: \.heldDays
            case .blocked: \.blockedDays
            case .flood: \.floodLetters
            case .drafts: \.draftDays
            case .silent: \.silentMinutes
            }
        }
    }

    /// How long held mail of this kind is kept.
    func kept(_ reason: HeldMail.Reason) -> Duration { .seconds((reason == .blocked ? blockedDays : heldDays) * 86_400) }
    var undoTime: Duration { .seconds(undoSeconds) }
    var patience: Duration { .seconds(silentMinutes * 60) }
}

extension Shop {
    var mailChoices: MailChoices { setting(MailChoices.setting) }
}
