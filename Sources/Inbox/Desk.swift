import Core
import Storage
import Web

/// What lies on a person's desk in one conversation: what they have begun, and how they write.
struct Desk: Sendable {
    /// Begun and not sent.
    var answer = ""
    /// Begun for the team and not saved.
    var note = ""
    var isFormatted = false
    /// See ``PreparedShelf``.
    var shelf: Int64 = 0
}

extension Reader {
    /// One statement for all of it: the page of a conversation asks on every visit.
    func desk(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> Desk {
        try first(
            """
            SELECT s.stamp,
              (SELECT d.text FROM draft d WHERE d.conversation_id = \(conversation) AND d.staff_id = \(staff)),
              (SELECT n.text FROM note_draft n WHERE n.conversation_id = \(conversation) AND n.staff_id = \(staff)),
              (SELECT f.is_formatted FROM staff_style f WHERE f.staff_id = \(staff))
            FROM prepared_shelf s WHERE s.id = 1
            """
        ) { row in
            let stamp = try row.next(Int64.self)
            return Desk(
                answer: try row.next(String?.self) ?? "", note: try row.next(String?.self) ?? "",
                isFormatted: try row.next(Int64?.self) == 1, shelf: stamp)
        } ?? Desk()
    }

    func noteDraft(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> String? {
        try value("SELECT text FROM note_draft WHERE conversation_id = \(conversation) AND staff_id = \(staff)", as: String.self)
    }
}

extension Reader {
    func writesFormatted(_ staff: Staff.ID) throws -> Bool {
        try value("SELECT is_formatted FROM staff_style WHERE staff_id = \(staff)", as: Bool.self) ?? false
    }
}

extension Tx {
    /// Keeps what is begun for the team; nothing is kept of an empty one.
    func keepNoteDraft(_ text: String, in conversation: Conversation.ID, of staff: Staff.ID) throws {
        if text.isEmpty {
            try db.run("DELETE FROM note_draft WHERE conversation_id = \(conversation) AND staff_id = \(staff)")
        } else {
            try db.run(
                """
                INSERT INTO note_draft (conversation_id, staff_id, text, at) VALUES (\(conversation), \(staff), \(text), \(now))
                ON CONFLICT (conversation_id, staff_id) DO UPDATE SET text = excluded.text, at = excluded.at
                """)
        }
    }

    /// Whoever wrote formatted last most likely does so again.
    func keepStyle(isFormatted: Bool, of staff: Staff.ID) throws {
        guard try db.writesFormatted(staff) != isFormatted else { return }
        try db.run(
            """
            INSERT INTO staff_style (staff_id, is_formatted) VALUES (\(staff), \(isFormatted))
            ON CONFLICT (staff_id) DO UPDATE SET is_formatted = excluded.is_formatted
            """)
    }
}

extension ConversationPages {
    /// Keeps a note while it is typed: a closed tab runs no code (63).
    static func noteDraft(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ids(visit)
        let text = visit.form.raw("text") ?? ""
        try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
            try tx.keepNoteDraft(String(text.prefix(200_000)), in: id, of: me)
        }
        return Answer(status: 204)
    }
}
