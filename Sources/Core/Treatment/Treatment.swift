import Storage

/// How one person wants to be treated (R3): what they said themselves, else what the house does by default.
public struct Treatment: Sendable, Equatable {
    /// One thing that a person may prefer. The raw value is stored.
    public enum Key: String, Sendable, CaseIterable, SQLValue {
        /// How to reach them: a ``Channel``.
        case channel
        /// "10:00": no calls before; after; and on which days ("1,2,5", Monday is 1).
        case notBefore = "not_before"
        case notAfter = "not_after"
        case days
        /// By which name: "first" or "surname"; and "formal" or "informal".
        case name, formality
        /// "brief", "warm" or "plain".
        case tone
        /// "1".
        case noCall = "no_call"
        case noMail = "no_mail"
        case noMessage = "no_message"
        /// Some of ``Access``, with commas; and in words.
        case access
        case accessNote = "access_note"
    }

    public enum Channel: String, Sendable, CaseIterable, SQLValue { case email, phone, message, counter }
    /// What somebody needs to be served well.
    public enum Access: String, Sendable, CaseIterable {
        case stepFree = "step-free"
        case largePrint = "large-print"
        case hearing
        case plainWords = "plain-words"
        case interpreter
        case quiet
    }
    public typealias Source = Origin

    /// One preference, with how we know it and since when.
    public struct Preference: Sendable, Equatable {
        public var value: String
        public var source: Source
        public var since: Instant
        public init(value: String, source: Source, since: Instant) {
            self.value = value
            self.source = source
            self.since = since
        }
    }

    /// What the person has said.
    public var own: [Key: Preference]
    /// What counts where they have said nothing.
    public var house: [Key: String]

    public init(own: [Key: Preference] = [:], house: [Key: String] = [:]) {
        self.own = own
        self.house = house
    }

    /// Their own word, else the house's; nil where neither says anything.
    public subscript(_ key: Key) -> String? { own[key]?.value ?? house[key] }

    public var channel: Channel? { self[.channel].flatMap { Channel(rawValue: $0) } }
    public var notBefore: TimeOfDay? { self[.notBefore].flatMap { TimeOfDay($0) } }
    public var notAfter: TimeOfDay? { self[.notAfter].flatMap { TimeOfDay($0) } }
    /// Monday is 1; empty means every day.
    public var days: Set<Int> { Set((self[.days] ?? "").split(separator: ",").compactMap { Int($0) }.filter { (1...7).contains($0) }) }
    public var access: Set<Access> { Set((self[.access] ?? "").split(separator: ",").compactMap { Access(rawValue: String($0)) }) }
    public func says(_ key: Key) -> Bool { self[key] == "1" }
    public var hasOwn: Bool { !own.isEmpty }
}
