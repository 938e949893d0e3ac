import CCurl
import Foundation

/// A signed-in IMAP connection as its own thread sees it: commands out, answers in, every call waits. `IMAPConnection` is the way in.
///
/// libcurl resolves, connects, speaks TLS and signs in (CURLOPT_CONNECT_ONLY); from then on it only carries our bytes.
final class IMAPSession {
    let limits: TimeLimits
    let address: ServerAddress
    var capabilities: Set<String> = []
    /// What the server told unasked about the selected folder, taken by IDLE.
    var hasNews = false
    /// The folder that is open.
    var selection: IMAPSelection?
    /// UIDs of the open folder that were found and not yet fetched, ascending: a first import asks for the long list once.
    var pending: [UInt32] = []

    private let curl: CurlHandle
    private let wake: Wake
    private var transcript: Transcript
    private var reader: IMAPReader!
    private var tags = 0
    /// Set at the first failure of the connection itself: nothing can be said on it any more.
    private(set) var broken: ConnectionExplanation?
    private var commandEnds = ContinuousClock.now
    private var silenceEnds = ContinuousClock.now

    init(
        _ address: ServerAddress, _ credentials: Credentials, trust: Trust, limits: TimeLimits, resolve: [String], wake: Wake,
        transcript: (@Sendable (TranscriptLine) -> Void)?
    ) throws {
        self.limits = limits
        self.address = address
        self.wake = wake
        self.transcript = Transcript(transcript)
        curl = CurlHandle(wake: wake)
        guard let url = address.url(scheme: "imap") else { throw ConnectionExplanation(.badAddress, detail: address.host) }
        curl.set(CURLOPT_URL, url)
        curl.set(CURLOPT_CONNECT_ONLY, 1)
        curl.set(CURLOPT_USE_SSL, Int(address.security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
        curl.set(CURLOPT_USERNAME, credentials.user)
        curl.set(CURLOPT_PASSWORD, credentials.password)
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
        curl.set(CURLOPT_TIMEOUT_MS, limits.connect.milliseconds)
        curl.set(trust)
        if !resolve.isEmpty { curl.set(CURLOPT_RESOLVE, resolve) }
        curl.onDialogue = { [unowned self] isFromServer, bytes in
            guard isFromServer else { return self.transcript.client(bytes) }
            if !self.transcript.greeting(bytes, isExpected: { $0.hasPrefix("* ") }) { curl.hangUp() }
            self.transcript.server(bytes)
        }
        reader = IMAPReader { [unowned self] in try receive() }
        // Left to itself libcurl prefers Kerberos and NTLM where offered, and fails there with an ordinary password.
        curl.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
        do {
            try curl.perform()
            try askCapabilities()
        } catch let failure as CurlFailure where failure.code == CURLE_LOGIN_DENIED && !self.transcript.triedToSignIn {
            try signInByCommand(credentials)
        } catch let failure as CurlFailure {
            throw broken(ConnectionExplanation(failure, to: address, self.transcript))
        }
    }

    /// Some servers offer neither of both ways and still know the LOGIN command.
    private func signInByCommand(_ credentials: Credentials) throws {
        curl.disconnect()
        curl.forget(CURLOPT_USERNAME)
        curl.forget(CURLOPT_PASSWORD)
        do {
            try curl.perform()
        } catch {
            throw broken(ConnectionExplanation(error, to: address, transcript))
        }
        try askCapabilities()
        guard !capabilities.contains("LOGINDISABLED") else {
            throw broken(ConnectionExplanation(address.security == .none ? .passwordNeedsTLS : .passwordsNotAccepted))
        }
        do {
            try command([.text("LOGIN "), .string(credentials.user), .text(" "), .string(credentials.password)])
        } catch var explanation as ConnectionExplanation where explanation.cause == .refused {
            explanation.cause = ConnectionExplanation.signIn(server: explanation.detail, provider: explanation.provider)
            throw broken(explanation)
        }
        try askCapabilities()
    }

    // MARK: Commands

    /// A part of a command line. Text goes out as it is; a string is quoted or sent as a literal, whatever it contains.
    enum Part {
        case text(String)
        case string(String)
        case literal([UInt8])
    }

    /// Says a command and reads answers until its own. `each` sees every other answer. Throws when the server says NO or BAD.
    @discardableResult
    func command(
        _ parts: [Part], refusal: ConnectionExplanation.Cause = .refused, each: (IMAPResponse) throws -> Void = { _ in }
    ) throws -> (code: [IMAPValue], text: String) {
        try check()
        begin()
        let tag = try say(parts, each: each)
        while true {
            let response = try answer()
            if case .status(tag, let status, let code, let text) = response {
                guard status == .ok else { throw refused(status, code, text, refusal) }
                return (code, text)
            }
            try notice(response)
            try each(response)
        }
    }

    /// Sends the parts, waiting for leave before each literal. Gives the command's tag.
    func say(_ parts: [Part], each: (IMAPResponse) throws -> Void) throws -> String {
        tags += 1
        let tag = "R\(tags)"
        var line = Array((tag + " ").utf8)
        for part in parts {
            switch part {
            case .text(let text): line += Array(text.utf8)
            case .string(let text) where Self.canBeQuoted(text): line += Array(Self.quoted(text).utf8)
            case .string(let text): try sendLiteral(Array(text.utf8), after: &line, tag: tag, each: each)
            case .literal(let bytes): try sendLiteral(bytes, after: &line, tag: tag, each: each)
            }
        }
        try send(line + Array("\r\n".utf8))
        return tag
    }

    private func sendLiteral(_ bytes: [UInt8], after line: inout [UInt8], tag: String, each: (IMAPResponse) throws -> Void) throws {
        try send(line + Array("{\(bytes.count)}\r\n".utf8))
        waiting: while true {
            switch try answer() {
            case .goOn: break waiting
            case .status(tag, let status, let code, let text): throw refused(status, code, text, .refused)
            case let other:
                try notice(other)
                try each(other)
            }
        }
        try send(bytes, isSecret: true)
        line = []
    }

    private static func canBeQuoted(_ text: String) -> Bool {
        text.utf8.count <= 500 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }

    func askCapabilities() throws {
        var found: Set<String> = []
        try command([.text("CAPABILITY")]) { response in
            guard case .data(_, "CAPABILITY", let values) = response else { return }
            found.formUnion(values.compactMap { $0.text?.uppercased() })
        }
        capabilities = found
    }

    /// Keeps literals of up to `bytes` for the answers that `body` reads.
    func keepingLiterals<Value>(upTo bytes: Int, _ body: () throws -> Value) rethrows -> Value {
        let before = reader.keep
        reader.keep = bytes
        defer { reader.keep = before }
        return try body()
    }

    private func refused(
        _ status: IMAPResponse.Status, _ code: [IMAPValue], _ text: String, _ refusal: ConnectionExplanation.Cause
    ) -> ConnectionExplanation {
        let line = (code.isEmpty ? "" : "[\(code.compactMap(\.text).joined(separator: " "))] ") + text
        let cause = status == .bad ? .malformedAnswer : ConnectionExplanation.busy(line) ?? refusal
        return ConnectionExplanation(status == .bad ? .refused : cause, detail: line, provider: MailProvider(host: address.host))
    }

    /// What every answer may mean besides what was asked.
    func notice(_ response: IMAPResponse) throws {
        switch response {
        case .status(nil, .bye, _, let text):
            throw broken(ConnectionExplanation(ConnectionExplanation.busy(text) ?? .closedByServer, detail: text))
        case .status(nil, .ok, let code, _) where code.first?.text?.uppercased() == "UIDVALIDITY":
            if let number = code.dropFirst().first?.number.flatMap({ UInt32(exactly: $0) }) { selection?.uidValidity = number }
        case .data(let number?, "EXISTS", _):
            hasNews = true
            selection?.exists = Int(number)
        case .data(_?, "RECENT", _): hasNews = true
        default: break
        }
    }

    // MARK: Bytes

    /// Starts the clocks of one command.
    func begin() {
        commandEnds = .now + limits.command
        silenceEnds = .now + limits.silence
    }

    /// Starts them for a wait that may be as long and as silent as it likes until `end`.
    func begin(until end: ContinuousClock.Instant) {
        commandEnds = end
        silenceEnds = end
    }

    func check() throws {
        if let broken { throw broken }
    }

    /// The next answer, whichever it is.
    func answer() throws -> IMAPResponse {
        do {
            let response = try reader.next()
            transcript.server(response.summary.utf8)
            return response
        } catch let error as IMAPMalformed {
            throw broken(ConnectionExplanation(.malformedAnswer, detail: error.line))
        }
    }

    private func receive() throws -> [UInt8] {
        while true {
            if wake.isStopped { throw broken(ConnectionExplanation(.stopped)) }
            var code = CURLE_OK
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                code = curl_easy_recv(curl.easy, buffer.baseAddress, buffer.count, &count)
                if code != CURLE_OK { count = 0 }
            }
            switch code {
            case CURLE_OK where !bytes.isEmpty:
                silenceEnds = max(silenceEnds, .now + limits.silence)
                guard isIdling || ContinuousClock.now < commandEnds else { throw broken(ConnectionExplanation(.timedOut)) }
                return bytes
            case CURLE_OK: throw broken(ConnectionExplanation(.closedByServer))
            case CURLE_AGAIN: try wait(for: POLLIN)
            default: throw broken(ConnectionExplanation(curl.failure(code), host: address.host))
            }
        }
    }

    func send(_ bytes: [UInt8], isSecret: Bool = false) throws {
        transcript.client(isSecret ? Array("(\(bytes.count) bytes)".utf8) : bytes)
        var sent = 0
        while sent < bytes.count {
            var count = 0
            let code = bytes[sent...].withUnsafeBytes { curl_easy_send(curl.easy, $0.baseAddress, $0.count, &count) }
            switch code {
            case CURLE_OK:
                sent += count
                silenceEnds = max(silenceEnds, .now + limits.silence)
            case CURLE_AGAIN: try wait(for: POLLOUT)
            default: throw broken(ConnectionExplanation(curl.failure(code), host: address.host))
            }
        }
    }

    /// Thrown through the reader by `wait` when IDLE is to come back; the connection stays as good as it was.
    struct Interrupted: Error {}
    /// Thrown when the end given to `begin(until:)` is reached.
    struct WaitEnded: Error {}
    /// Whether an interruption or the end of the wait are expected now.
    var isIdling = false

    private func wait(for event: Int32) throws {
        while true {
            if wake.isStopped { throw broken(ConnectionExplanation(.stopped)) }
            if isIdling, wake.takeInterrupt() { throw comeBack(Interrupted()) }
            let now = ContinuousClock.now
            let end = min(commandEnds, silenceEnds)
            guard now < end else { throw isIdling ? comeBack(WaitEnded()) : broken(ConnectionExplanation(.timedOut)) }
            var polled = [
                pollfd(fd: curl.socket, events: Int16(event), revents: 0), pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&polled, 2, Int32(clamping: (end - now).milliseconds))
            if ready < 0, errno != EINTR { throw broken(ConnectionExplanation(.other, detail: String(cString: strerror(errno)))) }
            if polled[1].revents != 0 { wake.drain() }
            if polled[0].revents != 0 { return }
        }
    }

    /// Leaves a wait between two answers. Inside one, which no server has a reason for, the half that was read would be lost: the
    /// connection then counts as dead.
    private func comeBack(_ reason: any Error) -> any Error {
        reader.isInsideAnswer ? broken(ConnectionExplanation(.timedOut)) : reason
    }

    func broken(_ explanation: ConnectionExplanation) -> ConnectionExplanation {
        broken = broken ?? explanation
        return explanation
    }

    /// Says goodbye if that is still possible, waits a second for the answer, and closes.
    func close() {
        if broken == nil {
            commandEnds = .now + .seconds(1)
            silenceEnds = commandEnds
            _ = try? say([.text("LOGOUT")]) { _ in }
            while broken == nil, (try? answer()).map({ if case .status(nil, .bye, _, _) = $0 { false } else { true } }) ?? false {}
        }
        _ = broken(ConnectionExplanation(.stopped))
        curl.disconnect()
    }
}

extension IMAPResponse {
    /// For the transcript: whole for what is said to people, without values that may hold a message.
    var summary: String {
        switch self {
        case .goOn(let text): "+ \(text)"
        case .status(let tag, let status, let code, let text):
            "\(tag ?? "*") \(status.rawValue) \(code.isEmpty ? "" : "[\(code.compactMap(\.text).joined(separator: " "))] ")\(text)"
        case .data(let number, let name, let values):
            "* " + (number.map { "\($0) " } ?? "") + name
                + (name == "FETCH" ? " (…)" : values.isEmpty ? "" : " " + values.map { $0.text ?? "(…)" }.joined(separator: " "))
        }
    }
}
