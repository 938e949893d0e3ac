/// Storage's own table of the tables and indexes that it made, one row each, as JSON; what a backup needs to make them again elsewhere.
enum Catalog {
    static let table = Table(
        name: Name("storage_catalog"),
        columns: [.text("name"), .text("kind"), .int("position"), .text("definition")],
        primaryKey: [Name("name")], unique: [], withoutRowID: false)

    enum Entry: Sendable, Hashable {
        case table(Table)
        case index(Index)

        var name: Name {
            switch self {
            case .table(let table): table.name
            case .index(let index): index.name
            }
        }
    }

    /// All entries in the order in which they were made.
    static func entries(_ reader: Reader) throws -> [Entry] {
        try reader.all("SELECT kind, definition FROM storage_catalog ORDER BY position, name") { row in
            let kind: String = try row.next()
            let definition: String = try row.next()
            return try Entry(kind: kind, definition: definition)
        }
    }

    static func exists(_ reader: Reader) throws -> Bool {
        try reader.tableExists(table.name)
    }

    static func save(_ entry: Entry, _ writer: Writer) throws {
        if !(try exists(writer)) { try writer.define(table.definition(writer.engine)) }
        let (kind, definition) = try entry.spelled
        try writer.run(
            """
            INSERT INTO storage_catalog (name, kind, position, definition)
            SELECT \(entry.name.text), \(kind), COALESCE(MAX(position), 0) + 1, \(definition) FROM storage_catalog WHERE 1 = 1
            ON CONFLICT (name) DO UPDATE SET definition = excluded.definition
            """)
    }

    static func remove(_ name: Name, _ writer: Writer) throws {
        try writer.run("DELETE FROM storage_catalog WHERE name = \(name.text)")
    }

    static func find(_ name: Name, _ reader: Reader) throws -> Entry? {
        guard try exists(reader) else { return nil }
        return try reader.first("SELECT kind, definition FROM storage_catalog WHERE name = \(name.text)") { row in
            let kind: String = try row.next()
            let definition: String = try row.next()
            return try Entry(kind: kind, definition: definition)
        }
    }
}

extension Reader {
    func tableExists(_ name: Name) throws -> Bool {
        switch engine {
        case .sqlite:
            try value("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = \(name.text)", as: Int.self) == 1
        case .postgres:
            try value(
                "SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = \(name.text)", as: Int.self)
                == 1
        }
    }
}
