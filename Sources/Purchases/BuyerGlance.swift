import Core
import Language
import People
import Storage
import Web

/// Who it was, in one look, when a sale has been written down: name, how often they come, what they usually have.
enum BuyerGlance {
    static func show(_ id: Purchase.ID, _ visit: Visit, _ shop: Shop) async throws -> HTML? {
        let found = try await shop.read { db -> (Purchase, PersonRow, Rhythm?)? in
            guard let purchase = try db.purchase(id), purchase.state != .voided, let customer = purchase.customer,
                let person = try db.personRows([customer]).first
            else { return nil }
            return (purchase, person, try db.rhythm(of: customer))
        }
        guard let (_, person, rhythm) = found else { return nil }
        let t = visit.t
        var facts: [String] = []
        if let rhythm { facts += RhythmWords.facts(rhythm, t) }
        if person.owed.count > 0 { facts.append(t("We owe {n} thing", "We owe {n} things", person.owed.count)) }
        let usual: HTML =
            person.usual.isEmpty
            ? "" : "<p class=\"soft\">\(t("Usual order")): <span translate=\"no\" dir=\"auto\">\(person.usual)</span></p>"
        return """
            <section class="card stack" aria-label="\(t("Who it was"))"><div class="row">\(visit.ui.face(person.name, id: person.id.number, size: .big))\
            <div class="grow"><a class="link" href="\(Link("/people/\(person.id)"))"><b translate="no">\(person.name)</b></a>\
            <p>\(facts.joined(separator: " · "))</p>\(usual)</div></div></section>
            """
    }
}

/// A rhythm in words.
enum RhythmWords {
    /// "14 visits", "every 9 days", "since March 2025".
    static func facts(_ rhythm: Rhythm, _ t: Words) -> [String] {
        [t("{n} visit", "{n} visits", rhythm.visits), usual(rhythm, t), since(rhythm, t)].compactMap { $0 }
    }

    static func usual(_ rhythm: Rhythm, _ t: Words) -> String? {
        rhythm.usualGap.map { gap in gap == 1 ? t("every day") : t("every {n} day", "every {n} days", gap) }
    }

    static func since(_ rhythm: Rhythm, _ t: Words) -> String {
        let (year, month, _) = rhythm.firstDay.parts
        return t("since {month}", ["month": t.month(month, year: year)])
    }
}
