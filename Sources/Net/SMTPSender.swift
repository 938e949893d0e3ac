import CCurl
import Foundation

/// A recipient that the server refused while it took others.
public struct SMTPRefusal: Hashable, Sendable {
    public var recipient: String
    public var code: Int
    public var text: String

    /// 4xx: another try later may succeed.
    public var mayPass: Bool { (400..<500).contains(code) }

    public init(recipient: String, code: Int, text: String) {
        self.recipient = recipient
        self.code = code
        self.text = text
    }
}

/// What became of a message that was handed to a server.
public enum SMTPResult: Hashable, Sendable {
    /// The server took it for every recipient but `refused`. `response` is its sentence, often with an id of its own.
    case accepted(response: String, refused: [SMTPRefusal])
    /// The server refused this message or all its recipients for good (5xx): trying again is of no use.
    case rejectedForGood(code: Int, text: String, refused: [SMTPRefusal])
    /// Nothing was delivered, and another try may succeed: a 4xx answer, or no usable connection (then `code` is nil). A wrong password is
    /// here too: it is the mailbox that must be mended, not the message.
    case tryLater(ConnectionExplanation, code: Int?)
    /// The whole message was sent and no answer came: it may or may not have been delivered. Try again with the same Message-ID.
    case unknownAfterData(ConnectionExplanation)
}

/// Hands messages to an SMTP server by libcurl, each on a connection of its own, on threads of its own.
public struct SMTPSender: Sendable {
    public var trust: Trust
    public var limits: TimeLimits
    private let threads: BlockingThreads
    var resolve: [String] = []

    public init(trust: Trust = .system, limits: TimeLimits = TimeLimits(), threads: Int = 2) {
        self.trust = trust
        self.limits = limits
        self.threads = BlockingThreads("smtp", count: threads)
    }

    /// Sends `bytes` (line ends are made CR LF) in an envelope from `sender`, which is empty for an automatic answer, to `recipients`.
    /// `ehloName` is the name by which we introduce ourselves. Never throws; cancelling the task ends the connection at once.
    public func send(
        from sender: String, recipients: [String], bytes: [UInt8], via address: ServerAddress, credentials: Credentials?,
        ehloName: String, transcript: (@Sendable (TranscriptLine) -> Void)? = nil
    ) async -> SMTPResult {
        let wake = Wake()
        let sent = try? await withTaskCancellationHandler {
            try await threads.run { [self] in
                SMTPTransfer(to: address, credentials, self, ehloName, wake, transcript).send(from: sender, to: recipients, bytes)
            }
        } onCancel: {
            wake.stop()
        }
        return sent ?? .tryLater(ConnectionExplanation(.other), code: nil)
    }

    /// Connects and signs in, and sends nothing. Throws `ConnectionExplanation`.
    public func check(
        _ address: ServerAddress, credentials: Credentials?, ehloName: String, transcript: (@Sendable (TranscriptLine) -> Void)? = nil
    ) async throws {
        let wake = Wake()
        try await withTaskCancellationHandler {
            try await threads.run { [self] in
                try SMTPTransfer(to: address, credentials, self, ehloName, wake, transcript).check()
            }
        } onCancel: {
            wake.stop()
        }
    }
}

/// One message, or one try to sign in, on its thread.
private final class SMTPTransfer {
    private let curl: CurlHandle
    private let address: ServerAddress
    private let wake: Wake
    private let limits: TimeLimits
    private let url: String?
    private let wantsSignIn: Bool
    private var transcript: Transcript
    private var dialogue = SMTPDialogue()

