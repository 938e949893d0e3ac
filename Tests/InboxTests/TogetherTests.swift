import Core
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Several people in one inbox.
@Suite struct TogetherTests {
    @Test(arguments: TestShop.engines) func `a draft is its writer's own and is gone when it is sent`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var deniz = try await room.test.browser(as: .owner)
        let helper = try await room.test.hire(.helper, name: "Efe")
        var efe = try await room.test.browser(of: helper.email)
        try await deniz.open("/inbox/\(first.id)")
        let token = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let kept = try await deniz.post("/inbox/\(first.id)/draft", [token, (name: "text", value: "Dear Anna <3")])
        #expect(kept.status == 204)
        #expect(try await deniz.open("/inbox/\(first.id)").value("text") == "Dear Anna <3")
        #expect(try await deniz.open("/inbox").shows("Draft"))
        #expect(try await !efe.open("/inbox").shows("Draft"))
        try await deniz.open("/inbox/\(first.id)")
        let theirs = try await efe.open("/inbox/\(first.id)")
        #expect(theirs.value("text") == "" && theirs.shows("Deniz Yılmaz began an answer"))
        #expect(!deniz.page.shows("began an answer"))
        try await efe.submit(["text": "From Efe", "then": "stay"], to: "/inbox/\(first.id)/answer")
        #expect(try await deniz.open("/inbox/\(first.id)").value("text") == "Dear Anna <3", "another's answer takes no draft")
        try await deniz.submit(["text": "Dear Anna", "then": "stay"], to: "/inbox/\(first.id)/answer")
        #expect(try await deniz.open("/inbox/\(first.id)").value("text") == "")
        #expect(try await room.count("SELECT count(*) FROM draft") == 0)
    }

    @Test(arguments: TestShop.engines) func `what the shop begins goes out as it was typed, and is its writer's`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let helper = try await room.test.hire(.agent, name: "Efe")
        var efe = try await room.test.browser(of: helper.email)
        try await efe.open("/inbox/new")
        try await efe.submit(["to": "bertta@example.fi", "subject": "Oat milk is here", "text": "Come by."])
        try await room.test.pass(.seconds(11))
        let sent = try #require(room.way.sent.first)
        #expect(sent.subject == "Oat milk is here" && sent.inReplyTo == nil && sent.references.isEmpty)
        let back = try await room.receive(PostRoom.letter(from: "Bertta <bertta@example.fi>", text: "Yes!", replyTo: sent.messageID))
        #expect(back.owner == helper.id, "who began it has it when they answer")
        #expect(try await efe.open("/people/\(back.customer)").shows("What we owe"))
        #expect(efe.page.shows("is waiting for an answer") && efe.page.shows("yours"))
        #expect(try await room.shop.read { try InboxChecks.run($0) } == [])
    }

    @Test func `who answers tells their name, and what stands around an answer is in its language`() async throws {
        let room = try await PostRoom()
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new")
        try await agent.submit(["to": "pekka@example.fi", "subject": "Kauramaito", "text": "Hei, kauramaitoa on taas."])
        try await room.test.pass(.seconds(11))
        let sent = try #require(room.way.sent.first)
        let back = try await room.receive(
            PostRoom.letter(from: "Pekka Nieminen <pekka@example.fi>", text: "Kiitos, haen huomenna.", replyTo: sent.messageID))
        #expect(try await room.shop.read { try $0.customer(back.customer) }?.name == "Pekka Nieminen")
        try await agent.open("/inbox/\(back.id)")
        try await agent.submit(["text": "Hienoa, nähdään huomenna. Laitamme sen sivuun sinulle."], to: "/inbox/\(back.id)/answer")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.last?.text.contains("Pekka Nieminen kirjoitti:") == true)
        #expect(room.way.sent.last?.text.contains("wrote") == false)
    }

    @Test(arguments: TestShop.engines) func `a beginning that is taken back leaves a draft and nothing else`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new")
        try await agent.submit(["to": "nobody@example.fi", "subject": "A party", "text": "On Friday."])
        #expect(try await room.conversationCount() == 1)
        let page = try await agent.undo()
        #expect(agent.path == "/inbox/new" && page.value("to") == "nobody@example.fi" && page.value("subject") == "A party")
        #expect(page.value("text") == "On Friday.")
        #expect(try await room.conversationCount() == 0)
        #expect(try await room.count("SELECT count(*) FROM customer") == 0)
        #expect(try await room.shop.read { try InboxChecks.run($0) } == [])
        #expect(try await agent.open("/inbox/new").shows("One message is begun and not sent"))
        #expect(agent.page.value("text") == "")
        try await agent.open("/inbox/new?to=nobody@example.fi")
        #expect(agent.page.value("text") == "On Friday.", "what is begun for somebody is there when they are written to")
        try await agent.submit([:], to: "/inbox/new/discard")
        #expect(try await !agent.open("/inbox/new").shows("begun and not sent"))
        try await room.test.pass(.seconds(60))
        #expect(room.way.sent.isEmpty)
    }

    @Test func `who has a conversation open or writes in it is told to the others, for seconds`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let place = "/inbox/\(first.id)"
        let helper = try await room.test.hire(.agent, name: "Efe")
        var deniz = try await room.test.browser(as: .owner)
        var efe = try await room.test.browser(of: helper.email)
        let token = (name: "_token", value: try await efe.open(place).forms.flatMap(\.fields).first { $0.name == "_token" }?.value ?? "")
        func says(_ words: String) async throws -> Bool { try await deniz.open("\(place)/presence").shows(words) }
        #expect(try await !says("Efe"))
        #expect(try await efe.post("\(place)/here", [token, (name: "state", value: "here")]).status == 204)
        #expect(try await says("Efe is looking at this"))
        #expect(try await deniz.open(place).shows("Efe is looking at this"), "also in the page as it comes")
        #expect(try await !efe.open(place).shows("Efe is"), "nobody is told of oneself")
        try await efe.post("\(place)/here", [token, (name: "state", value: "writing")])
        #expect(try await says("Efe is writing an answer"))
        try await efe.post("\(place)/here", [token, (name: "state", value: "gone")])
        #expect(try await !says("Efe"))
        // A tab that dies says nothing more.
        try await efe.post("\(place)/here", [token, (name: "state", value: "here")])
        try await room.test.pass(.seconds(26))
        #expect(try await !says("Efe"))
    }

    @Test func `what was begun and forgotten is taken away after ninety days`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in
            try tx.keepDraft("Dear Anna", in: first.id, of: owner)
            try tx.keep(BegunMessage(key: BegunMessage.newKey(), to: "", subject: "", text: "Dear"), of: owner)
        }
        for (days, left) in [(80, 1), (12, 0)] {
            room.test.clock.advance(by: .seconds(days * 86_400))
            try await room.shop.write(as: .program("test")) { tx in try tx.sweepDrafts() }
            #expect(try await room.count("SELECT count(*) FROM draft") == left)
        }
        #expect(try await room.count("SELECT count(*) FROM begun_message") == 0)
    }

    @Test(arguments: TestShop.engines) func `a new message is kept while it is typed, with its files, and only for its writer`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new")
        let key = agent.page.value("begun") ?? ""
        let token = (name: "_token", value: agent.page.value("_token") ?? "")
        let typed = [(name: "begun", value: key), (name: "to", value: "ann"), (name: "subject", value: ""), (name: "text", value: "Dear")]
        try await agent.post("/inbox/new/draft", [token] + typed)
        #expect(try await agent.open("/inbox/new?begun=\(key)").value("text") == "Dear")
        let file = Upload(name: "list.txt", type: "text/plain", data: Array("bread".utf8))
        let refused = try await agent.submit(["to": "ann", "subject": "List"], to: "/inbox/new", files: [file])
        #expect(refused.status == 422 && refused.shows("list.txt"), "a refused form loses no file")
        try await agent.submit(["to": "anna@example.org", "text": "The list is attached."], to: "/inbox/new")
        try await agent.undo()
        #expect(agent.page.shows("list.txt") && agent.page.value("subject") == "List", "with its files it comes back")
        try await agent.submit([:], to: "/inbox/new")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.first?.attachments.map(\.name) == ["list.txt"])
        #expect(try await room.count("SELECT count(*) FROM begun_message") == 0)
        #expect(try await room.count("SELECT count(*) FROM begun_file") == 0)

        try await agent.open("/inbox/new")
        let other = agent.page.value("begun") ?? ""
        try await agent.post("/inbox/new/draft", [token, (name: "begun", value: other), (name: "text", value: "Mine")])
        var stranger = try await room.test.browser(as: .agent)
        #expect(try await stranger.open("/inbox/new?begun=\(other)").value("text") == "")
        #expect(
            try await stranger.post(
                "/inbox/new/draft", [(name: "_token", value: stranger.page.value("_token") ?? ""), (name: "begun", value: "x")]
            ).status == 404)
        try await agent.post("/inbox/new/draft", [token, (name: "begun", value: other)])
        #expect(try await room.count("SELECT count(*) FROM begun_message") == 0, "nothing typed is nothing begun")
    }

    @Test func `a new message that speaks of a file and has none is asked about once`() async throws {
        let room = try await PostRoom()
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new")
        let asked = try await agent.submit(
            ["to": "anna@example.org", "subject": "List", "text": "The list is attached."], to: "/inbox/new")
        #expect(asked.status == 422 && asked.shows("none is attached"))
        try await agent.submit(["anyway": "1"], to: "/inbox/new")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.count == 1)
    }

    @Test(arguments: TestShop.engines) func `a note is taken back by its writer while it is fresh`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var agent = try await room.test.browser(as: .agent)
        let place = "/inbox/\(first.id)"
        try await agent.open(place)
        #expect(try await agent.submit(["text": "She is rude."], to: "\(place)/note").shows("She is rude."))
        // Its words are the writer's draft again, and nobody else's to see.
        let back = try await agent.undo()
        #expect(!back.has("class=\"said note") && back.has("She is rude.</textarea>"))
        var colleague = try await room.test.browser(as: .manager)
        #expect(try await !colleague.open(place).shows("She is rude."))
        #expect(try await agent.open("/search?q=rude").shows("Nothing found"))
        try await agent.open(place)
        try await agent.submit(["text": "She likes rye."], to: "\(place)/note")
        let undo = try #require(agent.page.forms.first { $0.action.hasPrefix("/inbox/notes/") })
        var other = try await room.test.browser(as: .agent)
        let token = try #require(try await other.open(place).forms.flatMap(\.fields).first { $0.name == "_token" })
        #expect(try await other.post(undo.action, [token]).shows("Too late"))
        #expect(try await other.open(place).shows("She likes rye."))
    }

    @Test func `a person with an address can be written to from the card`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        var agent = try await room.test.browser(as: .agent)
        let card = try await agent.open("/people/\(first.customer)")
        let write = try #require(card.links.first { $0.hasPrefix("/inbox/new?to") })
        #expect(try await agent.open(write).value("to") == "anna@example.org")
        try await agent.submit(["subject": "Your cake", "text": "It is ready."])
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.count == 1)
        var viewer = try await room.test.browser(as: .viewer)
        #expect(try await !viewer.open("/people/\(first.customer)").links.contains(write))
    }

    @Test(arguments: TestShop.engines) func `of two who answer the second is told of the first`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let helper = try await room.test.hire(.helper, name: "Efe")
        var deniz = try await room.test.browser(as: .owner)
        var efe = try await room.test.browser(of: helper.email)
        try await deniz.open("/inbox/\(first.id)?from=inbox")
        try await efe.open("/inbox/\(first.id)")
        try await deniz.submit(["text": "Today!"], to: "/inbox/\(first.id)/answer")
        #expect(deniz.page.path == "/inbox", "back where the answer began")
        let stopped = try await efe.submit(["text": "Tomorrow!"], to: "/inbox/\(first.id)/answer")
        #expect(stopped.status == 409 && stopped.value("text") == "Tomorrow!")
        #expect(stopped.shows("Deniz Yılmaz has answered while you were writing, so yours was not sent."))
        try await efe.submit(["text": "Or tomorrow."], to: "/inbox/\(first.id)/answer")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.count == 2)
        // A restored tab stands at the address of the refused form.
        #expect(try await efe.open("/inbox/\(first.id)/answer").path == "/inbox/\(first.id)")
    }

    @Test func `undo gives the line its work back and forgets a word that was not spoken`() async throws {
        let room = try await PostRoom()
        let owner = try await room.test.owner
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.addLine(name: "Front desk", members: [owner], backup: owner) }
        let first = try await room.receive()
        var deniz = try await room.test.browser(as: .owner)
        #expect(try await deniz.open("/inbox/\(first.id)").shows("nobody’s yet, Front desk takes it"))
        let before = try await room.shop.read { try $0.customer(first.customer)?.lastContactAt }
        room.test.clock.advance(by: .seconds(5))
        try await deniz.submit(["text": "Yes."], to: "/inbox/\(first.id)/answer")
        try await deniz.undo()
        #expect(try await room.duty(first)?.owner == nil)
        #expect(try await room.shop.read { try $0.customer(first.customer)?.lastContactAt } == before)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `of two who take a conversation one has it and the other is told`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let efe = try await room.test.hire(.helper, name: "Efe")
        let ada = try await room.test.hire(.helper, name: "Ada")
        let owner = try await room.test.owner
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.addLine(name: "Front", members: [efe.id, ada.id], backup: owner) }
        let first = try await room.receive()
        var one = try await room.test.browser(of: efe.email)
        var two = try await room.test.browser(of: ada.email)
        try await one.open("/inbox/\(first.id)")
        try await two.open("/inbox/\(first.id)")
        try await one.submit(to: "/inbox/\(first.id)/take")
        #expect(one.page.shows("Yours now."))
        try await two.submit(to: "/inbox/\(first.id)/take")
        #expect(two.page.shows("Efe was faster."))
        #expect(try await room.conversation(first.id).owner == efe.id)
        #expect(try await one.open("/inbox?view=mine").shows("Anna Schmidt"))
        #expect(try await !two.open("/inbox?view=mine").shows("Anna Schmidt"))
        #expect(try await !two.open("/inbox?view=unowned").shows("Anna Schmidt"))
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `what sleeps wakes when the customer writes`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        #expect(try await browser.open("/today").shows("Anna Schmidt is waiting for an answer"))
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit(to: "/inbox/\(first.id)/snooze")
        #expect(browser.page.shows("Back on") && !browser.page.shows("Anna Schmidt is waiting for an answer"))
        let until = try #require(try await room.duty(first)?.snoozedUntil)
        #expect(until > room.test.clock.now)
        try await room.receive(PostRoom.letter(subject: "Out of office", replyTo: "q@example.org", more: ["Auto-Submitted: auto-replied"]))
        #expect(try await room.duty(first)?.snoozedUntil == until, "a machine wakes nobody")
        try await room.receive(PostRoom.letter(replyTo: "q@example.org"))
        #expect(try await room.duty(first)?.snoozedUntil == nil)
        #expect(try await browser.open("/today").shows("Anna Schmidt is waiting for an answer"))
    }

    @Test(arguments: TestShop.engines) func `a viewer reads and finds nothing to press`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        var viewer = try await room.test.browser(as: .viewer)
        let page = try await viewer.open("/inbox/\(first.id)")
        #expect(page.shows("Have you got cakes?") && !page.forms.contains { $0.action.hasPrefix("/inbox/") })
        let token = try #require(page.forms.flatMap(\.fields).first { $0.name == "_token" })
        for verb in ["answer", "note", "draft", "take", "solve", "reopen", "snooze"] {
            #expect(try await viewer.post("/inbox/\(first.id)/\(verb)", [token, (name: "text", value: "x")]).status == 403, "\(verb)")
        }
        #expect(try await room.messages(first).count == 1)
    }

    @Test(arguments: TestShop.engines) func `the check finds what does not fit together`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        #expect(try await room.findings() == [])
        func plant(_ sql: SQL) async throws {
            try await room.shop.write(as: .program("test")) { tx in
                tx.silentByIntent = true
                try tx.db.run(sql)
            }
        }
        try await plant("UPDATE conversation SET due_at = due_at + 1 WHERE id = \(first.id)")
        #expect(try await room.findings() == ["Conversation \(first.id) shows another due time than its reply duty has."])
        try await plant("UPDATE conversation SET due_at = NULL WHERE id = \(first.id)")
        #expect(try await room.findings().count == 1)
        try await plant("UPDATE conversation SET due_at = \(first.due) WHERE id = \(first.id)")
        #expect(try await room.findings() == [])
        try await plant("UPDATE conversation_count SET n = n + 2 WHERE state = 'solved'")
        #expect(try await room.findings() == ["The counter of solved conversations says 2, there are 0."])
    }
}
