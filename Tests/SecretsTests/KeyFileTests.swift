import Foundation
import Testing

@testable import Secrets

@Suite struct `The key file` {
    /// A fresh folder that is removed with the suite's instance.
    final class Folder {
        let path = NSTemporaryDirectory() + "regulars-key-" + Random.token(bytes: 6)
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test func `the first start makes a key that the next one finds`() throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        #expect(try KeyFile.load(path) == nil)
        let key = try KeyFile.load(orCreateAt: path)
        #expect(key.count == 32)
        #expect(Set(key).count > 1)
        #expect(try KeyFile.load(orCreateAt: path) == key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
    }

    @Test func `only its owner may read it, also when it was copied carelessly`() throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        func mode() throws -> Int? { try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int }
        let key = try KeyFile.load(orCreateAt: path)
        #expect(try mode() == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(try KeyFile.load(orCreateAt: path) == key)
        #expect(try mode() == 0o600)
    }

    @Test(arguments: [0, 31, 33, 64])
    func `a file of another length is refused and left alone`(bytes: Int) throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        try Data(repeating: 7, count: bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: KeyFile.Failure.wrongLength(path: path, bytes: min(bytes, 33))) { try KeyFile.load(orCreateAt: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == bytes)
    }

    @Test func `a folder that is not there is told in the system's words`() {
        #expect(throws: KeyFile.Failure.system(path: "/nonexistent/key", reason: "No such file or directory")) {
            try KeyFile.load(orCreateAt: "/nonexistent/key")
        }
    }

    @Test func `many starts at once agree on one key`() async throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        let keys = try await withThrowingTaskGroup { group in
            for _ in 0..<16 { group.addTask { try KeyFile.load(orCreateAt: path) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
    }
}
