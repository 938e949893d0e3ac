import Core
import Foundation
import House
import Language
import People
import Storage
import TestShop
import Testing
import Web

@Suite struct FindingTests {
    private static let names = [
        "Ayşe Kılıç", "İbrahim Işık", "Çağla Öztürk", "Marja Väänänen", "Åsa Lindström", "Արամ Պետրոսյան", "Գևորգ Սևակյան",
        "Siti Nurhaliza",
        "Иван Петров", "Νίκος Παπαδόπουλος",
    ]

    /// Five scripts, typed without marks; Armenian on a Latin keyboard too.
    @Test(arguments: TestShop.engines) func `three letters without diacritics find a person`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        for name in Self.names { try await test.add(Card(name: name)) }
        var browser = try await test.browser(as: .viewer)
        let asked: [(String, String)] = [
            ("ays", "Ayşe Kılıç"), ("kil", "Ayşe Kılıç"), ("ibr", "İbrahim Işık"), ("isi", "İbrahim Işık"), ("cag", "Çağla Öztürk"),
            ("ozt", "Çağla Öztürk"), ("vaa", "Marja Väänänen"), ("asa", "Åsa Lindström"), ("արա", "Արամ Պետրոսյան"),
            ("ara", "Արամ Պետրոսյան"),
            ("gev", "Գևորգ Սևակյան"), ("գեւ", "Գևորգ Սևակյան"), ("սևա", "Գևորգ Սևակյան"), ("ива", "Иван Петров"),
            ("νικ", "Νίκος Παπαδόπουλος"),
            ("VÄÄ", "Marja Väänänen"), ("İŞI", "İbrahim Işık"),
        ]
        for (typed, name) in asked {
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            #expect(options.shows(name), "\(typed) finds \(name), not \(options.words)")
            let list = try await browser.open("/people?q=\(Link("\(typed)").text)")
            #expect(list.shows(name))
        }
        #expect(await browser.fragment("/people/find?q=xyz").text == "")
        #expect(await browser.fragment("/people/find?q=a").text == "")
    }

    @Test(arguments: TestShop.engines) func `a number finds a person however it is spaced`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Ayşe Kılıç", addresses: [.phone("+90 532 123 45 67"), .email("ayse.kilic@ornek.com")]))
        try await test.add(Card(name: "Somebody Else", addresses: [.phone("+90 532 765 43 21")]))
        var browser = try await test.browser(as: .agent)
        for typed in [
            "+905321234567", "0532 123 45 67", "05321234567", "532 123 45 67", "00905321234567", "ayse.kilic@ornek.com", "ayse.kil",
        ] {
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            #expect(options.shows("Ayşe Kılıç") && !options.shows("Somebody Else"), "\(typed): \(options.words)")
        }
    }

    @Test(arguments: TestShop.engines) func `the middle of a word finds too, after those whose words begin so`(engine: Engine) async throws
    {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Liisa Korhonen", addresses: [.phone("+358 40 123 4567"), .email("liisa.k@kahvila.example")]))
        try await test.add(Card(name: "Honeyball Oy"))
        try await test.add(Card(name: "Գևորգ Սևակյան"))
        var browser = try await test.browser(as: .viewer)
        let both = await browser.fragment("/people/find?q=hon")
        let places = ["Honeyball", "Korhonen"].compactMap { both.words.range(of: $0)?.lowerBound }
        #expect(places.count == 2 && places == places.sorted(), "\(both.words)")
        #expect(both.has("Kor<mark>hon</mark>en"))
        for (typed, name) in [
            ("HÖN", "Liisa Korhonen"), ("rhonen", "Liisa Korhonen"), ("lii hon", "Liisa Korhonen"), ("kahvila", "Liisa Korhonen"),
            ("կյա", "Գևորգ Սևակյան"), ("vak", "Գևորգ Սևակյան"),
        ] {
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            #expect(options.shows(name), "\(typed): \(options.words)")
        }
        // Two letters are the beginning of a word alone.
        #expect(await browser.fragment("/people/find?q=on").text == "")
        #expect(try await browser.open("/search?q=rhon").shows("Liisa Korhonen"))
    }

    @Test(arguments: TestShop.engines) func `276: exactly this number first, and its last digits find it however they are grouped`(
        engine: Engine
    ) async throws {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Exact", addresses: [.email("info@a.example"), .phone("0532 123 45 67")]))
        let longer = try await test.add(Card(name: "Longer", addresses: [.email("info@a.example.org"), .phone("0532 765 67 45")]))
        try await test.touch(longer, daysAgo: 1)
        var browser = try await test.browser(as: .agent)
        for typed in ["info@a.example", "INFO@A.EXAMPLE"] {
            let options = await browser.fragment("/people/find?q=\(typed)")
            let places = ["Exact", "Longer"].compactMap { options.words.range(of: $0)?.lowerBound }
            #expect(places.count == 2 && places == places.sorted(), "\(options.words)")
        }
        for typed in ["4567", "45 67", "45-67", "34567", "1234567"] {
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            let places = ["Exact", "Longer"].compactMap { options.words.range(of: $0)?.lowerBound }
            #expect(options.shows("Exact") && places == places.sorted(), "\(typed): \(options.words)")
        }
    }

    @Test(arguments: TestShop.engines) func `cards from before this version are put in anew by a job`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let id = try await test.add(Card(name: "Liisa Korhonen"))
        try await test.shop.write(as: .program("test")) { tx in
            tx.silentByIntent = true
            try Search.people.put(tx.db, item: id.number, group: id.number, terms: ["liisa", "korhonen"])
            try SearchRefresh.queue("people.refresh-search", number: 1, ifAnyIn: "customer", tx.db)
        }
        var browser = try await test.browser(as: .viewer)
        #expect(await browser.fragment("/people/find?q=rhon").text == "")
        try await test.pass(.seconds(1))
        #expect(await browser.fragment("/people/find?q=rhon").shows("Liisa Korhonen"))
    }

    @Test func `options mark what was typed, and carry the id that the form sends`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Şükrü <Sos>", addresses: [.email("sukru@ornek.com")]))
        var browser = try await test.browser(as: .agent)
        let options = await browser.fragment("/people/find?q=suk")
        #expect(options.has("<mark>Şük</mark>rü &lt;Sos&gt;"))
        #expect(options.has("data-id=\"\(id)\" data-name=\"Şükrü &lt;Sos&gt;\""))
        #expect(options.shows("sukru@ornek.com"))
    }

    @Test(arguments: TestShop.engines) func `for a mail only those are offered whom one can reach, by their address`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        try await test.add(
            Card(name: "Suna Er", addresses: [.phone("+90 532 123 45 67"), .email("suna@ornek.com"), .email("er@ornek.com")]))
        try await test.add(Card(name: "Sunay Ak", addresses: [.phone("+90 532 765 43 21")]))
        var browser = try await test.browser(as: .agent)
        let options = await browser.fragment("/people/find?by=email&q=sun")
        #expect(options.has("data-name=\"suna@ornek.com\"") && options.shows("Suna Er") && !options.shows("Sunay"))
    }

    @Test func `at most eight options, those whose name begins that way and who were here last first`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        for number in 1...12 { try await test.add(Card(name: "Selim Aydın \(number)")) }
        let ayla = try await test.add(Card(name: "Ayla Demir"))
        let aynur = try await test.add(Card(name: "Aynur Demir"))
        try await test.touch(ayla, daysAgo: 2)
        try await test.touch(aynur, daysAgo: 5)
        var browser = try await test.browser(as: .agent)
        let options = await browser.fragment("/people/find?q=ay")
        #expect(options.text.ranges(of: "role=\"option\"").count == 8)
        let places = ["Ayla", "Aynur", "Selim"].compactMap { options.words.range(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted())
        #expect(options.shows("Last contact: 2 days ago"))
    }

    @Test func `search for everything finds people`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let id = try await test.add(Card(name: "Marja Väänänen", addresses: [.email("marja@example.fi")]))
        var browser = try await test.browser(as: .viewer)
        let page = try await browser.open("/search?q=vaananen")
        #expect(page.shows("Marja Väänänen") && page.links.contains("/people/\(id)"))
    }

    /// R1's own measure: 5,000 customers, names of five scripts, found in less than 300 ms. Some 15 ms in a debug build on two slow cores.
    @Test func `among five thousand people three letters find the person`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        try await test.shop.write(as: .program("test")) { tx in
            for number in 0..<5_000 {
                let name = Self.names[number % Self.names.count]
                try tx.add(Card(name: "\(name) \(number)", addresses: [.phone("+90 532 \(1_000_000 + number)")]))
            }
        }
        var browser = try await test.browser(as: .agent)
        var slowest: Duration = .zero
        for typed in ["kil", "isi", "ozt", "vaa", "ara", "գև", "nur", "ива", "νικ", "4999", "0532 1004998"] {
            let start = ContinuousClock.now
            let options = await browser.fragment("/people/find?q=\(Link("\(typed)").text)")
            let took = ContinuousClock.now - start
            #expect(options.has("role=\"option\""), "\(typed)")
            slowest = max(slowest, took)
        }
        // R1 asks for less than 300 ms. A busy machine must not fail a test, so the figure is printed; `make bench` measures it.
        print("The slowest look-up among 5,000 people took \(slowest)")
    }
}
