import Core
import Storage

/// A message to somebody, begun and not sent (62): what was taken back before it went lies here, and not in a conversation that has none.
struct NewMessageDraft: Sendable {
    var to: String
    var subject: String
    var text: String
}

extension Reader {
    func newMessageDraft(of staff: Staff.ID) throws -> NewMessageDraft? {
        try first("SELECT to_list, subject, text FROM new_message_draft WHERE staff_id = \(staff)") { row in
            NewMessageDraft(to: try row.next(), subject: try row.next(), text: try row.next())
        }
    }
}

extension Tx {
    func keep(_ draft: NewMessageDraft, of staff: Staff.ID) throws {
        try db.run(
            """
            INSERT INTO new_message_draft (staff_id, to_list, subject, text, at)
            VALUES (\(staff), \(draft.to), \(draft.subject), \(draft.text), \(now))
            ON CONFLICT (staff_id) DO UPDATE
            SET to_list = excluded.to_list, subject = excluded.subject, text = excluded.text, at = excluded.at
            """)
    }

    func forgetNewMessageDraft(of staff: Staff.ID) throws {
        try db.run("DELETE FROM new_message_draft WHERE staff_id = \(staff)")
    }

    /// The only message of a conversation that we began was taken back: nothing was said, so nothing stays but a draft. False where the
    /// conversation has more in it.
    func undoBeginning(_ message: Message, by staff: Staff.ID) throws -> Bool {
        guard let conversation = try db.conversation(message.conversation), message.inReplyTo == nil,
            try db.value("SELECT 1 FROM message WHERE conversation_id = \(conversation.id) LIMIT 1", as: Int.self) == nil,
            try db.value("SELECT 1 FROM duty WHERE kind = \(ReplyDuty.kind) AND subject_id = \(conversation.id) LIMIT 1", as: Int.self)
                == nil,
            try db.draftFiles(conversation.id, of: staff).isEmpty
        else { return false }
        try keep(NewMessageDraft(to: message.to, subject: conversation.subject, text: message.text), of: staff)
        try db.run("DELETE FROM draft WHERE conversation_id = \(conversation.id)")
        try db.run("DELETE FROM conversation WHERE id = \(conversation.id)")
        try db.run("UPDATE conversation_count SET n = n - 1 WHERE state = \(conversation.state)")
        try forgetIfUnknown(conversation.customer)
        return true
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
        guard told == nil, talked == nil, let card = try db.customer(customer), card.name.isEmpty else { return }
        do {
            try db.savepoint {
                try db.run("DELETE FROM event WHERE customer_id = \(customer)")
                try db.run("DELETE FROM customer_before WHERE customer_id = \(customer)")
                try db.run("DELETE FROM customer_address WHERE customer_id = \(customer)")
                try db.run("DELETE FROM customer WHERE id = \(customer)")
                try Search.people.remove(db, item: customer.number)
            }
        } catch StorageError.foreignKey {
            // Something else refers to it after all: the card stays.
        }
    }
}
