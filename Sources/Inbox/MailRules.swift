import Core
import Foundation
import Mail
import Storage

/// What a mailbox does in cases where shops differ. Without a choice: nothing of it.
struct MailRules: Codable, Sendable, Equatable {
    /// Whoever stands in Reply-To is the customer: web forms and marketplaces send from an address of their own (13).
    var takesReplyTo = false
    /// A customer who writes in a conversation that was solved so many days ago begins a new one (12). Nil: never.
    var newAfterDays: Int?
    /// A letter without any id of ours joins the newest conversation of the same person with the same subject that changed within so many
    /// days (11). Nil: never; two orders may have one subject.
    var sameSubjectDays: Int?

    static let mostDays = 3650

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        takesReplyTo = try container.decodeIfPresent(Bool.self, forKey: .takesReplyTo) ?? false
        newAfterDays = try container.decodeIfPresent(Int.self, forKey: .newAfterDays)
        sameSubjectDays = try container.decodeIfPresent(Int.self, forKey: .sameSubjectDays)
    }
}

extension Reader {
    func rules(of mailbox: Mailbox.ID?) throws -> MailRules {
        guard let mailbox, let text = try value("SELECT rules FROM mailbox WHERE id = \(mailbox)", as: String.self) else {
            return MailRules()
        }
        return (try? JSONDecoder().decode(MailRules.self, from: Data(text.utf8))) ?? MailRules()
    }

    /// The newest conversation of the person at `address` about the same subject.
    func sameSubject(_ subject: String, from address: String, mailbox: Mailbox.ID?, since: Instant) throws -> Conversation? {
        let wanted = Subject.bare(subject)
        guard !wanted.isEmpty, let customer = try customer(at: .email(address)) else { return nil }
        return try conversations(of: customer.id).first {
            $0.changedAt >= since && $0.mailbox == mailbox && Subject.bare($0.subject) == wanted
        }
    }
}

extension Tx {
    func keep(_ rules: MailRules, of mailbox: Mailbox.ID) throws {
        let text = String(decoding: try JSONEncoder().encode(rules), as: UTF8.self)
        try db.run("UPDATE mailbox SET rules = \(text) WHERE id = \(mailbox)")
    }
}
