import Core
import Net
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// Seeing a matter and sending its answer are two things (96).
@Suite struct WhoSendsTests {
    @Test func `96: the rule, for each who might send`() {
        let (me, other) = (Staff.ID(number: 1), Staff.ID(number: 2))
        for role in Role.allCases {
            #expect(WhoSends.may(me, role, owner: other, isOwnersAlone: false))
            #expect(WhoSends.may(me, role, owner: nil, isOwnersAlone: true))
            #expect(WhoSends.may(me, role, owner: me, isOwnersAlone: true))
            #expect(WhoSends.may(me, role, owner: other, isOwnersAlone: true) == (role >= .manager))
        }
    }

    @Test(arguments: TestShop.engines)
    func `96: where owners alone send, others see the matter, note, and lose no word; managers and the owner answer`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let sara = try await room.test.hire(.agent, name: "Sara Korhonen")
        let efe = try await room.test.hire(.agent, name: "Efe Kaya")
        // Mail waits in a line until somebody takes it.
        try await room.shop.write(as: .program("test")) { tx in _ = try tx.addLine(name: "Orders", members: [sara.id, efe.id], backup: nil)
        }
        let first = try await room.receive()
        let id = first.id
        try await room.shop.write(as: .staff(sara.id)) { tx in
            if let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number) { _ = try tx.take(duty.id, by: sara.id) }
        }
        var efes = try await room.test.browser(of: efe.email)
        // Off, as it comes: everybody answers.
        try await efes.open("/inbox/\(id)")
        #expect(efes.page.forms.contains { $0.action == "/inbox/\(id)/answer" })
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/settings/who-answers")
        #expect(deniz.page.value("who") == "all")
        #expect(try await deniz.submit(["who": "owner"]).shows("Saved."))
        #expect(deniz.page.value("who") == "owner" && room.shop.setting(InboxSettings.ownerSends))
        // The form that Efe has open still: his answer is not sent, and not lost.
        let refused = try await efes.submit(["text": "We have rye on Friday."], to: "/inbox/\(id)/answer")
        #expect(refused.status == 422 && refused.shows("Sara Korhonen has this matter now") && refused.shows("We have rye on Friday."))
        #expect(try await room.messages(first).count == 1)
        let page = try await efes.open("/inbox/\(id)")
        #expect(page.shows("Sara Korhonen has this matter and sends its answer."))
        #expect(!page.forms.contains { $0.action == "/inbox/\(id)/answer" })
        #expect(try await efes.submit(["text": "Rye is on Friday"], to: "/inbox/\(id)/note").shows("Noted."))
        // By a program the same.
        let token = try await room.test.token(staff: efe.id)
        let byToken = await room.test.api("POST", "/api/v1/conversations/\(id)/answers", token: token, json: #"{"text":"Rye"}"#)
        #expect(byToken.status == 403 && byToken.text.contains("not-yours"))
        // A manager, and who has it.
        var manager = try await room.test.browser(as: .manager)
        try await manager.open("/inbox/\(id)")
        #expect(manager.page.forms.contains { $0.action == "/inbox/\(id)/answer" })
        var saras = try await room.test.browser(of: sara.email)
        try await saras.open("/inbox/\(id)")
        #expect(try await saras.submit(["text": "Yes, rye."], to: "/inbox/\(id)/answer").shows("The answer goes out in a few seconds."))
        // What is nobody's, whoever is first answers.
        let second = try await room.receive(PostRoom.letter(from: "Bertta <bertta@example.org>", subject: "Buns"))
        try await efes.open("/inbox/\(second.id)")
        #expect(try await efes.submit(["text": "Yes."], to: "/inbox/\(second.id)/answer").shows("The answer goes out in a few seconds."))
    }

    @Test(arguments: TestShop.engines) func `96: a mail that failed is tried again by whoever has the matter`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let sara = try await room.test.hire(.agent, name: "Sara")
        let efe = try await room.test.hire(.agent, name: "Efe")
        room.way.says(.rejectedForGood(code: 550, text: "5.1.1 user unknown", refused: []))
        let first = try await room.receive()
        try await room.answer(first, "Yes", by: sara.id)
        try await room.test.pass(.seconds(11))
        try await room.shop.write(as: .program("test")) { tx in try tx.set(InboxSettings.ownerSends, to: true) }
        let failed = try #require(try await room.messages(first).last { $0.kind == .ours })
        #expect(failed.outState == .failed)
        var efes = try await room.test.browser(of: efe.email)
        try await efes.open("/inbox/\(first.id)")
        let token = try #require(efes.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        let page = try await efes.post("/inbox/messages/\(failed.id)/retry", [token])
        #expect(page.shows("Whoever has this matter sends its answer."))
        #expect(try await room.message(failed.id).outState == .failed)
    }
}
