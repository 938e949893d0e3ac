import Core
import Storage

/// An episode in a person's time line: messages and notes about one matter.
public struct Conversation: Sendable, Equatable {
    public typealias ID = Storage.ID<Conversation>

    /// Where it stands.
    ///
    ///     new ──reply──▶ waiting ──message──▶ open ──reply──▶ waiting
    ///      │               │                    │
    ///      └───solve───────┴──────solve─────────┴──▶ solved ──message──▶ open
    ///                                                   └────reopen────▶ open
    ///
    /// `merged` and `deleted` are out of every list: no step leads there or back but ``Tx/merge(_:into:customer:)`` and ``Tx/delete(_:)``.
    public enum State: String, Sendable, CaseIterable, SQLValue {
        case new, open, waiting, solved
        /// Its messages stand in another conversation, to which its number leads.
        case merged
        /// To be brought back for a while, then gone for good.
        case deleted

        /// Those in which a conversation stands in a list.
        public static var allCases: [State] { [.new, .open, .waiting, .solved] }
        public var isGone: Bool { self == .merged || self == .deleted }

        /// For lists that are not made by state or due time.
        static let gone: SQL = "('merged', 'deleted')"
    }
    public enum Step: String, Sendable, CaseIterable { case message, reply, solve, reopen }

    public var id: ID
    public var customer: Customer.ID
    public var mailbox: Mailbox.ID?
    public var channel: String
    public var subject: String
    public var state: State
    public var snippet: String
    public var messageCount: Int
    public var lastMessage: Message.ID?
    public var createdAt: Instant
    public var changedAt: Instant
    /// The conversation this one goes on from, where a message named it but its sender had no part in it.
    public var follows: ID?
    /// Derived from the reply duty for the lists; see ``Tx/derive(_:)``.
    public var owner: Staff.ID?
    public var line: Line.ID?
    public var due: Instant?
    /// Out of the lists until then; a time that is over says that it came back.
    public var snoozedUntil: Instant?
    /// A name of the shop's own for where it stands, within the category of `state`; one that is not there any more counts as none.
    public var ownState: OwnState.ID?

    static let columns: SQL = """
        c.id, c.customer_id, c.mailbox_id, c.channel, c.subject, c.state, c.snippet, c.message_count, c.last_message_id, c.created_at,
        c.changed_at, c.follows, c.owner_id, c.line_id, c.due_at, c.snoozed_until, c.own_state
        """

    init(row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        mailbox = try row.next()
        channel = try row.next()
        subject = try row.next()
        state = try row.next()
        snippet = try row.next()
        messageCount = try row.next()
        lastMessage = try row.next()
        createdAt = try row.next()
        changedAt = try row.next()
        follows = try row.next()
        owner = try row.next()
        line = try row.next()
        due = try row.next()
        snoozedUntil = try row.next()
        ownState = try row.next()
    }

    var eventSubject: Event.Subject { Event.Subject("conversation", id) }
}

extension Conversation.State {
    /// The state after `step`, or nil where the step makes no sense.
    public func after(_ step: Conversation.Step) -> Self? {
        switch (self, step) {
        case (.new, .message): .new
        case (.new, .reply): .waiting
        case (.new, .solve): .solved
        case (.new, .reopen): nil
        case (.open, .message): .open
        case (.open, .reply): .waiting
        case (.open, .solve): .solved
        case (.open, .reopen): nil
        case (.waiting, .message): .open
        case (.waiting, .reply): .waiting
        case (.waiting, .solve): .solved
        case (.waiting, .reopen): .open
        case (.solved, .message): .open
        case (.solved, .reply): .waiting
        case (.solved, .solve): nil
        case (.solved, .reopen): .open
        case (.merged, _), (.deleted, _): nil
        }
    }
}

/// One mail, one note.
public struct Message: Sendable, Equatable {
    public typealias ID = Storage.ID<Message>
    public enum Kind: String, Sendable, CaseIterable, SQLValue {
        /// From the customer or somebody beside them.
        case theirs
        /// Ours, by mail.
        case ours
        /// For the team only; never sent.
        case note
    }
    /// Where an outgoing mail is.
    ///
    ///     queued ──250──▶ sent
    ///       ├──5xx──▶ failed ──retry──▶ queued
    ///       └──undo─▶ (gone; its text is a draft again)
    public enum OutState: String, Sendable, CaseIterable, SQLValue { case queued, sent, failed }

    public var id: ID
    public var conversation: Conversation.ID
    public var kind: Kind
    public var staff: Staff.ID?
    public var fromName: String
    public var fromAddress: String
    public var to: String
    public var cc: String
    public var subject: String
    public var text: String
    public var visibleText: String
    public var html: String?
    /// JSON of the parts that can be fetched from the raw message.
    public var attachments: String
    public var at: Instant
    public var rfcID: String?
    public var inReplyTo: String?
    public var references: String
    /// Why it is taken for a machine's, or nil.
    public var automatic: String?
    /// Which rule put it into this conversation.
    public var matched: String?
    /// What the mail server that took it in says of its sender (Authentication-Results).
    public var proof: String?
    public var outState: OutState?
    public var outError: String?
    public var outAt: Instant?
    /// What stands below an answer of ours, as it was when it was written.
    public var signature: String?
    /// What Outlook keeps a thread together by, of mail that came with it.
    var threadIndex: String?
    /// Bytes of a mail that was too large, of which only the header is here.
    var wholeSize: Int?
    /// Where it wants its answer (RFC 5322, Reply-To), when that is not where it came from.
    public var replyTo: String?

    /// Where an answer to it goes.
    var answerAddress: String { replyTo ?? fromAddress }

    static let columns: SQL = """
        m.id, m.conversation_id, m.kind, m.staff_id, m.from_name, m.from_address, m.to_list, m.cc_list, m.subject, m.text, m.visible_text,
        m.html, m.attachments, m.at, m.rfc_id, m.in_reply_to, m.reference_ids, m.automatic, m.matched, m.proof, m.out_state, m.out_error, m.out_at,
        m.signature, m.thread_index, m.whole_size, m.reply_to
        """

    init(row: inout Row) throws {
        id = try row.next()
        conversation = try row.next()
        kind = try row.next()
        staff = try row.next()
        fromName = try row.next()
        fromAddress = try row.next()
        to = try row.next()
        cc = try row.next()
        subject = try row.next()
        text = try row.next()
        visibleText = try row.next()
        html = try row.next()
        attachments = try row.next()
        at = try row.next()
        rfcID = try row.next()
        inReplyTo = try row.next()
        references = try row.next()
        automatic = try row.next()
        matched = try row.next()
        proof = try row.next()
        outState = try row.next()
        outError = try row.next()
        outAt = try row.next()
        signature = try row.next()
        threadIndex = try row.next()
        wholeSize = try row.next()
        replyTo = try row.next()
    }
}
