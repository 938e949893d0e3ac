import Storage
public struct SearchWord: Sendable { public init(exact: [String], prefix: String?) {} }
struct SearchIndex {
    func put(db: Writer, kind: Int, item: Int64, group: Int64, terms: Set<String>) throws {}
    func remove(db: Writer, kind: Int, item: Int64) throws {}
    func find(db: Reader, kind: Int, all: [SearchWord], before: Int64?, limit: Int) throws -> [(item: Int64, group: Int64)] { [] }
}
