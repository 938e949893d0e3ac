import Foundation
import Storage
import Testing

@testable import Core

/// An empty database with the assumption tables: a SQLite file, or a database on the PostgreSQL server that REGULARS_TEST_POSTGRES names.
/// It goes with this object.
final class AssumptionDatabase: Sendable {
    let database: Database
    private let remove: @Sendable () -> Void

    static var engines: [Engine] { server == nil ? [.sqlite] : [.sqlite, .postgres] }
    private static var server: String? { ProcessInfo.processInfo.environment["REGULARS_TEST_POSTGRES"] }

    init(_ engine: Engine) throws {
        let name = "assumptions_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "_")
        switch engine {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            database = try Database.open(.sqlite(path: folder.appendingPathComponent("shop.db").path))
            remove = { try? FileManager.default.removeItem(at: folder) }
        case .postgres:
            let server = try #require(Self.server)
            try Self.psql(server, #"CREATE DATABASE "\#(name)""#)
            var url = try #require(URLComponents(string: server))
            url.path = "/" + name
            database = try Database.open(.postgres(url: try #require(url.string)))
            remove = { try? Self.psql(server, #"DROP DATABASE "\#(name)" WITH (FORCE)"#) }
        }
        _ = try database.migrate([AssumptionStore.migration], now: Instant(milliseconds: 0))
    }

    deinit {
        database.close()
        remove()
    }

    private static func psql(_ url: String, _ statement: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "psql failed: \(statement)")
    }
}
