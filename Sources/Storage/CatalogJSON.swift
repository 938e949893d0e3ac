import Foundation

extension Catalog.Entry {
    init(kind: String, definition: String) throws {
        let data = Data(definition.utf8)
        do {
            switch kind {
            case "table": self = .table(try JSONDecoder().decode(Table.self, from: data))
            case "index": self = .index(try JSONDecoder().decode(Index.self, from: data))
            default: throw StorageError.decoding("The catalog knows no \(kind)")
            }
        } catch is DecodingError {
            throw StorageError.decoding("The catalog holds no valid \(kind)")
        }
    }

    var spelled: (kind: String, definition: String) {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            switch self {
            case .table(let table): return ("table", String(decoding: try encoder.encode(table), as: UTF8.self))
            case .index(let index): return ("index", String(decoding: try encoder.encode(index), as: UTF8.self))
            }
        }
    }
}
