import Language
import Storage

/// A person the shop serves. The card and its pages are the People capability's; identity is everybody's.
public struct Customer: Sendable, Equatable {
    public typealias ID = Storage.ID<Customer>

    public var id: ID
    /// As the person writes it; empty until known (then the address stands for the name).
    public var name: String
    /// How to say it, in the shop's own spelling.
    public var pronunciation: String
    public var language: String?
    public var note: String
    /// What they usually have: "flat white".
    public var usual: String
    /// When the photo was taken in that may be shown; nil where there is none, or they do not want it shown.
    public var photoAt: Instant?
    public var createdAt: Instant
    public var lastContactAt: Instant?

    public static let columns: SQL =
        "c.id, c.name, c.pronunciation, c.language, c.note, c.usual, c.photo_at, c.created_at, c.last_contact_at"

    public init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        pronunciation = try row.next()
        language = try row.next()
        note = try row.next()
        usual = try row.next()
        photoAt = try row.next()
        createdAt = try row.next()
        lastContactAt = try row.next()
    }

    /// One way to reach a person.
    public struct Address: Sendable, Equatable {
        public enum Kind: String, Sendable, SQLValue { case email, phone }
        public var kind: Kind
        /// As it was given, for showing.
        public var shown: String
        /// As it is compared.
        public var folded: String
        /// A number with its country, "+905321234567"; nil for mail, and where the country is not known.
        public var e164: String?
        /// How we come by it; nil where it was not read.
        public var provenance: Provenance?

        /// What was given counts, not how it was read.
        public static func == (left: Address, right: Address) -> Bool {
            left.kind == right.kind && left.shown == right.shown && left.folded == right.folded
        }

        /// Mail addresses compare without case (ASCII only: Turkish İ is a letter of its own); plus-parts and dots stay (expected behaviour 15, 16).
        public static func email(_ text: String) -> Address {
            Address(
                kind: .email, shown: text,
                folded: String(text.unicodeScalars.map { $0.isASCII ? Character($0.properties.lowercaseMapping) : Character($0) }))
        }
        /// Digits, with a leading + kept; 00 becomes +.
        public static func phone(_ text: String) -> Address {
            var digits = text.filter { $0.isASCII && $0.isNumber }
            let isInternational = text.trimmingPrefix(while: { $0 == " " || $0 == "(" }).hasPrefix("+")
            if !isInternational, digits.hasPrefix("00") { return Address(kind: .phone, shown: text, folded: "+" + digits.dropFirst(2)) }
            if isInternational { digits = "+" + digits }
            return Address(kind: .phone, shown: text, folded: digits)
        }
    }
}

extension Reader {
    public func customer(_ id: Customer.ID) throws -> Customer? {
        try first("SELECT \(Customer.columns) FROM customer c WHERE c.id = \(id)") { try Customer(row: &$0) }
    }
    public func customer(at address: Customer.Address) throws -> Customer? {
        try first(
            """
            SELECT \(Customer.columns) FROM customer c JOIN customer_address a ON a.customer_id = c.id
            WHERE a.kind = \(address.kind) AND a.folded = \(address.folded)
            """
        ) { try Customer(row: &$0) }
    }
    /// The first e-mail address of each, where there is one.
    public func emails(of customers: [Customer.ID]) throws -> [Customer.ID: String] {
        let rows = try all(
            "SELECT customer_id, shown FROM customer_address WHERE customer_id IN \(customers) AND kind = \(Customer.Address.Kind.email) ORDER BY id"
        ) { row in (try row.next(Customer.ID.self), try row.next(String.self)) }
        return Dictionary(rows) { first, _ in first }
    }

    public func addresses(of customer: Customer.ID) throws -> [Customer.Address] {
        try addresses(of: [customer])[customer] ?? []
    }

