import Core
import Foundation
import House
import Language
import People
import Storage
import Synchronization
import TestShop
import Testing
import Web

@Suite struct ListTests {
    @Test func `a shop without people says what will be here`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .agent)
        let page = try await browser.open("/people")
        #expect(page.status == 200 && page.shows("Nobody here yet"))
    }

    @Test(arguments: TestShop.engines) func `all people by name, page by page, forth and back`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine, language: .tr)
        let names = (1...60).map { "Müşteri \($0 < 10 ? "0" : "")\($0)" }
        for name in names.shuffled() { try await test.add(Card(name: name)) }
        let cem = try await test.add(Card(name: "Cem Uzun"))
        let cagla = try await test.add(Card(name: "Çağla Ak"))
        var browser = try await test.browser(as: .viewer)
        let first = try await browser.open("/people")
        let order = ["Cem Uzun", "Çağla Ak", "Müşteri 01", "Müşteri 02", "Müşteri 48"].compactMap { first.words.range(of: $0)?.lowerBound }
        #expect(order.count == 5 && order == order.sorted())
        #expect(!first.shows("Müşteri 49"))
        let on = try #require(first.links.first { $0.contains("after=") })
        let second = try await browser.open(on)
        for name in names.suffix(12) { #expect(second.shows(name)) }
        #expect(!second.shows("Müşteri 48") && !second.links.contains { $0.contains("after=") })
        let back = try #require(second.links.first { $0.contains("before=") })
        let again = try await browser.open(back)
        #expect(again.shows("Cem Uzun") && again.shows("Müşteri 48") && !again.shows("Müşteri 49"))

        // The letters: those in use lead into the list, the others stand there.
        #expect(first.links.contains("/people?letter=%C3%87") && !first.links.contains("/people?letter=B"))
        let letter = try await browser.open("/people?letter=%C3%87")
        #expect(letter.links.contains("/people/\(cagla)") && !letter.links.contains("/people/\(cem)"))
    }

    @Test func `a broken cursor shows the first page`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        try await test.add(Card(name: "Aino"))
        var browser = try await test.browser(as: .viewer)
        #expect(try await browser.open("/people?after=broken").shows("Aino"))
    }

    @Test func `a row tells the last contact and what is owed`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Aino", addresses: [.email("aino@example.fi")]))
        try await test.touch(id, daysAgo: 3)
        let due = test.clock.now - .seconds(600)
        try await test.shop.write(as: .program("test")) { tx in
            try tx.owe(Duty.Request(kind: "call", subject: 1, customer: id, channel: "phone", from: tx.now), due: due)
            try tx.owe(Duty.Request(kind: "call", subject: 2, customer: id, channel: "phone", from: tx.now), due: due + .seconds(9999))
        }
        var browser = try await test.browser(as: .viewer)
        let page = try await browser.open("/people")
        #expect(page.shows("aino@example.fi · Last contact: 3 days ago"))
        #expect(page.shows("We owe 2 things"))
        #expect(page.has("class=\"chip bad\""))
    }

    /// The statements that a page runs must not grow with the people on it.
    @Test func `pages run as many statements for fifty people as for one`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let count = Mutex(0)
        test.database.onStatement { _ in count.withLock { $0 += 1 } }
        let first = try await test.add(Card(name: "Aino 0", addresses: [.email("aino@example.fi")]))
        var browser = try await test.browser(as: .viewer)
        func statements(_ path: String) async throws -> Int {
            let before = count.withLock { $0 }
            #expect(try await browser.open(path).status == 200)
            return count.withLock { $0 } - before
        }
        let paths = ["/people", "/people/quiet?days=1", "/people/\(first)", "/people/find?q=aino"]
        try await test.pass(.seconds(3 * 86_400))
        var few: [Int] = []
        for path in paths { few.append(try await statements(path)) }
        let owner = try await test.owner
        for number in 1...49 {
            let id = try await test.add(
                Card(name: "Aino \(number)", addresses: [.email("aino\(number)@example.fi"), .phone("04012345\(10 + number)")]))
            try await test.shop.write(as: .staff(owner)) { tx in
                try tx.owe(Duty.Request(kind: "call", subject: id.number, customer: id, channel: "phone", from: tx.now), due: tx.now)
                try tx.rename(first, to: "Aino 0")
            }
        }
        try await test.pass(.seconds(3 * 86_400))
        var many: [Int] = []
        for path in paths { many.append(try await statements(path)) }
        #expect(few.allSatisfy { $0 > 0 })
        // Where few are found by the beginning, the look-up asks a second time, for the middle of words.
        #expect(many.dropLast() == few.dropLast() && many[3] <= few[3])
    }

    @Test(arguments: TestShop.engines) func `the list of those not spoken to lately is exact`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        // Noon in Istanbul: eleven hours ago is today, thirteen hours ago yesterday.
        let days = [0, 1, 29, 30, 31, 89, 90, 91, 400]
        var ids: [Int: Customer.ID] = [:]
        for day in days {
            let id = try await test.add(Card(name: "Met \(day)"))
            try await test.touch(id, daysAgo: day)
            ids[day] = id
        }
        let evening = try await test.add(Card(name: "Evening"))
        try await test.touch(evening, daysAgo: 29, hours: 13)
        let morning = try await test.add(Card(name: "Morning"))
        try await test.touch(morning, daysAgo: 29, hours: 11)
        try await test.add(Card(name: "Never"))
        var browser = try await test.browser(as: .viewer)
        let page = try await browser.open("/people/quiet?days=30")
        let shown = Set(page.links.filter { $0.hasPrefix("/people/") }.compactMap { Customer.ID(String($0.dropFirst(8))) })
        #expect(shown == Set([ids[30], ids[31], ids[89], ids[90], ids[91], ids[400], evening].compactMap { $0 }))
        let order = ["Met 400", "Met 91", "Met 90", "Met 89", "Met 31"].compactMap { page.words.range(of: $0)?.lowerBound }
        #expect(order.count == 5 && order == order.sorted())

        // Ninety days are our own choice where none are given; who was never met counts from the making of the card.
        let standard = try await browser.open("/people/quiet")
        #expect(standard.shows("Met 90") && !standard.shows("Met 89") && !standard.shows("Never"))
        try await test.pass(.seconds(90 * 86_400))
        browser = try await test.browser(as: .viewer)
        #expect(try await browser.open("/people/quiet").shows("Never"))
    }

    @Test func `a long list of the silent goes on by key`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        for number in 100...160 {
            let id = try await test.add(Card(name: "Silent \(number)"))
            if number % 2 == 0 { try await test.touch(id, daysAgo: number) }
        }
        try await test.pass(.seconds(100 * 86_400))
        var browser = try await test.browser(as: .viewer)
        let first = try await browser.open("/people/quiet")
        let next = try #require(first.links.first { $0.contains("after=") })
        let second = try await browser.open(next)
        for number in 100...160 {
            #expect(first.shows("Silent \(number)") != second.shows("Silent \(number)"), "Silent \(number) stands on one of the two pages")
        }
    }

    @Test func `the days are the shop's own choice, and a manager's to make`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var manager = try await test.browser(as: .manager)
        let page = try await manager.open("/people/quiet?days=30")
        let keep = try #require(page.forms.first { $0.action == "/people/quiet" && $0.fields.contains { $0.name == "_token" } })
        let kept = try await manager.post(keep.action, keep.fields)
        #expect(kept.shows("The list now shows who was not spoken to for 30 days."))
        #expect(test.shop.setting(PeopleSettings.quietDays) == 30)
        var agent = try await test.browser(as: .agent)
        let own = try await agent.open("/people/quiet?days=10")
        #expect(!own.shows("Keep as ours"))
    }

    @Test(arguments: ["0", "-3", "many", "4000", "1.5"]) func `days that make no sense get a sentence`(typed: String) async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .viewer)
        let page = try await browser.open("/people/quiet?days=\(typed)")
        #expect(page.status == 422)
        #expect(page.error("days") == "Write a whole number of days from 1 to 3,650.")
        #expect(page.value("days") == typed)
    }

    @Test func `another language of the shop is another order of names`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        for name in ["Zeki", "Öz", "Or"] { try await test.add(Card(name: name)) }
        var browser = try await test.browser(as: .viewer)
        func order() async throws -> [String] {
            let words = try await browser.open("/people").words
            return ["Zeki", "Öz", "Or"].sorted { words.range(of: $0)!.lowerBound < words.range(of: $1)!.lowerBound }
        }
        #expect(try await order() == ["Or", "Öz", "Zeki"])
        try await test.shop.write(as: .program("test")) { tx in try tx.set(ShopSettings.language, to: "fi") }
        try await test.pass(.seconds(1))
        #expect(try await order() == ["Or", "Zeki", "Öz"])
    }
}
