import Core
import Language
import Mail
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Conversations that become one, and two again (74-77, 79, 10).
@Suite struct JoiningTests {
    private static func merge(
        _ from: Conversation, _ into: Conversation, _ room: PostRoom, customer: Customer.ID? = nil
    ) async throws -> ConversationMerge.ID {
        let owner = try await room.test.owner
        return try await room.shop.write(as: .staff(owner)) { tx in try tx.merge(from.id, into: into.id, customer: customer) }
    }
    private static func undo(_ merge: ConversationMerge.ID, _ room: PostRoom) async throws {
        let owner = try await room.test.owner
        _ = try await room.shop.write(as: .staff(owner)) { tx in try tx.undoMerge(merge) }
    }
    /// Two letters of Anna's a quarter of an hour apart.
    private static func two(_ room: PostRoom) async throws -> (Conversation, Conversation) {
        let first = try await room.receive(PostRoom.letter(subject: "A cake", text: "Have you got cakes?", id: "a1@example.org"))
        try await room.test.pass(.seconds(900))
        let second = try await room.receive(
            PostRoom.letter(subject: "Still the cake", text: "With cherries, please.", id: "a2@example.org"))
        return (first, second)
    }

    @Test func `79: the older start wins, and a missed target stays missed`() {
        func clock(_ since: Int64, _ due: Int64) -> Duty.Clock {
            Duty.Clock(
                subject: 1, customer: nil, owner: nil, line: nil, due: Instant(milliseconds: due), since: Instant(milliseconds: since),
                snoozedUntil: nil)
        }
        let now = Instant(milliseconds: 100)
        let older = JoinRules.clock(clock(10, 200), clock(20, 150), now: now)
        #expect(older.since.milliseconds == 10 && older.due.milliseconds == 200)
        let missed = JoinRules.clock(clock(10, 200), clock(20, 90), now: now)
        #expect(missed.since.milliseconds == 10 && missed.due.milliseconds == 90)
        #expect(JoinRules.clock(clock(20, 90), clock(10, 80), now: now).due.milliseconds == 80)
        #expect(JoinRules.state(.new, .new) == .new && JoinRules.state(.new, .waiting) == .open)
        #expect(JoinRules.state(.solved, .waiting) == .waiting && JoinRules.state(.open, .new) == .open)
    }

