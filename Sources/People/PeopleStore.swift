import Core
import Language
import Storage

/// One person as lists show them.
public struct PersonRow: Sendable, Equatable {
    public var id: Customer.ID
    /// As they write it; where it is not known the first address, so never empty.
    public var name: String
    public var sortKey: String
    /// Up to two ways to reach them, in the order of the card; without the one that stands for the name.
    public var addresses: [String]
    public var createdAt: Instant
    public var lastContactAt: Instant?
    public var owed: Owed
    /// What they usually have; empty where nobody has written it down.
    public var usual: String
    /// When the photo came that may be shown; nil where there is none.
    public var photoAt: Instant?

    static let columns: SQL = """
        c.id, c.name, c.sort_key, c.created_at, c.last_contact_at,
        (SELECT a.shown FROM customer_address a WHERE a.customer_id = c.id ORDER BY a.id LIMIT 1),
        (SELECT a.shown FROM customer_address a WHERE a.customer_id = c.id ORDER BY a.id DESC LIMIT 1),
        (SELECT count(*) FROM duty d WHERE d.customer_id = c.id AND d.state = 'open'),
        (SELECT min(d.due_at) FROM duty d WHERE d.customer_id = c.id AND d.state = 'open'), c.usual, c.photo_at
        """

    init(row: inout Row) throws {
        id = try row.next()
        let given: String = try row.next()
        sortKey = try row.next()
        createdAt = try row.next()
        lastContactAt = try row.next()
        let first: String? = try row.next()
        let last: String? = try row.next()
        owed = Owed(count: try row.next(), soonest: try row.next())
        usual = try row.next()
        photoAt = try row.next()
        let both = [first, first == last ? nil : last].compactMap { $0 }
        name = given.isEmpty ? both.first ?? "?" : given
        addresses = given.isEmpty ? Array(both.dropFirst()) : both
    }
}

/// What the shop owes one person.
public struct Owed: Sendable, Equatable {
    public var count: Int
    /// When the first of it is due; nil where nothing is owed.
    public var soonest: Instant?

    public init(count: Int, soonest: Instant?) {
        self.count = count
        self.soonest = soonest
    }
    init(_ duties: [Duty]) { self.init(count: duties.count, soonest: duties.first?.due) }
}

/// A page of people, and where it goes on.
struct PeopleList: Sendable {
    typealias Key = Cursor<String, Customer.ID>
    var rows: [PersonRow]
    /// nil on the first page.
    var before: Key?
    /// nil on the last page.
    var after: Key?

    static let size = 50
}

extension Reader {
    /// Who stands on a card, and whether the card went into another: what its page asks first. One statement.
    func cardHolder(_ id: Customer.ID) throws -> (customer: Customer, isMerged: Bool)? {
        try first(
            "SELECT \(Customer.columns), CASE WHEN c.merged_into IS NULL THEN 0 ELSE 1 END FROM customer c WHERE c.id = \(id)"
        ) { (try Customer(row: &$0), try $0.next(Bool.self)) }
    }

    /// By name, from `start` of the alphabet on; `after` continues behind a row, `before` goes back.
    func people(from start: String = "", after: PeopleList.Key? = nil, before: PeopleList.Key? = nil, limit: Int = PeopleList.size) throws
        -> PeopleList
    {
        func key(_ row: PersonRow) -> PeopleList.Key { PeopleList.Key(after: row.sortKey, row.id) }
        if let before {
            let found = try all(
                """
                SELECT \(PersonRow.columns) FROM customer c
                WHERE c.merged_into IS NULL AND (c.sort_key, c.id) < \(before.values) ORDER BY c.sort_key DESC, c.id DESC LIMIT \(limit + 1)
                """
            ) { try PersonRow(row: &$0) }
            let rows = Array(found.prefix(limit).reversed())
            return PeopleList(rows: rows, before: found.count > limit ? rows.first.map(key) : nil, after: rows.last.map(key))
        }
        let from = after ?? PeopleList.Key(after: start, Customer.ID(number: 0))
        let found = try all(
            """
            SELECT \(PersonRow.columns) FROM customer c
            WHERE c.merged_into IS NULL AND (c.sort_key, c.id) > \(from.values) ORDER BY c.sort_key, c.id LIMIT \(limit + 1)
            """
        ) { try PersonRow(row: &$0) }
        let rows = Array(found.prefix(limit))
        let isFirst = after == nil && start.isEmpty
        return PeopleList(rows: rows, before: isFirst ? nil : rows.first.map(key), after: found.count > limit ? rows.last.map(key) : nil)
    }

