/// Making and changing tables, in migrations.
extension Writer {
    /// Makes a table. Without `primaryKey` it is the `.id` column called "id".
    ///
    /// `withoutRowID` stores the rows in the order of the primary key on SQLite: right for small rows that are always found by it.
    public func createTable(
        _ name: StaticString, _ columns: [Column], primaryKey: [String] = [], unique: [[String]] = [], withoutRowID: Bool = false
    ) throws {
        let key = primaryKey.isEmpty ? ["id"] : primaryKey
        let table = Table(
            name: Name(name), columns: columns, primaryKey: try key.map { try columns.named($0) },
            unique: try unique.map { try $0.map { try columns.named($0) } }, withoutRowID: withoutRowID)
        guard table.primaryKey.allSatisfy({ name in columns.contains { $0.name == name && !$0.isNullable } }) else {
            throw StorageError.statement(message: "A column of the primary key cannot be nullable", sql: "\(table.name)")
        }
        if let reserved = ([table.name] + columns.map(\.name)).first(where: { reservedWords.contains($0.text) }) {
            throw StorageError.statement(message: "\"\(reserved)\" is a reserved word on one of the engines", sql: "\(table.name)")
        }
        try define(table.definition(engine))
        try Catalog.save(.table(table), self)
    }

    /// Makes an index. `where` makes it partial; its text binds nothing.
    public func createIndex(
        _ name: StaticString, on table: StaticString, _ columns: [String], unique: Bool = false, where condition: SQL? = nil
    ) throws {
        let known = try self.table(table)
        if let condition, !condition.values.isEmpty {
            throw StorageError.statement(message: "The condition of an index cannot bind values", sql: condition.text)
        }
        let index = Index(
            name: Name(name), table: known.name, columns: try columns.map { try known.columns.named($0) }, unique: unique,
            condition: condition?.text)
        try define(index.definition)
        try Catalog.save(.index(index), self)
    }

    /// Adds a column, which is nullable or has a default.
    public func addColumn(_ column: Column, to table: StaticString) throws {
        var known = try self.table(table)
        known.columns.append(column)
        if reservedWords.contains(column.name.text) {
            throw StorageError.statement(message: "\"\(column.name)\" is a reserved word on one of the engines", sql: "\(known.name)")
        }
        try define(SQL(checked: "ALTER TABLE \(known.name.quoted) ADD COLUMN \(column.definition(engine))"))
        try Catalog.save(.table(known), self)
    }

    /// Removes a column that no index, key or constraint uses.
    public func dropColumn(_ column: StaticString, from table: StaticString) throws {
        var known = try self.table(table)
        let name = try known.columns.named(column.description)
        known.columns.removeAll { $0.name == name }
        try define(SQL(checked: "ALTER TABLE \(known.name.quoted) DROP COLUMN \(name.quoted)"))
        try Catalog.save(.table(known), self)
    }

    public func dropIndex(_ name: StaticString) throws {
        try define(SQL(checked: "DROP INDEX \(Name(name).quoted)"))
        try Catalog.remove(Name(name), self)
    }

    /// Removes a table with its rows and indexes.
    public func dropTable(_ name: StaticString) throws {
        let table = try self.table(name)
        try define(SQL(checked: "DROP TABLE \(table.name.quoted)"))
        for case .index(let index) in try Catalog.entries(self) where index.table == table.name {
            try Catalog.remove(index.name, self)
        }
        try Catalog.remove(table.name, self)
    }

    private func table(_ name: StaticString) throws -> Table {
        guard case .table(let table) = try Catalog.find(Name(name), self) else {
            throw StorageError.statement(message: "There is no such table in the catalog", sql: name.description)
        }
        return table
    }
}

extension [Column] {
    fileprivate func named(_ name: String) throws -> Name {
        guard let column = first(where: { $0.name.text == name }) else {
            throw StorageError.statement(message: "There is no such column", sql: name)
        }
        return column.name
    }
}

/// Words that PostgreSQL or SQLite reads as syntax where a name stands without quotes, as in all our statements.
private let reservedWords: Set<String> = [
    "abort", "add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "autoincrement",
    "between", "binary", "both", "case", "cast", "check", "collate", "collation", "column", "commit", "concurrently", "constraint",
    "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "default",
    "deferrable", "delete", "desc", "distinct", "do", "drop", "else", "end", "escape", "except", "exists", "false", "fetch", "for",
    "foreign",
    "freeze", "from", "full", "grant", "group", "having", "ilike", "in", "index", "indexed", "initially", "inner", "insert", "intersect",
    "into",
    "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "not", "nothing",
    "notnull",
    "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right", "select",
    "session_user", "set", "similar", "some", "symmetric", "table", "tablesample", "then", "to", "trailing", "transaction", "true", "union",
    "unique", "update", "user", "using", "values", "variadic", "verbose", "when", "where", "window", "with",
]
