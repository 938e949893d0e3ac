import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

@Suite struct InboxAPITests {
    @Test(arguments: TestShop.engines) func `a program reads the inbox a page at a time`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        var made: [String] = []
        for number in 0..<5 {
            room.test.clock.advance(by: .seconds(60))
            made.append(try await room.receive(PostRoom.letter(from: "p\(number)@example.org", subject: "S\(number)")).id.description)
        }
        let token = try await room.test.token(scopes: ["inbox:read"])
        var seen: [String] = []
        var path: String? = "/api/v1/conversations?limit=2"
        var pages = 0
        while let next = path {
            let page = await room.test.api("GET", next, token: token)
            #expect(page.status == 200)
            pages += 1
            seen += page.text.ranges(of: "{\"id\":\"").map { String(page.text[$0.upperBound...].prefix { $0 != "\"" }) }
            path = page.text.ranges(of: "\"next\":\"").first.map {
                "/api/v1/conversations?limit=2&before=" + page.text[$0.upperBound...].prefix { $0 != "\"" }
            }
        }
        #expect(seen == made.reversed() && pages == 3)
        #expect(await room.test.api("GET", "/api/v1/conversations?before=nonsense", token: token).status == 400)
        let one = await room.test.api("GET", "/api/v1/conversations/\(made[0])", token: token)
        #expect(one.text.contains("\"text\":\"Have you got cakes?\"") && one.text.contains("\"kind\":\"theirs\""))
        for path in ["/api/v1/conversations/1", "/api/v1/conversations/nonsense"] {
            #expect(await room.test.api("GET", path, token: token).status == 404)
        }
        #expect(await room.test.api("POST", "/api/v1/conversations/\(made[0])/notes", token: token, json: "{\"text\":\"x\"}").status == 403)
    }

    @Test(arguments: TestShop.engines) func `a program brings mail, and the same mail once`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let letter = String(decoding: PostRoom.letter(id: "one@example.org"), as: UTF8.self)
        let reading = try await room.test.token(scopes: ["inbox:read"])
        #expect(await room.test.api("POST", "/api/v1/mail", token: reading, json: letter).status == 403)
        let token = try await room.test.token(scopes: ["mail:deliver"])
        let taken = await room.test.api("POST", "/api/v1/mail", token: token, json: letter)
        #expect(taken.status == 201 && taken.text.contains("\"outcome\":\"message\""))
        #expect(await room.test.api("POST", "/api/v1/mail", token: token, json: letter).text == "{\"outcome\":\"known\"}")
        let lost = await room.test.api("POST", "/api/v1/mail?mailbox=nobody@example.org", token: token, json: letter)
        #expect(lost.status == 422 && lost.text.contains("no-mailbox"))
        #expect(await room.test.api("POST", "/api/v1/mail", token: token, json: "\"From: a\"").status == 415)
        #expect(await room.test.api("POST", "/api/v1/mail", token: token, json: "").status == 400)
        let second = String(decoding: PostRoom.letter(id: "two@example.org", replyTo: "one@example.org"), as: UTF8.self)
        #expect(await room.test.api("POST", "/api/v1/mail?mailbox=\(PostRoom.address)", token: token, json: second).status == 201)
        #expect(try await room.conversationCount() == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `an answer by a program goes out at once, and once`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive(PostRoom.letter(id: "q@example.org"))
        let seen = try #require(try await room.messages(first).last?.id)
        let token = try await room.test.token()
        let path = "/api/v1/conversations/\(first.id)/answers"
        func send(_ json: String, key: String? = nil) async -> Seen {
            await room.test.api("POST", path, token: token, json: json, headers: key.map { [("Idempotency-Key", $0)] } ?? [])
        }
        #expect(await send("{\"text\":\"  \"}").status == 422)
        try await room.receive(PostRoom.letter(text: "Two!", replyTo: "q@example.org"))
        let late = await send("{\"text\":\"Yes\",\"seen\":\"\(seen)\"}", key: "k")
        #expect(late.status == 409 && late.text.contains("\"code\":\"newer-message\""))
        let newest = try #require(try await room.messages(first).last?.id)
        let json = "{\"text\":\"Yes\",\"seen\":\"\(newest)\",\"then\":\"solve\"}"
        let sent = await send(json, key: "k2")
        let again = await send(json, key: "k2")
        #expect(sent.status == 201 && again.status == 201 && sent.text == again.text && again.header("idempotent-replayed") == "true")
        #expect(await send("{\"text\":\"Other\"}", key: "k2").status == 409)
        try await room.shop.runJobs()
        #expect(room.way.sent.count == 1)
        #expect(try await room.conversation(first.id).state == .solved)
    }

    @Test(arguments: TestShop.engines) func `a note by a program is for the team`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let first = try await room.receive()
        let token = try await room.test.token()
        let path = "/api/v1/conversations/\(first.id)/notes"
        for _ in 0..<2 {
            let noted = await room.test.api("POST", path, token: token, json: "{\"text\":\"Nuts!\"}", headers: [("Idempotency-Key", "n")])
            #expect(noted.status == 201)
        }
        #expect(try await room.messages(first).map(\.kind) == [.theirs, .note])
        #expect(await room.test.api("POST", path, token: token, json: "{}").status == 422)
        #expect(await room.test.api("POST", "/api/v1/conversations/7/notes", token: token, json: "{\"text\":\"x\"}").status == 404)
        try await room.test.pass(.seconds(60))
        #expect(room.way.sent.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `a program takes, puts off, solves and opens conversations, one or many`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let one = try await room.receive()
        let two = try await room.receive(PostRoom.letter(from: "bob@example.org"))
        let other = try await room.test.hire(.agent, name: "Other")
        let token = try await room.test.token()
        let others = try await room.test.token(staff: other.id)
        func post(_ path: String, _ json: String = "{}", token: String = token) async -> Seen {
            await room.test.api("POST", "/api/v1/conversations/\(path)", token: token, json: json)
        }
        let taken = await post("\(one.id)/take")
        let owner = try await room.test.owner
        #expect(taken.status == 200 && taken.text.contains("\"owner\":\"\(owner)\""))
        #expect(await post("\(one.id)/take", token: others).text.contains("\"code\":\"taken\""))
        // Too late, too soon, not a time.
        let now = room.test.clock.now
        for (until, status) in [("2001-01-01T00:00:00Z", 422), ("2099-01-01T00:00:00Z", 422), ("Friday", 400)] {
            #expect(await post("\(one.id)/snooze", "{\"until\":\"\(until)\"}").status == status)
        }
        let later = Instant.iso(now + .seconds(3600)).prefix(19)
        #expect(await post("\(one.id)/snooze", "{\"until\":\"\(later)Z\"}").text.contains("\"snoozedUntil\":\"\(later)"))
        #expect(await post("\(one.id)/snooze", "{\"until\":null}").text.contains("\"snoozedUntil\":null"))
        for _ in 0..<2 { #expect(await post("\(one.id)/solve").text.contains("\"state\":\"solved\"")) }
        #expect(await post("\(one.id)/take").text.contains("nothing-owed"))
        for _ in 0..<2 { #expect(await post("\(one.id)/reopen").text.contains("\"state\":\"open\"")) }
        // 83: many at once, counted, and back.
        let done = await post("bulk", "{\"verb\":\"solve\",\"ids\":[\"\(one.id)\",\"\(two.id)\"]}")
        #expect(done.status == 200 && done.text.contains("\"done\":2,\"left\":0"), "\(done.text)")
        #expect(try await room.conversation(two.id).state == .solved)
        let id = try #require(done.text.ranges(of: "\"id\":\"").first.map { done.text[$0.upperBound...].prefix { $0 != "\"" } })
        #expect(await post("bulk/\(id)/undo", token: others).status == 404)
        #expect(await post("bulk/\(id)/undo").text.contains("\"done\":2,\"left\":0"))
        #expect(try await room.conversation(two.id).state != .solved)
        for body in ["{}", "{\"verb\":\"solve\"}", "{\"verb\":\"solve\",\"ids\":[\"x\"]}", "{\"verb\":\"burn\",\"ids\":[\"\(one.id)\"]}"] {
            #expect(await post("bulk", body).status == 422)
        }
        #expect(await post("bulk", "{\"verb\":\"solve\",\"ids\":7}").status == 400)
        #expect(try await room.findings() == [])
    }
}
