import Secrets
import Storage
import Web

/// POST with an `Idempotency-Key`: a program whose connection broke sends the same request again and gets the answer of the first one,
/// with nothing done twice.
///
///     APIOperation(.post, "/notes", …) { visit in
///         try await Idempotency.answer(visit, shop) { tx in … return .json(body, status: 201) }
///     }
///
/// The answer is kept in the transaction that does the work, so a crash between the two cannot happen. Refusals are thrown, roll back,
/// and are not kept: the same request is then judged anew. Without the header the work is simply done.
public enum Idempotency {
    /// Kept answers are forgotten after so long.
    public static let kept: Duration = .seconds(24 * 3600)
    static let longestKey = 255

    public static func answer(
        _ visit: Visit, _ shop: Shop, as actor: Actor? = nil, _ work: @escaping @Sendable (Tx) throws -> Answer
    ) async throws -> Answer {
        let visitor = try visit.staff()
        let actor = actor ?? .staff(Staff.ID(number: visitor.staff))
        guard let given = visit.headers["idempotency-key"], !given.isEmpty else { return try await shop.write(as: actor, work) }
        guard given.utf8.count <= longestKey else { throw Refused.badRequest("An Idempotency-Key has at most \(longestKey) bytes.") }
        // Two programs may have the same idea of a key; each person's are their own.
        let key = "\(visitor.staff) \(given)"
        let request = Hex.encode(Digest.sha256(Array("\(visit.method.rawValue) \(visit.path)\n".utf8) + visit.body))
        return try await shop.write(as: actor) { tx in
            if let known = try tx.db.keptAnswer(key) {
                guard known.request == request else {
                    throw Refused.conflict("This Idempotency-Key was used before, for a request that was not the same.")
                }
                return .json(known.body, status: known.status).with(header: "idempotent-replayed", "true")
            }
            let answer = try work(tx)
            try tx.prove()
            tx.silentByIntent = true
            guard case .text(let body) = answer.body else { return answer }
            try tx.db.run(
                """
                INSERT INTO idempotency (key, request, status, answer, created_at)
                VALUES (\(key), \(request), \(answer.status), \(body), \(tx.now))
                """)
            return answer
        }
    }

    /// Removes what is older than ``kept``; part of the hourly sweep.
    public static func forget(_ tx: Tx) throws { try tx.db.run("DELETE FROM idempotency WHERE created_at <= \(tx.now - kept)") }
}

extension Reader {
    fileprivate func keptAnswer(_ key: String) throws -> (request: String, status: Int, body: String)? {
        try first("SELECT request, status, answer FROM idempotency WHERE key = \(key)") { row in
            (request: try row.next(), status: try row.next(), body: try row.next())
        }
    }
}
