import Language

/// One request, as a handler sees it.
public struct Visit: Sendable {
    public var method: Method
    /// The path as it was asked for, percent-decoded.
    public var path: String
    /// Named parts of the route's path: `:id`.
    public var parts: [String: String]
    public var query: Form
    /// Names are lower case.
    public var headers: [String: String]
    public var body: [UInt8]
    public var cookies: [String: String]
    /// The caller's network address as far as trusted proxies tell it.
    public var address: String
    /// UTC milliseconds.
    public var now: Int64
    public var requestID: String
    public var visitor: Visitor?
    /// Words and formats for this visitor.
    public var t: Words
    /// The token for forms on this page; bound to the session.
    public var formToken: String
    public var flash: Flash?
    /// Where the set of assets lives: "/assets/<hash>".
    public var assets: Link
    /// Largest body that the route reads.
    public var bodyLimit = 0
    /// The route that was matched, as it is written in the table: "/inbox/:id".
    public var route: String

    /// A form that came with files, read once.
    var multipart: Multipart?

    /// The posted form. Empty for other content types.
    public var form: Form {
        if let multipart { return multipart.form }
        guard headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true else { return Form() }
        return Form(urlEncoded: String(decoding: body, as: UTF8.self))
    }

    /// The files of a field of the posted form, in order.
    public func files(_ field: String) -> [Upload] { multipart?.files.filter { $0.field == field }.map(\.upload) ?? [] }

    /// The caller, for routes that only staff reach.
    public func staff() throws(Refused) -> Visitor {
        guard let visitor else { throw .signInFirst }
        return visitor
    }

    /// Whether a live region asks for its fragment.
    public var wantsFragment: Bool { headers["x-fragment"] != nil }

    public enum Method: String, Sendable, CaseIterable { case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE" }
}

/// A request as it comes from the wire, before anything is known about it.
public struct Call: Sendable {
    public var method: String
    /// Path with query, still encoded.
    public var target: String
    /// In the order they came; names in any case.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Network address of the peer.
    public var peer: String
    /// Whether more came than the route reads, so that `body` is not there.
    public var isTooLarge = false

    public init(method: String, target: String, headers: [(String, String)] = [], body: [UInt8] = [], peer: String = "127.0.0.1") {
        self.method = method
        self.target = target
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
        self.peer = peer
    }
}
