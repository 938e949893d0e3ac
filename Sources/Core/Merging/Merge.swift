import Storage

/// Two cards that became one: a line of the log, kept for good. The card at `from` leads to the one at `into`.
///
///     merged ─undo (30 days)─▶ undone
///        └──forget (job)──▶ for good
public struct Merge: Sendable, Equatable {
    public typealias ID = Storage.ID<Merge>

    public var id: ID
    public var from: Customer.ID
    public var into: Customer.ID
    public var at: Instant
    public var staff: Staff.ID?
    public var undoneAt: Instant?
    /// What was written down for the way back is still here.
    var isKept: Bool

    /// Merges can be undone for so long (expected behaviour 163); then what the way back needs is forgotten.
    public static let undoDays = UndoTime.days
    /// The last moment in which it can be undone.
    var undoEnd: Instant { at + .seconds(Merge.undoDays * 86_400) }
    /// Whether time allows it; another merge may have to be undone before.
    public func canBeUndone(at now: Instant) -> Bool { undoneAt == nil && isKept && now <= undoEnd }

    public var subject: Event.Subject { Event.Subject("person_merge", id) }

    static let columns: SQL = "m.id, m.from_id, m.into_id, m.at, m.staff_id, m.undone_at, CASE WHEN m.way_back IS NULL THEN 0 ELSE 1 END"

    init(row: inout Row) throws {
        id = try row.next()
        from = try row.next()
        into = try row.next()
        at = try row.next()
        staff = try row.next()
        undoneAt = try row.next()
        isKept = try row.next()
    }

    init(id: ID, from: Customer.ID, into: Customer.ID, at: Instant, staff: Staff.ID?) {
        self.id = id
        self.from = from
        self.into = into
        self.at = at
        self.staff = staff
        isKept = true
    }

    /// The part of a card that people write.
    public struct Words: Sendable, Equatable, Codable {
        public var name: String
        public var pronunciation: String
        public var language: String?
        public var note: String
        public var usual: String
        public init(name: String, pronunciation: String, language: String?, note: String, usual: String = "") {
            self.name = name
            self.pronunciation = pronunciation
            self.language = language
            self.note = note
            self.usual = usual
        }
        /// Those that were kept before cards had a usual order have none.
        public init(from decoder: any Decoder) throws {
            let box = try decoder.container(keyedBy: CodingKeys.self)
            name = try box.decode(String.self, forKey: .name)
            pronunciation = try box.decode(String.self, forKey: .pronunciation)
            language = try box.decodeIfPresent(String.self, forKey: .language)
            note = try box.decode(String.self, forKey: .note)
            usual = try box.decodeIfPresent(String.self, forKey: .usual) ?? ""
        }
    }

    /// The card that stays, before and after, and what each step wants to know again.
    struct WayBack: Codable {
        struct Card: Codable {
            var words: Words
            var createdAt: Instant
            var lastContactAt: Instant?
        }
        var before: Card
        var after: Card
        var steps: [String: String]
    }
}

/// Why two cards are not merged, or a merge is not undone.
public enum MergeRefusal: Error, Sendable, Equatable {
    case same
    /// No such card, or no such merge.
    case gone
    /// The card was merged before, into the one named.
    case merged(Customer.ID, into: Customer.ID)
    case undone
    /// The days are over in which it could be undone.
    case over
    /// Something was merged since that has to be undone first: the card `from` into the card `into`.
    case later(Merge.ID, from: Customer.ID, into: Customer.ID)
}

extension Reader {
    public func merge(_ id: Merge.ID) throws -> Merge? {
        try first("SELECT \(Merge.columns) FROM person_merge m WHERE m.id = \(id)") { try Merge(row: &$0) }
    }

    /// Those of `ids` that are there, and whether one has to be undone before each.
    public func merges(_ ids: [Merge.ID]) throws -> [(merge: Merge, hasLater: Bool)] {
        try all(
            """
            SELECT \(Merge.columns),
              CASE WHEN EXISTS (
                SELECT 1 FROM person_merge l WHERE l.into_id = m.into_id AND l.id > m.id AND l.undone_at IS NULL
                UNION ALL SELECT 1 FROM person_merge l WHERE l.from_id = m.into_id AND l.id > m.id AND l.undone_at IS NULL
              ) THEN 1 ELSE 0 END
            FROM person_merge m WHERE m.id IN \(ids) ORDER BY m.id
            """
        ) { row in (merge: try Merge(row: &row), hasLater: try row.next()) }
    }

    /// The newest merge since `merge` that took something to or from the card it went into.
    func merge(after merge: Merge) throws -> Merge? {
        try first(
            """
            SELECT \(Merge.columns) FROM person_merge m
            WHERE m.id > \(merge.id) AND m.undone_at IS NULL AND (m.into_id = \(merge.into) OR m.from_id = \(merge.into))
            ORDER BY m.id DESC LIMIT 1
            """
        ) { try Merge(row: &$0) }
    }

    /// The card and all that were merged into it: whom the events of one person name.
    public func family(of customer: Customer.ID) throws -> [Customer.ID] {
        [customer] + (try values("SELECT id FROM customer WHERE merged_into = \(customer) ORDER BY id", as: Customer.ID.self))
    }

    /// Merges that are not undone and on one side of which stands one of `people`, the newest first.
    public func openMerges(of people: SQL) throws -> [Merge] {
        try all(
            """
            SELECT \(Merge.columns) FROM person_merge m
            WHERE m.undone_at IS NULL AND (m.from_id IN \(people) OR m.into_id IN \(people)) ORDER BY m.id DESC
            """
        ) { try Merge(row: &$0) }
    }
}
