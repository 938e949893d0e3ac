import Core
import Language
import Mail
import Storage

extension Reader {
    public func conversation(_ id: Conversation.ID) throws -> Conversation? {
        try first("SELECT \(Conversation.columns) FROM conversation c WHERE c.id = \(id)") { try Conversation(row: &$0) }
    }

    func conversations(_ ids: some Sequence<Int64>) throws -> [Conversation] {
        let ids = Array(ids)
        guard !ids.isEmpty else { return [] }
        return try all("SELECT \(Conversation.columns) FROM conversation c WHERE c.id IN \(ids)") { try Conversation(row: &$0) }
    }

    /// A person's episodes, newest first.
    func conversations(of customer: Customer.ID, limit: Int = 30) throws -> [Conversation] {
        try all(
            """
            SELECT \(Conversation.columns) FROM conversation c WHERE c.customer_id = \(customer) AND c.state NOT IN \(Conversation.State.gone)
            ORDER BY c.changed_at DESC, c.id DESC LIMIT \(limit)
            """
        ) { try Conversation(row: &$0) }
    }

    /// Oldest first.
    func messages(of conversation: Conversation.ID, limit: Int = 300) throws -> [Message] {
        try all("SELECT \(Message.columns) FROM message m WHERE m.conversation_id = \(conversation) ORDER BY m.id LIMIT \(limit)") {
            try Message(row: &$0)
        }
    }

    public func message(_ id: Message.ID) throws -> Message? {
        try first("SELECT \(Message.columns) FROM message m WHERE m.id = \(id)") { try Message(row: &$0) }
    }

    func messages(_ ids: [Message.ID]) throws -> [Message] {
        guard !ids.isEmpty else { return [] }
        return try all("SELECT \(Message.columns) FROM message m WHERE m.id IN \(ids)") { try Message(row: &$0) }
    }

    func rawMessage(_ id: Message.ID) throws -> [UInt8]? {
        guard let packed = try value("SELECT bytes FROM raw_message WHERE message_id = \(id)", as: [UInt8].self) else { return nil }
        return try Compressed.unpack(packed, limit: MailLimits().message)
    }

    func draft(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> String? {
        try value("SELECT text FROM draft WHERE conversation_id = \(conversation) AND staff_id = \(staff)", as: String.self)
    }

    /// Others' unsent drafts here: whose, and when they were written last.
    func otherDrafts(_ conversation: Conversation.ID, than staff: Staff.ID) throws -> [(staff: Staff.ID, at: Instant)] {
        try all(
            "SELECT staff_id, at FROM draft WHERE conversation_id = \(conversation) AND staff_id <> \(staff) ORDER BY staff_id"
        ) { (try $0.next(Staff.ID.self), try $0.next(Instant.self)) }
    }

    /// The address that the customer's side of a conversation last wrote from, folded; nobody of ours.
    func correspondent(of conversation: Conversation.ID) throws -> String? {
        let addresses = try values(
            """
            SELECT m.from_address FROM message m WHERE m.conversation_id = \(conversation) AND m.kind = 'theirs' AND m.automatic IS NULL
              AND \(Message.notAside) ORDER BY m.id DESC LIMIT 20
            """, as: String.self)
        return try addresses.lazy.map { Customer.Address.email($0).folded }.first { try self.staff(email: $0)?.isActive != true }
    }

    /// Conversations in which we owe an answer.
    func openCount(_ now: Instant) throws -> Int {
        try value(
            """
            SELECT CAST(COALESCE(sum(n), 0) AS BIGINT) - (
                SELECT count(*) FROM conversation c WHERE c.snoozed_until IS NOT NULL AND c.snoozed_until > \(now))
            FROM conversation_count WHERE state IN ('new', 'open')
            """) ?? 0
    }
}

extension Tx {
    /// Writes the columns that lists read, from the one place where owner and due time are kept. The only function that does.
    func derive(_ conversation: Conversation.ID) throws {
        if let duty = try db.openDuty(ReplyDuty.kind, about: conversation.number) {
            try db.run(
                """
                UPDATE conversation SET owner_id = \(duty.owner), line_id = \(duty.line), due_at = \(duty.due), snoozed_until = \(duty.snoozedUntil)
                WHERE id = \(conversation)
                """)
        } else {
            // What is owed no more has no due time; who had it last stays its owner, and gets it back when the customer writes again (R17).
            let last = try db.first(
                "SELECT owner_id, line_id FROM duty WHERE kind = \(ReplyDuty.kind) AND subject_id = \(conversation) ORDER BY id DESC LIMIT 1"
            ) { row in (try row.next(Staff.ID?.self), try row.next(Line.ID?.self)) }
            guard let (owner, line) = last else {
                // The shop wrote first, or it is history: nothing was ever owed, and whoever began it has it.
                try db.run("UPDATE conversation SET due_at = NULL, snoozed_until = NULL WHERE id = \(conversation)")
                return
            }
            try db.run(
                """
                UPDATE conversation SET owner_id = \(owner), line_id = \(line), due_at = NULL, snoozed_until = NULL
                WHERE id = \(conversation)
                """)
        }
    }

