import Storage
import TestShop
import Testing

@testable import Inbox

/// 35, 36: what waits with the held mail, for programs.
@Suite struct HeldAPITests {
    private func hold(_ room: PostRoom, _ number: Int) async throws {
        room.test.clock.advance(by: .seconds(60))
        let letter = PostRoom.letter(subject: "Win \(number)!", id: "win\(number)@example.org", more: ["X-Spam-Flag: YES"])
        #expect(try await room.take(letter) == .held("spam"))
    }

    @Test(arguments: TestShop.engines) func `35: a program lists held mail a page at a time, reads it as text and lets it in once`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        for number in 0..<3 { try await hold(room, number) }
        let reading = try await room.test.token(scopes: ["inbox:read"])
        let first = await room.test.api("GET", "/api/v1/held-mail?limit=2", token: reading)
        #expect(first.status == 200 && first.text.contains("Win 2!") && first.text.contains("Win 1!") && !first.text.contains("Win 0!"))
        let ids = first.text.ranges(of: "{\"id\":\"").map { String(first.text[$0.upperBound...].prefix { $0 != "\"" }) }
        let second = await room.test.api("GET", "/api/v1/held-mail?limit=2&before=\(ids[1])", token: reading)
        #expect(second.text.contains("Win 0!") && second.text.contains("\"next\":null") && second.text.contains("\"reason\":\"spam\""))
        #expect(await room.test.api("GET", "/api/v1/held-mail?before=x", token: reading).status == 400)

        let path = "/api/v1/held-mail/\(ids[0])"
        let one = await room.test.api("GET", path, token: reading)
        #expect(one.status == 200 && one.text.contains("\"text\":\"Have you got cakes?"))
        #expect(await room.test.api("POST", path + "/release", token: reading, json: "{}").status == 403)
        #expect(try await room.conversationCount() == 0)

        let token = try await room.test.token(scopes: ["inbox:write"])
        let key = [("idempotency-key", "once")]
        let released = await room.test.api("POST", path + "/release", token: token, json: "{}", headers: key)
        #expect(released.status == 200 && released.text.contains("\"outcome\":\"message\""))
        let again = await room.test.api("POST", path + "/release", token: token, json: "{}", headers: key)
        #expect(again.text == released.text && again.header("idempotent-replayed") == "true")
        #expect(await room.test.api("POST", path + "/release", token: token, json: "{}").status == 404, "it is here no more")
        #expect(await room.test.api("GET", path, token: reading).status == 404)
        #expect(try await room.conversationCount() == 1)
        #expect(try await room.count("SELECT count(*) FROM duty WHERE state = 'open'") == 1)
        #expect(try await room.findings() == [])
    }

    @Test(arguments: TestShop.engines) func `36: a program blocks a sender or a domain, and lets them write again`(engine: Engine)
        async throws
    {
        let room = try await PostRoom(engine)
        let token = try await room.test.token(scopes: ["inbox:read", "inbox:write"])
        let place = "/api/v1/blocked-senders"
        for (sender, code) in [
            ("nonsense", "bad-sender"), ("", "bad-sender"), (PostRoom.address, "own-address"), ("@firin.example", "own-address"),
        ] {
            let refused = await room.test.api("POST", place, token: token, json: "{\"sender\":\"\(sender)\"}")
            #expect(refused.status == 422 && refused.text.contains(code), "\(sender)")
        }
        #expect(await room.test.api("POST", place, token: token, json: "{\"sender\":\"ANNA@Example.org\"}").status == 201)
        #expect(await room.test.api("POST", place, token: token, json: "{\"sender\":\"@machines.example\"}").status == 201)
        let list = await room.test.api("GET", place, token: token)
        #expect(list.text.contains("\"anna@example.org\"") && list.text.contains("\"@machines.example\""))
        #expect(try await room.take(PostRoom.letter()) == .held("blocked"))
        #expect(try await room.take(PostRoom.letter(from: "x@machines.example")) == .held("blocked"))
        #expect(await room.test.api("DELETE", place + "/anna%40example.org", token: token).status == 200)
        #expect(await room.test.api("DELETE", place + "/anna@example.org", token: token).status == 404)
        guard case .message = try await room.take(PostRoom.letter()) else {
            Issue.record("the letter did not come in")
            return
        }
    }
}
