/// Why a connection to a mail or web server did not do what was asked, as a cause that a person can act on. Every error that this room
/// throws for IMAP and HTTP is one of these; pages turn `cause` into words, and show `detail` as what the server itself said.
public struct ConnectionExplanation: Error, Hashable, Sendable {
    public enum Cause: String, CaseIterable, Codable, Sendable {
        // Finding and reaching the server.
        /// The host name or URL cannot be one.
        case badAddress
        /// No such host name, or no name server answers.
        case hostNotFound
        /// The machine is there, nothing listens on the port.
        case portRefused
        /// There is no way to the machine's network.
        case unreachable
        case timedOut
        /// The server ended the connection without saying why.
        case closedByServer
        /// The address is in a private network, which this request may not reach.
        case addressNotAllowed

        // Protection.
        /// TLS from the first byte was asked for, and the port speaks plain text: STARTTLS is likely right.
        case serverSpeaksPlain
        /// The port expects TLS from the first byte and got plain text.
        case serverExpectsTLS
        case startTLSNotOffered
        /// Issued by an authority that is not trusted here, or by the server itself.
        case certificateNotTrusted
        case certificateExpired
        /// Valid, for another host name.
        case certificateForOtherName
        /// The file with the shop's own authorities cannot be read.
        case authorityFileUnreadable
        /// TLS failed otherwise: no common version or cipher.
        case tlsFailed

        // Signing in.
        case wrongUserOrPassword
        /// The provider wants a password made for one program instead of the person's own.
        case needsAppPassword
        /// The server takes no passwords at all (any more), or only by a method that we do not speak.
        case passwordsNotAccepted
        /// The server takes passwords only over a protected connection.
        case passwordNeedsTLS
        /// SMTP only: the server wants a user name and password before it takes mail.
        case signInNeeded

        // Working.
        case folderMissing
        case tooManyConnections
        /// The server says that it is busy or out of order for now.
        case serverBusy
        /// Something else answered: not an IMAP, SMTP or HTTP server.
        case otherProtocol
        /// The server said no to this one command.
        case refused
        /// What the server sent breaks the protocol or is larger than anything sensible.
        case malformedAnswer
        /// The answer is larger than was asked for.
        case tooLarge
        /// The caller stopped it.
        case stopped
        /// Nothing of the above; `detail` is all there is.
        case other
    }

    public var cause: Cause
    /// The server's own sentence, or the TLS library's. In whatever language it speaks; may be empty.
    public var detail: String
    /// Whose server it is, for a hint where its settings are. Nil for one that is not widely known.
    public var provider: MailProvider?

    public init(_ cause: Cause, detail: String = "", provider: MailProvider? = nil) {
        self.cause = cause
        self.detail = detail
        self.provider = provider
    }

    /// Whether trying again later, with nothing changed, may work. Where it may not, a person must change something first.
    public var mayPass: Bool {
        switch cause {
        case .hostNotFound, .portRefused, .unreachable, .timedOut, .closedByServer, .tooManyConnections, .serverBusy, .other: true
        case .badAddress, .addressNotAllowed, .serverSpeaksPlain, .serverExpectsTLS, .startTLSNotOffered, .certificateNotTrusted,
            .certificateExpired, .certificateForOtherName, .authorityFileUnreadable, .tlsFailed, .wrongUserOrPassword, .needsAppPassword,
            .passwordsNotAccepted, .passwordNeedsTLS, .signInNeeded, .folderMissing, .otherProtocol, .refused, .malformedAnswer, .tooLarge,
            .stopped:
            false
        }
    }
}

/// Providers whose mailboxes need something particular before another program may read them.
public enum MailProvider: String, CaseIterable, Codable, Sendable {
    case gmail, outlook, yahoo, icloud, aol, fastmail, zoho, yandex, gmx

    /// By the server's host name, or the domain of a mail address.
    public init?(host: String) {
        let host = host.lowercased()
        let found = Self.allCases.first { provider in
            provider.domains.contains { host == $0 || host.hasSuffix("." + $0) }
        }
        guard let found else { return nil }
        self = found
    }

    /// Providers that refuse a person's own password in other programs once two-step sign-in is on, as their help pages say.
    public var wantsAppPassword: Bool {
        switch self {
        case .gmail, .yahoo, .icloud, .aol, .fastmail, .zoho, .yandex: true
        case .outlook, .gmx: false
        }
    }

    private var domains: [String] {
        switch self {
        case .gmail: ["gmail.com", "googlemail.com", "google.com"]
        case .outlook: ["outlook.com", "office365.com", "hotmail.com", "live.com", "msn.com"]
        case .yahoo: ["yahoo.com", "ymail.com", "yahoodns.net"]
        case .icloud: ["icloud.com", "me.com", "mac.com"]
        case .aol: ["aol.com"]
        case .fastmail: ["fastmail.com", "messagingengine.com"]
        case .zoho: ["zoho.com", "zoho.eu", "zoho.in"]
        case .yandex: ["yandex.com", "yandex.ru", "yandex.com.tr"]
        case .gmx: ["gmx.com", "gmx.net", "gmx.de"]
        }
    }
}
