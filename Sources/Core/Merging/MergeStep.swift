import Language
import Storage

/// What a capability does with its rows when two cards become one, and when they become two again.
///
/// Every column that names a person needs a step; `regulars check` counts rows that none has moved, and a test walks the tables.
///
///     capability.merging = [.rows("conversation") { n, t in t("{n} conversation", "{n} conversations", n) }]
public struct MergeStep: Sendable {
    /// The table; for events about its rows also the kind of their subject.
    public let name: String
    /// Moves everything from `merge.from` to `merge.into`. Returns what the way back needs beside the ids of rows.
    public let move: @Sendable (Merge, Tx) throws -> String?
    public let back: @Sendable (Merge, String?, Tx) throws -> Void
    /// How many rows name a card that was merged into another: 0, or something went wrong.
    public let left: @Sendable (Reader) throws -> Int
    /// What a person would bring along, in words: "3 conversations"; nil for nothing, or nothing worth saying.
    public let tells: @Sendable (Customer.ID, Reader, Words) throws -> String?

    /// A step of its own making: for what has one row a person, or is added up.
    public init(
        _ name: String, move: @escaping @Sendable (Merge, Tx) throws -> String?,
        back: @escaping @Sendable (Merge, String?, Tx) throws -> Void, left: @escaping @Sendable (Reader) throws -> Int,
        tells: @escaping @Sendable (Customer.ID, Reader, Words) throws -> String? = { _, _, _ in nil }
    ) {
        self.name = name
        self.move = move
        self.back = back
        self.left = left
        self.tells = tells
    }

    /// The rows of a table with an `id`, whose `column` names the person. Three statements there and three back, however many rows.
    /// - Parameter tells: how so many rows are called; nil is not said.
    public static func rows(
        _ table: StaticString, column: StaticString = "customer_id", tells: (@Sendable (Int, Words) -> String)? = nil
    ) -> MergeStep {
        let name = table.description
        return MergeStep(
            name,
            move: { merge, tx in
                let (table, column) = (SQL.identifier(table), SQL.column(column))
                try tx.db.run(
                    """
                    INSERT INTO person_merge_row (merge_id, step, row_id)
                    SELECT \(merge.id), \(name), id FROM \(table) WHERE \(column) = \(merge.from)
                    """)
                try tx.db.run("UPDATE \(table) SET \(column) = \(merge.into) WHERE \(column) = \(merge.from)")
                return nil
            },
            back: { merge, _, tx in
                let (table, column) = (SQL.identifier(table), SQL.column(column))
                try tx.db.run(
                    """
                    UPDATE \(table) SET \(column) = \(merge.from) WHERE \(column) = \(merge.into)
                      AND id IN (SELECT row_id FROM person_merge_row WHERE merge_id = \(merge.id) AND step = \(name))
                    """)
                // What happened to these rows meanwhile was told of the other person. The events stay as they are; their reader is told.
                let theirs: SQL = """
                    SELECT e.id FROM \(table) x JOIN event e ON e.subject_kind = \(name) AND e.subject_id = x.id
                    WHERE x.\(column) = \(merge.from)
                    """
                try tx.db.run(
                    """
                    UPDATE event_stray SET customer_id = \(merge.from) WHERE customer_id = \(merge.into) AND event_id IN (\(theirs))
                    """)
                try tx.db.run(
                    """
                    INSERT INTO event_stray (event_id, customer_id)
                    SELECT e.id, \(merge.from) FROM event e WHERE e.customer_id = \(merge.into) AND e.id IN (\(theirs))
                    ON CONFLICT (event_id) DO NOTHING
                    """)
            },
            left: { db in
                try db.value(
                    """
                    SELECT count(*) FROM \(SQL.identifier(table)) x
                    JOIN customer c ON c.id = x.\(SQL.column(column)) WHERE c.merged_into IS NOT NULL
                    """) ?? 0
            },
            tells: { person, db, t in
                guard let tells else { return nil }
                let count: Int =
                    try db.value("SELECT count(*) FROM \(SQL.identifier(table)) WHERE \(SQL.column(column)) = \(person)") ?? 0
                return count == 0 ? nil : tells(count, t)
            })
    }
}
