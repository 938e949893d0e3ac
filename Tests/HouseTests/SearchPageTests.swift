import Core
import House
import Language
import Storage
import TestShop
import Testing
import Web

@Suite struct SearchPageTests {
    /// What a loaf's hit tells of itself when the query is "long": far more than a list shows.
    private static let tale =
        String(repeating: "We bake and bake. ", count: 40) + "The kakku waits. " + String(repeating: "More of it. ", count: 40)

    /// A capability that finds one loaf whatever is asked, but for "nothing".
    private static var bakery: Capability {
        var bakery = Capability("bakery")
        bakery.searchSources = [
            SearchSource(title: { _ in "Loaves" }) { ask, _, _ in
                let query = ask.words.flatMap(\.prefixes).joined(separator: " ")
                guard query != "nothing", !ask.words.isEmpty else { return [] }
                // Forty-five rolls, numbered, to turn pages in.
                if query == "roll" {
                    return (1...45).reversed().filter { $0 < ask.before ?? .max }.prefix(ask.limit).map {
                        SearchHit(item: $0, title: "Roll no. \($0)", excerpt: "", link: "/loaves/1", icon: "note")
                    }
                }
                return [
                    SearchHit(
                        item: 1, title: "Kakku & <b>co</b>", excerpt: query == "kakku waits" ? tale : "Ehdittekö tehdä uuden kakun? Marja.",
                        link: "/loaves/1", icon: "note",
                        at: Instant(milliseconds: 1_772_528_400_000))
                ]
            }
        ]
        return bakery
    }

    @Test func `what one page does not hold stands on the next ones`() async throws {
        let test = try await TestShop(.sqlite, [.house, Self.bakery])
        var browser = try await test.browser(as: .viewer)
        var page = try await browser.open("/search?q=roll")
        #expect(page.shows("Roll no. 45") && page.shows("Roll no. 26") && !page.shows("Roll no. 25"))
        page = try await browser.open(try #require(page.links.first { $0.contains("before=") }))
        #expect(page.shows("Roll no. 25") && page.shows("Roll no. 6") && !page.shows("Roll no. 26") && !page.shows("Roll no. 5"))
        page = try await browser.open(try #require(page.links.first { $0.contains("before=") }))
        #expect(page.shows("Roll no. 5") && page.shows("Roll no. 1") && !page.links.contains { $0.contains("before=") })
    }

    @Test(arguments: TestShop.engines) func `hits are shown with what matched marked, in any inflection`(engine: Engine) async throws {
        let test = try await TestShop(engine, [.house, Self.bakery])
        var browser = try await test.browser(as: .viewer)
        let page = try await browser.open("/search?q=kakku")
        #expect(page.shows("Loaves"))
        #expect(page.shows("1 result"))
        #expect(page.has("<mark>Kakku</mark> &amp; &lt;b&gt;"))
        #expect(page.has("<mark>kakun</mark>?"))
        #expect(page.links.contains("/loaves/1"))
        #expect(page.value("q") == "kakku" || page.has("value=\"kakku\""))
    }

    @Test func `a long text is shown around its first match`() async throws {
        let test = try await TestShop(.sqlite, [.house, Self.bakery])
        var browser = try await test.browser(as: .viewer)
        let page = try await browser.open("/search?q=kakku+waits")
        #expect(page.has("… We bake and bake. We bake and bake. We bake and bake. The <mark>kakku</mark> <mark>waits</mark>. More of it."))
        #expect(page.text.count < 20_000 && !page.has(String(Self.tale.suffix(200))))
    }

    @Test func `nothing found and nothing asked say what to do`() async throws {
        let test = try await TestShop(.sqlite, [.house, Self.bakery])
        var browser = try await test.browser(as: .viewer)
        #expect(try await browser.open("/search").shows("What are you looking for?"))
        #expect(try await browser.open("/search?q=nothing").shows("Nothing found"))
        let odd = try await browser.open("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        #expect(odd.status == 200)
        #expect(!odd.has("<script>alert"))
    }
}
