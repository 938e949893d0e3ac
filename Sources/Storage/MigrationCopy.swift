import Foundation

extension Database {
    /// How many of the copies made before migrations are kept beside the file.
    static let copiesKept = 3

    /// Copies a SQLite file beside itself before `migration` changes it. A PostgreSQL server has its own backups.
    func copyBefore(_ migration: Migration) throws {
        guard case .sqlite(let engine) = backend else { return }
        let file = URL(fileURLWithPath: engine.path)
        let folder = file.deletingLastPathComponent()
        let name = file.deletingPathExtension().lastPathComponent
        let copy = folder.appendingPathComponent("\(name)-before-\(migration.name).backup")
        // A copy left by an attempt that failed half-way is older than what is in the file now, or the same.
        try? FileManager.default.removeItem(at: copy)
        try engine.copy(to: copy.path)
        log("Copied the database to \(copy.lastPathComponent) before migrating it.")
        let copies = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
            .filter {
                $0.lastPathComponent.hasPrefix("\(name)-before-") && $0.pathExtension == "backup"
                    && $0.lastPathComponent != copy.lastPathComponent
            }
        let dated = copies.map { url in
            (url: url, date: (try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate) ?? .distantPast)
        }
        for old in dated.sorted(by: { $0.date > $1.date }).dropFirst(Self.copiesKept - 1) {
            try FileManager.default.removeItem(at: old.url)
        }
    }
}

extension SQLiteEngine {
    /// Writes a consistent, compact copy into a new file, which only its owner may read.
    func copy(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StorageError.refused("The file \(path) exists already; choose another name.")
        }
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StorageError.refused("The file \(path) cannot be written.")
        }
        // VACUUM INTO accepts an empty file, and syncs it before it answers.
        try vacuum(into: path)
    }
}
