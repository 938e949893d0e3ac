import Foundation

/// Everything for programs that are not this one: one file of JSON lines for each table.
extension Database {
    /// Writes `TABLE.jsonl` files of one consistent moment into `folder` and answers how many rows each has.
    ///
    /// Ids are texts (they pass 2^53), times ISO 8601 in UTC, bytes base64. What only opens doors (`leavingOut`: sessions, secrets, digests of
    /// tokens) and the search index, which is made from the rest, stay out.
    public func exportTables(to folder: String, leavingOut columns: Set<String>) throws -> [(table: String, rows: Int)] {
        try blockingRead { reader in
            guard try Catalog.exists(reader) else { return [] }
            var counts: [(table: String, rows: Int)] = []
            for case .table(let table) in try Catalog.entries(reader)
            where !table.name.text.hasPrefix("search_") && !columns.contains(table.name.text) {
                let kept = table.columns.filter { !columns.contains($0.name.text) }
                let types = kept.map(\.type)
                let path = folder + "/\(table.name.text).jsonl"
                guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
                    let file = FileHandle(forWritingAtPath: path)
                else { throw StorageError.refused("The file \(path) cannot be written.") }
                var rows = 0
                var buffer = ""
                try reader.each("SELECT \(SQL(checked: kept.map(\.name).list)) FROM \(table.name.sql)") { row in
                    let values = try row.values(types)
                    buffer += "{" + zip(kept, values).map { "\"\($0.name.text)\":\($1.json($0.type))" }.joined(separator: ",") + "}\n"
                    rows += 1
                    if buffer.utf8.count > 1 << 20 {
                        try file.write(contentsOf: Data(buffer.utf8))
                        buffer = ""
                    }
                    return true
                }
                try file.write(contentsOf: Data(buffer.utf8))
                try file.close()
                counts.append((table: table.name.text, rows: rows))
            }
            return counts
        }
    }
}

extension Value {
    fileprivate func json(_ type: ColumnType) -> String {
        switch self {
        case .null: return "null"
        case .int(let number):
            switch type {
            case .id: return "\"\(number)\""
            case .time: return "\"\(Instant(milliseconds: number).description)\""
            case .bool: return number == 0 ? "false" : "true"
            case .int, .text, .blob: return String(number)
            }
        case .text(let text):
            let data = try? JSONEncoder().encode(text)
            return data.map { String(decoding: $0, as: UTF8.self) } ?? "null"
        case .blob(let bytes): return "\"\(Data(bytes).base64EncodedString())\""
        }
    }
}
