import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Messages that become a conversation of their own (78), and conversations that belong together.
@Suite struct SplitTests {
    private static let file = [
        "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b\"",
    ]
    private static let body =
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe van is broken\r\n--b\r\nContent-Type: text/plain; name=\"van.txt\"\r\nContent-Disposition: attachment; filename=\"van.txt\"\r\n\r\nwheel\r\n--b--"

    /// Anna's cake, answered; then, an hour later, Anna's van, with a file.
    private static func van(_ room: PostRoom) async throws -> (Conversation, Message) {
        let (conversation, ours) = try await room.answered()
        try await room.test.pass(.seconds(3600))
        let back = try await room.receive(PostRoom.letter(subject: "Re: A cake", text: body, replyTo: ours.rfcID, more: file))
        #expect(back.id == conversation.id)
        return (back, try #require(try await room.messages(back).last))
    }

    @Test(arguments: TestShop.engines) func `78: a message is split off with its file, and its clock began when it was written`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let (old, message) = try await Self.van(room)
        let due = try #require(old.due)
        try await room.test.pass(.seconds(1800))
        var browser = try await room.test.browser(as: .agent)
        #expect(try await browser.open("/inbox/\(old.id)").has("/inbox/messages/\(message.id)/split"))
        try await browser.open("/inbox/messages/\(message.id)/split")
        let page = try await browser.submit(["subject": "The van", "part": "alone"], to: "/inbox/messages/\(message.id)/split")
        #expect(page.shows("It is a conversation of its own.") && page.shows("Split off from") && page.shows("van.txt"))
        let id = try await room.message(message.id).conversation
        let new = try await room.conversation(id)
        #expect(new.id != old.id && new.subject == "The van" && new.customer == old.customer && new.state == .new)
        #expect(new.due == due && new.createdAt == message.at, "the clock began with the letter")
        #expect(try await room.duty(new)?.createdAt == message.at)
        let rest = try await room.conversation(old.id)
        #expect(rest.state == .waiting && rest.due == nil && rest.messageCount == 2)
        #expect(try await browser.open("/inbox/\(old.id)").shows("split this off:"))
        #expect(try await room.findings() == [])
        // An answer to the letter that went comes after it.
        #expect(try await room.receive(PostRoom.letter(text: "Found it", replyTo: message.rfcID)).id == new.id)
        // And back.
        try await browser.open("/inbox/\(new.id)")
        let link = try #require(try await room.shop.read { try $0.link(between: old.id, and: new.id) })
        let back = try await browser.submit([:], to: "/inbox/links/\(link)/remove")
        #expect(back.shows("It is one conversation again."))
        #expect(!back.shows("merged this in") && !back.shows("Take apart"), "nobody merged anything")
        let whole = try await room.conversation(old.id)
        #expect(whole.messageCount == 4 && whole.state == .open && whole.due == due)
        #expect(try await browser.open("/inbox/\(new.id)").path == "/inbox/\(old.id)")
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `78: what follows goes along, to somebody else where it is theirs`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "one@example.org", cc: "Bob <bob@example.org>"))
        try await room.test.pass(.seconds(60))
        let back = try await room.receive(
            PostRoom.letter(from: "Bob <bob@example.org>", text: "And I want bread", id: "two@example.org", replyTo: "one@example.org"))
        #expect(back.id == first.id)
        let letter = try #require(try await room.messages(back).last)
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/messages/\(letter.id)/split")
        #expect(page.value("who") == "bob@example.org", "whose it is, is proposed")
        let wrong = try await browser.submit(["who": "Bob"], to: "/inbox/messages/\(letter.id)/split")
        #expect(wrong.status == 422 && wrong.error("who") != nil)
        try await browser.submit(["who": "bob@example.org"], to: "/inbox/messages/\(letter.id)/split")
        let new = try await room.conversation(try await room.message(letter.id).conversation)
        #expect(new.customer != first.customer && new.subject == "A cake")
        let kept = try await room.duty(first)
        #expect(kept?.customer == first.customer, "Anna is still owed an answer")
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `78: nothing, or everything, is not split off`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let letter = try #require(try await room.messages(first).first)
        let owner = try await room.test.owner
        await #expect(throws: JoinRefusal.everything) {
            try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.split([letter.id], off: first.id) }
        }
        await #expect(throws: JoinRefusal.nothing) {
            try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.split([], off: first.id) }
        }
        let token = try await room.test.token()
        let path = "/api/v1/conversations/\(first.id)/split"
        #expect(await room.test.api("POST", path, token: token, json: "{\"messages\":[\"\(letter.id)\"]}").status == 422)
        let second = try await room.receive(PostRoom.letter(text: "PS", replyTo: letter.rfcID))
        let late = try #require(try await room.messages(second).last)
        let done = await room.test.api("POST", path, token: token, json: "{\"messages\":[\"\(late.id)\"],\"subject\":\"PS\"}")
        #expect(done.status == 200 && done.has("conversation"))
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `two that belong together lead to each other, with a word why, until that is taken back`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let anna = try await room.receive(PostRoom.letter(subject: "The hall"))
        let ben = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>", subject: "The chairs"))
        var browser = try await room.test.browser(as: .helper)
        let found = try await browser.open("/inbox/\(anna.id)/link?q=chairs")
        #expect(found.has("/inbox/\(anna.id)/link?with=\(ben.id)"))
        #expect(try await browser.open("/inbox/\(anna.id)/link?q=\(ben.id)").shows("The chairs"), "by its number too")
        try await browser.open("/inbox/\(anna.id)/link?with=\(ben.id)")
        let long = try await browser.submit(["word": String(repeating: "x", count: 121)], to: "/inbox/\(anna.id)/link")
        #expect(long.status == 422 && long.value("word")?.count == 121)
        let page = try await browser.submit(["word": "one feast"], to: "/inbox/\(anna.id)/link")
        #expect(page.shows("They belong together now.") && page.shows("Belongs with The chairs") && page.shows("one feast"))
        #expect(try await browser.open("/inbox/\(ben.id)").shows("Belongs with The hall"))
        // Merged into a third, the link goes along.
        let third = try await room.receive(PostRoom.letter(subject: "A third"))
        let owner = try await room.test.owner
        let merge = try await room.shop.write(as: .staff(owner)) { tx in try tx.merge(anna.id, into: third.id) }
        #expect(try await browser.open("/inbox/\(third.id)").shows("Belongs with The chairs"))
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.undoMerge(merge) }
        #expect(try await !browser.open("/inbox/\(third.id)").shows("Belongs with The chairs"))
        let token = try await room.test.token()
        let links = await room.test.api("GET", "/api/v1/conversations/\(ben.id)/links", token: token)
        #expect(links.has("one feast") && links.has("together"))
        try await browser.open("/inbox/\(ben.id)")
        let link = try #require(try await room.shop.read { try $0.link(between: anna.id, and: ben.id) })
        let removed = try await browser.submit([:], to: "/inbox/links/\(link)/remove")
        #expect(removed.shows("The link is removed."))
        #expect(try await !browser.open("/inbox/\(anna.id)").shows("Belongs with The chairs"))
        #expect(try await room.findings() == [])
    }

    @Test func `the only mail of a conversation is not offered to be split off, whatever notes stand beside it`() async throws {
        let room = try await PostRoom(.sqlite)
        let one = try await room.receive()
        let owner = try await room.test.owner
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.note("She has called, too.", in: one) }
        var browser = try await room.test.browser(as: .owner)
        #expect(try await !browser.open("/inbox/\(one.id)").shows("Split off into a conversation of its own"))
    }
}
