/// What the shop's own mail server found out about the sender of a mail, as it wrote it into Authentication-Results (RFC 8601).
///
/// A From header is what a stranger wrote. Only the results of one's own server count, by the name that it signs them with: servers in between,
/// and the stranger, may write such headers too (RFC 8601, section 5, has a server remove those that claim its own name).
public enum SenderProof: String, Sendable, CaseIterable {
    /// DMARC passed, or SPF or DKIM passed for the domain in From.
    case proven
    /// The server looked, and nothing vouches for the domain in From.
    case unproven

    /// - Parameters:
    ///   - results: The values of the Authentication-Results headers, topmost first.
    ///   - from: The address in From.
    ///   - server: The name that one's own server writes its results under; nil when it is not known.
    /// - Returns: Nil where one's own server says nothing, or is not known.
    public static func judge(_ results: [String], from: MailAddress?, server: String?) -> SenderProof? {
        guard let server = server?.asciiLowercased, let from else { return nil }
        let own = results.map(AuthenticationResults.init).filter { $0.server == server }
        // Where a server wrote several headers, the topmost that speaks of a method is the last word on it.
        func checks(_ method: String) -> [AuthenticationResults.Check] {
            own.lazy.map { $0.checks.filter { $0.method == method } }.first { !$0.isEmpty } ?? []
        }
        let dmarc = checks("dmarc")
        if let verdict = dmarc.first(where: { $0.result == "pass" || $0.result == "fail" }) {
            let judged = verdict.properties["header.from"] ?? from.domain
            return verdict.result == "pass" && isAligned(judged, from.domain) ? .proven : .unproven
        }
        let (dkim, spf, auth) = (checks("dkim"), checks("spf"), checks("auth"))
        guard !(dmarc + dkim + spf + auth).isEmpty else { return nil }
        let isSigned = dkim.contains { check in
            check.result == "pass" && [check.properties["header.d"], check.properties["header.i"]].contains { isAligned($0, from.domain) }
        }
        let isSent = spf.contains { $0.result == "pass" && isAligned($0.properties["smtp.mailfrom"], from.domain) }
        let isSignedIn = auth.contains { $0.result == "pass" && $0.properties["smtp.auth"] == from.key }
        return isSigned || isSent || isSignedIn ? .proven : .unproven
    }

    /// The name under which a server wrote one Authentication-Results header; nil where it gave none, as Outlook.com does.
    public static func server(of results: String) -> String? { AuthenticationResults(results).server }

    /// Relaxed alignment (RFC 7489, section 3.1): the same domain, or one below the other.
    private static func isAligned(_ claimed: String?, _ domain: String) -> Bool {
        guard let claimed = claimed?.split(separator: "@").last.map(String.init), claimed.contains(".") else { return false }
        return claimed == domain || claimed.hasSuffix("." + domain) || domain.hasSuffix("." + claimed)
    }
}

/// One Authentication-Results header.
private struct AuthenticationResults {
    struct Check {
        /// "spf", "dkim", "dmarc", "auth" …
        var method: String
        /// "pass", "fail", "none", "softfail" …
        var result: String
        /// "header.d": "example.org" and the like.
        var properties: [String: String] = [:]
    }

    var server: String?
    var checks: [Check] = []

    init(_ text: String) {
        let pieces = Self.withoutComments(text).asciiLowercased.split(separator: ";", maxSplits: 60)
        for (place, piece) in pieces.enumerated() {
            let words = piece.split(whereSeparator: { $0.isWhitespace })
            guard let first = words.first else { continue }
            let parts = first.split(separator: "=", maxSplits: 1)
            if parts.count < 2 {
                if place == 0 { server = String(first) }
                continue
            }
            var check = Check(method: String(parts[0].prefix { $0 != "/" }), result: String(parts[1]))
            for word in words.dropFirst() {
                let property = word.split(separator: "=", maxSplits: 1)
                guard property.count == 2 else { continue }
                check.properties[String(property[0])] = property[1].trimmingCharacters("\"")
            }
            checks.append(check)
        }
    }

    /// Comments are for people and may contain anything, semicolons too.
    private static func withoutComments(_ text: String) -> String {
        var result = ""
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
                if depth == 0 { result.append(character) }
                continue
            }
            switch character {
            case "\\" where depth > 0 || isQuoted: isEscaped = true
            case "\"" where depth == 0:
                isQuoted.toggle()
                result.append(character)
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted && depth > 0: depth -= 1
            default: if depth == 0 { result.append(character) }
            }
        }
        return result
    }
}

extension Substring {
    fileprivate func trimmingCharacters(_ unwanted: String) -> String {
        var rest = self
        while let first = rest.first, unwanted.contains(first) { rest.removeFirst() }
        while let last = rest.last, unwanted.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
