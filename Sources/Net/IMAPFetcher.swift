/// How far a folder has been read. Keep it with what was read, in the same transaction.
public struct FetchPosition: Hashable, Codable, Sendable {
    public var uidValidity: UInt32
    /// Every message up to this UID is done; 0 when none is.
    public var lastUID: UInt32

    public init(uidValidity: UInt32, lastUID: UInt32) {
        self.uidValidity = uidValidity
        self.lastUID = lastUID
    }
}

/// What one batch may hold.
public struct BatchLimits: Hashable, Sendable {
    public var count: Int
    /// Of all messages together; a single larger one, up to `message`, makes a batch of its own.
    public var bytes: Int
    /// A message beyond this comes with its header alone.
    public var message: Int

    public init(count: Int = 100, bytes: Int = 16 << 20, message: Int = 50 << 20) {
        self.count = count
        self.bytes = bytes
        self.message = message
    }
}

/// The next piece of new mail.
public struct FetchedBatch: Hashable, Sendable {
    /// By UID, the newest last.
    public var messages: [IMAPMessage]
    /// Where to go on once the messages are safely stored.
    public var position: FetchPosition
    /// The server has numbered the folder anew: this batch begins at its first message, and much of it will be known already.
    public var isRenumbered: Bool
    /// Whether there was more when this batch was read.
    public var hasMore: Bool
    /// UIDs that the server listed and then did not give: removed meanwhile.
    public var vanished: [UInt32]

    public init(messages: [IMAPMessage], position: FetchPosition, isRenumbered: Bool, hasMore: Bool, vanished: [UInt32]) {
        self.messages = messages
        self.position = position
        self.isRenumbered = isRenumbered
        self.hasMore = hasMore
        self.vanished = vanished
    }
}

extension IMAPSession {
    func nextBatch(after asked: FetchPosition?, limits: BatchLimits) throws -> FetchedBatch {
        try check()
        guard let uidValidity = selection?.uidValidity else { throw ConnectionExplanation(.refused, detail: "no folder is open") }
        let isRenumbered = asked.map { $0.uidValidity != uidValidity } ?? false
        var position = FetchPosition(uidValidity: uidValidity, lastUID: isRenumbered ? 0 : asked?.lastUID ?? 0)
        pending.removeAll { $0 <= position.lastUID }
        if pending.isEmpty, position.lastUID < .max { pending = try uids(from: position.lastUID + 1) }
        let (known, taken) = try nextSizes(limits)
        let messages = try fetch(known, sizeLimit: limits.message)
        var given = Set(messages.map(\.uid))
        // A server that lists a message and then says nothing about it must not make us skip it without a word.
        let unclear = try existing(taken.filter { !given.contains($0) })
        let silent = unclear.map { IMAPMessage(uid: $0, size: 0, content: .refused("no answer")) }
        given.formUnion(unclear)
        position.lastUID = taken.last ?? position.lastUID
        pending.removeAll { $0 <= position.lastUID }
        return FetchedBatch(
            messages: (messages + silent).sorted { $0.uid < $1.uid }, position: position, isRenumbered: isRenumbered,
            hasMore: !pending.isEmpty, vanished: taken.filter { !given.contains($0) })
    }

    /// The first of `pending` that fit a batch, and their sizes. At least one is taken when there is any.
    private func nextSizes(_ limits: BatchLimits) throws -> (known: [IMAPMessage], taken: [UInt32]) {
        let candidates = Array(pending.prefix(max(1, limits.count)))
        let sizes = try sizes(candidates)
        var known: [IMAPMessage] = []
        var taken: [UInt32] = []
        var bytes = 0
        for uid in candidates {
            if let message = sizes[uid] {
                if message.size <= limits.message { bytes += message.size }
                if bytes > limits.bytes, !known.isEmpty { break }
                known.append(message)
            }
            taken.append(uid)
        }
        return (known, taken)
    }
}
