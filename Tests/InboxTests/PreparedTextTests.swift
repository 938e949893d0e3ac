import Core
import Language
import Mail
import Storage
import Synchronization
import TestShop
import Testing
import Web

@testable import Inbox

/// Prepared texts: kept, offered, inserted, counted.
@Suite struct PreparedTextTests {
    private static let cakes = Upload(name: "cakes.pdf", type: "application/pdf", data: Array("%PDF cakes".utf8))

    private func add(_ room: PostRoom, _ title: String, _ texts: [Language: String], mine staff: Staff.ID? = nil) async throws
        -> PreparedText.ID
    {
        let owner = try await room.test.owner
        return try await room.shop.write(as: .staff(staff ?? owner)) { tx in
            try tx.addPreparedText(PreparedText.Wish(title: title, isMine: staff != nil, texts: texts), by: staff ?? owner)
        }
    }

    // MARK: Places to fill

    @Test func `66: places are filled, other words stand in, and what is missing keeps its mark`() {
        let text = HoledText("Dear {first name|customer}, {me} of {Shop} writes {odd} { by {due}.")
        #expect(text.unknown == "odd")
        let (filled, missing) = HoledText("Dear {first name|customer}, {me} of { Shop }, by {due}. {").filled([
            .me: "Deniz", .shop: "Fırın",
        ])
        #expect(filled == "Dear customer, Deniz of Fırın, by {due}. {" && missing == [.due])
        #expect(HoledText("A set {1, 2} and {}").unfilled == nil, "not everything in braces is ours")
        #expect(HoledText("Dear {name}").unfilled == .name)
        #expect(HoledText("{name|you}").filled([.name: "{me}"]).text == "{me}", "braces in a name are read once")
    }

    @Test(arguments: [
        (Language.en, "Mon–Fri 09:00–18:00, Sat 10:00–15:00"), (.fi, "ma–pe 9.00–18.00, la 10.00–15.00"),
        (.id, "Sen–Jum 09.00–18.00, Sab 10.00–15.00"),
    ])
    func `opening hours are said as one says them`(language: Language, words: String) throws {
        let zone = try #require(ShopTimeZone("Europe/Istanbul"))
        #expect(PlaceHolderValues.hours(OpeningHours.standard.week, Words(language, timeZone: zone)) == words)
    }

    // MARK: The library

