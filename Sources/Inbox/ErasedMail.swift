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
    /// Whether a mail was on its way when its writer was erased, or is only the echo of what we had sent them: a machine's note of absence, a
    /// report that it did not arrive. What they write themselves after that day is a new beginning of theirs.
    ///
    /// - Parameters:
    ///   - erased: when its writer was (``erasedAt(_:)``).
    ///   - at: when it reached the mailbox; nil where nobody knows, for mail out of a pipe or a program.
    func isEcho(_ mail: MailMessage, of erased: Instant?, at: Instant?, automatic: String?) throws -> Bool {
        if let bounce = mail.bounce, try isOfErased(bounce) { return true }
        guard let erased else { return false }
        return automatic != nil || at.map { $0 <= erased } ?? false
    }

    /// Whether a mail came by a way that does not say when, and was written before its writer was erased. Its date is the writer's own word, so
    /// it is not thrown away: it waits with the held mail, where somebody sees it.
    func wasWritten(_ mail: MailMessage, before erased: Instant?, at: Instant?) -> Bool {
        guard at == nil, let erased, let written = mail.date.flatMap({ Instant(iso: $0) }) else { return false }
        return written <= erased
    }

    /// When somebody with this address was erased lately.
    func erasedAt(_ address: String) throws -> Instant? {
        let mark = ErasedMail.address(Customer.Address.email(address).folded, key: shop.key)
        return try db.value("SELECT at FROM erased_address WHERE mark = \(mark)", as: Instant.self)
    }

    /// Whether a report is about mail of ours to somebody who was erased since.
    private func isOfErased(_ bounce: Bounce) throws -> Bool {
        if let original = bounce.originalMessageId,
            try db.value("SELECT 1 FROM mail_seen WHERE mark = \(ErasedMail.sentMark(original)) LIMIT 1", as: Int.self) != nil
        {
            return true
        }
        return try bounce.recipient.map { try erasedAt($0) != nil } ?? false
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
