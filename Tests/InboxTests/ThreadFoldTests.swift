import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct ThreadFoldTests {
    private static let long = Array(repeating: "Thank you, and could you tell me once more what is in the cake?", count: 12).joined(
        separator: "\n")

    /// They ask and we answer, so many times; then they ask again.
    private static func exchange(_ room: PostRoom, _ text: String, times: Int = 3) async throws -> Conversation {
        let first = try await room.receive(PostRoom.letter(text: text, id: "0@example.org"))
        for number in 1...times {
            try await room.answer(first, text, .wait)
            try await room.receive(
                PostRoom.letter(text: "\(text) \(number)", id: "\(number)@example.org", replyTo: "\(number - 1)@example.org"))
        }
        return first
    }

    @Test func `what was dealt with in a long conversation is folded away, what waits is not`() async throws {
        let room = try await PostRoom()
        let first = try await Self.exchange(room, Self.long)
        let messages = try await room.messages(first)
        #expect(messages.count == 7 && ThreadFold.count(messages) == 6)
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.shows("6 earlier messages"))
    }

    @Test func `a short conversation is shown whole`() async throws {
        let room = try await PostRoom()
        let first = try await Self.exchange(room, "And now?", times: 2)
        #expect(ThreadFold.count(try await room.messages(first)) == 0)
    }

    @Test func `where nothing waits the last question and its answer stay`() async throws {
        let room = try await PostRoom()
        let first = try await Self.exchange(room, Self.long)
        try await room.answer(first, "Flour.", .wait)
        #expect(ThreadFold.count(try await room.messages(first)) == 6)
    }

    @Test func `a page that is open keeps its fold when something new comes`() async throws {
        let room = try await PostRoom()
        let first = try await Self.exchange(room, Self.long)
        let second = try await room.messages(first)[2].id
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(first.id)?first=\(second)")
        #expect(page.shows("2 earlier messages"))
    }
}
