import Core
import Counter
import Foundation
import House
import Language
import Mail
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 39, 82, 168, 169: what is kept of one person goes out as a copy, and goes for good.
@Suite struct EraseTests {
    /// Words that nobody else uses. Small letters, as addresses and the index have them.
    private static let words = [
        "zyxwena", "qorvath", "plimbusto", "vrelnikka", "sklaromund", "drostimal", "hufelbrank", "mekkanzor", "wulfigand",
    ]

    private static let first = PostRoom.letter(
        from: "Zyxwena Qorvath <zyxwena@qorvath.example>", subject: "Vrelnikka order", text: "One plimbusto, please.",
        id: "one@mailer.example")

    /// A shop in which she has left her words everywhere. Gives her card and her conversation.
    private func world(_ room: PostRoom) async throws -> (id: Customer.ID, conversation: Conversation, owner: Browser) {
        let shop = room.shop
        let owner = try await room.test.owner
        let conversation = try await room.receive(Self.first)
        try await room.answer(conversation, "Your plimbusto is ready, Zyxwena.")
        try await room.test.pass(.seconds(60))
        let person = conversation.customer
        try await shop.write(as: .staff(owner)) { tx in
            let id = try tx.bring(
                "people.csv", Array("name,email,phone\nZyxwena Qorvath,zyxwena@qorvath.example,0533 111 22 33\nAli,ali@example.com,\n".utf8)
            )
            try tx.record("test.import", subject: Event.Subject("people_import", id))
        }
        let imports = try await shop.read { try $0.values("SELECT id FROM people_import", as: PeopleImport.ID.self) }
        try await ImportRun.finish(imports[0], as: .staff(owner), isDry: false, shop)
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/people/\(person)/edit")
        try await browser.submit(
            [
                "name": "Zyxwena Qorvath", "pronunciation": "hufelbrank", "note": "drostimal", "phones": "0532 987 65 43",
                "emails": "zyxwena@qorvath.example\nz2@qorvath.example",
            ])
        // In Ben's conversation, where she was given a copy.
        let ben = try await room.receive(PostRoom.letter(from: "Ben <ben@example.com>", subject: "Bread", id: "ben@mailer.example"))
        try await browser.open("/inbox/\(ben.id)")
        try await browser.submit(["text": "Yes.", "cc": "zyxwena@qorvath.example"], to: "/inbox/\(ben.id)/answer")
        try await room.test.pass(.seconds(60))
        let ours = try #require(try await room.messages(ben).last?.rfcID)
        try await room.receive(
            PostRoom.letter(
                from: "Zyxwena <zyxwena@qorvath.example>", subject: "Bread", text: "wulfigand", id: "two@mailer.example", replyTo: ours))
        try await shop.write(as: .staff(owner)) { tx in
            try tx.note(person, .phone, "Asked for a sklaromund", promise: tx.now + .seconds(3600))
            try tx.note("mekkanzor", in: conversation)
            try tx.block("z2@qorvath.example")
            try tx.cameBack("zyxwena@qorvath.example", .soft, reason: "zyxwena is full")
            _ = try tx.park(Intake.Incoming(Array("From: zyxwena@qorvath.example\r\n\r\nplimbusto".utf8)), mailbox: nil, reason: "odd")
            try tx.keep(
                BegunMessage(key: BegunMessage.newKey(), to: "zyxwena@qorvath.example", subject: "plimbusto", text: "vrelnikka"), of: owner)
            try tx.keepFiles(
                [Upload(name: "drostimal.txt", type: "text/plain", data: Array("plimbusto".utf8))], drop: [], in: conversation.id, of: owner
            )
            try tx.db.run(
                "INSERT INTO draft (conversation_id, staff_id, text, at) VALUES (\(conversation.id), \(owner), 'vrelnikka', \(tx.now))")
            try tx.keepNoteDraft("vrelnikka", in: conversation.id, of: owner)
            // A prepared text learns from what it answered.
            let text = try tx.addPreparedText(PreparedText.Wish(title: "Ready", texts: [.en: "Your order is ready."]), by: owner)
            if let ours = try tx.db.messages(of: conversation.id).last(where: { $0.kind == .ours }) {
                try tx.usePrepared(["\(text).1"], in: ours.id)
            }
        }
        _ = try await room.take(PostRoom.letter(from: "z2@qorvath.example", text: "plimbusto", id: "three@mailer.example"))
        let token = try await room.test.token()
        _ = await room.test.api(
            "POST", "/api/v1/notes", token: token, json: "{\"who\":\"Zyxwena Qorvath\",\"text\":\"sklaromund\"}",
            headers: [("idempotency-key", "k")])
        return (person, try await room.conversation(conversation.id), browser)
    }

