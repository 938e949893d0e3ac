import Foundation

/// The shop's secret key: 32 random bytes in a file that only its owner may read, beside the data and never inside a backup.
public enum KeyFile {
    public enum Failure: Error, Equatable {
        /// The system's own words, for example "Permission denied".
        case system(path: String, reason: String)
        /// Somebody else's file, or half of a key. It is left as it is, since what it sealed may still be needed.
        case wrongLength(path: String, bytes: Int)
    }

    public static let byteCount = 32

    /// The key at `path`, made there first if there is none. Two programs that start at once get the same key.
    public static func load(orCreateAt path: String) throws(Failure) -> [UInt8] {
        if let key = try load(path) { return key }
        try create(path)
        guard let key = try load(path) else { throw .system(path: path, reason: "The file vanished while it was made") }
        return key
    }

    /// The key at `path`, or nil when there is no such file. A file that others may read is closed to them.
    public static func load(_ path: String) throws(Failure) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw failure(path)
        }
        defer { close(file) }
        var status = stat()
        if fstat(file, &status) == 0, status.st_mode & 0o077 != 0 { fchmod(file, 0o600) }
        // One byte more than a key has, to notice a longer file.
        var bytes = [UInt8](repeating: 0, count: byteCount + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress.map { $0 + count }, $0.count - count) }
            if got < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            if got == 0 { break }
            count += got
        }
        guard count == byteCount else { throw .wrongLength(path: path, bytes: count) }
        return Array(bytes.prefix(byteCount))
    }

    /// Writes a whole file under another name and then links it to `path`: a crash leaves either no key or a whole one, and `link` refuses
    /// to replace the key of a program that was quicker.
    private static func create(_ path: String) throws(Failure) {
        let draft = path + ".new-" + Random.token(bytes: 6)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer { unlink(draft) }
        let written = Random.bytes(byteCount).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        let synced = fsync(file)
        close(file)
        guard written == byteCount, synced == 0 else { throw failure(path) }
        guard link(draft, path) == 0 || errno == EEXIST else { throw failure(path) }
        try syncFolder(of: path)
    }

    /// Makes the new name itself survive a power cut.
    private static func syncFolder(of path: String) throws(Failure) {
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        let directory = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Failure {
        .system(path: path, reason: String(cString: strerror(errno)))
    }
}
