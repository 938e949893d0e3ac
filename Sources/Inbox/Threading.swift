import Core
import Mail
import Secrets
import Storage
import Web

/// Which conversation a mail belongs to.
///
/// A fixed order (expected behaviour 1): our own signed Message-ID in In-Reply-To, then each id in References from right to left, signed by
/// us or known from a mail we hold. A match by ids counts only when the sender has a part in the conversation (2): else anybody who has
/// seen an id could write into it. Such a mail opens a new conversation that names the old one.
enum Threading {
    /// Rules of a mailbox: see ``MailRules``.
    static let longSolved = "long solved"
    static let sameSubject = "same subject"
    static let forwarded = "forwarded by a colleague"
    /// It names a mail of a conversation that was deleted (10).
    static let deleted = "deleted"

    /// Rules by which a mail of somebody who has a part begins a new conversation all the same.
    static func isNewOne(_ rule: String) -> Bool { rule == longSolved || rule == deleted }

    struct Match: Sendable {
        var conversation: Conversation.ID
        /// Shown to staff: "in-reply-to", "references", "answered-by".
        var rule: String
        /// False where the sender has no part in the conversation.
        var isAllowed: Bool
    }

    /// `<c{conversation}.m{message}.{code}@{domain}>`: the code is keyed, so that guessing a number is useless (4).
    static func messageID(conversation: Conversation.ID, message: Message.ID, domain: String, key: [UInt8]) -> String {
        "c\(conversation).m\(message).\(code(conversation, message, key))@\(domain)"
    }

    private static func code(_ conversation: Conversation.ID, _ message: Message.ID, _ key: [UInt8]) -> String {
        Hex.encode(Array(HMAC.sha256(key: key, Array("mail \(conversation) \(message)".utf8)).prefix(10)))
    }

    /// The conversation that we signed into an id, or nil where the signature is not ours.
    static func signed(_ rfcID: String, key: [UInt8]) -> Conversation.ID? {
        ours(rfcID, key: key)?.conversation
    }

    /// Conversation and message that we signed into an id.
    private static func ours(_ rfcID: String, key: [UInt8]) -> (conversation: Conversation.ID, message: Message.ID)? {
        guard let local = rfcID.split(separator: "@", maxSplits: 1).first else { return nil }
        let parts = local.split(separator: ".")
        guard parts.count == 3, parts[0].first == "c", parts[1].first == "m",
            let conversation = Conversation.ID(String(parts[0].dropFirst())),
            let message = Message.ID(String(parts[1].dropFirst())),
            equalInConstantTime(Array(code(conversation, message, key).utf8), Array(parts[2].lowercased().utf8))
        else { return nil }
        return (conversation, message)
    }

    /// Where a mail stands now: merging and splitting carry it on, and its number stays what it was (10).
    private static func home(of id: String, key: [UInt8], _ db: Reader) throws -> Conversation? {
        let found: Conversation.ID?
        if let (conversation, message) = ours(id, key: key) {
            found = try db.value("SELECT conversation_id FROM message WHERE id = \(message)", as: Conversation.ID.self) ?? conversation
        } else {
            found = try db.value("SELECT conversation_id FROM message WHERE rfc_id = \(id) ORDER BY id LIMIT 1") ?? db.relayed(id)
        }
        return try found.flatMap { try db.standing($0) }
    }

    /// - Parameter isHistory: letters of the past come in any order: what answers this one may be here already.
    static func match(_ mail: MailMessage, sender: String, key: [UInt8], _ db: Reader, isHistory: Bool = false) throws -> Match? {
        var candidates: [(id: String, rule: String)] = []
        if let id = mail.inReplyTo { candidates.append((id, "in-reply-to")) }
        candidates += mail.references.reversed().map { ($0, "references") }
        for (id, rule) in candidates.prefix(50) {
            guard let found = try home(of: id, key: key, db) else { continue }
            if found.state == .deleted { return Match(conversation: found.id, rule: deleted, isAllowed: false) }
            return Match(conversation: found.id, rule: rule, isAllowed: try hasPart(sender, in: found.id, db))
        }
        if isHistory, let id = mail.messageId,
            let found = try db.value(
                "SELECT conversation_id FROM message WHERE in_reply_to = \(id) ORDER BY id LIMIT 1", as: Conversation.ID.self),
            try db.conversation(found)?.state.isGone == false
        {
            return Match(conversation: found, rule: "answered-by", isAllowed: try hasPart(sender, in: found, db))
        }
        return nil
    }

    /// Whether an address belongs to the conversation's customer, to staff who have not left, or stood in To or Cc of one of its messages.
    static func hasPart(_ address: String, in conversation: Conversation.ID, _ db: Reader) throws -> Bool {
        let folded = Customer.Address.email(address).folded
        let isCustomer = try db.value(
            """
            SELECT 1 FROM conversation c JOIN customer_address a ON a.customer_id = c.customer_id AND a.kind = 'email'
            WHERE c.id = \(conversation) AND a.folded = \(folded)
            """, as: Int.self)
        if isCustomer != nil { return true }
        if try db.staff(email: folded)?.isActive == true { return true }
        let lists = try db.all(
            "SELECT from_address, to_list, cc_list FROM message WHERE conversation_id = \(conversation) ORDER BY id LIMIT 200"
        ) { row in
            [try row.next(String.self), try row.next(String.self), try row.next(String.self)]
        }
        return lists.joined().contains { list in
            list.split(separator: ",").contains { Customer.Address.email($0.trimmed).folded == folded }
        }
    }
}
