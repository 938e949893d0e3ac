import CResolve
import Dispatch

/// What the domain name system says of a name beside its addresses. Handed in, so that tests need no network.
public struct NameRecords: Sendable {
    /// The TXT records, each in one piece; none where the name has none.
    public var texts: @Sendable (_ name: String) async throws -> [String]
    /// The mail servers of a domain, the preferred first; none where it has none.
    public var mailServers: @Sendable (_ domain: String) async throws -> [String]

    /// Nobody answered: no network, or a name server out of order.
    public struct NoAnswer: Error, Sendable {
        public init() {}
    }

    public init(
        texts: @escaping @Sendable (String) async throws -> [String], mailServers: @escaping @Sendable (String) async throws -> [String]
    ) {
        self.texts = texts
        self.mailServers = mailServers
    }

    /// By the host's own resolver.
    public static let system = NameRecords(
        texts: { try await ask($0, CRESOLVE_TXT) },
        mailServers: { domain in
            let records = try await ask(domain, CRESOLVE_MX).compactMap { line -> (Int, String)? in
                let halves = line.split(separator: " ", maxSplits: 1)
                guard halves.count == 2, let preference = Int(halves[0]) else { return nil }
                return (preference, String(halves[1]).lowercased())
            }
            // "." alone says that the domain takes no mail (RFC 7505).
            return records.sorted { $0.0 < $1.0 }.map(\.1).filter { !$0.isEmpty && $0 != "." }
        })

    /// The resolver waits, so it waits on threads of its own.
    private static let queue = DispatchQueue(label: "regulars.names", attributes: .concurrent)

    private static func ask(_ name: String, _ type: cresolve_type) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                var out = [CChar](repeating: 0, count: 32_768)
                let found = cresolve_records(name, type, &out, out.count)
                guard found >= 0 else { return continuation.resume(throwing: NoAnswer()) }
                let text = String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                continuation.resume(returning: text.split(separator: "\n").map(String.init))
            }
        }
    }
}
