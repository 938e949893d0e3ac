import Core
import Secrets
import Storage
import Web

/// A signed-in browser. The cookie is 24 random bytes; the database holds its digest and a secret that form tokens are bound to.
enum Session {
    /// A session ends after so long without a visit.
    static let idle: Duration = .seconds(14 * 24 * 3600)
    static let seenEvery: Int64 = 10 * 60 * 1000

    /// Opens a session; returns the cookie's value.
    static func open(for staff: Staff.ID, agent: String, _ tx: Tx) throws -> String {
        let cookie = Random.token()
        try tx.db.run(
            """
            INSERT INTO session (digest, staff_id, secret, created_at, seen_at, expires_at, agent)
            VALUES (\(digest(cookie)), \(staff), \(Random.token()), \(tx.now), \(tx.now), \(tx.now + idle), \(String(agent.prefix(200))))
            """)
        try tx.record("staff.signed-in", subject: Event.Subject("staff", staff))
        return cookie
    }

    static func close(_ cookie: String, _ tx: Tx) throws {
        try tx.db.run("DELETE FROM session WHERE digest = \(digest(cookie))")
        try tx.record("staff.signed-out")
    }

    /// All sessions of one person but the one with the digest `kept`: a changed password, a leaver.
    static func closeAll(of staff: Staff.ID, but kept: String? = nil, _ tx: Tx) throws {
        try tx.db.run("DELETE FROM session WHERE staff_id = \(staff) AND digest <> \(kept ?? "")")
    }

    /// One signed-in browser, as its owner sees it.
    struct Shown: Sendable {
        var digest: String
        var createdAt: Instant
        var seenAt: Instant
        var agent: String
    }

    /// A person's open sessions, last seen first.
    static func all(of staff: Staff.ID, now: Instant, _ db: Reader) throws -> [Shown] {
        try db.all(
            """
            SELECT digest, created_at, seen_at, agent FROM session WHERE staff_id = \(staff) AND expires_at > \(now)
            ORDER BY seen_at DESC, digest LIMIT 50
            """
        ) { row in Shown(digest: try row.next(), createdAt: try row.next(), seenAt: try row.next(), agent: try row.next()) }
    }

    struct Found: Sendable {
        var visitor: Visitor
        var isStale: Bool
    }

    static func find(_ cookie: String, now: Instant, _ db: Reader) throws -> Found? {
        try db.first(
            """
            SELECT s.id, s.name, s.role, s.language, x.secret, x.seen_at FROM session x JOIN staff s ON s.id = x.staff_id
            WHERE x.digest = \(digest(cookie)) AND x.expires_at > \(now) AND s.is_active = 1
            """
        ) { row in
            let visitor = Visitor(
                staff: try row.next(), name: try row.next(), role: Role(rawValue: try row.next()) ?? .viewer, language: try row.next(),
                session: Array(try row.next(String.self).utf8))
            let seen: Instant = try row.next()
            return Found(visitor: visitor, isStale: now.milliseconds - seen.milliseconds > seenEvery)
        }
    }

    static func touch(_ cookie: String, _ tx: Tx) throws {
        tx.silentByIntent = true
        try tx.db.run("UPDATE session SET seen_at = \(tx.now), expires_at = \(tx.now + idle) WHERE digest = \(digest(cookie))")
    }

    static func digest(_ cookie: String) -> String { Base64URL.encode(Digest.sha256(Array(cookie.utf8))) }

    /// Removes what has ended.
    static let sweep = JobKind("session.sweep") { _, shop in
        try await shop.write(as: .program("session sweep")) { tx in
            tx.silentByIntent = true
            try tx.db.run("DELETE FROM session WHERE expires_at <= \(tx.now)")
            try Idempotency.forget(tx)
            try tx.forgetDeliveries()
        }
    }
}
