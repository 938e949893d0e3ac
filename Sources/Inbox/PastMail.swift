import Core
import Language
import Storage

/// A conversation as it was held elsewhere or earlier, to be written down as a whole.
public struct PastConversation: Sendable {
    public struct Letter: Sendable {
        public var id: Message.ID
        /// Who of the staff wrote it; nil for the customer.
        public var staff: Staff.ID?
        public var fromName: String
        public var fromAddress: String
        public var to: String
        public var text: String
        public var at: Instant
        public var rfcID: String

        public init(
            id: Message.ID, staff: Staff.ID?, fromName: String, fromAddress: String, to: String, text: String, at: Instant, rfcID: String
        ) {
            self.id = id
            self.staff = staff
            self.fromName = fromName
            self.fromAddress = fromAddress
            self.to = to
            self.text = text
            self.at = at
            self.rfcID = rfcID
        }
    }

    public var id: Conversation.ID
    public var customer: Customer.ID
    public var mailbox: Mailbox.ID?
    public var subject: String
    public var state: Conversation.State
    /// Oldest first, at least one.
    public var letters: [Letter]
    /// Who has it, or had it last; nil for nobody yet.
    public var owner: Staff.ID?
    /// The line that has it where nobody does; nil where somebody has it.
    public var line: Line.ID?
    /// When the answer is due, or was.
    public var due: Instant

    public init(
        id: Conversation.ID, customer: Customer.ID, mailbox: Mailbox.ID?, subject: String, state: Conversation.State, letters: [Letter],
        owner: Staff.ID?, line: Line.ID?, due: Instant
    ) {
        self.id = id
        self.customer = customer
        self.mailbox = mailbox
        self.subject = subject
        self.state = state
        self.letters = letters
        self.owner = owner
        self.line = line
        self.due = due
    }
}

extension Tx {
    /// Writes past conversations with their letters, duties, events and search words, many rows a statement. Nobody is told of them.
    public func add(past: [PastConversation]) throws {
        let past = past.filter { !$0.letters.isEmpty }
        try insert(past)
        for chunk in chunks(of: past.flatMap { conversation in conversation.letters.indices.map { (conversation, $0) } }) {
            try insert(letters: chunk)
        }
        let fallback = shop.language
        try Search.messages.fill(
            db,
            past.flatMap { conversation in
                conversation.letters.indices.map { index in
                    let letter = conversation.letters[index]
                    let terms = MessageTerms.terms(
                        subject: conversation.subject(of: index), fromName: letter.fromName, fromAddress: letter.fromAddress,
                        text: letter.text, fallback: fallback)
                    return (item: letter.id.number, group: conversation.id.number, terms: terms)
                }
            })
        try owe(past: past.map(\.duty))
        try record(past: past.flatMap(\.events).sorted { $0.at < $1.at })
        try record("conversation.written-down", data: ["count": .number(Int64(past.count))])
    }

    private func insert(_ past: [PastConversation]) throws {
        for chunk in chunks(of: past) {
            let rows = chunk.map { conversation -> SQL in
                let (first, last) = (conversation.letters[0], conversation.letters[conversation.letters.count - 1])
                return """
                    (\(conversation.id), \(conversation.customer), \(conversation.mailbox), 'email', \(conversation.subject),
                     \(conversation.state),
                     \(Snippet.make(last.text)), \(conversation.letters.count), \(last.id), \(first.at), \(last.at),
                     \(conversation.owner), \(conversation.line), \(conversation.isOwed ? conversation.due : nil))
                    """
            }
            try db.run(
                """
                INSERT INTO conversation (id, customer_id, mailbox_id, channel, subject, state, snippet, message_count, last_message_id,
                    created_at, changed_at, owner_id, line_id, due_at)
                VALUES \(SQL.joined(rows))
                """)
        }
        for (state, some) in Dictionary(grouping: past, by: \.state) {
            try db.run("UPDATE conversation_count SET n = n + \(some.count) WHERE state = \(state)")
        }
    }

    private func insert(letters: ArraySlice<(PastConversation, Int)>) throws {
        let rows = letters.map { conversation, index -> SQL in
            let letter = conversation.letters[index]
            let before = conversation.letters[..<index].map(\.rfcID)
            let kind: Message.Kind = letter.staff == nil ? .theirs : .ours
            return """
                (\(letter.id), \(conversation.id), \(kind), \(letter.staff), \(letter.fromName), \(letter.fromAddress), \(letter.to), '',
                 \(conversation.subject(of: index)), \(letter.text), \(letter.text), '[]', \(letter.at), \(letter.rfcID), \(before.last),
                 \(before.joined(separator: " ")),
                 \(kind == .ours || index == 0 ? nil : "in-reply-to"), \(kind == .ours ? Message.OutState.sent : nil),
                 \(kind == .ours ? letter.at : nil))
                """
        }
        try db.run(
            """
            INSERT INTO message (id, conversation_id, kind, staff_id, from_name, from_address, to_list, cc_list, subject, text,
                visible_text, attachments, at, rfc_id, in_reply_to, reference_ids, matched, out_state, out_at)
            VALUES \(SQL.joined(rows))
            """)
    }

    private func chunks<Item>(of items: [Item]) -> [ArraySlice<Item>] {
        stride(from: 0, to: items.count, by: 100).map { items[$0..<Swift.min($0 + 100, items.count)] }
    }
}

extension PastConversation {
    /// Whether an answer is owed still.
    fileprivate var isOwed: Bool {
        switch state {
        case .new, .open: true
        case .waiting, .solved, .merged, .deleted: false
        }
    }

    fileprivate func subject(of letter: Int) -> String { letter == 0 ? subject : Subject.reply(subject) }

    fileprivate var duty: PastDuty {
        let answered = letters.last { $0.staff != nil }?.at ?? letters[letters.count - 1].at
        return PastDuty(
            Duty.Request(kind: ReplyDuty.kind, subject: id.number, customer: customer, channel: "email", from: letters[0].at), owner: owner,
            line: line, due: due, done: isOwed ? nil : (at: answered, outcome: "answered"))
    }

    fileprivate var events: [PastEvent] {
        let subject = Event.Subject("conversation", id)
        var events = letters.map { letter in
            PastEvent(
                letter.staff == nil ? "message.received" : "message.answered", at: letter.at,
                actor: letter.staff.map { .staff($0) } ?? .program("mail in"), customer: customer, subject: subject,
                data: ["message": Event.Fact(letter.id)])
        }
        if state == .solved, let last = letters.last {
            events.append(
                PastEvent(
                    "conversation.solved", at: last.at + .seconds(60), actor: owner.map { .staff($0) } ?? .program("mail in"),
                    customer: customer,
                    subject: subject, data: ["before": "waiting"]))
        }
        return events
    }
}
