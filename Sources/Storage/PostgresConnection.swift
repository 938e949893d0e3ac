import CPQ

/// One connection to a PostgreSQL server. It is used by one thread at a time.
final class PostgresConnection: Connection {
    private let pointer: OpaquePointer
    /// Name on the server of each prepared statement, by its text.
    private var prepared: [String: String] = [:]
    private var cursorCount = 0
    private static let preparedLimit = 400
    var failed = false

    init(url: String, patience: Duration) throws {
        // Later settings win, so that the address may say otherwise.
        let settings = [("connect_timeout", "10"), ("application_name", "regulars"), ("dbname", url), ("client_encoding", "UTF8")]
        let opened = withCStrings(settings.map(\.0)) { names in
            withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let opened else { throw StorageError.connection("out of memory") }
        pointer = opened
        guard PQstatus(pointer) == CONNECTION_OK else { throw StorageError.connection(message) }
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        try control(
            """
            SET lock_timeout = \(patience.wholeMilliseconds); SET idle_in_transaction_session_timeout = '5min'; SET standard_conforming_strings = on; \
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """)
    }

    deinit {
        PQfinish(pointer)
    }

    var engine: Engine { .postgres }
    var isBroken: Bool { PQstatus(pointer) != CONNECTION_OK }
    var isInTransaction: Bool { PQtransactionStatus(pointer) != PQTRANS_IDLE }
    var processID: Int32 { PQbackendPID(pointer) }

    func query(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws -> Int {
        let result = try execute(sql)
        _ = try result.each(body)
        return result.rowsChanged
    }

    /// By way of a cursor, so that memory stays small and `body` may run statements of its own meanwhile.
    func stream(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        cursorCount += 1
        let cursor = "cursor_\(cursorCount)"
        try execute(SQL(checked: "DECLARE \(cursor) NO SCROLL CURSOR FOR ") + sql, keep: false)
        var rows = 8
        while true {
            let result = try execute(SQL(checked: "FETCH \(rows) FROM \(cursor)"), keep: false)
            let wanted = try result.each(body)
            if !wanted || result.rowCount < rows { break }
            // As many rows next time as make about 4 MB.
            let size = max(1, PQresultMemorySize(result.pointer) / Int(result.rowCount))
            rows = min(max(1, (4 << 20) / size), rows * 4, 2000)
        }
        try execute(SQL(checked: "CLOSE \(cursor)"), keep: false)
    }

    func define(_ sql: SQL) throws {
        try execute(sql, keep: false)
    }

    /// Runs transaction control, several statements if need be, without parameters. Answers the last one's command tag.
    @discardableResult
    func control(_ text: String) throws -> String {
        guard let answer = PQexec(pointer, text) else { throw StorageError.connection(message) }
        let result = PostgresResult(answer)
        guard result.succeeded else { throw failure(result, text) }
        return result.command
    }

    /// The processes on the server that sent a notice since the last look. Asks only the local socket.
    func notices() throws -> [Int32] {
        guard PQconsumeInput(pointer) == 1 else { throw StorageError.connection(message) }
        var senders: [Int32] = []
        while let notice = PQnotifies(pointer) {
            senders.append(notice.pointee.be_pid)
            PQfreemem(notice)
        }
        return senders
    }

    @discardableResult
    private func execute(_ sql: SQL, keep: Bool = true) throws -> PostgresResult {
        guard !failed else { throw StorageError.aborted }
        let text = try sql.numbered()
        let name = keep ? try prepare(text) : nil
        let answer = Parameters(sql.values).withPointers { count, values, lengths, formats in
            if let name {
                PQexecPrepared(pointer, name, count, values, lengths, formats, 1)
            } else {
                PQexecParams(pointer, text, count, nil, values, lengths, formats, 1)
            }
        }
        guard let answer else {
            failed = true
            throw StorageError.connection(message)
        }
        let result = PostgresResult(answer)
        guard result.succeeded else { throw failure(result, text) }
        return result
    }

    private func prepare(_ text: String) throws -> String {
        if let name = prepared[text] { return name }
        if prepared.count >= Self.preparedLimit {
            try control("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "statement_\(prepared.count)"
        guard let answer = PQprepare(pointer, name, text, 0, nil) else { throw StorageError.connection(message) }
        let result = PostgresResult(answer)
        guard result.succeeded else { throw failure(result, text) }
        prepared[text] = name
        return name
    }

    private func failure(_ result: PostgresResult, _ text: String) -> StorageError {
        failed = true
        return isBroken ? .connection(message) : StorageError(result, sql: text)
    }

    private var message: String {
        let text = PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
        return text.split(separator: "\n").joined(separator: " ")
    }
}

extension SQL {
    /// The text as PostgreSQL reads it, each bound value "$1::bigint".
    fileprivate func numbered() throws -> String {
        guard !values.isEmpty else { return text }
        var numbered = ""
        numbered.reserveCapacity(text.utf8.count + values.count * 12)
        var index = 0
        for piece in text.split(separator: "?", omittingEmptySubsequences: false) {
            if index > 0 {
                guard index <= values.count else { throw StorageError.statement(message: "A question mark too many", sql: text) }
                numbered += "$\(index)::\(values[index - 1].cast)"
            }
            numbered += piece
            index += 1
        }
        return numbered
    }
}

extension Value {
    fileprivate var cast: String {
        switch self {
        case .int, .null(.id), .null(.int), .null(.bool), .null(.time): "bigint"
        case .text, .null(.text): "text"
        case .blob, .null(.blob): "bytea"
        }
    }
}

/// The bound values in PostgreSQL's binary format, one after the other in one buffer.
private struct Parameters {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []

    init(_ values: [Value]) {
        starts.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                starts.append(nil)
                lengths.append(0)
                continue
            case .int(let number): withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
            case .text(let text): bytes += text.withoutNULs.utf8
            case .blob(let blob): bytes += blob
            }
            starts.append(start)
            lengths.append(Int32(bytes.count - start))
        }
        // So that an empty last value has an address, too: a null pointer would be NULL.
        bytes.append(0)
    }

    func withPointers<T>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
    ) -> T {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            let formats = [Int32](repeating: 1, count: starts.count)
            return body(Int32(starts.count), pointers, lengths, formats)
        }
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<T>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T) -> T {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for string in strings {
        starts.append(bytes.count)
        bytes += string.utf8CString
    }
    return bytes.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = starts.map { start in buffer.baseAddress?.advanced(by: start) }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { list in
            guard let start = list.baseAddress else { preconditionFailure("The list holds at least its end") }
            return body(start)
        }
    }
}
