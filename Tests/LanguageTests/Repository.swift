import Foundation

/// The repository that these tests were built from.
enum Repository {
    static let root: URL = {
        let file = URL(fileURLWithPath: realpath(#filePath) ?? #filePath)
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// All Swift files below Sources, as paths from the root.
    static func sources() throws -> [String] {
        let folder = root.appending(path: "Sources")
        let walk = FileManager.default.enumerator(atPath: folder.path)
        let paths = (walk?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.map { "Sources/\($0)" }
        return paths.sorted()
    }

    private static func realpath(_ path: String) -> String? {
        guard let resolved = Foundation.realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
