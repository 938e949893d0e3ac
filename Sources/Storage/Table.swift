/// A column of a table, with the same meaning on both engines. NOT NULL unless `nullable`.
public struct Column: Sendable, Hashable, Codable {
    let name: Name
    let type: ColumnType
    private(set) var isNullable = false
    private(set) var parent: Reference?
    private(set) var defaultLiteral: String?

    /// What happens to a row when the row it refers to is deleted.
    public enum OnDelete: String, Sendable, Codable {
        /// The deletion is refused.
        case refuse
        /// The row goes as well.
        case cascade
        /// The column becomes NULL.
        case setNull
    }

    struct Reference: Sendable, Hashable, Codable {
        let table: Name
        let onDelete: OnDelete
    }

    private init(_ name: StaticString, _ type: ColumnType) {
        self.name = Name(name)
        self.type = type
    }

    public static func id(_ name: StaticString) -> Column { Column(name, .id) }
    public static func int(_ name: StaticString) -> Column { Column(name, .int) }
    public static func text(_ name: StaticString) -> Column { Column(name, .text) }
    public static func bool(_ name: StaticString) -> Column { Column(name, .bool) }
    public static func blob(_ name: StaticString) -> Column { Column(name, .blob) }
    public static func time(_ name: StaticString) -> Column { Column(name, .time) }

    public var nullable: Column {
        var column = self
        column.isNullable = true
        return column
    }

    /// The column holds the primary key of a row of `table`, which has a primary key of one column.
    public func references(_ table: StaticString, onDelete: OnDelete = .refuse) -> Column {
        var column = self
        column.parent = Reference(table: Name(table), onDelete: onDelete)
        return column
    }

    /// What a row gets that is inserted without this column, and what existing rows get when the column is added.
    public func `default`(_ value: some SQLValue) -> Column {
        var column = self
        switch value.sqlValue {
        case .int(let number): column.defaultLiteral = String(number)
        case .text(let text): column.defaultLiteral = "'" + text.withoutNULs.replacing("'", with: "''") + "'"
        case .null: column.defaultLiteral = nil
        case .blob: preconditionFailure("A default of bytes is not supported")
        }
        return column
    }

    /// The column's line in CREATE TABLE or ALTER TABLE ADD COLUMN.
    func definition(_ engine: Engine, isRowID: Bool = false, references: Bool = true) -> String {
        var text = "\(name.quoted) \(type.spelling(engine))"
        if isRowID && engine == .sqlite { text += " PRIMARY KEY" }
        if !isNullable { text += " NOT NULL" }
        if let defaultLiteral { text += " DEFAULT \(defaultLiteral)" }
        if references, let parent { text += " \(parent.definition)" }
        return text
    }
}

extension Column.Reference {
    var definition: String {
        switch onDelete {
        case .refuse: "REFERENCES \(table.quoted)"
        case .cascade: "REFERENCES \(table.quoted) ON DELETE CASCADE"
        case .setNull: "REFERENCES \(table.quoted) ON DELETE SET NULL"
        }
    }
}

extension ColumnType {
    fileprivate func spelling(_ engine: Engine) -> String {
        switch (engine, self) {
        case (.sqlite, .id), (.sqlite, .int), (.sqlite, .bool), (.sqlite, .time): "INTEGER"
        case (.sqlite, .text): "TEXT"
        case (.sqlite, .blob): "BLOB"
        case (.postgres, .id), (.postgres, .int), (.postgres, .bool), (.postgres, .time): "BIGINT"
        // Text order is binary on both engines; on a UTF-8 database that is the order of code points.
        case (.postgres, .text): #"TEXT COLLATE "C""#
        case (.postgres, .blob): "BYTEA"
        }
    }
}

/// A table as the catalog remembers it, so that a backup can make it again on either engine.
struct Table: Sendable, Hashable, Codable {
    let name: Name
    var columns: [Column]
    let primaryKey: [Name]
    let unique: [[Name]]
    let withoutRowID: Bool

    /// True where the primary key is one integer column, which on SQLite is the row's own address.
    private var rowID: Name? {
        guard !withoutRowID, primaryKey.count == 1, let column = columns.first(where: { $0.name == primaryKey[0] }),
            column.type == .id || column.type == .int || column.type == .time
        else { return nil }
        return column.name
    }

    func definition(_ engine: Engine, references: Bool = true) -> SQL {
        let rowID = engine == .sqlite ? rowID : nil
        var lines = columns.map { $0.definition(engine, isRowID: $0.name == rowID, references: references) }
        if rowID == nil { lines.append("PRIMARY KEY (\(primaryKey.list))") }
        lines += unique.map { "UNIQUE (\($0.list))" }
        let end =
            switch (engine, withoutRowID) {
            case (.sqlite, true): " STRICT, WITHOUT ROWID"
            case (.sqlite, false): " STRICT"
            case (.postgres, _): ""
            }
        return SQL(checked: "CREATE TABLE \(name.quoted) (\n    \(lines.joined(separator: ",\n    "))\n)\(end)")
    }
}

extension Table {
    /// The statements that add the references to a table made without them.
    var references: [SQL] {
        columns.compactMap { column in
            column.parent.map {
                SQL(checked: "ALTER TABLE \(name.quoted) ADD FOREIGN KEY (\(column.name.quoted)) \($0.definition)")
            }
        }
    }
}

/// An index as the catalog remembers it.
struct Index: Sendable, Hashable, Codable {
    let name: Name
    let table: Name
    let columns: [Name]
    let unique: Bool
    /// The condition of a partial index.
    let condition: String?

    var definition: SQL {
        let condition = condition.map { " WHERE \($0)" } ?? ""
        return SQL(checked: "CREATE \(unique ? "UNIQUE " : "")INDEX \(name.quoted) ON \(table.quoted) (\(columns.list))\(condition)")
    }
}

extension [Name] {
    /// "a", "b"
    var list: String { map(\.quoted).joined(separator: ", ") }
}
