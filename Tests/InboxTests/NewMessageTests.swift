import Core
import Mail
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// The shop writes first, with everything that an answer can have too.
@Suite struct NewMessageTests {
    @Test(arguments: TestShop.engines) func `a new message goes with copies and marks, and its writer's style is kept`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new")
        #expect(agent.page.shows("Copy to") && agent.page.shows("Formatted") && agent.page.shows("Send later"))
        let wrong = try await agent.submit(
            ["to": "anna@example.org", "cc": "ben", "subject": "Cakes", "text": "**Two** cakes"], to: "/inbox/new")
        #expect(wrong.status == 422 && wrong.shows("“ben” is no e-mail address."))
        #expect(wrong.value("cc") == "ben", "what was typed stays")
        try await agent.submit(["cc": "ben@example.org; carl@example.org", "formatted": "1"], to: "/inbox/new")
        try await room.test.pass(.seconds(11))
        let mail = try #require(room.way.sent.first)
        #expect(mail.cc.map(\.address.text) == ["ben@example.org", "carl@example.org"])
        #expect(mail.text.contains("*Two* cakes") && mail.html?.contains("<strong>Two</strong>") == true)
        try await agent.open("/inbox/new")
        #expect(agent.page.has("name=\"formatted\" value=\"1\" checked"))
    }

    @Test(arguments: TestShop.engines) func `a new message waits for its time and can be taken back with its copies`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        var agent = try await room.test.browser(as: .agent)
        let time = room.test.clock.now + .seconds(86_400)
        let fields = ["to": "anna@example.org", "cc": "ben@example.org", "subject": "Cakes", "text": "Tomorrow"]
        try await agent.open("/inbox/new")
        let past = try await agent.submit(fields.merging(["later": "1"]) { $1 }, to: "/inbox/new")
        #expect(past.status == 422 && room.way.sent.isEmpty)
        try await agent.submit(fields.merging(["later": "\(time.milliseconds)"]) { $1 }, to: "/inbox/new")
        #expect(agent.page.shows("It goes out on"))
        try await room.test.pass(.seconds(3600))
        #expect(room.way.sent.isEmpty)
        try await agent.undo()
        #expect(agent.page.value("cc") == "ben@example.org" && agent.page.value("text") == "Tomorrow")
        try await agent.submit(["later": "\(time.milliseconds)"], to: "/inbox/new")
        try await room.test.pass(.seconds(86_400))
        #expect(room.way.sent.map(\.subject) == ["Cakes"])
    }

    @Test func `a look at a new message keeps what is typed`() async throws {
        let room = try await PostRoom()
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new")
        let fields = ["to": "anna@example.org", "text": "**Two**", "formatted": "1"].map { (name: $0.key, value: $0.value) }
        let hidden = ["_token", "begun"].map { (name: $0, value: agent.page.value($0) ?? "") }
        let shown = try await agent.post("/inbox/new/preview", hidden + fields)
        #expect(shown.status == 200 && shown.shows("How it will look") && shown.has("<strong>Two</strong>"))
        #expect(shown.value("text") == "**Two**" && shown.value("to") == "anna@example.org")
        #expect(room.way.sent.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `a refused new message is kept at once, and knows from which card it came`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let owner = try await room.test.owner
        let anna = try await room.shop.write(as: .staff(owner)) { tx in
            let id = try tx.add(Card(name: "Anna", addresses: [.email("anna@example.org")]))
            _ = try tx.prefer(id, [.noMail: "1"], source: .said)
            return id
        }
        var agent = try await room.test.browser(as: .agent)
        try await agent.open("/inbox/new?to=anna@example.org")
        #expect(agent.page.links.contains("/people/\(anna)"))
        let refused = try await agent.submit(["subject": "Cakes", "text": "Two cakes"], to: "/inbox/new")
        #expect(refused.status == 422 && refused.links.contains("/people/\(anna)"), "the way back stays the card")
        #expect(refused.shows("no mail from us first"), "and so do their wishes")
        let bad = try await agent.submit(["to": "anna"], to: "/inbox/new")
        #expect(bad.status == 422 && bad.shows("Discard the draft") && bad.links.contains("/people/\(anna)"))
        // Whoever leaves now finds it.
        let list = try await agent.open("/inbox/new")
        #expect(list.shows("One message is begun and not sent") && list.shows("Cakes"))
        #expect(try await room.count("SELECT count(*) FROM begun_message") == 1)
        try await agent.submit(["to": "ben@example.org", "subject": "", "text": ""], to: "/inbox/new")
        let again = try await agent.open("/inbox/new")
        #expect(again.shows("ben@example.org") && !again.text.contains("</span> · </span>") && !again.shows("ben@example.org ·"))
    }

    @Test func `a new message is begun by a key from every page, by whoever may write`() async throws {
        let room = try await PostRoom()
        var agent = try await room.test.browser(as: .agent)
        for page in ["/today", "/people", "/inbox", "/settings"] {
            #expect(try await agent.open(page).has("<a href=\"/inbox/new\" aria-keyshortcuts=\"c\">"), "\(page)")
        }
        var viewer = try await room.test.browser(as: .viewer)
        #expect(try await !viewer.open("/today").has("href=\"/inbox/new\""))
    }

    @Test func `files over the limit get the limit in the reader's words, for the script and for a page`() async throws {
        let room = try await PostRoom()
        var agent = try await room.test.browser(as: .agent)
        let page = try await agent.open("/inbox/new")
        #expect(page.has("data-most=\"18000000\"") && page.has("data-too-much=\"At most 20 files of together 18 MB go with one mail."))
        let large = Upload(name: "film.mp4", type: "video/mp4", data: [UInt8](repeating: 1, count: AnswerFile.bodyLimit))
        let whole = try await agent.submit(["to": "anna@example.org"], to: "/inbox/new", files: [large])
        #expect(whole.status == 413 && whole.shows("At most 20 MB go up at once."))
    }
}
