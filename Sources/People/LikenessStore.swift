import Core
import Storage

/// Two cards that are perhaps the same person's.
struct AlikePair: Sendable {
    /// The older card.
    var one: PersonRow
    var other: PersonRow
    var reasons: [Likeness.Reason]
}

extension Reader {
    /// Pairs that nobody has decided on, the surest first; of one person's card, or all. Five statements.
    func alikePairs(with person: Customer.ID? = nil, limit: Int) throws -> [AlikePair] {
        let whose: SQL = person.map { " AND (p.one_id = \($0) OR p.other_id = \($0))" } ?? ""
        let found = try all(
            """
            SELECT p.one_id, p.other_id FROM person_alike p WHERE p.state = 'open'\(whose) ORDER BY p.place, p.one_id, p.other_id
            LIMIT \(limit)
            """
        ) { row in (try row.next(Customer.ID.self), try row.next(Customer.ID.self)) }
        let ids = Array(Set(found.flatMap { [$0.0, $0.1] }))
        let rows = Dictionary(uniqueKeysWithValues: try personRows(ids).map { ($0.id, $0) })
        let cards = try cards(ids).mapValues { Card($0.0, $0.1) }
        return found.compactMap { one, other in
            guard let first = rows[one], let second = rows[other], let mine = cards[one], let theirs = cards[other] else { return nil }
            return AlikePair(one: first, other: second, reasons: Likeness.reasons(mine, theirs))
        }
    }

    /// How many pairs wait to be decided on, up to 100.
    func alikeCount() throws -> Int {
        try value("SELECT count(*) FROM (SELECT one_id FROM person_alike WHERE state = 'open' LIMIT 100) AS few") ?? 0
    }

    /// Pairs that were told apart, by the cards that stand for them now: who is not X is not whoever X was merged into.
    fileprivate func toldApart(_ people: [Customer.ID]) throws -> Set<[Customer.ID]> {
        let merged = try all("SELECT id, merged_into FROM customer WHERE merged_into IN \(people)") { row in
            (try row.next(Customer.ID.self), try row.next(Customer.ID.self))
        }
        let stands = Dictionary(merged) { $1 }
        let all = people + merged.map(\.0)
        let pairs = try self.all(
            """
            SELECT one_id, other_id FROM person_alike WHERE state = 'different' AND one_id IN \(all)
            UNION SELECT one_id, other_id FROM person_alike WHERE state = 'different' AND other_id IN \(all)
            """
        ) { row in [try row.next(Customer.ID.self), try row.next(Customer.ID.self)] }
        return Set(pairs.map { $0.map { stands[$0] ?? $0 }.sorted() })
    }
}

extension Tx {
    /// Looks for cards like these again, after they changed. Ten statements or so, however many cards there are: only those that share a key
    /// are looked at, and no key that many share.
    func findAlike(_ people: [Customer.ID]) throws {
        guard !people.isEmpty else { return }
        let standing = try db.personRows(people).map(\.id)
        let keys = try db.cards(standing).map { id, card in (id, Likeness.keys(of: Card(card.0, card.1))) }
        try db.run("DELETE FROM person_key WHERE customer_id IN \(people)")
        try db.run("DELETE FROM person_alike WHERE state = 'open' AND one_id IN \(people)")
        try db.run("DELETE FROM person_alike WHERE state = 'open' AND other_id IN \(people)")
        // Whoever has nothing to be found by has a key of their own, so that everybody has been looked at.
        let rows = keys.flatMap { id, keys in (keys.isEmpty ? ["\(id)"] : keys.sorted()).map { (key: $0, id: id) } }
        for start in stride(from: 0, to: rows.count, by: 500) {
            let some = rows[start..<min(start + 500, rows.count)].map { "(\($0.key), \($0.id))" as SQL }
            try db.run("INSERT INTO person_key (key, customer_id) VALUES \(SQL.joined(some))")
        }
        let counts = try db.all(
            "SELECT key, count(*) FROM person_key WHERE key IN \(Array(Set(rows.map(\.key)))) GROUP BY key HAVING count(*) > 1"
        ) { row in (key: try row.next(String.self), count: try row.next(Int.self)) }
        // It became a crowd now, or not long ago; of older crowds no pair is left.
        let crowds = counts.filter { (Likeness.mostSharing + 1...Likeness.mostSharing + LikenessWatch.piece).contains($0.count) }
        try withdraw(crowds.map(\.key))
        let shared = counts.filter { $0.count <= Likeness.mostSharing }.map(\.key)
        guard !shared.isEmpty else { return }
        let holders = try db.all("SELECT key, customer_id FROM person_key WHERE key IN \(shared)") { row in
            (try row.next(String.self), try row.next(Customer.ID.self))
        }
        let looked = Set(standing)
        var pairs: Set<[Customer.ID]> = []
        for group in Dictionary(grouping: holders, by: \.0).values {
            for (_, one) in group where looked.contains(one) {
                for (_, other) in group where other != one { pairs.insert([one, other].sorted()) }
            }
        }
        try propose(pairs)
    }

