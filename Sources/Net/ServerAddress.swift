/// Where a mail server answers, and how the connection is protected.
public struct ServerAddress: Hashable, Codable, Sendable {
    public enum Security: String, CaseIterable, Codable, Sendable {
        /// TLS from the first byte (993, 465).
        case tls
        /// Plain at first, then TLS by STARTTLS before anything secret is said; without STARTTLS the connection fails (143, 587).
        case starttls
        /// No protection: only for a server on the same machine or in the shop's own network.
        case none
    }

    public var host: String
    public var port: Int
    public var security: Security

    public init(host: String, port: Int, security: Security) {
        self.host = host
        self.port = port
        self.security = security
    }

    /// Nil when the host or port cannot stand in a URL: such text must not reach libcurl, which would read
    /// `host/path` or `user@host` in it.
    func url(scheme: String, path: String = "") -> String? {
        guard (1...65535).contains(port), !host.isEmpty, host.utf8.count <= 255 else { return nil }
        let forbidden = Set(" /\\@?#%[]<>\"'`{}|^\u{7F}".unicodeScalars)
        guard host.unicodeScalars.allSatisfy({ $0.value > 0x20 && !forbidden.contains($0) }) else { return nil }
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)\(security == .tls ? "s" : "")://\(name):\(port)/\(path)"
    }
}

/// Who signs in. Never printed: its description leaves the password out.
public struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var user: String
    public var password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    public var description: String { "\(user), password hidden" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}

/// Whose certificates are believed.
public enum Trust: Hashable, Codable, Sendable {
    /// The authorities that the operating system trusts.
    case system
    /// Those in this PEM file (the shop's own authority), besides the system's.
    case authority(path: String)
    /// Any certificate at all: only after the owner chose it for this one server, having read that others may then read along.
    case anyone
}

/// How long to wait before a connection counts as dead.
public struct TimeLimits: Hashable, Sendable {
    /// For name, connection, TLS and sign-in together.
    public var connect: Duration
    /// Without a single byte from the server while one is awaited.
    public var silence: Duration
    /// For one command as a whole, however busily the server drips.
    public var command: Duration

    public init(connect: Duration = .seconds(30), silence: Duration = .seconds(60), command: Duration = .seconds(600)) {
        self.connect = connect
        self.silence = silence
        self.command = command
    }
}

extension Duration {
    /// Rounded up, at least 1 (0 would mean "no limit" to libcurl), at most an hour short of what 32 bits hold.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, 0), 2_000_000) * 1000
        return max(1, Int(whole) + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
