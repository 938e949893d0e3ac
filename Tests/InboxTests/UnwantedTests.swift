import Core
import Foundation
import House
import Mail
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// R3: every way out asks how somebody wants to be treated; whoever does otherwise says why, and that is kept.
@Suite struct UnwantedTests {
    /// A solved conversation with somebody who wants no mail from us first, and no word before 14:00. It is 12:00.
    private static func solved(_ room: PostRoom, _ wishes: [Treatment.Key: String] = [.noMail: "1", .notBefore: "14:00"]) async throws
        -> Conversation
    {
        let (conversation, _) = try await room.answered(.solve)
        try await room.shop.write(as: .program("test")) { tx in _ = try tx.prefer(conversation.customer, wishes, source: .said) }
        return conversation
    }
    private static func overrides(_ room: PostRoom) async throws -> Int { try await room.count("SELECT count(*) FROM override_log") }

    @Test(arguments: TestShop.engines)
    func `R3: who waits for an answer gets one; a word of our own accord needs a reason, and is logged with its rule`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await Self.solved(room)
        var browser = try await room.test.browser(as: .agent)
        let page = try await browser.open("/inbox/\(conversation.id)")
        // It is said before anything is typed, and there is room for the reason.
        #expect(page.shows("They do not want mail from us first. If you write all the same, say why."))
        let path = "/inbox/\(conversation.id)/answer"
        let refused = try await browser.submit(["text": "One more thing", "cc": "", "then": "solve"], to: path)
        #expect(refused.status == 422 && refused.error("reason")?.hasPrefix("They do not want mail from us first.") == true)
        #expect(refused.value("text") == "One more thing")
        #expect(try await Self.overrides(room) == 0)
        let sent = try await browser.submit(["reason": "The cake has nuts", "then": "solve"], to: path)
        #expect(sent.shows("The answer goes out in a few seconds. The matter is solved."))
        let log = try await browser.open("/people/overrides")
        #expect(log.shows("The cake has nuts") && log.shows("A mail: They do not want mail from us first."))
        #expect(try await browser.open("/people/\(conversation.customer)").shows("The cake has nuts"))
        // They write again: an answer is what they asked for.
        try await room.test.pass(.seconds(60))
        try await room.receive(
            PostRoom.letter(subject: "Re: A cake", text: "No nuts please", replyTo: try await room.messages(conversation).last?.rfcID))
        #expect(try await !browser.open("/inbox/\(conversation.id)").shows("say why"))
        #expect(try await browser.submit(["text": "None at all", "then": "wait"], to: path).shows("The answer goes out in a few seconds."))
        #expect(try await Self.overrides(room) == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `R3: what is taken back was not done otherwise`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await Self.solved(room)
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(conversation.id)")
        try await browser.submit(["text": "One more thing", "reason": "Nuts", "then": "stay"], to: "/inbox/\(conversation.id)/answer")
        #expect(try await Self.overrides(room) == 1)
        #expect(try await browser.undo().shows("Taken back. The text is a draft again."))
        #expect(try await Self.overrides(room) == 0)
        #expect(try await browser.open("/people/overrides").shows("Everybody was treated as they want"))
        #expect(try await !browser.open("/people/\(conversation.customer)").shows("Done otherwise than they want:"))
    }

    @Test(arguments: TestShop.engines) func `R3: a time outside their hours is stopped, and theirs is offered`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive()
        try await room.shop.write(as: .program("test")) { tx in
            _ = try tx.prefer(conversation.customer, [.notBefore: "14:00", .notAfter: "18:00"], source: .said)
        }
        var browser = try await room.test.browser(as: .agent)
        try await browser.open("/inbox/\(conversation.id)")
        let path = "/inbox/\(conversation.id)/answer"
        let typed: [String: String?] = ["text": "Tomorrow then", "later": "then", "later_at": "2026-03-04T09:30"]
        let refused = try await browser.submit(typed, to: path)
        #expect(refused.status == 422)
        #expect(refused.error("reason")?.hasPrefix("They are not to be reached before 14:00. It could go on") == true)
        #expect(refused.value("text") == "Tomorrow then" && refused.value("later_at") == "2026-03-04T09:30")
        // Wednesday, 14:00 in Istanbul.
        let theirs = Int64(1_772_622_000_000)
        #expect(refused.text.contains("name=\"later\" value=\"\(theirs)\""))
        let planned = try await browser.submit(["later": "\(theirs)"], to: path)
        #expect(planned.shows("It goes out on"))
        #expect(try await room.messages(conversation).last?.plannedFor == Instant(milliseconds: theirs))
        #expect(try await Self.overrides(room) == 0)
        try await browser.undo()
        // With a reason it goes when it was wanted.
        try await browser.open("/inbox/\(conversation.id)")
        #expect(try await browser.submit(typed.merging(["reason": "The oven breaks at ten"]) { $1 }, to: path).shows("It goes out on"))
        #expect(try await browser.open("/people/overrides").shows("An answer: They are not to be reached before 14:00."))
    }

    @Test(arguments: TestShop.engines) func `R3: programs hear a code that stays the same, and override with a reason`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await Self.solved(room)
        let token = try await room.test.token()
        let path = "/api/v1/conversations/\(conversation.id)/answers"
        let refused = await room.test.api("POST", path, token: token, json: "{\"text\":\"News\"}")
        #expect(refused.status == 422 && refused.text.contains("\"code\":\"unwanted\"") && refused.text.contains("no_mail"))
        let empty = await room.test.api("POST", path, token: token, json: "{\"text\":\"News\",\"override\":\"  \"}")
        #expect(empty.status == 422)
        #expect(
            await room.test.api("POST", path, token: token, json: "{\"text\":\"News\",\"override\":\"Recall of the bread\"}").status == 201)
        #expect(try await Self.overrides(room) == 1)
        // Passed on to somebody who has a card and wants no mail.
        let other = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>"))
        let forward = "/api/v1/conversations/\(other.id)/forwards"
        let stopped = await room.test.api("POST", forward, token: token, json: "{\"to\":\"anna@example.org\",\"text\":\"Look\"}")
        #expect(stopped.status == 422 && stopped.text.contains("\"code\":\"unwanted\""))
        #expect(
            await room.test.api(
                "POST", forward, token: token, json: "{\"to\":\"anna@example.org\",\"text\":\"Look\",\"override\":\"She asked\"}"
            )
            .status == 201)
        #expect(try await Self.overrides(room) == 2)
    }

    @Test(arguments: TestShop.engines) func `R3: what is passed on, and a copy to who had no part in it, ask too; nothing typed is lost`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        _ = try await Self.solved(room)
        let other = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>"))
        var browser = try await room.test.browser(as: .agent)
        try await browser.open("/inbox/\(other.id)/forward")
        let stopped = try await browser.submit(["to": "Anna@example.org", "text": "Can you help?"], to: "/inbox/\(other.id)/forward")
        #expect(stopped.status == 422 && stopped.error("reason")?.hasPrefix("They do not want mail from us first.") == true)
        #expect(stopped.value("text") == "Can you help?")
        #expect(try await browser.submit(["reason": "She offered"], to: "/inbox/\(other.id)/forward").shows("It goes to Anna@example.org"))
        try await browser.open("/inbox/\(other.id)")
        let copy = try await browser.submit(["text": "Yes", "cc": "anna@example.org"], to: "/inbox/\(other.id)/answer")
        #expect(copy.status == 422 && copy.error("reason") != nil && copy.value("text") == "Yes")
        // Who stood beside in the letter has a part in it.
        let together = try await room.receive(PostRoom.letter(from: "Cara <cara@example.net>", cc: "anna@example.org"))
        try await browser.open("/inbox/\(together.id)")
        #expect(try await browser.submit(["text": "Both of you", "then": "wait"], to: "/inbox/\(together.id)/answer").status == 200)
        #expect(try await room.messages(together).last?.cc == "anna@example.org")
    }

    @Test(arguments: TestShop.engines) func `R3: the program asks too: no warning to who wants no mail, and none outside their hours`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let (anna, _) = try await room.answered()
        let ben = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>"))
        try await room.answer(ben)
        try await room.test.pass(.seconds(60))
        try await room.shop.write(as: .program("test")) { tx in
            try tx.prefer(anna.customer, [.noMail: "1"], source: .said)
            try tx.prefer(ben.customer, [.notBefore: "14:00"], source: .said)
            try tx.set(ClosingRule.setting, to: ClosingRule(isOn: true, quietDays: 5, noticeDays: 2))
        }
        let sent = room.way.sent.count
        try await room.test.pass(.seconds(8 * 86_400))
        try await ClosingNotice.run(room.shop)
        try await room.shop.runJobs()
        #expect(room.way.sent.count == sent)
        try await room.test.pass(.seconds(2 * 3600 + 60))
        try await ClosingNotice.run(room.shop)
        try await room.shop.runJobs()
        #expect(room.way.sent.dropFirst(sent).flatMap { $0.to.map(\.address.text) } == ["ben@example.net"])
        #expect(try await room.conversation(anna.id).state == .waiting)
        // It is written down for what.
        #expect(try await room.shop.read { try $0.lastContacts(of: ben.customer) }.keys.map(\.self) == [.matter])
    }

    @Test func `170: their own link goes by a mail that is read before it goes, by the same rules`() async throws {
        let room = try await PostRoom()
        let conversation = try await Self.solved(room)
        var browser = try await room.test.browser(as: .agent)
        #expect(try await browser.open("/people/\(conversation.customer)/consent").shows("Write it to them…"))
        let letter = try await browser.open("/inbox/new?to=anna@example.org&letter=consent")
        #expect(letter.value("subject") == "What we may write to you about")
        #expect(letter.value("text")?.contains("/consent/\(conversation.customer)-") == true)
        #expect(try await browser.submit([:], to: "/inbox/new").error("reason") != nil)
        #expect(try await browser.submit(["reason": "She asked for it"], to: "/inbox/new").shows("The message goes out in a few seconds."))
        let sent = try #require(try await room.shop.read { try $0.values("SELECT max(id) FROM message", as: Message.ID.self).first })
        #expect(try await room.message(sent).text.contains("/consent/\(conversation.customer)-"))
    }
}
