import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Mail of the past, mail sent from other programs, and who vouches for a sender. The numbers are lines of the expected behaviour.
@Suite struct PastAndSentTests {
    private func past(_ room: PostRoom, _ letters: [[UInt8]], daysAgo: Int = 20) async throws -> [Intake.Outcome] {
        let history = MailHistory(days: 30, uidValidity: 1, next: 5, until: 9, total: 10, done: letters.count)
        let at = room.test.clock.now - .seconds(86_400 * daysAgo)
        return try await room.intake.take(
            letters.enumerated().map { Intake.Incoming($1, receivedAt: at + .seconds($0 * 3600)) }, mailbox: room.mailbox,
            from: .history(history))
    }

    private func sent(_ room: PostRoom, _ letter: [UInt8], at: Instant? = nil) async throws -> Intake.Outcome {
        try await room.intake.take(
            [Intake.Incoming(letter, receivedAt: at)], mailbox: room.mailbox,
            from: .sent(FetchPosition(uidValidity: 7, lastUID: 3), since: room.test.clock.now - .seconds(3600)))[0]
    }

    @Test(arguments: TestShop.engines) func `old mail comes in and nothing follows from it`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let before = try await room.test.events()
        let jobs = try await room.shop.read { try $0.waitingJobs().count }
        let outcomes = try await past(
            room,
            [
                PostRoom.letter(subject: "Bread", text: "Have you rye bread?", id: "one@example.org"),
                PostRoom.letter(subject: "Re: Bread", text: "And wheat?", id: "two@example.org", replyTo: "one@example.org"),
                PostRoom.letter(from: "robot@example.org", subject: "Newsletter", more: ["Precedence: bulk"]),
            ])
        #expect(outcomes[0] == outcomes[1] && outcomes[2] == .known)
        guard case .message(let number) = outcomes[0] else { throw NotThere(what: "the conversation") }
        let conversation = try await room.conversation(Conversation.ID(number: number))
        #expect(conversation.state == .solved && conversation.due == nil && conversation.owner == nil)
        #expect(try await room.duty(conversation) == nil)
        let messages = try await room.messages(conversation)
        #expect(messages.map(\.visibleText) == ["Have you rye bread?", "And wheat?"])
        #expect(messages[0].at == room.test.clock.now - .seconds(86_400 * 20))
        // The past stands at its place in time, and no job or webhook heard of it.
        #expect(try await room.shop.read { try $0.waitingJobs().count } == jobs)
        let customer = try #require(try await room.shop.read { try $0.customer(conversation.customer) })
        let events = try await room.shop.read { try $0.events(of: customer.id) }.filter { $0.kind == "message.received" }
        #expect(events.map(\.at) == messages.map(\.at).reversed())
        #expect(events.allSatisfy { $0.id < Event.ID.first(at: room.test.clock.now) })
        #expect(customer.lastContactAt == messages[1].at)
        #expect(try await room.test.events().count > before.count)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `the past may come in any order and take its place before what is here`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let now = try await room.receive(
            PostRoom.letter(subject: "Re: A cake", text: "Still no cake.", id: "new@example.org", replyTo: "old@example.org"))
        _ = try await past(room, [PostRoom.letter(text: "I want a cake.", id: "old@example.org")])
        let messages = try await room.messages(now)
        #expect(messages.map(\.visibleText) == ["I want a cake.", "Still no cake."])
        #expect(messages[0].matched == "answered-by")
        let after = try await room.conversation(now.id)
        #expect(after.snippet == "Still no cake." && after.messageCount == 2 && after.state == now.state && after.due == now.due)
        #expect(after.changedAt == now.changedAt && now.subject == "Re: A cake" && after.subject == "A cake")
        // The same letter again, as news: known.
        #expect(try await room.intake.take([.init(PostRoom.letter(id: "old@example.org"))], mailbox: room.mailbox) == [.known])
        #expect(try await room.findings() == [])
    }

    @Test func `letters from before 2024 keep their order too`() async throws {
        let room = try await PostRoom()
        let outcomes = try await past(
            room,
            (0..<40).map { PostRoom.letter(text: "Number \($0)", id: "n\($0)@example.org", replyTo: $0 == 0 ? nil : "n0@example.org") },
            daysAgo: 365 * 9)
        #expect(Set(outcomes.map { "\($0)" }).count == 1)
        guard case .message(let number) = outcomes[0] else { throw NotThere(what: "the conversation") }
        let conversation = try await room.conversation(Conversation.ID(number: number))
        #expect(try await room.messages(conversation).map(\.visibleText) == (0..<40).map { "Number \($0)" })
        #expect(try await room.findings() == [])
    }

    @Test func `how far the past has come in is kept with it`() async throws {
        let room = try await PostRoom()
        _ = try await past(room, [PostRoom.letter()])
        let box = try #require(try await room.shop.read { try $0.mailbox(room.mailbox) })
        #expect(box.history?.next == 5 && box.history?.done == 1 && box.history?.progress == 10 && box.position == nil)
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/settings/mailboxes").shows("Old mail: 1 of 10 letters taken in"))
        let ended = try #require(box.history).ended()
        #expect(ended.isDone && ended.progress == 100)
    }

    // MARK: Sent from other programs (69)

    @Test(arguments: TestShop.engines) func `an answer from a telephone's mail program ends the duty`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        try await room.test.pass(.seconds(600))
        let answer = PostRoom.letter(
            from: "Fırın <\(PostRoom.address)>", to: "anna@example.org", subject: "Re: A cake", text: "Yes we have.",
            replyTo: "q@example.org")
        #expect(try await sent(room, answer) == .message(conversation: first.id.number))
        let after = try await room.conversation(first.id)
        #expect(after.state == .waiting && after.due == nil)
        let message = try #require(try await room.messages(after).last)
        #expect(message.kind == .ours && message.outState == .sent && message.visibleText == "Yes we have.")
        #expect(try await room.test.events().last == "duty.done")
        #expect(try await sent(room, answer) == .known)
        let box = try #require(try await room.shop.read { try $0.mailbox(room.mailbox) })
        #expect(box.sentPosition == FetchPosition(uidValidity: 7, lastUID: 3))
        #expect(try await room.findings() == [])
    }

    @Test func `an answer to something older leaves what came after it owed`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        let at = room.test.clock.now + .seconds(60)
        try await room.test.pass(.seconds(600))
        try await room.receive(PostRoom.letter(text: "And a loaf!", replyTo: "q@example.org"))
        _ = try await sent(
            room, PostRoom.letter(from: PostRoom.address, to: "anna@example.org", text: "Yes.", replyTo: "q@example.org"), at: at)
        #expect(try await room.duty(first) != nil)
        #expect(try await room.conversation(first.id).state == .new)
    }

    @Test func `our own answers and letters to strangers are left where they lie`() async throws {
        let room = try await PostRoom()
        let (conversation, ours) = try await room.answered()
        let copy = PostRoom.letter(
            from: PostRoom.address, to: "anna@example.org", subject: "Re: A cake", text: "Yes, every day.", id: ours.rfcID)
        #expect(try await sent(room, copy) == .known)
        #expect(try await sent(room, PostRoom.letter(from: PostRoom.address, to: "dentist@example.net", subject: "My tooth")) == .known)
        #expect(try await room.conversationCount() == 1)
        #expect(try await room.messages(conversation).count == 2)
        // A letter to somebody we know opens a conversation that waits for them.
        let letter = PostRoom.letter(
            from: PostRoom.address, to: "anna@example.org", subject: "Your cake is ready", id: "ready@firin.example")
        guard case .message(let number) = try await sent(room, letter) else { throw NotThere(what: "a new conversation") }
        #expect(try await room.conversation(Conversation.ID(number: number)).state == .waiting)
        #expect(try await room.receive(PostRoom.letter(replyTo: "ready@firin.example")).id.number == number)
        #expect(try await room.findings() == [])
    }

    @Test func `a web form's mail is a customer's, though its copy lies among the sent mail`() async throws {
        let room = try await PostRoom()
        let form = PostRoom.letter(
            from: PostRoom.address, subject: "Contact form", text: "Do you bake on Sundays?", id: "form@firin.example",
            more: ["Reply-To: Visitor <visitor@example.net>"])
        #expect(try await sent(room, form) == .known)
        let conversation = try await room.receive(form)
        #expect(try await room.duty(conversation) != nil)
        #expect(try await room.messages(conversation).first?.fromAddress == "visitor@example.net")
    }

    @Test func `what was sent long ago is inert`() async throws {
        let room = try await PostRoom()
        let letter = PostRoom.letter(from: PostRoom.address, to: "old@example.net", subject: "Thanks", id: "t@firin.example")
        let at = room.test.clock.now - .seconds(86_400)
        guard case .message(let number) = try await sent(room, letter, at: at) else { throw NotThere(what: "a conversation") }
        let conversation = try await room.conversation(Conversation.ID(number: number))
        #expect(conversation.state == .solved && conversation.changedAt == at)
        #expect(try await room.findings() == [])
    }

    @Test func `folders of sent mail are known by their mark or their name`() {
        let plain = IMAPFolder(name: "INBOX.Gesendet", delimiter: ".")
        #expect(IMAPFolder.sent(among: [IMAPFolder(name: "INBOX"), plain]) == plain)
        let marked = IMAPFolder(name: "Post/Weg", delimiter: "/", use: .sent)
        #expect(IMAPFolder.sent(among: [plain, marked]) == marked)
        #expect(IMAPFolder.sent(among: [IMAPFolder(name: "Sent", attributes: ["\\Noselect"])]) == nil)
        #expect(IMAPFolder.sent(among: [IMAPFolder(name: "Gönderilmiş Öğeler")]) != nil)
    }

    // MARK: Who vouches for a sender (3)

    private static let forged = "Authentication-Results: mx.firin.example; dmarc=fail header.from=firin.example"

    @Test(arguments: TestShop.engines) func `a forged colleague ends no duty`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        try await room.knowJudge()
        let (_, ours) = try await room.answered()
        let conversation = try await room.receive(PostRoom.letter(text: "And a loaf?", replyTo: ours.rfcID))
        for more in [[Self.forged], [], ["Authentication-Results: evil.example; dmarc=pass header.from=firin.example"]] {
            let letter = PostRoom.letter(
                from: TestShop.ownerEmail, to: "anna@example.org", text: "Pay to my new account.", replyTo: ours.rfcID, more: more)
            #expect(try await room.receive(letter).id == conversation.id)
            #expect(try await room.duty(conversation) != nil)
        }
        let last = try #require(try await room.messages(conversation).last)
        #expect(last.kind == .theirs && last.matched == "in-reply-to, colleague not proven")
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(conversation.id)")
        #expect(page.shows("\(TestShop.ownerEmail) belongs to a colleague, and nothing proves that they wrote this."))
        let real = PostRoom.letter(
            from: TestShop.ownerEmail, to: "anna@example.org", text: "Yes.", replyTo: ours.rfcID, more: [PostRoom.proven])
        #expect(try await room.receive(real).state == .waiting)
        #expect(try await room.duty(conversation) == nil)
        #expect(try await room.findings() == [])
    }

    @Test func `the name of the server that checks is learned from five domains that agree`() async throws {
        let room = try await PostRoom()
        func judge() async throws -> String? { try await room.shop.read { try $0.mailbox(room.mailbox)?.judge } }
        for number in 1...4 {
            try await room.receive(
                PostRoom.letter(
                    from: "a@shop\(number).example",
                    more: ["Authentication-Results: mx.firin.example; spf=pass smtp.mailfrom=shop\(number).example"]))
        }
        // One stranger with many letters is one voice.
        for _ in 1...6 {
            try await room.receive(PostRoom.letter(from: "eve@evil.example", more: ["Authentication-Results: evil.example; dmarc=pass"]))
        }
        #expect(try await judge() == nil)
        try await room.receive(PostRoom.letter(from: "b@shop5.example", more: ["Authentication-Results: mx.firin.example; spf=none"]))
        #expect(try await judge() == "mx.firin.example")
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/settings/mailboxes/\(room.mailbox)/rules").value("judge") == "mx.firin.example")
    }
}
