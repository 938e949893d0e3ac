import Storage
import Synchronization

/// What one page has read already, so that its head, its panels and its time line do not ask for the same rows again. Lives for one page, within
/// one snapshot.
public final class PageMemo: Sendable {
    private let kept = Mutex<[String: any Sendable]>([:])

    func once<T: Sendable>(_ key: String, _ read: () throws -> T) rethrows -> T {
        if let known = kept.withLock({ $0[key] }) as? T { return known }
        let made = try read()
        kept.withLock { $0[key] = made }
        return made
    }
}

extension View {
    /// In the order of the card.
    public func addresses(of customer: Customer.ID, _ db: Reader) throws -> [Customer.Address] {
        try memo.once("addresses \(customer)") { try db.addresses(of: customer) }
    }

    /// What the person has said of how they want to be treated.
    public func preferences(of customer: Customer.ID, _ db: Reader) throws -> [Treatment.Key: Treatment.Preference] {
        try memo.once("preferences \(customer)") { try db.preferences(of: [customer])[customer] ?? [:] }
    }

    /// What stands of what they agreed to.
    public func consents(of customer: Customer.ID, _ db: Reader) throws -> [Consent.Key: Consent] {
        try memo.once("consents \(customer)") { try db.consents(of: customer) }
    }

    public func duties(to customer: Customer.ID, _ db: Reader) throws -> [Duty] {
        try memo.once("duties \(customer)") { try db.openDuties(to: customer) }
    }

    /// How somebody is called on lists: the name, else the first address.
    public func name(of customer: Customer, _ db: Reader) throws -> String {
        customer.name.isEmpty ? try addresses(of: customer.id, db).first?.shown ?? "?" : customer.name
    }

    /// All of the staff at once: a shop has few, and many a row asks for one.
    public func staffNames(_ db: Reader) throws -> [Staff.ID: String] {
        try memo.once("staff") {
            Dictionary(
                uniqueKeysWithValues: try db.all("SELECT id, name FROM staff") { (try $0.next(Staff.ID.self), try $0.next(String.self)) })
        }
    }
}