    /// Where any of her words stands: table and word. Blobs are looked into.
    private func traces(_ room: PostRoom) async throws -> [String] {
        let folder = room.test.folder.appending(path: "export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var found: Set<String> = []
        for (table, _) in try room.test.database.exportTables(to: folder.path, leavingOut: []) {
            let text = try String(contentsOf: folder.appending(path: "\(table).jsonl"), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                for case let value as String in row.values {
                    var texts = [value.lowercased()]
                    if let bytes = Data(base64Encoded: value), let whole = try? Compressed.unpack(Array(bytes), limit: 1 << 24) {
                        texts.append(String(decoding: whole, as: UTF8.self).lowercased())
                    }
                    for word in Self.words where texts.contains(where: { $0.contains(word) }) { found.insert("\(table): \(word)") }
                }
            }
        }
        let terms = try await room.shop.read { db in
            try db.values("SELECT term FROM search_term", as: String.self) + db.values("SELECT terms FROM search_item", as: String.self)
        }
        for word in Self.words where terms.contains(where: { $0.contains(word) }) { found.insert("search: \(word)") }
        return found.sorted()
    }

    @Test(arguments: TestShop.engines) func `168: nothing of an erased person is left in any table, and what happened stays`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let (person, conversation, signedIn) = try await world(room)
        var browser = signedIn
        let before = try await traces(room)
        // The test would be worth nothing if these words were not all over the place.
        let tables = Set(before.compactMap { $0.split(separator: ":").first.map(String.init) })
        #expect(
            tables.isSuperset(of: [
                "address_trouble", "answer_file", "begun_message", "blocked_sender", "conversation", "counter_note", "customer",
                "customer_address", "customer_before", "draft", "held_mail", "idempotency", "import_row", "mail_seen", "message",
                "note_draft", "parked_mail", "people_import", "prepared_use", "raw_message", "search",
            ]), "\(before)")
        let events = try await room.test.events().count

        let data = try await browser.open("/people/\(person)/data")
        #expect(data.shows("What we keep of Zyxwena Qorvath") && data.shows("1 conversation") && data.shows("2 notes of calls and visits"))
        #expect(data.shows("1 letter in somebody else’s conversation") && data.shows("2 mails held back"))
        let ask = try await browser.open("/people/\(person)/erase")
        #expect(ask.shows("This cannot be undone."))
        let wrong = try await browser.submit(["name": "Zyxwena"], to: "/people/\(person)/erase")
        #expect(wrong.status == 422 && wrong.error("name") == "This is not the name. Nothing was erased.")
        #expect(try await room.test.events().count == events)
        let done = try await browser.submit(["name": "zyxwena  QORVATH"], to: "/people/\(person)/erase")
        #expect(done.status == 200 && done.shows("Certificate of erasure") && done.shows("Deniz Yılmaz") && done.shows("1 conversation"))
        #expect(!done.text.lowercased().contains("zyxwena"))
        let line = await browser.call("GET", "\(browser.path)/certificate.txt")
        guard case .text(let text) = line.body else { Issue.record("no certificate"); return }
        #expect(text.contains("1 card") && text.contains("Fırın Bakery") && !text.contains("Zyxwena"))

