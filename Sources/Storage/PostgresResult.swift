import CPQ

/// A result of libpq, freed with this object.
final class PostgresResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var succeeded: Bool {
        let status = PQresultStatus(pointer)
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
    }

    var rowCount: Int32 { PQntuples(pointer) }

    /// "COMMIT", "INSERT 0 1".
    var command: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    /// Rows inserted, updated or deleted; 0 for every other statement.
    var rowsChanged: Int {
        let command = command
        guard ["INSERT", "UPDATE", "DELETE"].contains(where: command.hasPrefix), let text = PQcmdTuples(pointer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    func field(_ code: Character) -> String? {
        guard let ascii = code.asciiValue, let text = PQresultErrorField(pointer, Int32(ascii)) else { return nil }
        return String(cString: text)
    }

    /// Hands over row by row until `body` answers false; answers whether it went to the end.
    func each(_ body: (inout Row) throws -> Bool) throws -> Bool {
        for index in 0..<rowCount {
            var row = Row(.postgres(PostgresRow(result: pointer, row: index)))
            guard try body(&row) else { return false }
        }
        return true
    }
}

extension StorageError {
    /// PostgreSQL's error as ours. Its DETAIL carries values and is used for nothing but the names of columns.
    init(_ result: PostgresResult, sql: String) {
        let message = result.field("M") ?? "PostgreSQL error"
        let state = result.field("C") ?? ""
        switch state {
        case "23505":
            self = .unique(Self.columns(of: result))
        case "23503", "23001":
            self = .foreignKey(message)
        case "25P02":
            self = .aborted
        case "25006":
            self = .failed("Only a write may change rows (\(message))", sql)
        case "55P03", "40P01", "40001":
            self = .busy
        case "53100":
            self = .refused("The database server's disk is full; nothing was changed.")
        case _ where state.hasPrefix("08") || state.hasPrefix("57P"):
            self = .connection(message)
        default:
            self = .failed(message, sql)
        }
    }

    /// "customer.email" as SQLite spells it, from DETAIL "Key (email)=(x@example.com) already exists." in whatever language.
    private static func columns(of result: PostgresResult) -> String {
        let table = result.field("t") ?? ""
        guard let detail = result.field("D"), let start = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(") else {
            return result.field("n") ?? table
        }
        let columns = detail[detail.index(after: start)..<end.lowerBound].split(separator: ", ")
        return columns.map { "\(table).\($0.trimmingPrefix("\"").prefix { $0 != "\"" })" }.joined(separator: ", ")
    }
}
