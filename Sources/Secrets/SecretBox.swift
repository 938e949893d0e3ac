import CCrypto

/// Encrypts what must be readable again (mailbox passwords, tokens of other services) with the shop's key: AES-256-GCM.
///
/// Sealed bytes are: version (1), nonce (12 random bytes), cipher text, tag (16 bytes). Random nonces are safe for 2^32 seals with one key.
public struct SecretBox: Sendable {
    public enum Failure: Error, Equatable {
        /// Too short, or of a version that this program does not know.
        case notSealedByThisProgram
        /// Sealed with another key or for another context, or changed since.
        case wrongKeyOrChanged
    }

    private static let version: UInt8 = 1
    private let key: [UInt8]

    /// `key` is 32 bytes, as `KeyFile` keeps them.
    public init(key: [UInt8]) {
        precondition(key.count == Int(CCRYPTO_KEY_BYTES), "The key of a secret box is 32 bytes")
        self.key = key
    }

    /// `context` names what this is (`mailbox 17 password`); opening asks for the same, so that a sealed value copied
    /// into another row is of no use there.
    public func seal(_ plain: [UInt8], context: String) -> [UInt8] {
        let nonce = Random.bytes(Int(CCRYPTO_NONCE_BYTES))
        return [Self.version] + nonce + seal(plain, context: Array(context.utf8), nonce: nonce)
    }

    public func open(_ sealed: [UInt8], context: String) throws(Failure) -> [UInt8] {
        let header = 1 + Int(CCRYPTO_NONCE_BYTES)
        guard sealed.count >= header + Int(CCRYPTO_TAG_BYTES), sealed[0] == Self.version else { throw .notSealedByThisProgram }
        let plain = open(Array(sealed[header...]), context: Array(context.utf8), nonce: Array(sealed[1..<header]))
        guard let plain else { throw .wrongKeyOrChanged }
        return plain
    }

    /// Cipher text and tag. The same nonce must never be used twice with a key.
    func seal(_ plain: [UInt8], context: [UInt8], nonce: [UInt8]) -> [UInt8] {
        filled(plain.count + Int(CCRYPTO_TAG_BYTES)) {
            ccrypto_seal(key, nonce, context, context.count, plain, plain.count, $0)
        }
    }

    func open(_ sealed: [UInt8], context: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        var plain = [UInt8](repeating: 0, count: max(0, sealed.count - Int(CCRYPTO_TAG_BYTES)))
        return ccrypto_open(key, nonce, context, context.count, sealed, sealed.count, &plain) == 1 ? plain : nil
    }
}
