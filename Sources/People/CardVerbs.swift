import Core
import Foundation
import Language
import Storage

/// What is done with cards. Pages, the API and other capabilities call these.
extension Tx {
    /// A new card. Throws ``CardProblem`` for the first thing that is wrong with it.
    /// - Parameter origin: how its addresses came here; nil for what whoever acts has typed.
    @discardableResult public func add(_ card: Card, origin: Origin? = nil) throws -> Customer.ID {
        if let problem = try problems(of: card, for: nil).first { throw problem }
        return try addCustomer(
            named: card.name, pronunciation: card.pronunciation, language: card.language, note: card.note, usual: card.usual,
            addresses: card.addresses, origin: origin)
    }

    /// Everything wrong with `card`, for a form that complains at each field; `person` is whose card it is, nil for a new one.
    func problems(of card: Card, for person: Customer.ID?) throws -> [CardProblem] {
        let known = try person.map { try db.addresses(of: $0) } ?? []
        return try card.problems(home: shop.phoneCountry, known: known) + takenAddresses(card, but: person)
    }

    private func takenAddresses(_ card: Card, but person: Customer.ID?) throws -> [CardProblem] {
        var holders: [(Customer.Address, Customer.ID)] = []
        for address in card.addresses {
            if let holder = try db.person(at: address, shop), holder != person { holders.append((address, holder)) }
        }
        let names = try db.names(of: holders.map(\.1))
        return holders.map { .taken($0.0, by: $0.1, name: names[$0.1] ?? "?") }
    }

    /// Writes `card` over the card of `person` and keeps the one before for ``putBack(_:_:)``. Returns what the way back is asked for by,
    /// or nil where nothing differs. Throws ``CardProblem`` for the first thing that is wrong.
    @discardableResult public func change(_ person: Customer.ID, to card: Card, origin: Origin? = nil) throws -> CardBefore.ID? {
        guard let known = try db.customer(person) else { throw CardGone() }
        let before = Card(known, try db.addresses(of: person))
        guard before != card else { return nil }
        if let problem = try problems(of: card, for: person).first { throw problem }
        let kept = try keep(before, of: person)
        try write(card, over: before, known, origin)
        return kept
    }

    /// The card of `person` as it was before its last change. False where the card has been changed again since.
    @discardableResult public func putBack(_ person: Customer.ID, _ before: CardBefore.ID) throws -> Bool {
        guard let known = try db.customer(person), let kept = try db.cardBefore(person), kept.id == before else { return false }
        if !(try takenAddresses(kept.card, but: person).isEmpty) { return false }
        try write(kept.card, over: Card(known, try db.addresses(of: person)), known)
        try db.run("DELETE FROM customer_before WHERE customer_id = \(person)")
        return true
    }

    private func write(_ card: Card, over before: Card, _ known: Customer, _ origin: Origin? = nil) throws {
        let stays = Set(card.addresses.map(\.key))
        for address in before.addresses where !stays.contains(address.key) { try remove(address, from: known.id) }
        let shown = Dictionary(before.addresses.map { ($0.key, $0.shown) }) { $1 }
        for address in card.addresses {
            switch shown[address.key] {
            case nil: try add(address, to: known.id, origin: origin)
            case address.shown: break
            default: try show(address, of: known.id)
            }
        }
        var changed = known
        changed.name = card.name
        changed.pronunciation = card.pronunciation
        changed.language = card.language
        changed.note = card.note
        changed.usual = card.usual
        try change(changed)
    }

    /// Takes back a card that was made by mistake. Only while nothing has happened to the person but the making of the card
    /// and what is about `own`, the things that the caller takes back with it; false otherwise.
    @discardableResult public func takeBack(_ person: Customer.ID, besides own: Set<Event.Subject> = []) throws -> Bool {
        guard try db.customer(person) != nil, try db.family(of: person).count == 1 else { return false }
        let happened = try db.events(of: person, limit: 50)
        guard happened.count < 50,
            happened.allSatisfy({ event in
                // A word that reached them is no part of the card.
                (event.kind.name.hasPrefix("customer.") && event.kind != "customer.contacted") || event.subject.map(own.contains) == true
            })
        else { return false }
        try db.run("DELETE FROM customer_before WHERE customer_id = \(person)")
        try db.run("DELETE FROM customer_key WHERE customer_id = \(person)")
        try db.run("DELETE FROM customer_address WHERE customer_id = \(person)")
        try Search.people.remove(db, item: person.number)
        try forgetLikeness(of: person)
        try db.run("DELETE FROM customer WHERE id = \(person)")
        try record("customer.removed", customer: person, subject: Event.Subject("customer", person))
        return true
    }

    private func keep(_ card: Card, of person: Customer.ID) throws -> CardBefore.ID {
        let id = newID(CardBefore.self)
        let text = String(decoding: try JSONEncoder().encode(card.addresses.map(KeptAddress.init)), as: UTF8.self)
        try db.run(
            """
            INSERT INTO customer_before (customer_id, id, name, pronunciation, language, note, usual, addresses, at)
            VALUES (\(person), \(id), \(card.name), \(card.pronunciation), \(card.language), \(card.note), \(card.usual), \(text), \(now))
            ON CONFLICT (customer_id) DO UPDATE SET id = excluded.id, name = excluded.name, pronunciation = excluded.pronunciation,
                language = excluded.language, note = excluded.note, usual = excluded.usual, addresses = excluded.addresses, at = excluded.at
            """)
        return id
    }
}

/// A card as it was before its last change.
public struct CardBefore: Sendable {
    public typealias ID = Storage.ID<CardBefore>
    var id: ID
    var card: Card
}

/// The person has been taken back or erased meanwhile.
public struct CardGone: Error {}

extension Reader {
    fileprivate func cardBefore(_ person: Customer.ID) throws -> CardBefore? {
        try first("SELECT id, name, pronunciation, language, note, usual, addresses FROM customer_before WHERE customer_id = \(person)") {
            row in
            let id: CardBefore.ID = try row.next()
            var card = Card(
                name: try row.next(), pronunciation: try row.next(), language: try row.next(), note: try row.next(),
                usual: try row.next())
            card.addresses = try KeptAddress.read(try row.next())
            return CardBefore(id: id, card: card)
        }
    }
}

extension Customer.Address {
    /// What may stand once in the shop.
    var key: String { "\(kind.rawValue) \(folded)" }
}
