import Core
import Secrets
import Storage
import Web

/// A link by which a member of staff chooses a password: for somebody new, and for somebody locked out.
///
/// Nothing is stored. The token is signed over the person and the password of now, so it works once: with the new password it is no
/// longer true. It ends after seven days, or with the person's account.
public enum Invitation {
    static let lasts: Duration = .seconds(7 * 24 * 3600)

    /// "/join?token=…", to be written behind the shop's address. Nil where there is no such active member of staff.
    public static func link(for staff: Staff.ID, now: Instant, _ shop: Shop, _ db: Reader) throws -> Link? {
        guard let password = try db.passwordHash(of: staff) else { return nil }
        let end = now + lasts
        let body = "\(staff).\(end.milliseconds)"
        return Link("/join?token=\(body + "." + seal(body, password, shop))")
    }

    /// Who may come in by this token; nil when it is wrong, used or too old.
    static func read(_ token: String, now: Instant, _ shop: Shop, _ db: Reader) throws -> Staff? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let id = Staff.ID(String(parts[0])), let end = Int64(parts[1]), end > now.milliseconds,
            let password = try db.passwordHash(of: id)
        else { return nil }
        let right = seal("\(parts[0]).\(parts[1])", password, shop)
        guard equalInConstantTime(Array(right.utf8), Array(parts[2].utf8)) else { return nil }
        return try db.staff(id)
    }

    private static func seal(_ body: String, _ password: String, _ shop: Shop) -> String {
        Base64URL.encode(HMAC.sha256(key: shop.key, Array("join:\(body):\(password)".utf8)).prefix(18))
    }
}
