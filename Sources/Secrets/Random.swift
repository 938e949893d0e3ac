import CCrypto

/// Bytes that nobody can guess, from libcrypto's generator (seeded by the kernel).
public enum Random {
    public static func bytes(_ count: Int) -> [UInt8] {
        filled(count) { ccrypto_random($0, count) }
    }

    /// A secret for a link, a cookie or an API: base64url, so that it stands in a URL as it is. 24 bytes give 32 characters.
    public static func token(bytes count: Int = 24) -> String {
        Base64URL.encode(bytes(count))
    }

    /// A code that a person types: decimal digits, each equally likely, leading zeros kept.
    public static func code(digits: Int) -> String {
        var system = Generator()
        return String((0..<digits).map { _ in Character(String(UInt8.random(in: 0...9, using: &system))) })
    }

    /// The same source for the standard library's `random(in:using:)` and `shuffled(using:)`.
    public struct Generator: RandomNumberGenerator, Sendable {
        public init() {}

        public mutating func next() -> UInt64 {
            Random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
