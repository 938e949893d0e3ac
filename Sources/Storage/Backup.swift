import Foundation

/// A backup is always one SQLite file, taken from either engine and restored into either; which is also how a shop moves to PostgreSQL.
extension Database {
    /// Writes one consistent moment of the database into a new SQLite file, while others go on reading and writing.
    ///
    /// The file appears under its name only when it is whole. Throws a sentence where the file exists or cannot be written.
    public func backup(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StorageError.refused("The file \(path) exists already; choose another name.")
        }
        let part = path + ".part"
        try? FileManager.default.removeItem(atPath: part)
        do {
            switch backend {
            case .sqlite(let engine): try engine.copy(to: part)
            case .postgres: try blockingRead { reader in try SQLiteFile.make(part) { try copy(from: reader, to: $0) } }
            }
            try SQLiteFile.sync(part)
            try FileManager.default.moveItem(atPath: part, toPath: path)
            try SQLiteFile.sync(path)
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
    }

    /// Fills this empty database from a backup, brings it up to date, and answers the names of the migrations that this took.
    ///
    /// The filling is one transaction. Throws a sentence, and changes nothing, where the file is not a backup of Regulars, is damaged or was made
    /// by a newer version, and where this database is not empty.
    public func restore(from path: String, migrations: [Migration], now: Instant) throws -> [String] {
        try blockingWrite { writer in
            guard try !writer.holdsTables() else {
                throw StorageError.refused("This database is not empty. Restore into a new one, so that nothing is lost.")
            }
            try SQLiteFile.read(path) { reader in
                guard try Catalog.exists(reader) else {
                    throw StorageError.refused("The file \(path) is not a backup of Regulars.")
                }
                try Migration.refuseNewer(try Migration.applied(reader), known: migrations, what: "The backup \(path)")
                let damage = try Self.findings(reader)
                guard damage.isEmpty else {
                    throw StorageError.refused("The backup \(path) is damaged: \(damage.prefix(3).joined(separator: " "))")
                }
                try copy(from: reader, to: writer)
            }
        }
        return try migrate(migrations, now: now)
    }

    /// True where the database holds no table yet: it can be restored into.
    public func isEmpty() throws -> Bool {
        try blockingRead { reader in try !reader.holdsTables() }
    }
}

/// Makes the tables and indexes of the reader's catalog and fills them, the catalog itself and the list of migrations included.
private func copy(from reader: Reader, to writer: Writer) throws {
    let entries = try Catalog.exists(reader) ? try Catalog.entries(reader) : []
    let tables = entries.compactMap { entry -> Table? in
        if case .table(let table) = entry { table } else { nil }
    }
    // Tables may refer to each other in any order. SQLite checks at the commit; PostgreSQL gets the references when the rows are there, which is
    // also much the quicker way.
    if writer.engine == .sqlite { try writer.define("PRAGMA defer_foreign_keys = ON") }
    let all = tables + [Catalog.table, Migration.table]
    for table in all { try writer.define(table.definition(writer.engine, references: writer.engine == .sqlite)) }
    for table in all {
        if try reader.tableExists(table.name) { try copy(table, from: reader, to: writer) }
    }
    for case .index(let index) in entries { try writer.define(index.definition) }
    if writer.engine == .postgres {
        for reference in tables.flatMap(\.references) { try writer.define(reference) }
        try writer.define("ANALYZE")
    }
}

private func copy(_ table: Table, from reader: Reader, to writer: Writer) throws {
    let columns = SQL(checked: table.columns.map(\.name).list)
    let types = table.columns.map(\.type)
    let insert = "INSERT INTO \(table.name.sql) (\(columns)) VALUES " as SQL
    // As many rows per statement as keep its parameters few; one row each where rows are large.
    let perStatement = types.contains(.blob) ? 1 : max(1, 200 / types.count)
    var waiting: [SQL] = []
    var copied = 0
    try reader.each("SELECT \(columns) FROM \(table.name.sql)") { row in
        waiting.append(SQL(values: try row.values(types)))
        if waiting.count == perStatement {
            copied += try writer.run(insert + SQL.joined(waiting))
            waiting = []
        }
        return true
    }
    for row in waiting { copied += try writer.run(insert + row) }
    let count = try reader.value("SELECT COUNT(*) FROM \(table.name.sql)", as: Int.self)
    guard count == copied else {
        throw StorageError.refused("Table \(table.name) has \(count ?? 0) rows, of which \(copied) were copied; nothing was kept.")
    }
}

extension SQL {
    /// "(?, ?, …)" for one row of VALUES.
    fileprivate init(values: [Value]) {
        self.init(checked: "(" + repeatElement("?", count: values.count).joined(separator: ", ") + ")", values: values)
    }
}

extension Reader {
    /// True where there is any table, ours or not.
    fileprivate func holdsTables() throws -> Bool {
        switch engine {
        case .sqlite: try value("SELECT COUNT(*) FROM sqlite_schema", as: Int.self) != 0
        case .postgres: try value("SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()", as: Int.self) != 0
        }
    }
}
