/// What we understand of one e-mail. Encoded as JSON these are the keys that `regulars mail inspect` prints.
///
/// Everything in it was written by a stranger: `html` is sanitised, all other text must be escaped where it is shown.
public struct MailMessage: Hashable, Sendable {
    /// The addresses of From, in order. Whether they are proven is for the reader of `authenticationResults` to say.
    public var from: [NamedAddress] = []
    public var replyTo: [NamedAddress] = []
    public var to: [NamedAddress] = []
    public var cc: [NamedAddress] = []
    public var subject = ""
    /// The Date header as ISO 8601 in UTC, to the second; nil when there is none or it is not a date.
    public var date: String?
    /// Without angle brackets; nil when the header is missing or empty.
    public var messageId: String?
    public var inReplyTo: String?
    /// Message ids without angle brackets, oldest first.
    public var references: [String] = []
    /// The whole text: the text/plain parts, or else the text of the HTML.
    public var text = ""
    /// `text` without quoted mail and signature, for display only. Equal to `text` where folding would leave nothing.
    public var visibleText = ""
    /// The HTML body, sanitised; nil when the mail has text only. Inline images point to `attachment:INDEX`, remote ones wait in
    /// `data-remote-src`, quoted mail stands in elements with `data-fold="quote"`.
    public var html: SanitisedHTML?
    public var attachments: [MailAttachment] = []
    /// What it passes on from somebody else, where a person forwarded a mail.
    public var forwarded: ForwardedMail?
    /// Why we take the mail for an automatic one, nil when a person wrote it.
    public var automatic: String?
    public var bounce: Bounce?
    /// True when a filter on the way says that it is spam (X-Spam-Flag, X-Spam-Status, X-Spam). Nobody claims that of a mail of their own.
    public var isSpam = false
    /// One sentence for each place whose characters were not what the mail declared.
    public var charsetProblems: [String] = []
    /// The values of the Authentication-Results headers, topmost first. Only those above the first Received header of one's own server can
    /// be believed (the reader knows its name).
    public var authenticationResults: [String] = []
    /// The domains that have signed it (DKIM), lower case, as the signatures say; whether they are right is for the receiving server to say.
    public var signedBy: [String] = []
    /// Addresses from Delivered-To, X-Original-To and Envelope-To, as written there.
    public var deliveredTo: [String] = []
    /// The list's id without angle brackets, nil when the mail came through no list.
    public var listId: String?
    /// True when the sender asks for no automatic answer (X-Auto-Response-Suppress). It does not prove that the mail is automatic.
    public var suppressesAutoReply = false
    /// The ids in X-Regulars-Loop headers: our own automatic mail come back.
    public var loopMarks: [String] = []
    /// Thread-Index and Thread-Topic, which an answer copies so that Outlook keeps the thread.
    public var threadIndex: String?
    public var threadTopic: String?
    /// True when text or HTML was cut at `MailLimits`. The raw message has it all.
    public var truncated = false

    public init() {}
}

/// One address of a header with the name that stood beside it.
public struct NamedAddress: Hashable, Sendable, Codable {
    /// Empty when only the address was given.
    public var name: String
    /// The domain in lower case and punycode when it is an address at all (`checked`), else what stood there.
    public var address: String

    public init(name: String = "", address: String) {
        self.name = name
        self.address = address
    }

    public init(name: String = "", _ address: MailAddress) {
        self.init(name: name, address: address.text)
    }

    /// The address as a type that can be compared, or nil when it is none.
    public var checked: MailAddress? { MailAddress(address) }
}

/// A part of a mail that is not its text.
public struct MailAttachment: Hashable, Sendable, Codable {
    /// Its place, counted from 0. `ParseWorkers.part` gets the content by it.
    public var index: Int
    /// A name that is safe to show: no path, no control or direction characters. Never store the file under it.
    public var name: String
    /// Lower case, `image/png`.
    public var type: String
    /// Length of the decoded content.
    public var bytes: Int
    /// True when the HTML shows it in place, so that it need not be listed again.
    public var inline: Bool
    /// Without angle brackets.
    public var contentId: String?

    public init(index: Int, name: String, type: String, bytes: Int, inline: Bool, contentId: String?) {
        self.index = index
        self.name = name
        self.type = type
        self.bytes = bytes
        self.inline = inline
        self.contentId = contentId
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(index, forKey: .index)
        try container.encode(name, forKey: .name)
        try container.encode(type, forKey: .type)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(inline, forKey: .inline)
        try container.encode(contentId, forKey: .contentId)
    }
}

/// What a mail says about another mail that could not be delivered, or was complained about.
public struct Bounce: Hashable, Sendable, Codable {
    /// The address that failed, nil when the report does not say.
    public var recipient: String?
    /// Enhanced status code (RFC 3463), "5.1.1".
    public var status: String?
    /// failed, delayed, delivered, relayed or expanded (RFC 3464), or complaint (RFC 5965). Lower case.
    public var action: String?
    /// What the other server answered, in one line.
    public var diagnostic: String?
    /// The Message-ID of the mail that bounced, without angle brackets.
    public var originalMessageId: String?

    public init(
        recipient: String? = nil, status: String? = nil, action: String? = nil, diagnostic: String? = nil, originalMessageId: String? = nil
    ) {
        self.recipient = recipient
        self.status = status
        self.action = action
        self.diagnostic = diagnostic
        self.originalMessageId = originalMessageId
    }

    /// True when trying again is pointless: the address is wrong, or its owner complained.
    public var isPermanent: Bool {
        if action == "complaint" { return true }
        if let status { return status.hasPrefix("5") }
        return action == "failed"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(recipient, forKey: .recipient)
        try container.encode(status, forKey: .status)
        try container.encode(action, forKey: .action)
        try container.encode(diagnostic, forKey: .diagnostic)
        try container.encode(originalMessageId, forKey: .originalMessageId)
    }
}

extension MailMessage: Codable {
    /// Every key is always there; what a mail does not have is null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(from, forKey: .from)
        try container.encode(replyTo, forKey: .replyTo)
        try container.encode(to, forKey: .to)
        try container.encode(cc, forKey: .cc)
        try container.encode(subject, forKey: .subject)
        try container.encode(date, forKey: .date)
        try container.encode(messageId, forKey: .messageId)
        try container.encode(inReplyTo, forKey: .inReplyTo)
        try container.encode(references, forKey: .references)
        try container.encode(text, forKey: .text)
        try container.encode(visibleText, forKey: .visibleText)
        try container.encode(html, forKey: .html)
        try container.encode(attachments, forKey: .attachments)
        try container.encode(forwarded, forKey: .forwarded)
        try container.encode(automatic, forKey: .automatic)
        try container.encode(bounce, forKey: .bounce)
        try container.encode(isSpam, forKey: .isSpam)
        try container.encode(charsetProblems, forKey: .charsetProblems)
        try container.encode(authenticationResults, forKey: .authenticationResults)
        try container.encode(signedBy, forKey: .signedBy)
        try container.encode(deliveredTo, forKey: .deliveredTo)
        try container.encode(listId, forKey: .listId)
        try container.encode(suppressesAutoReply, forKey: .suppressesAutoReply)
        try container.encode(loopMarks, forKey: .loopMarks)
        try container.encode(threadIndex, forKey: .threadIndex)
        try container.encode(threadTopic, forKey: .threadTopic)
        try container.encode(truncated, forKey: .truncated)
    }
}
