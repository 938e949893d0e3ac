import Storage

/// How we come by an address or a number, and whether it was ever proven to be theirs (expected behaviour 160).
public struct Provenance: Sendable, Equatable {
    /// What proved it.
    public enum Proof: String, Sendable, CaseIterable, SQLValue {
        /// Their mail's own server vouched for a letter from there.
        case mail
        /// One of us made sure: they answered there, they said it themselves at the counter.
        case staff
    }

    /// Nil for what was there before sources were kept.
    public var origin: Origin?
    public var at: Instant
    /// Who typed it.
    public var staff: Staff.ID?
    public var provenAt: Instant?
    public var proof: Proof?

    public init(origin: Origin?, at: Instant, staff: Staff.ID? = nil, provenAt: Instant? = nil, proof: Proof? = nil) {
        self.origin = origin
        self.at = at
        self.staff = staff
        self.provenAt = provenAt
        self.proof = proof
    }

    static let columns: SQL = "origin, created_at, origin_staff_id, proven_at, proof"

    init(row: inout Row) throws {
        origin = try row.next(String?.self).flatMap { Origin(rawValue: $0) }
        at = try row.next()
        staff = try row.next()
        provenAt = try row.next()
        proof = try row.next(String?.self).flatMap { Proof(rawValue: $0) }
    }
}

extension Tx {
    /// An address is proven to be whose card it stands on; the first proof counts. False where it is nobody's, or proven already.
    @discardableResult public func prove(_ address: Customer.Address, by proof: Provenance.Proof, at moment: Instant) throws -> Bool {
        try db.run(
            """
            UPDATE customer_address SET proven_at = \(moment), proof = \(proof)
            WHERE kind = \(address.kind) AND folded = \(address.folded) AND proven_at IS NULL
            """) > 0
    }

    /// The way back from a proof that one of us gave. What a mail has proven stays. False where there was none.
    @discardableResult public func unprove(_ address: Customer.Address) throws -> Bool {
        try db.run(
            """
            UPDATE customer_address SET proven_at = NULL, proof = NULL
            WHERE kind = \(address.kind) AND folded = \(address.folded) AND proof = \(Provenance.Proof.staff)
            """) > 0
    }

    /// How a new address came, where whoever adds it does not say: typed by whoever acts.
    func provenance(_ origin: Origin?) -> Provenance {
        Provenance(origin: origin ?? (actor.staff == nil ? nil : .typed), at: now, staff: actor.staff)
    }
}

/// Where addresses come from; with a numbering of its own.
let provenanceMigrations: [Migration] = [
    Migration("provenance", 1) { db in
        try db.addColumn(.text("origin").nullable, to: "customer_address")
        try db.addColumn(.id("origin_staff_id").nullable, to: "customer_address")
        try db.addColumn(.time("proven_at").nullable, to: "customer_address")
        try db.addColumn(.text("proof").nullable, to: "customer_address")
    }
]
