import ArgumentParser
import Core
import Foundation
import Storage

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Everything the shop knows, as JSON, one file a table, for programs that are not this one.")
    @OptionGroup var data: DataOptions
    @Argument(help: "A folder; it is made.") var folder: String
    func run() async throws {
        try await Regulars.run {
            let shop = try data.open(log: quietLogger())
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for (table, rows) in try shop.database.exportTables(
                to: folder, leavingOut: ["session", "password", "secret", "digest", "idempotency"])
            { print("\(table): \(rows)") }
        }
    }
}
