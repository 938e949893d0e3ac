import Core
import Mail
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// Files that go with answers.
@Suite struct AnswerFilesTests {
    private static let list = Upload(name: "list ş.pdf", type: "application/pdf", data: Array("%PDF bread".utf8))
    private static let photo = Upload(name: "cake.png", type: "image/png", data: [UInt8](0...255))

    @Test(arguments: TestShop.engines) func `files leave with the answer and can be had from the conversation`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let answer = "/inbox/\(first.id)/answer"
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let page = try await browser.submit(["text": "The list is attached.", "then": "stay"], to: answer, files: [Self.list, Self.photo])
        #expect(page.status == 200 && page.shows("list ş.pdf") && page.shows("cake.png"))
        try await room.test.pass(.seconds(11))
        let mail = try #require(room.way.sent.first)
        #expect(
            mail.attachments.map(\.name) == ["list ş.pdf", "cake.png"] && mail.attachments.map(\.data) == [Self.list.data, Self.photo.data])
        #expect(mail.attachments[0].type == "application/pdf")
        let message = try #require(try await room.messages(first).last { $0.kind == .ours })
        #expect(Attachments.list(message.attachments).map(\.bytes) == [10, 256])
        let file = await browser.call("GET", "/inbox/messages/\(message.id)/files/1")
        guard case .bytes(let bytes) = file.body else { throw NotThere(what: "the file") }
        #expect(bytes == Self.photo.data)
        // Only for download, whatever it says it is.
        #expect(file.headers.contains { $0.name == "content-disposition" && $0.value.hasPrefix("attachment") })
        #expect(await browser.call("GET", "/inbox/messages/\(message.id)/files/2").status == 404)
        #expect(try await room.count("SELECT count(*) FROM answer_file WHERE message_id IS NULL") == 0)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `a refused or taken back answer keeps its files`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let answer = "/inbox/\(first.id)/answer"
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let refused = try await browser.submit(["text": "Here.", "to": "anna@example"], to: answer, files: [Self.list, Self.photo])
        #expect(refused.status == 422 && refused.shows("list ş.pdf") && refused.shows("cake.png"))
        // One is unticked, the other goes.
        let owner = try await room.test.owner
        let ids = try await room.shop.read { try $0.draftFiles(first.id, of: owner) }.map(\.id.description)
        try await browser.submit(["to": "anna@example.org", "keep": ids[0]], to: answer, files: [])
        let undone = try await browser.undo()
        #expect(undone.value("text") == "Here." && undone.shows("list ş.pdf") && !undone.shows("cake.png"))
        try await browser.submit(["then": "wait"], to: answer, files: [])
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map { $0.attachments.map(\.name) } == [["list ş.pdf"]])
        #expect(try await room.count("SELECT count(*) FROM answer_file") == 1, "what was unticked is gone")
        // An answer that is not written on this page takes no files of a draft with it.
        try await browser.open("/inbox/\(first.id)")
        try await browser.submit(["text": "Mine", "to": "x@y"], to: answer, files: [Self.photo])
        _ = try await room.answer(first, "By a program.")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.last?.attachments.isEmpty == true)
        #expect(try await room.count("SELECT count(*) FROM answer_file WHERE message_id IS NULL") == 1)
        #expect(try await room.findings() == [])
    }

    @Test func `files of a draft are their writer's own`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let answer = "/inbox/\(first.id)/answer"
        var deniz = try await room.test.browser(as: .owner)
        try await deniz.open("/inbox/\(first.id)")
        try await deniz.submit(["text": "Mine", "to": "x@y"], to: answer, files: [Self.list])
        let helper = try await room.test.hire(.helper, name: "Efe")
        var efe = try await room.test.browser(of: helper.email)
        #expect(try await !efe.open("/inbox/\(first.id)").shows("list ş.pdf"))
        let owner = try await room.test.owner
        let ids = try await room.shop.read { try $0.draftFiles(first.id, of: owner) }.map(\.id.description)
        try await efe.submit(["text": "From Efe", "then": "stay", "keep": ids[0]], to: answer, files: [])
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map(\.attachments.count) == [0])
        #expect(try await deniz.open("/inbox/\(first.id)").shows("list ş.pdf"))
    }

    @Test func `too much for one mail is said, and nothing is lost`() async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let answer = "/inbox/\(first.id)/answer"
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let large = Upload(name: "film.mp4", type: "video/mp4", data: [UInt8](repeating: 7, count: AnswerFile.mostBytes + 1))
        let page = try await browser.submit(["text": "A film"], to: answer, files: [large])
        #expect(
            page.status == 422 && page.error("file") == "At most 20 files of together 18 MB go with one mail. For larger ones send a link.")
        #expect(page.value("text") == "A film")
        #expect(try await room.count("SELECT count(*) FROM answer_file") == 0)
        // A stranger's file is not even read.
        #expect(await room.test.site.bodyLimit(method: "POST", target: answer) == 1 << 20)
    }

    @Test(arguments: ["The list is attached.", "Lista on liitteenä!", "Liste ekte.", "Ցանկը կից է։", "Daftar terlampir."])
    func `a file that was forgotten is asked for once`(text: String) async throws {
        let room = try await PostRoom()
        let first = try await room.receive()
        let answer = "/inbox/\(first.id)/answer"
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let page = try await browser.submit(["text": text], to: answer, files: [])
        #expect(page.shows("You write of a file, and none is attached.") && page.value("text") == text)
        try await browser.submit(["anyway": "1"], to: answer, files: [])
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.count == 1)
        #expect(!ForgottenFile.isMentioned(in: "I am very attachedly yours, we liked the liter of milk and the ekteon"))
    }

    @Test(arguments: TestShop.engines) func `what is chosen is kept with the draft at once`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let place = "/inbox/\(first.id)"
        var agent = try await room.test.browser(as: .agent)
        try await agent.open(place)
        let one = Upload(name: "one.txt", type: "text/plain", data: Array("1".utf8))
        let two = Upload(name: "two.txt", type: "text/plain", data: Array("2".utf8))
        #expect(try await agent.upload([one], of: "\(place)/answer", to: "\(place)/files").shows("one.txt"))
        try await agent.open(place)
        #expect(try await agent.upload([two], of: "\(place)/answer", to: "\(place)/files").shows("two.txt"))
        #expect(try await agent.open(place).shows("one.txt") && agent.page.shows("two.txt"), "the second does not take the first's place")
        let large = Upload(
            name: "large.bin", type: "application/octet-stream", data: [UInt8](repeating: 1, count: AnswerFile.mostBytes + 1))
        let refused = try await agent.upload([large], of: "\(place)/answer", to: "\(place)/files")
        #expect(refused.status == 422 && refused.shows("For larger ones send a link"))
        try await agent.open(place)
        try await agent.submit(["text": "Here they are."], to: "\(place)/answer")
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.first?.attachments.map(\.name) == ["one.txt", "two.txt"])

        try await agent.open("/inbox/new")
        let begun = agent.page.value("begun") ?? ""
        #expect(try await agent.upload([one], of: "/inbox/new", to: "/inbox/new/files").shows("one.txt"))
        #expect(try await agent.open("/inbox/new?begun=\(begun)").shows("one.txt"))
    }
}
