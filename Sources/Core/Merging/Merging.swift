import Foundation
import Storage

extension Tx {
    /// The card at `from` goes into the one at `into`, which then says `words`: every capability moves its rows, lists and search know one
    /// card only, and no event is rewritten. Throws ``MergeRefusal``.
    @discardableResult public func merge(_ from: Customer.ID, into: Customer.ID, as words: Merge.Words) throws -> Merge.ID {
        guard from != into else { throw MergeRefusal.same }
        let gone = try standing(from)
        let stays = try standing(into)
        let merge = Merge(id: newID(), from: from, into: into, at: now, staff: actor.staff)
        var memories: [String: String] = [:]
        for step in shop.mergeSteps { memories[step.name] = try step.move(merge, self) }
        let before = Merge.WayBack.Card(
            words: Merge.Words(stays), createdAt: stays.createdAt, lastContactAt: stays.lastContactAt)
        let after = Merge.WayBack.Card(
            words: words, createdAt: min(gone.createdAt, stays.createdAt),
            lastContactAt: [gone.lastContactAt, stays.lastContactAt].compactMap { $0 }.max())
        try write(after, on: into)
        try db.run("UPDATE customer SET merged_into = \(into) WHERE id = \(from)")
        let memory = try JSONEncoder().encode(Merge.WayBack(before: before, after: after, steps: memories))
        try db.run(
            """
            INSERT INTO person_merge (id, from_id, into_id, at, staff_id, way_back)
            VALUES (\(merge.id), \(from), \(into), \(now), \(actor.staff), \(String(decoding: memory, as: UTF8.self)))
            """)
        try Search.people.remove(db, item: from.number)
        try indexPerson(into)
        try record("customer.merged", customer: into, subject: merge.subject, data: ["from": Event.Fact(from)])
        return merge.id
    }

    /// Both cards as they were. What came new meanwhile stays with the card that the other had gone into; what had moved goes back with what
    /// happened to it. A field that somebody changed since stays changed. Throws ``MergeRefusal``.
    @discardableResult public func undo(_ id: Merge.ID) throws -> Merge {
        guard let merge = try db.merge(id) else { throw MergeRefusal.gone }
        if merge.undoneAt != nil { throw MergeRefusal.undone }
        guard merge.canBeUndone(at: now), let text = try db.value("SELECT way_back FROM person_merge WHERE id = \(id)", as: String.self)
        else { throw MergeRefusal.over }
        if let later = try db.merge(after: merge) { throw MergeRefusal.later(later.id, from: later.from, into: later.into) }
        guard try db.customer(merge.from) != nil, let stays = try db.customer(merge.into) else { throw MergeRefusal.gone }
        let wayBack = try JSONDecoder().decode(Merge.WayBack.self, from: Data(text.utf8))
        try db.run("UPDATE customer SET merged_into = NULL WHERE id = \(merge.from)")
        for step in shop.mergeSteps.reversed() { try step.back(merge, wayBack.steps[step.name], self) }
        try write(wayBack.card(after: stays), on: merge.into)
        try keepLastWord(of: merge, stays.lastContactAt)
        try db.run("DELETE FROM person_merge_row WHERE merge_id = \(id)")
        try db.run(
            "UPDATE person_merge SET undone_at = \(now), undone_by = \(actor.staff), way_back = NULL WHERE id = \(id)")
        try indexPerson(merge.from)
        try indexPerson(merge.into)
        for (person, other) in [(merge.into, merge.from), (merge.from, merge.into)] {
            try record("customer.parted", customer: person, subject: merge.subject, data: ["other": Event.Fact(other)])
        }
        return merge
    }

    /// What the way back needs is forgotten when its time is over, with the words of people that it holds.
    public func forgetMerges() throws {
        silentByIntent = true
        let end = now - .seconds(Merge.undoDays * 86_400)
        try db.run(
            """
            DELETE FROM person_merge_row
            WHERE merge_id IN (SELECT id FROM person_merge WHERE way_back IS NOT NULL AND at < \(end))
            """)
        try db.run("UPDATE person_merge SET way_back = NULL WHERE way_back IS NOT NULL AND at < \(end)")
    }

    /// The card, where it is there and leads nowhere else.
    private func standing(_ id: Customer.ID) throws -> Customer {
        guard let card = try db.customer(id),
            let into = try db.first("SELECT merged_into FROM customer WHERE id = \(id)", { try $0.next(Customer.ID?.self) })
        else { throw MergeRefusal.gone }
        if let into { throw MergeRefusal.merged(id, into: into) }
        return card
    }

    private func write(_ card: Merge.WayBack.Card, on id: Customer.ID) throws {
        let words = card.words
        try db.run(
            """
            UPDATE customer SET name = \(words.name), sort_key = \(sortKey(words.name)), pronunciation = \(words.pronunciation),
                language = \(words.language), note = \(words.note), usual = \(words.usual), created_at = \(card.createdAt),
                last_contact_at = \(card.lastContactAt)
            WHERE id = \(id)
            """)
    }

    /// The last word of all was said in something that went back: then it was the last word with that person.
    private func keepLastWord(of merge: Merge, _ last: Instant?) throws {
        guard let last else { return }
        try db.run(
            """
            UPDATE customer SET last_contact_at = \(last) WHERE id = \(merge.from) AND (last_contact_at IS NULL OR last_contact_at < \(last))
              AND EXISTS (
                SELECT 1 FROM event_stray s JOIN event e ON e.id = s.event_id WHERE s.customer_id = \(merge.from) AND e.at = \(last))
            """)
    }
}

extension Merge.Words {
    public init(_ customer: Customer) {
        self.init(
            name: customer.name, pronunciation: customer.pronunciation, language: customer.language, note: customer.note,
            usual: customer.usual)
    }
}

extension Merge.WayBack {
    /// The card that stays, as it is to be when the other has left it: what nobody changed since is as it was before.
    func card(after now: Customer) -> Card {
        func back<Value: Equatable>(_ current: Value, _ after: Value, _ before: Value) -> Value { current == after ? before : current }
        return Card(
            words: Merge.Words(
                name: back(now.name, after.words.name, before.words.name),
                pronunciation: back(now.pronunciation, after.words.pronunciation, before.words.pronunciation),
                language: back(now.language, after.words.language, before.words.language),
                note: back(now.note, after.words.note, before.words.note),
                usual: back(now.usual, after.words.usual, before.words.usual)),
            createdAt: before.createdAt,
            lastContactAt: back(now.lastContactAt, after.lastContactAt, before.lastContactAt))
    }
}

extension Shop {
    /// Core's own steps, then those of the capabilities.
    public var mergeSteps: [MergeStep] { MergeStep.ofCore + capabilities.flatMap(\.merging) }

    /// What merging left behind, for `regulars check`; none when all is well.
    public func mergeFindings(_ db: Reader) throws -> [String] {
        var findings = try mergeSteps.compactMap { step in
            let left = try step.left(db)
            // A card that leads to a card that leads on, or in a circle, is one of these too.
            return left == 0 ? nil : "Table \(step.name): \(left) rows belong to a card that was merged into another."
        }
        let lost: Int =
            try db.value(
                """
                SELECT count(*) FROM customer c WHERE c.merged_into IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM customer i WHERE i.id = c.merged_into)
                """) ?? 0
        if lost > 0 { findings.append("\(lost) cards were merged into cards that are not there.") }
        return findings
    }
}