    /// In the order of `ids`; without those who were merged into another or are gone.
    public func personRows(_ ids: [Customer.ID]) throws -> [PersonRow] {
        guard !ids.isEmpty else { return [] }
        let rows = try all("SELECT \(PersonRow.columns) FROM customer c WHERE c.id IN \(ids) AND c.merged_into IS NULL") {
            try PersonRow(row: &$0)
        }
        let byID = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    /// Which of the stops of the alphabet have somebody. One statement of one look-up a stop, whatever the number of people.
    func stopsInUse(_ stops: [LetterStop]) throws -> Set<Int> {
        let arms: [SQL] = stops.enumerated().map { place, stop in
            """
            SELECT \(place) AS place WHERE EXISTS (
              SELECT 1 FROM customer WHERE sort_key >= \(stop.from) AND sort_key < \(stop.until) AND merged_into IS NULL)
            """
        }
        return Set(try values(SQL.joined(arms, separator: " UNION ALL "), as: Int.self))
    }

    /// Whether there is anybody at all.
    func hasPeople() throws -> Bool { try value("SELECT 1 FROM customer LIMIT 1", as: Int.self) != nil }

    /// Those whose last contact (for who was never spoken to: the making of the card) was before `moment`, the longest silent first.
    func quietPeople(before moment: Instant, after: QuietList.Key? = nil, limit: Int = QuietList.size) throws -> QuietList {
        let from = after ?? QuietList.Key(after: Instant(milliseconds: .min), Customer.ID(number: 0))
        // Two arms, each along its own index, instead of a sort over everybody.
        let ids = try all(
            """
            SELECT id, at FROM (
              SELECT id, at FROM (
                SELECT id, last_contact_at AS at FROM customer
                WHERE last_contact_at IS NOT NULL AND merged_into IS NULL AND last_contact_at < \(moment)
                  AND (last_contact_at, id) > \(from.values)
                ORDER BY last_contact_at, id LIMIT \(limit + 1)) AS met
              UNION ALL
              SELECT id, at FROM (
                SELECT id, created_at AS at FROM customer
                WHERE last_contact_at IS NULL AND merged_into IS NULL AND created_at < \(moment)
                  AND (created_at, id) > \(from.values)
                ORDER BY created_at, id LIMIT \(limit + 1)) AS never
            ) AS quiet ORDER BY at, id LIMIT \(limit + 1)
            """
        ) { row in (id: try row.next(Customer.ID.self), at: try row.next(Instant.self)) }
        let shown = ids.prefix(limit)
        let next = ids.count > limit ? shown.last.map { QuietList.Key(after: $0.at, $0.id) } : nil
        return QuietList(rows: try personRows(shown.map(\.id)), after: next)
    }

    /// The card that the one at `person` was merged into, or itself; nil where there is none. Follows at most 8 merges.
    public func survivor(of person: Customer.ID) throws -> Customer.ID? {
        var at = person
        for _ in 0..<8 {
            let found = try first("SELECT merged_into FROM customer WHERE id = \(at)") { try $0.next(Customer.ID?.self) }
            guard let into = found else { return nil }
            guard let into else { return at }
            at = into
        }
        return nil
    }

    /// Whose address this is. Phone numbers are compared by what +90 532…, 0532… and 532… have in common.
    public func person(at address: Customer.Address, _ shop: Shop) throws -> Customer.ID? {
        if let exact = try customer(at: address)?.id { return try survivor(of: exact) }
        guard address.kind == .phone else { return nil }
        let own = PhoneReading.read(address.shown, home: shop.phoneCountry).e164
        if let own, let same = try people(withNumber: own).first { return try survivor(of: same) }
        let wanted = PeopleSearch.numbers(in: address.shown)
        guard !wanted.isEmpty else { return nil }
        let hits = try Search.people.find(self, shop.searchWords(address.folded), limit: 8).map { Customer.ID(number: $0.item) }
        let numbers = try all(
            "SELECT customer_id, shown, e164 FROM customer_address WHERE kind = 'phone' AND customer_id IN \(hits) ORDER BY id"
        ) { row in
            (try row.next(Customer.ID.self), try row.next(String.self), try row.next(String?.self))
        }
        // Two numbers whose countries are known are told apart by them.
        return try numbers.first { !PeopleSearch.numbers(in: $0.1).isDisjoint(with: wanted) && (own == nil || $0.2 == nil) }.flatMap {
            try survivor(of: $0.0)
        }
    }

    /// The whole cards of many people in two statements.
    func cards(_ ids: [Customer.ID]) throws -> [Customer.ID: (Customer, [Customer.Address])] {
        let people = try all(
            "SELECT \(Customer.columns) FROM customer c WHERE c.id IN \(ids)"
        ) { try Customer(row: &$0) }
        let byOwner = try addresses(of: ids)
        return Dictionary(uniqueKeysWithValues: people.map { ($0.id, ($0, byOwner[$0.id] ?? [])) })
    }

    /// People in whose names every word of `name` is a word, or the beginning of one of three letters or more.
    public func people(named name: String, _ shop: Shop, limit: Int = 8) throws -> [PersonRow] {
        let wanted = Self.words(name)
        guard !wanted.isEmpty else { return [] }
        let hits = try Search.people.find(self, shop.searchWords(name), limit: 200).map { Customer.ID(number: $0.item) }
        let rows = try personRows(hits).filter { row in
            let words = Self.words(row.name)
            return wanted.allSatisfy { part in words.contains { $0 == part || (part.count >= 3 && $0.hasPrefix(part)) } }
        }
        return Array(rows.prefix(limit))
    }

    private static func words(_ name: String) -> [Substring] {
        SearchAnalysis.fold(Card.oneLine(name)).split { !$0.isLetter && !$0.isNumber }
    }

    /// Everybody called exactly `name`, without regard to case and accents; at most `limit`.
    public func people(called name: String, _ shop: Shop, limit: Int = 8) throws -> [PersonRow] {
        let wanted = SearchAnalysis.fold(Card.oneLine(name))
        guard !wanted.isEmpty else { return [] }
        let hits = try Search.people.find(self, shop.searchWords(name), limit: 200).map { Customer.ID(number: $0.item) }
        return Array(try personRows(hits).filter { SearchAnalysis.fold(Card.oneLine($0.name)) == wanted }.prefix(limit))
    }
}

/// Who was not spoken to lately, and where the list goes on.
struct QuietList: Sendable {
    typealias Key = Cursor<Instant, Customer.ID>
    var rows: [PersonRow]
    var after: Key?
    static let size = 50
}
