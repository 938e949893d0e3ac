import Foundation

/// Which machines a request may reach, judged by the address that is really connected to: after names are resolved, for every attempt and
/// every redirect, so that a name which answers differently the second time gains nothing.
public enum AddressPolicy: Hashable, Sendable {
    /// Only the public internet: for addresses that users or strangers supply.
    case publicOnly
    /// The public internet and these networks of the owner's.
    case allowing([Network])
    /// Any machine: only for addresses that the owner of the shop has set.
    case anywhere

    /// Addresses that begin with the same bits: `192.168.0.0/16`, `fd00::/8`.
    public struct Network: Hashable, Sendable, CustomStringConvertible {
        let address: IPAddress
        let prefix: Int

        /// Nil unless `text` is an address, or an address and a number of bits.
        public init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), let address = IPAddress(String(parts[0])) else { return nil }
            let prefix = parts.count == 2 ? Int(parts[1]) : address.bytes.count * 8
            guard let prefix, (0...address.bytes.count * 8).contains(prefix) else { return nil }
            self.address = address
            self.prefix = prefix
        }

        public var description: String { "\(address)/\(prefix)" }

        func contains(_ other: IPAddress) -> Bool {
            guard other.bytes.count == address.bytes.count else { return false }
            let whole = prefix / 8
            guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
            guard prefix % 8 > 0 else { return true }
            let shift = UInt8(8 - prefix % 8)
            return other.bytes[whole] >> shift == address.bytes[whole] >> shift
        }
    }

    /// Whether a connection to `address` may be made.
    public func allows(_ address: IPAddress) -> Bool {
        switch self {
        case .anywhere: true
        case .publicOnly: Self.isPublic(address)
        case .allowing(let networks): networks.contains { $0.contains(address.unwrapped) } || Self.isPublic(address)
        }
    }

    /// IANA's special-purpose registries (RFC 6890 and later), without what is globally reachable.
    private static let special: [Network] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap(Network.init)

    /// What is public in IPv6 lies in 2000::/3; these parts of it do not.
    private static let specialV6: [Network] = [
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ].compactMap(Network.init)
    private static let globalV6 = Network("2000::/3")
    /// IPv4 addresses behind a translator (RFC 6052).
    private static let translated = Network("64:ff9b::/96")

    private static func isPublic(_ address: IPAddress) -> Bool {
        let address = address.unwrapped
        if address.bytes.count == 4 { return !special.contains { $0.contains(address) } }
        if let translated, translated.contains(address) { return isPublic(IPAddress(bytes: Array(address.bytes.suffix(4)))) }
        return globalV6?.contains(address) == true && !specialV6.contains { $0.contains(address) }
    }
}

/// An IPv4 or IPv6 address.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16, most significant first.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nil for anything but the usual notation of an address; names are not resolved.
    public init?(_ text: String) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = withUnsafeBytes(of: &sixteen) { Array($0) }
        } else {
            return nil
        }
    }

    /// Nil for anything but IPv4 and IPv6 (a Unix socket).
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).bytes
        case AF_INET6:
            bytes = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).bytes
        default: return nil
        }
    }

    /// The IPv4 address inside a mapped or compatible IPv6 one (`::ffff:127.0.0.1`, `::127.0.0.1`), else the same.
    var unwrapped: IPAddress {
        guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }) else { return self }
        let isMapped = bytes[10] == 0xFF && bytes[11] == 0xFF
        let isCompatible =
            bytes[10] == 0 && bytes[11] == 0 && bytes[12...].contains { $0 != 0 } && bytes[12...].dropLast().contains { $0 != 0 }
        return isMapped || isCompatible ? IPAddress(bytes: Array(bytes.suffix(4))) : self
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension sockaddr_in {
    fileprivate var bytes: [UInt8] { withUnsafeBytes(of: sin_addr) { Array($0) } }
}

extension sockaddr_in6 {
    fileprivate var bytes: [UInt8] { withUnsafeBytes(of: sin6_addr) { Array($0) } }
}
