import CCurl
import Foundation

/// A message in a POP3 maildrop.
public struct POP3Item: Hashable, Sendable {
    /// Its number in one connection.
    var number: Int
    /// What the server knows it by for good (UIDL, RFC 1939 section 7).
    public var uid: String
    /// In bytes; 0 where the server does not say.
    public var size: Int
}

/// What one look into a maildrop brought.
public struct POP3Look: Sendable {
    /// All that lies there, oldest first.
    public var items: [POP3Item] = []
    public struct Message: Sendable {
        public var uid: String
        public var bytes: [UInt8]
        /// Bytes of one beyond the limit, of which only the header was brought.
        public var wholeSize: Int?
    }

    /// Messages that were asked for.
    public var messages: [Message] = []
}

/// Reads maildrops by POP3 (RFC 1939), for providers without IMAP. Each look is a connection of its own, since servers show new mail only to
/// new connections. Nothing is ever deleted.
///
/// Looks throw `ConnectionExplanation`. Cancelling a task that waits here stops the connection at once.
public struct POP3Reader: Sendable {
    let trust: Trust
    let limits: TimeLimits
    private let threads = BlockingThreads("pop3")

    public init(trust: Trust = .system, limits: TimeLimits = TimeLimits()) {
        self.trust = trust
        self.limits = limits
    }

    /// Lists what lies there, and brings those messages that `choose` picks from the list, in its order, until `batch` is full.
    public func look(
        _ address: ServerAddress, as credentials: Credentials, batch: BatchLimits = BatchLimits(),
        choose: @escaping @Sendable ([POP3Item]) -> [POP3Item] = { _ in [] }, transcript: (@Sendable (TranscriptLine) -> Void)? = nil
    ) async throws -> POP3Look {
        let wake = Wake()
        return try await withTaskCancellationHandler {
            try await threads.run { [self] in
                let transfer = try POP3Transfer(address, credentials, self, wake, transcript)
                defer { transfer.quit() }
                var look = POP3Look()
                look.items = try transfer.list()
                var bytes = 0
                for item in choose(look.items).prefix(batch.count) {
                    if bytes > 0, bytes + item.size > batch.bytes { break }
                    let message = try transfer.message(item, limit: batch.message)
                    bytes += message.count
                    look.messages.append(
                        POP3Look.Message(uid: item.uid, bytes: message, wholeSize: item.size > batch.message ? item.size : nil))
                }
                return look
            }
        } onCancel: {
            wake.stop()
        }
    }
}

/// One connection on its thread.
private final class POP3Transfer {
    private let curl: CurlHandle
    private let address: ServerAddress
    private var transcript: Transcript
    private var body: [UInt8] = []
    private var mostBytes = 0

    init(
        _ address: ServerAddress, _ credentials: Credentials, _ reader: POP3Reader, _ wake: Wake,
        _ hook: (@Sendable (TranscriptLine) -> Void)?
    ) throws {
        self.address = address
        transcript = Transcript(hook)
        curl = CurlHandle(wake: wake)
        guard address.url(scheme: "pop3") != nil else { throw ConnectionExplanation(.badAddress, detail: address.host) }
        curl.set(CURLOPT_USE_SSL, Int(address.security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
        curl.set(CURLOPT_USERNAME, credentials.user)
        curl.set(CURLOPT_PASSWORD, credentials.password)
        curl.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, reader.limits.connect.milliseconds)
        curl.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, reader.limits.silence.milliseconds / 1000))
        curl.set(CURLOPT_TIMEOUT_MS, reader.limits.command.milliseconds)
        curl.set(reader.trust)
        curl.onDialogue = { [unowned self] isFromServer, bytes in
            guard isFromServer else { return transcript.client(bytes) }
            if !transcript.greeting(bytes, isExpected: { $0.hasPrefix("+OK") }) { curl.hangUp() }
            transcript.server(bytes)
        }
        curl.onBody = { [unowned self] bytes in
            body += bytes
            return body.count <= mostBytes
        }
    }

    /// Ids and sizes of all messages.
    func list() throws -> [POP3Item] {
        let sizes = Dictionary(try pairs("LIST").map { ($0.number, Int($0.text) ?? 0) }) { first, _ in first }
        return try pairs("UIDL").filter { (1...70).contains($0.text.utf8.count) }
            .map { POP3Item(number: $0.number, uid: $0.text, size: sizes[$0.number] ?? 0) }
    }

    private func pairs(_ command: String) throws -> [(number: Int, text: String)] {
        let lines = try ask(command, limit: 16 << 20).split(separator: UInt8(ascii: "\n"))
        return lines.compactMap { line in
            let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, let number = Int(words[0]) else { return nil }
            return (number, String(words[1]))
        }
    }

    /// One beyond `limit` comes with its header alone.
    func message(_ item: POP3Item, limit: Int) throws -> [UInt8] {
        // Servers count line ends in ways of their own.
        item.size > limit ? try ask("TOP \(item.number) 0", limit: 4 << 20) : try ask("RETR \(item.number)", limit: limit + limit / 10)
    }

    private func ask(_ command: String, limit: Int) throws -> [UInt8] {
        do {
            return try transfer(command, limit: limit)
        } catch  where error.code == CURLE_LOGIN_DENIED && !transcript.triedToSignIn {
            // A server without either way of AUTH knows USER and PASS.
            curl.forget(CURLOPT_LOGIN_OPTIONS)
            do { return try transfer(command, limit: limit) } catch { throw explain(error) }
        } catch {
            throw explain(error)
        }
    }

    private func transfer(_ command: String, limit: Int) throws(CurlFailure) -> [UInt8] {
        body = []
        mostBytes = limit
        curl.detach()
        if let url = address.url(scheme: "pop3") { curl.set(CURLOPT_URL, url) }
        curl.set(CURLOPT_CUSTOMREQUEST, command)
        try curl.perform()
        defer { body = [] }
        return body
    }

    private func explain(_ failure: CurlFailure) -> ConnectionExplanation {
        failure.code == CURLE_WRITE_ERROR && body.count > mostBytes
            ? ConnectionExplanation(.tooLarge) : ConnectionExplanation(failure, to: address, transcript)
    }

    /// Says goodbye, so that the server opens the maildrop to others at once.
    func quit() {
        curl.set(CURLOPT_NOBODY, 1)
        curl.set(CURLOPT_TIMEOUT_MS, 2000)
        _ = try? transfer("QUIT", limit: 1000)
    }
}
