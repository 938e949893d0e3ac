import Foundation
import Storage
import Testing

@Test func `a first table works`() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).db").path
    let db = try Database.open(.sqlite(path: path))
    let m = Migration("a", 1) { w in
        try w.createTable("thing", [.id("id"), .text("name"), .blob("b").nullable, .bool("f").default(true)], unique: [["name"]])
    }
    #expect(try db.migrate([m], now: Instant(milliseconds: 0)) == ["a-1"])
    let id = ID<Int>(number: 5)
    try await db.write { try $0.run("INSERT INTO thing (id, name) VALUES (\(id), \("x'y"))") }
    let r = try await db.read {
        try $0.all("SELECT id, name, b, f FROM thing WHERE name IN \(["a", "x'y", "c"])") {
            (try $0.next(ID<Int>.self), try $0.next(String.self), try $0.next([UInt8]?.self), try $0.next(Bool.self))
        }
    }
    #expect(r.count == 1 && r[0].0 == id && r[0].3)
    await #expect(throws: StorageError.unique("thing.name")) {
        try await db.write { try $0.run("INSERT INTO thing (id, name) VALUES (\(6), \("x'y"))") }
    }
}
