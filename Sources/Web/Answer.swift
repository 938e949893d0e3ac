import Language
import NIOCore

/// What a route gives back.
public struct Answer: Sendable {
    public enum Body: Sendable {
        case none
        case text(String)
        case markup(HTML)
        case bytes([UInt8])
        case page(Page)
        /// Server-sent events until the caller leaves or the server stops.
        case events(AsyncStream<String>)
    }

    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: Body

    public init(status: Int = 200, headers: [(String, String)] = [], body: Body = .none) {
        self.status = status
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
    }

    /// A page in the shell, or bare when the page asks for it.
    public static func page(_ page: Page, status: Int = 200) -> Answer { Answer(status: status, body: .page(page)) }
    /// A piece of a page, for a live region.
    public static func fragment(_ html: HTML) -> Answer {
        Answer(headers: [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store")], body: .markup(html))
    }
    /// After a POST: see the result by GET (303), so that reloading repeats nothing.
    public static func see(_ link: Link, flash: String? = nil, undo: Link? = nil, undoSeconds: Int? = nil, hasFailed: Bool = false)
        -> Answer
    {
        var answer = Answer(status: 303, headers: [("location", link.text)])
        if let flash { answer.flash = Flash(words: flash, undo: undo, undoSeconds: undoSeconds, hasFailed: hasFailed) }
        return answer
    }
    public static func json(_ text: String, status: Int = 200) -> Answer {
        Answer(
            status: status, headers: [("content-type", "application/json; charset=utf-8"), ("cache-control", "no-store")], body: .text(text)
        )
    }
    public static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> Answer {
        Answer(status: status, headers: [("content-type", type)], body: .text(text))
    }

    /// A sentence to show once on the page that is seen next, with an undo button where the deed can be taken back.
    public var flash: Flash?

    public func with(header name: String, _ value: String) -> Answer {
        var copy = self
        copy.headers.append((name: name, value: value))
        return copy
    }
}

/// "Solved. Undo": carried to the next page in a short-lived cookie that is signed with the session's secret.
public struct Flash: Sendable, Equatable {
    public var words: String
    /// The address that takes the deed back when it is posted to.
    public var undo: Link?
    /// How long the deed can be taken back; then the bar goes away by itself. Nil for as long as it is shown.
    public var undoSeconds: Int?
    /// That it says why something was not done.
    public var hasFailed: Bool
    public init(words: String, undo: Link? = nil, undoSeconds: Int? = nil, hasFailed: Bool = false) {
        self.hasFailed = hasFailed
        self.words = words
        self.undo = undo
        self.undoSeconds = undoSeconds
    }
}

/// A page before it is put into the shell.
public struct Page: Sendable {
    public var title: String
    /// The capability's name whose entry in the rail is marked as current.
    public var section: String?
    public var body: HTML
    /// Without rail and bars: sign-in, first run, print.
    public var isBare: Bool
    /// Fills the width of the screen (lists with a side panel).
    public var isWide: Bool
    /// Of those whom the page is for, where their language is not that of the browser that asks; nil for the reader's own.
    public var words: Words?

    public init(_ title: String, section: String? = nil, isBare: Bool = false, isWide: Bool = false, _ body: HTML) {
        self.title = title
        self.section = section
        self.isBare = isBare
        self.isWide = isWide
        self.body = body
    }
}

/// A way for a handler to say that there is nothing here, or that the caller may not.
public enum Refused: Error, Sendable, Equatable {
    /// Not there and not yours are one answer, so that a stranger learns nothing from the difference.
    case notFound
    case forbidden
    case signInFirst
    /// The request itself makes no sense (400), with a sentence in English for a programmer.
    case badRequest(String)
    case tooLarge
    case conflict(String)
}
