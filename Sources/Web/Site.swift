import Language
import Logging
import Secrets

/// All pages and the way a call takes through them: match, recognise, may it, is it ours, answer, dress.
///
/// Knows nothing of sockets, so tests call ``answer(_:)`` directly and see what a browser would.
public struct Site: Sendable {
    /// What the floors above tell the site.
    public struct Host: Sendable {
        /// The visitor behind a session cookie or an API token; nil for strangers and for what has expired.
        public var recognise: @Sendable (_ cookie: String?, _ bearer: String?, _ now: Int64) async throws -> Visitor?
        /// The page inside rail and bars.
        public var frame: @Sendable (Page, Visit) async throws -> HTML
        /// The page for a status: 403, 404, 500 …
        public var trouble: @Sendable (_ status: Int, Visit) -> Page
        public var words: @Sendable (Visitor?, _ acceptLanguage: String?) -> Words
        /// UTC milliseconds.
        public var now: @Sendable () -> Int64
        /// The address that the shop is reached at from outside ("https://shop.example"), once set.
        public var publicURL: @Sendable () -> String?
        /// Where a stranger is sent who asks for a page of the staff.
        public var entrance: @Sendable () async throws -> Link

        public init(
            recognise: @escaping @Sendable (String?, String?, Int64) async throws -> Visitor?,
            frame: @escaping @Sendable (Page, Visit) async throws -> HTML,
            trouble: @escaping @Sendable (Int, Visit) -> Page,
            words: @escaping @Sendable (Visitor?, String?) -> Words,
            now: @escaping @Sendable () -> Int64,
            publicURL: @escaping @Sendable () -> String?,
            entrance: @escaping @Sendable () async throws -> Link
        ) {
            self.recognise = recognise
            self.frame = frame
            self.trouble = trouble
            self.words = words
            self.now = now
            self.publicURL = publicURL
            self.entrance = entrance
        }
    }

    public let routes: [Route]
    private let table: RouteTable
    private let host: Host
    private let key: [UInt8]
    private let log: Logger
    /// Proxies whose `X-Forwarded-For` and `-Proto` count.
    private let trustedProxies: Set<String>
    public let assets: AssetSet

    /// - Parameter key: 32 secret bytes; signs form tokens and flashes.
    public init(routes: [Route], host: Host, key: [UInt8], assets: AssetSet, trustedProxies: Set<String> = [], log: Logger) {
        self.assets = assets
        self.routes = routes + [assets.route]
        table = RouteTable(self.routes)
        self.host = host
        self.key = key
        self.trustedProxies = trustedProxies
        self.log = log
    }

    /// What a stranger may send: no file goes into memory before we know whose it is.
    static let strangersLimit = 1 << 20

    /// Largest body that the route of a request reads; 0 where there is no such route.
    public func bodyLimit(method: String, target: String, cookie: String? = nil, authorization: String? = nil) async -> Int {
        guard let method = Visit.Method(rawValue: method), case .route(let route, _) = table.match(method, Site.path(of: target)) else {
            return 0
        }
        guard route.bodyLimit > Self.strangersLimit else { return route.bodyLimit }
        let isSecure = host.publicURL()?.hasPrefix("https://") == true
        let session = Cookies.parse(cookie)[Cookies.session(isSecure: isSecure)]
        let bearer = authorization.flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
        let visitor = try? await host.recognise(bearer == nil ? session : nil, bearer, host.now())
        return visitor.flatMap { $0 } == nil ? Self.strangersLimit : route.bodyLimit
    }

    private static func path(of target: String) -> String { String(target.prefix { $0 != "?" && $0 != "#" }) }

