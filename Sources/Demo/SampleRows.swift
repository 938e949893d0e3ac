import Core
import Storage

/// Which rows belong to the sample, so that they alone go when it is taken out.
///
/// A row is tagged by what it is and its id: "customer", "mailbox", "staff", "line", "tag", "list", "own_state", "purchase" (those to nobody), and one "sample" that says that the sample
/// is here. What hangs on a customer (messages, notes, duties, events) goes with the customer.
let sampleMigrations: [Migration] = [
    Migration("sample", 1) { db in
        try db.createTable("sample_row", [.text("kind"), .id("id")], primaryKey: ["kind", "id"])
    }
]

extension Reader {
    func hasSample() throws -> Bool { try value("SELECT 1 FROM sample_row LIMIT 1", as: Int.self) != nil }
    func sampleRows(_ kind: String) throws -> [Int64] { try values("SELECT id FROM sample_row WHERE kind = \(kind) ORDER BY id") }
}

extension Tx {
    func tag(_ kind: String, _ id: Int64) throws {
        try db.run("INSERT INTO sample_row (kind, id) VALUES (\(kind), \(id)) ON CONFLICT (kind, id) DO NOTHING")
    }

    func untagAll() throws { try db.run("DELETE FROM sample_row") }
}
