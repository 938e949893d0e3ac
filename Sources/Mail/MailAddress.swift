import Foundation

/// An e-mail address that is one: `local@domain`, checked once.
///
/// Two spellings of one mailbox are equal: the domain is kept in lower case and punycode, the part before the `@` is compared without
/// regard to case and without a locale. Plus parts and dots are kept and count: `anna+shop@` is not `anna@`.
public struct MailAddress: Sendable, CustomStringConvertible {
    /// The part before the `@` as it was written.
    public let local: String
    /// Lower case; other scripts as punycode (`xn--…`).
    public let domain: String

    /// Takes a bare address, or one in angle brackets after a name. Nil when it is no address that mail can be sent to.
    public init?(_ text: String) {
        var candidate = text.trimmed
        if candidate.utf8.last == UInt8(ascii: ">"), let open = candidate.lastIndex(of: "<") {
            candidate = String(candidate[candidate.index(after: open)...].dropLast()).trimmed
        }
        if candidate.hasASCIIPrefix("mailto:") { candidate = String(candidate.dropFirst(7)) }
        guard let at = candidate.lastIndex(of: "@") else { return nil }
        let local = String(candidate[..<at])
        guard Self.isLocalPart(local), let domain = Self.domain(String(candidate[candidate.index(after: at)...])) else { return nil }
        self.local = local
        self.domain = domain
    }

    public var text: String { local + "@" + domain }
    public var description: String { text }

    /// Whether the domain has a dot, as those have that mail from outside reaches. A typed "anna@example" is a slip of the finger.
    public var hasDottedDomain: Bool { domain.contains(".") }

    /// The form that is stored for comparing and looking up.
    public var key: String {
        local.precomposedStringWithCanonicalMapping.lowercased() + "@" + domain
    }

    /// True for the mailboxes that no person reads: mailer-daemon, postmaster, no-reply and their like. Never answered automatically.
    public var isUnattended: Bool {
        let name = local.asciiLowercased.filter { $0 != "-" && $0 != "_" && $0 != "." }
        let whole: Set<String> = [
            "mailerdaemon", "postmaster", "abuse", "bounce", "bounces", "autoresponder", "autoreply", "nobody", "root", "daemon",
        ]
        return whole.contains(name) || name.hasPrefix("noreply") || name.hasPrefix("donotreply") || name.hasPrefix("dontreply")
            || name.hasSuffix("noreply") || name.hasPrefix("bounce+")
    }

    /// RFC 5321 dot-atoms and quoted strings, with letters of any script (RFC 6531). Dots in odd places are let through, since some
    /// providers gave out such addresses.
    private static func isLocalPart(_ local: String) -> Bool {
        guard (1...64 * 4).contains(local.utf8.count) else { return false }
        if local.utf8.first == UInt8(ascii: "\""), local.utf8.last == UInt8(ascii: "\""), local.utf8.count > 2 {
            let inner = local.dropFirst().dropLast()
            return !inner.contains("\"") && !inner.contains("\\")
                && inner.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !isUnseen($0) }
        }
        return local.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && !"()<>[]:;@\\,\"".unicodeScalars.contains(scalar) && !isUnseen(scalar)
        }
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x80 else { return false }
        let category = scalar.properties.generalCategory
        return category == .control || category == .format || scalar.properties.isWhitespace
    }

    private static func domain(_ domain: String) -> String? {
        if domain.utf8.first == UInt8(ascii: "["), domain.utf8.last == UInt8(ascii: "]") {
            let inner = domain.dropFirst().dropLast()
            let allowed = inner.utf8.allSatisfy { ASCII.hexValue($0) != nil || ".:IPvip".utf8.contains($0) }
            return inner.isEmpty || !allowed ? nil : domain.asciiLowercased
        }
        return Punycode.asciiDomain(domain)
    }
}

extension MailAddress: Hashable {
    public static func == (one: Self, other: Self) -> Bool { one.key == other.key }
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension MailAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = MailAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not an e-mail address.")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
