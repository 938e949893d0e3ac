import Core
import Storage

extension Reader {
    func note(_ id: Note.ID) throws -> Note? {
        try first("SELECT \(Note.columns) FROM counter_note n WHERE n.id = \(id)") { try Note(row: &$0) }
    }

    func notes(_ ids: some Sequence<Note.ID>) throws -> [Note.ID: Note] {
        let notes = try all("SELECT \(Note.columns) FROM counter_note n WHERE n.id IN \(Array(Set(ids)))") { try Note(row: &$0) }
        return Dictionary(uniqueKeysWithValues: notes.map { ($0.id, $0) })
    }

    /// The newest first, not older than `since`.
    func notes(since: Instant, limit: Int = 50) throws -> [Note] {
        try all("SELECT \(Note.columns) FROM counter_note n WHERE n.at >= \(since) ORDER BY n.at DESC, n.id DESC LIMIT \(limit)") {
            try Note(row: &$0)
        }
    }

    /// The newest first, of one person or of everybody, older than `before`.
    func notes(of customer: Customer.ID?, before: Note.ID?, limit: Int) throws -> [Note] {
        let one: SQL = customer.map { "n.customer_id = \($0) AND " } ?? ""
        return try all(
            """
            SELECT \(Note.columns) FROM counter_note n WHERE \(one)n.id < \(before?.number ?? Int64.max) ORDER BY n.id DESC LIMIT \(limit)
            """
        ) { try Note(row: &$0) }
    }

    /// What was before the note came.
    func beforeNote(_ id: Note.ID) throws -> (contact: Instant?, madePerson: Bool)? {
        try first("SELECT contact_before, made_person FROM counter_note WHERE id = \(id)") { row in
            (contact: try row.next(), madePerson: try row.next())
        }
    }

    /// The notes in which something was promised to one person, the newest first.
    func promises(to customer: Customer.ID, limit: Int) throws -> [Note] {
        try all(
            """
            SELECT \(Note.columns) FROM counter_note n WHERE n.customer_id = \(customer) AND n.promise_due IS NOT NULL
            ORDER BY n.id DESC LIMIT \(limit)
            """
        ) { try Note(row: &$0) }
    }

    /// How the promises of these notes stand. A note without a promise is left out.
    func promises(in notes: some Sequence<Note.ID>) throws -> [Note.ID: Promise] {
        let rows = try all(
            """
            SELECT d.subject_id, d.id, d.state, d.due_at, d.closed_at FROM duty d
            WHERE d.kind = 'promise' AND d.subject_id IN \(Array(Set(notes))) ORDER BY d.id
            """
        ) { row in
            (
                try row.next(Note.ID.self),
                Promise(duty: try row.next(), state: try row.next(), due: try row.next(), closedAt: try row.next())
            )
        }
        return Dictionary(rows) { $1 }
    }

    /// For `regulars check`.
    func promisesWithoutDuty() throws -> [String] {
        let lost: Int =
            try value(
                """
                SELECT count(*) FROM counter_note n WHERE n.promise_due IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.kind = 'promise' AND d.subject_id = n.id)
                """) ?? 0
        return lost == 0 ? [] : ["\(lost) promises noted at the counter have no duty."]
    }
}
