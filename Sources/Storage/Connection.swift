/// One connection to one engine, used by one thread at a time.
protocol Connection: AnyObject {
    var engine: Engine { get }
    /// True from a failed statement on, until a savepoint or the transaction is rolled back. PostgreSQL refuses every further statement of
    /// such a transaction; Storage does the same on SQLite, so that what works on one engine works on the other.
    var failed: Bool { get set }

    /// Runs a statement, hands over its rows until `body` answers false, and answers how many rows the statement changed.
    @discardableResult
    func query(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws -> Int
    /// Like `query` for a SELECT, without holding the whole result in memory.
    func stream(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws
    /// Runs a definition or transaction control, which takes no parameters and is not worth preparing.
    func define(_ sql: SQL) throws
}

extension Connection {
    func savepoint<T>(_ body: () throws -> T) throws -> T {
        guard !failed else { throw StorageError.aborted }
        // One name for all depths: ROLLBACK TO and RELEASE mean the innermost on both engines.
        try define("SAVEPOINT inner_step")
        do {
            let result = try body()
            guard !failed else { throw StorageError.aborted }
            try define("RELEASE SAVEPOINT inner_step")
            return result
        } catch {
            failed = false
            try define("ROLLBACK TO SAVEPOINT inner_step")
            try define("RELEASE SAVEPOINT inner_step")
            throw error
        }
    }
}
