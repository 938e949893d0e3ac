import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Mail that waits with a reason instead of asking for anybody's time (35-37).
@Suite struct HeldMailTests {
    @Test(arguments: TestShop.engines) func `35: what a filter calls spam waits, and is let in with one press`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let letter = PostRoom.letter(subject: "Win!", id: "win@example.org", more: ["X-Spam-Flag: YES"])
        #expect(try await room.take(letter) == .held("spam"))
        #expect(try await room.take(letter) == .known, "it does not come again at the next fetch")
        #expect(try await room.count("SELECT count(*) FROM conversation") == 0)
        #expect(try await room.count("SELECT count(*) FROM customer") == 0, "nobody gets a card for spam")

        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/inbox").links.contains("/inbox/held"))
        let list = try await agent.open("/inbox/held")
        #expect(list.shows("Win!") && list.shows("Spam") && list.shows("Anna Schmidt"))
        let link = try #require(list.links.first { $0.hasPrefix("/inbox/held/") })
        #expect(try await agent.open(link).shows("calls it spam") && agent.page.shows("Have you got cakes?"))
        let form = try #require(agent.page.forms.first { $0.action.hasSuffix("/release") })
        #expect(try await agent.post(form.action, form.fields).shows("It is in."))
        #expect(agent.page.shows("Have you got cakes?") && agent.path.hasPrefix("/inbox/"))
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 1, "what is let in is owed an answer")
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 0)
        #expect(try await agent.post(form.action, form.fields).shows("Somebody was faster"))
        #expect(try await room.take(letter) == .known, "let in, it still does not come again")
    }

    @Test(arguments: TestShop.engines) func `35: an answer to our own mail is no spam, and a verdict of no is none`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        let answer = PostRoom.letter(text: "Thanks", replyTo: ours.rfcID, more: ["X-Spam-Flag: YES"])
        #expect(try await room.take(answer) == .message(conversation: conversation.id.number))
        for verdict in ["X-Spam-Status: No, score=-0.1 required=5.0", "X-Spam-Score: 9.9", "X-Spam-Flag: NO"] {
            guard case .message = try await room.take(PostRoom.letter(more: [verdict])) else {
                Issue.record("\(verdict) held the mail back")
                continue
            }
        }
        #expect(try await room.take(PostRoom.letter(more: ["X-Spam-Status: Yes, score=9.1 required=5.0 tests=BAD"])) == .held("spam"))
    }

    @Test(arguments: TestShop.engines) func `36: whoever is blocked opens nothing and joins nothing, and their mail is kept for a year`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/\(conversation.id)")
        let block = try #require(agent.page.forms.first { $0.action.hasSuffix("/block") })
        #expect(try await agent.post(block.action, block.fields).shows("Blocked. What anna@example.org writes from now on is held back."))
        #expect(try await room.take(PostRoom.letter(replyTo: ours.rfcID)) == .held("blocked"))
        #expect(try await room.take(PostRoom.letter(from: "ANNA@Example.org", subject: "My lawyer")) == .held("blocked"))
        #expect(try await room.conversation(conversation.id).state == .solved)
        #expect(try await agent.open("/inbox/\(conversation.id)").shows("Blocked: what anna@example.org writes is held back."))

        try await sweep(room, after: .seconds(20 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 2)
        try await sweep(room, after: .seconds(350 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 0)
    }

    @Test func `spam is kept for fourteen days`() async throws {
        let room = try await PostRoom()
        _ = try await room.take(PostRoom.letter(more: ["X-Spam-Flag: YES"]))
        try await sweep(room, after: .seconds(13 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 1)
        try await sweep(room, after: .seconds(2 * 86_400))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 0)
    }

    private func sweep(_ room: PostRoom, after time: Duration) async throws {
        room.test.clock.advance(by: time)
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.sweepHeldMail()
        }
    }

    @Test(arguments: TestShop.engines) func `blocking is taken back with what it had solved`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/\(first.id)")
        let block = try #require(agent.page.forms.first { $0.action.hasSuffix("/block") })
        try await agent.post(block.action, block.fields)
        #expect(try await room.conversation(first.id).state == .solved)
        #expect(try await agent.undo().shows("They may write again."))
        #expect(try await room.conversation(first.id).state == .open)
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 1)
        guard case .message = try await room.take(PostRoom.letter()) else {
            Issue.record("the letter did not come in")
            return
        }
    }

    @Test(arguments: TestShop.engines) func `a whole domain can be blocked, the shop itself cannot`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        var agent = try await room.test.browser(as: .agent)
        let form = "/inbox/blocked"
        try await agent.open("/inbox/held")
        for (typed, sentence) in [
            ("nonsense", "Write a whole address"), ("@", "Write a whole address"),
            (PostRoom.address, "That is an address of the shop itself."),
            ("@firin.example", "That is an address of the shop itself."),
        ] {
            let page = try await agent.submit(["sender": typed], to: form)
            #expect(page.status == 422 && page.shows(sentence) && page.value("sender") == typed, "\(typed)")
        }
        #expect(try await agent.submit(["sender": "@EXAMPLE.org"], to: form).shows("@example.org"))
        #expect(try await room.take(PostRoom.letter(from: "anybody@example.org")) == .held("blocked"))
        guard case .message = try await room.take(PostRoom.letter(from: "anybody@sub.example.org")) else {
            Issue.record("another domain was held back")
            return
        }
        try await agent.open("/inbox/held")
        let remove = try #require(agent.page.forms.first { $0.action == "/inbox/blocked/remove" })
        #expect(try await agent.post(remove.action, remove.fields).shows("@example.org may write again."))
        #expect(try await room.count("SELECT count(*) FROM held_mail") == 1, "what was held back stays until it is let in")
    }

    @Test(arguments: TestShop.engines) func `37: a machine that writes and writes is held back until it is quiet for an hour`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        func letter() -> [UInt8] {
            PostRoom.letter(
                from: "desk@other.example", text: "Thank you for your mail.", more: ["Date: \(room.test.clock.now.rfc)"], dated: false)
        }
        let many = try await room.intake.take((1...100).map { _ in Intake.Incoming(letter()) }, mailbox: room.mailbox)
        #expect(many.count { $0.isIn } == many.count)
        #expect(try await room.take(letter()) == .held("flood"))
        try await room.test.pass(.seconds(40 * 60))
        #expect(try await room.take(letter()) == .held("flood"), "not quiet for an hour yet")
        try await room.test.pass(.seconds(61 * 60))
        #expect(try await room.take(letter()).isIn)
    }

    @Test func `37: a year of letters out of a file is no flood`() async throws {
        let room = try await PostRoom()
        let many = try await room.intake.take((1...120).map { _ in Intake.Incoming(PostRoom.letter()) }, mailbox: room.mailbox)
        #expect(many.count { $0.isIn } == many.count)
    }

    @Test func `a viewer sees what is held back and can do nothing to it`() async throws {
        let room = try await PostRoom()
        _ = try await room.take(PostRoom.letter(more: ["X-Spam-Flag: YES"]))
        var viewer = try await room.test.browser(as: .viewer)
        let page = try await viewer.open("/inbox/held")
        #expect(page.shows("Spam") && !page.forms.contains { $0.action.hasSuffix("/release") || $0.action.hasSuffix("/blocked") })
    }
}

extension Intake.Outcome {
    fileprivate var isIn: Bool { if case .message = self { true } else { false } }
}

extension Instant {
    /// As a Date header has it, in UTC.
    var rfc: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = iso.split(whereSeparator: { "-T:.Z".contains($0) }).map(String.init)
        return "\(parts[2]) \(months[Int(parts[1])! - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
    }
}
