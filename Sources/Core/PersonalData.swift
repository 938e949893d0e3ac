import Language
import Storage
import Web

/// What one capability keeps of a person: says how much it is, gives it out (169), and empties it (168). Every capability that keeps words of
/// or about people brings one; a test walks all tables for what was forgotten.
public struct PersonalData: Sendable {
    /// Who is meant: the card and those that were merged into it, with all they were reached by.
    public struct Person: Sendable {
        public var ids: [Customer.ID]
        /// Folded.
        public var emails: Set<String>
        public var phones: Set<String>
        public var names: Set<String>

        /// Whether `text` holds an address or the whole name, in any case. A name of one word is many people's and does not count.
        public func stands(in text: String) -> Bool {
            let folded = SearchAnalysis.fold(text)
            return (emails.union(phones).union(names.filter { $0.contains(" ") })).contains { folded.contains(SearchAnalysis.fold($0)) }
        }
    }

    public typealias Counts = [String: Int]

    /// The kinds of thing it keeps, by a name that stays the same, with their words.
    public var kinds: [(kind: String, words: @Sendable (Words, Int) -> String)]
    public var count: @Sendable (Person, Reader) throws -> Counts
    /// Sentences why the person cannot be erased now; none where nothing stands against it.
    public var obstacles: @Sendable (Person, Reader, Words) throws -> [String]
    /// Puts what is kept into a file for the person, without what is other people's.
    public var export: @Sendable (Person, Reader, Words, inout PersonalFile) throws -> Void
    /// Empties it, and says how much it was. Runs in one transaction with all others.
    public var erase: @Sendable (Person, Tx) throws -> Counts

    public init(
        kinds: [(kind: String, words: @Sendable (Words, Int) -> String)],
        count: @escaping @Sendable (Person, Reader) throws -> Counts,
        obstacles: @escaping @Sendable (Person, Reader, Words) throws -> [String] = { _, _, _ in [] },
        export: @escaping @Sendable (Person, Reader, Words, inout PersonalFile) throws -> Void,
        erase: @escaping @Sendable (Person, Tx) throws -> Counts
    ) {
        self.kinds = kinds
        self.count = count
        self.obstacles = obstacles
        self.export = export
        self.erase = erase
    }
}

/// A person's own copy while it is put together: the same for programs and for eyes.
public struct PersonalFile: Sendable {
    /// By name, in order.
    public var data: [(String, JSON)] = []
    /// Whole sections, each with its heading.
    public var pages: [HTML] = []
    public private(set) var files: [(name: String, bytes: [UInt8])] = []
    /// Bytes of files that were left out, since the whole would be too large.
    public private(set) var leftOut = 0
    private var size = 0

    /// Of all files together, before they are packed.
    static let most = 200_000_000

    public init() {}

    public mutating func add(file name: String, _ bytes: [UInt8]) {
        guard size + bytes.count <= Self.most else {
            leftOut += bytes.count
            return
        }
        size += bytes.count
        files.append((name, bytes))
    }
}

extension Shop {
    /// In the order in which it is emptied: what hangs on the card before the card, whose capability comes last by itself.
    public var personalData: [PersonalData] { [.core, .tags] + capabilities.flatMap(\.personalData) + capabilities.flatMap(\.cards) }
}

extension Reader {
    /// Nil where nobody has this id.
    public func personalData(of id: Customer.ID) throws -> PersonalData.Person? {
        guard try customer(id) != nil else { return nil }
        var ids = [id]
        var next = [id]
        while !next.isEmpty {
            next = try values("SELECT id FROM customer WHERE merged_into IN \(next) AND NOT id IN \(ids)")
            ids += next
        }
        let addresses = try all("SELECT kind, folded FROM customer_address WHERE customer_id IN \(ids)") { row in
            (try row.next(Customer.Address.Kind.self), try row.next(String.self))
        }
        return PersonalData.Person(
            ids: ids, emails: Set(addresses.filter { $0.0 == .email }.map(\.1)), phones: Set(addresses.filter { $0.0 == .phone }.map(\.1)),
            names: Set(try values("SELECT name FROM customer WHERE id IN \(ids)", as: String.self).filter { !$0.isEmpty }))
    }
}

extension PersonalData {
    /// What Core itself keeps: duties, answers to programs, and why work failed. Events hold no words and stay.
    static let core = PersonalData(
        kinds: [("duty", { t, n in t("{n} open duty", "{n} open duties", n) })],
        count: { person, db in ["duty": try db.openDutyCount(person)] },
        export: { person, db, t, file in
            let rows = try db.all(
                """
                SELECT kind, state, due_at, created_at, closed_at FROM duty WHERE customer_id IN \(person.ids) ORDER BY id LIMIT 10000
                """
            ) { row in
                [
                    ("kind", .text(try row.next())), ("state", .text(try row.next())),
                    ("due", .text(Words.iso(try row.next(Instant.self).milliseconds))),
                    ("opened", .text(Words.iso(try row.next(Instant.self).milliseconds))),
                    ("closed", .optional(try row.next(Instant?.self)) { .text(Words.iso($0.milliseconds)) }),
                ] as [(String, JSON)]
            }
            file.data.append(("duties", .list(rows.map { .object($0) })))
        },
        erase: { person, tx in
            let n = try tx.db.openDutyCount(person)
            let open = try tx.db.all("SELECT \(Duty.columns) FROM duty d WHERE d.customer_id IN \(person.ids) AND d.state = 'open'") {
                try Duty(row: &$0)
            }
            for duty in open { try tx.drop(duty.kind, about: duty.subject, reason: "erased") }
            try tx.db.run(
                """
                DELETE FROM notice WHERE subject_kind = 'duty' AND subject_id IN (SELECT id FROM duty WHERE customer_id IN \(person.ids))
                """)
            // Answers that were kept for programs that ask again hold whole cards.
            let keys = try tx.db.all("SELECT key, answer FROM idempotency") { (try $0.next(String.self), try $0.next(String.self)) }
            for (key, answer) in keys where person.stands(in: answer) || person.ids.contains(where: { answer.contains($0.description) }) {
                try tx.db.run("DELETE FROM idempotency WHERE key = \(key)")
            }
            let jobs = try tx.db.all("SELECT id, last_error FROM job WHERE last_error IS NOT NULL") { row in
                (try row.next(Job.ID.self), try row.next(String.self))
            }
            for (id, reason) in jobs where person.stands(in: reason) {
                try tx.db.run("UPDATE job SET last_error = '' WHERE id = \(id)")
            }
            return ["duty": n]
        })
}

extension Reader {
    fileprivate func openDutyCount(_ person: PersonalData.Person) throws -> Int {
        try value("SELECT count(*) FROM duty WHERE customer_id IN \(person.ids) AND state = 'open'") ?? 0
    }
}
