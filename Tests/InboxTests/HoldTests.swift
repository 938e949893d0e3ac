import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// 135, 171: of who is held nothing goes, by whatever way.
@Suite struct HoldTests {
    @Test(arguments: TestShop.engines)
    func `135: programs hold and let go; who is held is not erased, and what was deleted of theirs stays`(
        engine: Engine
    ) async throws {
        let room = try await PostRoom(engine)
        let conversation = try await room.receive()
        let person = conversation.customer
        let token = try await room.test.token()
        let path = "/api/v1/people/\(person)/hold"
        #expect(await room.test.api("GET", path, token: token).text.contains("\"held\":false"))
        #expect(await room.test.api("POST", path, token: token, json: "{}").status == 422)
        let held = await room.test.api("POST", path, token: token, json: "{\"reason\":\"Claim 12\"}")
        #expect(held.status == 200 && held.text.contains("Claim 12"))
        // The first reason stays.
        #expect(await room.test.api("POST", path, token: token, json: "{\"reason\":\"Other\"}").text.contains("Claim 12"))
        let refused = await room.test.api("DELETE", "/api/v1/people/\(person)", token: token)
        #expect(refused.status == 409 && refused.text.contains("Claim 12"))

        var browser = try await room.test.browser(as: .manager)
        try await browser.open("/inbox/\(conversation.id)")
        try await room.shop.write(as: .staff(try await room.test.owner)) { tx in try tx.delete(conversation.id) }
        try await room.test.pass(.seconds(40 * 86_400))
        try await DeletionSweep.run(room.shop)
        #expect(try await room.count("SELECT count(*) FROM message") == 1)
        #expect(await room.test.api("DELETE", path, token: token).text.contains("\"held\":false"))
        try await DeletionSweep.run(room.shop)
        #expect(try await room.count("SELECT count(*) FROM message") == 0)
        #expect(await room.test.api("DELETE", "/api/v1/people/\(person)", token: token).status == 200)
        #expect(await room.test.api("GET", path, token: token).status == 404)
        #expect(try await room.test.events().filter { $0.hasPrefix("hold.") } == ["hold.set", "hold.ended"])
        let agent = try await room.test.hire(.agent)
        let weak = try await room.test.token(staff: agent.id)
        #expect(await room.test.api("POST", path, token: weak, json: "{\"reason\":\"x\"}").status == 403)
    }
}