    /// Pairs that have nothing in common but what too many have are proposed no more.
    private func withdraw(_ crowds: [String]) throws {
        guard !crowds.isEmpty else { return }
        try db.run(
            """
            DELETE FROM person_alike
            WHERE state = 'open' AND one_id IN (SELECT customer_id FROM person_key WHERE key IN \(crowds))
              AND NOT EXISTS (
                SELECT 1 FROM person_key a JOIN person_key b ON b.key = a.key AND b.customer_id = person_alike.other_id
                WHERE a.customer_id = person_alike.one_id
                  AND (SELECT count(*) FROM person_key c WHERE c.key = a.key) <= \(Likeness.mostSharing))
            """)
    }

    private func propose(_ pairs: Set<[Customer.ID]>) throws {
        let involved = Array(Set(pairs.flatMap { $0 }))
        let cards = try db.cards(involved).mapValues { Card($0.0, $0.1) }
        let apart = try db.toldApart(involved)
        let open: [SQL] = pairs.subtracting(apart).sorted { $0[0] != $1[0] ? $0[0] < $1[0] : $0[1] < $1[1] }.compactMap { pair in
            guard let one = cards[pair[0]], let other = cards[pair[1]], let reason = Likeness.reasons(one, other).first else { return nil }
            return "(\(pair[0]), \(pair[1]), 'open', \(reason.place))"
        }
        for start in stride(from: 0, to: open.count, by: 500) {
            let some = Array(open[start..<min(start + 500, open.count)])
            try db.run(
                """
                INSERT INTO person_alike (one_id, other_id, state, place) VALUES \(SQL.joined(some))
                ON CONFLICT (one_id, other_id) DO NOTHING
                """)
        }
    }

    /// "Not the same": the pair is not proposed again. False where one of the cards is not there.
    @discardableResult func tellApart(_ one: Customer.ID, _ other: Customer.ID) throws -> Bool {
        let pair = [one, other].sorted()
        guard one != other, try db.personRows(pair).count == 2 else { return false }
        try db.run(
            """
            INSERT INTO person_alike (one_id, other_id, state, place, staff_id, at)
            VALUES (\(pair[0]), \(pair[1]), 'different', 0, \(actor.staff), \(now))
            ON CONFLICT (one_id, other_id) DO UPDATE SET state = 'different', staff_id = excluded.staff_id, at = excluded.at
            """)
        try record("customer.told-apart", customer: pair[0], subject: Event.Subject("customer", pair[1]))
        return true
    }

    /// The way back: perhaps they are the same after all.
    func forgetTellingApart(_ one: Customer.ID, _ other: Customer.ID) throws {
        let pair = [one, other].sorted()
        let gone = try db.run(
            "DELETE FROM person_alike WHERE one_id = \(pair[0]) AND other_id = \(pair[1]) AND state = 'different'")
        guard gone > 0 else { return }
        try record("customer.alike-again", customer: pair[0], subject: Event.Subject("customer", pair[1]))
        try findAlike(pair)
    }

    /// The card is going: nothing is like it any more. For whoever removes cards.
    public func forgetLikeness(of person: Customer.ID) throws {
        try db.run("DELETE FROM person_key WHERE customer_id = \(person)")
        try db.run("DELETE FROM person_alike WHERE one_id = \(person)")
        try db.run("DELETE FROM person_alike WHERE other_id = \(person)")
    }
}

/// When cards are looked at.
enum LikenessWatch {
    static let reaction = Reaction(
        "people.alike", to: ["customer.added", "customer.changed", "customer.merged", "customer.parted"],
        .sameTransaction { event, tx in
            let other = event.data["from"]?.number.map { Customer.ID(number: $0) }
            try tx.findAlike([event.customer, other].compactMap { $0 })
        })

    static let jobName = "people.alike"
    /// So many cards are looked at in one transaction.
    static let piece = 200

    /// Cards that nobody has looked at yet: from before there was this, or written by an import, which runs no reactions. In pieces, so that
    /// others may write between them.
    static let job = JobKind(jobName) { _, shop in
        var last = Customer.ID(number: 0)
        while true {
            try Task.checkCancellation()
            let from = last
            let some = try await shop.read { db in
                try db.values(
                    """
                    SELECT c.id FROM customer c WHERE c.id > \(from) AND c.merged_into IS NULL
                      AND NOT EXISTS (SELECT 1 FROM person_key k WHERE k.customer_id = c.id) ORDER BY c.id LIMIT \(piece)
                    """, as: Customer.ID.self)
            }
            guard let end = some.last else { return }
            try await shop.write(as: .program("alike")) { tx in
                tx.silentByIntent = true
                try tx.findAlike(some)
            }
            last = end
        }
    }
}
