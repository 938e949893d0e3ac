import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// R3: where one writes, it stands how the person wants it; writing first to who does not want it needs a reason.
@Suite struct TreatmentComposerTests {
    @Test(arguments: TestShop.engines) func `R3: the composer says how they want it, and a new message needs a reason`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(
            PostRoom.letter(from: "Marja <marja@example.fi>", subject: "Bread", text: "Hei", id: "one@mailer.example"))
        let person = conversation.customer
        try await room.shop.write(as: .program("test")) { tx in
            try tx.prefer(person, [.channel: "email", .noMail: "1", .notBefore: "14:00"], source: .said)
            try tx.db.run("UPDATE customer SET language = 'fi' WHERE id = \(person)")
        }
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(conversation.id)")
        #expect(page.shows("Prefers e-mail · in Suomi · no mail from us first · no calls before 14:00"))
        // It is 12:00: the first time offered for later is theirs.
        #expect(page.shows("14:00"))
        try await browser.submit(["text": "Hei Marja"], to: "/inbox/\(conversation.id)/answer")
        #expect(try await room.messages(conversation).last?.kind == .ours)

        let ask = try await browser.open("/inbox/new?to=marja@example.fi")
        #expect(ask.shows("no mail from us first"))
        let refused = try await browser.submit(["subject": "News", "text": "New bread"], to: "/inbox/new")
        #expect(refused.status == 422 && refused.error("reason")?.hasPrefix("They do not want mail from us first.") == true)
        #expect(refused.value("text") == "New bread")
        let sent = try await browser.submit(["reason": "Her order is ready"], to: "/inbox/new")
        #expect(sent.shows("The message goes out in a few seconds."))
        #expect(try await browser.open("/people/overrides").shows("Her order is ready"))
        #expect(try await room.test.events().contains("treatment.overruled"))
    }
}
