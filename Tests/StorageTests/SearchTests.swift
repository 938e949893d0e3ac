import Foundation
@testable import Storage
import Testing

@Suite struct SearchTests {
    private let index = SearchIndex()

    @Test(arguments: FreshDatabase.engines) func `words find what holds them all, newest first, once per group`(engine: Engine) async throws
    {
        let fresh = try FreshDatabase(engine, migrations: SearchIndex.migrations)
        try await fresh.database.write { [index] tx in
            try index.put(db: tx, kind: 1, item: 10, group: 1, terms: ["late", "parcel", "asiakas"])
            try index.put(db: tx, kind: 1, item: 20, group: 1, terms: ["late", "refund"])
            try index.put(db: tx, kind: 1, item: 30, group: 2, terms: ["late", "parcel", "refunded"])
            try index.put(db: tx, kind: 2, item: 40, group: 3, terms: ["late"])
            func find(_ words: [SearchWord], before: Int64? = nil, limit: Int = 10) throws -> [Int64] {
                try index.find(db: tx, kind: 1, all: words, before: before, limit: limit).map(\.item)
            }
            #expect(try find([SearchWord(exact: ["late"])]) == [30, 20])
            #expect(try find([SearchWord(exact: ["late"]), SearchWord(exact: ["parcel"])]) == [30, 10])
            #expect(try find([SearchWord(prefix: "refund")]) == [30, 20])
            #expect(try find([SearchWord(exact: ["refund"])]) == [20])
            #expect(try find([SearchWord(exact: ["asiakkail", "asiakas"], prefix: "asiakk")]) == [10])
            #expect(try find([SearchWord(exact: ["late"]), SearchWord(exact: ["nothing"])]) == [])
            #expect(try find([]) == [])
            #expect(try find([SearchWord()]) == [])
            // The second page does not repeat a group that the first showed by a newer item.
            #expect(try find([SearchWord(exact: ["late"])], limit: 1) == [30])
            #expect(try find([SearchWord(exact: ["late"])], before: 30) == [20])
            #expect(try find([SearchWord(exact: ["late"])], before: 20) == [])
            // A changed item loses the words that are gone.
            try index.put(db: tx, kind: 1, item: 30, group: 2, terms: ["late"])
            #expect(try find([SearchWord(exact: ["parcel"])]) == [10])
            try index.remove(db: tx, kind: 1, item: 10)
            #expect(try find([SearchWord(prefix: "p")]) == [])
            #expect(try tx.values("SELECT term FROM search_term ORDER BY term", as: String.self) == ["late", "refund"])
        }
        #expect(try fresh.database.check() == [])
    }

    /// Random items and queries against a plain loop over everything, with so many different words that every way of walking is taken.
    @Test(arguments: FreshDatabase.engines) func `the index finds what a plain loop finds`(engine: Engine) async throws {
        let fresh = try FreshDatabase(engine, migrations: SearchIndex.migrations)
        let seed = UInt64.random(in: 1...999_999)
        print("seed \(seed)")
        var random = Random(seed)
        var items: [(item: Int64, group: Int64, terms: Set<String>)] = []
        for number in 1...400 {
            var terms: Set<String> = ["w\(random.below(5_000))", "w\(random.below(30))", "x\(random.below(40))"]
            for _ in 0..<random.below(20) { terms.insert("w\(random.below(4_900))") }
            items.append((Int64(number * 3), Int64(random.below(150)), terms))
        }
        try await fresh.database.write { [index, items] tx in
            // Out of order, as an import comes.
            for entry in items.reversed() {
                try index.put(db: tx, kind: 1, item: entry.item, group: entry.group, terms: entry.terms.union(["gone"]))
                try index.put(db: tx, kind: 1, item: entry.item, group: entry.group, terms: entry.terms)
            }
        }
        let queries = (0..<60).map { _ in
            (0...random.below(3)).map { _ in
                switch random.below(6) {
                case 0: SearchWord(prefix: "w")
                case 1: SearchWord(exact: ["w\(random.below(5_000))"], prefix: "w\(random.below(60))")
                case 2: SearchWord(prefix: "x")
                case 3: SearchWord(exact: ["w\(random.below(30))", "x1"])
                case 4: SearchWord(prefixes: ["x\(random.below(4))", "w\(random.below(900))"])
                default: SearchWord(prefix: "x\(random.below(4))")
                }
            }
        }
        try await fresh.database.read { [index, items] db in
            for words in queries {
                var expected: [Int64] = []
                var groups: Set<Int64> = []
                for entry in items.reversed()
                where words.allSatisfy({ word in
                    entry.terms.contains { term in word.exact.contains(term) || word.prefixes.contains { term.hasPrefix($0) } }
                }) && groups.insert(entry.group).inserted {
                    expected.append(entry.item)
                }
                // Small limits, so that every way is taken early and changed in the middle.
                for index in [
                    index, SearchIndex(limits: SearchLimits(mostMerged: 2, mostSorted: 20, mostWalked: 64, mostCrossed: 100_000)),
                ] {
                    var pages: [Int64] = []
                    while true {
                        let page = try index.find(db: db, kind: 1, all: words, before: pages.last, limit: 37).map(\.item)
                        pages += page
                        if page.count < 37 { break }
                    }
                    #expect(pages == expected, "seed \(seed), \(words)")
                }
            }
        }
        #expect(try fresh.database.check() == [])
    }
}

/// Repeatable randomness; the seed is printed.
struct Random {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }
}
