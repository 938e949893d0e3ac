/// What a server says when a folder is opened.
public struct IMAPSelection: Hashable, Sendable {
    /// Another value than before: all UIDs mean other messages now.
    public var uidValidity: UInt32
    /// The next message's UID or less; nil when the server does not tell.
    public var uidNext: UInt32?
    public var exists: Int
    /// Grows with every change in the folder; nil without CONDSTORE.
    public var highestModSeq: UInt64?
    public var isReadOnly: Bool

    public init(uidValidity: UInt32, uidNext: UInt32? = nil, exists: Int, highestModSeq: UInt64? = nil, isReadOnly: Bool = false) {
        self.uidValidity = uidValidity
        self.uidNext = uidNext
        self.exists = exists
        self.highestModSeq = highestModSeq
        self.isReadOnly = isReadOnly
    }
}

public struct IMAPFolder: Hashable, Sendable {
    /// As a person reads it: `Arşiv/2024`.
    public var name: String
    /// Between the levels of `name`; nil when there are none.
    public var delimiter: Character?
    /// `\Noselect`, `\HasChildren` …
    public var attributes: [String]
    /// What the server says it is for (RFC 6154).
    public var use: Use?

    public enum Use: String, CaseIterable, Sendable {
        case inbox, sent, drafts, junk, trash, archive, all, flagged
    }

    /// False for a mere level of the tree.
    public var canBeSelected: Bool {
        !attributes.contains { ["\\noselect", "\\nonexistent"].contains($0.lowercased()) }
    }

    public init(name: String, delimiter: Character? = nil, attributes: [String] = [], use: Use? = nil) {
        self.name = name
        self.delimiter = delimiter
        self.attributes = attributes
        self.use = use
    }
}

extension IMAPSession {
    func select(_ folder: String) throws -> IMAPSelection {
        var selection = IMAPSelection(uidValidity: 0, exists: 0)
        func read(_ code: [IMAPValue]) {
            guard let name = code.first?.text?.uppercased() else { return }
            let number = code.dropFirst().first?.number
            switch name {
            case "UIDVALIDITY": selection.uidValidity = number.flatMap { UInt32(exactly: $0) } ?? 0
            case "UIDNEXT": selection.uidNext = number.flatMap { UInt32(exactly: $0) }
            case "HIGHESTMODSEQ": selection.highestModSeq = number
            case "READ-ONLY": selection.isReadOnly = true
            default: break
            }
        }
        (self.selection, pending) = (nil, [])
        let condstore = capabilities.contains("CONDSTORE") ? " (CONDSTORE)" : ""
        let parts: [Part] = [.text("SELECT "), .string(ModifiedUTF7.encode(folder)), .text(condstore)]
        let done = try command(parts, refusal: .folderMissing) { response in
            switch response {
            case .status(nil, .ok, let code, _): read(code)
            case .data(let number?, "EXISTS", _): selection.exists = Int(number)
            default: break
            }
        }
        read(done.code)
        // A server must tell it; without it nothing can be remembered about the folder's messages.
        guard selection.uidValidity > 0 else { throw ConnectionExplanation(.malformedAnswer, detail: "no UIDVALIDITY") }
        hasNews = false
        self.selection = selection
        return selection
    }

    func folders() throws -> [IMAPFolder] {
        let special = capabilities.contains("SPECIAL-USE") && capabilities.contains("LIST-EXTENDED")
        var found: [IMAPFolder] = []
        try command([.text("LIST \"\" \"*\"" + (special ? " RETURN (SPECIAL-USE)" : ""))]) { response in
            guard case .data(nil, "LIST", let values) = response, values.count >= 3, let attributes = values[0].list,
                let name = values[2].text
            else { return }
            let words = attributes.compactMap(\.text)
            let decoded = ModifiedUTF7.decode(name)
            let use = decoded.uppercased() == "INBOX" ? .inbox : Self.use(words)
            found.append(IMAPFolder(name: decoded, delimiter: values[1].text?.first, attributes: words, use: use))
        }
        return found
    }

    private static func use(_ attributes: [String]) -> IMAPFolder.Use? {
        attributes.lazy.compactMap { IMAPFolder.Use(rawValue: String($0.dropFirst()).lowercased()) }.first
    }

    func create(_ folder: String) throws {
        try command([.text("CREATE "), .string(ModifiedUTF7.encode(folder))])
    }

    func noop() throws {
        try command([.text("NOOP")])
    }
}