    @Test(arguments: TestShop.engines) func `74: tags, followers and begun notes go along, and go back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        let owner = try await room.test.owner
        let efe = try await room.test.hire(.agent, name: "Efe Kaya").id
        try await room.shop.write(as: .staff(owner)) { tx in
            _ = try tx.put(tags: ["cake", "friday"], on: second.tagged)
            _ = try tx.put(tags: ["cake"], on: first.tagged)
            try tx.follow(second, by: efe)
            try tx.keepNoteDraft("Ask Siti", in: second.id, of: owner)
        }
        func there(_ conversation: Conversation) async throws -> ([String], [Staff.ID]) {
            try await room.shop.read { db in
                (try db.tags(of: conversation.tagged).map(\.name).sorted(), try db.followers(of: conversation.id))
            }
        }
        let merge = try await Self.merge(second, first, room)
        #expect(try await there(first) == (["cake", "friday"], [efe]))
        #expect(try await room.shop.read { try $0.noteDraft(first.id, of: owner) } == "Ask Siti")
        try await Self.undo(merge, room)
        #expect(try await there(first) == (["cake"], []))
        #expect(try await there(second) == (["cake", "friday"], [efe]))
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `74: all messages stand in one, in order of time, and both numbers lead there`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        let owner = try await room.test.owner
        let hired = try await room.test.hire(.agent, name: "Efe Kaya")
        try await room.shop.write(as: .staff(owner)) { tx in
            try tx.note("@Efe, is the oven free?", in: second)
            try tx.keepDraft("On Friday", in: second.id, of: owner)
        }
        try await room.test.pass(.seconds(60))
        let third = try await room.receive(PostRoom.letter(text: "And a candle.", id: "a3@example.org", replyTo: "a1@example.org"))
        #expect(third.id == first.id)
        let before = try #require(try await room.duty(first))
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.shows("1 more open conversation of this person:") && page.shows("Still the cake"))
        let choose = try await browser.open("/inbox/\(first.id)/merge")
        #expect(choose.shows("Still the cake"))
        let look = try await browser.open("/inbox/\(first.id)/merge?with=\(second.id)")
        #expect(look.shows("Which one stays?") && !look.shows("Who stays the customer?"))
        let done = try await browser.submit([:], to: "/inbox/\(first.id)/merge")
        #expect(done.shows("The two are one conversation.") && done.shows("merged this in:"))
        let one = try await room.conversation(first.id)
        let texts = try await room.messages(one).map(\.visibleText)
        #expect(texts == ["Have you got cakes?", "With cherries, please.", "@Efe, is the oven free?", "And a candle."])
        #expect(one.messageCount == 3 && one.snippet == "And a candle." && one.state == .new)
        // The older start, one duty, nobody told.
        let duty = try #require(try await room.duty(one))
        #expect(duty.due == before.due && duty.createdAt == before.createdAt)
        #expect(try await room.duty(second) == nil)
        #expect(room.way.sent.isEmpty)
        // Both numbers, in pages, API, search, notes and drafts.
        #expect(try await browser.open("/inbox/\(second.id)").path == "/inbox/\(first.id)")
        #expect(browser.page.value("text") == nil || browser.page.has("On Friday"))
        let token = try await room.test.token()
        let moved = await room.test.api("GET", "/api/v1/conversations/\(second.id)", token: token)
        #expect(moved.status == 307 && moved.header("location") == "/api/v1/conversations/\(first.id)")
        // Whoever has the other one open is told where it went.
        let head = await browser.fragment("/inbox/\(second.id)?fragment=head")
        #expect(head.status == 200 && head.shows("merged into another one meanwhile") && head.has("/inbox/\(first.id)"))
        #expect(try await browser.open("/people/\(first.customer)").shows("merged another conversation into this one:"))
        let found = try await browser.open("/search?q=cherries")
        #expect(found.has("/inbox/\(first.id)") && !found.has("/inbox/\(second.id)"))
        var efe = try await room.test.browser(of: hired.email)
        #expect(try await efe.open("/today").has("/inbox/\(first.id)#m-"))
        for list in ["", "?view=all", "?view=solved"] {
            #expect(try await !browser.open("/inbox\(list)").has("/inbox/\(second.id)"), "\(list)")
        }
        #expect(try await room.findings() == [])
        // An answer to a letter of either comes to the one (10).
        for id in ["a1@example.org", "a2@example.org"] {
            #expect(try await room.receive(PostRoom.letter(text: "PS", replyTo: id)).id == first.id)
        }
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `77: undone within thirty days, each has its own messages and its own clock again`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        let duties = (try #require(try await room.duty(first)), try #require(try await room.duty(second)))
        let merge = try await Self.merge(first, second, room)
        let joined = try #require(try await room.duty(second))
        #expect(joined.due == duties.0.due && joined.createdAt == duties.0.createdAt, "the older start wins, whichever stays")
        let gone = try await room.receive(PostRoom.letter(text: "By noon", id: "a9@example.org", replyTo: "a1@example.org"))
        #expect(gone.id == second.id)
        var browser = try await room.test.browser(as: .agent)
        try await browser.open("/inbox/\(second.id)")
        let page = try await browser.submit([:], to: "/inbox/merges/\(merge)/undo")
        #expect(page.shows("They are two conversations again."))
        let (one, other) = (try await room.conversation(first.id), try await room.conversation(second.id))
        #expect(try await room.messages(one).map(\.visibleText) == ["Have you got cakes?"])
        #expect(try await room.messages(other).map(\.visibleText) == ["With cherries, please.", "By noon"], "what came since stays")
        #expect(one.state == .new && one.due == duties.0.due && other.due == duties.1.due)
        #expect(try await room.duty(one)?.createdAt == duties.0.createdAt)
        #expect(try await room.duty(other)?.createdAt == duties.1.createdAt)
        #expect(try await room.findings() == [])
        let owner = try await room.test.owner
        await #expect(throws: JoinRefusal.undone) {
            try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.undoMerge(merge) }
        }
        let again = try await Self.merge(first, second, room)
        room.test.clock.advance(by: .seconds(31 * 86_400))
        await #expect(throws: JoinRefusal.over) {
            try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.undoMerge(again) }
        }
    }

    @Test(arguments: TestShop.engines) func `77: what was answered while they were one is owed in neither`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        let merge = try await Self.merge(second, first, room)
        try await room.answer(try await room.conversation(first.id), "Both on Friday.")
        try await room.test.pass(.seconds(60))
        try await Self.undo(merge, room)
        let (one, other) = (try await room.conversation(first.id), try await room.conversation(second.id))
        #expect(one.state == .waiting && other.state == .waiting)
        let duties = (try await room.duty(one), try await room.duty(other))
        #expect(duties.0 == nil && duties.1 == nil)
        #expect(try await room.messages(one).map(\.kind) == [.theirs, .ours])
        #expect(try await room.findings() == [])
        // An answer to what we wrote comes to where it stands.
        let ours = try #require(try await room.messages(one).last?.rfcID)
        #expect(try await room.receive(PostRoom.letter(text: "Thanks", replyTo: ours)).id == first.id)
    }

    @Test(arguments: TestShop.engines) func `77: a merge of one that waits for nothing leaves it so when undone`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (answered, _) = try await room.answered()
        let new = try await room.receive(PostRoom.letter(text: "One more thing"))
        let due = try #require(new.due)
        let merge = try await Self.merge(new, answered, room)
        let joined = try await room.conversation(answered.id)
        #expect(joined.state == .open && joined.due == due)
        try await Self.undo(merge, room)
        let (one, other) = (try await room.conversation(answered.id), try await room.conversation(new.id))
        #expect(one.state == .waiting && one.due == nil && other.state == .new && other.due == due)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `75: of two people somebody has to say who stays, and the answer goes to them alone`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        let anna = try await room.receive(PostRoom.letter(subject: "The hall", text: "Anna’s words", id: "anna@example.org"))
        try await room.test.pass(.seconds(60))
        let ben = try await room.receive(
            PostRoom.letter(from: "Ben <ben@example.net>", subject: "The hall too", text: "Ben’s secret", id: "ben@example.net"))
        var browser = try await room.test.browser(as: .owner)
        let look = try await browser.open("/inbox/\(anna.id)/merge?with=\(ben.id)")
        #expect(look.shows("Who stays the customer?"))
        let asked = try await browser.submit([:], to: "/inbox/\(anna.id)/merge")
        #expect(asked.status == 422 && asked.error("customer") == "They are two people’s. Choose who stays the customer.")
        try await browser.submit(["customer": "\(anna.customer)"], to: "/inbox/\(anna.id)/merge")
        let joined = try await room.conversation(anna.id)
        #expect(joined.customer == anna.customer && joined.messageCount == 2)
        // Ben wrote last; Anna is the customer.
        let page = try await browser.open("/inbox/\(anna.id)")
        #expect(page.value("to") == "anna@example.org" && page.value("cc") == "")
        try await browser.submit(["text": "The hall is yours.", "then": "wait"], to: "/inbox/\(anna.id)/answer")
        try await room.test.pass(.seconds(60))
        let mail = try #require(room.way.sent.last)
        #expect(mail.to.map(\.address.text) == ["anna@example.org"] && mail.cc.isEmpty)
        #expect(mail.text.contains("Anna’s words") && !mail.text.contains("secret"), "nobody is shown the other’s words")
        #expect(!mail.references.contains("ben@example.net"))
        // Who writes anew is answered.
        let back = try await room.receive(
            PostRoom.letter(from: "Ben <ben@example.net>", text: "And the chairs?", replyTo: "ben@example.net"))
        #expect(back.id == anna.id)
        #expect(try await browser.open("/inbox/\(anna.id)").value("to") == "ben@example.net")
        #expect(try await room.findings() == [])
        // Ben is erased: his letters go, Anna keeps hers.
        let owner = try await room.test.owner
        try await room.shop.write(as: .staff(owner)) { tx in try tx.partMerges(of: [ben.customer]) }
        let hers = try await room.messages(joined)
        #expect(!hers.contains { $0.visibleText == "Ben’s secret" } && hers.contains { $0.visibleText == "Anna’s words" })
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a conversation with an answer on its way is not merged, nor with itself or what is gone`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        try await room.answer(first, "Yes.")
        await #expect(throws: JoinRefusal.onItsWay) { _ = try await Self.merge(first, second, room) }
        await #expect(throws: JoinRefusal.same) { _ = try await Self.merge(first, first, room) }
        try await room.test.pass(.seconds(60))
        let merge = try await Self.merge(first, second, room)
        await #expect(throws: JoinRefusal.gone) { _ = try await Self.merge(first, second, room) }
        // A page that was open meanwhile: nothing happens, nothing typed is lost.
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(second.id)")
        let late = try await browser.post(
            "/inbox/\(first.id)/answer",
            browser.page.forms.first { $0.action.hasSuffix("/answer") }.map { form in
                form.fields.filter { $0.name == "_token" } + [(name: "text", value: "Too late"), (name: "then", value: "wait")]
            } ?? [])
        #expect(late.path == "/inbox/\(second.id)" && late.shows("merged into another one meanwhile") && late.has("Too late"))
        #expect(room.way.sent.count == 1)
        try await Self.undo(merge, room)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `76: two that are ticked in the list are merged after both were seen`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        var browser = try await room.test.browser(as: .agent)
        try await browser.open("/inbox")
        let one = try await browser.submit(["verb": "merge"], to: "/inbox/bulk", many: [("id", "\(first.id)")])
        #expect(one.shows("Choose exactly two conversations to merge."))
        let both = try await browser.submit(["verb": "merge"], to: "/inbox/bulk", many: [("id", "\(first.id)"), ("id", "\(second.id)")])
        #expect(both.shows("Merge two conversations") && both.shows("Which one stays?"))
        var helper = try await room.test.browser(as: .helper)
        #expect(try await !helper.open("/inbox/\(first.id)").has("/merge"))
        #expect(try await helper.open("/inbox/\(first.id)/merge").status == 403)
    }

    @Test(arguments: TestShop.engines) func `74: programs merge and take apart, and are told why not`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        let token = try await room.test.token(scopes: ["inbox:write", "inbox:read"])
        let path = "/api/v1/conversations/\(second.id)/merge"
        #expect(await room.test.api("POST", path, token: token, json: "{}").status == 422)
        let done = await room.test.api("POST", path, token: token, json: "{\"into\":\"\(first.id)\"}")
        #expect(done.status == 200 && done.has("\"merge\""))
        #expect(await room.test.api("POST", path, token: token, json: "{\"into\":\"\(first.id)\"}").status == 409)
        let note = await room.test.api("POST", "/api/v1/conversations/\(second.id)/notes", token: token, json: "{\"text\":\"x\"}")
        #expect(note.status == 307)
        let merge = try #require(try await room.shop.read { try $0.value("SELECT id FROM conversation_merge", as: Int64.self) })
        #expect(await room.test.api("POST", "/api/v1/conversations/merges/\(merge)/undo", token: token, json: "{}").status == 200)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `75, 168: who is erased takes their own along, and the other keeps theirs`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let anna = try await room.receive(PostRoom.letter(text: "Anna’s words", id: "anna@example.org"))
        let ben = try await room.receive(PostRoom.letter(from: "Ben <ben@example.net>", text: "Ben’s plimbusto", id: "ben@example.net"))
        _ = try await Self.merge(ben, anna, room, customer: anna.customer)
        try await room.answer(try await room.conversation(anna.id), "For Anna.")
        try await room.test.pass(.seconds(60))
        let his = try await room.shop.read { db in
            try db.letters(of: try #require(try db.conversation(ben.id)), [ben.customer]).map(\.visibleText)
        }
        let hers = try await room.shop.read { db in
            try db.letters(of: try #require(try db.conversation(anna.id)), [anna.customer]).map(\.visibleText)
        }
        #expect(his == ["Ben’s plimbusto"] && hers == ["Anna’s words", "For Anna."], "a copy holds one’s own words alone")
        let owner = try await room.test.owner
        let t = Words(.en, timeZone: .utc)
        try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.erase(ben.customer, t) }
        #expect(try await room.messages(anna).map(\.visibleText) == ["Anna’s words", "For Anna."])
        #expect(try await room.count("SELECT count(*) FROM message WHERE visible_text LIKE '%plimbusto%'") == 0)
        #expect(try await room.count("SELECT count(*) FROM conversation_merge") == 0)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `74: what was asked of a colleague goes along and comes back`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (first, second) = try await Self.two(room)
        let owner = try await room.test.owner
        let efe = try await room.test.hire(.agent, name: "Efe Kaya")
        let asked = try await room.shop.write(as: .staff(owner)) { tx in
            try tx.askHandOver(second, to: efe.id, reason: .knowledge, note: "She wants cherries.")
        }
        let merge = try await Self.merge(second, first, room)
        var browser = try await room.test.browser(of: efe.email)
        #expect(try await browser.open("/inbox/\(first.id)").shows("asks you to take this over:"))
        try await browser.submit([:], to: "/inbox/hand-overs/\(asked)/accept")
        #expect(try await room.duty(first)?.owner == efe.id)
        try await Self.undo(merge, room)
        #expect(try await room.shop.read { try $0.handOvers(of: second.id) }.map(\.id) == [asked])
        #expect(try await room.duty(first)?.owner == efe.id, "who took it while it was one has what stood")
        #expect(try await room.findings() == [])
    }
}
