import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Notes that are begun, paper, and keys.
@Suite struct DeskTests {
    @Test(arguments: TestShop.engines) func `62, 63: a note is kept while it is typed, for its writer alone, until it is saved`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let path = "/inbox/\(first.id)/note"
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let token = try #require(browser.page.forms.first { $0.action == path }?.fields.first { $0.name == "_token" })
        #expect(try await browser.post("\(path)-draft", [token, (name: "text", value: "Ask the <mill>")]).status == 204)
        let again = try await browser.open("/inbox/\(first.id)")
        #expect(again.forms.first { $0.action == path }?.fields.first { $0.name == "text" }?.value == "Ask the <mill>")
        #expect(again.value("text") == "", "the answer is another draft")
        var colleague = try await room.test.browser(as: .agent)
        #expect(try await !colleague.open("/inbox/\(first.id)").shows("Ask the"))
        let saved = try await browser.submit(["text": "Ask the mill"], to: path)
        #expect(saved.shows("Noted."))
        #expect(try await room.count("SELECT count(*) FROM note_draft") == 0)
        // Taken back, its words are begun again.
        let undone = try await browser.undo()
        #expect(undone.forms.first { $0.action == path }?.fields.first { $0.name == "text" }?.value == "Ask the mill")
        try await room.test.pass(.seconds(91 * 86_400))
        try await room.shop.write(as: .program("test")) { tx in try tx.sweepDrafts() }
        #expect(try await room.count("SELECT count(*) FROM note_draft") == 0)
    }

    @Test func `a conversation goes on paper whole, with files and without notes unless they are asked for`() async throws {
        let room = try await PostRoom()
        let (conversation, _) = try await room.answered()
        try await room.shop.write(as: .program("test")) { tx in _ = try tx.note("only us", in: conversation) }
        var browser = try await room.test.browser(as: .viewer)
        let open = try await browser.open("/inbox/\(conversation.id)")
        #expect(open.links.contains("/inbox/\(conversation.id)/print"))
        let paper = try await browser.open("/inbox/\(conversation.id)/print")
        #expect(paper.status == 200 && paper.shows("Have you got cakes?") && paper.shows("Yes, every day.") && paper.shows("Anna Schmidt"))
        #expect(!paper.shows("only us") && paper.shows("With 1 note"))
        #expect(try await browser.open("/inbox/\(conversation.id)/print?notes=1").shows("only us"))
        #expect(try await browser.open("/inbox/1/print").status == 404)
    }
}
