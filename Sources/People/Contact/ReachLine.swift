import Core
import Language
import Storage
import Web

/// Who may reach this person how, in one line of the card, and why not. What it shows is what ``Core/Shop/mayContact(_:for:by:at:_:)`` answers.
enum ReachLine {
    /// One way, and what stands against it now; and for what of our own accord it may be used.
    struct Way: Sendable, Equatable {
        var channel: Treatment.Channel
        var verdict: ContactVerdict
        var purposes: [ContactPurpose]
    }

    /// Pure.
    static func ways(_ facts: ContactFacts, at now: Instant, _ zone: ShopTimeZone) -> [Way] {
        Consent.channels.filter { facts.ways.contains($0) }.map { channel in
            let purposes = ContactPurpose.allCases.filter { purpose in
                guard purpose.consent != nil else { return false }
                let verdict = facts.verdict(purpose, by: channel, at: now, zone)
                return verdict.isAllowed || verdict.next != nil
            }
            return Way(channel: channel, verdict: facts.verdict(.matter, by: channel, at: now, zone), purposes: purposes)
        }
    }

    static func show(_ customer: Customer, _ shop: Shop, _ db: Reader, _ view: View) throws -> HTML {
        let t = view.t
        let ui = Parts(view.assets)
        let addresses = try view.addresses(of: customer.id, db)
        guard !addresses.isEmpty else { return "<p class=\"reach soft\">\(t("No address and no number: only at the counter."))</p>" }
        let held = try db.reachRow(of: customer.id)
        let facts = ContactFacts(
            treatment: Treatment(own: try view.preferences(of: customer.id, db), house: shop.houseTreatment),
            consents: try view.consents(of: customer.id, db).mapValues(\.isGiven), isHeld: held.isHeld,
            ways: Treatment.Channel.ways(of: addresses), last: held.last, spacing: shop.setting(ContactSettings.spacing))
        let items: [HTML] = ways(facts, at: view.now, shop.timeZone).map { chip($0, ui, t) }
        return "<p class=\"chips reach\"><span class=\"soft\">\(t("May be reached:"))</span>\(items)</p>"
    }

    private static func chip(_ way: Way, _ ui: Parts, _ t: Words) -> HTML {
        let icon =
            switch way.channel {
            case .email: "mail"
            case .phone: "phone"
            case .message, .counter: "inbox"
            }
        if let against = way.verdict.objections.first {
            let by = ContactWords.by(way.channel, t)
            if let next = way.verdict.next {
                return ui.chip(t("{way}: from {time}", ["way": by, "time": t.dateTime(next.milliseconds)]), .warn, icon: icon)
            }
            return ui.chip(t("not {way}: {reason}", ["way": by, "reason": ContactWords.sentence(against, t)]), .bad, icon: icon)
        }
        let purposes = way.purposes.map { ContactWords.name($0, t) }
        let by = ContactWords.by(way.channel, t)
        let words = purposes.isEmpty ? by : t("{way}, also: {purposes}", ["way": by, "purposes": t.list(purposes)])
        return ui.chip(words, .good, icon: icon)
    }
}

extension Reader {
    /// Whether somebody is held, and when the last words of our own accord were. One statement.
    fileprivate func reachRow(of customer: Customer.ID) throws -> (isHeld: Bool, last: [ContactPurpose: Instant]) {
        let rows = try all(
            """
            SELECT purpose, max(at) FROM contact_log WHERE customer_id = \(customer) GROUP BY purpose
            UNION ALL SELECT 'held', max(at) FROM legal_hold WHERE customer_id = \(customer) AND ended_at IS NULL
            """
        ) { row in (try row.next(String.self), try row.next(Instant?.self)) }
        var last: [ContactPurpose: Instant] = [:]
        for (name, at) in rows { if let purpose = ContactPurpose(rawValue: name), let at { last[purpose] = at } }
        return (rows.contains { $0.0 == "held" && $0.1 != nil }, last)
    }
}
