import Core
import Mail
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Inbox

/// Deniz owns the shop and has what comes; Efe and Sara serve. What each was told.
struct ToldTeam {
    var room: PostRoom
    var conversation: Conversation
    var deniz: Staff.ID
    var efe: Staff
    var sara: Staff

    init(_ engine: Engine) async throws {
        room = try await PostRoom(engine)
        efe = try await room.test.hire(.agent, name: "Efe Kaya", email: "efe@firin.example")
        sara = try await room.test.hire(.helper, name: "Sara", email: "sara@firin.example")
        conversation = try await room.receive()
        deniz = try await room.test.owner
    }

    var subject: Event.Subject { Event.Subject("conversation", conversation.id) }

    /// "yours wrote", oldest first; read ones in brackets.
    func told(_ staff: Staff.ID) async throws -> [String] {
        try await room.shop.read { try $0.notices(of: staff, limit: 100) }.filter { $0.subject.kind != "gone" }.reversed().map { notice in
            let words = notice.kind.rawValue + (notice.what == .none ? "" : " \(notice.what.rawValue)")
            return notice.readAt == nil ? words : "(\(words))"
        }
    }
    func unread(_ staff: Staff.ID) async throws -> Int { try await room.shop.read { try $0.unreadNotices(of: staff) } }

    @discardableResult func act<T: Sendable>(_ staff: Staff.ID, _ body: @escaping @Sendable (Conversation, Tx) throws -> T) async throws
        -> T
    {
        let id = conversation.id
        return try await room.shop.write(as: .staff(staff)) { tx in
            tx.silentByIntent = true
            return try body(try #require(try tx.db.conversation(id)), tx)
        }
    }

    func choose(_ staff: Staff.ID, _ body: @escaping @Sendable (inout TellingChoices) -> Void) async throws {
        try await room.shop.write(as: .staff(staff)) { tx in
            var choices = try tx.db.tellingChoices(of: staff)
            body(&choices)
            try tx.keep(choices, of: staff)
        }
    }

    /// Moves the clock as the scheduler does: what comes round by the clock comes round.
    func pass(_ duration: Duration) async throws {
        room.test.clock.advance(by: duration)
        // The mailbox is read all the while, or its owner would be told.
        try await room.shop.write(as: .program("test")) { [mailbox = room.mailbox] tx in try tx.looked(into: mailbox, gone: []) }
        try await room.shop.plan(asOf: room.test.clock.now)
        try await room.shop.runJobs()
    }

    /// Mail that went out to Efe and Sara.
    var mails: [OutgoingMail] { room.way.sent.filter { $0.automatic && $0.to[0].address.text != TestShop.ownerEmail } }
    var letters: [String] { mails.map { $0.to[0].address.text } }
}

/// Counts statements while a page is made.
final class StatementCount: Sendable {
    private let n = Mutex(0)
    func add() { n.withLock { $0 += 1 } }
    func taken() -> Int {
        n.withLock { count in
            defer { count = 0 }
            return count
        }
    }
}
