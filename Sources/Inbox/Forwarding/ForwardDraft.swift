import Core
import Mail
import Storage
import Web

/// Something that a person has begun to pass on out of a conversation: kept while it is typed, as an answer is (62).
struct ForwardDraft: Sendable, Equatable {
    var to = ""
    var cc = ""
    var text = ""
    /// The id of a message, "all", or nothing for words alone.
    var what = ""
    /// Files of the conversation that are ticked: "message.number".
    var parts: [String] = []

    var isEmpty: Bool { to.isEmpty && cc.isEmpty && text.trimmed.isEmpty }

    init() {}

    init(_ form: Form) {
        to = String(form["to"].prefix(1000))
        cc = String(form["cc"].prefix(10_000))
        text = String((form.raw("text") ?? "").prefix(200_000))
        what = String(form["what"].prefix(30))
        parts = form.all("part").prefix(100).map { String($0.prefix(40)) }
    }

    fileprivate init(row: inout Row) throws {
        to = try row.next()
        cc = try row.next()
        text = try row.next()
        what = try row.next()
        parts = try row.next(String.self).split(separator: " ").map(String.init)
    }
}

let forwardDraftMigration = Migration("writing", 2) { db in
    // Begun to be passed on to somebody outside, with the files that its writer has chosen for it. What has gone out keeps its row for a day, by
    // the message that it became, so that taking it back brings all of it back.
    try db.createTable(
        "forward_draft",
        [
            .id("conversation_id").references("conversation", onDelete: .cascade), .id("staff_id").references("staff", onDelete: .cascade),
            .text("to_list"), .text("cc_list"), .text("text"), .text("what"), .text("parts"), .id("message_id").nullable, .time("at"),
        ], primaryKey: ["conversation_id", "staff_id"])
    try db.createTable(
        "forward_file",
        [
            .id("id"), .id("conversation_id").references("conversation", onDelete: .cascade),
            .id("staff_id").references("staff", onDelete: .cascade), .text("name"), .text("type"), .int("size"), .blob("bytes"),
        ])
    try db.createIndex("forward_file_of", on: "forward_file", ["conversation_id", "staff_id", "id"])
}

