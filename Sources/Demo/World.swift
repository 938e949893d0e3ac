import Core
import House
import Inbox
import Language
import Mail
import Secrets
import Storage
import Web

/// The sample shop: Fırın Bakery, a family bakery in a harbour town, with two lively weeks of its customers' letters and calls.
///
/// Everything is written by the verbs that pages and jobs call, at the story's own times. The same world is `regulars demo`, the
/// pictures in the docs and the data that the first run offers.
public struct World: Sendable {
    /// How the owner of a shop that World has opened signs in.
    public struct SignIn: Sendable, Equatable {
        public var email: String
        public var password: String
        /// Addresses of the colleagues, who have the same password.
        public var colleagues: [String]
    }

    /// Why the sample cannot be made.
    public enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        case hereAlready
        /// Answers fall due in opening hours, and there are none.
        case neverOpen
        /// Nobody on the staff is active.
        case nobodyThere

        public var description: String {
            switch self {
            case .hereAlready: "The sample data are in this shop already."
            case .nobodyThere: "Nobody on the staff is active."
            case .neverOpen: "The shop is never open. Enter opening hours first."
            }
        }
    }

    static let business = "Fırın Bakery"
    static let mailbox = "hello@firin.example"

    let shop: Shop
    let workers: ParseWorkers
    let now: Instant
    let password: String
    let seed: UInt64

    /// - Parameters:
    ///   - now: when the story ends; the shop's now unless given.
    ///   - password: of the owner whom ``build(withTeam:)`` makes; at random unless a test gives it.
    public init(_ shop: Shop, workers: ParseWorkers, now: Instant? = nil, password: String? = nil, seed: UInt64 = 1) {
        self.shop = shop
        self.workers = workers
        self.now = now ?? shop.clock.now
        self.password = password ?? Random.token(bytes: 9)
        self.seed = seed
    }

    /// Fills the shop with the sample. A shop that nobody owns is opened first, and the way in is returned; else nil.
    ///
    /// - Parameter withTeam: whether colleagues and lines are added too. Without, the shop's own staff play all parts.
    @discardableResult public func build(withTeam: Bool = true) async throws -> SignIn? {
        let isNew = try await shop.read { db in try db.value("SELECT 1 FROM staff LIMIT 1", as: Int.self) == nil }
        let hash = isNew ? await PasswordHash.makeInBackground(password) : ""
        // Beside a shop's own staff nobody knows the colleagues' password: they are there to be seen. In a shop that is all sample they sign in as
        // its owner does, since much of what there is takes two to see.
        let unknown = isNew ? hash : withTeam ? await PasswordHash.makeInBackground(Random.token()) : nil
        let stage = try Stage(shop, workers: workers, start: now - .seconds(430 * 86_400), seed: seed)
        try await claim(stage)
        if isNew { try await open(stage, hash) }
        try await stage.shop.refreshSettings()
        guard stage.shop.calendar.nextOpening(after: now - .seconds(20 * 86_400)) != nil else {
            try await release()
            throw Refusal.neverOpen
        }
        let cast = try await Cast.gather(stage, business: stage.shop.setting(ShopSettings.business), colleaguesPassword: unknown, now: now)
        let minutes = try await stage.shop.read { try AssumptionStore.read($0).whole(.answerMail) }
        try await Performance(stage, cast, StoryTime(stage.shop.calendar, replyMinutes: minutes, now: now)).play()
        try await SampleTags.put(stage, cast, now)
        try await SamplePurchases(stage: stage, cast: cast, now: now).put()
        try await shop.write(as: .program("sample")) { tx in
            if isNew { try tx.set(ShopSettings.isReady, to: true) }
            try tx.addSampleTexts()
            try tx.record("sample.added")
        }
        try await shop.refreshSettings()
        return isNew ? SignIn(email: Cast.ownerEmail, password: password, colleagues: try await colleagues()) : nil
    }

    private func colleagues() async throws -> [String] {
        try await shop.read { try $0.allStaff() }.filter { $0.isActive && $0.email != Cast.ownerEmail }.map(\.email)
    }

    /// Two who fill the shop at once: one of them is refused.
    private func claim(_ stage: Stage) async throws {
        let start = stage.clock.clock.now
        try await stage.write(start, as: .program("sample")) { tx in
            guard try !tx.db.hasSample() else { throw Refusal.hereAlready }
            try tx.tag("sample", 1)
            try tx.record("sample.begun")
        }
    }

    private func release() async throws {
        try await shop.write(as: .program("sample")) { tx in
            tx.silentByIntent = true
            try tx.untagAll()
        }
    }

    private func open(_ stage: Stage, _ hash: String) async throws {
        let hours = try Self.hours()
        let language = Language.en
        try await stage.write(now - .seconds(420 * 86_400), as: .program("sample")) { tx in
            try tx.open(
                Opening(
                    business: World.business, ownerName: Cast.ownerName, ownerEmail: Cast.ownerEmail, passwordHash: hash,
                    language: language,
                    timeZone: "Europe/Istanbul", currency: "TRY"))
            try tx.set(ShopSettings.hours, to: hours)
        }
    }

    /// A bakery's: early, every day, shorter at the weekend.
    private static func hours() throws -> OpeningHours {
        func period(_ opens: Int, _ closes: Int) throws -> DayHours {
            try DayHours([OpeningPeriod(TimeOfDay(opens, 0) ?? .midnight, TimeOfDay(closes, 0) ?? .endOfDay)])
        }
        let weekdays: [Weekday] = Array(Weekday.allCases.prefix(5))
        var week = Dictionary(uniqueKeysWithValues: try weekdays.map { ($0, try period(7, 19)) })
        week[Weekday.allCases[5]] = try period(7, 18)
        week[Weekday.allCases[6]] = try period(8, 14)
        return OpeningHours(week: try WeekHours(week), holidays: .turkey)
    }
}
