import Core
import Secrets
import Storage
import Web

/// A key with which another program speaks for a member of staff, limited to scopes. Only its digest is kept: a stolen backup opens nothing.
public struct APIToken: Sendable {
    public typealias ID = Storage.ID<APIToken>

    public var id: ID
    public var staff: Staff.ID
    public var name: String
    public var scopes: Set<String>
    public var createdAt: Instant
    public var usedAt: Instant?
    public var revokedAt: Instant?

    init(row: inout Row) throws {
        id = try row.next()
        staff = try row.next()
        name = try row.next()
        scopes = Set(try row.next(String.self).split(separator: " ").map(String.init))
        createdAt = try row.next()
        usedAt = try row.next()
        revokedAt = try row.next()
    }

    static let columns: SQL = "id, staff_id, name, scopes, created_at, used_at, revoked_at"
    /// Lets secret scanners and people tell our tokens from others.
    static let prefix = "rgl_"
    /// `used_at` is written at most once in so many milliseconds.
    static let usedEvery: Int64 = 10 * 60 * 1000

    /// Makes a token and returns it; it is not to be had again.
    public static func create(name: String, staff: Staff.ID, scopes: Set<String>, _ tx: Tx) throws -> String {
        let token = prefix + Random.token()
        let id: ID = tx.newID()
        try tx.db.run(
            """
            INSERT INTO api_token (id, staff_id, name, digest, scopes, created_at)
            VALUES (\(id), \(staff), \(name), \(digest(token)), \(scopes.sorted().joined(separator: " ")), \(tx.now))
            """)
        try tx.record("token.created", subject: Event.Subject("token", id), data: ["staff": Event.Fact(staff)])
        return token
    }

    /// All scopes that the operations of this program ask for.
    public static func scopes(_ shop: Shop) -> [String] { Set(shop.capabilities.flatMap { $0.api(shop) }.map(\.scope)).sorted() }

    /// Who calls with this token: the member of staff who made it, with the token's scopes. Nil when it is unknown or revoked, or that person
    /// has left.
    static func recognise(_ token: String, now: Instant, _ shop: Shop) async throws -> Visitor? {
        guard token.hasPrefix(prefix), token.utf8.count < 100 else { return nil }
        let digest = digest(token)
        let found = try await shop.glance { db in
            try db.first(
                """
                SELECT a.id, a.scopes, a.used_at, s.id, s.name, s.role, s.language FROM api_token a JOIN staff s ON s.id = a.staff_id
                WHERE a.digest = \(digest) AND a.revoked_at IS NULL AND s.is_active = 1
                """
            ) { row in
                let id: ID = try row.next()
                let scopes = Set(try row.next(String.self).split(separator: " ").map(String.init))
                let used: Instant? = try row.next()
                let visitor = Visitor(
                    staff: try row.next(), name: try row.next(), role: Role(rawValue: try row.next()) ?? .viewer, language: try row.next(),
                    session: [], scopes: scopes)
                return (id: id, used: used, visitor: visitor)
            }
        }
        guard let found else { return nil }
        if found.used.map({ now.milliseconds(since: $0) > usedEvery }) ?? true {
            try await shop.write(as: .program("api")) { tx in
                tx.silentByIntent = true
                try tx.db.run("UPDATE api_token SET used_at = \(now) WHERE id = \(found.id)")
            }
        }
        return found.visitor
    }

    private static func digest(_ token: String) -> String { Base64URL.encode(Digest.sha256(token)) }
}

extension Reader {
    /// Tokens that work, newest first: one person's, or all.
    func apiTokens(of staff: Staff.ID?) throws -> [APIToken] {
        let whose: SQL = staff.map { "AND staff_id = \($0)" } ?? ""
        return try all("SELECT \(APIToken.columns) FROM api_token WHERE revoked_at IS NULL \(whose) ORDER BY id DESC LIMIT 500") {
            try APIToken(row: &$0)
        }
    }
    func apiToken(_ id: APIToken.ID) throws -> APIToken? {
        try first("SELECT \(APIToken.columns) FROM api_token WHERE id = \(id)") { try APIToken(row: &$0) }
    }
}

extension Tx {
    /// The token stops working now. Returns false where it had stopped before.
    func revoke(_ token: APIToken.ID) throws -> Bool {
        guard try db.run("UPDATE api_token SET revoked_at = \(now) WHERE id = \(token) AND revoked_at IS NULL") == 1 else { return false }
        try record("token.revoked", subject: Event.Subject("token", token))
        return true
    }

    func restore(_ token: APIToken.ID) throws {
        guard try db.run("UPDATE api_token SET revoked_at = NULL WHERE id = \(token) AND revoked_at IS NOT NULL") == 1 else { return }
        try record("token.restored", subject: Event.Subject("token", token))
    }
}
