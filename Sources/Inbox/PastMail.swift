import Core
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
    /// The line that has it where nobody does.
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
    /// Writes a past conversation with its letters, duty, events and search words. Call it inside ``Tx/inert(_:)``: nobody is to be told.
    public func add(_ past: PastConversation) throws {
        guard let first = past.letters.first else { return }
        try db.run(
            """
            INSERT INTO conversation (id, customer_id, mailbox_id, channel, subject, state, snippet, message_count, created_at, changed_at)
            VALUES (\(past.id), \(past.customer), \(past.mailbox), 'email', \(past.subject), \(past.state), '', 0, \(first.at), \(first.at))
            """)
        try db.run("UPDATE conversation_count SET n = n + 1 WHERE state = \(past.state)")
        let subject = Event.Subject("conversation", past.id)
        var before: String?
        var references: [String] = []
        for letter in past.letters {
            let isOurs = letter.staff != nil
            _ = try insert(
                NewMessage(
                    id: letter.id, kind: isOurs ? .ours : .theirs, staff: letter.staff, fromName: letter.fromName,
                    fromAddress: letter.fromAddress, to: letter.to, subject: before == nil ? past.subject : Subject.reply(past.subject),
                    text: letter.text, visibleText: letter.text, at: letter.at, rfcID: letter.rfcID, inReplyTo: before,
                    references: references.joined(separator: " "), matched: before == nil || isOurs ? nil : "in-reply-to",
                    outState: isOurs ? .sent : nil),
                into: past.id)
            try record(
                isOurs ? "message.answered" : "message.received", customer: past.customer, subject: subject,
                data: ["message": Event.Fact(letter.id)], at: letter.at)
            before = letter.rfcID
            references.append(letter.rfcID)
        }
        try owe(
            Duty.Request(kind: ReplyDuty.kind, subject: past.id.number, customer: past.customer, channel: "email", from: first.at),
            owner: past.owner, line: past.owner == nil ? past.line : nil, due: past.due)
        switch past.state {
        case .new, .open: break
        case .waiting: try fulfil(ReplyDuty.kind, about: past.id.number, outcome: "answered")
        case .solved:
            try fulfil(ReplyDuty.kind, about: past.id.number, outcome: "answered")
            try record("conversation.solved", customer: past.customer, subject: subject, data: ["before": "waiting"])
        }
        try derive(past.id)
    }
}
