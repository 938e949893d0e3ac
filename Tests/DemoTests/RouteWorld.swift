import Core
import Counter
import Foundation
import House
import Inbox
import Mail
import Net
import People
import Purchases
import Storage
import Synchronization
import TestShop
import Web

@testable import Demo

/// The whole program with the sample shop in it, so that most addresses lead to something real. For tests that walk all routes.
struct RouteWorld: Sendable {
    let test: TestShop
    let routes: [Route]
    private let workers: ParseWorkers
    private let written = Written()
    /// For what stands before a named part of a path: something that is there.
    private let ids: [String: String]

    init(_ engine: Engine = .sqlite) async throws {
        let workers = WorldTests.workers()
        self.workers = workers
        // Nothing leaves this machine.
        let names = NameRecords(texts: { _ in [] }, mailServers: { _ in [] })
        let sending = Sending { _, _, _ in .accepted(response: "250 taken", refused: []) }
        let capabilities: [Capability] = [
            .house, .inbox(workers: workers, sending: sending, names: names), .people, .counter, .purchases, .sample(workers: workers),
        ]
        test = try await TestShop(engine, capabilities, isOpen: false, time: WorldTests.noon)
        try await World(test.shop, workers: workers, password: TestShop.password).build()
        routes = test.shop.routes
        ids = try await Self.furnish(test)
        let written = written
        test.database.onStatement { written.saw($0) }
    }

    func close() async { await workers.close() }

