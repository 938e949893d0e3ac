import Language
import Storage

/// What the shop wants to reach somebody for.
public enum ContactPurpose: String, Sendable, CaseIterable, SQLValue {
    /// A word to what they asked themselves: nothing stands against it.
    case answer
    /// Of our own accord about a matter of theirs: it is ready, it will be late, it will be closed. Needs no consent.
    case matter
    case news, survey, birthday

    /// What they must have agreed to; nil where nothing needs to be.
    public var consent: Consent.Purpose? {
        switch self {
        case .answer, .matter: nil
        case .news: .news
        case .survey: .survey
        case .birthday: .birthday
        }
    }
}

/// May this person be reached for this, this way, now? The one question that everything asks which asks or sends of its own accord.
public struct ContactQuestion: Sendable {
    public var customer: Customer.ID
    public var purpose: ContactPurpose
    public var channel: Treatment.Channel
    public var at: Instant
    public init(_ customer: Customer.ID, _ purpose: ContactPurpose, by channel: Treatment.Channel, at: Instant) {
        self.customer = customer
        self.purpose = purpose
        self.channel = channel
        self.at = at
    }
}

/// What stands against reaching somebody.
public enum ContactObjection: Sendable, Equatable {
    /// No address or number that leads there.
    case noWay
    /// They never said yes; or they said no since.
    case neverAgreed, withdrawn
    case wish(Treatment.Rule)
    /// A dispute or a claim is open: nothing but what concerns it.
    case held
    /// There was a word of our own accord lately.
    case tooSoon(until: Instant)
    /// What a capability has against it, by a name that stays the same: "complaint".
    case other(String)

    /// Whether time alone takes it away.
    var passes: Bool {
        switch self {
        case .wish(let rule): rule.isOfTime
        case .tooSoon: true
        case .noWay, .neverAgreed, .withdrawn, .held, .other: false
        }
    }
}

public struct ContactVerdict: Sendable, Equatable {
    /// In the order in which they are said; none where it may be done.
    public var objections: [ContactObjection]
    /// What whoever does it should know.
    public var notes: [Treatment.Rule]
    /// When it may be done, where nothing but time stands against it.
    public var next: Instant?
    public var isAllowed: Bool { objections.isEmpty }
}

/// All that is known of reaching one person.
public struct ContactFacts: Sendable {
    public var treatment: Treatment
    /// What stands, by purpose and channel; nothing where nothing was ever said.
    public var consents: [Consent.Key: Bool]
    public var isHeld: Bool
    /// To which an address or a number leads.
    public var ways: Set<Treatment.Channel>
    /// The last word of our own accord for each purpose that needs consent.
    public var last: [ContactPurpose: Instant]
    public var spacing: ContactSpacing

    public init(
        treatment: Treatment, consents: [Consent.Key: Bool] = [:], isHeld: Bool = false, ways: Set<Treatment.Channel> = [],
        last: [ContactPurpose: Instant] = [:], spacing: ContactSpacing = ContactSpacing()
    ) {
        self.treatment = treatment
        self.consents = consents
        self.isHeld = isHeld
        self.ways = ways
        self.last = last
        self.spacing = spacing
    }
}

/// How many days lie between two words of our own accord: for anything, and for the same purpose. Our own choice; surveys elsewhere keep 7 to
/// 180 days apart (expected behaviour 142).
public struct ContactSpacing: Codable, Sendable, Equatable {
    public var days: Int
    public var sameDays: Int
    public init(days: Int = 7, sameDays: Int = 30) {
        self.days = days
        self.sameDays = sameDays
    }
    public static let allowed = 0...365
}

/// One policy over everything that asks or sends. Pure.
extension ContactFacts {
    public func verdict(
        _ purpose: ContactPurpose, by channel: Treatment.Channel, at time: Instant, _ zone: ShopTimeZone
    ) -> ContactVerdict {
        // Who stands at the counter may be spoken to.
        if channel == .counter { return ContactVerdict(objections: [], notes: [], next: time) }
        var found: [ContactObjection] = []
        if !ways.contains(channel) { found.append(.noWay) }
        if let wanted = purpose.consent {
            switch consents[Consent.Key(purpose: wanted, channel: channel)] {
            case true?: break
            case false?: found.append(.withdrawn)
            case nil: found.append(.neverAgreed)
            }
            if isHeld { found.append(.held) }
        }
        // The house's decent hours bind what is ours alone, and every call; in a matter of theirs only what they said themselves binds a mail.
        let wishes = purpose.consent != nil || channel == .phone ? treatment : Treatment(own: treatment.own)
        let asked = wishes.check(action(purpose, channel), at: time, zone, isTimeChosen: purpose != .answer)
        let firm = asked.needsReason ? asked.rules.filter { !isPreference($0) } : []
        found += firm.map(ContactObjection.wish)
        let free = earliest(for: purpose)
        if let free, free > time { found.append(.tooSoon(until: free)) }
        var next: Instant?
        if found.allSatisfy(\.passes) { next = wishes.nextTime(from: max(time, free ?? time), zone) }
        return ContactVerdict(objections: found, notes: asked.rules.filter { !firm.contains($0) }, next: next)
    }

    /// When the days between are over; nil for what needs no consent.
    private func earliest(for purpose: ContactPurpose) -> Instant? {
        guard purpose.consent != nil else { return nil }
        func after(_ moment: Instant?, _ days: Int) -> Instant? { days == 0 ? nil : moment.map { $0 + .seconds(days * 86_400) } }
        return [after(last.filter { $0.key.consent != nil }.values.max(), spacing.days), after(last[purpose], spacing.sameDays)].compactMap(
            \.self
        ).max()
    }

    private func action(_ purpose: ContactPurpose, _ channel: Treatment.Channel) -> Treatment.Action {
        if purpose == .answer { return .answer }
        switch channel {
        case .email, .counter: return .write
        case .phone: return .call
        case .message: return .message
        }
    }

    private func isPreference(_ rule: Treatment.Rule) -> Bool {
        if case .prefers = rule { return true }
        return false
    }
}
