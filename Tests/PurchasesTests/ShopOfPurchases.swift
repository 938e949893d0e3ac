import Core
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

@testable import Purchases

/// A shop that writes down what is bought.
struct Till {
    let test: TestShop
    var shop: Shop { test.shop }

    init(_ engine: Engine = .sqlite) async throws { test = try await TestShop(engine, [.house, .people, .purchases]) }

    func person(_ name: String, _ addresses: [Customer.Address] = []) async throws -> Customer.ID {
        let owner = try await test.owner
        return try await shop.write(as: .staff(owner)) { tx in try tx.add(Card(name: name, addresses: addresses)) }
    }

    @discardableResult func buy(
        _ amount: Int64, _ customer: Customer.ID? = nil, daysAgo: Int = 0, source: Purchase.Source = .counter, reference: String? = nil
    ) async throws -> Purchase.ID {
        let owner = try await test.owner
        let at = test.clock.now - .seconds(daysAgo * 86_400)
        return try await shop.write(as: .staff(owner)) { tx in
            try tx.recordPurchase(PurchaseSlip(amount, customer, source: source, at: at, reference: reference)).id
        }
    }

    @discardableResult func write<T: Sendable>(_ body: @escaping @Sendable (Tx) throws -> T) async throws -> T {
        let owner = try await test.owner
        return try await shop.write(as: .staff(owner), body)
    }

    func purchase(_ id: Purchase.ID) async throws -> Purchase { try #require(try await shop.read { try $0.purchase(id) }) }
    func rhythm(_ customer: Customer.ID) async throws -> Rhythm? { try await shop.read { try $0.rhythm(of: customer) } }

    /// What `regulars check` says of purchases and of merging.
    func findings() async throws -> [String] {
        let shop = shop
        return try await shop.read { db in try db.purchaseFindings() + shop.mergeFindings(db) }
    }
}