    /// Moves the state and its counters together.
    func move(_ conversation: Conversation, to state: Conversation.State) throws {
        guard conversation.state != state else { return }
        // A state of the shop's own belongs to its category.
        let own = conversation.state.category == state.category ? conversation.ownState : nil
        try db.run("UPDATE conversation SET state = \(state), own_state = \(own), changed_at = \(now) WHERE id = \(conversation.id)")
        try db.run("UPDATE conversation_count SET n = n - 1 WHERE state = \(conversation.state)")
        try db.run("UPDATE conversation_count SET n = n + 1 WHERE state = \(state)")
    }

    func openConversation(
        with customer: Customer.ID, mailbox: Mailbox.ID?, channel: String, subject: String, state: Conversation.State,
        follows: Conversation.ID? = nil, owner: Staff.ID? = nil, at: Instant? = nil
    ) throws -> Conversation {
        let id = newID(Conversation.self)
        try db.run(
            """
            INSERT INTO conversation (id, customer_id, mailbox_id, channel, subject, state, snippet, message_count, created_at, changed_at, follows,
                owner_id)
            VALUES (\(id), \(customer), \(mailbox), \(channel), \(subject), \(state), '', 0, \(at ?? now), \(at ?? now), \(follows), \(owner))
            """)
        try db.run("UPDATE conversation_count SET n = n + 1 WHERE state = \(state)")
        guard let made = try db.conversation(id) else { throw Vanished() }
        return made
    }

    /// Writes a message and what the conversation's row says of its newest one.
    func insert(_ message: NewMessage, into conversation: Conversation.ID) throws -> Message.ID {
        let at = message.at ?? now
        let id = try message.id ?? (message.isHistory ? newID(at: at) { try db.message($0) != nil } : newID(Message.self))
        try db.run(
            """
            INSERT INTO message (id, conversation_id, kind, staff_id, from_name, from_address, to_list, cc_list, subject, text, visible_text,
                html, attachments, at, rfc_id, in_reply_to, reference_ids, automatic, matched, proof, out_state,
                out_at, signature, thread_index, reply_to)
            VALUES (\(id), \(conversation), \(message.kind), \(message.staff), \(message.fromName), \(message.fromAddress), \(message.to),
                \(message.cc), \(message.subject), \(message.text), \(message.visibleText), \(message.html), \(message.attachments), \(at),
                \(message.rfcID), \(message.inReplyTo), \(message.references), \(message.automatic), \(message.matched), \(message.proof),
                \(message.outState), \(message.outAt), \(message.signature), \(message.threadIndex), \(message.replyTo))
            """)
        if message.isHistory, message.kind != .note, let newest = try db.conversation(conversation)?.lastMessage, newest > id {
            try db.run("UPDATE conversation SET message_count = message_count + 1 WHERE id = \(conversation)")
            // The first letter names the conversation, also when it comes in after what answers it.
            let isFirst =
                try db.value(
                    "SELECT 1 FROM message WHERE conversation_id = \(conversation) AND id < \(id) LIMIT 1", as: Int.self) == nil
            if isFirst, !message.subject.isEmpty {
                try db.run("UPDATE conversation SET subject = \(message.subject), created_at = \(at) WHERE id = \(conversation)")
            }
        } else if message.kind != .note {
            let snippet = Snippet.make(message.visibleText)
            try db.run(
                """
                UPDATE conversation SET message_count = message_count + 1, last_message_id = \(id), snippet = \(snippet), changed_at = \(at)
                WHERE id = \(conversation)
                """)
        }
        let terms =
            message.terms
            ?? MessageTerms.terms(
                subject: message.subject, fromName: message.fromName, fromAddress: message.fromAddress, text: message.visibleText,
                attachments: message.attachments, fallback: shop.language)
        try Search.messages.put(db, item: id.number, group: conversation.number, terms: terms, isNew: true)
        return id
    }

