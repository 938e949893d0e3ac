import Foundation

/// A signed-in IMAP connection with a thread of its own, so that waiting for a server never holds up the rest of the program.
///
/// Every method throws `ConnectionExplanation`. After a failure of the connection itself (time-out, closed, malformed, stopped) every later
/// call throws the same; a refused command leaves the connection usable. Cancelling a task that waits here stops the connection at once.
public actor IMAPConnection {
    private let thread: BlockingThread
    private let wake = Wake()
    private var session: IMAPSession?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Connects and signs in. `transcript` hears the dialogue without passwords and message texts, on the connection's thread.
    public static func connect(
        to address: ServerAddress, as credentials: Credentials, trust: Trust = .system, limits: TimeLimits = TimeLimits(),
        transcript: (@Sendable (TranscriptLine) -> Void)? = nil
    ) async throws -> IMAPConnection {
        try await connect(to: address, as: credentials, trust: trust, limits: limits, resolve: [], transcript: transcript)
    }

    /// `resolve`: names for tests, in libcurl's form `host:port:address`.
    static func connect(
        to address: ServerAddress, as credentials: Credentials, trust: Trust, limits: TimeLimits, resolve: [String],
        transcript: (@Sendable (TranscriptLine) -> Void)?
    ) async throws -> IMAPConnection {
        let connection = IMAPConnection(name: "imap \(address.host)")
        try await connection.open(address, credentials, trust, limits, resolve, transcript)
        return connection
    }

    private init(name: String) {
        thread = BlockingThread(name)
    }

    private func open(
        _ address: ServerAddress, _ credentials: Credentials, _ trust: Trust, _ limits: TimeLimits, _ resolve: [String],
        _ transcript: (@Sendable (TranscriptLine) -> Void)?
    ) async throws {
        try await stoppable {
            session = try IMAPSession(
                address, credentials, trust: trust, limits: limits, resolve: resolve, wake: wake, transcript: transcript)
        }
    }

    /// Ends whatever is going on with `.stopped`, from any thread and without waiting. The connection is of no use afterwards.
    public nonisolated func stop() { wake.stop() }

    /// Makes `idle` come back with `.interrupted`, because the connection is needed for something else.
    public nonisolated func interrupt() { wake.interrupt() }

    /// What the server can do, in upper case, as it says after sign-in.
    public func capabilities() async throws -> Set<String> {
        try await working { $0.capabilities }
    }

    /// Opens a folder for the calls below. Throws `.folderMissing` when there is none of that name.
    public func select(_ folder: String) async throws -> IMAPSelection {
        try await working { try $0.select(folder) }
    }

    public func folders() async throws -> [IMAPFolder] {
        try await working { try $0.folders() }
    }

    public func create(folder: String) async throws {
        try await working { try $0.create(folder) }
    }

    /// The UIDs in the selected folder from `first` on, ascending.
    public func uids(from first: UInt32 = 1) async throws -> [UInt32] {
        try await working { try $0.uids(from: first) }
    }

    /// UIDs of the selected folder within a range, ascending.
    public func uids(in range: ClosedRange<UInt32>) async throws -> [UInt32] {
        try await working { try $0.uids(in: range) }
    }

    /// UIDs of what came into the selected folder on or after the day of `date`, ascending. Days are the server's.
    public func uids(since date: Date) async throws -> [UInt32] {
        try await working { try $0.uids(since: date) }
    }

    /// UIDs of the selected folder's messages with this Message-ID (without angle brackets), ascending.
    public func uids(messageID: String) async throws -> [UInt32] {
        try await working { try $0.uids(messageID: messageID) }
    }

    /// Those messages of the selected folder that still exist, by UID ascending. Never sets `\Seen`. A message larger than
    /// `sizeLimit` bytes comes with its header alone.
    public func fetch(_ uids: [UInt32], sizeLimit: Int = 50 << 20) async throws -> [IMAPMessage] {
        try await working { try $0.fetch(uids, sizeLimit: sizeLimit) }
    }

    /// Sets or takes flags (`\Seen`, `\Answered`, `$Regulars`) of messages in the selected folder.
    public func store(_ flags: [String], on uids: [UInt32], set: Bool = true) async throws {
        try await working { try $0.store(flags, on: uids, set: set) }
    }

    /// Moves messages of the selected folder to another one.
    ///
    /// Where the server knows neither MOVE nor UID EXPUNGE, they are copied and marked `\Deleted`: a plain EXPUNGE would also remove what
    /// somebody else has marked.
    public func move(_ uids: [UInt32], to folder: String) async throws {
        try await working { try $0.move(uids, to: folder) }
    }

    /// Adds a message to a folder, which need not be the selected one. The UID it got, if the server tells.
    @discardableResult
    public func append(_ message: [UInt8], to folder: String, flags: [String] = ["\\Seen"], date: Date? = nil) async throws -> UInt32? {
        try await working { try $0.append(message, to: folder, flags: flags, date: date) }
    }

    public func noop() async throws {
        try await working { try $0.noop() }
    }

    /// Waits until there may be new mail in the selected folder, at most until `deadline`. Servers end an IDLE after 30 minutes, and
    /// routers forget a silent connection sooner: ask again every few minutes.
    public func idle(until deadline: ContinuousClock.Instant) async -> IdleOutcome {
        do {
            return try await working { try $0.idle(until: deadline, wake: wake) }
        } catch let explanation as ConnectionExplanation {
            return explanation.cause == .stopped ? .stopped : .disconnected(explanation)
        } catch {
            return .disconnected(ConnectionExplanation(.other, detail: "\(error)"))
        }
    }

    /// New mail after `position` in the selected folder: at most `limits.count` messages of at most `limits.bytes` together.
    public func nextBatch(after position: FetchPosition?, limits: BatchLimits = BatchLimits()) async throws -> FetchedBatch {
        try await working { try $0.nextBatch(after: position, limits: limits) }
    }

    /// Says goodbye and closes. Does nothing on a closed connection.
    public func close() async {
        session?.close()
        session = nil
    }

    private func working<Value: Sendable>(_ body: (IMAPSession) throws -> Value) async throws -> Value {
        guard let session else { throw ConnectionExplanation(.closedByServer) }
        return try await stoppable { try body(session) }
    }

    private func stoppable<Value: Sendable>(_ body: () throws -> Value) async throws -> Value {
        try await withTaskCancellationHandler {
            // Through a method of self: a closure that does not use self would run, and wait, on a thread of the shared pool.
            try onOwnThread(body)
        } onCancel: {
            wake.stop()
        }
    }

    private func onOwnThread<Value: Sendable>(_ body: () throws -> Value) throws -> Value {
        preconditionIsolated()
        return try body()
    }
}
