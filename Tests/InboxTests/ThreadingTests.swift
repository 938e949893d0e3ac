import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct ThreadingTests {
    @Test(arguments: TestShop.engines) func `an answer to our signed id comes to its conversation`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        #expect(conversation.state == .waiting && conversation.due == nil)
        let back = try await room.receive(PostRoom.letter(subject: "another subject", text: "Thanks", replyTo: ours.rfcID))
        #expect(back.id == conversation.id && back.state == .open && back.messageCount == 3 && back.snippet == "Thanks")
        #expect(try await room.messages(back).last?.matched == "in-reply-to")
        #expect(try await room.duty(back)?.owner == room.test.owner)
        #expect(back.due != nil)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `references are read from right to left`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (old, oldAnswer) = try await room.answered()
        let (new, newAnswer) = try await room.answered()
        #expect(old.id != new.id)
        let ids = [try #require(oldAnswer.rfcID), try #require(newAnswer.rfcID)]
        let back = try await room.receive(PostRoom.letter(references: ids))
        #expect(back.id == new.id)
        #expect(try await room.messages(back).last?.matched == "references")
        // In-Reply-To is asked before them.
        #expect(try await room.receive(PostRoom.letter(replyTo: ids[0], references: ids)).id == old.id)
        // An id that nobody knows is passed over.
        #expect(
            try await room.receive(PostRoom.letter(replyTo: "nobody@nowhere.example", references: [ids[0], "x@y.example"])).id == old.id)
    }

    @Test(arguments: TestShop.engines) func `an id of a mail that we hold is known without our signature`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "first@example.org"))
        let second = try await room.receive(PostRoom.letter(text: "PS: with cherries", replyTo: "first@example.org"))
        #expect(second.id == first.id && second.state == .new && second.messageCount == 2)
    }

    @Test(arguments: TestShop.engines) func `a forged signature leads nowhere`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        let id = try #require(ours.rfcID)
        #expect(Threading.signed(id, key: room.shop.key) == conversation.id)
        let at = try #require(id.firstIndex(of: "@"))
        let last = id.index(before: at)
        let forged = id[..<last] + (id[last] == "0" ? "1" : "0") + id[at...]
        #expect(Threading.signed(String(forged), key: room.shop.key) == nil)
        #expect(Threading.signed(id, key: Array(repeating: 7, count: 32)) == nil)
        for nonsense in ["", "@", "c1.m2.3@x", "c\(conversation.id).m\(ours.id).@x", "c.m.x@y", "no dots at all"] {
            #expect(Threading.signed(nonsense, key: room.shop.key) == nil)
        }
        // A guess with a right number and a wrong code: the mail is taken, as a new conversation that names no other.
        let guess = try await room.receive(PostRoom.letter(replyTo: String(forged)))
        #expect(guess.id != conversation.id && guess.follows == nil)
    }

    @Test(arguments: TestShop.engines) func `who has no part in a conversation opens one of their own that names it`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (conversation, ours) = try await room.answered()
        let stranger = try await room.receive(PostRoom.letter(from: "Mallory <mallory@elsewhere.example>", replyTo: ours.rfcID))
        #expect(stranger.id != conversation.id && stranger.follows == conversation.id && stranger.customer != conversation.customer)
        #expect(try await room.messages(stranger).first?.matched == "in-reply-to, sender has no part in it")
        let before = try await room.conversation(conversation.id)
        #expect(before.state == .waiting && before.messageCount == 2)
        #expect(try await room.duty(stranger) != nil)
        #expect(try await room.duty(conversation) == nil)
    }

    @Test(arguments: TestShop.engines) func `who stood in copy joins and does not become the customer`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(cc: "Bob <Bob@Example.org>, carol@example.org"))
        try await room.answer(first)
        try await room.test.pass(.seconds(11))
        let ours = try #require(try await room.messages(first).last?.rfcID)
        let joined = try await room.receive(PostRoom.letter(from: "bob@example.ORG", text: "I want one too", replyTo: ours))
        #expect(joined.id == first.id && joined.customer == first.customer && joined.state == .open)
        let said = try #require(try await room.messages(joined).last)
        #expect(said.fromAddress.lowercased() == "bob@example.org" && said.kind == .theirs)
        #expect(try await room.count("SELECT count(*) FROM customer") == 1)
    }

    @Test(arguments: TestShop.engines) func `a colleague who answers from another mail program has answered`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        try await room.knowJudge()
        let helper = try await room.test.hire(.helper, name: "Efe")
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        let back = try await room.receive(
            PostRoom.letter(
                from: "Efe <\(helper.email)>", to: "anna@example.org", text: "Come at six.", replyTo: "q@example.org",
                more: [PostRoom.proven]))
        #expect(back.id == first.id && back.state == .waiting && back.due == nil && back.customer == first.customer)
        let said = try #require(try await room.messages(back).last)
        #expect(said.kind == .ours && said.staff == helper.id && said.outState == nil)
        #expect(try await room.duty(first) == nil)
        #expect(try await room.test.events().contains("message.answered"))
        // It went out already: nothing is sent again.
        try await room.test.pass(.seconds(60))
        #expect(room.way.sent.isEmpty)
        // An absence note of theirs is no answer.
        let second = try await room.receive(PostRoom.letter(text: "And on Sunday?", replyTo: "q@example.org"))
        try await room.receive(
            PostRoom.letter(
                from: helper.email, subject: "Out of office", replyTo: "q@example.org", more: ["Auto-Submitted: auto-replied"]))
        #expect(try await room.duty(second) != nil)
    }

    @Test(arguments: TestShop.engines) func `who has left the staff answers for the shop no more`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let helper = try await room.test.hire(.helper, name: "Efe")
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE staff SET is_active = \(false) WHERE id = \(helper.id)")
        }
        let mail = try await room.receive(PostRoom.letter(from: helper.email, text: "We close for ever.", replyTo: "q@example.org"))
        #expect(mail.id != first.id && mail.follows == first.id)
        #expect(try await room.messages(mail).first?.kind == .theirs)
        #expect(try await room.duty(first) != nil)
    }
}
