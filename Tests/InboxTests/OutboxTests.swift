import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct OutboxTests {
    @Test(arguments: TestShop.engines) func `an answer that is taken is sent, after the time to undo it`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        let id = try await room.answer(first, "Yes, every day.")
        try await room.test.pass(.seconds(9))
        #expect(room.way.sent.isEmpty)
        try await room.test.pass(.seconds(2))
        let mail = try #require(room.way.sent.first)
        #expect(room.way.sent.count == 1)
        #expect(mail.from.address.text == PostRoom.address && mail.from.name == "Deniz Yılmaz from Fırın Bakery")
        #expect(mail.inReplyTo == "q@example.org" && mail.references == ["q@example.org"] && mail.subject == "Re: A cake")
        #expect(mail.text.hasPrefix("Yes, every day.\n\nOn ") && mail.text.hasSuffix("Anna Schmidt wrote:\n> Have you got cakes?"))
        let message = try await room.message(id)
        #expect(message.outState == .sent && message.outAt == room.test.clock.now && message.outError == nil)
        #expect(try await room.shop.read { try $0.waitingJobs().contains { $0.kind == Outbox.kind } } == false)
        #expect(try await room.test.events().last == "message.sent")
    }

    @Test(arguments: TestShop.engines) func `a refusal for good turns the answer red and it is owed again`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        room.way.says(.rejectedForGood(code: 550, text: "no such user <here>", refused: []))
        let (conversation, message) = try await room.answered()
        #expect(message.outState == .failed && message.outError == "550 no such user <here>")
        #expect(conversation.state == .open && conversation.due != nil)
        #expect(try await room.duty(conversation)?.owner == room.test.owner)
        try await room.test.pass(.seconds(86_400))
        #expect(room.way.sent.count == 1, "a refusal for good is not tried again")
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(conversation.id)")
        #expect(page.shows("The mail server refused it.") && page.shows("550 no such user <here>"))

        // Somebody mends the address' server and tries again: the same mail.
        room.way.says(WayOut.accepted)
        try await browser.submit(to: "/inbox/messages/\(message.id)/retry")
        #expect(browser.page.shows("Trying again."))
        #expect(try await room.duty(conversation) == nil)
        try await room.test.pass(.seconds(1))
        #expect(try await room.message(message.id).outState == .sent)
        #expect(room.way.sent.count == 2 && room.way.sent[0].encoded == room.way.sent[1].encoded)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `signatures stand above the quote, as they were when it was written`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let helper = try await room.test.hire(.helper, name: "Efe")
        var browser = try await room.test.browser(of: helper.email)
        try await browser.open("/settings/signature")
        try await browser.submit(["own": "Efe, baker\r\n", "box-\(room.mailbox)": "Not mine to write"])
        var owner = try await room.test.browser(as: .owner)
        try await owner.open("/settings/signature")
        try await owner.submit(["box-\(room.mailbox)": "Fırın Bakery\nHarbour Street 3"])
        #expect(try await browser.open("/settings/signature").shows("Harbour Street 3"))
        room.way.says(WayOut.busy, WayOut.accepted)
        let first = try await room.receive()
        _ = try await room.answer(first, "Yes.", by: helper.id)
        try await room.test.pass(.seconds(11))
        try await owner.open("/settings/signature")
        try await owner.submit(["box-\(room.mailbox)": "Moved to Hill Street"])
        try await room.test.pass(.seconds(600))
        #expect(room.way.sent.count == 2 && room.way.sent[0].encoded == room.way.sent[1].encoded)
        #expect(room.way.sent[0].text.hasPrefix("Yes.\n\n-- \nEfe, baker\nFırın Bakery\nHarbour Street 3\n\nOn "))
        let long = try await owner.submit(["own": String(repeating: "x", count: 1001)])
        #expect(long.status == 422 && long.error("own") != nil)
        #expect(try await room.findings() == [])
    }

    @Test func `a refused answer is corrected and sent again`() async throws {
        let room = try await PostRoom(.sqlite)
        room.way.says(.rejectedForGood(code: 550, text: "5.1.1 user unknown", refused: []), WayOut.accepted)
        let (conversation, message) = try await room.answered()
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(conversation.id)").shows("This address does not exist."))
        #expect(try await browser.open("/today").shows("did not get our answer"), "nobody waits; an answer has to be sent")
        try await browser.open("/inbox/\(conversation.id)")
        let page = try await browser.submit(to: "/inbox/messages/\(message.id)/again")
        #expect(page.value("text") == message.text)
        #expect(try await browser.submit(["to": "anna@example"], to: "/inbox/\(conversation.id)/answer").error("to") != nil)
        try await browser.submit(["to": "anna@example.com"], to: "/inbox/\(conversation.id)/answer")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map { $0.to.map(\.address.text) } == [["anna@example.org"], ["anna@example.com"]])
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a mail that one recipient was refused is not said to be sent`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        room.way.says(.accepted(response: "250", refused: [SMTPRefusal(recipient: "anna@example.org", code: 550, text: "gone")]))
        let (_, message) = try await room.answered()
        #expect(message.outState == .failed && message.outError == "anna@example.org: gone")
    }

    /// An answer to Anna with a copy to Ben.
    private func withCopy(_ room: PostRoom) async throws -> (Conversation, Message) {
        let first = try await room.receive()
        let owner = try await room.test.owner
        let id = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.answer(
                first, text: "Yes.", then: .wait, seen: nil, anyway: true, copies: [MailAddress("ben@example.org")].compactMap { $0 })
        }
        try await room.test.pass(.seconds(11))
        return (try await room.conversation(first.id), try await room.message(id))
    }

    @Test(arguments: TestShop.engines) func `a copy that is refused leaves the answer sent, and says so`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        room.way.says(
            .accepted(
                response: "250", refused: [SMTPRefusal(recipient: "ben@example.org", code: 550, text: "5.1.1 <ben@example.org>: unknown")]))
        let (conversation, message) = try await withCopy(room)
        #expect(message.outState == .sent && conversation.state == .waiting)
        #expect(try await room.duty(conversation) == nil, "Anna has her answer")
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(conversation.id)")
        #expect(page.shows("The copy to ben@example.org was not delivered.") && page.shows("This address does not exist."))
        #expect(page.shows("Sent ") && !page.shows("Not delivered to"))
        #expect(try await room.count("SELECT count(*) FROM address_trouble WHERE folded = 'anna@example.org'") == 0)
        #expect(try await room.count("SELECT count(*) FROM address_trouble WHERE folded = 'ben@example.org'") == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a copy that may pass later is sent alone`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        room.way.says(
            .accepted(response: "250", refused: [SMTPRefusal(recipient: "ben@example.org", code: 450, text: "4.7.1 greylisted")]),
            .accepted(response: "250", refused: []))
        let (_, message) = try await withCopy(room)
        #expect(message.outState == .sent && message.outError == nil)
        try await room.test.pass(.seconds(31))
        #expect(room.way.sent.map { $0.recipients.map(\.text) } == [["anna@example.org", "ben@example.org"], ["ben@example.org"]])
        #expect(Set(room.way.sent.map(\.encoded)).count == 1, "the same mail for both")
    }

    @Test(arguments: TestShop.engines) func `where the copy went and the answer may pass later, the answer alone is tried again`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        room.way.says(
            .accepted(response: "250", refused: [SMTPRefusal(recipient: "anna@example.org", code: 450, text: "4.7.1 greylisted")]),
            .accepted(response: "250", refused: []))
        let (_, message) = try await withCopy(room)
        #expect(message.outState == .queued)
        try await room.test.pass(.seconds(31))
        #expect(room.way.sent.map { $0.recipients.map(\.text) } == [["anna@example.org", "ben@example.org"], ["anna@example.org"]])
        #expect(try await room.message(message.id).outState == .sent)
    }

    @Test(arguments: TestShop.engines) func `a copy that comes back says nothing of whom the answer is for`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (conversation, message) = try await withCopy(room)
        try await room.receive(
            IntakeTests.bounce(of: try #require(message.rfcID), action: "failed", status: "5.1.1", recipient: "ben@example.org"))
        #expect(try await room.message(message.id).outState == .sent)
        #expect(try await room.duty(conversation) == nil)
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(conversation.id)").shows("The copy to ben@example.org was not delivered."))
    }

    @Test(arguments: TestShop.engines) func `what may work later is tried again with the same bytes`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        room.way.says(
            WayOut.busy, .unknownAfterData(ConnectionExplanation(.timedOut)), WayOut.accepted)
        let (conversation, queued) = try await room.answered()
        #expect(queued.outState == .queued && conversation.state == .waiting)
        let job = try #require(try await room.shop.read { try $0.waitingJobs() }.first { $0.kind == Outbox.kind })
        #expect(job.attempts == 1 && job.lastError == "451 come back later")
        // The letter that it quotes may be followed by another one meanwhile.
        try await room.receive(PostRoom.letter(text: "Hello?", replyTo: queued.rfcID))
        try await room.test.pass(.seconds(31))
        #expect(room.way.sent.count == 2)
        try await room.test.pass(.seconds(61))
        #expect(room.way.sent.count == 3)
        #expect(try await room.message(queued.id).outState == .sent)
        #expect(Set(room.way.sent.map(\.encoded)).count == 1)
        #expect(Set(room.way.sent.map(\.messageID)) == [try #require(queued.rfcID)])
    }

    @Test(arguments: TestShop.engines, [WayOut.busy, .unknownAfterData(ConnectionExplanation(.timedOut))])
    func `what never works is told in the conversation in the end`(engine: Engine, answer: SMTPResult) async throws {
        let room = try await PostRoom(engine)
        room.way.says(answer)
        let (conversation, message) = try await room.answered()
        for _ in 0..<40 { try await room.test.pass(.seconds(6 * 3600 + 1)) }
        #expect(try await room.message(message.id).outState == .failed)
        #expect(try await room.conversation(conversation.id).state == .open)
        #expect(try await room.duty(conversation) != nil)
        #expect(room.way.sent.count <= 20)
    }

    @Test(arguments: TestShop.engines) func `an address that no mail can have is told in the conversation`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let owner = try await room.test.owner
        let id = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.answer(
                try #require(try tx.db.conversation(first.id)), text: "Yes", then: .wait, seen: nil, anyway: true, to: "nowhere at all")
        }
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.isEmpty)
        #expect(try await room.message(id).outState == .failed)
        #expect(try await room.duty(first) != nil)
    }

    @Test(arguments: TestShop.engines) func `a mail that is taken back sends nothing`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let id = try await room.answer(first)
        let owner = try await room.test.owner
        #expect(try await room.shop.write(as: .staff(owner)) { tx in try tx.takeBack(try #require(try tx.db.message(id))) })
        try await room.test.pass(.seconds(3600))
        #expect(room.way.sent.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `a mail on its way cannot be taken back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let id = try await room.answer(first)
        let owner = try await room.test.owner
        let shop = room.shop
        let result = Told()
        room.way.during {
            let isBack = try? await shop.write(as: .staff(owner)) { tx in try tx.db.message(id).map { try tx.takeBack($0) } }
            await result.tell(isBack ?? nil)
        }
        try await room.test.pass(.seconds(11))
        #expect(await result.value == false)
        #expect(try await room.message(id).outState == .sent)
    }

    @Test(arguments: TestShop.engines) func `after a crash it goes once more under the same id`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let id = try await room.answer(first)
        // The program claimed the job, sent the mail and died before it could say so.
        let until = room.test.clock.now + .seconds(130)
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE job SET state = 'running', attempts = 1, lease_until = \(until) WHERE kind = \(Outbox.kind)")
        }
        try await room.test.pass(.seconds(120))
        #expect(room.way.sent.isEmpty, "its process may still be alive")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.count == 1)
        let message = try await room.message(id)
        #expect(room.way.sent.map(\.messageID) == [try #require(message.rfcID)])
        #expect(message.outState == .sent)
        try await room.test.pass(.seconds(3600))
        #expect(room.way.sent.count == 1)
    }
}

actor Told {
    private(set) var value: Bool?
    func tell(_ value: Bool?) { self.value = value }
}