extension Reader {
    func forwardDraft(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> ForwardDraft? {
        try first(
            """
            SELECT to_list, cc_list, text, what, parts FROM forward_draft
            WHERE conversation_id = \(conversation) AND staff_id = \(staff) AND message_id IS NULL
            """
        ) { try ForwardDraft(row: &$0) }
    }

    /// Chosen for what is begun, or for what has just gone out.
    func forwardFiles(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> [AnswerFile] {
        try all("SELECT id, name, type, size FROM forward_file WHERE conversation_id = \(conversation) AND staff_id = \(staff) ORDER BY id")
        {
            try AnswerFile(id: $0.next(), name: $0.next(), type: $0.next(), size: $0.next())
        }
    }

    /// The same with what is in them.
    func forwardContents(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> [OutgoingMail.Attachment] {
        try all(
            "SELECT name, type, size, bytes FROM forward_file WHERE conversation_id = \(conversation) AND staff_id = \(staff) ORDER BY id"
        ) { row in
            let (name, type, size) = (try row.next(String.self), try row.next(String.self), try row.next(Int.self))
            return OutgoingMail.Attachment(name: name, type: type, data: try Compressed.unpack(try row.next(), limit: size))
        }
    }
}

extension Tx {
    /// Keeps what is begun; of an empty one without files nothing is kept.
    func keep(_ draft: ForwardDraft, in conversation: Conversation.ID, of staff: Staff.ID) throws {
        silentByIntent = true
        try forgetGoneForward(conversation, of: staff)
        if draft.isEmpty, try db.forwardFiles(conversation, of: staff).isEmpty { return try forgetForward(conversation, of: staff) }
        try db.run(
            """
            INSERT INTO forward_draft (conversation_id, staff_id, to_list, cc_list, text, what, parts, message_id, at)
            VALUES (\(conversation), \(staff), \(draft.to), \(draft.cc), \(draft.text), \(draft.what),
                \(draft.parts.joined(separator: " ")), NULL, \(now))
            ON CONFLICT (conversation_id, staff_id) DO UPDATE SET to_list = excluded.to_list, cc_list = excluded.cc_list,
                text = excluded.text, what = excluded.what, parts = excluded.parts, message_id = NULL, at = excluded.at
            """)
    }

    func forgetForward(_ conversation: Conversation.ID, of staff: Staff.ID) throws {
        silentByIntent = true
        try db.run("DELETE FROM forward_file WHERE conversation_id = \(conversation) AND staff_id = \(staff)")
        try db.run("DELETE FROM forward_draft WHERE conversation_id = \(conversation) AND staff_id = \(staff)")
    }

    /// A new one begins where one went out before: nothing of that one is brought back any more.
    private func forgetGoneForward(_ conversation: Conversation.ID, of staff: Staff.ID) throws {
        let isGone =
            try db.value(
                """
                SELECT 1 FROM forward_draft WHERE conversation_id = \(conversation) AND staff_id = \(staff) AND message_id IS NOT NULL
                """, as: Int.self) != nil
        if isGone { try forgetForward(conversation, of: staff) }
    }

    func keepForwardFiles(
        _ uploads: [Upload], drop unwanted: Set<AnswerFile.ID> = [], in conversation: Conversation.ID, of staff: Staff.ID
    ) throws {
        silentByIntent = true
        try forgetGoneForward(conversation, of: staff)
        for id in unwanted {
            try db.run("DELETE FROM forward_file WHERE id = \(id) AND conversation_id = \(conversation) AND staff_id = \(staff)")
        }
        for upload in uploads {
            try db.run(
                """
                INSERT INTO forward_file (id, conversation_id, staff_id, name, type, size, bytes)
                VALUES (\(newID(AnswerFile.self)), \(conversation), \(staff), \(AttachmentName.safe(upload.name)), \(upload.type),
                        \(upload.data.count), \(Compressed.pack(upload.data)))
                """)
        }
    }

    /// It has gone out as `message`: kept for its way back alone.
    func forwardWent(_ draft: ForwardDraft, as message: Message.ID, in conversation: Conversation.ID, of staff: Staff.ID) throws {
        try keep(draft, in: conversation, of: staff)
        try db.run(
            "UPDATE forward_draft SET message_id = \(message) WHERE conversation_id = \(conversation) AND staff_id = \(staff)")
    }

    /// It was taken back before it went: it lies where it was written, with its files. Where nothing is known of it any more, its words do.
    func bringForwardBack(_ message: Message) throws {
        let back = try db.run("UPDATE forward_draft SET message_id = NULL WHERE message_id = \(message.id)")
        guard back == 0, let staff = actor.staff, try db.forwardDraft(message.conversation, of: staff) == nil else { return }
        var draft = ForwardDraft()
        (draft.to, draft.cc, draft.text) = (message.to, message.cc, message.visibleText)
        try keep(draft, in: message.conversation, of: staff)
    }

    /// What is begun and was forgotten, and what has gone out.
    func sweepForwardDrafts(before end: Instant) throws {
        let old: SQL = "(at < \(end) OR (message_id IS NOT NULL AND at < \(now - UndoTime.ofTheDay)))"
        for (conversation, staff) in try db.all(
            "SELECT conversation_id, staff_id FROM forward_draft WHERE \(old)",
            { (try $0.next(Conversation.ID.self), try $0.next(Staff.ID.self)) })
        { try forgetForward(conversation, of: staff) }
    }

    /// What somebody was to be sent who is erased.
    func forgetForwards(to isTheirs: (String) -> Bool) throws {
        let all = try db.all("SELECT conversation_id, staff_id, to_list, cc_list FROM forward_draft") { row in
            (
                conversation: try row.next(Conversation.ID.self), staff: try row.next(Staff.ID.self), to: try row.next(String.self),
                cc: try row.next(String.self)
            )
        }
        for row in all where "\(row.to),\(row.cc)".split(separator: ",").contains(where: { isTheirs(String($0)) }) {
            try forgetForward(row.conversation, of: row.staff)
        }
    }
}
