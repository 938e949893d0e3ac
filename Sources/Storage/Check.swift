extension Database {
    /// Sentences about what is wrong with the database; empty when all is well. It reads everything, so it takes its time.
    public func check() throws -> [String] {
        do {
            return try blockingRead { reader in try Self.findings(reader) }
        } catch StorageError.refused(let sentence) {
            return [sentence]
        }
    }

    static func findings(_ reader: Reader) throws -> [String] {
        var findings: [String] = []
        if reader.engine == .sqlite {
            findings += try reader.values("PRAGMA integrity_check(100)", as: String.self).filter { $0 != "ok" }.map { "SQLite: \($0)" }
            let broken = try reader.all("PRAGMA foreign_key_check") { row in
                (try row.next(String.self), try row.next(Int64?.self), try row.next(String.self))
            }
            findings += broken.map {
                "Table \($0.0), row \($0.1.map(String.init) ?? "?"): the row of \($0.2) that it refers to is missing."
            }
        }
        guard try Catalog.exists(reader) else { return findings }
        for case .table(let table) in try Catalog.entries(reader) {
            findings += try Self.check(table, reader)
        }
        findings += try SearchIndex().check(reader)
        return findings
    }

    /// The table exists, its rows can be read, and PostgreSQL's foreign keys hold (it checks them itself, unless somebody switched that off).
    private static func check(_ table: Table, _ reader: Reader) throws -> [String] {
        guard try reader.tableExists(table.name) else { return ["Table \(table.name) is missing."] }
        guard reader.engine == .postgres else { return [] }
        var findings: [String] = []
        for column in table.columns {
            guard let parent = column.parent else { continue }
            let (name, other) = (column.name.sql, parent.table.sql)
            let key = SQL(checked: try Catalog.primaryKey(of: parent.table, reader).quoted)
            let missing: Int =
                try reader.value(
                    "SELECT COUNT(*) FROM \(table.name.sql) c WHERE c.\(name) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(other) p WHERE p.\(key) = c.\(name))"
                ) ?? 0
            if missing > 0 { findings.append("Table \(table.name): \(missing) rows refer to rows of \(parent.table) that are missing.") }
        }
        return findings
    }
}

extension Catalog {
    /// The one column that is the primary key of a table that others refer to.
    static func primaryKey(of table: Name, _ reader: Reader) throws -> Name {
        guard case .table(let found) = try find(table, reader), let key = found.primaryKey.first else {
            throw StorageError.decoding("The catalog has no table \(table)")
        }
        return key
    }
}
