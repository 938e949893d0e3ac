import Core
import Mail
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// What is begun to be passed on is kept as an answer is (62), and prepared texts are offered wherever somebody writes.
@Suite struct ForwardDraftTests {
    /// Presses a button of a form that leads elsewhere than the form.
    private static func insert(_ text: PreparedText.ID, _ fields: [String: String], _ action: String, _ browser: inout Browser) async throws
        -> Seen
    {
        guard let form = browser.page.forms.first(where: { $0.action == action }) else { throw NotThere(what: action) }
        let others = form.fields.filter { fields[$0.name] == nil && $0.name != "insert" }
        let typed = fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return try await browser.post(action + "/prepared", others + typed + [(name: "insert", value: "\(text)")])
    }

    private static func addText(_ room: PostRoom) async throws -> PreparedText.ID {
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox/prepared/new")
        try await deniz.submit(
            ["title": "Flour order", "text-en": "Hello {first name|there}, greetings from {shop}. {me}"], to: "/inbox/prepared/new",
            files: [Upload(name: "list.txt", type: "text/plain", data: Array("flour".utf8))])
        guard let id = try await room.shop.read({ try $0.value("SELECT id FROM prepared_text", as: PreparedText.ID.self) }) else {
            throw NotThere(what: "the prepared text: \(deniz.page)")
        }
        return id
    }

    @Test(arguments: TestShop.engines) func `62: what is begun to be passed on is there again, with its files, and after it was taken back`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let place = "/inbox/\(first.id)/forward"
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open(place)
        let token = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let typed: [(name: String, value: String)] = [
            token, (name: "to", value: "mill@example.com"), (name: "cc", value: "miller@example.com"), (name: "text", value: "Can you?"),
            (name: "what", value: "all"),
        ]
        #expect(try await deniz.post("\(place)/draft", typed).status == 204)
        try await deniz.open(place)
        let listed = try await deniz.upload(
            [Upload(name: "plan.txt", type: "text/plain", data: Array("plan".utf8))], of: place, to: "\(place)/files")
        #expect(listed.shows("plan.txt"))
        // A browser that was closed meanwhile.
        var again = try await room.test.browser(of: TestShop.ownerEmail)
        let page = try await again.open(place)
        #expect(page.value("to") == "mill@example.com" && page.value("cc") == "miller@example.com" && page.value("what") == "all")
        #expect(page.value("text") == "Can you?" && page.shows("plan.txt") && page.shows("Discard the draft"))
        // It is nobody else's.
        var other = try await room.test.browser(as: .agent)
        #expect(try await other.open(place).value("text") == "")
        // Sent, it is gone from the form; taken back, it is there as it was.
        let sent = try await again.submit([:], to: place)
        #expect(sent.shows("It goes to mill@example.com in a few seconds."))
        let mail = try #require(try await room.messages(first).last)
        #expect(Attachments.list(mail.attachments).map(\.name) == ["plan.txt"])
        #expect(try await again.open(place).value("text") == "")
        try await again.open("/inbox/\(first.id)")
        let own = try #require(again.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let back = try await again.post("/inbox/messages/\(mail.id)/undo", [own])
        #expect(back.shows("Taken back. It stands here to be written on."))
        let restored = try await again.open(place)
        #expect(restored.value("text") == "Can you?" && restored.shows("plan.txt") && restored.value("what") == "all")
        #expect(try await again.submit([:], to: "\(place)/discard").shows("Discarded."))
        #expect(try await again.open(place).value("text") == "")
        #expect(try await room.count("SELECT count(*) FROM forward_draft") == 0)
        #expect(try await room.count("SELECT count(*) FROM forward_file") == 0)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a new message and a forward take prepared texts, with their files, with or without a script`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let text = try await Self.addText(room)
        let first = try await room.receive()
        var deniz = try await room.test.browser(as: .owner)
        // To somebody whose card is known.
        let new = try await deniz.open("/inbox/new?to=anna@example.org")
        #expect(new.shows("Flour order") && new.has("aria-keyshortcuts=\"1 Alt+1\""))
        #expect(new.has("Hello Anna, greetings from Fırın Bakery. Deniz Yılmaz"))
        let filled = try await Self.insert(
            text, ["to": "anna@example.org", "subject": "Flour", "text": "First words"], "/inbox/new", &deniz)
        #expect(filled.status == 200)
        #expect(filled.value("text") == "First words\n\nHello Anna, greetings from Fırın Bakery. Deniz Yılmaz")
        #expect(filled.value("subject") == "Flour" && filled.shows("list.txt"))
        let sent = try await deniz.submit([:], to: "/inbox/new")
        #expect(sent.shows("The message goes out in a few seconds."))
        #expect(try await room.count("SELECT used FROM prepared_text") == 1)
        // What a script asks for: one text, for whoever stands in To by now.
        let option = await deniz.fragment("/inbox/new/prepared?id=\(text)&to=anna@example.org")
        #expect(option.has("Hello Anna") && option.has("data-has-files"))
        let other = await deniz.fragment("/inbox/new/prepared?id=\(text)&to=nobody@example.org")
        #expect(other.has("Hello there"))
        // Passed on to somebody outside: the customer's name has no place in it.
        let place = "/inbox/\(first.id)/forward"
        try await deniz.open(place)
        #expect(deniz.page.has("Hello there, greetings from Fırın Bakery."))
        let forward = try await Self.insert(text, ["to": "mill@example.com"], place, &deniz)
        #expect(forward.status == 200 && forward.value("text")?.hasPrefix("Hello there") == true && forward.shows("list.txt"))
        #expect(try await deniz.submit([:], to: place).shows("It goes to mill@example.com in a few seconds."))
        #expect(try await room.count("SELECT used FROM prepared_text") == 2)
        #expect(try await room.count("SELECT count(*) FROM prepared_use WHERE terms <> ''") == 0)
        #expect(await deniz.fragment(place + "/prepared?q=flour").shows("Flour order"))
    }

    @Test(arguments: TestShop.engines) func `what was begun to be passed on goes along with a merge, and is forgotten in time`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let (one, two) = (try await room.receive(), try await room.receive(PostRoom.letter(subject: "Other")))
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in
            for (conversation, words) in [(one, "First"), (two, "Second")] {
                var draft = ForwardDraft()
                (draft.to, draft.text) = ("mill@example.com", words)
                try tx.keep(draft, in: conversation.id, of: owner)
            }
            try tx.merge(one.id, into: two.id)
        }
        let draft = try await room.shop.read { try $0.forwardDraft(two.id, of: owner) }
        #expect(draft?.text == "Second\n\nFirst")
        #expect(try await room.count("SELECT count(*) FROM forward_draft") == 1)
        room.test.clock.advance(by: .seconds(room.shop.mailChoices.draftDays * 86_400 + 1))
        try await room.shop.write(as: .program("test")) { tx in try tx.sweepDrafts() }
        #expect(try await room.count("SELECT count(*) FROM forward_draft") == 0)
    }
}
