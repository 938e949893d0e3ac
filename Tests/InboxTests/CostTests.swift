import Core
import Synchronization
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// What a page costs must not depend on how much there is.
@Suite struct CostTests {
    /// So many conversations of two letters each, of as many people, written as a whole.
    static func fill(_ room: PostRoom, _ count: Int) async throws {
        let owner = try await room.test.owner
        let box = room.mailbox
        try await room.shop.write(as: .program("test")) { tx in
            try tx.inert {
                var past: [PastConversation] = []
                for number in 0..<count {
                    let address = "p\(number)@many.example"
                    let person = try tx.addCustomer(named: "Person \(number)", addresses: [.email(address)])
                    let at = tx.now - .seconds(count * 60 - number)
                    let letters = [0, 1].map { part in
                        PastConversation.Letter(
                            id: tx.newID(), staff: part == 1 ? owner : nil, fromName: "Person \(number)", fromAddress: address,
                            to: PostRoom.address,
                            text: "Bread and butter \(number)", at: at + .seconds(part), rfcID: "\(number).\(part)@many.example")
                    }
                    past.append(
                        PastConversation(
                            id: tx.newID(), customer: person, mailbox: box, subject: "Bread \(number)",
                            state: Conversation.State.allCases[number % 4], letters: letters, owner: number % 3 == 0 ? nil : owner,
                            line: nil,
                            due: tx.now + .seconds(number)))
                }
                try tx.add(past: past)
            }
        }
    }

    /// The statements that each page runs, with nothing else going on.
    static func statements(_ paths: [String], _ room: PostRoom) async throws -> [String: [String]] {
        var browser = try await room.test.browser(as: .owner)
        let seen = Mutex<[String]>([])
        room.test.database.onStatement { text in seen.withLock { $0.append(text) } }
        var found: [String: [String]] = [:]
        for path in paths {
            seen.withLock { $0 = [] }
            let page = try await browser.open(path)
            guard page.status == 200 else { throw NotThere(what: "\(page)") }
            found[path] = seen.withLock { $0 }
        }
        return found
    }

    /// How SQLite reads a statement, step by step.
    static func plan(_ statement: String, _ room: PostRoom) async throws -> [String] {
        let unbound = SQL(checked: "EXPLAIN QUERY PLAN " + statement, values: statement.filter { $0 == "?" }.map { _ in .null(.int) })
        return try await room.shop.read { db in
            try db.all(unbound) { row in
                for _ in 0..<3 { _ = try row.next(Int64.self) }
                return try row.next(String.self)
            }
        }
    }

    @Test(arguments: TestShop.engines) func `a page runs as many statements among 500 conversations as among 10`(engine: Engine)
        async throws
    {
        var counts: [[String: Int]] = []
        for size in [10, 500] {
            let room = try await PostRoom(engine)
            try await Self.fill(room, size)
            let id = try #require(
                try await room.shop.read { try $0.value("SELECT max(id) FROM conversation WHERE state = 'open'", as: Conversation.ID.self) }
            )
            let paths = ["/inbox", "/inbox?view=all", "/inbox/\(id)", "/today", "/search?q=bread", "/people"]
            let found = try await Self.statements(paths, room)
            counts.append(Dictionary(uniqueKeysWithValues: paths.map { ($0.replacing("\(id)", with: ":id"), found[$0]?.count ?? -1) }))
        }
        for (path, count) in counts[0].sorted(by: { $0.key < $1.key }) { print("\(engine) \(path): \(count) statements") }
        #expect(counts[0] == counts[1])
        #expect(counts[0].values.allSatisfy { $0 > 0 && $0 < 40 })
    }

    @Test(arguments: ["waiting", "mine", "unowned", "theirs", "solved", "all"])
    func `each list of the inbox is read by its index`(view: String) async throws {
        let room = try await PostRoom()
        try await Self.fill(room, 200)
        let found = try await Self.statements(["/inbox?view=\(view)"], room)
        let lists = try #require(found.values.first).filter { $0.contains("FROM conversation c") && $0.contains("c.subject") }
        #expect(lists.count == 1)
        for list in lists {
            let plan = try await Self.plan(list, room)
            print("\(view): \(plan)")
            // Besides the list itself the names and drafts of its rows, each by a key.
            #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") })
            #expect(plan.first?.hasPrefix("SEARCH c USING INDEX conversation_") == true)
        }
    }
}
