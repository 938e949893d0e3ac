import Core
import Foundation
import Language
import Mail
import Net
import Secrets
import Storage
import Web

/// How the mail of a mailbox looks to others (59, 291): a test mail that goes out and comes back, and what the domain says of who may send
/// for it.
struct MailStanding: Codable, Sendable, Equatable {
    enum Record: String, Codable, Sendable {
        case there, missing
        /// More than one: receivers take that for none (RFC 7208, section 4.5).
        case several
        /// Nobody answered.
        case unknown
    }

    var checkedAt: Instant
    /// The domain whose records were asked for.
    var domain: String
    /// Who may send for the domain (RFC 7208).
    var spf: Record
    /// What receivers are to do with what nobody vouches for (RFC 7489).
    var dmarc: Record
    /// The id of the test mail, which nobody can guess.
    var test: String
    /// Why it could not be sent.
    var failure: String?
    var backAt: Instant?
    /// The domains whose signatures the test mail bore when it came back (RFC 6376).
    var signedBy: [String] = []

    /// Whether the mailbox's own domain has signed: the same, or one above it.
    var isSigned: Bool { signedBy.contains { domain == $0 || domain.hasSuffix("." + $0) } }

    /// Asks for the records and makes the id of a test mail that is to be sent.
    static func ask(_ domain: String, _ names: NameRecords, now: Instant) async -> MailStanding {
        async let spf = record(domain, "v=spf1", names)
        async let dmarc = record("_dmarc." + domain, "v=DMARC1", names)
        return MailStanding(
            checkedAt: now, domain: domain, spf: await spf, dmarc: await dmarc, test: "test.\(Random.token(bytes: 15))@\(domain)")
    }

    private static func record(_ name: String, _ mark: String, _ names: NameRecords) async -> Record {
        guard let texts = try? await names.texts(name) else { return .unknown }
        let found = texts.filter { $0.lowercased().hasPrefix(mark.lowercased()) }
        return found.isEmpty ? .missing : found.count == 1 ? .there : .several
    }

    /// The test mail: from the mailbox to itself, and said to be automatic.
    func mail(_ box: Mailbox, _ t: Words) -> OutgoingMail? {
        guard let address = MailAddress(box.address) else { return nil }
        return OutgoingMail(
            from: Mail.Mailbox(name: box.name, address: address), to: [Mail.Mailbox(address: address)],
            subject: t("Test mail of Regulars"), text: t("This mail went out and came back by itself. You can delete it."),
            messageID: test, date: checkedAt.milliseconds, automatic: true)
    }
}

extension Reader {
    func standing(of mailbox: Mailbox.ID) throws -> MailStanding? {
        try value("SELECT standing FROM mailbox WHERE id = \(mailbox)", as: String?.self).flatMap { $0 }.flatMap {
            try? JSONDecoder().decode(MailStanding.self, from: Data($0.utf8))
        }
    }
}

extension Tx {
    func keep(_ standing: MailStanding, of mailbox: Mailbox.ID) throws {
        let text = String(decoding: try JSONEncoder().encode(standing), as: UTF8.self)
        try db.run("UPDATE mailbox SET standing = \(text) WHERE id = \(mailbox)")
        try record("mailbox.tested", subject: Event.Subject("mailbox", mailbox))
    }

    /// Whether this is the test mail of one of our mailboxes. It is noted there, and becomes no message.
    func isTestMail(_ mail: MailMessage, mailbox: Mailbox.ID?) throws -> Bool {
        guard let id = mail.messageId, id.hasPrefix("test."), let mailbox, var standing = try db.standing(of: mailbox),
            standing.test == id
        else { return false }
        if standing.backAt == nil {
            standing.backAt = now
            standing.signedBy = mail.signedBy
            try keep(standing, of: mailbox)
        }
        return true
    }
}
