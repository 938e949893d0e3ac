import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// What is passed on to somebody outside, and what they answer.
@Suite struct ForwardTests {
    private static let mill = "mill@grain.example"

    private func forward(_ room: PostRoom, _ conversation: Conversation, _ browser: inout Browser, _ more: [String: String?] = [:])
        async throws
        -> Seen
    {
        let path = "/inbox/\(conversation.id)/forward"
        try await browser.open(path)
        return try await browser.submit(["to": Self.mill, "text": "Do you know?"].merging(more) { $1 }, to: path, files: [])
    }

    @Test(arguments: TestShop.engines) func `a message is passed on, and the customer is not written to`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(text: "Which flour is in the rye?"))
        try await room.shop.write(as: .program("test")) { tx in _ = try tx.note("secret of the team", in: first) }
        var browser = try await room.test.browser(as: .owner)
        let wrong = try await forward(room, first, &browser, ["to": "mill"])
        #expect(wrong.status == 422 && wrong.error("to") != nil && wrong.value("text") == "Do you know?")
        let own = try await forward(room, first, &browser, ["to": "Anna@example.org"])
        #expect(own.status == 422 && own.error("to")?.contains("customer") == true)
        let page = try await forward(room, first, &browser)
        #expect(page.status == 200 && page.shows("Forwarded to mill@grain.example"))
        #expect(try await room.duty(first) != nil, "the customer is still owed an answer")
        try await room.test.pass(.seconds(11))
        let mail = try #require(room.way.sent.first)
        #expect(room.way.sent.count == 1 && mail.recipients.map(\.text) == [Self.mill] && mail.subject == "Fwd: A cake")
        #expect(mail.text.hasPrefix("Do you know?") && mail.text.contains("From: Anna Schmidt <anna@example.org>"))
        #expect(mail.text.contains("Which flour is in the rye?") && !mail.text.contains("secret"))
        #expect(mail.inReplyTo == nil && mail.references.isEmpty)
        let now = try await room.conversation(first.id)
        #expect(now.state == .new && now.snippet == "Which flour is in the rye?", "the lists show the customer's last word")
        #expect(try await room.test.events().contains("message.forwarded"))
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines)
    func `2, 8: an answer from outside stands beside the customer, who stays who they are`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        _ = try await forward(room, first, &browser)
        try await room.test.pass(.seconds(11))
        let ours = try #require(try await room.messages(first).last { $0.isForward }?.rfcID)
        // The matter is answered meanwhile; the answer from outside brings it back to its owner.
        try await room.answer(first, "We ask the mill.", .wait)
        try await room.test.pass(.seconds(11))
        #expect(try await room.conversation(first.id).state == .waiting)
        let back = try await room.receive(
            PostRoom.letter(from: "The Mill <\(Self.mill)>", subject: "Re: Fwd: A cake", text: "Stone-ground rye.", replyTo: ours))
        #expect(back.id == first.id && back.customer == first.customer && back.state == .open)
        #expect(try await room.duty(first) != nil)
        #expect(
            try await room.count("SELECT count(*) FROM customer_address WHERE folded = \(Self.mill)") == 0, "they are nobody's customer")
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.shows("An answer from outside. Anna Schmidt does not see this."))
        #expect(page.value("to") == "anna@example.org", "an answer goes to the customer")
        try await browser.submit(["text": "It is stone-ground."], to: "/inbox/\(first.id)/answer", files: [])
        try await room.test.pass(.seconds(11))
        let answer = try #require(room.way.sent.last)
        #expect(answer.recipients.map(\.text) == ["anna@example.org"] && answer.text.contains("> Have you got cakes?"))
        #expect(!answer.text.contains("Stone-ground rye.") && !answer.references.contains(ours))
        // To the mill again, in the thread that they know.
        let letter = try #require(try await room.messages(first).last { $0.kind == .theirs })
        try await browser.open("/inbox/\(first.id)/forward?reply=\(letter.id)")
        #expect(browser.page.value("to") == Self.mill && browser.page.value("what") == "")
        try await browser.submit(["text": "Thank you."], to: "/inbox/\(first.id)/forward", files: [])
        try await room.test.pass(.seconds(11))
        let thanks = try #require(room.way.sent.last)
        #expect(thanks.inReplyTo == letter.rfcID && thanks.subject == "Re: Fwd: A cake" && thanks.recipients.map(\.text) == [Self.mill])
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines)
    func `taken back it is gone, and its words are a draft for whom they were meant, not for the customer`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var browser = try await room.test.browser(as: .owner)
        _ = try await forward(room, first, &browser, ["what": "all"])
        let undone = try await browser.undo()
        #expect(undone.shows("Taken back. It stands here to be written on.") && undone.value("to") == Self.mill)
        #expect(try await browser.open("/inbox/\(first.id)").value("text") == "")
        try await room.test.pass(.seconds(60))
        #expect(room.way.sent.isEmpty)
        #expect(try await room.count("SELECT count(*) FROM message WHERE kind = 'ours'") == 0)
        #expect(try await room.conversation(first.id) == first)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `one that is refused says so, and can be tried again without touching the customer's matter`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        room.way.says(.rejectedForGood(code: 550, text: "5.1.1 no such user", refused: []), WayOut.accepted)
        var browser = try await room.test.browser(as: .owner)
        _ = try await forward(room, first, &browser)
        try await room.test.pass(.seconds(11))
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.shows("Not delivered to mill@grain.example."))
        let message = try #require(try await room.messages(first).last)
        let token = try #require(page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
        #expect(
            try await browser.post("/inbox/messages/\(message.id)/again", [token]).status == 404, "its words are no draft for the customer")
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit(to: "/inbox/messages/\(message.id)/retry")
        try await room.test.pass(.seconds(11))
        #expect(try await room.message(message.id).outState == .sent)
        #expect(try await room.duty(first) != nil)
        #expect(try await room.conversation(first.id).state == .new)
    }

    @Test func `files of a letter go along, read out of it in the jail`() async throws {
        let room = try await PostRoom()
        let body = [
            "--b", "Content-Type: text/plain; charset=utf-8", "", "See the list.", "--b",
            "Content-Type: application/pdf; name=\"list.pdf\"", "Content-Disposition: attachment; filename=\"list.pdf\"", "", "%PDF bread",
            "--b--",
        ].joined(separator: "\r\n")
        let first = try await room.receive(
            PostRoom.letter(text: body, more: ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"]))
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(first.id)/forward")
        #expect(page.shows("list.pdf"))
        try await browser.submit(["to": Self.mill], to: "/inbox/\(first.id)/forward", files: [])
        try await room.test.pass(.seconds(11))
        let mail = try #require(room.way.sent.first)
        #expect(mail.attachments.map(\.name) == ["list.pdf"])
        #expect(mail.attachments.first.map { String(decoding: $0.data, as: UTF8.self) }?.hasPrefix("%PDF bread") == true)
        // And by a program.
        let token = try await room.test.token()
        let api = await room.test.api(
            "POST", "/api/v1/conversations/\(first.id)/forwards", token: token, json: #"{"to": "b@example.com", "message": "all"}"#)
        #expect(api.status == 201)
        let own = await room.test.api(
            "POST", "/api/v1/conversations/\(first.id)/forwards", token: token, json: #"{"to": "anna@example.org", "text": "x"}"#)
        #expect(own.status == 422 && own.text.contains("to-customer"))
    }
}
