import House
import Storage
import TestShop
import Testing

@testable import Core

@Suite struct SettingTests {
    private struct Oven: Codable, Sendable, Equatable { var degrees: Int }
    private static let oven = Setting("test.oven", Oven(degrees: 180))
    private static let maybe = Setting<String?>("test.maybe", nil)
    private static let flag = Setting("test.flag", true)

    @Test(arguments: TestShop.engines) func `a setting has its default until somebody chooses, and its own type`(engine: Engine)
        async throws
    {
        let test = try await TestShop(engine)
        let shop = test.shop
        let owner = try await test.owner
        #expect(shop.setting(Self.oven) == Oven(degrees: 180) && shop.setting(Self.maybe) == nil && shop.setting(Self.flag))
        try await shop.write(as: .staff(owner)) { tx in
            try tx.set(Self.oven, to: Oven(degrees: 220))
            try tx.set(Self.maybe, to: "\"quoted\" & ş")
            try tx.set(Self.flag, to: false)
            #expect(try tx.setting(Self.oven) == Oven(degrees: 220), "as it is in this transaction")
            #expect(shop.setting(Self.oven) == Oven(degrees: 180), "and not before the commit elsewhere")
        }
        #expect(shop.setting(Self.oven) == Oven(degrees: 220) && shop.setting(Self.maybe) == "\"quoted\" & ş" && !shop.setting(Self.flag))
        let event = try #require(try await shop.read { try $0.events(after: nil, limit: 1000) }.last)
        #expect(event.kind == "setting.changed" && event.data["key"] == "test.flag" && event.actor == .staff(owner))
        try await shop.write(as: .staff(owner)) { tx in try tx.set(Self.maybe, to: nil) }
        #expect(shop.setting(Self.maybe) == nil)
    }

    @Test(arguments: TestShop.engines) func `the same choice again is no change`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        try await test.shop.write(as: .program("test")) { tx in try tx.set(Self.oven, to: Oven(degrees: 1)) }
        let before = try await test.events().count
        try await test.shop.write(as: .program("test")) { tx in try tx.set(Self.oven, to: Oven(degrees: 1)) }
        #expect(try await test.events().count == before)
    }

    @Test(arguments: TestShop.engines) func `a choice that is undone with its transaction is not seen`(engine: Engine) async throws {
        struct Power: Error {}
        let test = try await TestShop(engine)
        await #expect(throws: Power.self) {
            try await test.shop.write(as: .program("test")) { tx in
                try tx.set(Self.oven, to: Oven(degrees: 1))
                throw Power()
            }
        }
        #expect(test.shop.setting(Self.oven) == Oven(degrees: 180))
    }

    @Test(arguments: TestShop.engines) func `what cannot be read as its type is the default`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        try await test.shop.write(as: .program("test")) { tx in try tx.set(Setting("test.oven", ""), to: "warm") }
        #expect(test.shop.setting(Self.oven) == Oven(degrees: 180))
    }
}
