/// How much of one message is looked at. Generous for real mail, and small enough that no message can hold up the next.
public struct MailLimits: Hashable, Sendable {
    /// Bytes of a raw message.
    public var message = 50 << 20
    /// Bytes of decoded text over all text parts; the rest is cut, the raw message keeps it.
    public var text = 2 << 20
    /// Bytes of HTML that are sanitised; longer HTML is shown as text.
    public var html = 1 << 20
    /// Attachments listed.
    public var attachments = 500
    /// Levels of multipart that are followed.
    public var depth = 100
    /// Addresses of one header.
    public var addresses = 1000

    public init() {}
}
