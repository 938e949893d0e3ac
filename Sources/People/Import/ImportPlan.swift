import Core
import Language
import Storage

/// What becomes of a row.
enum ImportStep: Sendable, Equatable {
    case add(Customer.ID)
    case change(Customer.ID)
    case same(Customer.ID)
    case wrong(ImportProblem)
}

/// Decides row by row what an import does, some hundreds at a time in a fixed number of statements. The dry run and the import ask the same.
///
/// A person is found by the number in the old system, else by e-mail address, else by phone number, among the cards and among the rows before,
/// so that nobody gets two cards.
struct ImportPlan {
    let columns: [ImportColumn]
    /// The shop's own country, for numbers without one.
    let home: PhoneCountry?
    /// Identities for new people.
    let newID: () -> Customer.ID

    /// Cards as they will be after the rows so far: of all who were touched.
    private(set) var cards: [Customer.ID: Card] = [:]
    /// As they were before this import; new people have none.
    private(set) var before: [Customer.ID: Card] = [:]
    private(set) var keys: [Customer.ID: String] = [:]
    private(set) var newKeys: [Customer.ID: String] = [:]
    /// Who belongs to which company, in the order of the rows.
    private(set) var places: [(person: Customer.ID, company: String, role: String)] = []
    /// What the rows say of how people want to be treated, where it differs from what is known.
    private(set) var wishes: [Customer.ID: [Treatment.Key: String]] = [:]
    private var said: [Customer.ID: [Treatment.Key: String]] = [:]
    private var byKey: [String: Customer.ID] = [:]
    private var byAddress: [String: Customer.ID] = [:]
    private var byNumber: [String: Customer.ID] = [:]

    init(_ columns: [ImportColumn], home: PhoneCountry?, newID: @escaping () -> Customer.ID) {
        self.columns = columns
        self.home = home
        self.newID = newID
    }

    mutating func plan(_ rows: [CSVRow], _ db: Reader) throws -> [ImportStep] {
        let people = rows.map { row in Result { () throws(ImportProblem) in try ImportedPerson.read(row, columns) } }
        try look(for: people.compactMap { try? $0.get() }, db)
        var steps: [ImportStep] = []
        for result in people {
            do throws(ImportProblem) {
                steps.append(try place(try result.get()))
            } catch {
                steps.append(.wrong(error))
            }
        }
        return steps
    }

    private mutating func place(_ person: ImportedPerson) throws(ImportProblem) -> ImportStep {
        let holders = person.addresses.map { (address: $0, holder: holder(of: $0)) }
        func taken(_ address: Customer.Address, _ holder: Customer.ID) -> ImportProblem {
            ImportProblem(row: person.row, column: person.columns[address.key], kind: .taken, holder: holder.number)
        }
        var target = person.key.flatMap { byKey[$0] }
        let byMail = holders.first { $0.address.kind == .email && $0.holder != nil }
        let byPhone = holders.first { $0.address.kind == .phone && $0.holder != nil }
        if target == nil, let found = byMail ?? byPhone, let holder = found.holder {
            // Who has another number in the old system is another person, and so is whom another mail address and another name tell apart.
            let isOther = person.key != nil && keys[holder] != nil
            let isNamesake =
                byMail != nil || !person.addresses.contains { $0.kind == .email } || agrees(person.name, cards[holder]?.name ?? "")
            guard !isOther, isNamesake else { throw taken(found.address, holder) }
            target = holder
        }
        for (address, holder) in holders { if let holder, holder != target { throw taken(address, holder) } }
        let known = target.flatMap { cards[$0] }
        let card = person.over(known ?? Card())
        if let problem = card.problems(home: home, known: known?.addresses ?? []).first { throw problem.inRow(person.row, columns) }
        let id = target ?? newID()
        let isKeyNew = person.key != nil && keys[id] == nil
        if !person.company.isEmpty { places.append((id, person.company, person.role)) }
        let wanted = person.wishes.filter { said[id]?[$0.key] != $0.value }
        guard card != known || isKeyNew || !wanted.isEmpty else { return .same(id) }
        if !wanted.isEmpty {
            wishes[id, default: [:]].merge(wanted) { $1 }
            said[id, default: [:]].merge(wanted) { $1 }
        }
        cards[id] = card
        if let key = person.key, isKeyNew {
            keys[id] = key
            newKeys[id] = key
            byKey[key] = id
        }
        note(card.addresses, of: id)
        return known == nil ? .add(id) : .change(id)
    }

