import Core
import Mail
import Net
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// To whom and by what an answer goes, and that its writer sees it.
@Suite struct WhereAnswersGoTests {
    @Test(arguments: TestShop.engines) func `13: an answer goes where a letter wants it, and the page says so with the other way beside it`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(
            PostRoom.letter(from: "Web form <noreply@forms.example>", more: ["Reply-To: Rita Real <rita@example.com>"]))
        var agent = try await room.test.browser(as: .agent)
        let page = try await agent.open("/inbox/\(first.id)")
        #expect(page.value("to") == "rita@example.com")
        #expect(page.shows("Their letter came from noreply@forms.example and wants its answer at rita@example.com."))
        #expect(page.shows("Wants its answer at"))
        let other = try await agent.open("/inbox/\(first.id)?to=noreply@forms.example")
        #expect(other.value("to") == "noreply@forms.example" && !other.shows("wants its answer at rita"))
        try await room.answer(first)
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map { $0.recipients.map(\.text) } == [["rita@example.com"]])
        // Who answers from there belongs to the talk.
        let id = try #require(room.way.sent.first?.messageID)
        let back = try await room.receive(PostRoom.letter(from: "Rita Real <rita@example.com>", replyTo: id))
        #expect(back.id == first.id)
        #expect(try await room.findings() == [])
    }

    @Test func `an address of ours, several, or one that nobody reads is no place for an answer`() async throws {
        let room = try await PostRoom()
        for wanted in [PostRoom.address, "a@example.com, b@example.com", "no-reply@example.com", "anna@example.org", "nonsense"] {
            let first = try await room.receive(PostRoom.letter(subject: wanted, more: ["Reply-To: \(wanted)"]))
            #expect(try await room.messages(first).first?.replyTo == nil, "\(wanted)")
        }
    }

    @Test func `where somebody else wrote last, the page names them and says who does not get the answer`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive(PostRoom.letter(cc: "Hank <hank@example.com>"))
        let id = try #require(try await room.messages(first).first?.rfcID)
        try await room.receive(PostRoom.letter(from: "Hank Friend <hank@example.com>", text: "I pay.", replyTo: id))
        var agent = try await room.test.browser(as: .agent)
        let page = try await agent.open("/inbox/\(first.id)")
        #expect(page.shows("Answer Hank") && page.value("to") == "hank@example.com")
        #expect(page.shows("This goes to Hank Friend, who wrote last. Anna Schmidt does not get it."))
        #expect(page.links.contains { $0.contains("to=anna") })
    }

    @Test func `with two mailboxes whoever writes sees by which it leaves, and chooses for a new message`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var agent = try await room.test.browser(as: .agent)
        #expect(try await !agent.open("/inbox/new").has("name=\"mailbox\""))
        let weddings = try await PostRoom.addMailbox("weddings@firin.example", to: room.shop)
        #expect(try await agent.open("/inbox/\(first.id)").has("class=\"from\" translate=\"no\">\(PostRoom.address)"))
        try await agent.open("/inbox/new")
        try await agent.submit(
            ["mailbox": "\(weddings)", "to": "ben@example.org", "subject": "Your day", "text": "It is near."], to: "/inbox/new")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map(\.from.address.text) == ["weddings@firin.example"])
    }

    @Test(arguments: TestShop.engines) func `54: mail that cannot leave is shown, told to the owners once, and goes when it can`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        let room = team.room
        room.way.says(.tryLater(ConnectionExplanation(.portRefused, detail: "no connection"), code: nil))
        let first = try await room.receive()
        let answer = try await room.answer(first)
        try await room.test.pass(.seconds(11))
        var owner = try await room.test.browser(as: .owner)
        #expect(try await owner.open("/inbox/\(first.id)").shows("The mail server does not take it yet: no connection. We keep trying."))
        #expect(try await owner.open("/inbox").shows("Nothing has gone out from \(PostRoom.address) since"))
        try await room.test.pass(.seconds(400))
        let stuck = { try await team.told(team.deniz).filter { $0.contains("trouble") } }
        #expect(try await stuck() == ["trouble stuck"])
        #expect(try await owner.open("/notices").shows("Mail does not go out from there"))
        room.way.says(WayOut.accepted)
        // Whoever mends the mailbox need not wait for the next try.
        let box = room.mailbox
        try await room.shop.write(as: .program("test")) { tx in
            if let known = try tx.db.mailbox(box) { try tx.change(known, secret: nil) }
        }
        try await room.shop.runJobs()
        #expect(try await room.message(answer).outState == .sent)
        #expect(try await stuck() == ["(trouble stuck)", "trouble leaves"])
        #expect(try await !owner.open("/inbox").shows("Nothing has gone out"))
        #expect(try await room.findings() == [])
    }

    @Test func `a server that says later is no trouble of the mailbox`() async throws {
        let room = try await PostRoom()
        room.way.says(WayOut.busy)
        let (conversation, _) = try await room.answered()
        var owner = try await room.test.browser(as: .owner)
        #expect(try await owner.open("/inbox/\(conversation.id)").shows("The mail server does not take it yet: 451 come back later."))
        #expect(try await !owner.open("/inbox").shows("Nothing has gone out"))
    }

    @Test(arguments: TestShop.engines) func `36: what a machine says again and again about one matter stands together`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        let id = try #require(ours.rfcID)
        for number in 1...5 {
            _ = try await room.take(
                PostRoom.letter(
                    from: "Help desk <desk@machines.example>", subject: "[Ticket \(number)] We have it", replyTo: id,
                    more: ["Auto-Submitted: auto-replied"]))
        }
        #expect(try await room.conversationCount() == 2)
        var owner = try await room.test.browser(as: .owner)
        let page = try await owner.open("/inbox/\(conversation.id)").text
        #expect(page.ranges(of: "Somebody else goes on in").count == 1)
        #expect(try await room.findings() == [])
    }

    @Test func `3: a stranger's mail under a colleague's address is marked`() async throws {
        let room = try await PostRoom()
        let efe = try await room.test.hire(.agent, name: "Efe", email: "efe@firin.example")
        let first = try await room.receive(PostRoom.letter(from: "Efe <\(efe.email)>", text: "Send the money."))
        var owner = try await room.test.browser(as: .owner)
        #expect(try await owner.open("/inbox/\(first.id)").shows("belongs to a colleague, and nothing proves that they wrote this"))
        let anna = try await room.receive()
        #expect(try await !owner.open("/inbox/\(anna.id)").shows("belongs to a colleague"))
    }

    @Test func `an answer as long as a book is asked to go as a file, and stays on the page`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/\(first.id)")
        let long = String(repeating: "bread ", count: 40_000)
        let page = try await agent.submit(["text": long], to: "/inbox/\(first.id)/answer")
        #expect(page.status == 422 && page.shows("That is longer than 200,000 characters. Send so long a text as a file."))
        #expect(room.way.sent.isEmpty)
    }

    @Test func `the inbox marks what did not arrive`() async throws {
        let room = try await PostRoom()
        room.way.says(.rejectedForGood(code: 550, text: "5.1.1 unknown", refused: []))
        _ = try await room.answered()
        var owner = try await room.test.browser(as: .owner)
        #expect(try await owner.open("/inbox").shows("Not delivered"))
    }

    @Test func `the inbox says which mailbox is paused`() async throws {
        let room = try await PostRoom()
        var owner = try await room.test.browser(as: .owner)
        #expect(try await !owner.open("/inbox").shows("is paused"))
        let box = room.mailbox
        try await room.shop.write(as: .program("test")) { tx in
            guard var known = try tx.db.mailbox(box) else { return }
            known.isActive = false
            try tx.change(known, secret: nil)
        }
        #expect(try await owner.open("/inbox").shows("\(PostRoom.address) is paused: no mail is read there."))
    }
}
