/// What can go wrong with a statement. None of these ever carries a bound value, which may be a secret or a person's words.
public enum StorageError: Error, Equatable, Sendable {
    /// A row with the same key exists. The text names the columns, as "customer.email" or "duty.kind, duty.subject".
    case unique(String)
    /// The row points at a row that does not exist, or others still point at it. The text is the engine's.
    case foreignKey(String)
    /// Another program kept the database locked for longer than the time-out of 10 s. Nothing was changed.
    case busy
    /// The connection to PostgreSQL was lost or could not be made; the next call tries afresh. The text is the engine's.
    case connection(String)
    /// A statement of this transaction failed and the failure was caught outside a `savepoint`; PostgreSQL cannot go on then, so neither
    /// engine does.
    case aborted
    /// A column holds something else than the program reads from it.
    case decoding(String)
    /// A sentence for the person who runs the program: what is wrong and what to do.
    case refused(String)
    /// Anything else, with the text of the statement.
    case statement(message: String, sql: String)
}

extension StorageError {
    /// `.statement` with at most 500 characters of the text, which may list a thousand parameters.
    static func failed(_ message: String, _ sql: String) -> StorageError {
        .statement(message: message, sql: sql.utf8.count > 500 ? sql.prefix(500) + " …" : sql)
    }
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unique(let columns): "A row with the same \(columns) exists already."
        case .foreignKey(let message): "A row refers to another that does not exist: \(message)"
        case .busy: "Another program keeps the database locked. Try again in a moment."
        case .connection(let message): "No connection to the database: \(message)"
        case .aborted: "A statement of this transaction failed before. Where a failure is expected, wrap it in savepoint { … }."
        case .decoding(let message): "\(message)."
        case .refused(let sentence): sentence
        case .statement(let message, let sql): "\(message) in: \(sql)"
        }
    }
}
