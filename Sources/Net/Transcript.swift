/// One line of what was said on a connection, for the person who tests a mailbox. Passwords and message texts never stand in it.
public struct TranscriptLine: Hashable, Sendable {
    public var isFromServer: Bool
    public var text: String

    public init(isFromServer: Bool, text: String) {
        self.isFromServer = isFromServer
        self.text = text
    }
}

/// Takes the dialogue's lines and leaves out what is secret.
struct Transcript {
    private let hook: (@Sendable (TranscriptLine) -> Void)?
    /// Between the client's AUTH and the server's verdict every line of the client is a secret or may contain one.
    private var isSigningIn = false
    /// Whether the password was ever offered: libcurl says "login denied" also when it found no way to offer it.
    private(set) var triedToSignIn = false
    /// The last line from the server, which on failure says why.
    private(set) var lastFromServer = ""

    init(_ hook: (@Sendable (TranscriptLine) -> Void)?) {
        self.hook = hook
    }

    /// The server's first line where it is not the start of the protocol that was expected; empty otherwise.
    private(set) var foreignGreeting = ""

    /// Takes the first line of the server. False when another kind of server speaks, for which libcurl would wait in vain.
    mutating func greeting(_ line: some Sequence<UInt8>, isExpected: (String) -> Bool) -> Bool {
        guard lastFromServer.isEmpty else { return true }
        let text = Self.text(line)
        if !isExpected(text) { foreignGreeting = text }
        return foreignGreeting.isEmpty
    }

    mutating func server(_ line: some Sequence<UInt8>) {
        let text = Self.text(line)
        guard !text.isEmpty else { return }
        lastFromServer = text
        // A challenge ("+ …" in IMAP, "334 …" in SMTP) asks for more of the secret; untagged lines leave it open; others are
        // the verdict.
        let isOpen = text.hasPrefix("+") && !text.hasPrefix("+OK") || text.hasPrefix("334") || text.hasPrefix("*")
        if !isOpen { isSigningIn = false }
        hook?(TranscriptLine(isFromServer: true, text: text))
    }

    mutating func client(_ line: some Sequence<UInt8>) {
        let text = redacted(Self.text(line))
        hook?(TranscriptLine(isFromServer: false, text: text))
    }

    private mutating func redacted(_ text: String) -> String {
        if isSigningIn { return "…" }
        let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
        guard
            let place = words.prefix(2).firstIndex(where: { ["LOGIN", "AUTHENTICATE", "AUTH", "PASS", "APOP"].contains($0.uppercased()) })
        else {
            return text
        }
        isSigningIn = true
        triedToSignIn = true
        let isMechanismNext = words[place].uppercased().hasPrefix("AUTH") && words.count > place + 1
        return words.prefix(place + (isMechanismNext ? 2 : 1)).joined(separator: " ") + " …"
    }

    /// Without the line end, made readable, 500 characters at most.
    private static func text(_ line: some Sequence<UInt8>) -> String {
        let text = String(decoding: Array(line.prefix(2000)), as: UTF8.self)
        let shown = text.unicodeScalars.filter { $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F }
        return String(String(String.UnicodeScalarView(shown)).prefix(500))
    }
}
