/// Which database is behind a `Reader`.
public enum Engine: Sendable {
    case sqlite, postgres
}

/// The database as it is at one moment: everything read through one `Reader` belongs together.
///
/// It lives for one closure and belongs to the thread that runs it.
public class Reader {
    let connection: Connection
    private let hooks: [@Sendable (String) -> Void]

    /// What `Writer.rowsChanged` tells; "INSERT … RETURNING" comes through the functions of `Reader`.
    fileprivate var changedRows = 0

    /// How many statements ran through this reader so far.
    public private(set) var statementCount = 0

    init(_ connection: Connection, hooks: [@Sendable (String) -> Void]) {
        self.connection = connection
        self.hooks = hooks
    }

    public var engine: Engine { connection.engine }

    @inlinable
    public func all<T>(_ sql: SQL, _ decode: (inout Row) throws -> T) throws -> [T] {
        var rows: [T] = []
        try query(sql) { row in
            rows.append(try decode(&row))
            return true
        }
        return rows
    }

    /// The first row, or nil when there is none. Where the order matters, the SQL says ORDER BY.
    @inlinable
    public func first<T>(_ sql: SQL, _ decode: (inout Row) throws -> T) throws -> T? {
        var found: T?
        try query(sql) { row in
            found = try decode(&row)
            return false
        }
        return found
    }

    /// First column of the first row; nil when there is no row. For a column that may be NULL ask `as: T?.self`.
    @inlinable
    public func value<T: SQLValue>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try first(sql) { row in try row.next(T.self) }
    }

    /// First column of every row.
    @inlinable
    public func values<T: SQLValue>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try all(sql) { row in try row.next(T.self) }
    }

    /// Row by row without holding them all in memory, until `body` answers false. `body` may run further statements.
    public func each(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        count(sql)
        try connection.stream(sql, body)
    }

    @usableFromInline
    func query(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        count(sql)
        changedRows += try connection.query(sql, body)
    }

    fileprivate func count(_ sql: SQL) {
        statementCount += 1
        for hook in hooks { hook(sql.text) }
    }
}

/// One transaction that may change rows. Everything is kept together or, when the closure throws, nothing.
public final class Writer: Reader {
    /// Rows inserted, updated and deleted through this writer so far, without those that a foreign key's ON DELETE touched.
    public var rowsChanged: Int { changedRows }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// Tables and indexes are made with `createTable` and its siblings, never with this: they keep the catalog that backups rely on.
    @discardableResult
    public func run(_ sql: SQL) throws -> Int {
        if sql.isDefinition {
            throw StorageError.statement(message: "Use createTable, createIndex, addColumn, dropTable or dropIndex", sql: sql.text)
        }
        count(sql)
        let changed = try connection.query(sql) { _ in true }
        changedRows += changed
        return changed
    }

    /// Runs `body`; when it throws, what it changed is undone, the error goes on to the caller, and the transaction stays usable.
    @discardableResult
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        let before = changedRows
        do {
            return try connection.savepoint(body)
        } catch {
            changedRows = before
            throw error
        }
    }

    /// Runs a definition (CREATE, ALTER, DROP) that the caller writes into the catalog.
    func define(_ sql: SQL) throws {
        count(sql)
        try connection.define(sql)
    }
}

extension SQL {
    fileprivate var isDefinition: Bool {
        // Nearly all statements begin with another letter.
        guard let first = text.utf8.first(where: { $0 > 0x20 }), [0x41, 0x43, 0x44].contains(first & 0xDF) else { return false }
        let word = text.utf8.drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
        return ["CREATE", "ALTER", "DROP"].contains { $0.utf8.elementsEqual(word.map { $0 & 0xDF }) }
    }
}
