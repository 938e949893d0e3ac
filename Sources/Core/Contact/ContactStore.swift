import Language
import Storage

public enum ContactSettings {
    public static let spacing = Setting("contact.spacing", ContactSpacing())
}

extension Shop {
    /// Whether the shop may reach this person of its own accord, and what stands against it: the one policy over everything that asks or sends.
    ///
    /// Consent, what they want themselves, hours, a hold, the days between, then what capabilities have against it. At most five statements, two
    /// where no consent is needed.
    public func mayContact(
        _ customer: Customer.ID, for purpose: ContactPurpose, by channel: Treatment.Channel, at time: Instant? = nil, _ db: Reader
    ) throws -> ContactVerdict {
        let time = time ?? clock.now
        let facts = try db.contactFacts(of: customer, self, isForConsent: purpose.consent != nil)
        var verdict = facts.verdict(purpose, by: channel, at: time, timeZone)
        let question = ContactQuestion(customer, purpose, by: channel, at: time)
        for capability in capabilities {
            guard let objection = try capability.policies.mayContact?(question, self, db) else { continue }
            verdict.objections.append(objection)
            verdict.next = nil
        }
        return verdict
    }
}

extension Reader {
    /// - Parameter isForConsent: with what only purposes ask that need consent: two statements without, five with.
    public func contactFacts(of customer: Customer.ID, _ shop: Shop, isForConsent: Bool = true) throws -> ContactFacts {
        let addresses = try addresses(of: customer)
        var facts = ContactFacts(
            treatment: try treatment(of: customer, shop), ways: Treatment.Channel.ways(of: addresses),
            spacing: shop.setting(ContactSettings.spacing))
        guard isForConsent else { return facts }
        facts.consents = try consents(of: customer).mapValues(\.isGiven)
        facts.isHeld = try hold(on: customer) != nil
        facts.last = try lastContacts(of: customer)
        return facts
    }

    /// The last word of our own accord for each purpose.
    public func lastContacts(of customer: Customer.ID) throws -> [ContactPurpose: Instant] {
        let rows = try all("SELECT purpose, max(at) FROM contact_log WHERE customer_id = \(customer) GROUP BY purpose ORDER BY purpose") {
            row in
            (try row.next(ContactPurpose.self), try row.next(Instant.self))
        }
        return Dictionary(rows) { $1 }
    }
}

extension Treatment.Channel {
    /// To which of them these addresses lead.
    public static func ways(of addresses: [Customer.Address]) -> Set<Treatment.Channel> {
        var ways: Set<Treatment.Channel> = []
        for address in addresses { ways.formUnion(address.kind == .email ? [.email] : [.phone, .message]) }
        return ways
    }
}

extension Tx {
    /// Writes down that the shop reached somebody of its own accord, so that the days between are kept.
    /// - Parameter thing: the id of what was sent.
    public func contacted(_ customer: Customer.ID, for purpose: ContactPurpose, by channel: Treatment.Channel, thing: Int64? = nil) throws {
        let id: ID<ContactVerdict> = newID()
        try db.run(
            """
            INSERT INTO contact_log (id, customer_id, purpose, channel, at, thing_id, staff_id)
            VALUES (\(id), \(customer), \(purpose), \(channel), \(now), \(thing), \(actor.staff))
            """)
        try record(
            "customer.contacted", customer: customer, subject: Event.Subject("contact_log", id),
            data: ["purpose": .word(purpose.rawValue), "channel": .word(channel.rawValue)])
    }
}

/// What was sent of the shop's own accord; with a numbering of its own.
let contactMigrations: [Migration] = [
    Migration("contact", 1) { db in
        try db.createTable(
            "contact_log",
            [
                .id("id"), .id("customer_id").references("customer"), .text("purpose"), .text("channel"), .time("at"),
                .id("thing_id").nullable, .id("staff_id").nullable,
            ])
        try db.createIndex("contact_by_customer", on: "contact_log", ["customer_id", "purpose", "at"])
    }
]
