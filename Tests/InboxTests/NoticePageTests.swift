import Core
import House
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 271: in the page, in the browser, and how each wants to be told.
@Suite struct NoticePageTests {
    @Test(arguments: TestShop.engines) func `271: the bell counts, the page groups by conversation, and all read can be taken back`(
        engine: Engine
    ) async throws {
        let team = try await ToldTeam(engine)
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, is the oven free?", in: conversation) }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        var efe = try await team.room.test.browser(of: team.efe.email)
        #expect(try await efe.open("/today").has("aria-label=\"Notices, 2 unread\""))
        let page = try await efe.open("/notices")
        #expect(page.count("Anna Schmidt") >= 1 && page.count("Deniz Yılmaz asks you for a word") == 2)
        #expect(page.links.contains { $0.hasPrefix("/inbox/\(team.conversation.id)#m-") })
        let read = try await efe.submit(to: "/notices/read")
        #expect(read.shows("2 notices read.") && !read.has("class=\"notice unread\""))
        #expect(try await efe.open("/notices?view=unread").shows("Everything is read"))
        try await efe.open("/notices")
        #expect(try await team.unread(team.efe.id) == 0)
        try await efe.post("/notices/read/\(team.room.test.clock.now.milliseconds)/undo", [("_token", efe.page.value("_token") ?? "")])
        #expect(efe.page.shows("2 unread again.") && efe.page.has("aria-label=\"Notices, 2 unread\""))
        // What is another's is not there.
        let mine = try #require(try await team.room.shop.read { try $0.notices(of: team.efe.id, limit: 1).first })
        var sara = try await team.room.test.browser(of: team.sara.email)
        #expect(try await sara.open("/notices").shows("Nobody has told you anything"))
        #expect(try await sara.post("/notices/\(mine.id)/read", [("_token", sara.page.value("_token") ?? "")]).status == 404)
    }