        #expect(try await traces(room) == [])
        #expect(try await room.findings() == [])
        #expect(try await room.test.events().count > events)
        #expect(try await room.shop.read { try $0.events(of: person).count } > 5)
        #expect(try await room.duty(conversation) == nil)
        let gone = try await browser.open("/people/\(person)")
        #expect(gone.status == 404)
        let ben = try await room.count("SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id")
        #expect(ben == 3, "Ben's letter, our answer, and an empty place where hers was")
        for page in ["/inbox", "/today", "/people", "/counter", "/settings", "/people/erasures", "/people/import"] {
            #expect(try await browser.open(page).status == 200)
        }
    }

    @Test func `168: nor in the bytes of the data file, once it is cleaned`() async throws {
        let room = try await PostRoom(.sqlite)
        let (person, _, _) = try await world(room)
        let files = { [folder = room.test.folder] () -> Data in
            ["shop.db", "shop.db-wal"].reduce(into: Data()) { all, name in
                all += (try? Data(contentsOf: folder.appending(path: name))) ?? Data()
            }
        }
        #expect(files().range(of: Data("sklaromund".utf8)) != nil)
        let owner = try await room.test.owner
        let t = Words(.en, timeZone: .utc)
        try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.erase(person, t) }
        try await room.shop.runJobs()
        let bytes = files()
        for word in Self.words {
            for form in [word, word.capitalized] { #expect(bytes.range(of: Data(form.utf8)) == nil, "\(form) is in the file") }
        }
        #expect(try await room.count("SELECT count(*) FROM erasure WHERE scrubbed_at IS NULL") == 0)
    }

    @Test(arguments: TestShop.engines)
    func `39, 82: mail that was seen, or was on its way, does not bring the person back; a new letter may`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (person, conversation, _) = try await world(room)
        let sent = try #require(try await room.messages(conversation).first { $0.kind == .ours })
        let owner = try await room.test.owner
        let t = Words(.en, timeZone: .utc)
        try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.erase(person, t) }
        let people = try await room.count("SELECT count(*) FROM customer")
        #expect(try await room.take(Self.first) == .known)
        #expect(try await room.take(PostRoom.letter(from: "z2@qorvath.example", text: "plimbusto", id: "three@mailer.example")) == .known)
        // It lay on the server when she was erased, unread.
        let late = PostRoom.letter(from: "zyxwena@qorvath.example", text: "late", id: "four@mailer.example")
        let outcome = try await room.intake.take(
            [Intake.Incoming(late, receivedAt: room.test.clock.now - .seconds(3600))], mailbox: room.mailbox)[0]
        #expect(outcome == .known)
        // Our own answer, found again in the folder of sent mail when the mailbox is connected anew.
        let copy = PostRoom.letter(
            from: "Fırın <\(PostRoom.address)>", to: "zyxwena@qorvath.example", text: "Your plimbusto", id: sent.rfcID)
        let mail = try await PostRoom.workers.parse(copy)
        let known = try await room.shop.write(as: .program("test")) { tx in
            try tx.receiveSent(mail, Intake.Incoming(copy), mailbox: room.mailbox, own: [PostRoom.address], isHistory: true)
        }
        #expect(known == .known)
        #expect(try await room.count("SELECT count(*) FROM customer") == people)
        room.test.clock.advance(by: .seconds(86_400))
        // What machines echo of the mail that we had sent her.
        let absent = PostRoom.letter(
            from: "zyxwena@qorvath.example", subject: "Out of office", text: "late", id: "six@mailer.example", replyTo: sent.rfcID,
            more: ["Auto-Submitted: auto-replied"])
        #expect(try await room.take(absent) == .known)
        let bounced = IntakeTests.bounce(of: try #require(sent.rfcID), action: "failed", status: "5.1.1")
        #expect(try await room.take(bounced) == .known)
        // A program brings what she wrote before: somebody looks at it, and nobody has a card by it.
        let written = PostRoom.letter(from: "zyxwena@qorvath.example", text: "late", id: "seven@mailer.example")
        #expect(try await room.take(written) == .held("erased"))
        var browser = try await room.test.browser(as: .agent)
        #expect(try await browser.open("/inbox/held").shows("Erased person"))
        // An old letter to her among the sent mail of another program.
        let old = PostRoom.letter(from: PostRoom.address, to: "zyxwena@qorvath.example", text: "late", id: "eight@firin.example")
        let oldMail = try await PostRoom.workers.parse(old)
        let before = room.test.clock.now - .seconds(5 * 86_400)
        let left = try await room.shop.write(as: .program("test")) { tx in
            try tx.receiveSent(
                oldMail, Intake.Incoming(old, receivedAt: before), mailbox: room.mailbox, own: [PostRoom.address], isHistory: true)
        }
        #expect(left == .known)
        #expect(try await room.count("SELECT count(*) FROM customer") == people)
        let again = try await room.receive(
            PostRoom.letter(
                from: "zyxwena@qorvath.example", text: "It is me.", id: "five@mailer.example",
                more: ["Date: \(room.test.clock.now.rfc)"], dated: false))
        #expect(again.customer != person)
    }

    @Test(arguments: TestShop.engines) func `168: an answer on its way out is waited for`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive()
        try await room.answer(conversation)
        var browser = try await room.test.browser(as: .manager)
        let ask = try await browser.open("/people/\(conversation.customer)/erase")
        #expect(ask.shows("1 answer to them is still on its way out.") && !ask.has("name=\"name\""))
        let owner = try await room.test.owner
        await #expect(throws: CannotErase.self) {
            try await room.shop.write(as: .staff(owner)) { tx in _ = try tx.erase(conversation.customer, Words(.en, timeZone: .utc)) }
        }
        try await room.test.pass(.seconds(60))
        try await browser.open("/people/\(conversation.customer)/erase")
        #expect(browser.page.has("name=\"name\""))
    }

    @Test(arguments: TestShop.engines) func `169: the copy of one person reads for programs and for eyes, without other people's words`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let (person, conversation, signedIn) = try await world(room)
        var browser = signedIn
        // Cara was given a copy and answered into her conversation.
        try await browser.open("/inbox/\(conversation.id)")
        try await browser.submit(["text": "For both.", "cc": "cara@example.org"], to: "/inbox/\(conversation.id)/answer")
        try await room.test.pass(.seconds(60))
        let ours = try #require(try await room.messages(conversation).last?.rfcID)
        try await room.receive(PostRoom.letter(from: "cara@example.org", text: "A secret of Cara’s", replyTo: ours))
        let answer = await browser.call("GET", "/people/\(person)/export.zip")
        guard answer.status == 200, case .bytes(let zip) = answer.body else { Issue.record("\(answer.status)"); return }
        let file = room.test.folder.appending(path: "copy.zip")
        try Data(zip).write(to: file)
        func python(_ code: String) throws -> String {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "python3", "-c", "import zipfile,json,sys; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; " + code, file.path,
            ]
            process.standardOutput = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return String(decoding: data, as: UTF8.self)
        }
        let names = try python("print(' '.join(z.namelist()))")
        #expect(names.contains("person.json") && names.contains("person.html") && names.contains("mail/") && names.contains(".eml"))
        let html = try python("print(z.read('person.html').decode())")
        let json = try python("print(json.dumps(json.loads(z.read('person.json')), ensure_ascii=False))")
        for text in [html, json] {
            for word in ["Zyxwena Qorvath", "One plimbusto, please.", "Asked for a sklaromund", "drostimal", "For both."] {
                #expect(text.contains(word), "\(word) is missing")
            }
            #expect(!text.contains("secret of Cara") && !text.contains("Have you got cakes"))
        }
        #expect(json.contains("\"lettersOfOthersLeftOut\": 1"))
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/people/\(person)/data").status == 403)
    }

    @Test(arguments: TestShop.engines) func `168: whoever was merged into the card goes with it`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.first)
        let owner = try await room.test.owner
        let t = Words(.en, timeZone: .utc)
        try await room.shop.write(as: .staff(owner)) { tx in
            let other = try tx.add(Card(name: "Wulfigand Q.", addresses: [.email("wulfigand@example.com")]))
            try tx.db.run("UPDATE customer SET merged_into = \(conversation.customer) WHERE id = \(other)")
            _ = try tx.erase(conversation.customer, t)
        }
        #expect(try await traces(room) == [])
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `168, 169: programs with the scope do the same`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive(Self.first)
        let address = "/api/v1/people/\(conversation.customer)"
        let reader = try await room.test.token(scopes: ["people:read", "people:write"])
        let copy = await room.test.api("GET", "\(address)/export", token: reader)
        #expect(copy.status == 200 && copy.header("content-type") == "application/zip")
        let refused = await room.test.api("DELETE", address, token: reader)
        #expect(refused.status == 403)
        let token = try await room.test.token(scopes: ["people:erase"])
        let done = await room.test.api("DELETE", address, token: token)
        #expect(done.status == 200 && done.has("\"card\":1"))
        #expect(try await traces(room) == [])
        let again = await room.test.api("DELETE", address, token: token)
        #expect(again.status == 404)
    }
}
