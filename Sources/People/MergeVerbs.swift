import Core
import Foundation
import Language
import Storage

extension Tx {
    /// Merges the card at `other` into the one at `this`.
    /// - Parameters:
    ///   - stamp: ``MergePlan/stamp`` of what was seen; nil where nobody looked.
    ///   - choose: which words stay; nil for what nobody has to think about.
    @discardableResult func merge(
        _ other: Customer.ID, into this: Customer.ID, seen stamp: String? = nil, choosing choose: (Card, Card) -> MergeChoices
    ) throws -> Merge.ID {
        let plan = try db.mergePlan(this, other, shop)
        if let stamp, stamp != plan.stamp { throw MergeProblem.changed }
        let words = choose(plan.cards.this, plan.cards.other).words(plan.cards.this, plan.cards.other)
        if let problem = plan.problem(words) { throw problem }
        return try merge(other, into: this, as: words)
    }
}

extension Reader {
    /// Throws ``MergeRefusal`` where these two cannot be merged. With words, also what the other card brings along.
    func mergePlan(_ this: Customer.ID, _ other: Customer.ID, _ shop: Shop, _ t: Words? = nil) throws -> MergePlan {
        for id in [this, other] {
            guard let stays = try survivor(of: id) else { throw MergeRefusal.gone }
            if stays != id { throw MergeRefusal.merged(id, into: stays) }
        }
        if this == other { throw MergeRefusal.same }
        guard let mine = try customer(this), let theirs = try customer(other) else { throw MergeRefusal.gone }
        let brings = try t.map { t in try shop.mergeSteps.compactMap { try $0.tells(other, self, t) } } ?? []
        return MergePlan(
            this: mine, other: theirs, cards: (Card(mine, try addresses(of: this)), Card(theirs, try addresses(of: other))), brings: brings)
    }
}

extension MergeStep {
    /// What the card was known by in an older system: the keys go along, and back.
    static let oldKeys = MergeStep(
        "customer_key",
        move: { merge, tx in
            let keys = try tx.db.values(
                "SELECT old_key FROM customer_key WHERE customer_id = \(merge.from) ORDER BY old_key", as: String.self)
            try tx.db.run("UPDATE customer_key SET customer_id = \(merge.into) WHERE customer_id = \(merge.from)")
            return keys.isEmpty ? nil : String(decoding: try JSONEncoder().encode(keys), as: UTF8.self)
        },
        back: { merge, memory, tx in
            for key in try JSONDecoder().decode([String].self, from: Data((memory ?? "[]").utf8)) {
                try tx.db.run("UPDATE customer_key SET customer_id = \(merge.from) WHERE old_key = \(key) AND customer_id = \(merge.into)")
            }
        },
        left: { db in
            try db.value("SELECT count(*) FROM customer_key k JOIN customer c ON c.id = k.customer_id WHERE c.merged_into IS NOT NULL") ?? 0
        })

    /// What an import made of a card is told of that card, wherever it went: its way back leaves a merged card alone.
    static let imports = MergeStep("import_row", move: { _, _ in nil }, back: { _, _, _ in }, left: { _ in 0 })
    /// As with the cards: what an import changed on a card that is merged now is not taken back by it.
    static let importWishes = MergeStep("import_wish", move: { _, _ in nil }, back: { _, _, _ in }, left: { _ in 0 })

    /// What "Undo" of a card's last change would put back is of no use on a merged card: it would take the other's addresses off. It waits.
    static let cardsBefore = MergeStep(
        "customer_before",
        move: { merge, tx in
            let kept = try tx.db.all(
                """
                SELECT customer_id, id, name, pronunciation, language, note, usual, addresses, at FROM customer_before
                WHERE customer_id IN \([merge.from, merge.into]) ORDER BY customer_id
                """
            ) { row in
                KeptCard(
                    person: try row.next(), id: try row.next(), name: try row.next(), pronunciation: try row.next(),
                    language: try row.next(), note: try row.next(), usual: try row.next(), addresses: try row.next(), at: try row.next())
            }
            try tx.db.run("DELETE FROM customer_before WHERE customer_id IN \([merge.from, merge.into])")
            return kept.isEmpty ? nil : String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
        },
        back: { merge, memory, tx in
            for card in try JSONDecoder().decode([KeptCard].self, from: Data((memory ?? "[]").utf8)) {
                try tx.db.run(
                    """
                    INSERT INTO customer_before (customer_id, id, name, pronunciation, language, note, usual, addresses, at)
                    VALUES (\(card.person), \(card.id), \(card.name), \(card.pronunciation), \(card.language), \(card.note),
                            \(card.usual ?? ""), \(card.addresses), \(card.at))
                    ON CONFLICT (customer_id) DO NOTHING
                    """)
            }
        },
        left: { db in
            try db.value(
                "SELECT count(*) FROM customer_before b JOIN customer c ON c.id = b.customer_id WHERE c.merged_into IS NOT NULL") ?? 0
        })

    private struct KeptCard: Codable {
        var person: Customer.ID
        var id: CardBefore.ID
        var name: String
        var pronunciation: String
        var language: String?
        var note: String
        /// Nil in what was kept before cards had one.
        var usual: String?
        var addresses: String
        var at: Instant
    }

    static let forgetJobName = "people.forget-merges"
    static let forgetJob = JobKind(forgetJobName) { _, shop in
        try await shop.write(as: .program("merging")) { tx in try tx.forgetMerges() }
    }
}
