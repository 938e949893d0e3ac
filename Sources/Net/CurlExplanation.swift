import CCurl
import Foundation

extension ConnectionExplanation {
    /// What libcurl's failure on a mail connection means, with what was said on it.
    init(_ failure: CurlFailure, to address: ServerAddress, _ transcript: Transcript) {
        let server = transcript.lastFromServer
        self.init(failure, host: address.host, server: server)
        let implicitTLSPorts = [465, 993, 995]
        switch cause {
        case .stopped: break
        case _ where !transcript.foreignGreeting.isEmpty:
            (cause, detail) = (.otherProtocol, transcript.foreignGreeting)
        case _ where failure.code == CURLE_LOGIN_DENIED && !transcript.triedToSignIn:
            (cause, detail) = (address.security == .none ? .passwordNeedsTLS : .passwordsNotAccepted, failure.text)
        // Plain text to a TLS port: both wait for the other to begin, or the server closes.
        case .timedOut, .closedByServer:
            let mayWantTLS = address.security != .tls && server.isEmpty && failure.isConnected
            if mayWantTLS, implicitTLSPorts.contains(address.port) { cause = .serverExpectsTLS }
        default: break
        }
    }

    init(_ failure: CurlFailure, host: String, server: String = "") {
        let provider = MailProvider(host: host)
        let cause = Self.cause(of: failure, server: server, provider: provider)
        let says = [
            Cause.wrongUserOrPassword, .needsAppPassword, .passwordsNotAccepted, .tooManyConnections, .serverBusy, .refused,
            .passwordNeedsTLS,
        ]
        self.init(cause, detail: says.contains(cause) && !server.isEmpty ? server : failure.text, provider: provider)
    }

    private static func cause(of failure: CurlFailure, server: String, provider: MailProvider?) -> Cause {
        switch failure.code {
        case CURLE_URL_MALFORMAT: .badAddress
        case CURLE_UNSUPPORTED_PROTOCOL: failure.isConnected ? .otherProtocol : .badAddress
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .hostNotFound
        case CURLE_COULDNT_CONNECT: connection(failure)
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR: tls(failure.text)
        case CURLE_PEER_FAILED_VERIFICATION: certificate(failure)
        case CURLE_SSL_CACERT_BADFILE: .authorityFileUnreadable
        case CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR: .tlsFailed
        case CURLE_USE_SSL_FAILED: .startTLSNotOffered
        case CURLE_LOGIN_DENIED: signIn(server: server, provider: provider)
        case CURLE_REMOTE_ACCESS_DENIED: busy(server) ?? .refused
        case CURLE_WEIRD_SERVER_REPLY: server.isEmpty ? .otherProtocol : busy(server) ?? .refused
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: .otherProtocol
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: busy(server) ?? .closedByServer
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_ABORTED_BY_CALLBACK: .stopped
        default: .other
        }
    }

    private static func connection(_ failure: CurlFailure) -> Cause {
        switch failure.systemError {
        case ECONNREFUSED: .portRefused
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL: .unreachable
        case ETIMEDOUT: .timedOut
        case ECONNRESET: .closedByServer
        default: .unreachable
        }
    }

    private static func tls(_ text: String) -> Cause {
        let text = text.lowercased()
        let plain = ["wrong version number", "packet length too long", "record layer failure", "http request", "unknown protocol"]
        if plain.contains(where: text.contains) { return .serverSpeaksPlain }
        if text.contains("unexpected eof") || text.contains("syscall") || text.contains("reset by peer") { return .closedByServer }
        return .tlsFailed
    }

    private static func certificate(_ failure: CurlFailure) -> Cause {
        // X509_V_ERR_… of OpenSSL. libcurl compares the host name itself and then leaves no number.
        switch failure.verification {
        case 9, 10: .certificateExpired
        case 62, 64: .certificateForOtherName
        default: failure.text.contains("host name") ? .certificateForOtherName : .certificateNotTrusted
        }
    }

    /// What a refused sign-in means, by the server's sentence.
    static func signIn(server: String, provider: MailProvider?) -> Cause {
        let said = server.lowercased()
        if said.contains("logindisabled") || said.contains("privacyrequired") || said.contains("without ssl/tls") {
            return .passwordNeedsTLS
        }
        let noPasswords = [
            "basic authentication is disabled", "basicauthblocked", "authentication unsuccessful, basic", "web login required",
        ]
        if noPasswords.contains(where: said.contains) { return .passwordsNotAccepted }
        if let busy = busy(server) { return busy }
        let appPassword = ["application-specific", "app password", "app-specific", "invalidsecondfactor", "application password"]
        if appPassword.contains(where: said.contains) || provider?.wantsAppPassword == true { return .needsAppPassword }
        // Exchange Online refuses every password, with the same sentence as for a wrong one.
        if provider == .outlook { return .passwordsNotAccepted }
        return .wrongUserOrPassword
    }

    /// Nil when the server's sentence speaks of neither too many connections nor a passing trouble.
    static func busy(_ server: String) -> Cause? {
        let said = server.lowercased()
        let many = ["too many", "maximum number of connections", "[limit]", "connection limit", "rate limit"]
        if many.contains(where: said.contains) { return .tooManyConnections }
        let busy = [
            "[unavailable]", "temporar", "try again later", "[inuse]", "[in-use]", "[serverbug]", "service not available", "internal error",
        ]
        if busy.contains(where: said.contains) || said.hasPrefix("421") || said.hasPrefix("454") { return .serverBusy }
        return nil
    }
}
