import Foundation

/// A message as it lies in a folder.
public struct IMAPMessage: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// Every byte.
        case whole([UInt8])
        /// Larger than the limit: its header, up to 256 KB of it.
        case header([UInt8])
        /// The server does not give this message, and says why.
        case refused(String)
    }

    public var uid: UInt32
    public var flags: Set<String>
    /// When it came into the folder, as the server says.
    public var internalDate: Date?
    /// In bytes, as the server says; some say it only roughly.
    public var size: Int
    public var content: Content

    /// The whole message, or nil.
    public var bytes: [UInt8]? {
        if case .whole(let bytes) = content { bytes } else { nil }
    }

    public init(uid: UInt32, flags: Set<String> = [], internalDate: Date? = nil, size: Int, content: Content) {
        self.uid = uid
        self.flags = flags
        self.internalDate = internalDate
        self.size = size
        self.content = content
    }
}

extension IMAPSession {
    private static let headerLimit = 256 << 10

    func uids(from first: UInt32) throws -> [UInt32] {
        let found = try found("UID \(first):*")
        // "n:*" also finds the last message when its UID is below n, since ranges have no direction.
        return found.filter { $0 >= first }.sorted()
    }

    /// UIDs within a range that the folder holds.
    func uids(in range: ClosedRange<UInt32>) throws -> [UInt32] {
        try found("UID \(range.lowerBound):\(range.upperBound)").filter(range.contains).sorted()
    }

    /// UIDs of what arrived on the server on or after the day of `date`, by the server's clock.
    func uids(since date: Date) throws -> [UInt32] {
        try found("SINCE \(IMAPDate.text(date).prefix { $0 != " " })").sorted()
    }

    /// UIDs of the messages with this Message-ID, without angle brackets.
    func uids(messageID: String) throws -> [UInt32] {
        guard messageID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
            return []
        }
        return try found("HEADER Message-ID \"<\(messageID)>\"").sorted()
    }

    private func found(_ criterion: String) throws -> Set<UInt32> {
        var found: Set<UInt32> = []
        try command([.text("UID SEARCH \(criterion)")]) { response in
            guard case .data(nil, "SEARCH", let values) = response else { return }
            found.formUnion(values.lazy.compactMap { $0.number.flatMap { UInt32(exactly: $0) } })
        }
        return found
    }

    /// Date, flags and size, nothing of the contents. Messages that are gone are left out.
    func sizes(_ uids: [UInt32]) throws -> [UInt32: IMAPMessage] {
        var found: [UInt32: IMAPMessage] = [:]
        for chunk in UIDSet.chunks(uids, count: 200) {
            try command([.text("UID FETCH \(UIDSet.text(chunk)) (UID FLAGS INTERNALDATE RFC822.SIZE)")]) { response in
                guard let item = FetchItem(response) else { return }
                let date = item.date.flatMap(IMAPDate.parse)
                // Without a size the limit still holds: a larger literal is dropped while reading.
                let content = IMAPMessage.Content.refused("no answer")
                found[item.uid] = IMAPMessage(
                    uid: item.uid, flags: item.flags, internalDate: date, size: item.size ?? 0, content: content)
            }
        }
        let asked = Set(uids)
        return found.filter { asked.contains($0.key) }
    }

    func fetch(_ uids: [UInt32], sizeLimit: Int) throws -> [IMAPMessage] {
        try fetch(Array(try sizes(uids).values), sizeLimit: sizeLimit)
    }

    /// Adds the contents to messages whose sizes are known, by UID ascending. Those that vanish meanwhile are left out.
    func fetch(_ known: [IMAPMessage], sizeLimit: Int) throws -> [IMAPMessage] {
        var contents: [UInt32: IMAPMessage.Content] = [:]
        let small = known.filter { $0.size <= sizeLimit }.map(\.uid)
        for chunk in UIDSet.chunks(small) { try fetchWhole(chunk, sizeLimit: sizeLimit, into: &contents) }
        // Those that are larger than the server said were dropped while reading.
        let large = known.map(\.uid).filter { uid in !small.contains(uid) || contents[uid] == .header([]) }
        for uid in large { try fetchHeader(uid, into: &contents) }
        let silent = known.map(\.uid).filter { contents[$0] == nil }
        let remaining = try existing(silent)
        return known.compactMap { message in
            var message = message
            if let content = contents[message.uid] {
                message.content = content
            } else if !remaining.contains(message.uid) {
                return nil
            }
            return message
        }
        .sorted { $0.uid < $1.uid }
    }

    /// Those of `uids` that the folder still holds.
    func existing(_ uids: [UInt32]) throws -> Set<UInt32> {
        var found: Set<UInt32> = []
        for chunk in UIDSet.chunks(uids) { found.formUnion(try self.found("UID \(UIDSet.text(chunk))")) }
        return found.intersection(uids)
    }

    private func fetchWhole(_ uids: [UInt32], sizeLimit: Int, into contents: inout [UInt32: IMAPMessage.Content]) throws {
        do {
            _ = try keepingLiterals(upTo: sizeLimit) {
                try command([.text("UID FETCH \(UIDSet.text(uids)) (UID BODY.PEEK[])")]) { response in
                    guard let item = FetchItem(response), let body = item.body else { return }
                    contents[item.uid] = body
                }
            }
        } catch let explanation as ConnectionExplanation where explanation.cause == .refused {
            // One message that the server cannot read (a damaged file, a failed conversion) refuses the whole command.
            let missing = uids.filter { contents[$0] == nil }
            guard uids.count > 1 else {
                contents[uids[0]] = .refused(explanation.detail)
                return
            }
            for uid in missing { try fetchWhole([uid], sizeLimit: sizeLimit, into: &contents) }
        }
    }

    private func fetchHeader(_ uid: UInt32, into contents: inout [UInt32: IMAPMessage.Content]) throws {
        do {
            _ = try keepingLiterals(upTo: Self.headerLimit) {
                try command([.text("UID FETCH \(uid) (UID BODY.PEEK[HEADER]<0.\(Self.headerLimit)>)")]) { response in
                    guard let item = FetchItem(response), item.uid == uid, let header = item.header else { return }
                    contents[uid] = .header(header)
                }
            }
        } catch let explanation as ConnectionExplanation where explanation.cause == .refused {
            contents[uid] = .refused(explanation.detail)
        }
    }

    func store(_ flags: [String], on uids: [UInt32], set: Bool) throws {
        guard flags.allSatisfy(Self.isFlag) else { throw ConnectionExplanation(.refused, detail: "not a flag: \(flags)") }
        for chunk in UIDSet.chunks(uids) {
            let sign = set ? "+" : "-"
            try command([.text("UID STORE \(UIDSet.text(chunk)) \(sign)FLAGS.SILENT (\(flags.joined(separator: " ")))")])
        }
    }

    func move(_ uids: [UInt32], to folder: String) throws {
        let target = Part.string(ModifiedUTF7.encode(folder))
        for chunk in UIDSet.chunks(uids) {
            let set = UIDSet.text(chunk)
            if capabilities.contains("MOVE") {
                try command([.text("UID MOVE \(set) "), target], refusal: .folderMissing)
                continue
            }
            try command([.text("UID COPY \(set) "), target], refusal: .folderMissing)
            try command([.text("UID STORE \(set) +FLAGS.SILENT (\\Deleted)")])
            if capabilities.contains("UIDPLUS") { try command([.text("UID EXPUNGE \(set)")]) }
        }
    }

    func append(_ message: [UInt8], to folder: String, flags: [String], date: Date?) throws -> UInt32? {
        guard flags.allSatisfy(Self.isFlag) else { throw ConnectionExplanation(.refused, detail: "not a flag: \(flags)") }
        let time = date.map { " \"\(IMAPDate.text($0))\"" } ?? ""
        let list = flags.isEmpty ? "" : " (\(flags.joined(separator: " ")))"
        let parts: [Part] = [
            .text("APPEND "), .string(ModifiedUTF7.encode(folder)), .text(list + time + " "), .literal(message),
        ]
        let code = try command(parts, refusal: .folderMissing).code
        guard code.count >= 3, code[0].text?.uppercased() == "APPENDUID" else { return nil }
        return code[2].number.flatMap { UInt32(exactly: $0) }
    }

    private static func isFlag(_ text: String) -> Bool {
        let name = text.hasPrefix("\\") ? text.dropFirst() : text[...]
        return !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"(){%*\"\\]".utf8.contains($0) }
    }
}

