import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing

@Suite struct PeopleAPITests {
    private func json(_ seen: Seen) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(seen.text.utf8)) as? [String: Any])
    }

    @Test(arguments: TestShop.engines) func `a program makes, reads, finds and changes a person`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let token = try await test.token()
        let made = await test.api(
            "POST", "/api/v1/people", token: token,
            json: #"{"name":"Արամ Պետրոսյան","language":"hy","emails":["aram@example.am"],"phones":["+374 91 123456"]}"#)
        #expect(made.status == 201)
        let id = try #require(try json(made)["id"] as? String)
        #expect(made.header("location") == "/api/v1/people/\(id)")
        let one = try json(await test.api("GET", "/api/v1/people/\(id)", token: token))
        #expect(
            one["name"] as? String == "Արամ Պետրոսյան" && one["emails"] as? [String] == ["aram@example.am"]
                && one["language"] as? String == "hy")
        #expect(one["created"] as? String == "2026-03-03T09:00:00Z" && one["lastContact"] is NSNull)
        let found = try json(await test.api("GET", "/api/v1/people?q=ara", token: token))
        #expect((found["items"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == [id])

        let changed = await test.api("PATCH", "/api/v1/people/\(id)", token: token, json: #"{"language":null,"note":"early"}"#)
        #expect(changed.status == 200)
        let after = try json(changed)
        #expect(after["name"] as? String == "Արամ Պետրոսյան" && after["note"] as? String == "early" && after["language"] is NSNull)
        #expect(after["phones"] as? [String] == ["+374 91 123456"])
        #expect(try await test.events().suffix(2) == ["customer.added", "customer.changed"])
    }

    @Test func `the list goes on behind its last person`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        for number in 10...70 { try await test.add(Card(name: "Person \(number)")) }
        let token = try await test.token(scopes: ["people:read"])
        let first = try json(await test.api("GET", "/api/v1/people", token: token))
        let next = try #require(first["next"] as? String)
        let second = try json(await test.api("GET", "/api/v1/people?after=\(next)", token: token))
        let names = [first, second].flatMap { ($0["items"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String } }
        #expect(names == (10...70).map { "Person \($0)" })
        #expect(second["next"] is NSNull)
        #expect(await test.api("GET", "/api/v1/people?after=x", token: token).status == 400)
    }

    @Test func `the same key makes one card`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let token = try await test.token()
        let body = #"{"name":"Aino"}"#
        let one = await test.api("POST", "/api/v1/people", token: token, json: body, headers: [("idempotency-key", "k1")])
        let two = await test.api("POST", "/api/v1/people", token: token, json: body, headers: [("idempotency-key", "k1")])
        #expect(one.status == 201 && two.status == 201 && one.text == two.text)
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) } == 1)
    }

    @Test func `what is wrong is said by field, and nothing changes`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let aino = try await test.add(Card(name: "Aino", addresses: [.email("aino@example.fi")]))
        let token = try await test.token()
        let taken = await test.api("POST", "/api/v1/people", token: token, json: #"{"name":"Bo","emails":["aino@example.fi"]}"#)
        #expect(taken.status == 422 && taken.text.contains("aino@example.fi stands on the card of Aino."))
        #expect(await test.api("POST", "/api/v1/people", token: token, json: #"{"note":"x"}"#).status == 422)
        #expect(await test.api("POST", "/api/v1/people", token: token, json: "name=Bo").status == 400)
        #expect(await test.api("PATCH", "/api/v1/people/\(aino)", token: token, json: #"{"name":""}"#).status == 200)
        #expect(await test.api("PATCH", "/api/v1/people/\(aino)", token: token, json: #"{"emails":[]}"#).status == 422)
        #expect(await test.api("PATCH", "/api/v1/people/12", token: token, json: "{}").status == 404)
    }

    @Test func `a token does what its scopes say`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Aino"))
        let reader = try await test.token(scopes: ["people:read"])
        #expect(await test.api("GET", "/api/v1/people/\(id)", token: reader).status == 200)
        #expect(await test.api("POST", "/api/v1/people", token: reader, json: #"{"name":"Bo"}"#).status == 403)
        let writer = try await test.token(scopes: ["people:write"])
        #expect(await test.api("GET", "/api/v1/people", token: writer).status == 403)
        #expect(await test.api("GET", "/api/v1/people", token: nil).status == 401)
    }
}