    public func answer(_ call: Call) async -> Answer {
        let isHead = call.method == "HEAD"
        let path = Site.path(of: call.target)
        let headers = Dictionary(call.headers.map { ($0.name.lowercased(), $0.value) }) { first, more in first + ", " + more }
        let cookies = Cookies.parse(headers["cookie"])
        let forwarded = trustedProxies.contains(call.peer)
        let isSecure = host.publicURL()?.hasPrefix("https://") == true
        let sessionCookie = cookies[Cookies.session(isSecure: isSecure)]
        let bearer = headers["authorization"].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }

        var visit = Visit(
            method: Visit.Method(rawValue: isHead ? "GET" : call.method) ?? .get, path: path, parts: [:],
            query: Form(urlEncoded: call.target.contains("?") ? call.target.drop { $0 != "?" }.dropFirst() : ""),
            headers: headers, body: call.body, cookies: cookies,
            address: forwarded ? headers["x-forwarded-for"]?.split(separator: ",").last.map { $0.trimmed } ?? call.peer : call.peer,
            now: host.now(), requestID: Random.token(bytes: 9), visitor: nil, t: host.words(nil, headers["accept-language"]), formToken: "",
            flash: nil, assets: assets.base, route: "")
        var newVisit: [UInt8]?
        var answer: Answer
        do {
            guard let method = Visit.Method(rawValue: isHead ? "GET" : call.method) else { throw Refused.badRequest("Unknown method") }
            switch table.match(method, path) {
            case .none:
                visit.visitor = try await host.recognise(sessionCookie, nil, visit.now)
                visit.t = host.words(visit.visitor, headers["accept-language"])
                throw Refused.notFound
            case .otherMethod where method == .get && !path.hasPrefix("/api/") && nearest(path) != nil:
                // Where a refused form has left the browser: who reloads it there wants the page of the form.
                answer = .see(nearest(path) ?? "/")
            case .otherMethod(let allowed):
                answer = Answer.text("This address takes \(allowed.map(\.rawValue).sorted().joined(separator: ", ")).\n", status: 405)
                    .with(header: "allow", allowed.map(\.rawValue).sorted().joined(separator: ", "))
            case .route(let route, let parts):
                visit.parts = parts
                visit.route = route.path
                visit.bodyLimit = route.bodyLimit
                if route.path != assets.route.path {
                    visit.visitor = try await host.recognise(bearer == nil ? sessionCookie : nil, bearer, visit.now)
                    visit.t = host.words(visit.visitor, headers["accept-language"])
                    // A stranger's forms (sign-in, first run) are bound to a throw-away cookie instead of a session.
                    let secret = visit.visitor?.session ?? cookies[Cookies.stranger].map { Array($0.utf8) }
                    if let secret {
                        visit.formToken = token(for: secret)
                    } else {
                        let fresh = Array(Random.token(bytes: 18).utf8)
                        newVisit = fresh
                        visit.formToken = token(for: fresh)
                    }
                    visit.flash = cookies[Cookies.flash].flatMap { readFlash($0, secret: secret ?? []) }
                }
                if call.isTooLarge || call.body.count > route.bodyLimit { throw Refused.tooLarge }
                if let type = headers["content-type"], type.lowercased().hasPrefix("multipart/form-data") {
                    visit.multipart = Multipart(call.body, contentType: type)
                    visit.body = []
                }
                try admit(visit, to: route)
                answer = try await route.handler(visit)
            }
        } catch {
            answer = await trouble(error, visit)
        }
        return await dress(answer, visit: visit, isHead: isHead, isSecure: isSecure, newVisit: newVisit)
    }

    private func isPage(_ path: String) -> Bool { if case .route = table.match(.get, path) { true } else { false } }

    /// The page nearest above an address that is there for forms only.
    private func nearest(_ path: String) -> Link? {
        var parts = path.split(separator: "/")
        while parts.count > 1 {
            parts.removeLast()
            let above = "/" + parts.joined(separator: "/")
            if case .route = table.match(.get, above) { return Link.inside(above) }
        }
        return nil
    }

    // MARK: Who may

    private func admit(_ visit: Visit, to route: Route) throws {
        if visit.visitor == nil, route.access != .anyone { throw Refused.signInFirst }
        if let visitor = visit.visitor, !visitor.passes(route.access) { throw Refused.forbidden }
        guard visit.method != .get else { return }
        // A program with a token sends no cookies, so nobody can make it act by a forged form.
        if visit.visitor?.scopes != nil { return }
        if case .anyone = route.access, route.path.hasPrefix("/hook/") { return }
        guard isOurOrigin(visit) else { throw Refused.forbidden }
        let sent = visit.headers["x-token"] ?? visit.form.raw("_token") ?? ""
        guard equalInConstantTime(Array(sent.utf8), Array(visit.formToken.utf8)) else { throw Refused.conflict("token") }
    }

    /// Browsers tell where a form came from; what tells nothing (curl) still needs the token.
    private func isOurOrigin(_ visit: Visit) -> Bool {
        if let site = visit.headers["sec-fetch-site"], site != "same-origin", site != "none" { return false }
        guard let origin = visit.headers["origin"] else { return true }
        let host = visit.headers["host"] ?? ""
        return origin == "http://" + host || origin == "https://" + host || origin == self.host.publicURL()
    }

    private func token(for secret: [UInt8]) -> String {
        Base64URL.encode(Array(HMAC.sha256(key: key, Array("form:".utf8) + secret).prefix(18)))
    }

    // MARK: What went wrong

    private func trouble(_ error: any Error, _ visit: Visit) async -> Answer {
        let isAPI = visit.path.hasPrefix("/api/")
        switch error {
        case Refused.signInFirst:
            if isAPI { return .problem(401, "sign-in-first", "Send an API token: Authorization: Bearer …") }
            if visit.wantsFragment { return Answer(status: 401) }
            guard let entrance = try? await host.entrance() else { return page(500, visit) }
            // From a form one comes back to the page it stood on, or the nearest that there is.
            let from = visit.method == .get ? visit.path : isPage(visit.path) ? visit.path : nearest(visit.path)?.text ?? "/"
            let back = from != "/" ? Link("?to=\(from)") : ""
            return Answer(status: 303, headers: [("location", (entrance + back).text)])
        case Refused.notFound: return isAPI ? .problem(404, "not-found", "There is nothing at this address.") : page(404, visit)
        case Refused.forbidden: return isAPI ? .problem(403, "forbidden", "This token or role may not do this.") : page(403, visit)
        case Refused.tooLarge where visit.wantsFragment:
            // For the script that sent a file up, which shows the sentence where it was chosen.
            return Answer(
                status: 413, headers: [("content-type", "text/plain; charset=utf-8")],
                body: .text(visit.t("This is too large: at most {size} go up at once.", ["size": visit.t.bytes(visit.bodyLimit)])))
        case Refused.tooLarge: return isAPI ? .problem(413, "too-large", "The body is larger than this address takes.") : page(413, visit)
        case Refused.badRequest(let sentence): return isAPI ? .problem(400, "bad-request", sentence) : page(400, visit)
        case Refused.conflict(let sentence): return isAPI ? .problem(409, "conflict", sentence) : page(409, visit)
        case let complaints as Complaints where isAPI:
            return .problem(
                422, "invalid", complaints.sentences.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: " "))
        default:
            // The cause goes to the log under the id that the page shows; a stranger sees no insides.
            log.error("request failed", metadata: ["request": "\(visit.requestID)", "route": "\(visit.route)", "error": "\(error)"])
            return isAPI ? .problem(500, "fault", "Something broke here. Request \(visit.requestID).") : page(500, visit)
        }
    }

    private func page(_ status: Int, _ visit: Visit) -> Answer { .page(host.trouble(status, visit), status: status) }

    // MARK: Dress

    private func dress(_ given: Answer, visit: Visit, isHead: Bool, isSecure: Bool, newVisit: [UInt8]?) async -> Answer {
        var answer = given
        var set = Headers(answer.headers)
        if case .page(let page) = answer.body {
            do {
                var reader = visit
                if let words = page.words { reader.t = words }
                answer.body = .markup(try await host.frame(page, reader))
            } catch {
                log.error("frame failed", metadata: ["request": "\(visit.requestID)", "error": "\(error)"])
                answer.status = 500
                answer.body = .text("Something broke here. Request \(visit.requestID).")
            }
            set.default("content-type", "text/html; charset=utf-8")
            set.default("cache-control", "no-store")
            if let newVisit {
                set.add(
                    "set-cookie", Cookies.make(Cookies.stranger, String(decoding: newVisit, as: UTF8.self), maxAge: nil, isSecure: isSecure)
                )
            }
            if visit.cookies[Cookies.flash] != nil, given.flash == nil {
                set.add("set-cookie", Cookies.make(Cookies.flash, "", maxAge: 0, isSecure: isSecure))
            }
        }
        if let flash = given.flash {
            let secret = visit.visitor?.session ?? []
            set.add("set-cookie", Cookies.make(Cookies.flash, writeFlash(flash, secret: secret), maxAge: 60, isSecure: isSecure))
        }
        set.default("content-security-policy", Site.contentPolicy)
        set.default("x-frame-options", "DENY")
        set.default("x-content-type-options", "nosniff")
        set.default("referrer-policy", "same-origin")
        set.default("cross-origin-opener-policy", "same-origin")
        set.default("permissions-policy", "camera=(), microphone=(), geolocation=()")
        if isSecure { set.default("strict-transport-security", "max-age=31536000") }
        set.default("x-request-id", visit.requestID)
        answer.headers = set.list
        if isHead { answer.body = .none }
        return answer
    }

    static let contentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "form-action 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"

    private func writeFlash(_ flash: Flash, secret: [UInt8]) -> String {
        let lines = [flash.words, flash.undo?.text ?? "", flash.undoSeconds.map { String($0) } ?? "", flash.hasFailed ? "failed" : ""]
        let plain = Array(lines.joined(separator: "\n").utf8)
        return Base64URL.encode(Array(HMAC.sha256(key: key, Array("flash:".utf8) + secret + plain).prefix(12)) + plain)
    }

    private func readFlash(_ cookie: String, secret: [UInt8]) -> Flash? {
        guard let bytes = Base64URL.decode(cookie), bytes.count > 12 else { return nil }
        let plain = Array(bytes[12...])
        guard equalInConstantTime(Array(bytes[..<12]), Array(HMAC.sha256(key: key, Array("flash:".utf8) + secret + plain).prefix(12)))
        else {
            return nil
        }
        let lines = String(decoding: plain, as: UTF8.self).split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        return Flash(
            words: String(lines[0]), undo: lines.count > 1 ? Link.inside(String(lines[1])) : nil,
            undoSeconds: lines.count > 2 ? Int(lines[2]) : nil, hasFailed: lines.count > 3 && lines[3] == "failed")
    }
}

/// A list of headers in which the first to speak is right.
private struct Headers {
    var list: [(name: String, value: String)]
    init(_ list: [(name: String, value: String)]) { self.list = list }
    mutating func add(_ name: String, _ value: String) { list.append((name: name, value: value)) }
    mutating func `default`(_ name: String, _ value: String) { if !list.contains(where: { $0.name == name }) { add(name, value) } }
}

extension Answer {
    /// A refusal for programs, in the shape of RFC 9457, with a code that stays the same in every language.
    public static func problem(_ status: Int, _ code: String, _ sentence: String) -> Answer {
        let json = "{\"status\":\(status),\"code\":\(JSON.quoted(code)),\"detail\":\(JSON.quoted(sentence))}"
        return Answer(
            status: status, headers: [("content-type", "application/problem+json"), ("cache-control", "no-store")], body: .text(json))
    }
}