    @Test(arguments: TestShop.engines) func `whoever looks at a conversation has read what they were told of it`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        var owner = try await team.room.test.browser(as: .owner)
        try await owner.open("/inbox/\(team.conversation.id)")
        #expect(try await team.unread(team.deniz) == 1, "a GET changes nothing")
        let token = try #require(owner.page.value("_token"))
        _ = await owner.call(
            "POST", "/inbox/\(team.conversation.id)/here", headers: [("content-type", "application/x-www-form-urlencoded")],
            body: Array("_token=\(token)&state=here".utf8))
        #expect(try await team.unread(team.deniz) == 0)
    }

    @Test(arguments: TestShop.engines) func `271: a notice is shown by one browser alone, and by none in quiet hours`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        var first = try await team.room.test.browser(of: team.efe.email)
        var second = try await team.room.test.browser(of: team.efe.email)
        func claim(_ browser: inout Browser, _ fields: String = "") async throws -> String {
            try await browser.open("/today")
            let token = try #require(browser.page.value("_token"))
            let answer = await browser.call(
                "POST", "/notices/claim", headers: [("content-type", "application/x-www-form-urlencoded")],
                body: Array("_token=\(token)\(fields)".utf8))
            guard case .text(let text) = answer.body else { return "" }
            return text
        }
        let shown = try await claim(&first)
        #expect(shown.contains("Deniz Yılmaz asks you for a word") && shown.contains("Anna Schmidt · A cake"))
        #expect(try await claim(&second, "&seen=1") == "{\"notices\":[]}")
        let end = team.room.test.clock.now + .seconds(7200)
        try await team.choose(team.efe.id) { $0.pausedUntil = end }
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe, again", in: conversation) }
        #expect(try await claim(&first) == "{\"notices\":[]}")
        try await team.choose(team.efe.id) { choices in
            choices.pausedUntil = nil
            choices[.mentioned] = TellingChoices.Ways(browser: false, mail: .never)
        }
        #expect(try await claim(&first) == "{\"notices\":[]}", "not by the browser, as they have chosen")
        #expect(try await claim(&second, "&seen=1").contains("asks you for a word"), "but in the page that they look at")
    }

    @Test(arguments: TestShop.engines) func `271: each chooses by kind and way; what is wrong is said and nothing typed is lost`(
        engine: Engine
    )
        async throws
    {
        let team = try await ToldTeam(engine)
        var efe = try await team.room.test.browser(of: team.efe.email)
        try await efe.open("/settings/notices")
        let wrong = try await efe.submit(
            ["mail_after": "soon", "quiet": "hours", "quiet_from": "25:00", "mail-yours": "digest"], to: "/settings/notices",
            many: (1...7).map { ("free", "\($0)") })
        #expect(wrong.status == 422 && wrong.error("mail_after") == "Write a whole number of minutes, from 1 to 240.")
        #expect(wrong.error("quiet_from") == "Write a time, as in 09:00." && wrong.error("free") != nil)
        #expect(wrong.value("mail_after") == "soon" && wrong.value("mail-yours") == "digest")
        #expect(try await team.room.shop.read { try $0.tellingChoices(of: team.efe.id) } == TellingChoices())
        try await efe.open("/settings/notices")
        let none = try await efe.submit(["quiet": "hours", "quiet_from": "08:00", "quiet_until": "08:00"], to: "/settings/notices")
        #expect(none.status == 422 && none.error("quiet_until")?.hasSuffix("Choose another end.") == true)
        try await efe.open("/settings/notices")
        let kept = try await efe.submit(
            ["page-mentioned": nil, "mail-yours": "digest", "digest": "hourly", "lead": "60", "quiet": "never"], to: "/settings/notices")
        #expect(kept.shows("Saved."))
        let choices = try await team.room.shop.read { try $0.tellingChoices(of: team.efe.id) }
        #expect(!choices[.mentioned].page && choices[.yours].mail == .digest && choices.lead == 60 && choices.quiet == .never)
        try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) }
        #expect(try await team.told(team.efe.id) == [], "without the page there is no notice")
        // A pause, and the way back.
        try await efe.open("/settings/notices")
        let paused = try await efe.submit(["until": "hours"], to: "/settings/notices/pause")
        #expect(paused.shows("Paused until"))
        try await efe.undo()
        #expect(efe.page.shows("You are told again.") && !efe.page.shows("Paused until"))
    }

    @Test(arguments: TestShop.engines) func `following is a button under the three dots, shown to all, with a way back`(engine: Engine)
        async throws
    {
        let team = try await ToldTeam(engine)
        var efe = try await team.room.test.browser(of: team.efe.email)
        try await efe.open("/inbox/\(team.conversation.id)")
        let followed = try await efe.submit(to: "/inbox/\(team.conversation.id)/follow")
        #expect(followed.shows("You are told what happens here.") && followed.shows("followed by you") && followed.shows("Stop following"))
        var owner = try await team.room.test.browser(as: .owner)
        #expect(try await owner.open("/inbox/\(team.conversation.id)").shows("followed by Efe Kaya"))
        try await team.room.answer(team.conversation)
        #expect(try await team.told(team.efe.id) == ["followed answered"])
        try await efe.undo()
        #expect(efe.page.shows("You are not told any more."))
        #expect(try await team.told(team.efe.id) == ["(followed answered)"])
    }

    @Test(arguments: TestShop.engines) func `programs read notices, mark them, change how, and follow`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        let test = team.room.test
        let token = try await test.token()
        let list = await test.api("GET", "/api/v1/notices?unread=1", token: token)
        #expect(list.status == 200 && list.text.contains("\"kind\":\"yours\"") && list.text.contains("\"what\":\"wrote\""))
        let read = await test.api("POST", "/api/v1/notices/read", token: token, json: "{}")
        #expect(read.text == "{\"read\":1}")
        #expect(await test.api("GET", "/api/v1/notices?unread=1", token: token).text.contains("\"items\":[]"))
        let changed = await test.api(
            "PATCH", "/api/v1/notices/settings", token: token,
            json: "{\"lead\":60,\"ways\":{\"yours\":{\"page\":true,\"browser\":false,\"mail\":\"digest\"}}}")
        #expect(changed.status == 200 && changed.text.contains("\"lead\":60"))
        #expect(try await team.room.shop.read { try $0.tellingChoices(of: team.deniz)[.yours].mail } == .digest)
        #expect(await test.api("PATCH", "/api/v1/notices/settings", token: token, json: "{\"lead\":7}").status == 422)
        #expect(await test.api("PATCH", "/api/v1/notices/settings", token: token, json: "{\"nonsense\":7}").status == 422)
        let follow = await test.api("POST", "/api/v1/conversations/\(team.conversation.id)/follow", token: token)
        #expect(follow.text == "{\"following\":true}")
        #expect(try await team.room.shop.read { try $0.followers(of: team.conversation.id) } == [team.deniz])
        let reader = try await test.token(scopes: ["notices:read"])
        #expect(await test.api("POST", "/api/v1/notices/read", token: reader, json: "{}").status == 403)
    }

    @Test(arguments: TestShop.engines) func `a page of notices runs as many statements for 60 as for 3`(engine: Engine) async throws {
        let team = try await ToldTeam(engine)
        var efe = try await team.room.test.browser(of: team.efe.email)
        var counts: [Int] = []
        let count = StatementCount()
        team.room.test.database.onStatement { _ in count.add() }
        for number in [3, 57] {
            for _ in 0..<number { try await team.act(team.deniz) { conversation, tx in try tx.note("@efe?", in: conversation) } }
            _ = count.taken()
            try await efe.open("/notices")
            counts.append(count.taken())
        }
        #expect(counts[0] == counts[1] && counts[0] < 20, "\(counts)")
    }
}
