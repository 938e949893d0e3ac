import Core
import Foundation
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// What a search finds in mail, and in which order.
@Suite struct MailSearchTests {
    private static func letterWithFile(_ name: String, id: String) -> [UInt8] {
        PostRoom.letter(
            text: """
                --b\r
                Content-Type: text/plain; charset=utf-8\r
                \r
                As agreed.\r
                --b\r
                Content-Type: application/pdf; name="\(name)"\r
                Content-Disposition: attachment; filename="\(name)"\r
                \r
                %PDF-1.4\r
                --b--
                """,
            id: id, more: ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b\""])
    }

    @Test(arguments: TestShop.engines)
    func `277: a hit shows its file, where it stands and who has it, and numbers are found by their ends`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(Self.letterWithFile("price-list.pdf", id: "f@example.org"))
        let second = try await room.receive(
            PostRoom.letter(from: "ada@example.org", subject: "Order 00417", text: "Call me: 0532 555 55 66, please."))
        var browser = try await room.test.browser(as: .agent)
        let page = try await browser.open("/search?q=price")
        #expect(page.has("<mark>price") && page.shows("new"), "\(page.words)")
        for typed in ["5566", "05325555566", "0532 555 55 66", "417", "00417"] {
            let found = try await browser.open("/search?q=\(typed.replacing(" ", with: "+"))").links
            #expect(found.contains("/inbox/\(second.id)") && !found.contains("/inbox/\(first.id)"), "\(typed)")
        }
    }

    @Test(arguments: TestShop.engines) func `276: exactly this number first, then newer ones that begin so`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let exact = try await room.receive(PostRoom.letter(subject: "Order 4711", text: "Where is order 4711?"))
        try await room.test.pass(.seconds(60))
        let longer = try await room.receive(PostRoom.letter(from: "bob@example.org", subject: "Order 47110", text: "Mine is 47110."))
        var browser = try await room.test.browser(as: .agent)
        let page = try await browser.open("/search?q=4711")
        let places = [exact, longer].compactMap { page.text.range(of: "/inbox/\($0.id)")?.lowerBound }
        #expect(places.count == 2 && places == places.sorted(), "\(page.words)")
        // By the conversation's own number, as it stands in its address.
        let own = try await browser.open("/search?q=\(exact.id)")
        #expect(own.links.contains { $0.hasPrefix("/inbox/\(exact.id)") } && !own.links.contains { $0.hasPrefix("/inbox/\(longer.id)") })
    }

    @Test(arguments: TestShop.engines) func `276: exact ones stand on the first page alone, and nothing is missing on the others`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let exact = try await room.receive(PostRoom.letter(text: "Table 12 please."))
        for number in 0..<30 {
            try await room.test.pass(.seconds(60))
            try await room.receive(PostRoom.letter(from: "guest\(number)@example.org", text: "Table 12\(number) please."))
        }
        var browser = try await room.test.browser(as: .agent)
        var found: [String] = []
        var page = try await browser.open("/search?q=12")
        for _ in 0..<4 {
            found += page.links.filter { $0.hasPrefix("/inbox/") && $0.dropFirst(7).allSatisfy(\.isNumber) }
            guard let more = page.links.first(where: { $0.hasPrefix("/search?") && $0.contains("before=") }) else { break }
            page = try await browser.open(more)
        }
        #expect(found.first == "/inbox/\(exact.id)")
        #expect(found.count == 31 && Set(found).count == 31)
    }

    @Test(arguments: TestShop.engines) func `277: a file is found by its name, and so are those of years ago`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.letterWithFile("Dilekçe_2024-kaşe.pdf", id: "file@example.org"))
        try await room.test.pass(.seconds(3 * 365 * 86_400))
        var browser = try await room.test.browser(as: .viewer)
        for typed in ["dilekce", "kase", "2024"] {
            let page = try await browser.open("/search?q=\(typed)")
            #expect(page.links.contains("/inbox/\(conversation.id)"), "\(typed): \(page.words)")
        }
    }

    @Test(arguments: TestShop.engines) func `letters from before this version are put in anew by a job`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.letterWithFile("timetable.pdf", id: "old@example.org"))
        try await room.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            guard let message = conversation.lastMessage else { return }
            try Search.messages.put(tx.db, item: message.number, group: conversation.id.number, terms: ["agreed"])
            try SearchRefresh.queue(MessageTerms.refreshName, number: 2, ifAnyIn: "message", tx.db)
        }
        var browser = try await room.test.browser(as: .viewer)
        #expect(try await !browser.open("/search?q=timetable").links.contains("/inbox/\(conversation.id)"))
        try await room.test.pass(.seconds(1))
        #expect(try await browser.open("/search?q=timetable").links.contains("/inbox/\(conversation.id)"))
    }
}
