import Inbox

/// Who of the shop does something in a story.
enum Colleague: Int, CaseIterable, Sendable { case deniz, sara, aram, siti }

/// A customer of the sample shop.
struct Guest: Sendable {
    /// What stories call them.
    var key: String
    /// As their mail program writes it; empty for one who has not set it.
    var name: String
    var emails: [String]
    var phone: String?
    var language: String?
    var note = ""
    var pronunciation = ""
    /// How long ago the card was made by hand; nil where the first mail makes it.
    var cardDaysAgo: Int?
}

/// When a step happens.
enum When: Sendable {
    /// So many days ago, at this time on the shop's wall.
    case day(Int, Int, Int)
    /// So many minutes after the step before; for the staff these are minutes in which the shop is open.
    case after(Int)
    /// So that an answer is due in so many open minutes from now; below zero it is overdue.
    case dueIn(Int)
    /// So many open minutes ago.
    case openAgo(Int)
}

/// Something in a mail beside its text.
enum Extra: Sendable {
    case html(String)
    case picture(String)
    case file(String, type: String, text: String)
    /// The mail before stands below, as mail programs quote it.
    case quotes
    /// The last lines: "-- " and who writes.
    case signed(String)
    /// The mail program's name.
    case by(String)
    /// From the guest's second or third address.
    case from(Int)
}

struct Step: Sendable {
    enum What: Sendable {
        case mail(String, [Extra])
        case answer(Colleague, String, Then)
        case note(Colleague, String)
        case solve(Colleague)
        case take(Colleague)
        /// The first asks the second to take it over; they have not answered yet.
        case passOn(Colleague, to: Colleague, HandOver.Reason, String)
        /// The guest's mail program answers by itself: an absence note.
        case absence(subject: String, String)
        /// The last answer comes back from the guest's mail server.
        case bounce(String)
        /// A newsletter, with its HTML.
        case newsletter(String, html: String)
    }
    var when: When
    var what: What

    static func mail(_ when: When, _ text: String, _ extras: Extra...) -> Step { Step(when: when, what: .mail(text, extras)) }
    static func answer(_ who: Colleague, _ when: When, _ text: String, _ then: Then = .wait) -> Step {
        Step(when: when, what: .answer(who, text, then))
    }
    static func note(_ who: Colleague, _ when: When, _ text: String) -> Step { Step(when: when, what: .note(who, text)) }
    static func solve(_ who: Colleague, _ when: When) -> Step { Step(when: when, what: .solve(who)) }
    static func take(_ who: Colleague, _ when: When) -> Step { Step(when: when, what: .take(who)) }
    static func passOn(_ who: Colleague, to: Colleague, _ when: When, _ reason: HandOver.Reason, _ note: String) -> Step {
        Step(when: when, what: .passOn(who, to: to, reason, note))
    }
    static func absence(_ when: When, subject: String, _ text: String) -> Step { Step(when: when, what: .absence(subject: subject, text)) }
    static func bounce(_ when: When, _ reason: String) -> Step { Step(when: when, what: .bounce(reason)) }

    /// Whether the staff do it, who work in opening hours.
    var isOurs: Bool {
        switch what {
        case .answer, .note, .solve, .take, .passOn: true
        case .mail, .absence, .bounce, .newsletter: false
        }
    }
}

/// A conversation by mail.
struct Story: Sendable {
    var guest: String
    var subject: String
    var steps: [Step]
    init(_ guest: String, _ subject: String, _ steps: [Step]) {
        self.guest = guest
        self.subject = subject
        self.steps = steps
    }
}

/// A call, or a word at the counter.
struct Call: Sendable {
    enum Channel: Sendable { case phone, counter }
    enum Promise: Sendable {
        /// Until so many open minutes after the note, and kept after so many; nil is open still.
        case within(Int, kept: Int?)
        /// Until so many open minutes from now; open.
        case dueIn(Int)
    }
    var guest: String
    var who: Colleague
    var when: When
    var channel: Channel
    var text: String
    var promise: Promise?
    init(_ guest: String, _ who: Colleague, _ when: When, _ channel: Channel, _ text: String, promise: Promise? = nil) {
        self.guest = guest
        self.who = who
        self.when = when
        self.channel = channel
        self.text = text
        self.promise = promise
    }
}
