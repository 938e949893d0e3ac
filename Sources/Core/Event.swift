import Foundation
import Storage
import Web

/// What happened to whom: append-only, written in the transaction of the change it tells of. Holds ids, kinds and numbers, never a
/// person's words, so that erasing a person empties the rows it points at and leaves this one true.
public struct Event: Sendable {
    public typealias ID = Storage.ID<Event>
    /// Facts by name. A word is a kind of thing ("email", "phone"), never text that a person wrote.
    public typealias Facts = [String: Fact]

    public var id: ID
    public var at: Instant
    public var kind: Kind
    public var actor: Actor
    public var customer: Customer.ID?
    public var subject: Subject?
    public var data: Facts

    /// "message.received": the thing, then what happened to it.
    public struct Kind: Hashable, Sendable, ExpressibleByStringLiteral {
        public let name: String
        public init(stringLiteral value: String) { name = value }
        public init(name: String) { self.name = name }
    }

    /// The thing it happened to, by kind and id: ("conversation", 12).
    public struct Subject: Hashable, Sendable {
        public var kind: String
        public var id: Int64
        public init(_ kind: String, _ id: Int64) {
            self.kind = kind
            self.id = id
        }
        public init<Thing>(_ kind: String, _ id: Storage.ID<Thing>) { self.init(kind, id.number) }
    }

    public enum Fact: Hashable, Sendable, Codable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case number(Int64)
        case word(String)
        public init(integerLiteral value: Int64) { self = .number(value) }
        public init(stringLiteral value: String) { self = .word(value) }
        public init<Thing>(_ id: Storage.ID<Thing>) { self = .number(id.number) }
        /// As it is kept: ids pass 2^53, so numbers travel as text with a mark.
        fileprivate var text: String {
            switch self {
            case .number(let value): "#\(value)"
            case .word(let value): value
            }
        }
        public var number: Int64? { if case .number(let value) = self { value } else { nil } }
        public var word: String? { if case .word(let value) = self { value } else { nil } }

        public init(from decoder: any Decoder) throws {
            let box = try decoder.singleValueContainer()
            let text = try box.decode(String.self)
            if text.hasPrefix("#"), let value = Int64(text.dropFirst()) { self = .number(value) } else { self = .word(text) }
        }
        public func encode(to encoder: any Encoder) throws {
            var box = encoder.singleValueContainer()
            try box.encode(text)
        }
    }

    static let columns: SQL = "id, at, kind, actor_kind, actor_id, actor_name, customer_id, subject_kind, subject_id, data"

    init(row: inout Row) throws {
        id = try row.next()
        at = try row.next()
        kind = Kind(name: try row.next())
        let actorKind = try row.next(String.self)
        let actorID = try row.next(Int64?.self)
        let actorName = try row.next(String?.self)
        switch (actorKind, actorID) {
        case ("staff", let id?): actor = .staff(Staff.ID(number: id))
        case ("customer", let id?): actor = .customer(Customer.ID(number: id))
        default: actor = .program(actorName ?? actorKind)
        }
        customer = try row.next()
        let subjectKind = try row.next(String?.self)
        let subjectID = try row.next(Int64?.self)
        subject = subjectKind.flatMap { kind in subjectID.map { Subject(kind, $0) } }
        let text = try row.next(String.self)
        data = text == "{}" ? [:] : try JSONDecoder().decode(Facts.self, from: Data(text.utf8))
    }

    init(id: ID, at: Instant, kind: Kind, actor: Actor, customer: Customer.ID?, subject: Subject?, data: Facts) {
        self.id = id
        self.at = at
        self.kind = kind
        self.actor = actor
        self.customer = customer
        self.subject = subject
        self.data = data
    }

    /// JSON with sorted keys; ids are written as text since they pass 2^53.
    var dataText: String {
        if data.isEmpty { return "{}" }
        // By hand: Foundation's encoder took a tenth of the time in which a mail is written.
        return JSON.object(data.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value.text)) }).text
    }

    func insert(_ db: Writer) throws {
        try db.run(
            """
            INSERT INTO event (id, at, kind, actor_kind, actor_id, actor_name, customer_id, subject_kind, subject_id, data)
            VALUES (\(id), \(at), \(kind.name), \(actor.kind), \(actor.number), \(actor.name), \(customer), \(subject?.kind), \(subject?.id),
                    \(dataText))
            """)
    }

    /// Topics for live updates: the room ("message" → every list that shows messages), the thing, the person.
    public var topics: [String] {
        var topics = [String(kind.name.prefix { $0 != "." })]
        if let subject { topics.append("\(subject.kind):\(subject.id)") }
        if let customer { topics.append("customer:\(customer)") }
        return topics
    }
}

