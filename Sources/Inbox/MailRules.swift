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

/// Relays that give a mail an id of their own (5), as Amazon's and Microsoft's do: what they answer when they take it holds that id, and
/// replies name it.
enum RelayID {
    /// The ids in a server's answer: whole ones in angle brackets, and long words that are no sentence.
    static func tokens(in answer: String) -> [String] {
        var found: [String] = []
        for word in answer.split(whereSeparator: { " ,;()[]\"=".contains($0) }) {
            if word.first == "<", word.last == ">", word.contains("@") {
                found.append(String(word.dropFirst().dropLast()))
            } else if word.utf8.count >= 24, word.utf8.count <= 200, word.contains(where: \.isNumber),
                word.utf8.allSatisfy({ byte in
                    byte == 0x2D || byte == 0x2E || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                        || (0x61...0x7A).contains(byte)
                })
            {
                found.append(String(word))
            }
        }
        return Array(found.prefix(4))
    }
}

extension Reader {
    /// The conversation of a mail of ours that a relay calls `rfcID`, or whose local part it gave.
    func relayed(_ rfcID: String) throws -> Conversation.ID? {
        let local = rfcID.split(separator: "@").first.map(String.init) ?? rfcID
        return try value(
            """
            SELECT m.conversation_id FROM relay_id r JOIN message m ON m.id = r.message_id
            WHERE r.token IN \([rfcID, local]) ORDER BY m.id DESC LIMIT 1
            """)
    }
}

/// Outlook's own way of keeping a thread together (17): the index of the mail that is answered, and five bytes more for the answer. As
/// [MS-OXOMSG], section 2.2.1.3 has it.
enum ThreadIndex {
    static func child(of parent: String, at milliseconds: Int64, mark: UInt8) -> String? {
        guard let bytes = Data(base64Encoded: parent), bytes.count >= 22, bytes.count <= 22 + 5 * 60 else { return nil }
        // The first six bytes are the upper ones of a FILETIME: 100 ns since 1601.
        let begun = bytes.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << 16
        let now = UInt64(max(0, milliseconds + 11_644_473_600_000)) &* 10_000
        let passed = now > begun ? now - begun : 0
        let isLong = passed >> 49 != 0
        let value = UInt32(truncatingIfNeeded: passed >> (isLong ? 23 : 18)) & 0x7FFF_FFFF | (isLong ? 0x8000_0000 : 0)
        var child = bytes
        for shift in [24, 16, 8, 0] as [UInt32] { child.append(UInt8(truncatingIfNeeded: value >> shift)) }
        child.append(mark)
        return child.base64EncodedString()
    }
}
