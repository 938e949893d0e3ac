import Core
import Foundation
import Mail
import Storage

/// A mail that could not be read: it lies here as it came, until somebody tries it again.
public struct ParkedMail: Sendable {
    public var id: ID<ParkedMail>
    public var size: Int
    public var reason: String
    public var at: Instant
    /// What its first lines say of sender and subject, as far as they can be read without understanding the mail.
    public var glance: String
}

extension ParkedMail {
    fileprivate static func glance(_ packed: [UInt8]) -> String {
        guard let bytes = try? Compressed.unpack(packed, limit: MailLimits().message) else { return "" }
        let lines = String(decoding: bytes.prefix(8_000), as: UTF8.self).split(whereSeparator: \.isNewline).prefix(80)
        return ["from:", "subject:"].compactMap { name in
            lines.first { $0.lowercased().hasPrefix(name) }.map {
                String($0.dropFirst(name.count).prefix(120)).trimmingCharacters(in: .whitespaces)
            }
        }.joined(separator: " · ")
    }
}

extension Reader {
    func parkedMailCount() throws -> Int { try value("SELECT count(*) FROM parked_mail", as: Int.self) ?? 0 }

    func parkedMail(limit: Int = 100) throws -> [ParkedMail] {
        try all("SELECT id, size, reason, at, bytes FROM parked_mail ORDER BY id DESC LIMIT \(limit)") { row in
            ParkedMail(
                id: try row.next(), size: try row.next(), reason: try row.next(), at: try row.next(),
                glance: ParkedMail.glance(try row.next()))
        }
    }

    /// A parked mail as it came.
    func parkedBytes(_ id: ID<ParkedMail>) throws -> [UInt8]? {
        try value("SELECT bytes FROM parked_mail WHERE id = \(id)", as: [UInt8].self).map {
            try Compressed.unpack($0, limit: MailLimits().message)
        }
    }
}

extension Tx {
    func park(_ mail: Intake.Incoming, mailbox: Mailbox.ID?, reason: String) throws -> Intake.Outcome {
        try db.run(
            """
            INSERT INTO parked_mail (id, mailbox_id, bytes, size, reason, at)
            VALUES (\(newID(ParkedMail.self)), \(mailbox), \(mail.kept), \(mail.bytes.count), \(String(reason.prefix(2000))), \(now))
            """)
        try record("mail.parked")
        return .parked(reason)
    }
}
