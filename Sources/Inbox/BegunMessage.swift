import Core
import Mail
import People
import Secrets
import Storage
import Web

/// A message to somebody, begun and not sent (62): it is kept while it is typed, and what was taken back before it went lies here too, not in a
/// conversation that has nothing in it.
struct BegunMessage: Sendable {
    /// Given to the form when it is shown, so that looking alone keeps nothing.
    var key: String
    var to: String
    /// Who else gets it, as it was typed.
    var cc = ""
    var subject: String
    var text: String
    var at = Instant(milliseconds: 0)

    static func newKey() -> String { Random.token(bytes: 12) }

    /// Whether ``newKey()`` can have given it.
    static func isKey(_ text: String) -> Bool { Base64URL.decode(text)?.count == 12 }

    var isEmpty: Bool { to.isEmpty && cc.isEmpty && subject.isEmpty && text.isEmpty }
}

extension Reader {
    func begunMessage(_ key: String, of staff: Staff.ID) throws -> BegunMessage? {
        try first(
            "SELECT key, to_list, cc, subject, text, at FROM begun_message WHERE staff_id = \(staff) AND key = \(key)",
            BegunMessage.init(row:))
    }

    /// What a person has begun to write, the latest first; the fifty latest.
    func begunMessages(of staff: Staff.ID) throws -> [BegunMessage] {
        try all(
            "SELECT key, to_list, cc, subject, text, at FROM begun_message WHERE staff_id = \(staff) ORDER BY at DESC, key LIMIT 50",
            BegunMessage.init(row:))
    }

    func begunFiles(_ key: String, of staff: Staff.ID) throws -> [AnswerFile] {
        try all("SELECT id, name, type, size FROM begun_file WHERE staff_id = \(staff) AND begun_key = \(key) ORDER BY id") {
            try AnswerFile(id: $0.next(), name: $0.next(), type: $0.next(), size: $0.next())
        }
    }
}

extension BegunMessage {
    fileprivate init(row: inout Row) throws {
        self.init(
            key: try row.next(), to: try row.next(), cc: try row.next(), subject: try row.next(), text: try row.next(), at: try row.next())
    }
}

extension Tx {
    func keep(_ begun: BegunMessage, of staff: Staff.ID) throws {
        silentByIntent = true
        try db.run(
            """
            INSERT INTO begun_message (staff_id, key, to_list, cc, subject, text, at)
            VALUES (\(staff), \(begun.key), \(begun.to), \(begun.cc), \(begun.subject), \(begun.text), \(now))
            ON CONFLICT (staff_id, key) DO UPDATE
            SET to_list = excluded.to_list, cc = excluded.cc, subject = excluded.subject, text = excluded.text, at = excluded.at
            """)
    }

    func forgetBegun(_ key: String, of staff: Staff.ID) throws {
        silentByIntent = true
        try db.run("DELETE FROM begun_file WHERE staff_id = \(staff) AND begun_key = \(key)")
        try db.run("DELETE FROM begun_message WHERE staff_id = \(staff) AND key = \(key)")
    }

    /// Puts files to a begun message, and takes those away that its writer no longer wants.
    func keepBegunFiles(_ uploads: [Upload], drop unwanted: Set<AnswerFile.ID>, in key: String, of staff: Staff.ID) throws {
        for id in unwanted { try db.run("DELETE FROM begun_file WHERE id = \(id) AND staff_id = \(staff) AND begun_key = \(key)") }
        for upload in uploads {
            try db.run(
                """
                INSERT INTO begun_file (id, staff_id, begun_key, name, type, size, bytes)
                VALUES (\(newID(AnswerFile.self)), \(staff), \(key), \(AttachmentName.safe(upload.name)), \(upload.type),
                        \(upload.data.count), \(Compressed.pack(upload.data)))
                """)
        }
    }

    /// The files of a begun message become those of a draft in the conversation that it opens.
    func moveBegunFiles(_ key: String, of staff: Staff.ID, to conversation: Conversation.ID) throws {
        try db.run(
            """
            INSERT INTO answer_file (id, conversation_id, staff_id, message_id, name, type, size, bytes, at)
            SELECT id, \(conversation), staff_id, NULL, name, type, size, bytes, \(now) FROM begun_file
            WHERE staff_id = \(staff) AND begun_key = \(key)
            """)
        try db.run("DELETE FROM begun_file WHERE staff_id = \(staff) AND begun_key = \(key)")
    }

    /// The only message of a conversation that we began was taken back: nothing was said, so nothing stays but the begun message, whose
    /// key this gives. Nil where the conversation has more in it.
    func undoBeginning(_ message: Message, by staff: Staff.ID) throws -> String? {
        guard let conversation = try db.conversation(message.conversation), message.inReplyTo == nil,
            try db.value("SELECT 1 FROM message WHERE conversation_id = \(conversation.id) LIMIT 1", as: Int.self) == nil,
            try db.value("SELECT 1 FROM duty WHERE kind = \(ReplyDuty.kind) AND subject_id = \(conversation.id) LIMIT 1", as: Int.self)
                == nil
        else { return nil }
        let begun = BegunMessage(
            key: BegunMessage.newKey(), to: message.to, cc: message.cc, subject: conversation.subject, text: message.text)
        try keep(begun, of: staff)
        try db.run(
            """
            INSERT INTO begun_file (id, staff_id, begun_key, name, type, size, bytes)
            SELECT id, staff_id, \(begun.key), name, type, size, bytes FROM answer_file
            WHERE conversation_id = \(conversation.id) AND staff_id = \(staff) AND message_id IS NULL
            """)
        try db.run("DELETE FROM answer_file WHERE conversation_id = \(conversation.id)")
        try db.run("DELETE FROM draft WHERE conversation_id = \(conversation.id)")
        try db.run("DELETE FROM conversation_follow WHERE conversation_id = \(conversation.id)")
        try db.run("DELETE FROM conversation WHERE id = \(conversation.id)")
        try db.run("UPDATE conversation_count SET n = n - 1 WHERE state = \(conversation.state)")
        try forgetIfUnknown(conversation.customer)
        return begun.key
    }

    /// A card that was made for a message that never went, and of which nothing else is known, goes with it.
    private func forgetIfUnknown(_ customer: Customer.ID) throws {
        let told = try db.value(
            """
            SELECT 1 FROM event WHERE customer_id = \(customer)
              AND kind NOT IN ('customer.added', 'message.answered', 'message.planned', 'message.taken-back') LIMIT 1
            """, as: Int.self)
        let talked = try db.value("SELECT 1 FROM conversation WHERE customer_id = \(customer) LIMIT 1", as: Int.self)
        // Somebody typed the card: it has a name.
        guard told == nil, talked == nil, try db.family(of: customer).count == 1, let card = try db.customer(customer), card.name.isEmpty
        else { return }
        do {
            try db.savepoint {
                try db.run("DELETE FROM event WHERE customer_id = \(customer)")
                try db.run("DELETE FROM customer_before WHERE customer_id = \(customer)")
                try forgetLikeness(of: customer)
                try db.run("DELETE FROM customer_address WHERE customer_id = \(customer)")
                try db.run("DELETE FROM customer WHERE id = \(customer)")
                try Search.people.remove(db, item: customer.number)
            }
        } catch StorageError.foreignKey {
            // Something else refers to it after all: the card stays.
        }
    }
}
