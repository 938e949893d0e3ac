import Core
import Language
import Storage

/// Finds many people at once by what a table says of them: a fixed number of statements for some thousand rows. Keeps what it has found.
public struct PeopleInBulk: Sendable {
    /// One row's way to somebody. An address decides, then the number in the old system, then the name where exactly one person has it.
    public struct Ask: Sendable, Hashable {
        public var email: String?
        public var phone: String?
        public var key: String?
        public var name: String?
        public init(email: String? = nil, phone: String? = nil, key: String? = nil, name: String? = nil) {
            self.email = email
            self.phone = phone
            self.key = key
            self.name = name
        }
        public var isNobody: Bool { email == nil && phone == nil && key == nil && name == nil }
    }

    public enum Found: Sendable, Equatable {
        case known(Customer.ID)
        case nobody
        /// Address and number are different people's, or several have the name.
        case several
    }

    private let home: PhoneCountry?
    private let language: Language
    private var byEmail: [String: Customer.ID?] = [:]
    private var byPhone: [String: Customer.ID?] = [:]
    private var byKey: [String: Customer.ID?] = [:]
    private var byName: [String: [Customer.ID]] = [:]
    /// So that a file with a million different people does not fill the memory.
    private static let most = 200_000

    public init(_ shop: Shop) {
        home = shop.phoneCountry
        language = shop.language
    }

    /// Reads everybody whom these may mean.
    public mutating func look(for asks: [Ask], _ db: Reader) throws {
        if byEmail.count + byPhone.count + byKey.count + byName.count > Self.most { forget() }
        let emails = Set(asks.compactMap { $0.email.map { Customer.Address.email($0).folded } }).filter { byEmail[$0] == nil }
        let keys = Set(asks.compactMap(\.key)).filter { byKey[$0] == nil }
        let phones = Dictionary(grouping: Set(asks.compactMap(\.phone)), by: key).filter { byPhone[$0.key] == nil }
        let names = Set(asks.compactMap { $0.name.map(Self.fold) }).filter { byName[$0] == nil }
        var touched: Set<Customer.ID> = []
        var found = Rows()
        for some in Self.pieces(emails.sorted()) {
            found.emails += try db.all("SELECT folded, customer_id FROM customer_address WHERE kind = 'email' AND folded IN \(some)") {
                (try $0.next(String.self), try $0.next(Customer.ID.self))
            }
        }
        for some in Self.pieces(keys.sorted()) {
            found.keys += try db.all("SELECT old_key, customer_id FROM customer_key WHERE old_key IN \(some)") {
                (try $0.next(String.self), try $0.next(Customer.ID.self))
            }
        }
        try look(forPhones: phones, &found, db)
        if !names.isEmpty { try look(forNames: asks.compactMap(\.name).filter { names.contains(Self.fold($0)) }, &found, db) }
        touched.formUnion((found.emails + found.phones + found.keys + found.names).map(\.1))
        let merged = try db.survivors(of: touched.sorted())
        func standing(_ id: Customer.ID) -> Customer.ID { merged[id] ?? id }
        for email in emails { byEmail[email] = .some(nil) }
        for (email, id) in found.emails { byEmail[email] = standing(id) }
        for key in keys { byKey[key] = .some(nil) }
        for (key, id) in found.keys { byKey[key] = standing(id) }
        for phone in phones.keys { byPhone[phone] = .some(nil) }
        for (phone, id) in found.phones { byPhone[phone] = standing(id) }
        for name in names { byName[name] = [] }
        for (name, id) in found.names where byName[name]?.contains(standing(id)) == false { byName[name, default: []].append(standing(id)) }
    }

    /// Whom this row means, among those that were looked for and those that were added.
    public func find(_ ask: Ask) -> Found {
        var holders: Set<Customer.ID> = []
        if let email = ask.email, let id = byEmail[Customer.Address.email(email).folded] ?? nil { holders.insert(id) }
        if let phone = ask.phone, let id = byPhone[key(phone)] ?? nil { holders.insert(id) }
        if let key = ask.key, let id = byKey[key] ?? nil { holders.insert(id) }
        if holders.count > 1 { return .several }
        if let one = holders.first { return .known(one) }
        // A known name with an address that nobody knows may be another person.
        guard ask.email == nil, ask.phone == nil, ask.key == nil, let name = ask.name else { return .nobody }
        let called = byName[Self.fold(name)] ?? []
        return called.count == 1 ? .known(called[0]) : called.isEmpty ? .nobody : .several
    }