    private func agrees(_ left: String, _ right: String) -> Bool {
        left.isEmpty || right.isEmpty || SearchAnalysis.fold(left) == SearchAnalysis.fold(right)
    }

    private func holder(of address: Customer.Address) -> Customer.ID? {
        if let exact = byAddress[address.key] { return exact }
        guard address.kind == .phone else { return nil }
        return PeopleSearch.numbers(in: address.shown).sorted().lazy.compactMap { byNumber[$0] }.first
    }

    private mutating func note(_ addresses: [Customer.Address], of id: Customer.ID) {
        for address in addresses {
            byAddress[address.key] = id
            if address.kind == .phone { for number in PeopleSearch.numbers(in: address.shown) { byNumber[number] = id } }
        }
    }

    /// Reads everybody whom these rows may mean.
    private mutating func look(for people: [ImportedPerson], _ db: Reader) throws {
        let wanted = Set(people.compactMap(\.key)).filter { byKey[$0] == nil }
        let addresses = people.flatMap(\.addresses).filter { byAddress[$0.key] == nil }
        let numbers = addresses.filter { $0.kind == .phone }.reduce(into: Set<String>()) {
            $0.formUnion(PeopleSearch.numbers(in: $1.shown))
        }
        var found = Set(try db.people(withKeys: wanted.sorted()))
        for kind in [Customer.Address.Kind.email, .phone] {
            found.formUnion(try db.people(at: addresses.filter { $0.kind == kind }.map(\.folded), kind))
        }
        found.formUnion(try Search.people.items(db, holding: numbers).map { Customer.ID(number: $0) })
        let ids = found.filter { cards[$0] == nil }.sorted()
        for chunk in stride(from: 0, to: ids.count, by: 1000).map({ Array(ids[$0..<min($0 + 1000, ids.count)]) }) {
            // What stands on a card that was merged is its survivor's.
            let merged = try db.survivors(of: chunk)
            let known = try db.cards(chunk + merged.values.filter { cards[$0] == nil })
            let keys = try db.importKeys(of: Array(known.keys))
            if columns.contains(.wishes) {
                for (id, own) in try db.preferences(of: Array(known.keys)) where said[id] == nil { said[id] = own.mapValues(\.value) }
            }
            for (id, entry) in known.sorted(by: { $0.key < $1.key }) {
                let owner = merged[id] ?? id
                if owner == id, cards[id] == nil {
                    let card = Card(entry.0, entry.1)
                    cards[id] = card
                    before[id] = card
                }
                note(entry.1, of: owner)
                for key in keys[id] ?? [] {
                    byKey[key] = owner
                    self.keys[owner] = key
                }
            }
        }
    }
}

extension Reader {
    fileprivate func people(withKeys keys: [String]) throws -> [Customer.ID] {
        keys.isEmpty ? [] : try values("SELECT customer_id FROM customer_key WHERE old_key IN \(keys)")
    }

    fileprivate func people(at folded: [String], _ kind: Customer.Address.Kind) throws -> [Customer.ID] {
        folded.isEmpty ? [] : try values("SELECT customer_id FROM customer_address WHERE kind = \(kind) AND folded IN \(folded)")
    }

    fileprivate func importKeys(of people: [Customer.ID]) throws -> [Customer.ID: [String]] {
        guard !people.isEmpty else { return [:] }
        let rows = try all("SELECT customer_id, old_key FROM customer_key WHERE customer_id IN \(people) ORDER BY old_key") { row in
            (try row.next(Customer.ID.self), try row.next(String.self))
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}
