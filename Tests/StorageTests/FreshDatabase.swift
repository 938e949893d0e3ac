import Foundation
import Storage
import Testing

/// An empty database for one test: a SQLite file in a folder of its own, or a database made on the PostgreSQL server that the environment
/// variable REGULARS_TEST_POSTGRES names ("postgres://user@host:port/postgres", a role that may CREATE DATABASE). It goes with this object.
///
///     @Test(arguments: FreshDatabase.engines) func `a note is kept`(engine: Engine) async throws {
///         let fresh = try FreshDatabase(engine)
///         try await fresh.database.write { … }
///     }
final class FreshDatabase: Sendable {
    let database: Database
    let location: Database.Location
    /// A folder of this test alone, for backups and other files.
    let folder: URL
    private let drop: (@Sendable () -> Void)?

    /// Both engines, or SQLite alone where the environment names no PostgreSQL server.
    static var engines: [Engine] { server == nil ? [.sqlite] : [.sqlite, .postgres] }

    private static var server: String? { ProcessInfo.processInfo.environment["REGULARS_TEST_POSTGRES"] }

    init(_ engine: Engine = .sqlite, migrations: [Migration] = []) throws {
        let name = "regulars_test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "_")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        switch engine {
        case .sqlite:
            location = .sqlite(path: folder.appendingPathComponent("shop.db").path)
            drop = nil
        case .postgres:
            let server = try #require(Self.server, "REGULARS_TEST_POSTGRES names no server")
            // Encoding and collation on purpose the ones that differ from binary order, where the server has them.
            try psql(server, #"CREATE DATABASE "\#(name)" TEMPLATE template0 ENCODING 'UTF8'"#)
            var url = try #require(URLComponents(string: server))
            url.path = "/" + name
            location = .postgres(url: try #require(url.string))
            drop = { try? psql(server, #"DROP DATABASE "\#(name)" WITH (FORCE)"#) }
        }
        database = try Database.open(location)
        if !migrations.isEmpty { _ = try database.migrate(migrations, now: Instant(milliseconds: 1_800_000_000_000)) }
    }

    deinit {
        database.close()
        drop?()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// Runs one statement outside any transaction, which CREATE DATABASE wants.
private func psql(_ url: String, _ statement: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "psql failed: \(statement)")
}

extension Engine: CustomTestStringConvertible {
    public var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }
}
