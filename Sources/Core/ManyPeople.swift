import Language
import Storage

/// People by the hundred, for imports: few statements, no events of their own. Whoever calls these records one event for all.
extension Tx {
    /// A card as an import writes it.
    public struct ManyPerson: Sendable {
        public var id: Customer.ID
        public var name: String
        public var pronunciation: String
        public var language: String?
        public var note: String
        public var usual: String
        public var addresses: [Customer.Address]

        public init(
            id: Customer.ID, name: String, pronunciation: String, language: String?, note: String, usual: String = "",
            addresses: [Customer.Address]
        ) {
            self.id = id
            self.name = name
            self.pronunciation = pronunciation
            self.language = language
            self.note = note
            self.usual = usual
            self.addresses = addresses
        }

        /// What ``Tx/indexPerson(_:)`` puts into the index.
        var terms: Set<String> { Customer.terms(name: name, pronunciation: pronunciation, addresses: addresses) }
    }

    /// New cards, into the search index too. Throws ``StorageError/unique`` where an address is somebody's already.
    public func add(many people: [ManyPerson]) throws {
        for start in stride(from: 0, to: people.count, by: 200) {
            let some = people[start..<min(start + 200, people.count)]
            let rows = some.map { person -> SQL in
                """
                (\(person.id), \(person.name), \(sortKey(person.name)), \(person.pronunciation), \(person.language), \(person.note),
                 \(person.usual), \(now))
                """
            }
            try db.run(
                "INSERT INTO customer (id, name, sort_key, pronunciation, language, note, usual, created_at) VALUES \(SQL.joined(rows))")
            try insert(some.flatMap { person in person.addresses.map { (person.id, $0) } })
            try Search.people.fill(db, some.map { (item: $0.id.number, group: $0.id.number, terms: $0.terms) })
        }
    }

    /// Writes over a card that is there. Addresses that are not in `person` any more go.
    public func rewrite(_ person: ManyPerson, instead before: [Customer.Address]) throws {
        try db.run(
            """
            UPDATE customer SET name = \(person.name), sort_key = \(sortKey(person.name)), pronunciation = \(person.pronunciation),
                language = \(person.language), note = \(person.note), usual = \(person.usual)
            WHERE id = \(person.id)
            """)
        func key(_ address: Customer.Address) -> String { "\(address.kind.rawValue) \(address.folded)" }
        let stays = Set(person.addresses.map(key))
        for address in before where !stays.contains(key(address)) { try remove(address, from: person.id) }
        let known = Set(before.map(key))
        try insert(person.addresses.filter { !known.contains(key($0)) }.map { (person.id, $0) })
        try Search.people.put(db, item: person.id.number, group: person.id.number, terms: person.terms)
    }

    private func insert(_ addresses: [(Customer.ID, Customer.Address)]) throws {
        let home = shop.phoneCountry
        for start in stride(from: 0, to: addresses.count, by: 500) {
            let rows = addresses[start..<min(start + 500, addresses.count)].map { id, address -> SQL in
                let marks = AddressMarks(address, home: home)
                let known = address.provenance ?? Provenance(origin: .imported, at: now)
                return """
                    (\(newID(Customer.Address.self)), \(id), \(address.kind), \(address.shown), \(address.folded), \(marks.e164),
                     \(marks.reversed), \(marks.home), \(known.origin), \(known.at), \(known.staff), \(known.provenAt), \(known.proof))
                    """
            }
            try db.run(
                """
                INSERT INTO customer_address (id, customer_id, kind, shown, folded, e164, reversed, number_home, \(Provenance.columns))
                VALUES \(SQL.joined(rows))
                """)
        }
    }
}
