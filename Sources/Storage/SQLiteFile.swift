import Foundation
import GRDB

/// A backup: one SQLite file by itself, without -wal and -shm beside it, as it can be copied and sent.
enum SQLiteFile {
    /// Makes the file and fills it in one transaction.
    static func make(_ path: String, _ body: (Writer) throws -> Void) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StorageError.refused("The file \(path) cannot be written.")
        }
        try translating(path) {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA application_id = \(SQLiteEngine.applicationID)")
                try database.inTransaction(.immediate) {
                    try body(Writer(SQLiteConnection(database), hooks: []))
                    return .commit
                }
            }
            try queue.close()
        }
    }

    /// Reads the file, which stays as it is. Throws a sentence where it is none of ours.
    static func read(_ path: String, _ body: (Reader) throws -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw StorageError.refused("The file \(path) cannot be read.")
        }
        let header = try file.read(upToCount: 100).map([UInt8].init) ?? []
        try file.close()
        guard header.count == 100, header.starts(with: "SQLite format 3\0".utf8), applicationID(header) == SQLiteEngine.applicationID else {
            throw StorageError.refused("The file \(path) is not a backup of Regulars.")
        }
        try translating(path) {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try body(Reader(SQLiteConnection($0), hooks: [])) }
            try queue.close()
        }
    }

    /// Makes sure that a finished file and its name are on the disk.
    static func sync(_ path: String) throws {
        for name in [path, URL(fileURLWithPath: path).deletingLastPathComponent().path] {
            let descriptor = open(name, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw StorageError.refused("The file \(path) cannot be written.") }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { throw StorageError.refused("The file \(path) cannot be written to the disk.") }
        }
    }

    /// Bytes 68 to 71 of the header, big-endian.
    private static func applicationID(_ header: [UInt8]) -> Int64 {
        header[68..<72].reduce(0) { $0 << 8 | Int64($1) }
    }

    private static func translating(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError {
            throw StorageError(error, sql: path)
        }
    }
}