    /// Somebody new, so that later rows find them.
    public mutating func add(_ ask: Ask, _ id: Customer.ID) {
        if let email = ask.email { byEmail[Customer.Address.email(email).folded] = id }
        if let phone = ask.phone { byPhone[key(phone)] = id }
        if let key = ask.key { byKey[key] = id }
        if let name = ask.name { byName[Self.fold(name), default: []].append(id) }
    }

    // MARK: Inside

    private struct Rows {
        var emails: [(String, Customer.ID)] = []
        var phones: [(String, Customer.ID)] = []
        var keys: [(String, Customer.ID)] = []
        var names: [(String, Customer.ID)] = []
    }

    private mutating func forget() { (byEmail, byPhone, byKey, byName) = ([:], [:], [:], [:]) }

    /// The whole number with its country, where that is known, so that one number written in two ways is one.
    private func key(_ phone: String) -> String {
        PhoneReading.read(phone, home: home).e164 ?? Customer.Address.phone(phone).folded
    }
    private static func fold(_ name: String) -> String { SearchAnalysis.fold(Card.oneLine(name)) }
    private static func pieces<T>(_ all: [T]) -> [[T]] {
        stride(from: 0, to: all.count, by: 1000).map { Array(all[$0..<min($0 + 1000, all.count)]) }
    }

    /// As they are written, by the whole number with its country, and where no country is known by the digits that do not tell it.
    private func look(forPhones phones: [String: [String]], _ found: inout Rows, _ db: Reader) throws {
        guard !phones.isEmpty else { return }
        var keys: [String: String] = [:]
        for (key, typed) in phones { for phone in typed { keys[Customer.Address.phone(phone).folded] = key } }
        var open = Set(phones.keys)
        for some in Self.pieces(keys.keys.sorted()) {
            try db.each("SELECT folded, customer_id FROM customer_address WHERE kind = 'phone' AND folded IN \(some)") { row in
                let folded: String = try row.next()
                if let key = keys[folded], open.remove(key) != nil { found.phones.append((key, try row.next())) }
                return true
            }
        }
        for some in Self.pieces(open.filter { $0.hasPrefix("+") }.sorted()) {
            try db.each("SELECT e164, customer_id FROM customer_address WHERE e164 IN \(some)") { row in
                let key: String = try row.next()
                if open.remove(key) != nil { found.phones.append((key, try row.next())) }
                return true
            }
        }
        // Without a country on either side the digits behind the trunk zero are what both have.
        let vague = open.filter { !$0.hasPrefix("+") }
        let digits = vague.reduce(into: Set<String>()) { $0.formUnion(PeopleSearch.numbers(in: $1)) }
        guard !digits.isEmpty else { return }
        let ids = try Search.people.items(db, holding: digits).map { Customer.ID(number: $0) }
        let numbers = try db.all("SELECT customer_id, shown FROM customer_address WHERE kind = 'phone' AND customer_id IN \(ids)") {
            (try $0.next(Customer.ID.self), PeopleSearch.numbers(in: try $0.next(String.self)))
        }
        for key in vague {
            let own = PeopleSearch.numbers(in: key)
            if let holder = numbers.first(where: { !$0.1.isDisjoint(with: own) }) { found.phones.append((key, holder.0)) }
        }
    }

    /// By the part of the sort key that knows neither case nor accents.
    private func look(forNames names: [String], _ found: inout Rows, _ db: Reader) throws {
        let starts = Set(names.map { name in Collation.key(Card.oneLine(name), language: language).prefix { $0 != "\t" } + "\t" }).sorted()
        for some in stride(from: 0, to: starts.count, by: 100).map({ starts[$0..<min($0 + 100, starts.count)] }) {
            let ranges = some.map { start -> SQL in
                "SELECT id, name FROM customer WHERE sort_key >= \(String(start)) AND sort_key < \(start.dropLast() + "\n") AND merged_into IS NULL"
            }
            found.names += try db.all(SQL.joined(ranges, separator: " UNION ALL ")) { row in
                let id: Customer.ID = try row.next()
                return (Self.fold(try row.next()), id)
            }
        }
    }
}

extension Reader {
    /// Into whom those of `people` were merged who were.
    func survivors(of people: [Customer.ID]) throws -> [Customer.ID: Customer.ID] {
        let some = try values("SELECT id FROM customer WHERE id IN \(people) AND merged_into IS NOT NULL", as: Customer.ID.self)
        return try some.reduce(into: [:]) { map, id in map[id] = try survivor(of: id) }
    }
}
