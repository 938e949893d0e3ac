import Core
import Mail
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
}