    func keepDraft(_ text: String, in conversation: Conversation.ID, of staff: Staff.ID) throws {
        if text.isEmpty {
            try db.run("DELETE FROM draft WHERE conversation_id = \(conversation) AND staff_id = \(staff)")
        } else {
            try db.run(
                """
                INSERT INTO draft (conversation_id, staff_id, text, at) VALUES (\(conversation), \(staff), \(text), \(now))
                ON CONFLICT (conversation_id, staff_id) DO UPDATE SET text = excluded.text, at = excluded.at
                """)
        }
    }

    struct Vanished: Error {}
}

/// A message before it has a row.
struct NewMessage: Sendable {
    var id: Message.ID?
    /// What it is found by, where that is known already.
    var terms: Set<String>?
    var kind: Message.Kind
    var staff: Staff.ID?
    var fromName = ""
    var fromAddress = ""
    var to = ""
    var cc = ""
    var subject = ""
    var text: String
    var visibleText: String
    var html: String?
    var attachments = "[]"
    var at: Instant?
    var rfcID: String?
    var inReplyTo: String?
    var references = ""
    var automatic: String?
    var matched: String?
    var proof: String?
    var outState: Message.OutState?
    var outAt: Instant?
    var signature: String?
    var threadIndex: String?
    var replyTo: String?
    /// It takes its place in time among what is there; else it is the newest.
    var isHistory = false
}

/// The first words of a message, for lists.
enum Snippet {
    static func make(_ text: String) -> String {
        var out = ""
        for word in text.prefix(400).split(whereSeparator: \.isWhitespace) {
            if out.utf8.count + word.utf8.count > 180 { break }
            out += (out.isEmpty ? "" : " ") + word
        }
        return out
    }
}

/// `regulars check`: the lists' columns say what the duties say, and the counters what the rows say.
enum InboxChecks {
    @Sendable static func run(_ db: Reader) throws -> [String] {
        var findings: [String] = []
        let wrong = try db.values(
            """
            SELECT c.id FROM conversation c LEFT JOIN duty d ON d.kind = 'reply' AND d.subject_id = c.id AND d.state = 'open'
            WHERE (d.id IS NULL AND c.due_at IS NOT NULL) OR (d.id IS NOT NULL AND (c.due_at IS NULL OR c.due_at <> d.due_at))
               OR coalesce(c.snoozed_until, 0) <> coalesce(d.snoozed_until, 0)
            ORDER BY c.id LIMIT 20
            """, as: Conversation.ID.self)
        findings += wrong.map { "Conversation \($0) shows another due time than its reply duty has." }
        for state in Conversation.State.allCases + [.merged, .deleted] {
            let kept = try db.value("SELECT n FROM conversation_count WHERE state = \(state)", as: Int.self) ?? 0
            let real = try db.value("SELECT count(*) FROM conversation WHERE state = \(state)", as: Int.self) ?? 0
            if kept != real { findings.append("The counter of \(state.rawValue) conversations says \(kept), there are \(real).") }
        }
        return findings
    }
}
