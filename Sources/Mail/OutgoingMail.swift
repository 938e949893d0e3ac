/// A checked address with the name that is shown beside it.
public struct Mailbox: Hashable, Sendable, Codable {
    /// Empty for none.
    public var name: String
    public var address: MailAddress

    public init(name: String = "", address: MailAddress) {
        self.name = name
        self.address = address
    }
}

/// A mail of ours as it is decided, before it is bytes. `MailComposer` writes it.
public struct OutgoingMail: Hashable, Sendable, Codable {
    public struct Attachment: Hashable, Sendable, Codable {
        public var name: String
        /// `image/png`; anything that is no media type is sent as application/octet-stream.
        public var type: String
        public var data: [UInt8]

        public init(name: String, type: String, data: [UInt8]) {
            self.name = name
            self.type = type
            self.data = data
        }
    }

    public var from: Mailbox
    public var to: [Mailbox]
    public var cc: [Mailbox]
    /// Only in `recipients`, never in the bytes.
    public var bcc: [Mailbox]
    public var replyTo: Mailbox?
    public var subject: String
    /// The plain text, which every mail has.
    public var text: String
    /// Trusted HTML of the same content, or nil.
    public var html: String?
    public var attachments: [Attachment]
    /// Without angle brackets. The same on every try, so that a receiver can tell a repetition.
    public var messageID: String
    public var inReplyTo: String?
    /// Oldest first, without angle brackets. Cut when written, first and last ids kept.
    public var references: [String]
    /// Milliseconds since 1970, UTC.
    public var date: Int64
    /// Further fields in order. Names that are no field names, or that the composer writes itself, are left out.
    public var extraHeaders: [(name: String, value: String)] {
        get { extra.map { ($0.name, $0.value) } }
        set { extra = newValue.map { ExtraHeader(name: $0.name, value: $0.value) } }
    }
    /// No person wrote it: says so in its headers (RFC 3834), so that other programs do not answer.
    public var automatic: Bool
    /// How whoever gets it can end such mail, for mail to many. Providers ask for it since 2024.
    public var unsubscribe: Unsubscribe?
    /// Our own mark against loops, in X-Regulars-Loop.
    public var loopMark: String?
    /// Whom this try is for, of those it names; nil for all. What is written in it stays the same.
    public var envelope: [MailAddress]?
    private var extra: [ExtraHeader]

    /// The fields List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058).
    public struct Unsubscribe: Hashable, Sendable, Codable {
        /// Ends the mail by one POST, without a question and without signing in; a GET of it only shows a page. Begins with https:// and holds
        /// a secret that names the recipient. The mail's DKIM signature has to cover both fields, which is the sending server's work.
        public var page: String
        /// Takes mail that means the same.
        public var address: MailAddress?

        /// Nil where `page` is no https address of plain characters.
        public init?(page: String, address: MailAddress? = nil) {
            let isPlain = page.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
            guard page.hasPrefix("https://"), page.utf8.count > 8, page.utf8.count <= 900, isPlain, !page.contains(",") else { return nil }
            self.page = page
            self.address = address
        }
    }

    private struct ExtraHeader: Hashable, Sendable, Codable {
        var name: String
        var value: String
    }

    public init(
        from: Mailbox, to: [Mailbox], cc: [Mailbox] = [], bcc: [Mailbox] = [], replyTo: Mailbox? = nil, subject: String, text: String,
        html: String? = nil, attachments: [Attachment] = [], messageID: String, inReplyTo: String? = nil, references: [String] = [],
        date: Int64, extraHeaders: [(name: String, value: String)] = [], automatic: Bool = false, loopMark: String? = nil,
        unsubscribe: Unsubscribe? = nil
    ) {
        self.from = from
        self.to = to
        self.cc = cc
        self.bcc = bcc
        self.replyTo = replyTo
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.date = date
        self.automatic = automatic
        self.loopMark = loopMark
        self.unsubscribe = unsubscribe
        self.extra = extraHeaders.map { ExtraHeader(name: $0.name, value: $0.value) }
    }

    /// Everyone the envelope names, each once.
    public var recipients: [MailAddress] {
        if let envelope { return envelope }
        var seen: Set<MailAddress> = []
        return (to + cc + bcc).map(\.address).filter { seen.insert($0).inserted }
    }

    /// The mail as RFC 5322 bytes, lines ended by CRLF. The same mail gives the same bytes.
    public var encoded: [UInt8] { MailComposer.encode(self) }
}