extension Reader {
    /// What happened to one person and to all whose cards were merged into this one, newest first, older than `before`. Two statements
    /// that read at most `limit` rows by key for each card.
    public func events(of customer: Customer.ID, before: Event.ID? = nil, limit: Int = 50) throws -> [Event] {
        let family = try family(of: customer)
        let end = before?.number ?? Int64.max
        // An event that names a person who was another's for a while is told of that other.
        let parts = family.map { person -> SQL in
            """
            SELECT id FROM (
              SELECT id FROM event WHERE customer_id = \(person) AND id < \(end)
                AND NOT EXISTS (SELECT 1 FROM event_stray s WHERE s.event_id = event.id) ORDER BY id DESC LIMIT \(limit)) AS own
            UNION ALL SELECT id FROM (
              SELECT event_id AS id FROM event_stray WHERE customer_id = \(person) AND event_id < \(end)
              ORDER BY event_id DESC LIMIT \(limit)) AS stray
            """
        }
        return try all(
            """
            SELECT \(Event.columns) FROM event WHERE id IN (\(SQL.joined(parts, separator: " UNION ALL ")))
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { try Event(row: &$0) }
    }

    public func events(about subject: Event.Subject, limit: Int = 200) throws -> [Event] {
        try all(
            """
            SELECT \(Event.columns) FROM event WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            ORDER BY id LIMIT \(limit)
            """
        ) { try Event(row: &$0) }
    }

    public func event(_ id: Event.ID) throws -> Event? {
        try first("SELECT \(Event.columns) FROM event WHERE id = \(id)") { try Event(row: &$0) }
    }

    /// Everything that happened, oldest first, behind `after`. Writes are serial and ids are made inside them, so on one machine the order of
    /// ids is the order of commits; with several machines whose clocks differ an event may appear behind the last id seen.
    public func events(after: Event.ID?, limit: Int) throws -> [Event] {
        try all("SELECT \(Event.columns) FROM event WHERE id > \(after?.number ?? 0) ORDER BY id LIMIT \(limit)") { try Event(row: &$0) }
    }

    /// Events of the last moments, for live updates. Looks back over a window instead of from the last id seen, since concurrent writers'
    /// ids commit out of order.
    public func events(since: Instant, limit: Int = 500) throws -> [Event] {
        try all("SELECT \(Event.columns) FROM event WHERE at >= \(since) ORDER BY at DESC, id DESC LIMIT \(limit)") { try Event(row: &$0) }
    }
}

/// What a capability does when something happens.
public struct Reaction: Sendable {
    public enum Work: Sendable {
        /// Pure database work inside the event's own transaction.
        case sameTransaction(@Sendable (Event, Tx) throws -> Void)
        /// Later, at least once; make it idempotent. The job is unique on (event, reaction).
        case job(@Sendable (Event, Shop) async throws -> Void)
    }
    /// Kinds of event; none stands for all.
    let kinds: [String]
    let name: String
    let work: Work
    let applies: @Sendable (Event) -> Bool

    public init(_ name: String, to kinds: [Event.Kind], when applies: @escaping @Sendable (Event) -> Bool = { _ in true }, _ work: Work) {
        self.name = name
        self.kinds = kinds.map(\.name)
        self.work = work
        self.applies = applies
    }

    static let jobKind = "reaction"

    /// The job that runs a reaction after its event has committed.
    static let job = JobKind(jobKind) { job, shop in
        let parts = job.payload.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let id = Event.ID(String(parts[0])), let event = try await shop.read({ try $0.event(id) }) else { return }
        let all = (shop.reactions[event.kind.name] ?? []) + shop.reactionsToAll
        for reaction in all where reaction.name == parts[1] {
            if case .job(let run) = reaction.work { try await run(event, shop) }
        }
    }
}
