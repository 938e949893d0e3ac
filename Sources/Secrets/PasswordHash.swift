import CCrypto
import Dispatch
import Foundation

/// A password as it is stored: `scrypt$N$r$p$salt$hash` (RFC 7914; salt and hash in base64url), costly to guess.
///
/// `make` and `verify` keep their thread busy for about 80 ms and 32 MB at the standard cost. From async code call
/// `makeInBackground` and `verifyInBackground`: they use a thread of their own, one password at a time, so that many sign-ins at once take
/// longer rather than all memory and every core.
public enum PasswordHash {
    /// What one guess costs: memory is 128 · n · r bytes, time grows with n · r · p.
    public struct Cost: Equatable, Sendable {
        /// A power of two.
        public var n: UInt64
        public var r: UInt64
        public var p: UInt64

        public init(n: UInt64, r: UInt64, p: UInt64) {
            self.n = n
            self.r = r
            self.p = p
        }

        public static let standard = Cost(n: 1 << 15, r: 8, p: 1)
        /// About 2 ms, so that tests with many people stay quick. Never for a real shop.
        public static let test = Cost(n: 1 << 10, r: 8, p: 1)

        /// Bounds for what `verify` reads from storage, so that a row written by someone else cannot ask for all memory.
        var isSensible: Bool {
            n >= 2 && n <= 1 << 20 && n & (n - 1) == 0 && (1...32).contains(r) && (1...16).contains(p)
        }
    }

    public static func make(_ password: String, cost: Cost = .standard) -> String {
        precondition(cost.isSensible, "scrypt cost out of range")
        let salt = Random.bytes(16)
        guard let hash = scrypt(password, salt: salt, cost: cost, count: 32) else { fatalError("scrypt refused to work") }
        return "scrypt$\(cost.n)$\(cost.r)$\(cost.p)$\(Base64URL.encode(salt))$\(Base64URL.encode(hash))"
    }

    /// Whether `stored` was made from `password`. False for nil (no such person) after the time that a wrong password takes, so that an
    /// answer's speed does not tell who has an account; false at once for text that `make` never wrote.
    public static func verify(_ password: String, against stored: String?) -> Bool {
        guard let stored else {
            _ = scrypt(password, salt: [UInt8](repeating: 0, count: 16), cost: .standard, count: 32)
            return false
        }
        guard let parts = Parts(stored) else { return false }
        guard let hash = scrypt(password, salt: parts.salt, cost: parts.cost, count: parts.hash.count) else { return false }
        return equalInConstantTime(hash, parts.hash)
    }

    public static func makeInBackground(_ password: String, cost: Cost = .standard) async -> String {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: make(password, cost: cost)) }
        }
    }

    public static func verifyInBackground(_ password: String, against stored: String?) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: verify(password, against: stored)) }
        }
    }

    /// Whether `stored` was made with another cost than `cost`, and is to be made anew at the next sign-in.
    public static func isOutdated(_ stored: String, cost: Cost = .standard) -> Bool {
        Parts(stored)?.cost != cost
    }

    private static let queue = DispatchQueue(label: "regulars.password", qos: .userInitiated)

    private struct Parts {
        var cost: Cost
        var salt: [UInt8]
        var hash: [UInt8]

        init?(_ stored: String) {
            let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == "scrypt", let n = UInt64(parts[1]), let r = UInt64(parts[2]), let p = UInt64(parts[3]),
                let salt = Base64URL.decode(parts[4]), let hash = Base64URL.decode(parts[5])
            else { return nil }
            cost = Cost(n: n, r: r, p: p)
            guard cost.isSensible, hash.count >= 16, hash.count <= 64, salt.count <= 64 else { return nil }
            self.salt = salt
            self.hash = hash
        }
    }

    /// The password counts in Unicode's composed form (NFC, as RFC 8265 asks), so that "ö" is the same from every keyboard.
    private static func scrypt(_ password: String, salt: [UInt8], cost: Cost, count: Int) -> [UInt8]? {
        scrypt(Array(password.precomposedStringWithCanonicalMapping.utf8), salt: salt, cost: cost, count: count)
    }

    /// RFC 7914 as it is. Nil when libcrypto refuses the cost or has no memory.
    static func scrypt(_ password: [UInt8], salt: [UInt8], cost: Cost, count: Int) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: count)
        let limit = 128 * cost.r * (cost.n + cost.p + 2) + (1 << 20)
        let done = ccrypto_scrypt(password, password.count, salt, salt.count, cost.n, cost.r, cost.p, limit, &key, count)
        return done == 1 ? key : nil
    }
}