/// What one FETCH answer says about one message.
struct FetchItem {
    var uid: UInt32
    var flags: Set<String> = []
    var date: String?
    var size: Int?
    var body: IMAPMessage.Content?
    var header: [UInt8]?

    /// Nil for other answers, and for one without UID, which servers send unasked when flags change.
    init?(_ response: IMAPResponse) {
        guard case .data(_, "FETCH", let values) = response, let items = values.first?.list else { return nil }
        var pairs: [(String, IMAPValue)] = []
        for start in stride(from: 0, to: items.count - 1, by: 2) {
            guard let name = items[start].text?.uppercased() else { return nil }
            pairs.append((name, items[start + 1]))
        }
        guard let uid = pairs.first(where: { $0.0 == "UID" })?.1.number.flatMap({ UInt32(exactly: $0) }), uid > 0 else { return nil }
        self.uid = uid
        for (name, value) in pairs {
            switch name {
            case "FLAGS": flags = Set(value.list?.compactMap(\.text) ?? [])
            case "INTERNALDATE": date = value.text
            case "RFC822.SIZE": size = value.number.flatMap { Int(exactly: $0) }
            case "BODY[]": body = Self.content(value)
            case _ where name.hasPrefix("BODY[HEADER]"): header = Self.bytes(value)
            default: break
            }
        }
    }

    private static func content(_ value: IMAPValue) -> IMAPMessage.Content? {
        // An empty header stands for "too large" until the header itself is fetched.
        if case .dropped = value { return .header([]) }
        return bytes(value).map { .whole($0) }
    }

    private static func bytes(_ value: IMAPValue) -> [UInt8]? {
        switch value {
        case .bytes(let bytes): bytes
        case .atom(let text): Array(text.utf8)
        case .none: []
        case .dropped, .list: nil
        }
    }
}