    /// The names of the capabilities that the program has, as they stand in its list.
    static func listed() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Sources/Regulars/Capabilities.swift"), encoding: .utf8)
        return text.split(separator: "\n").map(\.trimmed).filter { $0.hasPrefix(".") }
            .map { String($0.dropFirst().prefix { $0.isLetter }) }
    }

    // MARK: Addresses

    /// Where a route leads, with something real at its named parts where the sample has it.
    func address(of route: Route) -> String { Self.address(route.path) { ids[$0] ?? "1" } }

    /// The same with nothing there.
    static func nowhere(_ route: Route) -> String { address(route.path) { _ in "1" } }

    /// `/api/v1/people/:id/tags/:tag` asks for "/people" and for "/people/tags".
    private static func address(_ path: String, _ find: (String) -> String) -> String {
        var place = ""
        var target = ""
        for part in path.split(separator: "/") {
            if part.hasPrefix(":") {
                target += "/" + find(place.replacing("/api/v1", with: ""))
            } else {
                place += "/\(part)"
                target += "/\(part)"
            }
        }
        return target.isEmpty ? "/" : target
    }

    /// Does a few deeds that the sample lacks, and notes where each kind of thing is.
    private static func furnish(_ test: TestShop) async throws -> [String: String] {
        let token = try await test.token()
        func find(_ sql: SQL) async throws -> String? {
            try await test.shop.read { db in try db.value(sql, as: Int64?.self) ?? nil }.map { String($0) }
        }
        let some = try await test.shop.read { db in
            try db.values("SELECT id FROM conversation WHERE state IN ('waiting', 'solved') ORDER BY id", as: Int64.self)
        }
        // Two of one person's, so that they can become one.
        let twice = try await test.shop.read { db in
            try db.values(
                """
                SELECT id FROM conversation WHERE customer_id = (
                    SELECT customer_id FROM conversation GROUP BY customer_id HAVING count(*) > 1 ORDER BY customer_id LIMIT 1)
                ORDER BY id
                """, as: Int64.self)
        }
        for (path, json) in [
            ("/conversations/\(some[0])/notes", #"{"text":"Look at this"}"#), ("/conversations/\(some[1])/follow", "{}"),
            ("/conversations/\(twice[0])/merge", #"{"into":"\#(twice[1])"}"#),
            ("/conversations/bulk", #"{"verb":"snooze","ids":["\#(some[4])"]}"#),
        ] { _ = await test.api("POST", "/api/v1" + path, token: token, json: json) }
        _ = await test.api("DELETE", "/api/v1/conversations/\(some[5])", token: token)
        var found: [String: String] = [
            "/inbox/messages/files": "0", "/settings/assumptions": AssumptionKey.loyalMultiple.rawValue,
        ]
        for (place, sql) in tables { found[place] = try await find(sql) }
        for (place, other) in [
            ("/conversations", "/inbox"), ("/settings/tags", "/tags"), ("/people/tags", "/tags"), ("/conversations/tags", "/tags"),
            ("/companies", "/people/companies"), ("/companies/people", "/people"), ("/prepared-texts", "/inbox/prepared"),
            ("/hand-overs", "/inbox/hand-overs"), ("/conversations/links", "/inbox/links"), ("/conversations/merges", "/inbox/merges"),
            ("/conversations/bulk", "/inbox/bulk"),
        ] { found[place] = found[other] }
        return found
    }

    private static let tables: [(String, SQL)] = [
        ("/inbox", "SELECT min(id) FROM conversation WHERE state = 'open'"), ("/inbox/messages", "SELECT min(id) FROM message"),
        ("/inbox/notes", "SELECT max(id) FROM message WHERE kind = 'note'"), ("/inbox/held", "SELECT max(id) FROM held_mail"),
        ("/inbox/hand-overs", "SELECT max(id) FROM hand_over"), ("/inbox/links", "SELECT max(id) FROM conversation_link"),
        ("/inbox/merges", "SELECT max(id) FROM conversation_merge"), ("/inbox/bulk", "SELECT max(id) FROM bulk_deed"),
        ("/inbox/deleted", "SELECT max(conversation_id) FROM deleted_conversation"),
        ("/inbox/prepared", "SELECT min(id) FROM prepared_text"), ("/settings/mailboxes", "SELECT min(id) FROM mailbox"),
        ("/settings/lines", "SELECT min(id) FROM line"), ("/settings/staff", "SELECT max(id) FROM staff"),
        ("/settings/jobs", "SELECT min(id) FROM job"), ("/settings/tokens", "SELECT min(id) FROM api_token"),
        ("/tags", "SELECT min(id) FROM tag"), ("/people", "SELECT min(customer_id) FROM conversation"),
        ("/people/companies", "SELECT min(id) FROM company"), ("/people/companies/members", "SELECT min(id) FROM company_member"),
        ("/duties", "SELECT min(id) FROM duty WHERE state = 'open'"), ("/notices", "SELECT min(id) FROM notice"),
        ("/counter/notes", "SELECT max(id) FROM counter_note"),
        ("/purchases", "SELECT max(id) FROM purchase WHERE customer_id IS NOT NULL"),
    ]

    // MARK: What is written

    /// What was written since it was asked last, statement by statement. That a key was used, and when a session was seen, is nobody's data.
    func writes() -> [String] { written.take() }

    /// A digest of all tables but the search index; equal as long as nothing changed.
    func digest() throws -> [String: Int] {
        let folder = test.folder.appending(path: "digest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var digest: [String: Int] = [:]
        for (table, rows) in try test.database.exportTables(to: folder.path, leavingOut: ["session", "api_token"]) where rows > 0 {
            // The rows come in the order in which the engine happens to have them.
            let lines = try String(contentsOf: folder.appending(path: "\(table).jsonl"), encoding: .utf8).split(separator: "\n")
            digest[table] = lines.sorted().hashValue
        }
        return digest
    }

    private final class Written: Sendable {
        private let statements = Mutex<[String]>([])
        private static let verbs: Set<String> = ["INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"]

        func saw(_ statement: String) {
            guard Self.verbs.contains(String(statement.trimmed.prefix { $0.isLetter })),
                !statement.hasPrefix("UPDATE api_token SET used_at"), !statement.hasPrefix("UPDATE session SET seen_at")
            else { return }
            statements.withLock { $0.append(statement) }
        }

        func take() -> [String] {
            statements.withLock { statements in
                defer { statements = [] }
                return statements
            }
        }
    }
}
