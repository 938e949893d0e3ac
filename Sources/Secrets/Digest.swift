import CCrypto

/// SHA-256, for telling bytes apart: content hashes, tokens stored as their digest.
public enum Digest {
    /// 32 bytes.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.withContiguousStorageIfAvailable(sha256) ?? Array(bytes).withUnsafeBufferPointer(sha256)
    }

    /// The digest of the text's UTF-8 bytes.
    public static func sha256(_ text: String) -> [UInt8] {
        sha256(text.utf8)
    }

    /// 64 lower-case hexadecimal digits.
    public static func sha256Hex(_ bytes: some Sequence<UInt8>) -> String {
        Hex.encode(sha256(bytes))
    }

    private static func sha256(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        filled(Int(CCRYPTO_DIGEST_BYTES)) { ccrypto_sha256(bytes.baseAddress, bytes.count, $0) }
    }
}

/// HMAC-SHA-256 (RFC 2104): proof that someone who holds `key` wrote the message.
public enum HMAC {
    /// 32 bytes. Compare two of them with `equalInConstantTime`, never with `==`.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        filled(Int(CCRYPTO_DIGEST_BYTES)) { ccrypto_hmac_sha256(key, key.count, message, message.count, $0) }
    }
}

/// Whether `a` and `b` are equal. For equally long ones the time taken says nothing about where they differ; lengths are no secret.
public func equalInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && ccrypto_equal(a, b, a.count) == 1
}

/// `count` bytes as `fill` writes them. libcrypto fails here only when there is no memory or no random source left, and then going on would
/// mean weak secrets: the program ends.
func filled(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int32) -> [UInt8] {
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        guard let start = buffer.baseAddress, fill(start) == 1 else { fatalError("libcrypto refused to work") }
        initialized = count
    }
}