    /// Those of several people, each in the order of the card. One statement.
    public func addresses(of customers: [Customer.ID]) throws -> [Customer.ID: [Customer.Address]] {
        guard !customers.isEmpty else { return [:] }
        let rows = try all(
            """
            SELECT customer_id, kind, shown, folded, e164, \(Provenance.columns) FROM customer_address
            WHERE customer_id IN \(customers) ORDER BY customer_id, id
            """
        ) { row in
            (
                try row.next(Customer.ID.self),
                Customer.Address(
                    kind: try row.next(), shown: try row.next(), folded: try row.next(), e164: try row.next(),
                    provenance: try Provenance(row: &row))
            )
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}

extension Tx {
    /// The person at `address`, made now when nobody is known there.
    /// - Parameter origin: how the address came here; nil for what whoever acts has typed.
    public func customer(at address: Customer.Address, named name: String, language: String? = nil, origin: Origin? = nil) throws
        -> Customer
    {
        if let known = try db.customer(at: address) {
            if known.name.isEmpty, !name.isEmpty {
                try rename(known.id, to: name)
                return try db.customer(known.id) ?? known
            }
            return known
        }
        let id = try addCustomer(named: name, language: language, addresses: [address], origin: origin)
        guard let made = try db.customer(id) else { throw RowVanished() }
        return made
    }

    @discardableResult public func addCustomer(
        named name: String, pronunciation: String = "", language: String? = nil, note: String = "", usual: String = "",
        addresses: [Customer.Address] = [], origin: Origin? = nil
    ) throws -> Customer.ID {
        let id = newID(Customer.self)
        try db.run(
            """
            INSERT INTO customer (id, name, sort_key, pronunciation, language, note, usual, created_at)
            VALUES (\(id), \(name), \(sortKey(name)), \(pronunciation), \(language), \(note), \(usual), \(now))
            """)
        for address in addresses { try add(address, to: id, origin: origin) }
        try indexPerson(id)
        try record("customer.added", customer: id, subject: Event.Subject("customer", id))
        return id
    }

    public func rename(_ customer: Customer.ID, to name: String) throws {
        try db.run("UPDATE customer SET name = \(name), sort_key = \(sortKey(name)) WHERE id = \(customer)")
        try indexPerson(customer)
        try record("customer.changed", customer: customer, subject: Event.Subject("customer", customer))
    }

    public func change(_ customer: Customer) throws {
        try db.run(
            """
            UPDATE customer SET name = \(customer.name), sort_key = \(sortKey(customer.name)), pronunciation = \(customer.pronunciation),
                language = \(customer.language), note = \(customer.note), usual = \(customer.usual)
            WHERE id = \(customer.id)
            """)
        try indexPerson(customer.id)
        try record("customer.changed", customer: customer.id, subject: Event.Subject("customer", customer.id))
    }

    /// Throws ``StorageError/unique`` when the address is another person's. One that brings its provenance keeps it.
    public func add(_ address: Customer.Address, to customer: Customer.ID, origin: Origin? = nil) throws {
        let marks = AddressMarks(address, home: shop.phoneCountry)
        let known = address.provenance ?? provenance(origin)
        try db.run(
            """
            INSERT INTO customer_address (id, customer_id, kind, shown, folded, e164, reversed, number_home, \(Provenance.columns))
            VALUES (\(newID(Customer.Address.self)), \(customer), \(address.kind), \(address.shown), \(address.folded),
                    \(marks.e164), \(marks.reversed), \(marks.home),
                    \(known.origin), \(known.at), \(known.staff), \(known.provenAt), \(known.proof))
            """)
    }

    public func remove(_ address: Customer.Address, from customer: Customer.ID) throws {
        try db.run(
            "DELETE FROM customer_address WHERE customer_id = \(customer) AND kind = \(address.kind) AND folded = \(address.folded)")
    }

    /// The shop and this person were in touch now, either way.
    public func touched(_ customer: Customer.ID) throws {
        try db.run("UPDATE customer SET last_contact_at = \(now) WHERE id = \(customer)")
    }

    /// The last word is the one before again, since what came after it was taken back.
    public func untouched(_ customer: Customer.ID, backTo moment: Instant?) throws {
        try db.run("UPDATE customer SET last_contact_at = \(moment) WHERE id = \(customer)")
    }

    /// There was a word at `moment`, which may be long ago and not the last one.
    public func touched(_ customer: Customer.ID, at moment: Instant) throws {
        try db.run(
            """
            UPDATE customer SET last_contact_at = \(moment)
            WHERE id = \(customer) AND (last_contact_at IS NULL OR last_contact_at < \(moment))
            """)
    }

    func sortKey(_ name: String) -> String {
        Collation.key(name, language: shop.language)
    }

    /// Name, how it is said and every address go into the search index, so that any of them finds the person.
    public func indexPerson(_ id: Customer.ID) throws {
        guard let person = try db.customer(id) else { return }
        let terms = Customer.terms(name: person.name, pronunciation: person.pronunciation, addresses: try db.addresses(of: id))
        try Search.people.put(db, item: id.number, group: id.number, terms: terms)
    }
}

extension Customer {
    /// What a person is found by. A line each: a number and its digits side by side would be read as one long number, which is none.
    /// From three letters on also by the middle of a name, and by digits out of the middle of a number.
    static func terms(name: String, pronunciation: String, addresses: [Address]) -> Set<String> {
        return SearchAnalysis.nameTerms(([name, pronunciation] + addresses.flatMap { [$0.shown, $0.folded] }).joined(separator: "\n"))
            .union(SearchAnalysis.insideTerms(ofName: "\(name) \(pronunciation)"))
            .union(addresses.filter { $0.kind == .phone }.flatMap { SearchAnalysis.insideTerms(ofNumber: $0.e164 ?? $0.folded) })
    }
}
