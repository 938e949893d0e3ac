/// One step forward of the schema. Migrations are numbered per room from 1, are never edited once released, and never go back.
public struct Migration: Sendable {
    let room: String
    let number: Int
    let change: @Sendable (Writer) throws -> Void

    public init(_ room: String, _ number: Int, _ change: @escaping @Sendable (Writer) throws -> Void) {
        self.room = room
        self.number = number
        self.change = change
    }

    var name: String { "\(room)-\(number)" }

    static let table = Table(
        name: Name("storage_migration"), columns: [.text("room"), .int("number"), .time("applied_at")],
        primaryKey: [Name("room"), Name("number")], unique: [], withoutRowID: false)

    struct Key: Hashable, Sendable {
        let room: String
        let number: Int
    }

    var key: Key { Key(room: room, number: number) }

    static func applied(_ reader: Reader) throws -> Set<Key> {
        guard try reader.tableExists(table.name) else { return [] }
        return Set(
            try reader.all("SELECT room, number FROM storage_migration ORDER BY room, number") { row in
                Key(room: try row.next(), number: try row.next())
            })
    }

    /// Throws a sentence where `applied` holds a migration that `known` does not.
    static func refuseNewer(_ applied: Set<Key>, known: [Migration], what: String) throws {
        let unknown = applied.subtracting(known.map(\.key)).map { "\($0.room)-\($0.number)" }.sorted()
        guard unknown.isEmpty else {
            throw StorageError.refused(
                """
                \(what) was made by a newer version of Regulars (it has \(unknown.joined(separator: ", ")), unknown to this version). \
                Install the newer version again; nothing was changed.
                """)
        }
    }
}

extension Database {
    /// Brings the schema up to date and answers the names ("inbox-3") of the migrations it ran, in order.
    ///
    /// Each migration is one write. A SQLite file that holds something is first copied beside itself, to NAME-before-ROOM-N.backup; the newest
    /// three such copies are kept. A database with a migration that is not in the list is refused with a sentence, unchanged.
    public func migrate(_ migrations: [Migration], now: Instant) throws -> [String] {
        precondition(Set(migrations.map(\.key)).count == migrations.count, "Two migrations have the same room and number")
        let applied = try blockingRead { reader in try Migration.applied(reader) }
        try Migration.refuseNewer(applied, known: migrations, what: "This database")
        let due = migrations.filter { !applied.contains($0.key) }
        guard let first = due.first else { return [] }
        if !applied.isEmpty { try copyBefore(first) }
        var done: [String] = []
        for migration in due where try run(migration, now: now) {
            done.append(migration.name)
        }
        return done
    }

    /// False where another process was quicker.
    private func run(_ migration: Migration, now: Instant) throws -> Bool {
        try blockingWrite { writer in
            if !(try writer.tableExists(Migration.table.name)) { try writer.define(Migration.table.definition(writer.engine)) }
            let known = try writer.value(
                "SELECT COUNT(*) FROM storage_migration WHERE room = \(migration.room) AND number = \(migration.number)", as: Int.self)
            guard known == 0 else { return false }
            try migration.change(writer)
            try writer.run(
                "INSERT INTO storage_migration (room, number, applied_at) VALUES (\(migration.room), \(migration.number), \(now))")
            return true
        }
    }
}
