import Secrets

/// Signatures as Standard Webhooks (standardwebhooks.com, version 1) defines them, so that receivers may use any library for it.
enum WebhookSignature {
    /// "v1,…" over id, time and body. `secret` is the bytes behind "whsec_"; `seconds` since 1970.
    static func sign(id: String, seconds: Int64, body: [UInt8], secret: [UInt8]) -> String {
        "v1," + Base64.encode(HMAC.sha256(key: secret, Array("\(id).\(seconds).".utf8) + body))
    }

    static func headers(id: String, seconds: Int64, body: [UInt8], secret: [UInt8]) -> [(name: String, value: String)] {
        [
            ("webhook-id", id), ("webhook-timestamp", String(seconds)),
            ("webhook-signature", sign(id: id, seconds: seconds, body: body, secret: secret)),
        ]
    }

    /// As the receiver's library takes it.
    static func shown(_ secret: [UInt8]) -> String { "whsec_" + Base64.encode(secret) }

    /// The bytes of a secret as it is shown; nil for anything else.
    static func read(_ shown: String) -> [UInt8]? { shown.hasPrefix("whsec_") ? Base64.decode(shown.dropFirst(6)) : nil }
}