    init(
        to address: ServerAddress, _ credentials: Credentials?, _ sender: SMTPSender, _ ehloName: String, _ wake: Wake,
        _ hook: (@Sendable (TranscriptLine) -> Void)?
    ) {
        self.address = address
        self.wake = wake
        limits = sender.limits
        transcript = Transcript(hook)
        wantsSignIn = credentials != nil
        curl = CurlHandle(wake: wake)
        // Only what stands in a URL's path as it is; libcurl says EHLO with it.
        let name = ehloName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-[]:".contains($0)) }
        url = address.url(scheme: "smtp", path: name)
        if let url { curl.set(CURLOPT_URL, url) }
        curl.set(CURLOPT_USE_SSL, Int(address.security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
        if let credentials {
            curl.set(CURLOPT_USERNAME, credentials.user)
            curl.set(CURLOPT_PASSWORD, credentials.password)
            curl.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
        }
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
        curl.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, limits.silence.milliseconds / 1000))
        curl.set(CURLOPT_TIMEOUT_MS, limits.command.milliseconds)
        curl.set(sender.trust)
        if !sender.resolve.isEmpty { curl.set(CURLOPT_RESOLVE, sender.resolve) }
        curl.onDialogue = { [unowned self] isFromServer, bytes in
            if isFromServer {
                if !transcript.greeting(bytes, isExpected: { Int($0.prefix(3)) != nil }) { curl.hangUp() }
                transcript.server(bytes)
                dialogue.server(String(decoding: bytes, as: UTF8.self))
            } else {
                transcript.client(bytes)
                dialogue.client(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    func check() throws {
        guard url != nil else { throw ConnectionExplanation(.badAddress, detail: address.host) }
        curl.set(CURLOPT_CONNECT_ONLY, 1)
        do {
            try curl.perform()
        } catch {
            throw explain(error)
        }
        if wantsSignIn, !transcript.triedToSignIn {
            throw ConnectionExplanation(address.security == .none ? .passwordNeedsTLS : .passwordsNotAccepted)
        }
    }

    func send(from sender: String, to recipients: [String], _ bytes: [UInt8]) -> SMTPResult {
        guard url != nil else { return .tryLater(ConnectionExplanation(.badAddress, detail: address.host), code: nil) }
        let wrong = recipients.filter { !Self.canStandInEnvelope($0) }
        guard wrong.isEmpty, !recipients.isEmpty, sender.isEmpty || Self.canStandInEnvelope(sender) else {
            // The codes that a server would give (RFC 5321): syntax of an address, no valid recipients.
            let refused = wrong.map { SMTPRefusal(recipient: $0, code: 501, text: "") }
            return .rejectedForGood(code: recipients.isEmpty ? 554 : 501, text: "", refused: refused)
        }
        let message = Self.withNetworkLineEnds(bytes)
        var sent = 0
        curl.onRead = { buffer in
            let count = min(buffer.count, message.count - sent)
            message[sent..<(sent + count)].withUnsafeBytes { buffer.copyMemory(from: $0) }
            sent += count
            return count
        }
        curl.set(CURLOPT_UPLOAD, 1)
        ccurl_set_large(curl.easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
        curl.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        curl.set(CURLOPT_MAIL_RCPT, recipients.map { "<\($0)>" })
        curl.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
        do {
            try curl.perform()
        } catch {
            return dialogue.result(of: explain(error), isWholeMessageSent: sent == message.count)
        }
        return dialogue.result(of: nil, isWholeMessageSent: true)
    }

    private func explain(_ failure: CurlFailure) -> ConnectionExplanation {
        ConnectionExplanation(failure, to: address, transcript)
    }

    /// An address as it stands between < and >: anything else could begin another command.
    private static func canStandInEnvelope(_ address: String) -> Bool {
        address.utf8.count <= 320 && address.contains("@")
            && address.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "<" && $0 != ">" }
    }

    private static func withNetworkLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 40 + 2)
        var last: UInt8 = 0
        for byte in bytes {
            // A lone CR becomes a line end too: "smuggling" hides a second message behind line ends that two servers read differently.
            if byte == 10, last != 13 { result.append(13) }
            if last == 13, byte != 10 { result.append(10) }
            result.append(byte)
            last = byte
        }
        if last == 13 { result.append(10) }
        if last != 13, last != 10 { result += [13, 10] }
        return result
    }
}
