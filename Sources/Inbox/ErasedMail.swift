import Core
import Mail
import Secrets
import Storage

/// What is still known of the mail of people who were erased: digests, from which nobody reads an address, but which tell the same mail again,
/// so that neither a new look at a folder nor a letter that was on its way brings the person back (39, 82).
enum ErasedMail {
    /// For so long a letter may have been under way when its writer was erased.
    static let kept: Duration = .seconds(30 * 86_400)

    /// The digest of a mark of ``Tx/mark(_:_:)``.
    static func mark(_ mark: String) -> String { "erased:" + Hex.encode(Digest.sha256(Array(mark.utf8))) }

    /// Of a mail that we sent: the folder of sent mail may hold it under another sender's name.
    static func sentMark(_ messageID: String) -> String { mark("sent:\(messageID)") }

    /// Keyed, since addresses can be tried one after the other.
    static func address(_ folded: String, key: [UInt8]) -> String { Hex.encode(HMAC.sha256(key: key, Array("erased \(folded)".utf8))) }
}

extension Tx {
    /// Whether a mail was on its way when its writer was erased.
    func wasErased(_ address: String, at: Instant) throws -> Bool {
        let mark = ErasedMail.address(Customer.Address.email(address).folded, key: shop.key)
        guard let erased = try db.value("SELECT at FROM erased_address WHERE mark = \(mark)", as: Instant.self) else { return false }
        return at <= erased
    }

    /// Makes digests of the marks of this person's mail and of ours to them.
    func forgetMarks(_ person: PersonalData.Person, messages: Set<Int64>) throws {
        var known: [(box: Int64, mark: String, at: Instant)] = []
        try db.each("SELECT mailbox_id, mark, message_id, at FROM mail_seen") { row in
            let (box, mark, message, at) = (
                try row.next(Int64.self), try row.next(String.self), try row.next(Int64?.self), try row.next(Instant.self)
            )
            let sender = mark.split(separator: " ").last.map { Customer.Address.email(String($0)).folded } ?? ""
            if message.map(messages.contains) == true || person.emails.contains(sender) { known.append((box, mark, at)) }
            return true
        }
        for (box, mark, at) in known where !mark.hasPrefix("erased:") {
            try db.run("DELETE FROM mail_seen WHERE mailbox_id = \(box) AND mark = \(mark)")
            try keep(ErasedMail.mark(mark), box, at)
        }
        for address in person.emails {
            try db.run(
                """
                INSERT INTO erased_address (mark, at) VALUES (\(ErasedMail.address(address, key: shop.key)), \(now))
                ON CONFLICT (mark) DO UPDATE SET at = excluded.at
                """)
        }
    }

    func keep(_ mark: String, _ box: Int64, _ at: Instant) throws {
        try db.run(
            """
            INSERT INTO mail_seen (mailbox_id, mark, message_id, at) VALUES (\(box), \(mark), NULL, \(at))
            ON CONFLICT (mailbox_id, mark) DO NOTHING
            """)
    }

    func sweepErasedAddresses() throws { try db.run("DELETE FROM erased_address WHERE at < \(now - ErasedMail.kept)") }
}
