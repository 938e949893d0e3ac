import Core
import Foundation
import House
import People
import Storage
import TestShop
import Testing
import Web

/// R1: a photo is on the card with consent, and nowhere without.
@Suite struct PhotoTests {
    /// A JPEG of 2 × 3 points in its blocks, with where it was taken, which way up, and a remark.
    static let jpeg: [UInt8] = {
        let tiff: [UInt8] = [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
        let exif = Array("Exif\u{0}\u{0}".utf8) + tiff + Array("GPS 41.01 28.97".utf8)
        func block(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
            [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 0xFF)] + body
        }
        return [0xFF, 0xD8] + block(0xE0, Array("JFIF\u{0}".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]) + block(0xE1, exif)
            + block(0xFE, Array("secret remark".utf8)) + block(0xC0, [8, 0, 3, 0, 2, 1, 1, 0x11, 0]) + block(0xDA, [1, 1, 0, 0, 63, 0])
            + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD9] + Array("film behind it".utf8)
    }()

    private func has(_ bytes: [UInt8], _ words: String) -> Bool { String(decoding: bytes, as: UTF8.self).contains(words) }

    private func put(_ browser: inout Browser, _ id: Customer.ID, consent: String? = "1", _ data: [UInt8] = jpeg) async throws -> Seen {
        try await browser.open("/people/\(id)/photo/edit")
        return try await browser.submit(
            ["consent": consent], to: "/people/\(id)/photo", files: [Upload(name: "a.jpg", type: "image/jpeg", data: data)])
    }

    @Test(arguments: TestShop.engines) func `R1: a photo is never shown without consent, by no page, link or program`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let id = try await test.add(Card(name: "Ayşe Kılıç", usual: "flat white"))
        var browser = try await test.browser(as: .helper)
        let token = try await test.token()
        let refused = try await put(&browser, id, consent: nil)
        #expect(refused.status == 422 && refused.error("consent") == "Ask them first, and tick this when they said yes.")
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM person_photo", as: Int.self) } == 0)

        let card = try await put(&browser, id)
        #expect(card.shows("The photo is on the card.") && card.has("/people/\(id)/photo?at="))
        #expect(try await browser.open("/people").has("/people/\(id)/photo?at="))
        let options = await browser.fragment("/people/find?q=ays")
        #expect(options.has("/people/\(id)/photo?at=") && options.shows("usual: flat white"))
        let served = await browser.call("GET", "/people/\(id)/photo")
        guard case .bytes(let bytes) = served.body else { Issue.record("no picture"); return }
        #expect(served.status == 200 && served.headers.contains { $0.name == "content-type" && $0.value == "image/jpeg" })
        // What a telephone wrote into it is gone, the way up is not.
        #expect(!has(bytes, "GPS") && !has(bytes, "secret") && !has(bytes, "film") && has(bytes, "JFIF") && has(bytes, "Exif"))
        #expect(bytes.suffix(6) == [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD9])
        #expect(await test.api("GET", "/api/v1/people/\(id)/photo", token: token).status == 200)
        #expect(await test.api("GET", "/api/v1/people/\(id)", token: token).text.contains("\"photo\":\"/api/v1/people/\(id)/photo\""))
        var stranger = test.browser()
        #expect(await stranger.call("GET", "/people/\(id)/photo").status == 303)

        try await browser.open("/people/\(id)/photo/edit")
        let without = try await browser.submit(to: "/people/\(id)/photo/withdraw")
        #expect(without.shows("The photo is shown no more.") && !without.has("/people/\(id)/photo?"))
        for path in ["/people", "/people?q=ays", "/people/\(id)", "/people/quiet?days=1", "/people/\(id)/photo/edit"] {
            #expect(try await !browser.open(path).has("/people/\(id)/photo?"), "\(path)")
        }
        #expect(await !browser.fragment("/people/find?q=ays").has("/photo?"))
        #expect(await browser.call("GET", "/people/\(id)/photo").status == 404)
        #expect(await test.api("GET", "/api/v1/people/\(id)/photo", token: token).status == 404)
        #expect(await test.api("GET", "/api/v1/people/\(id)", token: token).text.contains("\"photo\":null"))

        try await browser.open("/people/\(id)")
        try await browser.post(
            "/people/\(id)/photo/give-back", browser.page.forms.lazy.flatMap(\.fields).filter { $0.name == "_token" }.prefix(1).map { $0 })
        #expect(await browser.call("GET", "/people/\(id)/photo").status == 200)
        #expect(try await test.events().suffix(3) == ["photo.added", "photo.withdrawn", "photo.given-back"])
        try await browser.open("/people/\(id)/photo/edit")
        try await browser.submit(to: "/people/\(id)/photo/withdraw")
        test.clock.advance(by: .seconds(86_401))
        try await test.shop.plan(asOf: test.clock.now)
        try await test.shop.runJobs()
        #expect(try await test.shop.read { try $0.value("SELECT count(*) FROM person_photo", as: Int.self) } == 0)
    }

    @Test func `only pictures are taken, and no large ones`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Ayşe"))
        var browser = try await test.browser(as: .helper)
        let text = try await put(&browser, id, Array("<svg onload=alert(1)>".utf8))
        #expect(text.status == 422 && text.error("file")?.hasPrefix("This is no picture that can be shown.") == true)
        let cut = try await put(&browser, id, Array(Self.jpeg.prefix(60)))
        #expect(cut.status == 422)
        let large = try await put(&browser, id, Self.jpeg + [UInt8](repeating: 0, count: 2_000_000))
        #expect(large.status == 422 && large.error("file")?.contains("too large") == true)
        let token = try await test.token()
        #expect(await test.api("PUT", "/api/v1/people/\(id)/photo", token: token, json: "{}").status == 422)
    }

    @Test(arguments: TestShop.engines) func `a photo goes along when cards are merged, and back`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let (one, other) = (try await test.add(Card(name: "Ayşe")), try await test.add(Card(name: "Ayşe K")))
        var browser = try await test.browser(as: .agent)
        _ = try await put(&browser, other)
        let merge = try await test.shop.write(as: .program("test")) { tx in
            try tx.merge(other, into: one, as: Merge.Words(name: "Ayşe", pronunciation: "", language: nil, note: "", usual: "çay"))
        }
        #expect(await browser.call("GET", "/people/\(one)/photo").status == 200)
        #expect(try await browser.open("/people/\(one)").shows("çay"))
        try await test.shop.write(as: .program("test")) { tx in _ = try tx.undo(merge) }
        #expect(await browser.call("GET", "/people/\(one)/photo").status == 404)
        #expect(await browser.call("GET", "/people/\(other)/photo").status == 200)
        #expect(try await browser.open("/people/\(other)").has("/people/\(other)/photo?at="))
    }
}
