import Core
import Foundation
import Storage

/// An address as it is kept for a way back, with how we came by it.
struct KeptAddress: Codable {
    var kind: String
    var shown: String
    var origin: String?
    var at: Instant?
    var staff: Staff.ID?
    var provenAt: Instant?
    var proof: String?

    init(_ address: Customer.Address) {
        kind = address.kind.rawValue
        shown = address.shown
        origin = address.provenance?.origin?.rawValue
        at = address.provenance?.at
        staff = address.provenance?.staff
        provenAt = address.provenance?.provenAt
        proof = address.provenance?.proof?.rawValue
    }

    var address: Customer.Address? {
        guard let kind = Customer.Address.Kind(rawValue: kind) else { return nil }
        var address: Customer.Address = kind == .email ? .email(shown) : .phone(shown)
        if let at {
            address.provenance = Provenance(
                origin: origin.flatMap { Origin(rawValue: $0) }, at: at, staff: staff, provenAt: provenAt,
                proof: proof.flatMap { Provenance.Proof(rawValue: $0) })
        }
        return address
    }

    /// From the text that was kept; also from that of before sources were: pairs of kind and address.
    static func read(_ text: String) throws -> [Customer.Address] {
        let bytes = Data(text.utf8)
        if let pairs = try? JSONDecoder().decode([[String]].self, from: bytes) {
            return pairs.compactMap { $0.count == 2 ? address($0[0], $0[1]) : nil }
        }
        return try JSONDecoder().decode([KeptAddress].self, from: bytes).compactMap(\.address)
    }

    private static func address(_ kind: String, _ shown: String) -> Customer.Address? {
        Customer.Address.Kind(rawValue: kind).map { $0 == .email ? .email(shown) : .phone(shown) }
    }
}
