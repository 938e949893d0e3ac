import CCurl
import Foundation

/// A request to somebody else's server: a webhook, a token exchange, a picture.
public struct HTTPRequest: Sendable {
    public var method: String
    /// http or https.
    public var url: String
    /// In the order they are sent. A name may come twice.
    public var headers: [(name: String, value: String)]
    /// Nil sends none; an empty one sends `Content-Length: 0`.
    public var body: [UInt8]?
    /// For everything together.
    public var timeout: Duration
    /// A longer answer fails with `.tooLarge`.
    public var maxResponseBytes: Int
    /// How many redirects to follow; each is judged by the same policy. None by default: a webhook's receiver is where its owner said.
    public var redirects: Int

    public init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(15), maxResponseBytes: Int = 1 << 20, redirects: Int = 0
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maxResponseBytes = maxResponseBytes
        self.redirects = redirects
    }
}

public struct HTTPResponse: Sendable {
    public var status: Int
    /// As they came, of the last answer when redirects were followed.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in whatever case it is written.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Sends requests, each on its own connection, on a few threads of its own. Any status the server gives is an answer, not an error.
public struct HTTPClient: Sendable {
    public var policy: AddressPolicy
    public var trust: Trust
    /// `Regulars/1.0 (+https://…)`.
    public var userAgent: String
    private let threads: BlockingThreads
    /// Names for tests, in libcurl's form `host:port:address`.
    var resolve: [String] = []

    /// `threads`: how many requests run at once; more wait their turn.
    public init(policy: AddressPolicy = .publicOnly, trust: Trust = .system, userAgent: String = "Regulars", threads: Int = 4) {
        self.policy = policy
        self.trust = trust
        self.userAgent = userAgent
        self.threads = BlockingThreads("http", count: threads)
    }

    /// Throws `ConnectionExplanation`. Cancelling the task ends the request at once.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let wake = Wake()
        return try await withTaskCancellationHandler {
            try await threads.run { [self] in try perform(request, wake: wake) }
        } onCancel: {
            wake.stop()
        }
    }

    private func perform(_ request: HTTPRequest, wake: Wake) throws -> HTTPResponse {
        if wake.isStopped { throw ConnectionExplanation(.stopped) }
        try check(request)
        let curl = CurlHandle(wake: wake)
        prepare(curl, for: request)
        var response = HTTPResponse(status: 0)
        var isTooLarge = false
        var refused: IPAddress?
        curl.onBody = { bytes in
            isTooLarge = response.body.count + bytes.count > request.maxResponseBytes
            guard !isTooLarge else { return false }
            response.body.append(contentsOf: bytes)
            return true
        }
        var headerBytes = 0
        curl.onHeader = { bytes in
            headerBytes += bytes.count
            guard headerBytes <= 256 << 10 else { return }
            let line = String(decoding: bytes, as: UTF8.self)
            // A status line begins a new answer: after a redirect or a "100 Continue".
            if line.hasPrefix("HTTP/") { response = HTTPResponse(status: 0) }
            guard let colon = line.firstIndex(of: ":") else { return }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            response.headers.append((String(line[..<colon]), value))
        }
        let policy = policy
        curl.allows = { address in
            guard policy != .anywhere else { return true }
            guard let address = IPAddress(address) else { return false }
            if policy.allows(address) { return true }
            refused = address
            return false
        }
        do {
            try curl.perform()
        } catch {
            let host = URL(string: request.url)?.host() ?? request.url
            if isTooLarge { throw ConnectionExplanation(.tooLarge, detail: "more than \(request.maxResponseBytes) bytes") }
            if let refused, error.code == CURLE_COULDNT_CONNECT { throw ConnectionExplanation(.addressNotAllowed, detail: "\(refused)") }
            throw ConnectionExplanation(error, host: host)
        }
        response.status = ccurl_number(curl.easy, CURLINFO_RESPONSE_CODE)
        return response
    }

    /// What would change the meaning of the request if it went out as it is.
    private func check(_ request: HTTPRequest) throws {
        let tokens = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        let isToken = { (text: String) in !text.isEmpty && text.utf8.allSatisfy(tokens.contains) }
        let scheme = request.url.prefix { $0 != ":" }.lowercased()
        guard ["http", "https"].contains(scheme), request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw ConnectionExplanation(.badAddress, detail: request.url)
        }
        guard isToken(request.method) else { throw ConnectionExplanation(.badAddress, detail: request.method) }
        for header in request.headers
        where !isToken(header.name) || header.value.utf8.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) {
            throw ConnectionExplanation(.badAddress, detail: "header \(header.name)")
        }
    }

    private func prepare(_ curl: CurlHandle, for request: HTTPRequest) {
        curl.set(CURLOPT_URL, request.url)
        curl.set(CURLOPT_PROTOCOLS_STR, "http,https")
        curl.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        curl.set(CURLOPT_FOLLOWLOCATION, request.redirects > 0 ? 1 : 0)
        curl.set(CURLOPT_MAXREDIRS, request.redirects)
        curl.set(CURLOPT_TIMEOUT_MS, request.timeout.milliseconds)
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, request.timeout.milliseconds)
        curl.set(CURLOPT_USERAGENT, userAgent)
        curl.set(CURLOPT_PATH_AS_IS, 1)
        // A proxy from the environment would be what is connected to, and the target's address could not be judged.
        if policy != .anywhere { curl.set(CURLOPT_PROXY, "") }
        if !resolve.isEmpty { curl.set(CURLOPT_RESOLVE, resolve) }
        curl.set(trust)
        if let body = request.body {
            curl.set(CURLOPT_POST, 1)
            body.withUnsafeBytes { _ = ccurl_set_body(curl.easy, $0.baseAddress, $0.count) }
        }
        if request.method == "HEAD" {
            curl.set(CURLOPT_NOBODY, 1)
        } else if request.method != (request.body == nil ? "GET" : "POST") {
            curl.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        let named = Set(request.headers.map { $0.name.lowercased() })
        // Without these libcurl adds a form's type, and waits a second for "100 Continue" before a large body.
        if request.body != nil, !named.contains("content-type") { lines.append("Content-Type:") }
        if !named.contains("expect") { lines.append("Expect:") }
        curl.set(CURLOPT_HTTPHEADER, lines)
    }
}
