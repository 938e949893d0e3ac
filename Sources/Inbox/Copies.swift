import Core
import Mail
import Storage
import Web

/// Who gets a copy of an answer (38): whoever stood beside us in the letter that is answered, so that nobody drops out of a talk unseen. Our own
/// mailboxes and colleagues are left out: they read along here.
enum Copies {
    /// Of one mail; more is a list, not a talk.
    static let most = 48

    /// What was typed: addresses between commas or semicolons. The parts that are none.
    static func read(_ text: String) -> (addresses: [MailAddress], wrong: [String]) {
        var addresses: [MailAddress] = []
        var wrong: [String] = []
        for part in text.split(whereSeparator: { ",;\n".contains($0) }).map({ $0.trimmed }) where !part.isEmpty {
            guard let address = MailAddress(part), address.hasDottedDomain else {
                wrong.append(part)
                continue
            }
            if !addresses.contains(where: { $0.key == address.key }) { addresses.append(address) }
        }
        return (addresses, wrong)
    }
}

extension Reader {
    /// For an answer to `message` that goes to `recipient`.
    func copies(of message: Message, to recipient: String?) throws -> [MailAddress] {
        let all = Copies.read("\(message.to), \(message.cc)").addresses
        // A letter to us alone, as most are.
        guard all.count > 1 || !message.cc.isEmpty else { return [] }
        let own = try ownAddresses()
        var left: [MailAddress] = []
        for address in all.prefix(Copies.most)
        where !own.contains(address.key) && address.key != recipient.flatMap({ MailAddress($0) })?.key {
            if address.isUnattended { continue }
            if try staff(email: address.key)?.isActive != true { left.append(address) }
        }
        return left
    }
}