    @Test(arguments: TestShop.engines) func `117: a text is kept in languages, changed by versions, removed and brought back`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/prepared").shows("No prepared texts yet"))
        try await browser.open("/inbox/prepared/new")
        let wrong = try await browser.submit(["title": "", "text-en": "Dear {nmae}"], to: "/inbox/prepared/new", files: [])
        #expect(wrong.status == 422 && wrong.error("title") != nil && wrong.value("text-en") == "Dear {nmae}")
        let unknown = try await browser.submit(["title": "Cakes"], to: "/inbox/prepared/new", files: [])
        #expect(unknown.status == 422 && unknown.error("text-en")?.contains("{nmae}") == true)
        #expect(try await room.count("SELECT count(*) FROM prepared_text") == 0)
        let kept = try await browser.submit(
            ["text-en": "Dear {name}", "text-fi": "Hei {name}"], to: "/inbox/prepared/new", files: [Self.cakes])
        #expect(kept.status == 200 && kept.shows("Cakes") && kept.shows("EN FI") && kept.shows("1 file"))
        let id = try await room.shop.read { try $0.preparedTexts()[0].id }
        try await browser.open("/inbox/prepared/\(id)")
        try await browser.submit(["text-fi": "Hei {name}!"], to: "/inbox/prepared/\(id)", files: [])
        let page = try await browser.open("/inbox/prepared/\(id)")
        #expect(page.shows("Version 1") && page.shows("cakes.pdf"), "the earlier words stay to be read")
        #expect(try await room.shop.read { try $0.preparedText(id)?.texts[.fi] } == "Hei {name}!")
        let gone = try await browser.submit(to: "/inbox/prepared/\(id)/remove")
        #expect(gone.shows("Removed") && gone.shows("No prepared texts yet"))
        #expect(try await browser.undo().shows("It is there again"))
        #expect(try await room.shop.read { try $0.preparedTexts().count } == 1)
        #expect(
            try await room.test.events().suffix(4) == [
                "prepared-text.added", "prepared-text.changed", "prepared-text.removed", "prepared-text.restored",
            ])
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `117: what is mine is nobody else's, and what is everybody's is changed by those who may`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let agent = try await room.test.hire(.agent)
        let helper = try await room.test.hire(.helper)
        let mine = try await add(room, "Only mine", [.en: "x"], mine: agent.id)
        let all = try await add(room, "For all", [.en: "y"])
        var browser = try await room.test.browser(of: helper.email)
        let list = try await browser.open("/inbox/prepared")
        #expect(list.shows("For all") && !list.shows("Only mine"))
        #expect(try await browser.open("/inbox/prepared/\(mine)").status == 404)
        #expect(try await browser.open("/inbox/prepared/\(all)").shows("everybody’s"))
        let token = try #require(browser.page.forms.lazy.flatMap(\.fields).first { $0.name == "_token" })
        #expect(try await browser.post("/inbox/prepared/\(all)/remove", [token]).status == 403)
        // Whoever may not rearrange things writes for themselves.
        try await browser.open("/inbox/prepared/new")
        try await browser.submit(["title": "Helper’s", "text-en": "z", "whose": "all"], to: "/inbox/prepared/new", files: [])
        #expect(try await room.shop.read { try $0.preparedTexts().first { $0.title == "Helper’s" }?.owner } == helper.id)
        #expect(try await room.findings() == [])
    }

    @Test func `113: a text is found without case and accents, by its title before its words`() async throws {
        let room = try await PostRoom()
        _ = try await add(room, "Opening hours", [.en: "We are open all day."])
        _ = try await add(room, "Şikâyet: özür", [.tr: "Özür dileriz, gün boyu açığız."])
        _ = try await add(room, "Hours of the class", [.en: "Opening the oven at two."])
        let texts = try await room.shop.read { try $0.preparedTexts() }
        #expect(PreparedFinder.find("sikayet OZ", in: texts).map(\.title) == ["Şikâyet: özür"])
        #expect(PreparedFinder.find("open hou", in: texts).map(\.title) == ["Opening hours", "Hours of the class"])
        #expect(PreparedFinder.find("nothing", in: texts).isEmpty)
        #expect(PreparedFinder.find(" ", in: texts).count == 3)
    }

    // MARK: Offering

    private func candidate(_ id: Int64, _ title: String, _ words: String, used: Int = 0, answered: [String] = [])
        -> PreparedRanking.Candidate
    {
        PreparedRanking.Candidate(
            id: id, used: used, title: PreparedShelf.stems(of: title, .en), words: PreparedShelf.stems(of: words, .en), languages: 1,
            answered: answered.map { PreparedShelf.stems(of: $0, .en) })
    }

    @Test func `texts are ranked by the words they share, by what they answered, and else by use`() {
        let texts = [
            candidate(1, "Opening hours", "We are open from nine to six."),
            candidate(2, "Cakes", "We bake cakes for parties and weddings."),
            candidate(3, "Delivery", "We deliver in the harbour every morning.", used: 4),
            candidate(4, "Invoice", "For the invoice we need the company's name.", used: 2),
        ]
        let ranking = PreparedRanking(texts)
        func best(_ message: String, _ ranking: PreparedRanking) -> [Int64] {
            ranking.best(3, for: PreparedShelf.letter(subject: "", text: message, house: .en)) { _ in true }
        }
        #expect(best("Could you bake a cake for my daughter's wedding?", ranking).first == 2)
        #expect(best("When do you open on Sunday?", ranking).first == 1)
        // Nothing fits: nothing is offered.
        #expect(best("Zzz", ranking).isEmpty && best("Could you tell me what you know about that, please?", ranking).isEmpty)
        let cake = PreparedRanking.Letter(stems: [["en:cake"]], words: [])
        #expect(ranking.best(3, for: cake) { $0 != 2 }.contains(2) == false, "another's own text is not offered")
        // A word that stands in no text is learnt from what was answered with it.
        var learnt = texts
        learnt[3].answered = [PreparedShelf.stems(of: "I lost my receipt", .en)]
        #expect(best("A receipt was lost, dear all", ranking).isEmpty)
        #expect(best("A receipt was lost, dear all", PreparedRanking(learnt)).first == 4)
        // Words that the shop gives to a text: their beginnings, without accents.
        var named = texts
        named[2].keywords = "Getirir, adrese"
        #expect(best("eve getirirmisiniz acaba", PreparedRanking(named)).first == 3)
    }

    @Test(arguments: TestShop.engines) func `114: the three that fit are offered in the customer's language, with their places filled`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        _ = try await add(room, "Opening hours", [.en: "We are open {hours}.", .fi: "Olemme auki {hours}."])
        _ = try await add(
            room, "Cakes", [.en: "Dear {first name|you}, we bake cakes. {me}, {shop}", .fi: "Hei {first name|te}, kakku tulee. {me}"])
        _ = try await add(room, "Dear", [.en: "Dear {name}, delivery by {due}."])
        _ = try await add(room, "Invoice", [.en: "An invoice."])
        let letter = PostRoom.letter(
            from: "Anna Aalto <anna@example.org>", subject: "Kakku",
            text: "Hei, voisitteko leipoa meille kakun lauantaiksi kymmenelle hengelle?")
        let first = try await room.receive(letter)
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.has("data-text=\"Hei Anna, kakku tulee. Deniz Yılmaz\""), "\(page.text.suffix(9000))")
        #expect(page.has("aria-keyshortcuts=\"1 Alt+1\"") && !page.has("2 Alt+2"), "only what fits")
        let found = await browser.fragment("/inbox/\(first.id)/prepared?q=INV")
        #expect(found.shows("Invoice") && !found.shows("Cakes"))
        var viewer = try await room.test.browser(as: .viewer)
        #expect(try await !viewer.open("/inbox/\(first.id)").has("offers"))
    }

    // MARK: Using

    @Test(arguments: TestShop.engines) func `116, 115: inserted without a script it keeps what was typed, brings its files, and is counted`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let owner = try await room.test.owner
        let id = try await add(room, "Cakes", [.en: "We bake cakes every morning, dear {first name}."])
        try await room.shop.write(as: .staff(owner)) { tx in
            try tx.changeFiles(of: id, add: [Self.cakes], drop: [])
            tx.silentByIntent = true
        }
        let first = try await room.receive()
        let (insert, answer) = ("/inbox/\(first.id)/prepared", "/inbox/\(first.id)/answer")
        var browser = try await room.test.browser(as: .owner)
        try await browser.open("/inbox/\(first.id)")
        let form = try #require(browser.page.forms.first { $0.action == answer })
        let fields = form.fields.filter { $0.name != "text" } + [(name: "text", value: "Yes!"), (name: "insert", value: "\(id)")]
        let page = try await browser.post(insert, fields)
        #expect(page.status == 200 && page.value("text") == "Yes!\n\nWe bake cakes every morning, dear Anna.")
        #expect(page.shows("cakes.pdf"))
        try await browser.submit(["text": page.value("text")], to: answer, files: [])
        let text = try #require(try await room.shop.read { try $0.preparedText(id) })
        #expect(text.used == 1 && text.lastUsedAt != nil)
        let undone = try await browser.undo()
        #expect(undone.value("text") == page.value("text"))
        #expect(try await room.shop.read { try $0.preparedText(id)?.used } == 0, "what was taken back was not used")
        try await browser.submit(["prepared": "\(id).1"], to: answer, files: [])
        try await room.test.pass(.seconds(11))
        #expect(room.way.sent.map { $0.attachments.map(\.name) } == [["cakes.pdf"]])
        #expect(try await room.count("SELECT count(*) FROM prepared_use WHERE terms <> ''") == 1)
        #expect(try await browser.open("/inbox/prepared").shows("used 1 time"))
        // Written over, it was not used.
        let second = try await room.receive(PostRoom.letter(from: "Ben <ben@example.com>", subject: "Bread"))
        try await browser.open("/inbox/\(second.id)")
        try await browser.submit(["text": "No.", "prepared": "\(id).1"], to: "/inbox/\(second.id)/answer", files: [])
        #expect(try await room.shop.read { try $0.preparedText(id)?.used } == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `66: nobody is ever sent a place holder`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        _ = try await add(room, "Cakes", [.en: "Dear {name}, yes."])
        let first = try await room.receive(PostRoom.letter(from: "anna@example.org"))
        var browser = try await room.test.browser(as: .owner)
        let page = try await browser.open("/inbox/\(first.id)")
        #expect(page.has("data-text=\"Dear {name}, yes.\" data-missing"))
        let refused = try await browser.submit(["text": "Dear {name}, yes."], to: "/inbox/\(first.id)/answer", files: [])
        #expect(refused.status == 422 && refused.error("text")?.contains("{name}") == true && refused.value("text") == "Dear {name}, yes.")
        let token = try await room.test.token()
        let api = await room.test.api(
            "POST", "/api/v1/conversations/\(first.id)/answers", token: token, json: #"{"text": "Dear { Name | }, yes."}"#)
        #expect(api.status == 422 && api.text.contains("unfilled"))
        try await browser.open("/inbox/new")
        let new = try await browser.submit(["to": "b@example.com", "subject": "x", "text": "Hi {me}"], to: "/inbox/new", files: [])
        #expect(new.status == 422 && new.error("text") != nil)
        #expect(try await room.count("SELECT count(*) FROM message WHERE kind = 'ours'") == 0)
    }

    // MARK: For programs

    @Test(arguments: TestShop.engines) func `a library goes out and comes in by the API, whole or not at all`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let token = try await room.test.token()
        let both = #"{"items": [{"title": "A", "texts": {"en": "Hello {name}", "fi": "Hei"}}, {"title": "B", "texts": {"tr": "b"}}]}"#
        let wrong = await room.test.api(
            "POST", "/api/v1/prepared-texts", token: token, json: both.replacing("\"b\"", with: "\"{who}\""))
        #expect(wrong.status == 422 && wrong.text.contains("Item 2") && wrong.text.contains("{who}"))
        #expect(try await room.count("SELECT count(*) FROM prepared_text") == 0)
        #expect(await room.test.api("POST", "/api/v1/prepared-texts", token: token, json: both).text.contains(#""added":2"#))
        // The same again changes nothing; other words make a version.
        #expect(await room.test.api("POST", "/api/v1/prepared-texts", token: token, json: both).text.contains(#""added":0,"changed":0"#))
        _ = await room.test.api("POST", "/api/v1/prepared-texts", token: token, json: #"{"items": [{"title": "B", "texts": {"tr": "c"}}]}"#)
        let out = await room.test.api("GET", "/api/v1/prepared-texts", token: token)
        #expect(out.status == 200 && out.text.contains("Hello {name}") && out.text.contains(#""version":2"#))
        let id = try await room.shop.read { try $0.preparedTexts()[0].id }
        #expect(await room.test.api("DELETE", "/api/v1/prepared-texts/\(id)", token: token).status == 200)
        #expect(await room.test.api("DELETE", "/api/v1/prepared-texts/\(id)", token: token).status == 404)
        #expect(
            await room.test.api("GET", "/api/v1/prepared-texts", token: try await room.test.token(scopes: ["people:read"])).status == 403)
    }

    @Test(arguments: TestShop.engines) func `offering costs the page of a conversation no statement more than the draft alone did`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        for number in 0..<60 { _ = try await add(room, "Text \(number)", [.en: "Words \(number) about bread", .fi: "Sanoja \(number)"]) }
        let first = try await room.receive()
        let shelf = PreparedShelf.of(room.shop)
        try await shelf.warm(room.shop)
        let owner = try await room.test.owner
        let message = try #require(try await room.messages(first).first)
        let stamp = try await room.shop.read { try $0.desk(first.id, of: owner).shelf }
        let seen = Mutex(0)
        room.test.database.onStatement { _ in seen.withLock { $0 += 1 } }
        let took = try await room.shop.read { db in
            seen.withLock { $0 = 0 }
            return try ContinuousClock().measure {
                for _ in 0..<100 {
                    let contents = try shelf.contents(db, stamp: stamp, house: .en)
                    _ = contents.ranking.best(3, for: shelf.letter(message, house: .en)) { _ in true }
                }
            }
        }
        #expect(seen.withLock { $0 } == 0, "everything is in memory")
        print("\(engine): offering takes \(took / 100)")
    }

    @Test(arguments: TestShop.engines) func `a text that two change at once keeps both, or says whose words stand there`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        var one = try await room.test.browser(as: .owner)
        try await one.open("/inbox/prepared/new")
        try await one.submit(["title": "Hours", "text-en": "We open at seven."], to: "/inbox/prepared/new")
        let place = try #require(one.page.links.first { $0.hasPrefix("/inbox/prepared/") && $0 != "/inbox/prepared/new" })
        var two = try await room.test.browser(as: .manager)
        try await one.open(place)
        try await two.open(place)
        try await one.submit(["text-en": "We open at eight."], to: place)
        try await two.submit(["keywords": "open, hours"], to: place)
        let both = try await one.open(place)
        #expect(both.value("text-en") == "We open at eight." && both.value("keywords") == "open, hours")
        try await two.open(place)
        try await one.submit(["text-en": "We open at nine."], to: place)
        let clash = try await two.submit(["text-en": "We open at ten."], to: place)
        #expect(clash.status == 422 && clash.shows("changed this while you had it open"))
        #expect(clash.error("text-en")?.hasPrefix("Now it says: “We open at nine.”") == true)
    }
}
