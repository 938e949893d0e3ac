import Core
import Secrets
import Storage
import Web

/// The link by which a person sees and changes what they agreed to. Signed with the shop's key, good for 180 days, for this page alone; it
/// opens nothing of what was written or said.
public enum ConsentLink {
    public static let days = 180

    static func token(for customer: Customer.ID, now: Instant, key: [UInt8]) -> String {
        let end = (now + .seconds(days * 86_400)).milliseconds / 1000
        return "\(customer.number)-\(end)-\(Base64URL.encode(mark(customer, end, key)))"
    }

    /// The whole link: under the shop's own address, else under the one by which the caller reached it.
    public static func address(for customer: Customer.ID, _ visit: Visit, _ shop: Shop, now: Instant) -> String {
        let base = shop.setting(ShopSettings.publicURL) ?? visit.headers["host"].map { "http://" + $0 } ?? ""
        return "\(base)/consent/\(token(for: customer, now: now, key: shop.key))"
    }

    /// Whose it is; nil where it is not ours, or its time is over.
    static func customer(of token: String, now: Instant, key: [UInt8]) -> Customer.ID? {
        let parts = token.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let id = Customer.ID(String(parts[0])), let end = Int64(parts[1]), end * 1000 > now.milliseconds,
            let given = Base64URL.decode(String(parts[2])), equalInConstantTime(given, mark(id, end, key))
        else { return nil }
        return id
    }

    private static func mark(_ customer: Customer.ID, _ end: Int64, _ key: [UInt8]) -> [UInt8] {
        HMAC.sha256(key: key, Array("consent \(customer.number) \(end)".utf8))
    }
}
