import Storage

/// Puts into the search index anew, once after an upgrade and while the shop works, what stands in it under fewer words than this program gives.
public enum SearchRefresh {
    /// Queues the work from a migration. In a new shop, where `table` has no rows, there is none.
    /// - Parameter number: the job's own number, below all that the shop gives; one for each such migration.
    public static func queue(_ kind: String, number: Int64, ifAnyIn table: SQL, _ db: Writer) throws {
        let begun = Instant(milliseconds: 0)
        try db.run(
            """
            INSERT INTO job (id, kind, key, payload, run_at, attempts, state, created_at)
            SELECT \(number), \(kind), \(kind), '', \(begun), 0, \(Job.State.queued), \(begun)
            WHERE EXISTS (SELECT 1 FROM \(table))
            """)
    }

    /// The job: whatever `next` names is given to `put`, some two hundred a piece, so that others may write in between.
    /// - Parameters:
    ///   - next: numbers above the given one, in their order, at most as many as asked for.
    ///   - put: writes one of them; where it is gone meanwhile, nothing.
    public static func job(
        _ kind: String, next: @escaping @Sendable (Reader, _ after: Int64, _ limit: Int) throws -> [Int64],
        put: @escaping @Sendable (Tx, Int64) throws -> Void
    ) -> JobKind {
        JobKind(kind) { _, shop in
            var last: Int64 = 0
            while true {
                try Task.checkCancellation()
                let from = last
                let numbers = try await shop.read { db in try next(db, from, 200) }
                guard let end = numbers.last else { return }
                try await shop.write(as: .program("search")) { tx in
                    tx.silentByIntent = true
                    for number in numbers { try put(tx, number) }
                }
                last = end
            }
        }
    }
}
