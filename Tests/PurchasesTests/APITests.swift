import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

@testable import Purchases

@Suite struct APITests {
    @Test(arguments: TestShop.engines) func `a till writes down, asks again, gives back and takes back`(engine: Engine) async throws {
        let till = try await Till(engine)
        let token = try await till.test.token()
        let body = """
            {"who": "+90 532 123 45 67", "reference": "T-1", "at": "2026-03-01T09:00:00Z", "cost": 500,
             "items": [{"name": "Gata", "quantity": 2000, "price": 800, "product": "G1"}, {"name": "Bag", "price": 20}]}
            """
        let first = await till.test.api("POST", "/api/v1/purchases", token: token, json: body)
        #expect(first.status == 201 && first.text.contains("\"amount\":820,\"net\":820,\"currency\":\"EUR\",\"state\":\"paid\""))
        #expect(first.text.contains("\"margin\":320") && first.text.contains("\"quantity\":2000"))
        let again = await till.test.api("POST", "/api/v1/purchases", token: token, json: body)
        #expect(again.status == 200 && again.text == first.text)
        let id = try #require(try await till.shop.read { try $0.value("SELECT id FROM purchase", as: Purchase.ID.self) })
        let other = await till.test.api("POST", "/api/v1/purchases", token: token, json: #"{"amount": 5, "reference": "T-1"}"#)
        #expect(other.status == 422 && other.text.contains("reference"))

        let refund = await till.test.api(
            "POST", "/api/v1/purchases/\(id)/refunds", token: token, json: #"{"amount": 20, "reference": "R"}"#)
        #expect(refund.status == 201 && refund.text.contains("\"net\":800") && refund.text.contains("partly_refunded"))
        let twice = await till.test.api("POST", "/api/v1/purchases/\(id)/refunds", token: token, json: #"{"amount": 20, "reference": "R"}"#)
        #expect(twice.status == 200 && twice.text == refund.text)
        let tooMuch = await till.test.api("POST", "/api/v1/purchases/\(id)/refunds", token: token, json: #"{"amount": 801}"#)
        #expect(tooMuch.status == 422 && tooMuch.text.contains("At most €8.00 can be given back"))
        #expect(await till.test.api("POST", "/api/v1/purchases/5/refunds", token: token, json: "{}").status == 404)
        #expect(await till.test.api("POST", "/api/v1/purchases/\(id)/void", token: token, json: "{}").status == 422)

        for json in [
            #"{"amount": -5}"#, #"{"amount": 5, "currency": "USD"}"#, #"{"amount": 5, "at": "2030-01-01T00:00:00Z"}"#,
            #"{"amount": 5, "at": "soon"}"#, #"{"amount": 5, "person": "77"}"#, #"{}"#,
        ] {
            #expect(await till.test.api("POST", "/api/v1/purchases", token: token, json: json).status == 422, "\(json)")
        }
        #expect(await till.test.api("POST", "/api/v1/purchases", token: token, json: #"{"amount": 5.5}"#).status == 400)

        let sale = await till.test.api("POST", "/api/v1/purchases", token: token, json: #"{"amount": 100}"#)
        #expect(sale.status == 201 && sale.text.contains("\"person\":null"))
        let list = await till.test.api("GET", "/api/v1/purchases?limit=1", token: token)
        #expect(list.text.contains("\"amount\":100"))
        let next = try #require(list.text.components(separatedBy: "\"next\":\"").last?.prefix { $0 != "\"" })
        let second = await till.test.api("GET", "/api/v1/purchases?limit=1&before=\(next)", token: token)
        #expect(second.text.contains("T-1") && second.text.contains("\"next\":null"))
        let person = try #require(
            try await till.shop.read { try $0.value("SELECT customer_id FROM purchase WHERE id = \(id)", as: Customer.ID.self) })
        let theirs = await till.test.api("GET", "/api/v1/purchases?person=\(person)", token: token)
        #expect(theirs.text.contains("T-1") && !theirs.text.contains("\"amount\":100"))
        let reader = try await till.test.token(scopes: ["purchases:read"])
        #expect(await till.test.api("POST", "/api/v1/purchases", token: reader, json: #"{"amount": 5}"#).status == 403)
        #expect(try await till.findings() == [])
    }
}
