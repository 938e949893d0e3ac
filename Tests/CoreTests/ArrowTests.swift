import Foundation
import Testing

/// SwiftPM lets a target import what it did not declare, as long as something below it did. This keeps the arrows of Package.swift true.
@Suite struct ArrowTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The rooms of the house and what each declares, read from the manifest's text.
    private static func declared() throws -> [String: Set<String>] {
        let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        let kinds = [".executableTarget(", ".testTarget(", ".systemLibrary("]
        let pieces = kinds.reduce(manifest) { $0.replacing($1, with: ".target(") }.components(separatedBy: ".target(").dropFirst()
        return Dictionary(
            pieces.compactMap { piece in
                let words = piece.matches(of: /"([\w-]+)"/).map { String($0.output.1) }
                return words.first.map { ($0, Set(words.dropFirst())) }
            }
        ) { $1 }
    }

    @Test func `a room imports only rooms that it declares`() throws {
        let declared = try Self.declared()
        #expect(declared.keys.contains("Inbox") && declared.keys.contains("Storage"), "the manifest is read as it is written")
        var undeclared: [String] = []
        for (room, allowed) in declared {
            let folder = Self.root.appending(path: "Sources/\(room)")
            guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { continue }
            for case let file as URL in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /(?m)^(?:@\w+ )?(?:public )?import (\w+)/) {
                    let name = String(match.output.1)
                    if declared[name] != nil, !allowed.contains(name) {
                        undeclared.append("\(room)/\(file.lastPathComponent) imports \(name)")
                    }
                }
            }
        }
        #expect(undeclared.isEmpty, "\(undeclared.sorted().joined(separator: "\n"))")
    }
}
